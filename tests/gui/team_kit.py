"""A desk with a team for tests of the screens about people: three agents, and conversations that wait."""

from __future__ import annotations

from pathlib import Path

from agent_desk.domain.roster import Member, Presence, Role, TeamRow
from agent_desk.views.errands import Errands
from agent_desk.views.tools import Tools
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector


class TeamKit(DeskKit):
    """Mira sits here and may do everything; Jo leads, Sam answers; all three are the team Line, and are there."""

    def __init__(self, folder: Path, conversations: int = 4) -> None:
        super().__init__(folder)
        desk = self.desk
        desk.agent.set("Mira", "")
        self.ids = {"Mira": desk.ground.me}
        for name, role in (("Jo", Role.LEAD), ("Sam", Role.AGENT)):
            agent = desk.roster.add(name, name.lower(), role).agent
            desk.roster.set_presence(Presence.AVAILABLE, agent_id=agent.id)
            self.ids[name] = agent.id
        members = tuple(Member(one) for one in self.ids.values())
        self.team = desk.roster.save_team(TeamRow("", 0, "Line", members=members), new=True).team
        self.talks = [self.post(f"Question {n}", key=f"k{n}", author=f"Ana {n}") for n in range(conversations)]
        for one in self.talks:
            desk.assignment.assign(one, None, self.team.id)

    def tools(self) -> Tools:
        """What a screen is made with."""
        trouble: list[object] = []
        errands = Errands(self.acts, trouble.append)
        return Tools(self.desk, self.acts, self.news, FakeCollector(), self.settings, errands)

    def holder(self, at: int) -> str | None:
        """The name of who holds a conversation."""
        found = self.desk.inbox.row(self.talks[at]).assignee_id
        return next((name for name, one in self.ids.items() if one == found), None)
