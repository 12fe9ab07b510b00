"""Where a list of topics stands: a high-water mark by the time of the last post, the list pages and topics still to
read, and what the newest topics looked like, so that only those that changed are read again."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, replace

from agent_desk.connectors import aside as places
from agent_desk.connectors.aside import Aside
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen

OVERLAP = 10 * 60_000
MOST_PAGES = 300

Looks = dict[str, str]
"""Topic ids, each with a fingerprint of what a list tells of it."""


@frozen
class Entry:
    """A topic in a list. `bumped_at`: UTC milliseconds; a pinned one stands before its time."""

    topic_id: int
    bumped_at: int
    pinned: bool
    looks: str


@frozen
class Waiting:
    """A topic to be read; `before`: only posts that stand before this one, 0 for all; `floor`: how far back where an
    earlier look wanted to and could not, 0 as the look (UTC milliseconds)."""

    topic_id: int
    before: int = 0
    floor: int = 0


@frozen
class Position:
    """All times UTC milliseconds by the server's clock.

    `mark`: all posts up to it were read or wait in `queue`. `floor`: how far back this look goes; `top`: the newest it has
    seen; `page`: the next page of the list, 0 when the list has ended. `front`: the first page when it was last listed,
    `edge`: the page listed last. Both stand in for what need not be read again. `aside`: topics that could not be read,
    each with the floor that it was to be read from.
    """

    mark: int
    floor: int
    top: int = 0
    page: int = 0
    queue: tuple[Waiting, ...] = ()
    front: Looks | None = None
    edge: Looks | None = None
    aside: tuple[Aside, ...] = ()

    @property
    def resting(self) -> bool:
        """Whether the look has ended."""
        return not self.page and not self.queue

    def text(self) -> str:
        """As the opaque cursor."""
        raw = asdict(self)
        raw["queue"] = [astuple(waiting) for waiting in self.queue]
        raw["aside"] = places.written(self.aside)
        return json.dumps(raw, separators=(",", ":"))

    def after_topic(self, rest: Waiting | None) -> Position:
        """The first topic of the queue was read, but for `rest`."""
        aside = places.without(self.aside, str(self.queue[0].topic_id))
        return replace(self, queue=(*((rest,) if rest else ()), *self.queue[1:]), aside=aside)

    def floor_of(self, waiting: Waiting) -> int:
        """How far back to read a topic (UTC milliseconds)."""
        return min(waiting.floor or self.floor, self.floor)

    def put_aside(self, now: int) -> Position:
        """The first topic of the queue could not be read; a later look asks for it again, from the same floor."""
        waiting = self.queue[0]
        aside = places.put(self.aside, str(waiting.topic_id), now, str(self.floor_of(waiting)))
        return replace(self, queue=self.queue[1:], aside=aside)


def resume(cursor: str | None, *, since: int) -> Position:
    """The position to go on from; a new look begins where none is under way. Raises Unexpected for a foreign cursor."""
    if cursor is None:
        return Position(mark=since, floor=since)
    try:
        raw = json.loads(cursor)
        raw["queue"] = tuple(Waiting(*map(int, waiting)) for waiting in raw["queue"])
        raw["aside"] = places.read(raw.get("aside", []))
        position = Position(**raw)
        numbers = (position.mark, position.floor, position.top, position.page)
        if not all(isinstance(number, int) for number in numbers):
            raise TypeError
    except (ValueError, TypeError, KeyError):
        raise Unexpected("the saved position of a stream does not fit", cursor) from None
    if position.resting:
        return replace(position, floor=max(position.mark - OVERLAP, 0), top=0, edge=None)
    return position


def listed(position: Position, page: list[Entry], again: list[Entry], *, more: bool, now: int) -> Position:
    """The position after a page of the list. `again`: the page before it, listed anew in the same moment, because a topic
    that left the list meanwhile moved the others up; `more`: whether the server has further pages."""
    known = {**(position.front or {}), **(position.edge or {})}
    floors = {int(one.name): int(one.keep) for one in position.aside}
    looks = {str(entry.topic_id): entry.looks for entry in page}
    queue: dict[int, Waiting] = {}
    for entry in (*again, *page):
        name = str(entry.topic_id)
        fresh = entry.bumped_at >= position.floor or name in known
        if fresh and known.get(name) != entry.looks:
            queue[entry.topic_id] = Waiting(entry.topic_id, floor=floors.get(entry.topic_id, 0))
    times = [entry.bumped_at for entry in page if not entry.pinned]
    # A date in the future would put the mark above everything that is still to come.
    top = min(max([position.top, *times]), now)
    ended = not more or not page or min(times, default=now) < position.floor or position.page >= MOST_PAGES
    if ended:
        overdue = [int(one.name) for one in places.due(position.aside, now)]
        queue = {**{topic_id: Waiting(topic_id, floor=floors[topic_id]) for topic_id in overdue}, **queue}
    return Position(
        mark=max(position.mark, top) if ended else position.mark,
        floor=position.floor,
        top=top,
        page=0 if ended else position.page + 1,
        queue=tuple(queue.values()),
        front=position.front if position.page else looks,
        edge=looks,
        aside=position.aside,
    )
