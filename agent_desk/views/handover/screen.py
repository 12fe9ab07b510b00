"""The screen of the end of a shift: what falls due before the team is back, how much time the next team has for it, a note, and
one act that hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from agent_desk.domain.changes import Changes
from agent_desk.domain.roster import TeamRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import Token, color, px
from agent_desk.views.widgets import Bar, EmptyState, Hairline, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.assignment import Assigned
    from agent_desk.services.handing_over import HandOver, HandOverItem
    from agent_desk.views.tools import Tools

_ID = Qt.ItemDataRole.UserRole
_AUTOMATIC = "*"


class HandoverScreen(WorkScreen):
    """Emits `conversation_wanted` for a line that was opened. All lines are ticked until the agent takes ticks away."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Handover"), tools.news)
        self._desk, self._acts, self._now = tools.desk, tools.acts, tools.desk.ground.now
        self._shown: HandOver | None = None
        self._left_out: set[str] = set()
        self._teams: list[TeamRow] = []
        self.team = Choice(tr("Team that ends its shift"), [], "", lambda _team: self._choose_team())
        self.to_team = Choice(tr("Team that works next"), [], "", lambda _team: self.refresh())
        self.controls.addWidget(self.team)
        self.controls.addWidget(self.to_team)
        self.list = _Lines()
        self.list.itemActivated.connect(lambda item: self.conversation_wanted.emit(str(item.data(0, _ID))))
        self.list.itemChanged.connect(self._on_tick)
        self._nothing = EmptyState("check")
        self._faces = QStackedWidget()
        self._faces.addWidget(self.list)
        self._faces.addWidget(self._nothing)
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("A note for all of them"))
        self.note.setAccessibleName(tr("Note for the next team"))
        self.note.returnPressed.connect(self._hand_over)
        self.act = primary_button(tr("Hand over"))
        self.act.clicked.connect(self._hand_over)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(10), px(16), px(12))
        foot.setSpacing(px(10))
        foot.addWidget(self.note, 1)
        foot.addWidget(self.act)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._faces, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
        self.lay_out(body)
        lead_focus(self, self.list)

    def refresh(self) -> None:
        """Read anew what falls due meanwhile; what was unticked stays so."""
        self._show_teams(self._desk.roster.teams())
        if not self._teams:
            self._show_nothing(
                tr("There are no teams yet"), tr("Make a team under “People and teams”, and give it working hours.")
            )
            return
        team_id, to = str(self.team.currentData()), str(self.to_team.currentData())
        to_id = None if to in (_AUTOMATIC, team_id) else to
        self._acts.ask(lambda: self._desk.assignment.hand_over_list(team_id, to_id), self._show)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.conversations or changes.teams or changes.levels or changes.everything)

    def _show_teams(self, teams: list[TeamRow]) -> None:
        if teams == self._teams:
            return
        before, self._teams = str(self.team.currentData()), teams
        mine = [team.id for team in self._desk.roster.my_teams()]
        for choice in (self.team, self.to_team):
            choice.clear()
        self.to_team.addItem(tr("To whoever works next"), _AUTOMATIC)
        for team in teams:
            self.team.addItem(tr("From {team}", team=team.name), team.id)
            self.to_team.addItem(tr("To {team}", team=team.name), team.id)
        known = [team.id for team in teams]
        self.team.show_value(before if before in known else mine[0] if mine else "")

    def _choose_team(self) -> None:
        self._left_out.clear()
        self.refresh()

    def _show(self, shown: HandOver) -> None:
        self._shown = shown
        now = self._now()
        self.said.setText(_said(shown, now))
        if not shown.items:
            self._show_nothing(
                tr("Nothing falls due before {team} is back", team=shown.team.name),
                tr("What has a running clock and is due in the meantime is listed here."),
            )
            return
        self._faces.setCurrentWidget(self.list)
        names = {agent.id: agent.name for agent in self._desk.roster.agents()}
        self.list.fill([_line(item, names, now) for item in shown.items], self._left_out)
        self._say_act()

    def _show_nothing(self, title: str, text: str) -> None:
        self._faces.setCurrentWidget(self._nothing)
        self._nothing.show_text(title, text)
        self.list.clear()
        self._say_act()

    def _ticked(self) -> list[str]:
        if self._shown is None or self._faces.currentWidget() is not self.list:
            return []
        return [item.row.id for item in self._shown.items if item.row.id not in self._left_out]

    def _say_act(self) -> None:
        n, to = len(self._ticked()), self._shown.to_team if self._shown else None
        self.act.setEnabled(bool(n and to))
        self.note.setEnabled(bool(n and to))
        if to is None:
            self.act.setText(tr("There is no other team"))
        else:
            self.act.setText(ntr("Hand {n} over to {team}", "Hand {n} over to {team}", n, team=to.name))

    def _on_tick(self, item: QTreeWidgetItem) -> None:
        conversation_id = str(item.data(0, _ID))
        if item.checkState(0) == Qt.CheckState.Checked:
            self._left_out.discard(conversation_id)
        else:
            self._left_out.add(conversation_id)
        self._say_act()

    def _hand_over(self) -> None:
        ids, shown, note = self._ticked(), self._shown, self.note.text().strip()
        if not ids or shown is None or shown.to_team is None:
            return
        to = shown.to_team

        def then(done: Assigned) -> None:
            self.note.clear()
            said = ntr("{n} handed over to {team}", "{n} handed over to {team}", len(ids), team=to.name)
            bar = Bar(said, tone="ok")
            if (undo := done.undo) is not None:
                bar.add(tr("Undo"), lambda: self._acts.do(lambda: self._desk.assignment.undo(undo)))
            self.bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.assignment.hand_over(ids, to.id, note), then)


