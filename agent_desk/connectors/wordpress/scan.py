"""Where reading the comments stands: newest first by id, which tells the order of arrival, unlike the date; and again
over the last two weeks every ten minutes, because WordPress tells neither edits nor approvals."""

from __future__ import annotations

import json
from dataclasses import replace

from agent_desk.domain.frozen import frozen

ROWS = 50
_OVERLAP = 10
_SECOND = 1000
SWEEP_EVERY = 600 * _SECOND
SWEEP_BACK = 14 * 24 * 3600 * _SECOND
ZONES = 26 * 3600 * _SECOND
"""The site compares its own local time, which repeats an hour in autumn and may have been set to another zone since."""


@frozen
class Scan:
    """One reading under way. `offset`: rows to leave out; `lowest`: the last id read, 0 before the first; `top`: the
    highest; `wide`: down to `after` (UTC milliseconds), else only down to what is known."""

    offset: int
    lowest: int
    top: int
    wide: bool
    after: int


@frozen
class Position:
    """The cursor. `mark`: all ids up to it were read; `swept`: when the last wide scan was done, UTC milliseconds."""

    mark: int = 0
    swept: int = 0
    scan: Scan | None = None

    def text(self) -> str:
        """The cursor as it is stored."""
        scan = self.scan
        rest = [scan.offset, scan.lowest, scan.top, int(scan.wide), scan.after] if scan else None
        return json.dumps({"mark": self.mark, "swept": self.swept, "scan": rest})


def parse(cursor: str | None) -> Position:
    """The position of a stored cursor; ValueError where it is none."""
    if cursor is None:
        return Position()
    try:
        raw = json.loads(cursor)
        scan = None
        if raw["scan"] is not None:
            offset, lowest, top, wide, after = (int(part) for part in raw["scan"])
            scan = Scan(offset, lowest, top, bool(wide), after)
        return Position(int(raw["mark"]), int(raw["swept"]), scan)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a cursor") from error


def begun(position: Position, *, now: int, since: int) -> Scan:
    """The scan to go on with, or a new one; `now` and `since` in UTC milliseconds."""
    if position.scan is not None:
        return position.scan
    if not position.mark and not position.swept:
        return Scan(0, 0, 0, wide=True, after=since - ZONES)
    # A clock that was set back would put off the next sweep for as long.
    due = not position.swept <= now < position.swept + SWEEP_EVERY
    after = max(since, now - SWEEP_BACK) if due else since
    return Scan(0, 0, position.mark, wide=due, after=after - ZONES)


def advanced(position: Position, scan: Scan, ids: list[int], total: int | None, *, now: int, rows: int) -> Position:
    """Where we are after the page `ids` (newest first, at most `rows`) of a listing of `total`.

    Rows deleted meanwhile move the rest up: pages overlap, and a page that does not reach up to the one before it
    is followed by a step back.
    """
    end = total if total is not None else scan.offset + len(ids) + (1 if len(ids) == rows else 0)
    reaches_up = bool(ids) and max(ids) >= scan.lowest
    hidden = not ids and scan.offset < end
    if scan.offset and scan.lowest and not (reaches_up or hidden):
        return replace(position, scan=replace(scan, offset=max(0, scan.offset - rows)))
    lowest = min(ids, default=scan.lowest)
    top = max([scan.top, *ids])
    if scan.offset + rows >= end or (not scan.wide and ids and lowest <= position.mark):
        return Position(max(position.mark, top), now if scan.wide else position.swept)
    return replace(
        position, scan=replace(scan, offset=scan.offset + rows - min(_OVERLAP, rows // 2), lowest=lowest, top=top)
    )
