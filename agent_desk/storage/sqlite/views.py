"""Saved views in SQLite: each query as JSON with a version of its own, kept even where it cannot be understood."""

from __future__ import annotations

import json
import sqlite3

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import SavedView, ViewTrouble
from agent_desk.domain.stored_queries import query_from, query_written


class SqliteViews:
    """See agent_desk.storage.contract.around.Views."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[SavedView]:
        return [_view(row) for row in self._db.execute("SELECT * FROM saved_view ORDER BY position, id")]

    def save(self, view_id: str, name: str, query: ListQuery, at: int) -> SavedView:
        self._db.execute(
            "INSERT INTO saved_view (id, name, position, query, updated_at)"
            " VALUES (?, ?, (SELECT count(*) FROM saved_view), ?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query, updated_at = excluded.updated_at",
            (view_id, name, json.dumps(query_written(query)), at),
        )
        return _view(self._db.execute("SELECT * FROM saved_view WHERE id = ?", (view_id,)).fetchone())

    def move(self, view_id: str, position: int) -> bool:
        order = self._order()
        if view_id not in order:
            return False
        before = list(order)
        order.remove(view_id)
        order.insert(max(0, position), view_id)
        self._number(order)
        return order != before

    def remove(self, view_id: str) -> bool:
        done = self._db.execute("DELETE FROM saved_view WHERE id = ?", (view_id,))
        self._number(self._order())
        return done.rowcount > 0

    def _order(self) -> list[str]:
        return [row["id"] for row in self._db.execute("SELECT id FROM saved_view ORDER BY position, id")]

    def _number(self, order: list[str]) -> None:
        self._db.executemany("UPDATE saved_view SET position = ? WHERE id = ?", list(enumerate(order)))


def _view(row: sqlite3.Row) -> SavedView:
    query, trouble = ListQuery(), None
    try:
        query = query_from(json.loads(row["query"]))
    except WrongUse as error:
        trouble = ViewTrouble(error.detail)
    return SavedView(row["id"], row["name"], row["position"], query, trouble)
