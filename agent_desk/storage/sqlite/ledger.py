"""Actions, who we are, and the log of changes for other processes, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from agent_desk.domain.actions import Action
from agent_desk.domain.changes import Changes

KEPT_CHANGES = 10_000


class SqliteLedger:
    """See agent_desk.storage.contract.Ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, action: Action) -> None:
        self.add_all([action])

    def add_all(self, actions: Sequence[Action]) -> None:
        self._db.executemany(
            "INSERT INTO action (id, kind, agent_id, conversation_id, message_id, at, details) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    action.id,
                    action.kind,
                    action.agent_id,
                    action.conversation_id,
                    action.message_id,
                    action.at,
                    json.dumps(action.details),
                )
                for action in actions
            ],
        )

    def me(self) -> str:
        return str(self._db.execute("SELECT id FROM agent WHERE is_me = 1").fetchone()["id"])

    def workspace(self) -> str:
        return str(self._db.execute("SELECT id FROM workspace").fetchone()["id"])

    def publish(self, changes: Changes, origin: str, at: int) -> None:
        if not changes:
            return
        touched: dict[str, object] = {
            field.name: ids if ids is True else sorted(ids)
            for field in fields(changes)
            if (ids := getattr(changes, field.name))
        }
        text = json.dumps(touched)
        number = self._db.execute(
            "INSERT INTO change_log (origin, at, changes) VALUES (?, ?, ?)", (origin, at, text)
        ).lastrowid
        if number and number % 500 == 0:
            self._db.execute("DELETE FROM change_log WHERE number <= ?", (number - KEPT_CHANGES,))

    def published_after(self, sequence: int, not_from: str) -> tuple[int, Changes]:
        oldest = self._db.execute("SELECT min(number) FROM change_log").fetchone()[0]
        # What was thrown away before it could be heard might be about anything.
        changes = Changes(everything=oldest is not None and oldest > sequence + 1)
        rows = self._db.execute(
            "SELECT number, origin, changes FROM change_log WHERE number > ? ORDER BY number", (sequence,)
        )
        for row in rows:
            sequence = row["number"]
            if row["origin"] != not_from:
                changes |= _changes(row["changes"])
        return sequence, changes

    def last_published(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM change_log").fetchone()[0])


def _changes(text: str) -> Changes:
    told: dict[str, Any] = json.loads(text)
    everything = bool(told.pop("everything", False))
    return Changes(**{name: frozenset(ids) for name, ids in told.items()}, everything=everything)
