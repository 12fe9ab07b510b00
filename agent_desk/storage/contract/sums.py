"""What a store remembers for figures: the facts of a day, the sums that were made of them, and what stands behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from agent_desk.domain.balance import Span
from agent_desk.domain.live import LiveFilter, LiveTile
from agent_desk.domain.reporting import Behind, Figure, Opened, PausedRow, ReportFilter
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.sums import Fact, Kept, PausedPart, Standing, Stored, SumKey, Sums


class DaySums(Protocol):
    """Sums by day of the workspace's zone. A change of a fact marks its day (of UTC, as a number since 1970) as stale in
    the same transaction."""

    def stale(self) -> list[tuple[int, int]]:
        """Days of UTC whose facts changed since their sums were made, ascending, and how often they did."""

    def fresh(self, days: Iterable[tuple[int, int]]) -> None:
        """Their sums were made; a day that was touched since it was looked at stays stale."""

    def facts(self, start: int, end: int, hour: Callable[[int], int]) -> Iterator[Fact]:
        """All facts from `start` on and before `end` (UTC milliseconds); `hour` tells the hour of the day of a moment."""

    def replace(self, span: Span, sums: Mapping[SumKey, Sums]) -> None:
        """The sums of a day, instead of those that were made before. Where something of that day was removed for good at a
        venue, what was made before that stays."""

    def read(self, first: date, last: date, filter_: ReportFilter) -> Iterator[Stored]:
        """The stored sums of days that a filter lets through, of venues in use, by day."""

    def zone(self) -> str:
        """For which zone's days the sums were made: an IANA name."""

    def begin_anew(self, zone: str) -> None:
        """Make all sums for another zone: every day that has facts is stale."""

    def kept(self, start: int, end: int) -> bool:
        """Whether something of these days was removed for good, so that sums tell more than facts."""


class FigureReads(Protocol):
    """Reads behind the figures of reports, from `start` on and before `end` (UTC milliseconds)."""

    def durations(self, start: int, end: int, filter_: ReportFilter) -> Mapping[str, Sequence[int]]:
        """How long promises took that were decided in the span and are not open, by metric, ascending."""

    def waits(self, filter_: ReportFilter) -> list[int]:
        """Since when conversations wait (UTC milliseconds)."""

    def paused(self, start: int, end: int, filter_: ReportFilter, limit: int) -> list[PausedRow]:
        """Clocks that started in the span and stood still while a post lay unanswered, the longest first."""

    def paused_sums(self, start: int, end: int, filter_: ReportFilter) -> list[PausedPart]:
        """The same added up by agent and team."""

    def behind(
        self,
        figure: Figure,
        start: int,
        end: int,
        filter_: ReportFilter,
        opened: Opened,
        *,
        limit: int,
        after: Behind | None,
    ) -> list[Behind]:
        """What stands behind a figure, the latest first, after one of them. Of BACKLOG the span is of no matter."""


class LiveReads(Protocol):
    """Reads of how it stands now. Times are UTC milliseconds."""

    def standings(self, now: int) -> list[Standing]:
        """What is open or waits, added up by who has it, where, in which language, and by the clock due first."""

    def today(self, start: int, now: int, filter_: LiveFilter) -> list[Kept]:
        """Promises decided in the span."""

    def last_posts(self, start: int, now: int, venue_id: str | None) -> tuple[int, int]:
        """Customers' posts that turned to us, and posts of ours, since `start`."""

    def rows(self, filter_: LiveFilter, tile: LiveTile, start: int, now: int, limit: int) -> list[ConversationRow]:
        """The conversations behind a tile. `start`: from when on, for tiles about today or the last hour."""
