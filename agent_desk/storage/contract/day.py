"""What a store remembers of the day's work: who works here and holds what, what was promised, rules, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agent_desk.storage.contract.balance import Balance
from agent_desk.storage.contract.choices import Choices
from agent_desk.storage.contract.clocks import Clocks
from agent_desk.storage.contract.customers import Customers
from agent_desk.storage.contract.levels import Levels
from agent_desk.storage.contract.merging import Merging
from agent_desk.storage.contract.notices import Notices
from agent_desk.storage.contract.roster import Holders, Roster
from agent_desk.storage.contract.rules import Macros, Rules
from agent_desk.storage.contract.ticks import Ticks
from agent_desk.storage.contract.triage import Triage

if TYPE_CHECKING:
    # Only panels and reports speak of these.
    from agent_desk.storage.contract.sums import DaySums, FigureReads, LiveReads


class DayNouns(Protocol):
    """The part of Nouns that is about the day's work."""

    @property
    def roster(self) -> Roster: ...
    @property
    def holders(self) -> Holders: ...
    @property
    def triage(self) -> Triage: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def levels(self) -> Levels: ...
    @property
    def ticks(self) -> Ticks: ...
    @property
    def live(self) -> LiveReads: ...
    @property
    def balance(self) -> Balance: ...
    @property
    def choices(self) -> Choices: ...
    @property
    def customers(self) -> Customers: ...
    @property
    def merging(self) -> Merging: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def macros(self) -> Macros: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def sums(self) -> DaySums: ...
    @property
    def figures(self) -> FigureReads: ...
