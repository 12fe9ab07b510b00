"""What the tick needs, in SQLite. The table of moments is kept by triggers on the clocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from agent_desk.domain.levels import ClockRow, ClockState, Metric
from agent_desk.domain.roster import Priority
from agent_desk.storage.contract.ticks import Taken

_CLOCK = "conversation_id = ? AND metric = ? AND message_id = ?"
_OPEN = "state IN ('running', 'breached')"
_UNRESOLVED = "found = 0 AND merged_into IS NULL AND status <> 'resolved'"


class SqliteTicks:
    """See agent_desk.storage.contract.ticks.Ticks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def come(self, now: int, limit: int) -> list[ClockRow]:
        rows = self._db.execute(
            "SELECT clock.* FROM (SELECT * FROM clock_watch WHERE at <= ? ORDER BY at LIMIT ?) AS watch"
            " JOIN clock USING (conversation_id, metric, message_id)",
            (now, limit),
        )
        return [_clock(row) for row in rows]

    def soonest(self) -> int | None:
        row = self._db.execute("SELECT min(at) FROM clock_watch").fetchone()
        return None if row[0] is None else int(row[0])

    def look_again(self, clock: ClockRow, at: int | None) -> None:
        if at is None:
            self._db.execute(f"DELETE FROM clock_watch WHERE {_CLOCK}", _key(clock))
        else:
            self._db.execute(f"UPDATE clock_watch SET at = ? WHERE {_CLOCK}", (at, *_key(clock)))

    def breach(self, clock: ClockRow) -> None:
        self._db.execute(f"UPDATE clock SET state = 'breached' WHERE state = 'running' AND {_CLOCK}", _key(clock))

    def taken(self, clocks: Iterable[ClockRow]) -> list[Taken]:
        found: list[Taken] = []
        for clock in clocks:
            rows = self._db.execute(f"SELECT * FROM escalation WHERE {_CLOCK}", _key(clock))
            found.extend(Taken(**dict(row)) for row in rows)
        return found

    def take(self, steps: Iterable[Taken]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO escalation (conversation_id, metric, message_id, step, due_at, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(step.conversation_id, step.metric, step.message_id, step.step, step.due_at, step.at) for step in steps],
        )

    def running(self, policy_id: str) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM clock WHERE state IN ('running', 'paused', 'breached')"
            " AND policy_version_id IN (SELECT id FROM policy_version WHERE policy_id = ?)",
            (policy_id,),
        ).fetchone()
        return int(row[0])

    def mark_stale(self, policy_id: str | None) -> int:
        if policy_id is None:
            chosen = f"SELECT id FROM conversation WHERE {_UNRESOLVED}"
        else:
            chosen = (
                "SELECT conversation_id FROM clock WHERE state IN ('running', 'paused', 'breached')"
                " AND policy_version_id IN (SELECT id FROM policy_version WHERE policy_id = ?)"
            )
        before = self.stale_left()
        self._db.execute(
            f"INSERT OR IGNORE INTO clock_stale (conversation_id) {chosen}",
            () if policy_id is None else (policy_id,),
        )
        return self.stale_left() - before

    def stale(self, limit: int) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT conversation_id FROM clock_stale LIMIT ?", (limit,))]

    def stale_left(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM clock_stale").fetchone()[0])

    def fresh(self, conversation_ids: Collection[str]) -> None:
        self._db.executemany("DELETE FROM clock_stale WHERE conversation_id = ?", [(one,) for one in conversation_ids])


def _key(clock: ClockRow) -> tuple[str, str, str]:
    return clock.conversation_id, clock.metric.value, clock.message_id


def _clock(row: sqlite3.Row) -> ClockRow:
    told = dict(row)
    told |= {
        "metric": Metric(row["metric"]),
        "priority": Priority(row["priority"]),
        "state": ClockState(row["state"]),
    }
    return ClockRow(**told)
