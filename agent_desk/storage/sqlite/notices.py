"""What agents are told, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from agent_desk.domain.roster import Notice, NoticeKind


class SqliteNotices:
    """See agent_desk.storage.contract.notices.Notices."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, notices: Sequence[Notice]) -> None:
        self._db.executemany(
            "INSERT INTO notice (id, agent_id, kind, conversation_id, details, at, not_before, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.id,
                    one.agent_id,
                    one.kind,
                    one.conversation_id,
                    json.dumps(dict(one.details)),
                    one.at,
                    one.not_before,
                    one.seen_at,
                )
                for one in notices
            ],
        )

    def of(self, agent_id: str, now: int, limit: int) -> list[Notice]:
        rows = self._db.execute(
            "SELECT id, agent_id, kind, conversation_id, details, at, not_before, seen_at FROM notice"
            " WHERE agent_id = ? AND not_before <= ? ORDER BY not_before DESC, id DESC LIMIT ?",
            (agent_id, now, limit),
        )
        return [Notice(row[0], row[1], NoticeKind(row[2]), row[3], json.loads(row[4]), *row[5:]) for row in rows]

    def unseen(self, agent_id: str, now: int, most: int) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM notice WHERE agent_id = ? AND not_before <= ? AND seen_at IS NULL LIMIT ?)",
            (agent_id, now, most),
        ).fetchone()
        return int(row[0])

    def see(self, agent_id: str, ids: Collection[str] | None, at: int, conversation_id: str | None = None) -> bool:
        narrowed, values = "", list[str | int]([at, agent_id, at])
        if ids is not None:
            narrowed, values = " AND id IN (SELECT value FROM json_each(?))", [*values, json.dumps(list(ids))]
        if conversation_id is not None:
            narrowed, values = f"{narrowed} AND conversation_id = ?", [*values, conversation_id]
        done = self._db.execute(
            f"UPDATE notice SET seen_at = ? WHERE agent_id = ? AND not_before <= ? AND seen_at IS NULL{narrowed}",
            values,
        )
        return done.rowcount > 0

    def standing(self, conversation_id: str, kind: str) -> set[str]:
        rows = self._db.execute(
            "SELECT agent_id FROM notice WHERE conversation_id = ? AND kind = ? AND seen_at IS NULL",
            (conversation_id, kind),
        )
        return {row[0] for row in rows}