class _Lines(QTreeWidget):
    """The list with its ticks; Space ticks, Enter opens."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What falls due meanwhile"))
        self.setHeaderLabels(
            [tr("Falls due"), tr("Left in their hours"), tr("Who"), tr("What"), tr("Venue"), tr("Agent")]
        )
        self.setProperty("look", "pane")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        head = self.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        head.setStretchLastSection(False)

    def fill(self, lines: list[tuple[str, list[str], Token]], left_out: set[str]) -> None:
        """Show these; the chosen line stays chosen."""
        at = max(0, self.currentIndex().row())
        self.blockSignals(True)
        self.clear()
        for conversation_id, words, token in lines:
            item = QTreeWidgetItem(words)
            item.setData(0, _ID, conversation_id)
            ticked = conversation_id not in left_out
            item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            item.setForeground(1, color(token))
            item.setToolTip(3, words[3])
            self.addTopLevelItem(item)
        self.blockSignals(False)
        # What stands beside the tick is not counted in where a style sheet draws it.
        self.header().resizeSection(0, self.sizeHintForColumn(0) + px(28))
        self.setCurrentIndex(self.model().index(min(at, len(lines) - 1), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


def _line(item: HandOverItem, names: dict[str, str], now: int) -> tuple[str, list[str], Token]:
    row = item.row
    token = Token.TEXT
    if item.due_at < now:
        left, token = tr("late already"), Token.LATE
    elif not item.in_time:
        left, token = tr("none: due before they open"), Token.RISK
    else:
        left = when.span(item.remaining)
        token = Token.RISK if row.at_risk_at is not None and row.at_risk_at <= now else Token.TEXT
    words = [
        when.moment(item.due_at, now),
        left,
        row.author_name or row.author_handle,
        " ".join((row.title or row.text[:200]).split()),
        row.venue_label,
        names.get(row.assignee_id or "", tr("unassigned")),
    ]
    return row.id, words, token


def _said(shown: HandOver, now: int) -> str:
    parts = []
    if shown.we_open is not None:
        parts.append(tr("{team} is back {moment}", team=shown.team.name, moment=when.moment(shown.we_open, now)))
    else:
        parts.append(tr("{team} never closes; what is due within twelve hours is shown", team=shown.team.name))
    if shown.to_team is not None and shown.they_open is not None:
        if shown.they_open <= now:
            parts.append(tr("{team} is open now", team=shown.to_team.name))
        else:
            moment = when.moment(shown.they_open, now)
            parts.append(tr("{team} opens {moment}", team=shown.to_team.name, moment=moment))
    return " · ".join(parts)
