"""What a store remembers of who works here, and of who holds which conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from agent_desk.domain.assigning import Held
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Presence, PresenceEvent, TeamRow
from agent_desk.domain.rows import ConversationRow


@frozen
class Gift:
    """One conversation changes hands. `at`: since when, None where nobody holds it."""

    conversation_id: str
    assignee_id: str | None
    team_id: str | None
    at: int | None


@frozen
class Orphan:
    """A conversation that is work, and held by an agent, or in a team, that is there no more."""

    conversation_id: str
    agent_gone: bool
    team_gone: bool


@frozen
class Given:
    """Automatic assignments to an agent: how many since the moment asked for, and when the latest was."""

    n: int
    last_at: int


@frozen
class Heap:
    """What an agent holds, or, of a team or of all, nobody: how many open conversations, in which how many wait, since when
    the longest waits, and when the first falls due (UTC milliseconds)."""

    n: int
    waiting: int
    oldest_wait: int | None
    next_due: int | None


class Roster(Protocol):
    """Agents, teams, and whether they are there. `ref` takes an id, a short number, a handle (`@mira`) or a name too."""

    def agents(self, *, left: bool = False) -> list[AgentRow]:
        """By number; with `left` those who left too."""

    def agent(self, ref: str) -> AgentRow: ...
    def save_agent(self, agent: AgentRow) -> AgentRow:
        """Make it, with the next number, or change it in place; presence and its time are as before."""

    def set_presence(self, agent_id: str, presence: Presence, reason: str, at: int) -> None: ...
    def presences(self, since: int) -> list[PresenceEvent]:
        """Who became what since then, oldest first, with what held at that moment for each agent."""

    def sit(self, agent_id: str) -> None:
        """Who sits at this desk from now on."""

    def teams(self) -> list[TeamRow]:
        """By position."""

    def team(self, ref: str) -> TeamRow: ...
    def save_team(self, team: TeamRow) -> TeamRow:
        """Make it, with the next number, or change it in place, members included."""

    def remove_team(self, team_id: str, at: int) -> None: ...
    def latest_choice(self, conversation_id: str) -> Mapping[str, str] | None:
        """The details of the latest assignment of a conversation, None where there is none."""

    def set_last_agent(self, team_id: str, agent_id: str) -> None:
        """Who got the latest conversation in turn."""


class Holders(Protocol):
    """Who holds which conversation."""

    def held(self, conversation_ids: Iterable[str]) -> dict[str, Held]:
        """Of those that exist."""

    def orphaned(self, conversation_ids: Iterable[str]) -> list[Orphan]:
        """Of these."""

    def give(self, gifts: Sequence[Gift]) -> None: ...
    def of_agent(self, agent_id: str) -> list[str]:
        """Ids of all that an agent holds and that is not resolved."""

    def of_team(self, team_id: str) -> list[str]:
        """Ids of all that is a team's and not resolved."""

    def waiting(self, team_id: str, limit: int) -> list[str]:
        """Ids of what waits for a team and nobody holds, the longest waiting first."""

    def held_waiting(self, agent_id: str) -> list[str]:
        """Ids of what an agent holds and somebody waits in."""

    def next_pool(self, agent: AgentRow, team_ids: Sequence[str], now: int, limit: int) -> list[Held]:
        """What waits and is that agent's, or nobody's and of these teams or of none, in a language and at a connected venue that
        the agent serves, the most urgent first."""

    def loads(self) -> Mapping[str, Mapping[ConversationKind, int]]:
        """How many open and pending conversations of connected venues each agent holds, by kind."""

    def given(self, since: int) -> Mapping[str, Given]:
        """Automatic assignments by agent: `n` since then, `last_at` within the last day before or since."""

    def heap(self, agent_id: str | None, team_id: str | None) -> Heap: ...
    def rows(self, agent_id: str | None, team_id: str | None, limit: int) -> list[ConversationRow]:
        """What an agent holds, or nobody (of a team, or of all), not resolved: due first, then waiting longest."""

    def due(self, team_id: str, before: int, limit: int) -> list[ConversationRow]:
        """What is a team's and falls due before that time, due first."""

    def hand_replies(self, from_id: str, to_id: str) -> Mapping[str, list[str]]:
        """Let another agent answer for what has not left; returns ids of deliveries by conversation."""
