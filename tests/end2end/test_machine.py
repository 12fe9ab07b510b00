"""What a machine can do to the program: a full, read-only or locked disk, damage, a newer version, a clock that jumps."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import run_once
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.desk_process import Done, Program

QUESTION, SECOND = "Does it work below zero?", "And in the rain?"
DAY = 24 * 3600 * 1000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def _reply(program: Program, words: str, text: str, *options: str) -> Done:
    return program.run("reply", program.conversation(words).id, "--text", text, *options)


def test_a_full_disk_refuses_what_it_cannot_keep(small_disk: Path, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path, small_disk / "desk")
    told.asked(QUESTION)
    conversation = told.queued(QUESTION, "Down to minus thirty.")
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                os.write(file.fileno(), b"x" * 4096)
        except OSError:
            pass
    told.ask(SECOND)
    refused = told.program.run("reply", conversation, "--text", "Words that find no room. " * 500)
    assert refused.code == 1
    assert "disk is full" in refused.said
    assert "this was not saved" in refused.said
    fetched = told.program.run("sync", "--once")
    assert fetched.code == 1, fetched.said
    assert "disk is full" in fetched.said
    filler.unlink()
    assert [row.text for row in told.program.outbox()] == ["Down to minus thirty."]
    row = told.program.carry()
    assert row.state is DeliveryState.DELIVERED
    assert told.answers("Down to minus thirty.") == 1
    assert {row.text for row in told.program.inbox()} == {QUESTION, SECOND}


def test_a_read_only_disk_is_told_and_changes_nothing(small_disk: Path, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path, small_disk / "desk")
    told.asked(QUESTION)
    conversation = told.program.conversation(QUESTION).id
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        for command in (("reply", conversation, "--text", "Yes."), ("sync", "--once")):
            done = told.program.run(*command)
            assert done.code == 1, command
            assert "cannot be written" in done.said
            assert "Traceback" not in done.said
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert told.states() == []
    assert _reply(told.program, QUESTION, "Yes.", "--now").code == 0


@pytest.mark.slow
def test_a_database_that_another_program_holds_is_told_in_time(tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(QUESTION)
    conversation = told.program.conversation(QUESTION).id
    with closing(sqlite3.connect(told.program.data / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            told.program.running("reply", conversation, "--text", "Yes.") as replying,
            told.program.running("sync", "--once") as syncing,
            told.program.running("list") as listing,
        ):
            ended = [_ended(process) for process in (replying, syncing, listing)]
        other.execute("ROLLBACK")
    assert [code for code, _ in ended] == [1, 1, 0]
    for _, said in ended[:2]:
        assert "Another program holds the local database" in said
        assert "Traceback" not in said
    assert told.states() == []
    assert _reply(told.program, QUESTION, "Yes.", "--now").code == 0
    assert told.answers("Yes.") == 1


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def test_a_damaged_database_keeps_what_was_not_sent(tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    others = [f"Question {number}: {'why ' * 60}" for number in range(150)]
    told.asked(QUESTION, SECOND, *others)
    second, struck = told.program.conversation(SECOND), told.program.conversation("Question 75:")
    told.queued(QUESTION, "Down to minus thirty.")
    with told.program.desk() as desk:
        desk.drafts.save(second.id, "I will ask about the ra")
    _overwrite(told.program.data / "desk.db", b"Question 75: why why")
    met = told.program.run("show", struck.id)
    assert met.code == 1
    assert "is damaged" in met.said
    assert "unsent replies and drafts are rescued" in met.said
    assert "Traceback" not in met.said
    assert told.program.run("sync", "--once").code == 0
    row = told.program.carry()
    assert (row.text, row.state) == ("Down to minus thirty.", DeliveryState.DELIVERED)
    assert told.answers("Down to minus thirty.") == 1
    with told.program.desk() as desk:
        drafts = [found.text for row in desk.inbox.page(ListQuery()) if (found := desk.drafts.get(row.id))]
        assert drafts == ["I will ask about the ra"]
        assert desk.ground.store.integrity() == "ok"
        assert desk.inbox.counts().waiting == len(others) + 1
    assert list(told.program.data.glob("backups/damaged-*.db"))


def _overwrite(path: Path, words: bytes) -> None:
    """The page on which these words lie first."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    place = path.read_bytes().index(words) // 4096 * 4096
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\x5a" * 4096)


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(QUESTION)
    path = told.program.data / "desk.db"
    with closing(sqlite3.connect(path)) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute("PRAGMA user_version = 999")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    for command in (("list",), ("sync", "--once"), ("--smoke",)):
        done = told.program.run(*command)
        assert done.code == 1, command
        assert "newer version" in done.said
        assert "left untouched" in done.said
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {version}")
    assert told.program.conversation(QUESTION).waiting == 1


@pytest.mark.parametrize(
    "jump", [-400 * DAY, -DAY, -60_000, 2 * DAY, 400 * DAY], ids=lambda jump: f"{jump // 60_000}min"
)
@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "rate-limited", "refused"])
def test_a_clock_that_jumps_while_a_reply_is_on_its_way(tmp_path: Path, jump: int, fault: str) -> None:
    clock, true_clock = _Clock(), _Clock()
    told = DemoDesk(tmp_path, now=true_clock)
    desk = open_desk(for_folder(told.program.data), now=clock)
    told.connect(desk)
    told.ask(QUESTION)
    run_once(desk.ground, desk.vault)
    told.network.inject(fault, call="send")
    (row,) = desk.inbox.page(ListQuery())
    desk.replies.send(row.id, "Down to minus thirty.")
    clock.at = true_clock.at = clock.at + 11_000
    run_once(desk.ground, desk.vault)
    clock.at += jump
    for _ in range(45):
        run_once(desk.ground, desk.vault)
        clock.at, true_clock.at = clock.at + 2_000, true_clock.at + 2_000
    (delivery,) = desk.outbox.rows()
    assert delivery.state is DeliveryState.DELIVERED, delivery
    assert told.answers("Down to minus thirty.") == 1
    # What the customer adds is not taken for older than our answer, and so for answered.
    true_clock.at += 60_000
    told.ask(SECOND, to=delivery.remote_id)
    run_once(desk.ground, desk.vault)
    assert desk.inbox.counts().waiting == 1
    desk.ground.store.close()


class _Clock:
    """UTC milliseconds that stand still unless they are moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000

    def __call__(self) -> int:
        return self.at
