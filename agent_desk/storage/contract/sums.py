"""What a store remembers for figures: the facts of a day, and the sums that were made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from agent_desk.domain.balance import Span
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import Metric
from agent_desk.domain.reporting import PausedRow, ReportFilter
from agent_desk.domain.sums import AnswerFact, ClockFact, PostFact, ResolveFact, SumKey, Sums


@frozen
class DayText:
    """Stored sums of one day."""

    day: str
    key: SumKey
    text: str


@frozen
class Waits:
    """What waits now: since when (UTC milliseconds), and how many since then."""

    since: int
    n: int


class DaySums(Protocol):
    """Sums by day of the workspace's zone. A change of a fact marks its day (of UTC, as a number since 1970) as stale in
    the same transaction."""

    def stale(self) -> list[int]:
        """Days of UTC whose facts changed since their sums were made."""

    def fresh(self, days: Iterable[int]) -> None:
        """Their sums were made."""

    def clocks(self, start: int, end: int) -> Iterator[ClockFact]:
        """Promises decided from then on and before `end` (UTC milliseconds)."""

    def posts(self, start: int, end: int, hour: Callable[[int], int]) -> Iterator[PostFact]:
        """Customers' posts; `hour` tells the hour of a moment."""

    def answers(self, start: int, end: int) -> Iterator[AnswerFact]: ...
    def resolves(self, start: int, end: int) -> Iterator[ResolveFact]: ...
    def replace(self, span: Span, sums: Mapping[SumKey, Sums]) -> None:
        """The sums of a day, instead of those that were made before. Where something of that day was removed for good at a
        venue, what was made before that stays."""

    def read(self, first: date, last: date, filter_: ReportFilter) -> Iterator[DayText]:
        """The stored sums of days, for venues in use, as far as the filter can narrow each."""

    def begin_anew(self, zone: str) -> bool:
        """Where sums were made for another zone, mark every day that has facts; False where there is nothing to do."""

    def kept(self, start: int, end: int) -> bool:
        """Whether something of these days was removed for good, so that facts tell less than sums."""


class FigureReads(Protocol):
    """Reads behind figures; spans from `start` on and before `end` (UTC milliseconds)."""

    def nth(self, metric: Metric, start: int, end: int, filter_: ReportFilter, place: int) -> int | None:
        """The duration at that place (from 0) of those sorted that were decided in the span."""

    def waits(self, filter_: ReportFilter) -> list[int]:
        """Since when conversations wait (UTC milliseconds)."""

    def paused(self, start: int, end: int, filter_: ReportFilter, limit: int) -> list[PausedRow]:
        """Clocks that started in the span and stood still while a post lay unanswered, the longest first."""
