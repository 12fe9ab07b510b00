"""The nouns of the day's work over one connection, each loaded when it is first used."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desk.storage.sqlite.faults import telling

if TYPE_CHECKING:
    from agent_desk.storage.sqlite.balance import SqliteBalance
    from agent_desk.storage.sqlite.choices import SqliteChoices
    from agent_desk.storage.sqlite.clocks import SqliteClocks
    from agent_desk.storage.sqlite.customers import SqliteCustomers
    from agent_desk.storage.sqlite.figures import SqliteFigures
    from agent_desk.storage.sqlite.holders import SqliteHolders
    from agent_desk.storage.sqlite.levels import SqliteLevels
    from agent_desk.storage.sqlite.live import SqliteLive
    from agent_desk.storage.sqlite.merging import SqliteMerging
    from agent_desk.storage.sqlite.notices import SqliteNotices
    from agent_desk.storage.sqlite.roster import SqliteRoster
    from agent_desk.storage.sqlite.rules import SqliteMacros, SqliteRules
    from agent_desk.storage.sqlite.sums import SqliteSums
    from agent_desk.storage.sqlite.ticks import SqliteTicks
    from agent_desk.storage.sqlite.triage import SqliteTriage


class SqliteDayNouns:
    """See agent_desk.storage.contract.day.DayNouns."""

    connection: sqlite3.Connection
    _path: Path

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
    def live(self) -> SqliteLive:
        from agent_desk.storage.sqlite.live import SqliteLive

        return telling(self._path, SqliteLive(self.connection))

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
