"""All nouns of the store over one connection, each loaded when it is first used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desk.storage.sqlite.day_nouns import SqliteDayNouns
from agent_desk.storage.sqlite.faults import telling

if TYPE_CHECKING:
    from agent_desk.storage.sqlite.agents import SqliteAgents
    from agent_desk.storage.sqlite.canned import SqliteCanned
    from agent_desk.storage.sqlite.conversations import SqliteConversations
    from agent_desk.storage.sqlite.deliveries import SqliteDeliveries
    from agent_desk.storage.sqlite.drafts import SqliteDrafts
    from agent_desk.storage.sqlite.leases import SqliteLeases
    from agent_desk.storage.sqlite.ledger import SqliteLedger
    from agent_desk.storage.sqlite.messages import SqliteMessages
    from agent_desk.storage.sqlite.notes import SqliteNotes
    from agent_desk.storage.sqlite.people import SqlitePeople
    from agent_desk.storage.sqlite.retention import SqliteRetention
    from agent_desk.storage.sqlite.search import SqliteSearch
    from agent_desk.storage.sqlite.settling import SqliteSettling
    from agent_desk.storage.sqlite.states import SqliteStates
    from agent_desk.storage.sqlite.venues import SqliteVenues
    from agent_desk.storage.sqlite.views import SqliteViews


class SqliteNouns(SqliteDayNouns):
    """See agent_desk.storage.contract.Nouns. On one thread at a time, as its connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self._path = path

    @contextmanager
    def attempt(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            # On a full disk SQLite has rolled everything back already.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO attempt")
                self.connection.execute("RELEASE attempt")
            raise
        self.connection.execute("RELEASE attempt")

    @cached_property
    def venues(self) -> SqliteVenues:
        from agent_desk.storage.sqlite.venues import SqliteVenues

        return telling(self._path, SqliteVenues(self.connection))

    @cached_property
    def conversations(self) -> SqliteConversations:
        from agent_desk.storage.sqlite.conversations import SqliteConversations

        return telling(self._path, SqliteConversations(self.connection))

    @cached_property
    def messages(self) -> SqliteMessages:
        from agent_desk.storage.sqlite.messages import SqliteMessages

        return telling(self._path, SqliteMessages(self.connection))

    @cached_property
    def deliveries(self) -> SqliteDeliveries:
        from agent_desk.storage.sqlite.deliveries import SqliteDeliveries

        return telling(self._path, SqliteDeliveries(self.connection))

    @cached_property
    def drafts(self) -> SqliteDrafts:
        from agent_desk.storage.sqlite.drafts import SqliteDrafts

        return telling(self._path, SqliteDrafts(self.connection))

    @cached_property
    def ledger(self) -> SqliteLedger:
        from agent_desk.storage.sqlite.ledger import SqliteLedger

        return telling(self._path, SqliteLedger(self.connection))

    @cached_property
    def leases(self) -> SqliteLeases:
        from agent_desk.storage.sqlite.leases import SqliteLeases

        return telling(self._path, SqliteLeases(self.connection))

    @cached_property
    def search(self) -> SqliteSearch:
        from agent_desk.storage.sqlite.search import SqliteSearch

        return telling(self._path, SqliteSearch(self.connection))

    @cached_property
    def settling(self) -> SqliteSettling:
        from agent_desk.storage.sqlite.settling import SqliteSettling

        return telling(self._path, SqliteSettling(self.connection))

    @cached_property
    def notes(self) -> SqliteNotes:
        from agent_desk.storage.sqlite.notes import SqliteNotes

        return telling(self._path, SqliteNotes(self.connection))

    @cached_property
    def views(self) -> SqliteViews:
        from agent_desk.storage.sqlite.views import SqliteViews

        return telling(self._path, SqliteViews(self.connection))

    @cached_property
    def canned(self) -> SqliteCanned:
        from agent_desk.storage.sqlite.canned import SqliteCanned

        return telling(self._path, SqliteCanned(self.connection))

    @cached_property
    def people(self) -> SqlitePeople:
        from agent_desk.storage.sqlite.people import SqlitePeople

        return telling(self._path, SqlitePeople(self.connection))

    @cached_property
    def agents(self) -> SqliteAgents:
        from agent_desk.storage.sqlite.agents import SqliteAgents

        return telling(self._path, SqliteAgents(self.connection))

    @cached_property
    def retention(self) -> SqliteRetention:
        from agent_desk.storage.sqlite.retention import SqliteRetention

        return telling(self._path, SqliteRetention(self.connection))

    @cached_property
    def states(self) -> SqliteStates:
        from agent_desk.storage.sqlite.states import SqliteStates

        return telling(self._path, SqliteStates(self.connection))
