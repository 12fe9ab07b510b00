"""Where a stream stands: a high-water mark, and the position of the sweep that is under way from the newest item down
to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from agent_desk.connectors import aside as places
from agent_desk.connectors.aside import Aside
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen

HOUR = 3_600_000
OVERLAP = HOUR
DEEP_OVERLAP = 48 * HOUR
DEEP_EVERY = 6 * HOUR
_LAST = 3
_TOLD = 200


@frozen
class Item:
    """One entry of a listing: the id that orders it and its time (UTC milliseconds, None where it tells none)."""

    id: str
    at: int | None


@frozen
class Sweep:
    """All times UTC milliseconds. `mark`: the id up to which everything was seen, empty where the server does not list by
    arrival (it numbers a stranger's post by when it was written). `seen`: the time of the newest item of all sweeps.
    `floor`: how far down this sweep goes where the mark cannot tell. `edited`: edits up to here were told. `top`,
    `top_at`: the newest item of this sweep. `following`: the server's own position inside it, empty at its start. `told`:
    the latest ids that were told, where sweeps overlap. `aside`: posts whose threads could not be read, each with why the
    stream told of it."""

    mark: str = ""
    seen: int = 0
    floor: int = 0
    edited: int = 0
    deep_at: int = 0
    top: str = ""
    top_at: int = 0
    following: str = ""
    told: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()

    def text(self) -> str:
        """As the opaque cursor."""
        return json.dumps({**asdict(self), "aside": places.written(self.aside)}, separators=(",", ":"))

    def below(self, item: Item) -> bool:
        """Whether an earlier sweep has seen what stands here."""
        order = newer(item.id, self.mark) if self.mark else None
        if order is not None:
            return not order
        return item.at is not None and item.at < self.floor

    def tells(self, item: Item, edited_at: int | None) -> bool:
        """Whether the item is news: not seen by an earlier sweep, or edited since."""
        if edited_at is not None and edited_at >= self.edited - OVERLAP:
            return True
        return not self.below(item) and item.id not in self.told


def newer(one: str, other: str) -> bool | None:
    """Whether an id is newer than another one; None where they cannot be compared.

    Ids are numbers of growing length; other software counts in letters, of which the longer are the newer ones.
    """
    if not one or not other or one.isdecimal() is not other.isdecimal():
        return None
    first, second = (one.lstrip("0"), other.lstrip("0")) if one.isdecimal() else (one, other)
    return (len(first), first) > (len(second), second)


def resume(cursor: str | None, *, since: int, now: int) -> Sweep:
    """The sweep to go on with; a new one where none is under way. Raises Unexpected for a cursor that is not ours."""
    if cursor is None:
        return Sweep(seen=since, floor=since, edited=since, deep_at=now)
    try:
        raw = json.loads(cursor)
        sweep = Sweep(**{**raw, "told": tuple(raw["told"]), "aside": places.read(raw.get("aside", []))})
        numbers = (sweep.seen, sweep.floor, sweep.edited, sweep.deep_at, sweep.top_at)
        texts = (sweep.mark, sweep.top, sweep.following, *sweep.told)
        if not all(isinstance(item, int) for item in numbers) or not all(isinstance(item, str) for item in texts):
            raise TypeError
    except (ValueError, TypeError, KeyError):
        raise Unexpected("the saved position of a stream does not fit", cursor) from None
    if sweep.following:
        return sweep
    deep = abs(now - sweep.deep_at) >= DEEP_EVERY
    floor = sweep.seen - (DEEP_OVERLAP if deep else OVERLAP)
    return replace(sweep, floor=floor, top="", top_at=0, deep_at=now if deep else sweep.deep_at)


def advance(sweep: Sweep, items: Sequence[Item], following: str, *, edited: int, now: int, by_arrival: bool) -> Sweep:
    """The sweep after one page; with `following` empty it has ended and its top is the new mark. `edited`: the latest edit
    on the page, 0 where there is none."""
    sweep = replace(sweep, edited=max(sweep.edited, min(edited, now)))
    if not by_arrival:
        sweep = replace(sweep, told=tuple(dict.fromkeys((*sweep.told, *(item.id for item in items))))[-_TOLD:])
    top, top_at = sweep.top, sweep.top_at
    for item in items:
        if not top or newer(item.id, top):
            top = item.id
        # A date in the future would put the floor above everything that is still to come.
        top_at = max(top_at, min(item.at or 0, now))
    if following and following != sweep.following and not _reached(sweep, items):
        return replace(sweep, top=top, top_at=top_at, following=following)
    mark = sweep.mark
    if by_arrival and top and newer(top, mark) is not False:
        mark = top
    return replace(sweep, mark=mark, seen=max(sweep.seen, top_at), top="", top_at=0, following="")


def _reached(sweep: Sweep, items: Sequence[Item]) -> bool:
    if sweep.mark:
        return any(sweep.below(item) for item in items)
    # Where a time has to do, a single late post with an old date among newer ones is no end.
    return bool(items) and all(sweep.below(item) for item in items[-_LAST:])
