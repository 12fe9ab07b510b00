"""How calendars and policies are written down for good, and read again by a later version of this program."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.levels import (
    Basis,
    CalendarBody,
    Hours,
    Metric,
    Peers,
    PolicyBody,
    Reopening,
    Scope,
    Step,
    StepAct,
    StepWhen,
)
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority

VERSION = 1
T = TypeVar("T")
_CALENDAR = ("version", "zone", "week", "holidays", "days", "country", "region", "years", "changes")
_SCOPE = ("venues", "networks", "kinds", "teams", "languages", "tags")
_POLICY = (
    *("version", "scope", "targets", "calendar", "team_hours", "basis", "pausing", "risk_share", "risk_minutes"),
    *("peer_window", "accepted", "trusted", "reopening", "reopening_days", "steps"),
)


def calendar_written(body: CalendarBody) -> dict[str, object]:
    """As JSON-fit values, with the version of the form."""
    return {
        "version": VERSION,
        "zone": body.zone,
        "week": [_spans(day) for day in body.week],
        "holidays": dict(body.holidays),
        "days": {day: _spans(hours) for day, hours in body.days.items()},
        "country": body.country,
        "region": body.region,
        "years": list(body.years),
        "changes": [list(change) for change in body.changes],
    }


def calendar_from(told: object) -> CalendarBody:
    """From what `calendar_written` made, all but `zone` and `week` may be left out; raises WrongUse that names what is not
    known or cannot be read here. Whether it makes sense is agent_desk.domain.promises' to say."""
    read = _Reader(told, _CALENDAR, OwnWords("a calendar that cannot be read"))
    return read.whole(
        lambda: CalendarBody(
            zone=_text(read.told["zone"]),
            week=tuple(_hours(day) for day in _list(read.told["week"])),
            holidays={_text(day): _text(name) for day, name in _table(read.told.get("holidays", {})).items()},
            days={_text(day): _hours(hours) for day, hours in _table(read.told.get("days", {})).items()},
            country=_text(read.told.get("country", "")),
            region=_text(read.told.get("region", "")),
            years=tuple(_number(year) for year in _list(read.told.get("years", []))),
            changes=tuple(_pair(change) for change in _list(read.told.get("changes", []))),
        )
    )


def policy_written(body: PolicyBody) -> dict[str, object]:
    """As JSON-fit values, with the version of the form."""
    scope = body.scope
    return {
        "version": VERSION,
        "scope": {name: [str(one) for one in getattr(scope, name)] for name in _SCOPE if getattr(scope, name)},
        "targets": {
            metric.value: {priority.name.lower(): minutes for priority, minutes in by_priority.items()}
            for metric, by_priority in body.targets.items()
        },
        "calendar": body.calendar_id,
        "team_hours": body.team_hours,
        "basis": body.basis.value,
        "pausing": list(body.pausing),
        "risk_share": body.risk_share,
        "risk_minutes": body.risk_minutes,
        "peer_window": body.peer_window,
        "accepted": body.accepted.value,
        "trusted": body.trusted.value,
        "reopening": body.reopening.value,
        "reopening_days": body.reopening_days,
        "steps": [
            {"when": step.when.value, "act": step.act.value, **({"minutes": step.minutes} if step.minutes else {})}
            for step in body.steps
        ],
    }


def policy_from(told: object) -> PolicyBody:
    """From what `policy_written` made, all but `targets` may be left out; raises WrongUse that names what is not known or
    cannot be read here."""
    read = _Reader(told, _POLICY, OwnWords("a policy that cannot be read"))
    usual = PolicyBody(Scope(), {})
    calendar = read.told.get("calendar")
    return read.whole(
        lambda: PolicyBody(
            scope=_scope(read.told.get("scope", {})),
            targets={
                Metric(_text(metric)): {_priority(one): _number(minutes) for one, minutes in _table(row).items()}
                for metric, row in _table(read.told["targets"]).items()
            },
            calendar_id=None if calendar is None else _text(calendar),
            team_hours=_flag(read.told.get("team_hours", usual.team_hours)),
            basis=Basis(_text(read.told.get("basis", usual.basis))),
            pausing=tuple(_text(one) for one in _list(read.told.get("pausing", list(usual.pausing)))),
            risk_share=_number(read.told.get("risk_share", usual.risk_share)),
            risk_minutes=_number(read.told.get("risk_minutes", usual.risk_minutes)),
            peer_window=_number(read.told.get("peer_window", usual.peer_window)),
            accepted=Peers(_text(read.told.get("accepted", usual.accepted))),
            trusted=Peers(_text(read.told.get("trusted", usual.trusted))),
            reopening=Reopening(_text(read.told.get("reopening", usual.reopening))),
            reopening_days=_number(read.told.get("reopening_days", usual.reopening_days)),
            steps=tuple(_step(step) for step in _list(read.told.get("steps", []))),
        )
    )


