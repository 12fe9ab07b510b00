"""Opening a database: the schema, older and newer and foreign ones, two programs at once, a kill half-way."""

from __future__ import annotations

import hashlib
import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from agent_desk.domain.errors import StoreDamaged, StoreError, StoreTooNew
from agent_desk.storage.sqlite import migrations as steps
from agent_desk.storage.sqlite import store as store_module
from agent_desk.storage.sqlite.store import APPLICATION_ID, VERSION, SqliteStore
from tests.storage.conftest import open_store
from tests.storage.dump_schema import SCHEMA, dumped


def _hash(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def test_the_schema_is_the_one_under_review() -> None:
    assert dumped() == SCHEMA.read_text(encoding="utf-8"), "run: python -m tests.storage.dump_schema"


def test_a_new_database_says_whose_it_is(store: SqliteStore, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "desk.db")
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert (tmp_path / "desk.db").stat().st_mode & 0o777 == 0o600
    assert store.read.ledger.me() != store.read.ledger.workspace()
    assert store.integrity() == "ok"


def test_opening_again_changes_nothing_but_finds_the_same(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    names = first.read.ledger.workspace(), first.read.ledger.me()
    first.close()
    before = _hash(tmp_path)
    again = open_store(tmp_path)
    assert (again.read.ledger.workspace(), again.read.ledger.me()) == names
    again.close()
    assert _hash(tmp_path) == before


def test_a_newer_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "desk.db")
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = _hash(tmp_path)
    with pytest.raises(StoreTooNew):
        open_store(tmp_path)
    assert _hash(tmp_path) == before


def test_another_programs_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "desk.db")
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.commit()
    connection.close()
    before = _hash(tmp_path)
    with pytest.raises(StoreError, match="another program") as raised:
        open_store(tmp_path)
    assert type(raised.value) is StoreError
    assert _hash(tmp_path) == before


def test_a_file_of_something_else_counts_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreDamaged):
        open_store(tmp_path)


def test_a_backup_is_made_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    workspace = store.read.ledger.workspace()
    store.close()
    monkeypatch.setattr(store_module, "VERSION", VERSION + 1)
    open_store(tmp_path, now=77).close()
    copy = tmp_path / "backups" / f"desk-version-{VERSION}-77.db"
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert connection.execute("SELECT id FROM workspace").fetchone() == (workspace,)
    connection.close()
    again = open_store(tmp_path)
    assert again.version() == VERSION + 1
    again.close()


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_a_kill_during_the_first_start_is_made_good(tmp_path: Path, at: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die_at, args=(str(tmp_path), at))
    process.start()
    process.join()
    assert process.exitcode == -9
    store = open_store(tmp_path)
    assert store.integrity() == "ok"
    assert store.version() == VERSION
    store.close()


def _die_at(folder: str, at: int) -> None:
    import os
    import signal

    count = 0

    def watch(_statement: str) -> None:
        nonlocal count
        count += 1
        if count > at:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = store_module._connect

    def watched(path: Path, busy_seconds: float) -> sqlite3.Connection:
        connection = connect(path, busy_seconds)
        connection.set_trace_callback(watch)
        return connection

    store_module._connect = watched
    open_store(Path(folder))


def test_two_programs_may_make_the_workspace_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    (tmp_path / "backups").mkdir()
    start = context.Event()
    told: multiprocessing.queues.Queue[str] = context.Queue()
    processes = [context.Process(target=_open_and_tell, args=(str(tmp_path), start, told)) for _ in range(3)]
    for process in processes:
        process.start()
    start.set()
    names = {told.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert len(names) == 1, names


def _open_and_tell(folder: str, start: object, told: object) -> None:
    start.wait()  # type: ignore[attr-defined]  # an event of another process
    try:
        store = open_store(Path(folder), busy_seconds=20)
        told.put(store.read.ledger.workspace())  # type: ignore[attr-defined]  # a queue to another process
        store.close()
    except StoreError as error:
        told.put(repr(error))  # type: ignore[attr-defined]  # a queue to another process


def test_statements_of_a_script_are_told_apart() -> None:
    script = "CREATE TABLE a (b);\nCREATE TRIGGER c AFTER INSERT ON a BEGIN\n DELETE FROM a;\nEND;\n"
    assert len(steps.statements(script)) == 2
