"""Whether a calendar or a policy can be kept as a promise: what would make no sense is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agent_desk.domain.errors import Refused
from agent_desk.domain.levels import CalendarBody, Hours, PolicyBody, StepWhen

DAY_MINUTES = 1440
MOST_MINUTES = 5 * 366 * DAY_MINUTES
"""No promise and no window is longer: five years of working minutes."""
PAUSING = ("pending", "snoozed")
"""The statuses that a policy may name as pausing."""


def check_calendar(body: CalendarBody) -> None:
    """Raises Refused(`calendar_week`, `calendar_span`, `calendar_overlap`, `calendar_empty`, `calendar_day`)."""
    if len(body.week) != 7:
        raise Refused("calendar_week", count=len(body.week))
    for day in (*body.holidays, *body.days):
        check_day(day)
    for hours in (*body.week, *body.days.values()):
        check_hours(hours)
    if not any(body.week):
        raise Refused("calendar_empty")


def check_hours(hours: Iterable[Hours]) -> None:
    """The spans of one day. Raises Refused(`calendar_span`, `calendar_overlap`)."""
    before: Hours | None = None
    for span in sorted(hours, key=lambda one: (one.start, one.end)):
        if not 0 <= span.start < span.end <= DAY_MINUTES:
            raise Refused("calendar_span", span=span_text(span))
        if before is not None and span.start < before.end:
            raise Refused("calendar_overlap", first=span_text(before), second=span_text(span))
        before = span


def check_day(day: str) -> None:
    """Raises Refused(`calendar_day`)."""
    try:
        if date.fromisoformat(day).isoformat() == day:
            return
    except ValueError:
        pass
    raise Refused("calendar_day", day=day[:40])


def span_text(span: Hours) -> str:
    """As `09:00-17:00`."""
    return f"{_clock(span.start)}-{_clock(span.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def ordered(body: CalendarBody) -> CalendarBody:
    """The same with the spans of each day in their order, and spans that touch made one."""
    return CalendarBody(
        body.zone,
        tuple(_joined(day) for day in body.week),
        dict(sorted(body.holidays.items())),
        {day: _joined(hours) for day, hours in sorted(body.days.items())},
        body.country,
        body.region,
        tuple(sorted(set(body.years))),
        body.changes,
    )


def _joined(hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
    joined: list[Hours] = []
    for span in sorted(hours, key=lambda one: one.start):
        if joined and joined[-1].end == span.start:
            joined[-1] = Hours(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def check_policy(body: PolicyBody, calendars: Iterable[str]) -> None:
    """`calendars`: the ids of those there are. Raises Refused(`policy_target`, `policy_empty`, `calendar_gone`,
    `policy_number`, `policy_pausing`, `policy_step`)."""
    minutes = [one for by_priority in body.targets.values() for one in by_priority.values()]
    for one in minutes:
        if not 0 < one <= MOST_MINUTES:
            raise Refused("policy_target", minutes=one)
    if not minutes:
        raise Refused("policy_empty")
    if body.calendar_id is not None and body.calendar_id not in set(calendars):
        raise Refused("calendar_gone")
    for number, most in (
        (body.risk_share, 100),
        (body.risk_minutes, MOST_MINUTES),
        (body.peer_window, MOST_MINUTES),
        (body.reopening_days, 3660),
    ):
        if not 0 <= number <= most:
            raise Refused("policy_number", number=number, most=most)
    if unknown := sorted(set(body.pausing) - set(PAUSING)):
        raise Refused("policy_pausing", name=unknown[0][:40])
    for step in body.steps:
        if (step.when is StepWhen.AFTER) != (0 < step.minutes <= MOST_MINUTES):
            raise Refused("policy_step", minutes=step.minutes)
