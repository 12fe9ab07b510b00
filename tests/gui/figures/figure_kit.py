"""A desk with a small team, a promise and a day's work, so that every figure has something to say."""

from __future__ import annotations

from dataclasses import replace

from agent_desk.domain.changes import Changes
from agent_desk.domain.levels import Metric, PolicyBody, Scope
from agent_desk.domain.roster import AgentRow, Member, Presence, Priority, Role, TeamRow
from agent_desk.domain.venues import VenueState
from agent_desk.views.charts import FigureModel
from tests.gui.desk_kit import DeskKit

MINUTE = 60_000


class FigureDesk(DeskKit):
    """`agents` by name; Mira leads and sits here, Jo and Sam work. Three conversations wait: two late, one due soon."""

    agents: dict[str, AgentRow]
    conversations: dict[str, str]

    def fill(self) -> None:
        """Do the day's work."""
        desk = self.desk
        self.agents = {"Mira": desk.roster.save(replace(desk.roster.me(), name="Mira")).agent}
        for name in ("Jo", "Sam"):
            self.agents[name] = desk.roster.add(name, name.lower(), Role.AGENT).agent
        members = tuple(Member(agent.id) for agent in self.agents.values())
        self.team = desk.roster.save_team(TeamRow(self._new_id(), 0, "First line", members=members), new=True).team
        minutes = {Priority.LOW: 60, Priority.NORMAL: 60, Priority.HIGH: 60, Priority.URGENT: 60}
        targets = {Metric.FIRST: minutes, Metric.NEXT: minutes}
        desk.levels.save_policy(
            "Within the hour", PolicyBody(Scope(), targets), from_at=self.now - 30 * 24 * 60 * MINUTE
        )
        self.conversations = {}
        for name, ago in (("late", 75), ("later", 90), ("soon", 50), ("answered", 80)):
            at = self.now - ago * MINUTE
            self.conversations[name] = self.post(f"A question, {name}", key=name, author=f"Ana {name}", posted_at=at)
        self.answer("answered", self.now - 70 * MINUTE)
        desk.assignment.assign(self.conversations["late"], self.agents["Jo"].id, self.team.id)
        desk.assignment.assign(self.conversations["soon"], self.agents["Jo"].id, self.team.id)
        self.say_synced()
        desk.roster.set_presence(Presence.AWAY, "lunch", self.agents["Sam"].id)

    def answer(self, name: str, at: int) -> None:
        """We answer the first post of a conversation, outside of this program."""
        asked = self.desk.inbox.open(self.conversations[name]).messages[0].remote_id
        answer = self.incoming("Like this", key=name, author="Acme", posted_at=at)
        self.posts([replace(answer, parent_remote_id=asked)])

    def say_synced(self, state: VenueState = VenueState.OK) -> None:
        """The venue was read to its end just now, or cannot be reached since then."""
        with self.desk.ground.act() as (nouns, tally):
            nouns.venues.set_state(self.venue.id, state, "", None, self.now)
            tally.add(Changes(venues=frozenset({self.venue.id})))
        self.news.changed.emit(tally.changes)


def texts(model: FigureModel) -> list[list[str]]:
    """What a model says, line by line."""
    return [[cell.text for cell in line.cells] for line in model.figures.lines]
