"""Canned answers in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict

from agent_desk.domain.errors import NotFound
from agent_desk.domain.rows import CannedAnswer, CannedVariant, Scope
from agent_desk.storage.sqlite.conditions import like


class SqliteCanned:
    """See agent_desk.storage.contract.around.Canned."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[CannedAnswer]:
        return [_answer(row) for row in self._db.execute("SELECT * FROM canned_answer ORDER BY shortcut")]

    def get(self, answer_id: str) -> CannedAnswer:
        row = self._db.execute("SELECT * FROM canned_answer WHERE id = ?", (answer_id,)).fetchone()
        if row is None:
            raise NotFound(f"canned answer {answer_id}", what="canned answer", name=answer_id)
        return _answer(row)

    def by_shortcut(self, shortcut: str, scope: Scope) -> CannedAnswer | None:
        row = self._db.execute(
            "SELECT * FROM canned_answer WHERE shortcut = ? AND owner_id IS ? AND team_id IS ?",
            (shortcut, scope.owner_id, scope.team_id),
        ).fetchone()
        return _answer(row) if row else None

    def find(self, prefix: str) -> list[CannedAnswer]:
        rows = self._db.execute(
            "SELECT * FROM canned_answer WHERE shortcut LIKE :start ESCAPE '\\' OR title LIKE :inside ESCAPE '\\'"
            " ORDER BY shortcut LIKE :start ESCAPE '\\' DESC, used DESC, shortcut",
            {"start": like(prefix)[1:], "inside": like(prefix)},
        )
        return [_answer(row) for row in rows]

    def save(
        self, answer_id: str, shortcut: str, title: str, variants: Sequence[CannedVariant], scope: Scope, at: int
    ) -> CannedAnswer:
        written = json.dumps([asdict(variant) for variant in variants])
        self._db.execute(
            "INSERT INTO canned_answer (id, shortcut, title, variants, owner_id, team_id, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET shortcut = excluded.shortcut,"
            " title = excluded.title, variants = excluded.variants, owner_id = excluded.owner_id,"
            " team_id = excluded.team_id, updated_at = excluded.updated_at",
            (answer_id, shortcut, title, written, scope.owner_id, scope.team_id, at),
        )
        return self.get(answer_id)

    def remove(self, answer_id: str) -> bool:
        return self._db.execute("DELETE FROM canned_answer WHERE id = ?", (answer_id,)).rowcount > 0

    def used(self, answer_id: str, at: int) -> None:
        self._db.execute("UPDATE canned_answer SET used = used + 1, used_at = ? WHERE id = ?", (at, answer_id))


def _answer(row: sqlite3.Row) -> CannedAnswer:
    variants = tuple(CannedVariant(**variant) for variant in json.loads(row["variants"]))
    scope = Scope(row["owner_id"], row["team_id"])
    return CannedAnswer(row["id"], row["shortcut"], row["title"], variants, row["used"], row["used_at"], scope)
