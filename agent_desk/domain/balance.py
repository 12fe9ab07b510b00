"""The unattended ledger: what was fetched on one side; what waits and how the rest was dealt with on the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.frozen import frozen

QUARTER = 15 * 60 * 1000
"""Milliseconds. Sums are kept by quarter hour, of which the days of every zone in use are made up."""


class DisposeReason(StrEnum):
    """Why an agent dealt with a post the way they did; a free note may stand beside it."""

    THANKS = "thanks"
    NOT_A_QUESTION = "not_a_question"
    SOLVED_BY_ITSELF = "solved_by_itself"
    DUPLICATE = "duplicate"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    ACCEPTED_ANSWER = "accepted_answer"
    RIGHT_ANSWER = "right_answer"
    OFF_TOPIC = "off_topic"
    OTHER_BRAND = "other_brand"
    SOLD_ELSEWHERE = "sold_elsewhere"
    PROMOTION = "promotion"
    SPAM = "spam"
    ABUSE = "abuse"
    AGAINST_RULES = "against_rules"
    NEW_IDEA = "new_idea"
    KNOWN_IDEA = "known_idea"


_R = DisposeReason
REASONS: Mapping[Disposition, tuple[DisposeReason, ...]] = {
    Disposition.NO_ANSWER_NEEDED: (
        _R.THANKS,
        _R.NOT_A_QUESTION,
        _R.SOLVED_BY_ITSELF,
        _R.DUPLICATE,
        _R.ANSWERED_ELSEWHERE,
    ),
    Disposition.ANSWERED_BY_PEER: (_R.RIGHT_ANSWER, _R.ACCEPTED_ANSWER),
    Disposition.NOT_RELEVANT: (_R.OFF_TOPIC, _R.OTHER_BRAND, _R.SOLD_ELSEWHERE, _R.PROMOTION),
    Disposition.IDEA: (_R.NEW_IDEA, _R.KNOWN_IDEA),
    Disposition.MODERATED: (_R.SPAM, _R.ABUSE, _R.AGAINST_RULES),
}
"""The reasons that go with each disposition an agent may decide, the most usual first."""


def fits(disposition: Disposition | None, reason: DisposeReason | None) -> bool:
    """Whether that reason goes with that disposition; none goes with all."""
    return reason is None or (disposition is not None and reason in REASONS.get(disposition, ()))


@frozen
class Span:
    """One day as its moments: from `start` on and before `end` (UTC milliseconds)."""

    day: date
    start: int
    end: int


@frozen
class BalanceDay:
    """One venue on one day. `fetched`: customers' posts that addressed us, counted when they came. `waiting` now; `by`: how
    the others were dealt with. `removed`: how many of these are kept as sums alone, because retention or an erasure took
    them. `oldest`: when the oldest of those that wait was posted (UTC milliseconds)."""

    day: date
    venue_id: str
    fetched: int
    waiting: int
    by: Mapping[Disposition, int]
    removed: int
    oldest: int | None

    @property
    def dealt_with(self) -> int:
        """How many have a disposition."""
        return sum(self.by.values())

    @property
    def difference(self) -> int:
        """By how much the two sides differ. Anything but 0 means that posts got lost, as from a damaged disk."""
        return self.fetched - self.waiting - self.dealt_with


@frozen
class BalanceSum:
    """Several days or venues in one."""

    fetched: int
    waiting: int
    by: Mapping[Disposition, int]
    removed: int
    oldest: int | None

    @property
    def dealt_with(self) -> int:
        """How many have a disposition."""
        return sum(self.by.values())

    @property
    def difference(self) -> int:
        """By how much the two sides differ."""
        return self.fetched - self.waiting - self.dealt_with


def add_up(days: list[BalanceDay]) -> BalanceSum:
    """The sum of lines of the ledger."""
    by: dict[Disposition, int] = {}
    for line in days:
        for disposition, posts in line.by.items():
            by[disposition] = by.get(disposition, 0) + posts
    waits = [line.oldest for line in days if line.oldest is not None]
    return BalanceSum(
        sum(line.fetched for line in days),
        sum(line.waiting for line in days),
        by,
        sum(line.removed for line in days),
        min(waits, default=None),
    )


def span_of(day: date, zone: ZoneInfo) -> Span:
    """A day of a zone, from its midnight to the next; shorter or longer by an hour where clocks are changed."""
    return Span(day, _midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def day_of(moment: int, zone: ZoneInfo) -> date:
    """The day in a zone on which a moment (UTC milliseconds) falls."""
    return datetime.fromtimestamp(moment / 1000, zone).date()


def _midnight(day: date, zone: ZoneInfo) -> int:
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(start.timestamp() * 1000) // QUARTER * QUARTER
