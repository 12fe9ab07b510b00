"""Two real processes at one desk: one watches and holds the venues, the other asks, and each post is made once."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import COMMAND, Desk


@pytest.fixture
def watcher(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """A second process that watches all venues of the desk, and has fetched once."""
    desk.connect()
    desk.network.customer_posts("social", "Does it float?")
    command = [*COMMAND, "--data-dir", str(desk.folder), "sync", "--watch"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        deadline = time.monotonic() + 30
        while not desk.ok("list"):
            assert time.monotonic() < deadline, "the watching process fetches nothing"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_watching_process_does_what_another_asks_for(desk: Desk, watcher: subprocess.Popen[str]) -> None:
    desk.network.customer_posts("social", "And does it sink?")
    assert [venue["outcome"] for venue in desk.ok("sync", "--once")["venues"]] == ["ok"]
    newest = desk.ok("list")[0]
    assert newest["text"] == "And does it sink?"
    rows = [desk.ok("reply", newest["id"], "--text", "No.", "--key", "k", "--now") for _ in range(2)]
    assert [row["state"] for row in rows] == ["delivered", "delivered"]
    assert len(desk.network.ours("social")) == 1
    watcher.send_signal(signal.SIGTERM)
    printed, _ = watcher.communicate(timeout=30)
    assert watcher.returncode == 0
    assert [venue["label"] for venue in json.loads(printed)["venues"]] == ["social"]


def test_a_killed_watcher_leaves_its_venues_to_the_next(desk: Desk, watcher: subprocess.Popen[str]) -> None:
    watcher.kill()
    watcher.wait()
    conversation = desk.ok("list")[0]["id"]
    assert desk.ok("reply", conversation, "--text", "It does.", "--now")["state"] == "delivered"
    assert desk.ok("sync")["venues"][0]["outcome"] == "ok"
    assert len(desk.network.ours("social")) == 1


def test_a_workspace_is_readable_by_its_owner_only(desk: Desk) -> None:
    desk.connect()
    readable = [path for path in (desk.folder, *_databases(desk.folder)) if path.stat().st_mode & 0o077]
    assert readable == []


def _databases(folder: Path) -> list[Path]:
    return sorted(folder.glob("desk.db*"))
