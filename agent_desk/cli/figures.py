"""`report`, `live` and `pauses`: what supervisors see, beside how far it is known."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from agent_desk.cli.output import Answer, Json, say
from agent_desk.cli.times import rfc3339
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.live import LiveFilter
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.reporting import Figure, Promises, Report, ReportFilter, ReportSpan
from agent_desk.runtime.figure_words import FIGURES, clock_time, covered, lacking
from agent_desk.runtime.language import tr
from agent_desk.runtime.level_words import span
from agent_desk.services.desk import Desk
from agent_desk.services.report_files import write_whole

_MOMENTS = frozenset(
    {
        "at",
        "made_at",
        "oldest",
        "oldest_wait",
        "next_due",
        "presence_at",
        "complete_from",
        "complete_to",
        "retry_at",
        "start",
        "end",
        "started_at",
    }
)
_DEFAULT_DAYS = 7


def report(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """All figures of a span."""
    made = desk.reports.report(_span(arguments, desk), _filter(arguments, desk))
    if made is None:
        raise AssertionError("nobody cancels here")
    _tell_coverage(made)
    format_ = arguments.format
    if format_ == "json":
        return _kept(arguments, made, lambda: None) if arguments.out else Answer(plain(made))
    makers: dict[str, Callable[[], str]] = {
        "text": lambda: "\n".join(_lines(made)) + "\n",
        "csv": lambda: desk.reports.csv(made),
        "rows": lambda: desk.reports.csv_rows(made),
        "html": lambda: desk.reports.html(made),
    }
    if arguments.out:
        return _kept(arguments, made, makers[format_])
    return Answer(None, text=makers[format_]())


def _kept(arguments: argparse.Namespace, made: Report, text: Callable[[], str | None]) -> Answer:
    """Write it into a file, and say where."""
    words = text() or json.dumps(plain(made), ensure_ascii=False, indent=2) + "\n"
    target = write_whole(arguments.out, words)
    return Answer({"file": str(target), "bytes": target.stat().st_size})


def live(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """How it stands now."""
    read = desk.ground.store.read
    wanted = LiveFilter(
        team_id=read.roster.team(arguments.team).id if arguments.team else None,
        venue_id=read.venues.get(arguments.venue).id if arguments.venue else None,
        language=arguments.written_in,
        agent_id=read.roster.agent(arguments.agent).id if arguments.agent else None,
    )
    return Answer(plain(desk.live.figures(wanted)))


def pauses(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The pause audit."""
    return Answer(plain(desk.reports.pause_audit(_span(arguments, desk), _filter(arguments, desk), arguments.limit)))


def plain(value: object, name: str = "") -> Json:
    """Any figure as JSON: moments as RFC 3339, days as dates, durations in milliseconds. Keys are those of the values."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    if name in _MOMENTS and isinstance(value, int):
        return rfc3339(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} is no figure")


def _span(arguments: argparse.Namespace, desk: Desk) -> ReportSpan:
    week = desk.reports.last_days(_DEFAULT_DAYS)
    last = _day(arguments.last) if arguments.last else week.last
    first = _day(arguments.first) if arguments.first else last - timedelta(days=_DEFAULT_DAYS - 1)
    return ReportSpan(first, last)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(OwnWords("{text} is no day such as 2026-11-01", text=text)) from None


def _filter(arguments: argparse.Namespace, desk: Desk) -> ReportFilter:
    read = desk.ground.store.read
    return ReportFilter(
        venue_id=read.venues.get(arguments.venue).id if arguments.venue else None,
        team_id=read.roster.team(arguments.team).id if arguments.team else None,
        agent_id=read.roster.agent(arguments.agent).id if arguments.agent else None,
        policy_id=desk.levels.policy(arguments.policy).id if arguments.policy else None,
        kind=ConversationKind(arguments.kind) if arguments.kind else None,
    )


def _tell_coverage(made: Report) -> None:
    moment = clock_time(ZoneInfo(made.zone))
    say(covered(made.coverage, moment))
    for line in lacking(made.coverage, moment):
        say(line)


def _lines(made: Report) -> Iterator[str]:
    """The main figures in words."""
    moment = clock_time(ZoneInfo(made.zone))
    first, last = made.span.first.isoformat(), made.span.last.isoformat()
    yield tr("Report from {first} to {last}", first=first, last=last)
    yield covered(made.coverage, moment)
    yield from lacking(made.coverage, moment)
    for metric, promises in made.promises.items():
        yield _promise(tr(FIGURES[Figure(metric.value)]), promises)
    if made.backlog is not None:
        yield tr("{name}: {n} wait", name=tr(FIGURES[Figure.BACKLOG]), n=made.backlog.n)
    if made.arrivals is not None:
        yield tr("{name}: {n}", name=tr(FIGURES[Figure.ARRIVALS]), n=made.arrivals)
    if made.answers is not None:
        yield tr("{name}: {n}", name=tr(FIGURES[Figure.ANSWERS]), n=sum(one.answers for one in made.answers))
    if made.reopened is not None:
        again, resolved = made.reopened.again, made.reopened.resolved
        yield tr("{name}: {again} of {resolved}", name=tr(FIGURES[Figure.REOPENED]), again=again, resolved=resolved)
    clocks, unanswered = made.paused.clocks, span(made.paused.unanswered)
    yield tr("{name}: {n} promises, {span}", name=tr(FIGURES[Figure.PAUSED]), n=clocks, span=unanswered)


def _promise(name: str, promises: Promises) -> str:
    share = "–" if promises.decided.share is None else f"{promises.decided.share:.1f} %"
    told = [
        tr("{name}: {share} in target", name=name, share=share),
        tr(
            "{kept} kept, {late} late, {open} of these still open",
            kept=promises.decided.kept,
            late=promises.decided.late,
            open=promises.open,
        ),
    ]
    if promises.median is not None and promises.ninetieth is not None:
        told.append(
            tr("median {median}, 90th percentile {most}", median=span(promises.median), most=span(promises.ninetieth))
        )
    return "; ".join(told)
