"""Opens, guards and closes the SQLite file of a workspace: one writer, one reading connection per thread."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desk.domain.errors import StoreDamaged, StoreError, StoreTooNew
from agent_desk.domain.ids import NewId
from agent_desk.storage.sqlite.faults import suspect, told
from agent_desk.storage.sqlite.nouns import SqliteNouns

if TYPE_CHECKING:
    from agent_desk.storage.contract import Nouns

APPLICATION_ID = 0x41446B31
VERSION = 3
BUSY_SECONDS = 5.0


class SqliteStore:
    """The store of one workspace. Thread-safe; see agent_desk.storage.contract.Store."""

    def __init__(
        self,
        path: Path,
        backups: Path,
        new_id: NewId,
        now: int,
        *,
        read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """Open or create the database. Raises StoreTooNew, StoreDamaged, StoreFull, StoreBusy."""
        self._path = path
        self._busy_seconds = busy_seconds
        self._lock = threading.Lock()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        with told():
            self._writer = _connect(path, busy_seconds)
            try:
                _check(self._writer, path)
                if not read_only:
                    _bring_up_to_date(self._writer, path, backups, new_id, now, busy_seconds=busy_seconds)
            except BaseException:
                self._writer.close()
                raise
            self._writing = SqliteNouns(self._writer, path)
            self._file = _identity(path)

    @property
    def read(self) -> Nouns:
        """The nouns over the calling thread's own reading connection."""
        nouns: SqliteNouns | None = getattr(self._local, "nouns", None)
        if nouns is None:
            with told():
                connection = _connect(self._path, self._busy_seconds)
                connection.execute("PRAGMA query_only = 1")
            self._readers.append(connection)
            self._local.connection = connection
            nouns = self._local.nouns = SqliteNouns(connection, self._path)
        return nouns

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[SqliteNouns]:
        """One transaction; any error rolls it back. Raises StoreDamaged, before anything is promised, where another
        program has put a rebuilt database in the place of this one: what is written here would be seen by nobody."""
        with self._lock, told(self._path):
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                if _identity(self._path) != self._file:
                    raise StoreDamaged("another program set this database aside and rebuilt it")
                yield self._writing
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def backup(self, target: str) -> None:
        """A consistent copy of the database in a new file, taken while work goes on."""
        with told():
            copy = sqlite3.connect(target)
            try:
                source = _connect(self._path, self._busy_seconds)
                try:
                    source.backup(copy)
                finally:
                    source.close()
            finally:
                copy.close()

    def overwrite(self) -> bool:
        """Rebuild the file, so that no free page and no dead entry of the full text keeps what was removed; False where
        another program still reads the journal. Slow on large databases, and needs as much free space again."""
        with self._lock, told(self._path):
            for table in ("message_words", "message_grams"):
                self._writer.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
            self._writer.execute("VACUUM")
            busy = int(self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        return not busy

    def version(self) -> int:
        """The schema version of the open database."""
        return int(self._pragma("user_version"))

    def data_version(self) -> int:
        """Differs on the calling thread after another connection committed."""
        return int(self._pragma("data_version"))

    def integrity(self) -> str:
        """`ok`, or what SQLite finds wrong. Slow on large databases."""
        return self._pragma("quick_check(5)")

    def _pragma(self, name: str) -> str:
        """What SQLite says of itself, over the calling thread's own connection."""
        _ = self.read
        connection: sqlite3.Connection = self._local.connection
        with told(self._path):
            return str(connection.execute(f"PRAGMA {name}").fetchone()[0])

    def close(self) -> None:
        """Close every connection; other threads must have ended their reads."""
        with self._lock:
            for connection in (*self._readers, self._writer):
                connection.close()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = 1")
    connection.execute("PRAGMA fullfsync = 1")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if tables and application != APPLICATION_ID:
        raise StoreError("the file is another program's database")
    if version > VERSION:
        raise StoreTooNew(f"version {version}, this program knows {VERSION}")
    if suspect(path).exists():
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            raise StoreDamaged(found)
        suspect(path).unlink(missing_ok=True)


def _use_wal(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to a write-ahead log. SQLite does not wait where another program is just switching, so we do."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _bring_up_to_date(
    connection: sqlite3.Connection, path: Path, backups: Path, new_id: NewId, now: int, *, busy_seconds: float
) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    _use_wal(connection, busy_seconds)
    if version == VERSION:
        return
    if version:
        _copy(path, backups / f"desk-version-{version}-{now}.db")
    from sqlite_utils import Database

    from agent_desk.storage.sqlite.migrations import migrations

    # All in one transaction: two programs may start at once, and either may be killed half-way.
    connection.execute("BEGIN IMMEDIATE")
    migrations.apply(Database(connection))
    connection.execute(
        "INSERT INTO workspace (id, created_at) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM workspace)", (new_id(), now)
    )
    connection.execute(
        "INSERT INTO agent (id, number, name, is_me, role) SELECT ?, 1, '', 1, 'admin' WHERE NOT EXISTS (SELECT 1 FROM agent)",
        (new_id(),),
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _copy(path: Path, target: Path) -> None:
    source, copy = sqlite3.connect(path), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
