"""A reckoning step by step: what was promised, by which policy and calendar, and how it came to its due time."""

from __future__ import annotations

from datetime import datetime

from agent_desk.domain.calendars import Compiled, DayKind, DayPart, compile_calendar
from agent_desk.domain.errors import Refused
from agent_desk.domain.explained import Due, Line, Told
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import MINUTE, CalendarBody, Metric, PolicyBody
from agent_desk.domain.promises import span_text
from agent_desk.domain.roster import Priority
from agent_desk.runtime.level_words import zone_of


@frozen
class Promise:
    """A policy's body and its hours (None: all hours), as they are told: with names and numbers of versions (0: not saved)."""

    policy: str
    number: int
    body: PolicyBody
    calendar: str = ""
    calendar_number: int = 0
    hours: CalendarBody | None = None

    def lines(self, depth: int = 0) -> list[Line]:
        """By which policy and which hours."""
        told = [Line("policy", {"policy": self.policy, "number": self.number}, depth)]
        if self.hours is None:
            return [*told, Line("all_hours", {}, depth)]
        named: dict[str, Told] = {"calendar": self.calendar, "number": self.calendar_number, "zone": self.hours.zone}
        return [*told, Line("calendar", named, depth)]


def due_of(promise: Promise, metric: Metric, priority: Priority, start: int, zone: str = "") -> Due:
    """When it would fall due from a moment on (UTC milliseconds). `zone`: in which moments will be told. Raises
    Refused(`no_target`, `never_due`)."""
    minutes = promise.body.targets.get(metric, {}).get(priority)
    if minutes is None:
        raise Refused("no_target", name=promise.policy)
    calendar, target = compile_calendar(promise.hours), minutes * MINUTE
    due = calendar.due(start, target)
    margin = max(target * promise.body.risk_share // 100, promise.body.risk_minutes * MINUTE)
    risk = start if margin >= target else calendar.due(start, target - margin)
    if due is None or risk is None:
        raise Refused("never_due", name=promise.calendar)
    lines = [
        *promise.lines(),
        Line("target", {"metric": metric.value, "priority": priority.name.lower(), "target_ms": target}),
        Line("start", {"at": start}),
        *counted(calendar, start, target),
        *due_lines(due, calendar, zone),
        risk_line(promise.body, target, risk),
    ]
    return Due(due, risk, tuple(lines))


def due_lines(due: int, calendar: Compiled, zone: str, depth: int = 0) -> list[Line]:
    """When it falls due; where the clocks of the calendar show something else, by those too. `zone`: in which moments will be
    told; empty: this machine's."""
    lines = [Line("due", {"at": due}, depth)]
    local = datetime.fromtimestamp(due // 1000, zone_of(zone))
    day, minute = calendar.wall(due)
    if calendar.body is not None and (day, minute) != (local.date().isoformat(), local.hour * 60 + local.minute):
        lines.append(Line("due_wall", {"zone": calendar.body.zone, "due_day": day, "due_wall": minute}, depth))
    return lines


def risk_line(body: PolicyBody, target: int, risk: int) -> Line:
    """From when on little is left of a target (milliseconds), and why."""
    least = body.risk_minutes * MINUTE
    margin = min(target, max(target * body.risk_share // 100, least))
    return Line("risk", {"at": risk, "margin_ms": margin, "share": body.risk_share, "least_ms": least})


def counted(calendar: Compiled, start: int, working: int, beyond: int = 0) -> list[Line]:
    """How so much working time (milliseconds) passes from a moment on, day by day; `beyond`: so much is left after it."""
    lines: list[Line] = []
    if not calendar.is_open(start) and (opens := calendar.next_open(start)) is not None:
        lines.append(Line("start_closed", {"at": opens}, 1))
    for part in calendar.steps(start, working):
        _add(lines, part, beyond)
    return lines


def _add(lines: list[Line], part: DayPart, beyond: int) -> None:
    told_day = not lines or lines[-1].params.get("day") != part.day
    if part.kind is DayKind.OTHER_HOURS and told_day and part.spans:
        spans = ", ".join(span_text(span) for span in part.spans)
        lines.append(Line("other_hours", {"day": part.day, "spans": spans}, 1))
    if part.start is not None:
        lines.append(
            Line(
                "counted" if part.left + beyond else "counted_last",
                {
                    "day": part.day,
                    "from_wall": part.from_wall,
                    "to_wall": part.to_wall,
                    "worked_ms": part.worked,
                    "left_ms": part.left + beyond,
                },
                1,
            )
        )
    elif part.kind is DayKind.HOLIDAY:
        lines.append(Line("holiday", {"day": part.day, "name": part.name}, 1))
    elif part.spans:
        lines.append(Line("after_hours", {"day": part.day}, 1))
    elif lines and lines[-1].code in ("closed", "closed_days"):
        # Days without hours in a row are one step.
        first = lines[-1].params["day"]
        lines[-1] = Line("closed_days", {"day": first, "until_day": part.day}, 1)
    else:
        lines.append(Line("closed", {"day": part.day}, 1))
