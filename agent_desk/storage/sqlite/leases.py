"""Leases and requests between processes on one machine, in SQLite. All processes share one clock here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


class SqliteLeases:
    """See agent_desk.storage.contract.Leases."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def take(self, venue_id: str, holder: str, now: int, seconds: float, alive: Callable[[str], bool]) -> int | None:
        until = now + round(seconds * 1000)
        row = self._db.execute("SELECT holder, expires_at, fence FROM lease WHERE venue_id = ?", (venue_id,)).fetchone()
        if row is None:
            self._db.execute("INSERT INTO lease VALUES (?, ?, ?, 1)", (venue_id, holder, until))
            return 1
        # A holder that expires later than any lease may last was written by a clock that has since been set back.
        stands = now < row["expires_at"] <= until
        if row["holder"] != holder and stands and alive(row["holder"]):
            return None
        fence: int = row["fence"] + (row["holder"] != holder)
        self._db.execute(
            "UPDATE lease SET holder = ?, expires_at = ?, fence = ? WHERE venue_id = ?",
            (holder, until, fence, venue_id),
        )
        return fence

    def release(self, venue_id: str, holder: str) -> None:
        self._db.execute("UPDATE lease SET expires_at = 0 WHERE venue_id = ? AND holder = ?", (venue_id, holder))

    def holder(self, venue_id: str, now: int) -> str | None:
        row = self._db.execute(
            "SELECT holder FROM lease WHERE venue_id = ? AND expires_at > ?", (venue_id, now)
        ).fetchone()
        return row["holder"] if row else None

    def ask(self, venue_id: str, at: int) -> int:
        number = self._db.execute("INSERT INTO sync_request (venue_id, at) VALUES (?, ?)", (venue_id, at)).lastrowid
        return int(number or 0)

    def asked(self, venue_id: str) -> int | None:
        row = self._db.execute(
            "SELECT max(number) AS number FROM sync_request WHERE venue_id = ? AND outcome IS NULL", (venue_id,)
        ).fetchone()
        return None if row["number"] is None else int(row["number"])

    def answer(self, venue_id: str, request: int, outcome: str) -> None:
        self._db.execute(
            "UPDATE sync_request SET outcome = ? WHERE venue_id = ? AND outcome IS NULL AND number <= ?",
            (outcome, venue_id, request),
        )
        self._db.execute("DELETE FROM sync_request WHERE outcome IS NOT NULL AND number < ?", (request - 1000,))

    def answered(self, request: int) -> str | None:
        row = self._db.execute("SELECT outcome FROM sync_request WHERE number = ?", (request,)).fetchone()
        return (str(row["outcome"]) if row["outcome"] is not None else None) if row else "gone"
