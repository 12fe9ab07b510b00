"""The days of the workspace's zone, and bringing the sums of those that are over up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_desk.domain.balance import Span, day_of, span_of
from agent_desk.domain.errors import Refused
from agent_desk.domain.roster import Right, may
from agent_desk.domain.sums import SumKey, Sums, add_up
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

_DAY = 24 * 3600 * 1000
GOAL = 90
"""Percent of promises that are to be kept, unless a workspace chose otherwise."""


def require_figures(ground: Ground) -> None:
    """Raises Refused(`no_right`) where who sits here may not see figures."""
    if not may(ground.store.read.agents.get(ground.me).role, Right.SEE_FIGURES):
        raise Refused("no_right", right=str(Right.SEE_FIGURES))


def zone_of(nouns: Nouns) -> ZoneInfo:
    """In which the workspace's days begin and end."""
    return ZoneInfo(nouns.choices.zone() or "UTC")


def goal_of(nouns: Nouns) -> int:
    """How many percent of promises are to be kept."""
    chosen = nouns.choices.get("goal")
    return int(chosen) if chosen.isdecimal() and 0 < int(chosen) <= 100 else GOAL


def facts_of(nouns: Nouns, start: int, end: int, zone: ZoneInfo) -> dict[SumKey, Sums]:
    """The sums of a time, made of its facts."""

    def hour(moment: int) -> int:
        return datetime.fromtimestamp(moment // 1000, zone).hour

    return add_up(nouns.sums.facts(start, end, hour))


def catch_up(
    ground: Ground,
    progress: Callable[[int, int], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Make the sums of all days that are over and whose facts changed; False once `cancelled` says so. A short transaction
    a day; any thread but the GUI's."""
    zone = zone_of(ground.store.read)
    if ground.store.read.sums.zone() != zone.key:
        with ground.store.write(durable=False) as nouns:
            nouns.sums.begin_anew(zone.key)
    today = day_of(ground.now(), zone)
    stale = ground.store.read.sums.stale()
    wanted = sorted({day for number, _ in stale for day in _days_of(number, zone) if day < today})
    for done, day in enumerate(wanted):
        progress(done, len(wanted))
        if cancelled():
            return False
        span = span_of(day, zone)
        with ground.store.write(durable=False) as nouns:
            nouns.sums.replace(span, facts_of(nouns, span.start, span.end, zone))
            # What a day of UTC has in two days of the zone is made with the later one.
            nouns.sums.fresh(_ended(stale, span))
    progress(len(wanted), len(wanted))
    return True


def _ended(stale: Iterable[tuple[int, int]], span: Span) -> list[tuple[int, int]]:
    """The days of UTC of which nothing lies after a span, but something in it."""
    return [mark for mark in stale if span.start < (mark[0] + 1) * _DAY <= span.end]


def _days_of(number: int, zone: ZoneInfo) -> set[date]:
    """The days of a zone that a day of UTC (counted from 1970) has a part in."""
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)
    last = start + timedelta(days=1) - timedelta(milliseconds=1)
    return {start.astimezone(zone).date(), last.astimezone(zone).date()}
