"""Reports over any span of days, the rows behind each figure, and files of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from agent_desk.domain.balance import Span, day_of, span_of
from agent_desk.domain.coverage import Coverage
from agent_desk.domain.errors import Refused
from agent_desk.domain.reporting import (
    Behind,
    Figure,
    Opened,
    PauseAudit,
    PausedSum,
    Report,
    ReportFilter,
    ReportSpan,
)
from agent_desk.services.coverage import coverage
from agent_desk.services.figure_days import catch_up, require_figures, zone_of
from agent_desk.services.ground import Ground
from agent_desk.services.report_parts import Assembly

LONGEST = 3660
"""Days in one report."""
_EVERYTHING = ReportFilter()


class Reports:
    """Reads, and brings the sums of past days up to date on the way; not on the GUI thread. Raises Refused(`no_right`) for
    those who may not see figures, Refused(`report_span`) for a span that ends before it begins or is longer than ten years."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def last_days(self, days: int) -> ReportSpan:
        """The last so many days of the workspace's zone, today among them."""
        today = day_of(self._ground.now(), self._zone())
        return ReportSpan(today - timedelta(days=days - 1), today)

    def report(
        self,
        span: ReportSpan,
        filter_: ReportFilter = _EVERYTHING,
        progress: Callable[[int, int], None] = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report | None:
        """All figures of a span; None once `cancelled` says so. `progress`: days whose sums had to be made anew, done of how
        many."""
        self._check(span)
        if not catch_up(self._ground, progress, cancelled) or cancelled():
            return None
        audit = self.pause_audit(span, filter_)
        return Assembly(self._ground, self._zone(), span, filter_, audit).report(cancelled)

    def drill(
        self,
        figure: Figure,
        span: ReportSpan,
        filter_: ReportFilter = _EVERYTHING,
        opened: Opened | None = None,
        *,
        limit: int = 200,
        after: Behind | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Behind]:
        """What stands behind a figure, the latest first, beginning after `after`. Of STATES there is nothing to open. Once
        `cancelled` says so it ends with what it has found."""
        self._check(span)
        opened = opened or Opened()
        if figure is Figure.STATES:
            return []
        read, now = self._ground.store.read, self._ground.now()
        if figure is Figure.BACKLOG:
            return read.figures.behind(figure, 0, now, filter_, opened, limit=limit, after=after)
        found: list[Behind] = []
        for part in _parts(span, opened, self._zone()):
            if cancelled() or len(found) >= limit:
                break
            if part.start <= now and (after is None or part.start <= after.at):
                end = min(part.end, now + 1)
                found += read.figures.behind(
                    figure, part.start, end, filter_, opened, limit=limit - len(found), after=after
                )
        return found

    def pause_audit(self, span: ReportSpan, filter_: ReportFilter = _EVERYTHING, limit: int = 200) -> PauseAudit:
        """Where clocks stood still while a customer's post lay unanswered."""
        self._check(span)
        read, zone = self._ground.store.read, self._zone()
        start, end = span_of(span.first, zone).start, span_of(span.last, zone).end
        parts = read.figures.paused_sums(start, end, filter_)
        agents = {agent.id: agent.name for agent in read.roster.agents(left=True)}
        teams = {team.id: team.name for team in read.roster.teams()}
        return PauseAudit(
            span,
            filter_,
            covering(self._ground, filter_, start, end),
            sum(part.clocks for part in parts),
            sum(part.unanswered for part in parts),
            _added([(part.agent_id, part.clocks, part.unanswered) for part in parts], agents),
            _added([(part.team_id, part.clocks, part.unanswered) for part in parts], teams),
            tuple(read.figures.paused(start, end, filter_, limit)),
        )

    def csv(self, report: Report) -> str:
        """The figures as CSV (RFC 4180, to be written as UTF-8): one line per figure and day."""
        from agent_desk.services.report_csv import figures_csv

        return figures_csv(report)

    def csv_rows(self, report: Report, limit: int = 100_000) -> str:
        """The conversations behind the promises of a report, and its paused clocks, as CSV; at most `limit` of each."""
        from agent_desk.domain.reporting import PROMISES
        from agent_desk.services.report_csv import rows_csv

        figures = (*PROMISES, Figure.REOPENED)
        return rows_csv(
            {figure: self.drill(figure, report.span, report.filter, limit=limit) for figure in figures}, report
        )

    def html(self, report: Report) -> str:
        """A page that needs nothing else: charts inside, tables beside them, light and dark, fit to be printed."""
        from agent_desk.services.report_page import page

        return page(report)

    def save(self, report: Report, target: Path, format_: str) -> Path:
        """Write `csv`, `rows` or `html` into a file, whole or not at all; returns where. Raises StoreFull where the disk takes
        no more, WrongUse where the file cannot be made."""
        from agent_desk.services.report_files import write_whole

        makers: dict[str, Callable[[Report], str]] = {"csv": self.csv, "rows": self.csv_rows, "html": self.html}
        return write_whole(target, makers[format_](report))

    def _zone(self) -> ZoneInfo:
        return zone_of(self._ground.store.read)

    def _check(self, span: ReportSpan) -> None:
        require_figures(self._ground)
        if not 0 < (span.last - span.first).days + 1 <= LONGEST:
            raise Refused("report_span", first=span.first.isoformat(), last=span.last.isoformat())


def covering(ground: Ground, filter_: ReportFilter, start: int, end: int) -> Coverage:
    """The coverage of what a filter lets through in a span."""
    whole = coverage(ground).within(start, end)
    return whole if filter_.venue_id is None else whole.of_venue(filter_.venue_id)


def _parts(span: ReportSpan, opened: Opened, zone: ZoneInfo) -> Iterator[Span]:
    """The days of a span, or the hours that were opened, the latest first."""
    for day in reversed(span.days):
        if opened.day not in (None, day) or opened.weekday not in (None, day.weekday()):
            continue
        whole = span_of(day, zone)
        if opened.hour is None:
            yield whole
        else:
            yield from _hours(day, opened.hour, whole, zone)


_QUARTER = 15 * 60 * 1000


def _hours(day: date, hour: int, whole: Span, zone: ZoneInfo) -> Iterator[Span]:
    """The quarters of a day whose hour that is, the latest first: the hour that comes twice has eight of them."""
    from datetime import datetime

    for start in range(whole.end - _QUARTER, whole.start - 1, -_QUARTER):
        if datetime.fromtimestamp(start // 1000, zone).hour == hour:
            yield Span(day, start, start + _QUARTER)


def _added(parts: list[tuple[str, int, int]], names: dict[str, str]) -> tuple[PausedSum, ...]:
    found: dict[str, PausedSum] = {}
    for key, clocks, unanswered in parts:
        before = found.get(key, PausedSum(key, names.get(key, ""), 0, 0))
        found[key] = PausedSum(key, before.name, before.clocks + clocks, before.unanswered + unanswered)
    return tuple(sorted(found.values(), key=lambda one: (-one.unanswered, one.name, one.key)))
