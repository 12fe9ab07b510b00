"""Rebuilds a damaged database: whatever can still be read is carried over, the venues are fetched anew, the damaged file is
set aside. Imported only when it is needed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from agent_desk.domain.ids import NewId
from agent_desk.storage.sqlite.faults import suspect, told
from agent_desk.storage.sqlite.nouns import SqliteNouns
from agent_desk.storage.sqlite.store import SqliteStore

_TABLES = (
    "agent",
    "presence_event",
    "calendar",
    "calendar_version",
    "policy",
    "policy_version",
    "policy_order",
    "team",
    "team_member",
    "team_hours",
    "rule",
    "macro",
    "venue",
    "author",
    "conversation",
    "message",
    "message_version",
    "message_count",
    "disposition_event",
    "action",
    "draft",
    "delivery",
    "delivery_event",
    "note",
    "saved_view",
    "canned_answer",
    "author_mark",
    "removed_post",
    "customer",
    "customer_link",
    "merge",
    "forgotten_author",
    "conversation_tag",
    "watcher",
    "mention",
    "notice",
    "rule_run",
    "escalation",
    "day_sum",
    "day_kept",
)
"""What is carried over, owners before what they own. Cursors are not, so that everything is fetched again; leases and the
log of changes mean nothing to a new start; indexes and counters follow by themselves, clocks with the next ticks."""
_TYPED = ("draft", "delivery", "note")
_PARTS = ("", "-wal", "-shm")
Row = tuple[object, ...]


@dataclass(slots=True)
class Rescued:
    """How many rows of each table were carried over, and how many were found but did not fit any more. Rows on pages that
    cannot be read are not even counted. `damaged`: tables that could not be read whole."""

    kept: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    homeless: list[dict[str, object]] = field(default_factory=list)
    """What was typed in conversations that are lost; the words are kept in a file beside the damaged database."""

    def __str__(self) -> str:
        kept = ", ".join(f"{count} {table}" for table, count in self.kept.items() if count)
        lost = ", ".join(f"{count} {table}" for table, count in self.lost.items() if count)
        return f"{kept or 'nothing'} (lost: {lost or 'none known'}; read in part: {', '.join(self.damaged) or 'none'})"


def rebuild(path: Path, backups: Path, new_id: NewId, now: int) -> tuple[Path, Rescued]:
    """Put a sound database in the place of a damaged one; returns where the damaged one lies now, and what was saved.

    The new one is complete before the old one moves, so a crash on the way costs nothing. Raises StoreError, OSError.
    """
    fresh = _fresh(path)
    for part in _PARTS:
        path.with_name(fresh.name + part).unlink(missing_ok=True)
    store = SqliteStore(fresh, backups, new_id, now)
    try:
        with store.write(durable=True) as nouns:
            rescued = rescue(path, nouns)
    finally:
        store.close()
    aside = set_aside(path, backups, now)
    if rescued.homeless:
        aside.with_suffix(".lost.json").write_text(json.dumps(rescued.homeless, ensure_ascii=False), encoding="utf-8")
    finish(path)
    return aside, rescued


def finish(path: Path) -> bool:
    """Move a rebuilt database into its place, where a crash came in between; whether there was one."""
    fresh = _fresh(path)
    if path.exists() or not fresh.exists():
        return False
    for part in _PARTS[1:]:
        # SQLite would take the journal of the damaged database for one of the new one's.
        path.with_name(path.name + part).unlink(missing_ok=True)
    fresh.replace(path)
    return True


def set_aside(path: Path, backups: Path, now: int) -> Path:
    """Move a database with its journals into the folder of backups. Raises OSError."""
    aside = backups / f"damaged-{now}.db"
    for part in _PARTS:
        source = path.with_name(path.name + part)
        if source.exists():
            source.replace(aside.with_name(aside.name + part))
    suspect(path).unlink(missing_ok=True)
    return aside


def rescue(damaged: Path, nouns: SqliteNouns) -> Rescued:
    """Carry over what can be read of a damaged database into a fresh one, inside the caller's transaction."""
    rescued = Rescued()
    with closing(sqlite3.connect(damaged, isolation_level=None)) as old:
        old.text_factory = lambda text: text.decode("utf-8", "replace")
        with suppress(sqlite3.Error):
            old.execute("PRAGMA cell_size_check = 1")
        with told():
            _identity(old, nouns.connection)
            mine = nouns.connection.execute("SELECT * FROM agent WHERE is_me = 1").fetchone()
            nouns.connection.execute("DELETE FROM agent")
            for table in _TABLES:
                _carry(old, nouns.connection, table, rescued)
                if table == "agent":
                    _me(nouns.connection, mine)
            _sums_of_days(old, nouns.connection)
            _tidy(nouns.connection)
    return rescued


