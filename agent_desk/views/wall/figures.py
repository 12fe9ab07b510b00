"""What hangs on the wall: few figures, the worst first, and no customer's name."""

from __future__ import annotations

from agent_desk.domain.frozen import frozen
from agent_desk.domain.live import GroupLine, Live, LiveTile
from agent_desk.domain.roster import Presence
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import TileFigure
from agent_desk.views.levels.tiles import tile_figures
from agent_desk.views.levels.words import figure, presence

_WORST = {"late": 0, "risk": 1, "": 2, "ok": 3}
_LINES = 6


@frozen
class WallLine:
    """One venue or team. `tone`: late, risk or empty."""

    name: str
    waiting: str
    oldest: str
    said: str
    tone: str


@frozen
class WallFigures:
    """Everything on the wall."""

    tiles: tuple[TileFigure, ...]
    lines: tuple[WallLine, ...]
    people: str

    @property
    def spoken(self) -> str:
        """All of it in one text."""
        tiles = [f"{one.figure} {one.what}, {one.detail}" for one in self.tiles]
        lines = [", ".join(part for part in (one.name, one.waiting, one.said) if part) for one in self.lines]
        return ". ".join([*tiles, *lines, self.people])


def wall_figures(live: Live) -> WallFigures:
    """The tiles, the worst first; where most is late; who is there."""
    says = tile_figures(live, {})
    order = (LiveTile.LATE, LiveTile.DUE_HOUR, LiveTile.WAITING, LiveTile.TARGET_TODAY, LiveTile.FIRST_TODAY)
    tiles = sorted((says[tile] for tile in (*order, LiveTile.ARRIVALS_HOUR)), key=lambda one: _WORST[one.state])
    lines = sorted((*live.teams, *live.venues), key=_badness)
    shown = [_line(line, live.at) for line in lines if line.name and line.group.waiting][:_LINES]
    return WallFigures(tuple(tiles), tuple(shown), _people(live))


def _badness(line: GroupLine) -> tuple[int, int, int, str]:
    group = line.group
    return -group.late, -group.due_hour, group.oldest_wait or 0, line.name


def _line(line: GroupLine, now: int) -> WallLine:
    group = line.group
    oldest = when.span(now - group.oldest_wait) if group.oldest_wait is not None else ""
    waiting = tr("{n} waiting", n=figure(group.waiting))
    if group.late:
        return WallLine(line.name, waiting, oldest, tr("{n} late", n=figure(group.late)), "late")
    if group.due_hour:
        return WallLine(line.name, waiting, oldest, tr("{n} due within the hour", n=figure(group.due_hour)), "risk")
    return WallLine(line.name, waiting, oldest, "", "")


def _people(live: Live) -> str:
    counts = {state: sum(agent.presence is state for agent in live.agents) for state in Presence}
    parts = [tr("{n} {presence}", n=figure(n), presence=presence(state)) for state, n in counts.items() if n]
    return ", ".join(parts) if parts else ntr("{n} agent", "{n} agents", 0)
