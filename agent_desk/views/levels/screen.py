"""The screen of the service levels: tiles that filter the table below, load and longest wait, when posts arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from agent_desk.domain.frozen import frozen
from agent_desk.domain.live import Live, LiveFilter, LiveTile
from agent_desk.domain.reporting import Report, ReportFilter
from agent_desk.domain.roster import Right
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.figure_words import TILES, definition
from agent_desk.runtime.texts import tr
from agent_desk.views.assigning.work import AssignWork
from agent_desk.views.levels import lines, words
from agent_desk.views.levels.asking import Asking, Every
from agent_desk.views.levels.filters import Filters
from agent_desk.views.levels.frame import FigureScreen, scrolled
from agent_desk.views.levels.moving import Moving
from agent_desk.views.levels.panels import ArrivalsPanel, GroupsPanel, LoadPanel, RowsPanel
from agent_desk.views.levels.tiles import TileRow, tile_figures
from agent_desk.views.theme import px
from agent_desk.views.widgets import FilterChip, button
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.views.tools import Tools

_EVERY = 15_000
_SELDOM = 600_000
_ROWS = 200
_DAYS = 28
_FEWEST, _MOST, _OTHERS = 5, 14, 560
"""Lines of the table that are in sight at least and at most, and what stands around them, in pixels of the design."""
_TWO = 760
"""Pixels of the design from which two panels stand side by side."""


@frozen
class _Seen:
    """What was asked for at once: the figures, and the rows of the tile, with those next in line behind what is late."""

    live: Live
    tile: LiveTile
    rows: tuple[ConversationRow, ...]
    next_rows: tuple[ConversationRow, ...]


class LevelsScreen(FigureScreen):
    """Read anew by news and every 15 seconds; what is chosen and where one scrolled to stays."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Service levels"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._tile: LiveTile | None = None
        self._agent: tuple[str, str] | None = None
        self.live: Live | None = None
        self.filters = Filters(tools.desk)
        self.one_agent = FilterChip("")
        self.one_agent.hide()
        self.tiles = TileRow()
        self.rows = RowsPanel(tools.desk.roster.may(Right.ASSIGN_OTHERS))
        self.load = LoadPanel()
        self.arrivals = ArrivalsPanel()
        self.groups = GroupsPanel()
        self._giving = AssignWork(tools.desk, tools.acts, self.bars)
        self._moving = Moving(tools.desk, tools.acts, tools.errands, self.bars, self)
        self._asking = Asking(tools.acts, self._question, self._show, self.bars.show_error)
        self._hours: Asking[Report | None] = Asking(
            tools.acts, self._hour_question, self._show_hours, self.bars.show_error
        )
        self._place()
        self._connect()
        Every(_EVERY, self, self._asking.ask)
        Every(_SELDOM, self, self._hours.ask)
        lead_focus(self, self.rows.table)

    def _place(self) -> None:
        wall = button(tr("Wall"), name=tr("Show the wall"))
        wall.clicked.connect(lambda: self.room_wanted.emit("wall"))
        self.choose_by(self.one_agent, *self.filters.boxes, wall)
        area, column = scrolled()
        column.addWidget(self.tiles)
        column.addWidget(self.rows)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(px(12))
        for panel in (self.load, self.arrivals):
            self._pair.addWidget(panel, 1)
        column.addLayout(self._pair)
        column.addWidget(self.groups)
        column.addStretch(1)
        self.lay_out_figures(area)

    def _connect(self) -> None:
        self.filters.changed.connect(self._narrowed)
        self.one_agent.clicked.connect(lambda: self._narrow_to_agent(None))
        self.tiles.chosen.connect(self._choose_tile)
        self.rows.table.opened.connect(lambda key: self.conversation_wanted.emit(str(key)))
        self.rows.assign_wanted.connect(self._assign)
        self.rows.spread_wanted.connect(self._spread)
        self.rows.other.clicked.connect(self._turn)
        self.load.bars.moved.connect(self._move_between)
        self.load.opened.connect(self._open_group)
        self.groups.opened.connect(self._open_group)
        self.arrivals.opened.connect(lambda _key: self.room_wanted.emit("reports"))
        for panel in (self.tiles, self.rows, self.load, self.arrivals, self.groups):
            panel.explained.connect(self.foot.explain)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows.show_lines(max(_FEWEST, min(_MOST, (self.height() - px(_OTHERS)) // px(31))))
        down = QBoxLayout.Direction.TopToBottom
        self._pair.setDirection(QBoxLayout.Direction.LeftToRight if self.width() >= px(_TWO) else down)

    def refresh(self) -> None:
        """Ask for everything anew, off the GUI thread."""
        self._asking.ask()
        if self.arrivals.empty_now:
            self._hours.ask()

    def _narrowed(self) -> None:
        self._asking.ask_anew()
        self._hours.ask_anew()

    def _choose_tile(self, tile: LiveTile) -> None:
        self._tile = tile
        self._asking.ask_anew()

    def _turn(self) -> None:
        """From what arrived to what was answered, and back."""
        arrived = self._tile is LiveTile.ARRIVALS_HOUR
        self._tile = LiveTile.ANSWERS_HOUR if arrived else LiveTile.ARRIVALS_HOUR
        self._asking.ask_anew()

    def _filter(self) -> LiveFilter:
        row = self.filters
        agent = self._agent[0] if self._agent is not None else None
        return LiveFilter(row.team_id, row.venue_id, row.language_code, agent)

    def _question(self) -> Callable[[], _Seen]:
        desk, wanted, chosen = self._desk, self._filter(), self._tile

        def read() -> _Seen:
            live = desk.live.figures(wanted)
            tile = chosen or (LiveTile.LATE if live.whole.late else LiveTile.WAITING)
            rows = desk.live.rows(wanted, tile, _ROWS)
            soon = desk.live.rows(wanted, LiveTile.DUE_HOUR, _ROWS) if tile is LiveTile.LATE else []
            return _Seen(live, tile, tuple(rows), tuple(soon))

        return read

    def _hour_question(self) -> Callable[[], Report | None]:
        desk, wanted = self._desk, ReportFilter(venue_id=self.filters.venue_id)
        return lambda: desk.reports.report(desk.reports.last_days(_DAYS), wanted)

    def _show(self, seen: _Seen) -> None:
        live = self.live = seen.live
        if self._tile is None:
            self._tile = seen.tile
            self.tiles.tiles[seen.tile].setChecked(True)
        says = tile_figures(live, {tile: definition(tile) for tile in self.tiles.tiles})
        self.tiles.show_figures(says)
        names = {agent.agent_id: lines.name_of(agent) for agent in live.agents}
        self.rows.show_rows(lines.conversations((*seen.rows, *seen.next_rows), names, live.at), tr(TILES[seen.tile]))
        self.rows.offer_other(_OTHERWISE.get(seen.tile, lambda: "")())
        self.rows.say(_how_many(seen))
        self.rows.explain(definition(seen.tile))
        self.load.show_figures(lines.agents(live))
        self.load.explain(definition(LiveTile.HELD))
        self.groups.show_live(live)
        self.groups.explain(definition(LiveTile.HELD))
        self.filters.offer([line.key for line in live.languages])
        self.said.setText(self.filters.said() or tr("now, all teams, all venues"))
        self.say_coverage(live.coverage)

    def _show_hours(self, report: Report | None) -> None:
        if report is not None:
            self.arrivals.show_report(report)

    def _assign(self, conversation_id: str) -> None:
        table = self.rows.table
        below = table.visualRect(table.currentIndex()).bottomLeft()
        self._giving.pick([conversation_id], table.viewport().mapToGlobal(below), table)

    def _spread(self) -> None:
        self._moving.ask_team(self.rows.shown_ids(), self.filters.team_id, self.rows.spread)

    def _move_between(self, giver: object, receiver: object) -> None:
        names = {line.agent_id: lines.name_of(line) for line in self.live.agents} if self.live is not None else {}
        if str(giver) in names and str(receiver) in names:
            self._moving.ask_between((str(giver), names[str(giver)]), (str(receiver), names[str(receiver)]))

    def _open_group(self, key: object) -> None:
        """A bar or a line of a table narrows the whole screen to what it stands for."""
        if not isinstance(key, tuple):
            return
        kind, one = key
        if kind == "agent":
            self._narrow_to_agent(str(one))
        else:
            self.filters.choose(**{str(kind): str(one)})

    def _narrow_to_agent(self, agent_id: str | None) -> None:
        names = {line.agent_id: lines.name_of(line) for line in self.live.agents} if self.live is not None else {}
        self._agent = (agent_id, names.get(agent_id, "")) if agent_id is not None else None
        self.one_agent.setVisible(self._agent is not None)
        self.one_agent.setChecked(self._agent is not None)
        if self._agent is not None:
            self.one_agent.show_text(self._agent[1], tr("Only {name}; press to show everybody", name=self._agent[1]))
        self._asking.ask_anew()


_OTHERWISE = {
    LiveTile.ARRIVALS_HOUR: lambda: tr("Answers instead"),
    LiveTile.ANSWERS_HOUR: lambda: tr("Arrivals instead"),
}


def _how_many(seen: _Seen) -> str:
    if seen.next_rows:
        return tr(
            "{n}, and {next} next in line; the tile above filters this table",
            n=words.figure(len(seen.rows)),
            next=words.figure(len(seen.next_rows)),
        )
    if len(seen.rows) >= _ROWS:
        return tr("the first {n}; the tile above filters this table", n=len(seen.rows))
    return tr("{n}; the tile above filters this table", n=words.figure(len(seen.rows)))
