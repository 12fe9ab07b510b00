"""The page of people and teams: everybody at the left, what can be chosen of one of them at the right; it counts at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import AgentRow, Presence, Right, TeamRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.assigning import words
from agent_desk.views.roster.agent_editor import agent_rows
from agent_desk.views.roster.team_editor import team_rows
from agent_desk.views.theme import font, px
from agent_desk.views.widgets import Bar, FlowLayout, Hairline, button, label
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.roster import AgentSaved, Left, TeamSaved
    from agent_desk.views.tools import Tools

_REF = Qt.ItemDataRole.UserRole
_BESIDE = 620
"""Width, in pixels at 100 %, from which the list stands beside the page."""
_MOST = 16_777_215
"""As wide or high as a widget can be."""


class RosterScreen(WorkScreen):
    """A line of the list is `agent:ID` or `team:ID`."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("People and teams"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._shown: AgentRow | TeamRow | None = None
        self._known: object = None
        self._placed = False
        self.list = QListWidget()
        self.list.setAccessibleName(tr("People and teams"))
        self.list.setProperty("look", "sections")
        self.list.currentItemChanged.connect(lambda item, _before: self._choose(item))
        self.new_agent = button(tr("New agent"))
        self.new_agent.clicked.connect(self._add_agent)
        self.new_team = button(tr("New team"))
        self.new_team.clicked.connect(self._add_team)
        self.controls.addWidget(self.new_agent)
        self.controls.addWidget(self.new_team)
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setAccessibleName(tr("What can be chosen"))
        body = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._between = Hairline(Qt.Orientation.Vertical)
        self._row.addWidget(self.list)
        self._row.addWidget(self._between)
        self._row.addWidget(self._page, 1)
        self.lay_out(body)
        self._place_list()
        lead_focus(self, self.list)

    def refresh(self) -> None:
        """Read everybody anew; whoever is being edited stays, and is laid out anew only where something changed."""
        roster = self._desk.roster
        agents, teams, may = roster.agents(), roster.teams(), roster.may(Right.SET_ROSTER)
        self.new_agent.setVisible(may)
        self.new_team.setVisible(may)
        hint = "" if may else tr("Administrators change this page; your own name and state are yours.")
        self.said.setText(hint)
        known = (agents, teams, may, [(venue.id, venue.label) for venue in self._desk.venues.all()])
        if known == self._known:
            return
        self._known = known
        chosen = self.ref
        self.list.blockSignals(True)
        self.list.clear()
        self._add_heading(tr("People"))
        for agent in agents:
            self._add(f"agent:{agent.id}", words.name_of(agent), _of_agent(agent))
        if teams:
            self._add_heading(tr("Teams"))
        for team in teams:
            self._add(f"team:{team.id}", team.name, _of_team(team))
        self.list.blockSignals(False)
        self.select(chosen or f"agent:{self._desk.ground.me}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_list()

    def _place_list(self) -> None:
        """Beside the page, or above it where there is little room."""
        beside = self.width() >= px(_BESIDE)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction or not self._placed:
            self._placed = True
            self._row.setDirection(direction)
            self._between.setVisible(beside)
            self.list.setMaximumSize(px(264) if beside else _MOST, _MOST if beside else px(150))
            self.list.setMinimumSize(px(264) if beside else 0, 0 if beside else px(150))
            self.said.setVisible(beside)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.agents or changes.teams or changes.venues or changes.levels or changes.everything)

    @property
    def ref(self) -> str:
        """Who is being edited."""
        item = self.list.item(self.list.currentRow()) if self.list.currentRow() >= 0 else None
        return str(item.data(_REF) or "") if item else ""

    def select(self, ref: str) -> None:
        """Edit that one, or the first where it is gone."""
        rows = [str(self.list.item(at).data(_REF) or "") for at in range(self.list.count())]
        at = rows.index(ref) if ref in rows else 1
        if self.list.currentRow() == at:
            self._choose(self.list.item(at))
        self.list.setCurrentRow(at)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(font(bold=True))
        item.setSizeHint(QSize(px(100), px(28)))
        self.list.addItem(item)

    def _add(self, ref: str, name: str, detail: str) -> None:
        item = QListWidgetItem(f"{name}\n{detail}")
        item.setData(_REF, ref)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("{name}, {detail}", name=name, detail=detail))
        item.setSizeHint(QSize(px(100), px(54)))
        self.list.addItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        kind, _, found = str(item.data(_REF) or "").partition(":") if item is not None else ("", "", "")
        try:
            if kind == "agent":
                self._show_agent(self._desk.roster.agent(found))
            elif kind == "team":
                self._show_team(self._desk.roster.team(found))
        except DeskError as error:
            self.bars.show_error(error)

    def _show_agent(self, agent: AgentRow) -> None:
        def set_presence(state: Presence, reason: str) -> None:
            kept = reason if state is Presence.AWAY else ""
            self._acts.do(lambda: self._desk.roster.set_presence(state, kept, agent.id))

        may = self._desk.roster.may(Right.SET_ROSTER)
        rows = agent_rows(self._desk, agent, self._save_agent, set_presence)
        feet = []
        if may and agent.id != self._desk.ground.me:
            leave = button(tr("Does not work here any more"))
            leave.clicked.connect(lambda _on=False: self._ask_leave(agent))
            feet.append(leave)
        self._lay_page(words.name_of(agent), rows, feet)

    def _show_team(self, team: TeamRow) -> None:
        may = self._desk.roster.may(Right.SET_ROSTER)
        rows = team_rows(self._desk, team, self._save_team)
        for row in rows:
            row.setEnabled(may)
        feet = []
        if may:
            remove = button(tr("Remove the team"))
            remove.clicked.connect(lambda _on=False: self._ask_remove(team))
            feet.append(remove)
        self._lay_page(team.name, rows, feet)

    def _lay_page(self, title: str, rows: Sequence[QWidget], feet: Sequence[QWidget]) -> None:
        at = self._page.verticalScrollBar().value() if self._page.accessibleDescription() == title else 0
        inner = QWidget()
        inner.setProperty("ground", "pane")
        inner.setMaximumWidth(px(760))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(0)
        column.addWidget(label(title, size="title"))
        for row in rows:
            column.addWidget(row)
        acts = QWidget()
        flow = FlowLayout(acts, px(8))
        for foot in feet:
            flow.addWidget(foot)
        column.addSpacing(px(10))
        column.addWidget(acts)
        column.addStretch(1)
        # Pages of the same one keep their place; the words tell which one it is, too.
        self._page.setAccessibleDescription(title)
        self._page.setWidget(inner)
        self._page.verticalScrollBar().setValue(at)

    def _save_agent(self, agent: AgentRow) -> None:
        self._acts.do(lambda: self._desk.roster.save(agent), self._saved, self._refused)

    def _save_team(self, team: TeamRow) -> None:
        self._acts.do(lambda: self._desk.roster.save_team(team), self._saved, self._refused)

    def _saved(self, _saved: object) -> None:
        self.bars.take("error")
        self._reread_list()

    def _reread_list(self) -> None:
        """The list says the new names and states; the page stays as it is, with the keyboard in it."""
        agents = {f"agent:{agent.id}": agent for agent in self._desk.roster.agents()}
        teams = {f"team:{team.id}": team for team in self._desk.roster.teams()}
        self._known = (
            list(agents.values()),
            list(teams.values()),
            self._desk.roster.may(Right.SET_ROSTER),
            [(venue.id, venue.label) for venue in self._desk.venues.all()],
        )
        for at in range(self.list.count()):
            item = self.list.item(at)
            ref = str(item.data(_REF) or "")
            if (agent := agents.get(ref)) is not None:
                item.setText(f"{words.name_of(agent)}\n{_of_agent(agent)}")
            elif (team := teams.get(ref)) is not None:
                item.setText(f"{team.name}\n{_of_team(team)}")

    def _refused(self, error: DeskError) -> None:
        self.bars.show_error(error)
        self._choose(self.list.item(self.list.currentRow()))

    def _add_agent(self) -> None:
        name = tr("New agent")

        def then(saved: AgentSaved) -> None:
            self.refresh()
            self.select(f"agent:{saved.agent.id}")

        self._acts.do(lambda: self._desk.roster.add(name), then, self._refused)

    def _add_team(self) -> None:
        taken = {team.name for team in self._desk.roster.teams()}
        names = [tr("New team"), *(tr("New team {number}", number=n) for n in range(2, len(taken) + 3))]
        name = next(one for one in names if one not in taken)

        def then(saved: TeamSaved) -> None:
            self.refresh()
            self.select(f"team:{saved.team.id}")

        self._acts.do(lambda: self._desk.roster.save_team(TeamRow("", 0, name), new=True), then, self._refused)

    def _ask_leave(self, agent: AgentRow) -> None:
        name = words.name_of(agent)
        bar = Bar(
            tr("{name} does not work here any more?", name=name),
            detail=tr("All they hold goes back to their teams. Their drafts are kept and can be taken over."),
        )
        bar.add(tr("They left"), partial(self._leave, agent))
        self.bars.show_bar("ask", bar)
        bar.focus_first()

    def _leave(self, agent: AgentRow) -> None:
        def then(left: Left) -> None:
            back = ntr(
                "{n} conversation went back to its team.",
                "{n} conversations went back to their teams.",
                left.conversations,
            )
            drafts = (
                ntr("{n} draft can be taken over.", "{n} drafts can be taken over.", left.drafts) if left.drafts else ""
            )
            said = tr("{name} has left.", name=words.name_of(agent))
            bar = Bar(said, tone="ok", detail=f"{back} {drafts}".strip())
            bar.add(tr("Undo"), lambda: self._acts.do(lambda: self._desk.roster.undo_leave(left)))
            if left.drafts:
                take = lambda: self._acts.do(lambda: self._desk.assignment.take_over(agent.id))  # noqa: E731
                bar.add(tr("Take the drafts over"), take)
            self.bars.show_bar("done", bar)
            self.refresh()

        self._acts.do(lambda: self._desk.roster.leave(agent.id), then, self._refused)

    def _ask_remove(self, team: TeamRow) -> None:
        bar = Bar(
            tr("Remove the team {name}?", name=team.name),
            detail=tr("Its conversations stay with whoever holds them, and belong to no team then."),
        )

        def remove() -> None:
            self._acts.do(lambda: self._desk.roster.remove_team(team.id), lambda _done: self.refresh(), self._refused)

        bar.add(tr("Remove"), remove)
        self.bars.show_bar("ask", bar)
        bar.focus_first()


def _of_agent(agent: AgentRow) -> str:
    state = words.presence(agent.presence, agent.presence_reason)
    return tr("{role} · {state}", role=words.role(agent.role), state=state)


def _of_team(team: TeamRow) -> str:
    members = ntr("{n} member", "{n} members", len(team.members))
    return tr("{members} · {method}", members=members, method=words.method(team.method))