def _identity(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """The workspace's id names the keyring entries; our agent's id stands in everything that was decided."""
    workspace = _first(old, "SELECT id FROM workspace")
    if workspace:
        new.execute("UPDATE workspace SET id = ?", (workspace,))
    me = _first(old, "SELECT id FROM agent WHERE is_me = 1")
    for table in ("draft", "delivery", "action"):
        me = me or _first(old, f"SELECT agent_id FROM {table} LIMIT 1")
    if me:
        new.execute("UPDATE agent SET id = ? WHERE is_me = 1", (me,))
    for column in ("zone", "choices", "sums_zone"):
        if said := _first(old, f"SELECT {column} FROM workspace"):
            with suppress(sqlite3.IntegrityError):
                new.execute(f"UPDATE workspace SET {column} = ?", (said,))
    for column in ("name", "sign_off"):
        if said := _first(old, f"SELECT {column} FROM agent WHERE is_me = 1"):
            new.execute(f"UPDATE agent SET {column} = ? WHERE is_me = 1", (said,))


def _me(new: sqlite3.Connection, mine: sqlite3.Row) -> None:
    """Somebody sits here, also where the row that says who could not be read."""
    if new.execute("SELECT 1 FROM agent WHERE is_me = 1").fetchone():
        return
    if not new.execute("UPDATE agent SET is_me = 1 WHERE id = ?", (mine["id"],)).rowcount:
        number = new.execute("SELECT 1 + coalesce(max(number), 0) FROM agent").fetchone()[0]
        told = {**dict(mine), "number": number}
        new.execute(
            f"INSERT INTO agent ({', '.join(told)}) VALUES ({', '.join('?' * len(told))})", tuple(told.values())
        )


def _first(old: sqlite3.Connection, query: str) -> str | None:
    try:
        row = old.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row and isinstance(row[0], str) else None


def _carry(old: sqlite3.Connection, new: sqlite3.Connection, table: str, rescued: Rescued) -> None:
    columns = [row["name"] for row in new.execute(f"PRAGMA table_info({table})")]
    with suppress(sqlite3.Error):
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
        columns = [name for name in columns if name in there]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    kept = lost = 0

    def damaged() -> None:
        if table not in rescued.damaged:
            rescued.damaged.append(table)

    rows = _rows(old, table, names, damaged)
    if table == "delivery":
        # A part of a thread names the one before it, which has to be there first.
        number = columns.index("number")
        rows = iter(sorted(rows, key=lambda row: int(str(row[number]))))
    for row in rows:
        try:
            done = new.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)
        except (sqlite3.IntegrityError, sqlite3.InterfaceError):
            lost += 1
            if table in _TYPED:
                rescued.homeless.append(dict(zip(columns, row, strict=True)))
            continue
        kept += done.rowcount
        lost += 1 - done.rowcount
    rescued.kept[table], rescued.lost[table] = kept, lost


def _rows(old: sqlite3.Connection, table: str, names: str, damaged: Callable[[], None]) -> Iterator[Row]:
    """Every row that can be reached: from the front up to the damage, from the back down to it, and what indexes know of."""
    seen: set[object] = set()
    key = "rowid" if _has_rowid(old, table) else names
    for order in ("", f" ORDER BY {'rowid' if key == 'rowid' else 1} DESC"):
        try:
            for row in old.execute(f"SELECT {key}, {names} FROM {table}{order}"):
                identity = row[0] if key == "rowid" else row
                if identity not in seen:
                    seen.add(identity)
                    yield row[1:] if key == "rowid" else row[: len(row) // 2]
        except sqlite3.Error:
            damaged()
        else:
            return
    if key != "rowid":
        return
    for rowid in _indexed(old, table):
        if rowid not in seen:
            seen.add(rowid)
            with suppress(sqlite3.Error):
                yield from old.execute(f"SELECT {names} FROM {table} WHERE rowid = ?", (rowid,))


def _has_rowid(old: sqlite3.Connection, table: str) -> bool:
    try:
        old.execute(f"SELECT rowid FROM {table} LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        return False
    except sqlite3.Error:
        return True
    return True


def _indexed(old: sqlite3.Connection, table: str) -> Iterator[int]:
    with suppress(sqlite3.Error):
        indexes = [row[1] for row in old.execute(f"PRAGMA index_list({table})")]
        for index in indexes:
            with suppress(sqlite3.Error):
                for row in old.execute(f"SELECT rowid FROM {table} INDEXED BY {index}"):
                    yield row[0]


def _sums_of_days(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Before sums were kept by quarter hour they were kept by day."""
    with suppress(sqlite3.Error):
        rows = old.execute(
            "SELECT venue_id, unixepoch(day || ' 12:00') / 900, disposition, posts FROM day_total"
        ).fetchall()
        new.executemany("INSERT OR IGNORE INTO removed_post VALUES (?, ?, ?, ?)", rows)


def _tidy(new: sqlite3.Connection) -> None:
    """Make the sums agree with what was carried over; conversations that lost all posts come back with the next fetch. One
    that was taken up stays: nobody would know of that then."""
    new.execute("UPDATE venue SET state = 'new', state_detail = '', synced_at = NULL, retry_at = NULL")
    empty = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} WHERE conversation_id = conversation.id)" for table in ("message", *_TYPED)
    )
    new.execute(f"DELETE FROM conversation WHERE NOT taken_up AND {empty}")
    new.execute(
        "INSERT INTO fetched_post SELECT venue_id, quarter, sum(posts) FROM removed_post WHERE 1 GROUP BY 1, 2"
        " ON CONFLICT DO UPDATE SET posts = posts + excluded.posts"
    )
    if new.execute("SELECT 1 FROM policy").fetchone():
        new.execute("INSERT INTO clock_stale SELECT id FROM conversation")
    waits = "FROM message WHERE conversation_id = conversation.id AND addressed AND disposition IS NULL"
    new.execute(
        f"UPDATE conversation SET waiting = (SELECT count(*) {waits}), waiting_since = (SELECT min(posted_at) {waits}),"
        " message_count = (SELECT count(*) FROM message WHERE conversation_id = conversation.id), reread_at = 0,"
        " notes = (SELECT count(*) FROM note WHERE conversation_id = conversation.id AND removed_at IS NULL)"
    )


def _fresh(path: Path) -> Path:
    return path.with_name(f"{path.name}.rebuilt")
