"""The lines of one team: who is in it, and how conversations come to it and are handed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Member, Method, TeamRow
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.assigning import words
from agent_desk.views.preferences.controls import Choice, line
from agent_desk.views.preferences.rows import Row
from agent_desk.views.roster.fields import Number, Several, languages_of, titled
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

Keep = Callable[..., None]
_AGENT = Qt.ItemDataRole.UserRole
_KINDS = {
    ConversationKind.TOPIC: marked("Forum topics"),
    ConversationKind.COMMENTS: marked("Comments"),
    ConversationKind.MENTIONS: marked("Mentions"),
    ConversationKind.DIRECT: marked("Direct messages"),
    ConversationKind.REVIEW: marked("Reviews"),
    ConversationKind.FOUND: marked("Found posts"),
}


def team_rows(desk: Desk, team: TeamRow, save: Callable[[TeamRow], object]) -> list[QWidget]:
    """What can be chosen of a team."""

    def keep(**changes: Any) -> None:
        save(replace(desk.roster.team(team.id), **changes))

    members = Members(desk.roster.agents(), team.members)
    members.changed.connect(lambda: keep(members=members.members()))
    return [
        Row(tr("Name"), line(tr("Name"), team.name, lambda text: keep(name=text))),
        titled(
            tr("Members"),
            tr("In the order of turns; Alt with the arrow keys moves one. Leads hear of breaches."),
            members,
        ),
        _method(team, keep),
        _venues(desk, team, keep),
        _languages(team, keep),
        _hours(desk, team, keep),
        _weights(team, keep),
        _fair(team, keep),
        _window(team, keep),
        _take_back(team, keep),
    ]


def _method(team: TeamRow, keep: Keep) -> Row:
    choices = [(method.value, words.method(method)) for method in Method]
    control = Choice(tr("Handing out"), choices, team.method.value, lambda value: keep(method=Method(value)))
    return Row(tr("Handing out"), control, hint=tr("How new conversations of the team find an agent."))


def _venues(desk: Desk, team: TeamRow, keep: Keep) -> QWidget:
    choices = [(venue.id, venue.label) for venue in desk.venues.all()]
    control = Several(tr("Venues"), choices, team.venues, lambda chosen: keep(venues=chosen))
    return titled(tr("Venues"), tr("Whose new conversations come to this team."), control)


def _languages(team: TeamRow, keep: Keep) -> Row:
    shown = ", ".join(team.languages)
    control = line(tr("Languages"), shown, lambda text: keep(languages=languages_of(text)))
    return Row(
        tr("Languages"), control, hint=tr("With neither venues nor languages, nothing comes to this team by itself.")
    )


def _hours(desk: Desk, team: TeamRow, keep: Keep) -> Row:
    choices = [("", tr("Always"))] + [(calendar.id, calendar.name) for calendar in desk.levels.calendars()]
    control = Choice(
        tr("Working hours"), choices, team.calendar_id or "", lambda value: keep(calendar_id=value or None)
    )
    return Row(tr("Working hours"), control, hint=tr("For service levels by team, and for the end of a shift."))


def _weights(team: TeamRow, keep: Keep) -> QWidget:
    table = QWidget()
    column = QVBoxLayout(table)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    weights = {kind: team.weights.get(kind, 1) for kind in _KINDS}

    def take(kind: ConversationKind, number: int | None) -> None:
        weights[kind] = number or 0
        keep(weights={one: weight for one, weight in weights.items() if weight != 1})

    for kind, text in _KINDS.items():
        line_ = QHBoxLayout()
        line_.addWidget(label(tr(text)), 1)
        line_.addWidget(Number(tr(text), weights[kind], tr("nothing"), partial(take, kind)))
        column.addLayout(line_)
    return titled(tr("Weight in the load"), tr("How much a conversation of each kind counts."), table)


def _fair(team: TeamRow, keep: Keep) -> Row:
    control = Number(tr("Fair share"), team.fair_share, tr("no limit"), lambda number: keep(fair_share=number))
    return Row(
        tr("Fair share"),
        control,
        hint=tr("So many at most are given to one agent by themselves within the time below."),
    )


def _window(team: TeamRow, keep: Keep) -> Row:
    text = tr("Minutes of the fair share")
    control = Number(text, team.fair_minutes, tr("an hour"), lambda number: keep(fair_minutes=number or 60))
    return Row(text, control)


def _take_back(team: TeamRow, keep: Keep) -> Row:
    text = tr("Take back after minutes")
    control = Number(text, team.take_back_minutes, tr("never"), lambda number: keep(take_back_minutes=number))
    return Row(
        text, control, hint=tr("What somebody waits in goes back to the team once its agent was away for so long.")
    )


class Members(QTreeWidget):
    """Everybody, those in the team first and ticked, and who of them leads."""

    changed = Signal()

    def __init__(self, agents: list[AgentRow], members: tuple[Member, ...]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Members"))
        self.setHeaderLabels([tr("In the team"), tr("Leads")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        known = {agent.id: agent for agent in agents}
        order = [known[member.agent_id] for member in members if member.agent_id in known]
        leads = {member.agent_id for member in members if member.lead}
        inside = {agent.id for agent in order}
        for agent in (*order, *(one for one in agents if one.id not in inside)):
            item = QTreeWidgetItem([words.name_of(agent), ""])
            item.setData(0, _AGENT, agent.id)
            item.setCheckState(0, _checked(agent.id in inside))
            item.setCheckState(1, _checked(agent.id in leads))
            self.addTopLevelItem(item)
        self.setCurrentIndex(self.model().index(0, 0))
        self.setFixedHeight(px(30) * (min(max(len(known), 2), 8) + 1))
        self.itemChanged.connect(self._on_change)

    def members(self) -> tuple[Member, ...]:
        """As it is ticked, in order."""
        items = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return tuple(
            Member(str(item.data(0, _AGENT)), item.checkState(1) == Qt.CheckState.Checked)
            for item in items
            if item is not None and item.checkState(0) == Qt.CheckState.Checked
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with the arrows moves somebody in the order; Ctrl with the space bar makes a lead."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(step)
        elif event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if (item := self.currentItem()) is not None:
                item.setCheckState(1, _checked(item.checkState(1) != Qt.CheckState.Checked))
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        at = self.currentIndex().row()
        item = self.topLevelItem(at)
        if item is not None and 0 <= at + step < self.topLevelItemCount():
            self.blockSignals(True)
            self.takeTopLevelItem(at)
            self.insertTopLevelItem(at + step, item)
            self.setCurrentItem(item)
            self.blockSignals(False)
            self.changed.emit()

    def _on_change(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 1 and item.checkState(1) == Qt.CheckState.Checked:
            # Who leads is in the team.
            self.blockSignals(True)
            item.setCheckState(0, Qt.CheckState.Checked)
            self.blockSignals(False)
        self.changed.emit()


def _checked(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