class _Reader:
    """One JSON object of a known form."""

    def __init__(self, told: object, known: Collection[str], otherwise: OwnWords) -> None:
        if not isinstance(told, Mapping):
            raise WrongUse(otherwise)
        if unknown := sorted(str(name) for name in set(told) - set(known)):
            raise WrongUse(OwnWords("what this version does not know: {names}", names=", ".join(unknown)))
        if told.get("version", VERSION) != VERSION:
            raise WrongUse(OwnWords("a form of another version: {version}", version=str(told.get("version"))))
        self.told: Mapping[str, object] = told

    def whole(self, make: Callable[[], T]) -> T:
        try:
            return make()
        except KeyError as error:
            raise WrongUse(OwnWords("{field} is missing", field=str(error).strip("'"))) from error
        except ValueError as error:
            raise WrongUse(OwnWords("a value that cannot be read: {error}", error=str(error))) from error


def _spans(hours: tuple[Hours, ...]) -> list[str]:
    return [f"{span.start // 60:02}:{span.start % 60:02}-{span.end // 60:02}:{span.end % 60:02}" for span in hours]


def _hours(told: object) -> tuple[Hours, ...]:
    return tuple(span_from(_text(one)) for one in _list(told))


def span_from(text: str) -> Hours:
    """From `09:00-17:30`, up to `24:00`; raises ValueError."""
    start, _, end = text.partition("-")
    return Hours(_minute(start), _minute(end))


def _minute(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise ValueError(text)
    if int(minute) > 59 or int(hour) * 60 + int(minute) > 1440:
        raise ValueError(text)
    return int(hour) * 60 + int(minute)


def _scope(told: object) -> Scope:
    read = _Reader(told, _SCOPE, OwnWords("a policy that cannot be read"))
    lists = {name: tuple(_text(one) for one in _list(read.told.get(name, []))) for name in _SCOPE}
    return Scope(
        venues=lists["venues"],
        networks=lists["networks"],
        kinds=tuple(ConversationKind(kind) for kind in lists["kinds"]),
        teams=lists["teams"],
        languages=lists["languages"],
        tags=lists["tags"],
    )


def _step(told: object) -> Step:
    read = _Reader(told, ("when", "act", "minutes"), OwnWords("a policy that cannot be read"))
    return Step(
        StepWhen(_text(read.told["when"])), StepAct(_text(read.told["act"])), _number(read.told.get("minutes", 0))
    )


def _priority(told: object) -> Priority:
    name = _text(told).upper()
    if name not in Priority.__members__:
        raise ValueError(told)
    return Priority[name]


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise ValueError(repr(told)[:80])
    return told


def _number(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool):
        raise ValueError(repr(told)[:80])
    return told


def _flag(told: object) -> bool:
    if not isinstance(told, bool):
        raise ValueError(repr(told)[:80])
    return told


def _list(told: object) -> list[object]:
    if not isinstance(told, list):
        raise ValueError(repr(told)[:80])
    return told


def _table(told: object) -> Mapping[object, object]:
    if not isinstance(told, Mapping):
        raise ValueError(repr(told)[:80])
    return told


def _pair(told: object) -> tuple[int, int]:
    pair = _list(told)
    if len(pair) != 2:
        raise ValueError(repr(told)[:80])
    return _number(pair[0]), _number(pair[1])
