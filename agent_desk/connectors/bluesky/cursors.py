"""Where a stream stands: a high-water mark, and the position of the sweep that is under way from the newest post
down to it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen

HOUR = 3_600_000
OVERLAP = HOUR
DEEP_OVERLAP = 48 * HOUR
DEEP_EVERY = 6 * HOUR


@frozen
class Sweep:
    """All times UTC milliseconds by the server's sort order.

    `mark`: everything up to here was seen. `floor`: how far down this sweep goes; it overlaps the last one, because
    the server sorts by the author's clock and a late post can appear below the mark (a few hours each day a deep
    one). `top`: the newest post this sweep has seen. `following`: the server's own position inside the sweep, empty
    at its start."""

    mark: int
    deep_at: int = 0
    floor: int = 0
    top: int = 0
    following: str = ""

    def text(self) -> str:
        """As the opaque cursor."""
        return json.dumps(asdict(self), separators=(",", ":"))

    def restarted(self) -> Sweep:
        """The same sweep from its start, where the server no longer takes the position."""
        return replace(self, following="")


def resume(cursor: str | None, *, since: int, now: int) -> Sweep:
    """The sweep to go on with; a new one where none is under way. Raises Unexpected for a cursor that is not ours."""
    if cursor is None:
        return Sweep(mark=since, deep_at=now, floor=since)
    try:
        sweep = Sweep(**json.loads(cursor))
        numbers = (sweep.mark, sweep.deep_at, sweep.floor, sweep.top)
        if not all(isinstance(number, int) for number in numbers) or not isinstance(sweep.following, str):
            raise TypeError
    except (ValueError, TypeError):
        raise Unexpected("the saved position of a stream does not fit", cursor) from None
    if sweep.following:
        return sweep
    deep = abs(now - sweep.deep_at) >= DEEP_EVERY
    floor = sweep.mark - (DEEP_OVERLAP if deep else OVERLAP)
    return replace(sweep, floor=floor, top=0, deep_at=now if deep else sweep.deep_at)


def advance(sweep: Sweep, *, newest: int | None, oldest: int | None, following: str, now: int) -> Sweep:
    """The sweep after one page (`newest`, `oldest`: its posts' times, None for an empty page); with `following`
    empty it has ended and its top is the new mark."""
    # A date in the future would put the mark above everything that is still to come.
    top = min(max(sweep.top, newest or 0), now)
    ended = not following or following == sweep.following or (oldest is not None and oldest < sweep.floor)
    if ended:
        return replace(sweep, mark=max(sweep.mark, top), top=0, following="")
    return replace(sweep, top=top, following=following)
