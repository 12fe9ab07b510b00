"""Full and read-only disks, a database that somebody else holds, kill -9: what was acknowledged is there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agent_desk.domain.errors import NotFound, StoreBusy, StoreError, StoreFull
from agent_desk.domain.rows import DraftRow
from agent_desk.storage.sqlite.store import VERSION, SqliteStore
from tests.services.fake_venue import fake_of
from tests.services.workspace import Process
from tests.storage.conftest import open_store

ROUNDS = 5


def _limit(store: SqliteStore, pages: int) -> None:
    """A disk with so many pages left for this database."""
    used = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {used + pages}")


def test_a_full_disk_saves_nothing_by_half_and_loses_nothing(desk: Process) -> None:
    fake_of(desk.registry).customer("Where is my parcel?")
    desk.fetch()
    conversation = desk.conversation("p1")
    desk.drafts.save(conversation, "What was shown as saved.")
    _limit(desk.store, 2)
    with pytest.raises(StoreFull):
        desk.drafts.save(conversation, "x" * 100_000)
    with pytest.raises(StoreFull):
        _send_many(desk, conversation)
    draft = desk.drafts.get(conversation)
    sent = desk.outbox.rows()
    assert draft is None if sent else draft is not None
    _limit(desk.store, 100_000)
    desk.drafts.save(conversation, "Room again.")
    assert len(desk.outbox.rows()) == len(sent)
    assert desk.store.integrity() == "ok"


def _send_many(desk: Process, conversation: str) -> None:
    for number in range(1000):
        desk.replies.send(conversation, f"{number} " + "y" * 200)


def _save_and_fail(desk: Process) -> None:
    with desk.ground.act() as (nouns, _):
        nouns.venues.save_cursor("venue-1", "all", "7", 1)
        nouns.venues.get("nobody")


def test_a_page_that_does_not_fit_moves_no_cursor(desk: Process) -> None:
    venue = fake_of(desk.registry)
    for number in range(40):
        venue.customer(f"{number} " + "words " * 2000, place=f"p{number}")
    _limit(desk.store, 40)
    with pytest.raises(StoreFull):
        desk.fetch()
    cursor = int(desk.store.read.venues.cursor("venue-1", "all") or 0)
    rows = desk.store.read.conversations.by_place("venue-1", [f"p{number}" for number in range(40)])
    assert 0 < cursor < 40
    assert len(rows) == cursor
    _limit(desk.store, 100_000)
    desk.fetch()
    assert desk.inbox.counts().waiting == 40


def test_somebody_else_holds_the_database(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy), store.write(durable=True):
        pass
    assert store.read.venues.all() == []
    other.execute("ROLLBACK")
    other.close()
    with store.write(durable=True) as nouns:
        nouns.leases.ask  # noqa: B018 - the transaction itself is what matters
    assert store.version() == VERSION


def test_errors_of_reads_are_the_stores_own(store: SqliteStore) -> None:
    read = store.read
    store._local.connection.execute("PRAGMA query_only = 0")
    store._local.connection.execute("DROP TABLE draft")
    with pytest.raises(StoreError):
        read.drafts.all("me")


def test_a_reader_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(StoreFull):
        store.read.leases.ask("venue-1", 1)


def test_an_error_in_an_act_leaves_no_trace(desk: Process) -> None:
    with pytest.raises(NotFound):
        _save_and_fail(desk)
    assert desk.store.read.venues.cursor("venue-1", "all") is None


@pytest.mark.skipif(not hasattr(os, "setuid") or os.name == "nt", reason="needs users")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_disk_is_told_as_such(tmp_path: Path, what: str) -> None:
    open_store(tmp_path).close()
    (tmp_path / "desk.db").chmod(0o444)
    tmp_path.chmod(0o555 if what == "folder" else 0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    process = multiprocessing.get_context("fork").Process(target=_as_nobody, args=(tmp_path,))
    process.start()
    process.join()
    tmp_path.chmod(0o755)
    assert process.exitcode == 7


def _as_nobody(folder: Path) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        store = SqliteStore(folder / "desk.db", folder / "backups", lambda: "x", 1)
        with store.write(durable=True) as nouns:
            nouns.leases.ask("v", 1)
    except StoreFull:
        os._exit(7)
    os._exit(1)


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    acknowledged: list[int] = []
    for round_ in range(ROUNDS):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.writer", str(tmp_path), str(round_ * 100_000)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        acknowledged += [int(child.stdout.readline()) for _ in range(10 + 17 * round_)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.stdout.close()
        child.wait()
    store = open_store(tmp_path)
    there = {draft.updated_at for draft in store.read.drafts.all(store.read.ledger.me())}
    assert set(acknowledged) <= there
    assert store.integrity() == "ok"
    store.close()


def test_a_draft_needs_its_conversation(store: SqliteStore) -> None:
    with pytest.raises(StoreError), store.write(durable=True) as nouns:
        nouns.drafts.save(DraftRow("nowhere", nouns.ledger.me(), "text", None, (), 1))
