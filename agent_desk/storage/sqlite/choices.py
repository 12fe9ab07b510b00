"""What a workspace has chosen, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence


class SqliteChoices:
    """See agent_desk.storage.contract.choices.Choices."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def zone(self) -> str:
        return str(self._db.execute("SELECT zone FROM workspace").fetchone()[0])

    def set_zone(self, zone: str) -> None:
        self._db.execute("UPDATE workspace SET zone = ?", (zone,))

    def get(self, name: str) -> str:
        found = self._all().get(name, "")
        return found if isinstance(found, str) else ""

    def set(self, name: str, value: str) -> None:
        self._keep(name, value)

    def names(self, name: str) -> tuple[str, ...]:
        found = self._all().get(name, [])
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    def set_names(self, name: str, values: Sequence[str]) -> None:
        self._keep(name, list(values))

    def reviewed(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._db.execute("SELECT id FROM venue WHERE reviewed = 1"))

    def set_reviewed(self, venue_id: str, on: bool) -> None:
        self._db.execute("UPDATE venue SET reviewed = ? WHERE id = ?", (on, venue_id))

    def _all(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self._db.execute("SELECT choices FROM workspace").fetchone()[0])
        return found

    def _keep(self, name: str, value: object) -> None:
        self._db.execute("UPDATE workspace SET choices = ?", (json.dumps({**self._all(), name: value}),))
