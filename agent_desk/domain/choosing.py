"""Which promise holds for a wait: the policy, its version and the calendar's version, from what was set up by when."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from agent_desk.domain.calendars import Compiled, compile_calendar
from agent_desk.domain.levels import CalendarVersion, PolicyOrder, PolicyVersion, Scope

Fits = Callable[[Scope], bool]
ALL_HOURS = Compiled(None)
_NONE = ""


@dataclass(slots=True)
class Promised:
    """All policies and calendars there ever were, ready to be asked; rows ascend. `changes`: when running clocks may come
    under another version, or (None) lose their policy. Any thread."""

    versions: Mapping[str, list[PolicyVersion]]
    orders: list[PolicyOrder]
    calendars: Mapping[str, list[CalendarVersion]]
    team_hours: Mapping[str, Sequence[tuple[int, str]]]
    changes: list[tuple[int, PolicyVersion | None]]
    _compiled: dict[str, Compiled] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything was ever promised."""
        return bool(self.orders)

    def held(self, start: int, stop: int | None, fits: Fits, fixed: str) -> list[tuple[int, PolicyVersion | None]]:
        """Under which version a wait from `start` to `stop` (None: it goes on) stood from when on; None: under none, any more.
        Empty where nothing was promised.

        At the start it is the first policy of that moment's order that fits, in the version of that moment; `fixed`: the id
        of one that somebody chose for this conversation. A version that is said to be for running clocks too takes over what
        stands under its policy, behind it, or under none; a policy that is removed leaves its clocks without one.
        """
        current = self._first(start, fits, fixed)
        found: list[tuple[int, PolicyVersion | None]] = [(start, current)] if current else []
        for number in range(bisect_right(self.changes, start, key=_moment), len(self.changes)):
            at, version = self.changes[number]
            if stop is not None and at > stop:
                break
            after = self._after(current, at, version, fits, fixed)
            if after is not current:
                found.append((at, after))
                current = after
        return found

    def _after(
        self, current: PolicyVersion | None, at: int, version: PolicyVersion | None, fits: Fits, fixed: str
    ) -> PolicyVersion | None:
        if version is None:
            return current if current is None or current.policy_id in self._order(at) else None
        if current is not None and version.policy_id == current.policy_id and fits(version.body.scope):
            return version
        first = self._first(at, fits, fixed)
        left = current is not None and version.policy_id == current.policy_id
        return first if left or first is version else current

    def team_calendar(self, team: str, at: int) -> str:
        """By which calendar a team went at a moment; empty: by none of its own."""
        rows = self.team_hours.get(team, ())
        number = bisect_right(rows, at, key=_since) - 1
        return rows[number][1] if number >= 0 else _NONE

    def hours(self, calendar_id: str | None, at: int) -> tuple[str, Compiled]:
        """The version of a calendar at a moment, the first one where it is younger: its id, and ready for reckoning. All
        hours, with an empty id, where there is none."""
        versions = self.calendars.get(calendar_id or _NONE)
        if not versions:
            return _NONE, ALL_HOURS
        version = versions[max(bisect_right(versions, at, key=_from) - 1, 0)]
        compiled = self._compiled.get(version.id)
        if compiled is None:
            compiled = self._compiled[version.id] = compile_calendar(version.body)
        return version.id, compiled

    def _first(self, at: int, fits: Fits, fixed: str) -> PolicyVersion | None:
        order = self._order(at)
        for policy_id in (fixed,) if fixed in order else order:
            versions = self.versions.get(policy_id, [])
            number = bisect_right(versions, at, key=_from) - 1
            if number >= 0 and (policy_id == fixed or fits(versions[number].body.scope)):
                return versions[number]
        return None

    def _order(self, at: int) -> tuple[str, ...]:
        number = bisect_right(self.orders, at, key=_from) - 1
        return self.orders[number].policies if number >= 0 else ()


def promised(
    versions: Iterable[PolicyVersion],
    orders: Iterable[PolicyOrder],
    calendars: Iterable[CalendarVersion],
    team_hours: Mapping[str, Sequence[tuple[int, str]]],
) -> Promised:
    """Everything in the order in which it came to count. `orders`: of two from the same moment the later in the row counts.
    `team_hours`: by team, since when it went by which calendar (empty: by none of its own), ascending."""
    policies: dict[str, list[PolicyVersion]] = defaultdict(list)
    for version in sorted(versions, key=lambda one: (one.from_at, one.number)):
        policies[version.policy_id].append(version)
    hours: dict[str, list[CalendarVersion]] = defaultdict(list)
    for body in sorted(calendars, key=lambda one: (one.from_at, one.number)):
        hours[body.calendar_id].append(body)
    row = sorted(orders, key=_from)
    changes: list[tuple[int, PolicyVersion | None]] = [
        (one.from_at, one) for known in policies.values() for one in known if one.running_too
    ]
    changes += [(one.from_at, None) for one in _removals(row)]
    changes.sort(key=lambda change: (change[0], change[1] is None, change[1].id if change[1] else ""))
    return Promised(dict(policies), row, dict(hours), dict(team_hours), changes)


def _removals(row: Iterable[PolicyOrder]) -> list[PolicyOrder]:
    """The orders that lack a policy of the one before."""
    return [after for before, after in pairwise(row) if set(before.policies) - set(after.policies)]


def _from(one: PolicyVersion | CalendarVersion | PolicyOrder) -> int:
    return one.from_at


def _since(row: tuple[int, str]) -> int:
    return row[0]


def _moment(change: tuple[int, PolicyVersion | None]) -> int:
    return change[0]
