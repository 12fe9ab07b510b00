"""All nouns of the store over one connection, each loaded when it is first used."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desk.storage.sqlite.faults import telling

if TYPE_CHECKING:
    from agent_desk.storage.sqlite.agents import SqliteAgents
    from agent_desk.storage.sqlite.balance import SqliteBalance
    from agent_desk.storage.sqlite.canned import SqliteCanned
    from agent_desk.storage.sqlite.choices import SqliteChoices
    from agent_desk.storage.sqlite.clocks import SqliteClocks
    from agent_desk.storage.sqlite.conversations import SqliteConversations
    from agent_desk.storage.sqlite.customers import SqliteCustomers
    from agent_desk.storage.sqlite.deliveries import SqliteDeliveries
    from agent_desk.storage.sqlite.drafts import SqliteDrafts
    from agent_desk.storage.sqlite.figures import SqliteFigures
    from agent_desk.storage.sqlite.holders import SqliteHolders
    from agent_desk.storage.sqlite.leases import SqliteLeases
    from agent_desk.storage.sqlite.ledger import SqliteLedger
    from agent_desk.storage.sqlite.levels import SqliteLevels
    from agent_desk.storage.sqlite.live import SqliteLive
    from agent_desk.storage.sqlite.merging import SqliteMerging
    from agent_desk.storage.sqlite.messages import SqliteMessages
    from agent_desk.storage.sqlite.notes import SqliteNotes
    from agent_desk.storage.sqlite.notices import SqliteNotices
    from agent_desk.storage.sqlite.people import SqlitePeople
    from agent_desk.storage.sqlite.retention import SqliteRetention
    from agent_desk.storage.sqlite.roster import SqliteRoster
    from agent_desk.storage.sqlite.rules import SqliteMacros, SqliteRules
    from agent_desk.storage.sqlite.search import SqliteSearch
    from agent_desk.storage.sqlite.settling import SqliteSettling
    from agent_desk.storage.sqlite.states import SqliteStates
    from agent_desk.storage.sqlite.sums import SqliteSums
    from agent_desk.storage.sqlite.ticks import SqliteTicks
    from agent_desk.storage.sqlite.triage import SqliteTriage
    from agent_desk.storage.sqlite.venues import SqliteVenues
    from agent_desk.storage.sqlite.views import SqliteViews


class SqliteNouns:
    """See agent_desk.storage.contract.Nouns. On one thread at a time, as its connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self._path = path

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

    @cached_property
    def roster(self) -> SqliteRoster:
        from agent_desk.storage.sqlite.roster import SqliteRoster

        return telling(self._path, SqliteRoster(self.connection))

    @cached_property
    def holders(self) -> SqliteHolders:
        from agent_desk.storage.sqlite.holders import SqliteHolders

        return telling(self._path, SqliteHolders(self.connection))

    @cached_property
    def triage(self) -> SqliteTriage:
        from agent_desk.storage.sqlite.triage import SqliteTriage

        return telling(self._path, SqliteTriage(self.connection))

    @cached_property
    def notices(self) -> SqliteNotices:
        from agent_desk.storage.sqlite.notices import SqliteNotices

        return telling(self._path, SqliteNotices(self.connection))

    @cached_property
    def levels(self) -> SqliteLevels:
        from agent_desk.storage.sqlite.levels import SqliteLevels

        return telling(self._path, SqliteLevels(self.connection))

    @cached_property
    def ticks(self) -> SqliteTicks:
        from agent_desk.storage.sqlite.ticks import SqliteTicks

        return telling(self._path, SqliteTicks(self.connection))

    @cached_property
    def balance(self) -> SqliteBalance:
        from agent_desk.storage.sqlite.balance import SqliteBalance

        return telling(self._path, SqliteBalance(self.connection))

    @cached_property
    def choices(self) -> SqliteChoices:
        from agent_desk.storage.sqlite.choices import SqliteChoices

        return telling(self._path, SqliteChoices(self.connection))

    @cached_property
    def customers(self) -> SqliteCustomers:
        from agent_desk.storage.sqlite.customers import SqliteCustomers

        return telling(self._path, SqliteCustomers(self.connection))

    @cached_property
    def merging(self) -> SqliteMerging:
        from agent_desk.storage.sqlite.merging import SqliteMerging

        return telling(self._path, SqliteMerging(self.connection))

    @cached_property
    def rules(self) -> SqliteRules:
        from agent_desk.storage.sqlite.rules import SqliteRules

        return telling(self._path, SqliteRules(self.connection))

    @cached_property
    def macros(self) -> SqliteMacros:
        from agent_desk.storage.sqlite.rules import SqliteMacros

        return telling(self._path, SqliteMacros(self.connection))

    @cached_property
    def clocks(self) -> SqliteClocks:
        from agent_desk.storage.sqlite.clocks import SqliteClocks

        return telling(self._path, SqliteClocks(self.connection))

    @cached_property
    def sums(self) -> SqliteSums:
        from agent_desk.storage.sqlite.sums import SqliteSums

        return telling(self._path, SqliteSums(self.connection))

    @cached_property
    def figures(self) -> SqliteFigures:
        from agent_desk.storage.sqlite.figures import SqliteFigures

        return telling(self._path, SqliteFigures(self.connection))

    @cached_property
    def live(self) -> SqliteLive:
        from agent_desk.storage.sqlite.live import SqliteLive

        return telling(self._path, SqliteLive(self.connection))
