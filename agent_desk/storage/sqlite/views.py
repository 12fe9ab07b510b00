"""Saved views in SQLite: each query as JSON with a version of its own, kept even where it cannot be understood."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.filtering import Field
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import SavedView, ViewTrouble
from agent_desk.domain.stored_queries import named, query_from, query_written


class SqliteViews:
    """See agent_desk.storage.contract.around.Views."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[SavedView]:
        return [self._view(row) for row in self._db.execute("SELECT * FROM saved_view ORDER BY position, id")]

    def save(self, view: SavedView, at: int) -> SavedView:
        self._db.execute(
            "INSERT INTO saved_view (id, name, position, query, updated_at, owner_id, team_id)"
            " VALUES (?, ?, (SELECT count(*) FROM saved_view), ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query, updated_at = excluded.updated_at,"
            " owner_id = excluded.owner_id, team_id = excluded.team_id",
            (view.id, view.name, json.dumps(query_written(view.query)), at, view.owner_id, view.team_id),
        )
        return self._view(self._db.execute("SELECT * FROM saved_view WHERE id = ?", (view.id,)).fetchone())

    def arrange(self, ids: Sequence[str]) -> bool:
        before = self._order()
        self._number(ids)
        return before != list(ids)

    def remove(self, view_id: str) -> bool:
        done = self._db.execute("DELETE FROM saved_view WHERE id = ?", (view_id,))
        self._number(self._order())
        return done.rowcount > 0

    def _order(self) -> list[str]:
        return [row["id"] for row in self._db.execute("SELECT id FROM saved_view ORDER BY position, id")]

    def _number(self, order: Sequence[str]) -> None:
        self._db.executemany("UPDATE saved_view SET position = ? WHERE id = ?", list(enumerate(order)))

    def _view(self, row: sqlite3.Row) -> SavedView:
        query, trouble = ListQuery(), None
        try:
            query = query_from(json.loads(row["query"]))
            self._check(query)
        except WrongUse as error:
            query, trouble = ListQuery(), ViewTrouble(error.detail)
        return SavedView(row["id"], row["name"], row["position"], query, trouble, row["owner_id"], row["team_id"])

    def _check(self, query: ListQuery) -> None:
        """Raises WrongUse where a list asks about somebody who is not known here: it would be empty without a word."""
        for name in named(query, Field.ASSIGNEE):
            if not self._db.execute("SELECT 1 FROM agent WHERE id = ?", (name,)).fetchone():
                raise WrongUse(OwnWords("an agent who is not known here: {id}", id=name))
        for name in named(query, Field.TEAM):
            if not self._db.execute("SELECT 1 FROM team WHERE id = ? AND removed_at IS NULL", (name,)).fetchone():
                raise WrongUse(OwnWords("a team that is not there any more: {id}", id=name))
