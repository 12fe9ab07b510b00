"""Working hours made ready for reckoning: when so much working time is over, and how much of it lies between two moments.

A moment is open when the clock on the wall shows a minute inside a span of its own day. So a skipped hour is never open, a
repeated one is open twice, and a day that is open all day lasts 23, 24 or 25 hours, as it does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import MINUTE, CalendarBody, Hours

_SHIFT = 35
"""Hours are laid out in stretches of 2 ** 35 ms, somewhat more than a year each, when somebody first asks for one."""
_STRETCH = 1 << _SHIFT
_DAY = 24 * 60 * MINUTE
_MOST = 64
"""So many stretches without an open moment are taken for: never again."""
_EPOCH = date(1970, 1, 1)
_EVER = 1 << 60


class DayKind(StrEnum):
    """What a day is. OTHER_HOURS: hours of its own, or none, said of this single date."""

    USUAL = "usual"
    HOLIDAY = "holiday"
    OTHER_HOURS = "other_hours"


@frozen
class DayPart:
    """One step of a reckoning: a span of a local day that counts, or a day in which nothing (more) counts. `day`: the local
    date (`2026-12-25`); `name`: of the holiday. `start`, `end`: UTC milliseconds of the span that counts, None where nothing
    does; `from_wall`, `to_wall`: the same in minutes after midnight by the wall clock. `spans`: the hours of that day.
    `worked`: milliseconds that count here, `left`: what is to be worked after it."""

    day: str
    kind: DayKind
    name: str
    spans: tuple[Hours, ...]
    start: int | None
    end: int | None
    from_wall: int
    to_wall: int
    worked: int
    left: int


@frozen
class _Laid:
    """The open intervals of one stretch, ascending and apart, and the working time before each of them."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def worked(self, at: int) -> int:
        """Working time from the beginning of the stretch to a moment in it."""
        index = bisect_right(self.starts, at) - 1
        return 0 if index < 0 else self.before[index] + min(at, self.ends[index]) - self.starts[index]


