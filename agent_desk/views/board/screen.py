"""The board of a team: a column for what nobody holds and one per agent; cards move by the mouse or by the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from agent_desk.domain.assigning import KEEP
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import TeamRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.assigning.work import AssignWork
from agent_desk.views.board.cards import CardDelegate
from agent_desk.views.board.column import ColumnPane
from agent_desk.views.board.menus import ColumnMenus
from agent_desk.views.commands import bind
from agent_desk.views.inbox.bulk import BulkWork
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import Bar, button
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.boards import Board
    from agent_desk.services.handing_over import TakenOver
    from agent_desk.views.tools import Tools

_LINES = 300
_EVERYBODY = "*"


class BoardScreen(WorkScreen):
    """Emits `conversation_wanted` for a card that was opened."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Board"), tools.news)
        self._desk, self._acts, self._settings = tools.desk, tools.acts, tools.settings
        self._now = tools.desk.ground.now
        self.marks = Marks(self)
        self._venues = VenueMarks(tools.desk)
        self._delegate = CardDelegate(self._venues, self.marks, self._now, self)
        self.bulk = BulkWork(tools.desk, tools.acts, self.bars, self.marks, self._now, self)
        self.work = AssignWork(tools.desk, tools.acts, self.bars, self.bulk, acting=self.bulk.forget_undo)
        self.columns: list[ColumnPane] = []
        self._at = 0
        self._teams: list[TeamRow] = []
        self.team = Choice(tr("Team"), [(_EVERYBODY, tr("Everybody"))], _EVERYBODY, self._choose_team)
        self.spread = button(tr("Spread over the team"))
        self.spread.setToolTip(tr("The selected ones, else all that nobody holds"))
        self.spread.clicked.connect(self.spread_over)
        self.controls.addWidget(self.team)
        self.controls.addWidget(self.spread)
        self._ground = QWidget()
        self._ground.setProperty("ground", "pane")
        self._row = QHBoxLayout(self._ground)
        self._row.setContentsMargins(px(12), px(12), px(12), px(12))
        self._row.setSpacing(px(10))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._ground)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lay_out(self._area)
        self.marks.changed.connect(self._on_marks)

    def refresh(self) -> None:
        """Read the teams and who holds what; what the keys are on stays."""
        try:
            self._show_teams(self._desk.roster.teams())
        except DeskError as error:
            self.bars.show_error(error)
            return
        self._venues.forget()
        team_id = self.team_id
        self._acts.ask(lambda: self._desk.assignment.board(team_id, _LINES), self._show)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.conversations or changes.agents or changes.teams or changes.drafts or changes.everything)

    def focusInEvent(self, event: object) -> None:
        """Whoever comes here works with the cards next."""
        self._focus_column()

    def _show_teams(self, teams: list[TeamRow]) -> None:
        if [(team.id, team.name) for team in teams] == [(team.id, team.name) for team in self._teams]:
            self._teams = teams
            return
        self._teams = teams
        mine = [team.id for team in self._desk.roster.my_teams()]
        chosen = self._settings.get("board.team") or (mine[0] if mine else _EVERYBODY)
        self.team.clear()
        self.team.addItem(tr("Everybody"), _EVERYBODY)
        for team in teams:
            self.team.addItem(team.name, team.id)
        self.team.show_value(chosen)

    @property
    def team_id(self) -> str | None:
        """Whose board it is, None: everybody's."""
        chosen = str(self.team.currentData())
        return None if chosen == _EVERYBODY else chosen

    def _choose_team(self, team_id: str) -> None:
        self._settings.set("board.team", team_id)
        self.marks.clear()
        self.refresh()

    def _show(self, board: Board) -> None:
        while len(self.columns) < len(board.columns):
            self._add_column()
        while len(self.columns) > len(board.columns):
            gone = self.columns.pop()
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for pane, column in zip(self.columns, board.columns, strict=True):
            pane.show_column(column)
        self._at = min(self._at, len(self.columns) - 1)
        self.spread.setEnabled(board.team is not None)
        free, held = board.columns[0], sum(column.count for column in board.columns[1:])
        self._counts = tr("{held}, {free} unassigned", held=ntr("{n} in work", "{n} in work", held), free=free.count)
        self._on_marks()

    def _add_column(self) -> None:
        pane = ColumnPane(self.marks, self._delegate, self._now)
        at = len(self.columns)
        pane.dropped.connect(partial(self._drop, pane))
        pane.opened.connect(self.conversation_wanted)
        menus = ColumnMenus(self, pane, lambda: self._enter(at))
        pane.menu_wanted.connect(menus.show_menu)
        pane.card_menu_wanted.connect(menus.show_card_menu)
        for command_id, slot in self.slots().items():
            bind(pane.cards, command_id, partial(self._enter, at, slot))
        self.columns.append(pane)
        self._row.addWidget(pane, 1)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the keys do, by id of the command, in the column that they are on."""
        return {
            "board.left": lambda: self._go(-1),
            "board.right": lambda: self._go(1),
            "board.select": lambda: self._with_card(self.marks.toggle),
            "board.select_none": self.marks.clear,
            "board.move_left": lambda: self._move(-1),
            "board.move_right": lambda: self._move(1),
            "board.pick": self._pick,
            "board.open": lambda: self._with_card(self.conversation_wanted.emit),
            "board.spread": self.spread_over,
            "board.take_over": lambda: self.take_over(self.columns[self._at]),
            "board.undo": self.undo,
        }

    def _enter(self, at: int, slot: Callable[[], object] | None = None) -> None:
        """The keys are in that column; do that there."""
        self._at = at
        if slot is not None:
            slot()

    def undo(self) -> None:
        """Take the last move back, of one or of many."""
        if not (self.bulk.undo() or self.work.undo()):
            self._say(tr("There is nothing to undo"))

    def chosen(self) -> tuple[str, ...]:
        """What an act is about: all that is marked, else the current card."""
        if self.marks:
            return self.marks.ids()
        row = self.columns[self._at].current_row() if self.columns else None
        return (row.id,) if row else ()

    def _focus_column(self) -> None:
        if not self.columns:
            return
        pane = self.columns[self._at]
        if pane.current_row() is None:
            pane.select_at(0)
        pane.cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(pane, px(12), 0)

    def _go(self, by: int) -> None:
        """The keys onto the card at the same height in the next column."""
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            by = -by
        before = self.columns[self._at].cards.currentIndex().row()
        self._at = max(0, min(len(self.columns) - 1, self._at + by))
        self.columns[self._at].select_at(max(0, before))
        self._focus_column()

    def _with_card(self, act: Callable[[str], object]) -> None:
        if (row := self.columns[self._at].current_row()) is not None:
            act(row.id)

    def _move(self, by: int) -> None:
        """Give what is chosen to whom the next column belongs; the keys go with it."""
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            by = -by
        at = self._at + by
        ids = self.chosen()
        if not 0 <= at < len(self.columns) or not ids:
            return
        self._drop(self.columns[at], ids)

    def _drop(self, pane: ColumnPane, ids: Sequence[str]) -> None:
        """Cards came into a column."""
        there = {row.id for row in pane.model.rows}
        moving = [one for one in ids if one not in there]
        if not moving:
            return
        team_id = self.team_id
        self.work.give(moving, pane.agent_id, KEEP if team_id is None else team_id, pane.name)

    def _pick(self) -> None:
        if ids := self.chosen():
            self.work.pick_below(self.columns[self._at].cards, ids)

    def spread_over(self) -> None:
        """Deal out what is marked, else all that nobody holds."""
        team_id = self.team_id
        if team_id is None:
            self._say(tr("Choose a team first; conversations are spread over its members"))
            return
        ids = self.marks.ids() or tuple(row.id for row in self.columns[0].model.rows)
        if not ids:
            self._say(tr("There is nothing to spread: everything has somebody"))
            return
        self.work.forget_undo()
        self.bulk.spread(ids, team_id)

    def take_over(self, pane: ColumnPane) -> None:
        """What somebody absent was writing becomes mine."""
        if pane.agent_id is None:
            return
        agent_id, name = pane.agent_id, pane.name
        self._acts.do(lambda: self._desk.assignment.take_over(agent_id), lambda taken: self._say_taken(taken, name))

    def _say_taken(self, taken: TakenOver, name: str) -> None:
        if not taken.drafts and not taken.replies:
            self._say(tr("{name} left nothing unsent", name=name))
            return
        drafts = ntr("{n} draft", "{n} drafts", len(taken.drafts))
        replies = ntr("{n} reply in the outbox", "{n} replies in the outbox", len(taken.replies))
        said = tr("Taken over from {name}: {drafts}, {replies}", name=name, drafts=drafts, replies=replies)
        bar = Bar(said, tone="ok")
        if taken.drafts:
            bar.add(tr("Show the first"), partial(self.conversation_wanted.emit, taken.drafts[0]))
        self.bars.show_bar("done", bar)

    def _on_marks(self) -> None:
        if self.marks:
            self.said.setText(ntr("{n} selected", "{n} selected", len(self.marks)))
        else:
            self.said.setText(self._counts if self.columns else "")
        for pane in self.columns:
            pane.cards.viewport().update()

    def _say(self, text: str) -> None:
        bar = Bar(text)
        bar.close_after(4000)
        self.bars.show_bar("done", bar)
