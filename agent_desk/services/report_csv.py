"""A report as CSV (RFC 4180): its figures, one a line, and the conversations behind them. Nothing in a cell is a formula to
a spreadsheet, whatever a customer wrote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_desk.domain.histograms import STEPS
from agent_desk.domain.live import Decided
from agent_desk.domain.reporting import Behind, DayLine, Figure, Report

_HEADS = ("figure", "part", "day", "value", "unit", "covered")
_ROW_HEADS = (
    "figure",
    "conversation",
    "title",
    "author",
    "venue",
    "agent",
    "at",
    "seconds",
    "late",
    "detail",
    "conversation_id",
    "message_id",
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
Cell = str | int | float | bool | None
_Line = tuple[str, str, str, Cell, str, Cell]


def figures_csv(report: Report) -> str:
    """One line per figure, part and day; without a day: of the whole span. Durations are seconds of working time (of all
    hours for `lag` and `states`). `covered`: whether every venue was read to the end; a zero without it is not a zero. What a
    filter cannot narrow is left out."""
    return _written(_HEADS, _figures(report))


def rows_csv(behind: Mapping[Figure, Iterable[Behind]], report: Report) -> str:
    """One line for each thing behind a figure, and for each paused clock. `at`: with the offset of the workspace's zone."""
    moment = _moments(report)
    lines: list[Sequence[Cell]] = [
        (
            figure.value,
            one.number,
            one.title,
            one.author,
            one.venue,
            one.agent,
            moment(one.at),
            _seconds(one.value),
            one.late,
            one.detail,
            one.conversation_id,
            one.message_id,
        )
        for figure, rows in behind.items()
        for one in rows
    ]
    return _written(_ROW_HEADS, lines)


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    cleaned = _CONTROLS.sub("", text)
    return f"'{cleaned}" if cleaned.lstrip().lstrip("\ufeff'\"").lstrip().startswith(_FORMULA) else cleaned


def _figures(report: Report) -> Iterator[_Line]:
    covered = report.coverage.whole

    def line(figure: Figure, part: str, value: Cell, unit: str = "") -> _Line:
        return figure.value, part, "", value, unit, covered

    yield from _promises(report, line)
    for one in report.attainment:
        figure = Figure(one.metric.value)
        yield line(figure, f"policy {one.policy}: in target", _percent(one.decided), "%")
        yield line(figure, f"policy {one.policy}: kept", one.decided.kept, "promises")
        yield line(figure, f"policy {one.policy}: late", one.decided.late, "promises")
    if report.backlog is not None:
        for name, n in _steps(report.backlog.steps):
            yield line(Figure.BACKLOG, name, n, "conversations")
    if report.reopened is not None:
        yield line(Figure.REOPENED, "resolved", report.reopened.resolved, "times")
        yield line(Figure.REOPENED, "again", report.reopened.again, "times")
    yield from _posts(report, line)
    for agent in report.states:
        for presence, spent in agent.by.items():
            yield line(Figure.STATES, f"{agent.name}: {presence.value}", spent // 1000, "s")
    yield line(Figure.PAUSED, "clocks", report.paused.clocks, "promises")
    yield line(Figure.PAUSED, "unanswered", report.paused.unanswered // 1000, "s")
    for day in report.days:
        yield from _day(day)


_Maker = Callable[[Figure, str, Cell, str], _Line]


def _promises(report: Report, line: _Maker) -> Iterator[_Line]:
    for metric, one in report.promises.items():
        figure = Figure(metric.value)
        yield line(figure, "in target", _percent(one.decided), "%")
        yield line(figure, "kept", one.decided.kept, "promises")
        yield line(figure, "late", one.decided.late, "promises")
        yield line(figure, "late and still open", one.open, "promises")
        yield line(figure, "median", _seconds(one.median), "s")
        yield line(figure, "90th percentile", _seconds(one.ninetieth), "s")
        yield line(figure, "mean", _seconds(one.mean), "s")
        yield line(figure, "error of median and percentile", one.error, "%")
        for name, n in _steps(one.steps):
            yield line(figure, name, n, "promises")


def _posts(report: Report, line: _Maker) -> Iterator[_Line]:
    """What is said of customers' posts and of ours."""
    if report.dispositions is not None:
        yield line(Figure.DISPOSITIONS, "fetched", report.dispositions.fetched, "posts")
        yield line(Figure.DISPOSITIONS, "waiting", report.dispositions.waiting, "posts")
        for disposition, n in report.dispositions.by.items():
            yield line(Figure.DISPOSITIONS, disposition.value, n, "posts")
        yield line(Figure.ANSWERED_BY, "us", report.dispositions.by_us, "posts")
        yield line(Figure.ANSWERED_BY, "peers", report.dispositions.by_peers, "posts")
    if report.arrivals is not None:
        yield line(Figure.ARRIVALS, "", report.arrivals, "posts")
    for weekday, hours in enumerate(report.heat or ()):
        for hour, n in enumerate(hours):
            yield line(Figure.ARRIVALS, f"weekday {weekday + 1}, hour {hour}", n, "posts")
    for answers in report.answers or ():
        yield line(Figure.ANSWERS, answers.name, answers.answers, "posts")
    if report.lag is not None:
        yield line(Figure.LAG, "posts", report.lag.n, "posts")
        yield line(Figure.LAG, "median", _seconds(report.lag.median), "s")
        yield line(Figure.LAG, "90th percentile", _seconds(report.lag.ninetieth), "s")


def _day(day: DayLine) -> Iterator[_Line]:
    when, covered = day.day.isoformat(), day.covered
    for figure, value in ((Figure.ARRIVALS, day.arrivals), (Figure.ANSWERS, day.answers)):
        if value is not None:
            yield figure.value, "", when, value, "posts", covered
    if day.resolved is not None:
        yield Figure.REOPENED.value, "resolved", when, day.resolved, "times", covered
    for metric, decided in day.promises.items():
        yield metric.value, "kept", when, decided.kept, "promises", covered
        yield metric.value, "late", when, decided.late, "promises", covered
    if day.first_median is not None:
        yield Figure.FIRST.value, "median", when, _seconds(day.first_median), "s", covered


def _steps(steps: Sequence[int]) -> Iterator[tuple[str, int]]:
    names = [f"up to {step // 60_000} min" for step in STEPS]
    yield from zip([*names, f"over {STEPS[-1] // 60_000} min"], steps, strict=True)


def _seconds(duration: int | None) -> float | None:
    return None if duration is None else duration / 1000


def _percent(decided: Decided) -> float | None:
    return None if decided.share is None else round(decided.share, 2)


def _moments(report: Report) -> Callable[[int], str]:
    zone = ZoneInfo(report.zone)

    def told(at: int) -> str:
        return datetime.fromtimestamp(at // 1000, zone).isoformat()

    return told


def _written(heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> str:
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        writer.writerow([plain(cell) if isinstance(cell, str) else _word(cell) for cell in line])
    return target.getvalue()


def _word(cell: Cell) -> str:
    if cell is None:
        return ""
    return ("yes" if cell else "no") if isinstance(cell, bool) else str(cell)