class Compiled:
    """A calendar, or all hours of all days where there is none. Moments are UTC milliseconds, working times milliseconds. A
    moment is open from the beginning of a span up to, but without, its end. Any thread."""

    def __init__(self, body: CalendarBody | None) -> None:
        self.body = body
        self._laid: dict[int, _Laid] = {}
        if body is None:
            return
        self._hours = {_number(day): hours for day, hours in body.days.items()}
        self._holidays = {_number(day): name for day, name in body.holidays.items()}
        self._from = [seconds * 1000 for seconds, _ in body.changes]
        self._offsets = [offset * 1000 for _, offset in body.changes] or [0]
        self._last = max((*self._hours, 0)) * _DAY >> _SHIFT

    def due(self, start: int, working: int) -> int | None:
        """The first moment at which so much working time has passed since `start`: at closing time where that just does it.
        None where there will never be so much."""
        if self.body is None or working <= 0:
            return start + max(working, 0)
        index, empty = start >> _SHIFT, 0
        laid = self._stretch(index)
        wanted = laid.worked(start) + working
        while wanted > laid.total:
            wanted -= laid.total
            empty = 0 if laid.total else empty + 1
            if empty > _MOST and index > self._last:
                return None
            index += 1
            laid = self._stretch(index)
        found = bisect_left(laid.before, wanted) - 1
        return laid.starts[found] + wanted - laid.before[found]

    def between(self, start: int, end: int) -> int:
        """How much working time lies from `start` to `end`; 0 where `end` is not later."""
        if end <= start:
            return 0
        if self.body is None:
            return end - start
        first, last = start >> _SHIFT, end >> _SHIFT
        passed = sum(self._stretch(index).total for index in range(first, last))
        return passed + self._stretch(last).worked(end) - self._stretch(first).worked(start)

    def is_open(self, at: int) -> bool:
        """Whether it is working time."""
        return self.next_open(at) == at

    def next_open(self, at: int) -> int | None:
        """The first open moment from then on; None where there will never be one."""
        if self.body is None:
            return at
        index, empty = at >> _SHIFT, 0
        while empty <= _MOST or index <= self._last:
            laid = self._stretch(index)
            found = bisect_right(laid.ends, at)
            if found < len(laid.ends):
                return max(at, laid.starts[found])
            index, empty = index + 1, empty + 1
        return None

    def steps(self, start: int, working: int) -> list[DayPart]:
        """How `due` comes to its outcome, day by day; nothing where there is no calendar or never so much time."""
        if self.body is None or self.due(start, working) is None:
            return []
        left, parts = working, []
        day, skip = (start + self._offset(start)) // _DAY, start
        while left > 0:
            counted = False
            for opens, closes in self._day(day):
                if closes <= skip:
                    continue
                begins = max(opens, skip)
                ends = min(closes, begins + left)
                left, counted = left - (ends - begins), True
                parts.append(self._part(day, begins, ends, left))
                if left == 0:
                    break
            if not counted:
                parts.append(self._part(day, None, None, left))
            day += 1
        return parts

    def wall(self, at: int) -> tuple[str, int]:
        """The local date and the minutes after midnight at a moment."""
        local = at + self._offset(at)
        return (_EPOCH + timedelta(days=local // _DAY)).isoformat(), local % _DAY // MINUTE

    def day(self, at: int) -> tuple[DayKind, str, tuple[Hours, ...]]:
        """What the local day of a moment is, the name of its holiday, and its hours."""
        return self._kind((at + self._offset(at)) // _DAY)

    def _part(self, day: int, start: int | None, end: int | None, left: int) -> DayPart:
        kind, name, hours = self._kind(day)
        text = (_EPOCH + timedelta(days=day)).isoformat()
        if start is None or end is None:
            return DayPart(text, kind, name, hours, None, None, 0, 0, 0, left)
        # A span may end at midnight, which is still this day.
        walls = self.wall(start)[1], (self.wall(end - 1)[1] + 1 if end % MINUTE == 0 else self.wall(end)[1])
        return DayPart(text, kind, name, hours, start, end, *walls, end - start, left)

    def _kind(self, day: int) -> tuple[DayKind, str, tuple[Hours, ...]]:
        if self.body is None:
            return DayKind.USUAL, "", (Hours(0, 24 * 60),)
        if (hours := self._hours.get(day)) is not None:
            return DayKind.OTHER_HOURS, self._holidays.get(day, ""), hours
        if (name := self._holidays.get(day)) is not None:
            return DayKind.HOLIDAY, name, ()
        # The first of January 1970 was a Thursday.
        return DayKind.USUAL, "", self.body.week[(day + 3) % 7]

    def _offset(self, at: int) -> int:
        if self.body is None:
            return 0
        return self._offsets[max(bisect_right(self._from, at) - 1, 0)]

    def _day(self, day: int) -> list[tuple[int, int]]:
        """The open intervals of a local day, ascending."""
        # No zone is further from UTC than a day.
        return sorted(self._within(day * _DAY - _DAY, day * _DAY + 2 * _DAY, (day,)))

    def _within(self, start: int, end: int, days: tuple[int, ...] = ()) -> Iterator[tuple[int, int]]:
        """The open intervals between two moments, of all days or of some: for each time in which the zone's offset stays, the
        spans of its days, as far as they lie in it."""
        for number, offset in enumerate(self._offsets):
            begins = max(start, self._from[number] if number else -_EVER)
            ends = min(end, self._from[number + 1] if number + 1 < len(self._from) else _EVER)
            if begins >= ends:
                continue
            for day in days or range((begins + offset) // _DAY, (ends - 1 + offset) // _DAY + 1):
                midnight = day * _DAY - offset
                for span in self._kind(day)[2]:
                    opens = max(midnight + span.start * MINUTE, begins)
                    closes = min(midnight + span.end * MINUTE, ends)
                    if opens < closes:
                        yield opens, closes

    def _stretch(self, index: int) -> _Laid:
        laid = self._laid.get(index)
        if laid is None:
            laid = self._laid[index] = self._lay(index << _SHIFT)
        return laid

    def _lay(self, start: int) -> _Laid:
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        total = 0
        for opens, closes in sorted(self._within(start, start + _STRETCH)):
            if ends and ends[-1] == opens:
                ends[-1] = closes
            else:
                starts.append(opens)
                ends.append(closes)
                before.append(total)
            total += closes - opens
        return _Laid(starts, ends, before, total)


def compile_calendar(body: CalendarBody | None) -> Compiled:
    """Ready for reckoning; None: all hours of all days. Its body must have passed agent_desk.domain.promises.check_calendar."""
    return Compiled(body)


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _EPOCH.toordinal()
