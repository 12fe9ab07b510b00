"""Who works here: agents, teams, what each may do, whether they are there, and who sits at this desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import available_timezones

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.assigning import By
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound, OwnWords, Refused, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import AgentRow, Member, Presence, PresenceEvent, Right, Role, TeamRow, may
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground
from agent_desk.services.moving import Move, Moved, move, untouched

_HANDLE = re.compile(r"[\w.-]{1,40}")


@frozen
class AgentSaved:
    """An agent as saved, and what it touched."""

    agent: AgentRow
    changes: Changes


@frozen
class TeamSaved:
    """A team as saved, and what it touched."""

    team: TeamRow
    changes: Changes


@frozen
class Left:
    """Somebody left. `conversations`: how many went back to their teams, or to nobody. `drafts`: how many stay behind, to be
    taken over. `agent` and `moved`: enough for `undo_leave`."""

    agent: AgentRow
    conversations: int
    drafts: int
    moved: tuple[Moved, ...]
    changes: Changes


class Roster:
    """Reads on any thread, small; acts on the write lane. Acts raise Refused(`no_right`) for who may not, and NotFound."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def me(self) -> AgentRow:
        """Who sits at this desk."""
        return self._ground.store.read.agents.get(self._ground.me)

    def agents(self, *, left: bool = False) -> list[AgentRow]:
        """Everybody who works here, by number; with `left` also who left."""
        return self._ground.store.read.roster.agents(left=left)

    def agent(self, ref: str) -> AgentRow:
        """One agent from an id, a short number, a handle (`@mira`) or a name; raises NotFound."""
        return self._ground.store.read.roster.agent(ref)

    def teams(self) -> list[TeamRow]:
        """All teams, by position."""
        return self._ground.store.read.roster.teams()

    def team(self, ref: str) -> TeamRow:
        """One team from an id, a short number or a name; raises NotFound."""
        return self._ground.store.read.roster.team(ref)

    def my_teams(self) -> list[TeamRow]:
        """The teams of who sits here."""
        me = self._ground.me
        return [team for team in self.teams() if any(member.agent_id == me for member in team.members)]

    def presences(self, since: int) -> list[PresenceEvent]:
        """Who became what since then (UTC milliseconds), oldest first; each agent's last state before it comes first."""
        return self._ground.store.read.roster.presences(since)

    def may(self, right: Right) -> bool:
        """Whether who sits here has that right."""
        return may(self.me().role, right)

    def add(self, name: str, handle: str = "", role: Role = Role.AGENT) -> AgentSaved:
        """Somebody new works here. Raises Refused(`agent_name_missing`, `handle_wrong`, `handle_taken`)."""
        row = AgentRow(self._ground.new_id(), 0, name, "", handle, role, presence=Presence.OFFLINE)
        return self._save(replace(row, presence_at=self._ground.now()), new=True)

    def save(self, agent: AgentRow) -> AgentSaved:
        """Change all but number, presence and leaving. Everybody may change their own name, handle, sign-off, zone and
        languages. Raises Refused(`agent_name_missing`, `handle_wrong`, `handle_taken`, `last_admin`), WrongUse."""
        return self._save(agent, new=False)

    def _save(self, agent: AgentRow, *, new: bool) -> AgentSaved:
        agent = replace(
            agent,
            name=sound(agent.name).strip(),
            sign_off=sound(agent.sign_off).strip(),
            handle=handle_of(agent.handle),
        )
        check_zone(agent.zone)
        if agent.capacity is not None and agent.capacity < 0:
            raise WrongUse(OwnWords("a capacity cannot be less than nothing"))
        with self._ground.act() as (nouns, tally):
            known = nouns.roster.agents(left=True)
            before = None if new else nouns.agents.get(agent.id)
            if not (before is not None and agent.id == self._ground.me and _own_part(before) == _own_part(agent)):
                check_right(nouns.agents.get(self._ground.me), Right.SET_ROSTER)
            _check_agent(agent, known, before)
            left_at = before.left_at if before else None
            saved = nouns.roster.save_agent(replace(agent, left_at=left_at))
            if new:
                nouns.roster.set_presence(saved.id, saved.presence, "", self._ground.now())
            tally.add(Changes(agents=frozenset({saved.id})))
        return AgentSaved(saved, tally.changes)

    def leave(self, agent_id: str) -> Left:
        """Somebody works here no more: what they hold goes back to its team, else to the agent's first team, else to nobody;
        drafts and replies that have not left are kept, to be taken over. Raises Refused(`last_admin`, `sits_here`,
        `left_already`)."""
        with self._ground.act() as (nouns, tally):
            check_right(nouns.agents.get(self._ground.me), Right.SET_ROSTER)
            agent = nouns.agents.get(agent_id)
            if agent.left_at is not None:
                raise Refused("left_already", name=agent.name)
            if agent_id == self._ground.me:
                raise Refused("sits_here")
            _check_admins(nouns.roster.agents(), replace(agent, left_at=self._ground.now()))
            teams = [team for team in nouns.roster.teams() if any(one.agent_id == agent_id for one in team.members)]
            back = teams[0].id if teams else None
            held = nouns.holders.held(nouns.holders.of_agent(agent_id))
            moves = [Move(one.conversation_id, None, one.team_id or back) for one in held.values()]
            moved = move(self._ground, nouns, tally, moves, held, by=By.LEAVING)
            drafts = len(nouns.drafts.all(agent_id))
            nouns.roster.save_agent(replace(agent, left_at=self._ground.now()))
            nouns.roster.set_presence(agent_id, Presence.OFFLINE, "", self._ground.now())
            tally.add(Changes(agents=frozenset({agent_id})))
        return Left(agent, len(moved), drafts, tuple(moved), tally.changes)

    def undo_leave(self, left: Left) -> Changes:
        """Somebody works here after all, and has back what nobody took meanwhile. Raises Refused(`handle_taken`)."""
        with self._ground.act() as (nouns, tally):
            check_right(nouns.agents.get(self._ground.me), Right.SET_ROSTER)
            now = nouns.agents.get(left.agent.id)
            _check_agent(replace(now, left_at=None), nouns.roster.agents(), None)
            nouns.roster.save_agent(replace(now, left_at=None))
            nouns.roster.set_presence(now.id, left.agent.presence, left.agent.presence_reason, self._ground.now())
            held = nouns.holders.held(one.conversation_id for one in left.moved)
            moves = [
                Move(one.conversation_id, one.before_agent, one.before_team)
                for one in left.moved
                if untouched(nouns, one, held.get(one.conversation_id))
            ]
            move(self._ground, nouns, tally, moves, held)
            tally.add(Changes(agents=frozenset({now.id})))
        return tally.changes

    def set_presence(self, presence: Presence, reason: str = "", agent_id: str | None = None) -> Changes:
        """Say whether an agent (None: who sits here) is there; `reason` in the agent's own words. For others: leads and
        above."""
        who = agent_id or self._ground.me
        with self._ground.act() as (nouns, tally):
            agent = nouns.agents.get(who)
            if who != self._ground.me:
                check_right(nouns.agents.get(self._ground.me), Right.ASSIGN_OTHERS)
            if agent.left_at is not None:
                raise Refused("left_already", name=agent.name)
            reason = sound(reason).strip()[:80]
            if (agent.presence, agent.presence_reason) != (presence, reason):
                now = self._ground.now()
                nouns.roster.set_presence(who, presence, reason, now)
                details = {"agent": who, "presence": str(presence), "reason": reason}
                nouns.ledger.add(
                    Action(self._ground.new_id(), ActionKind.PRESENCE, self._ground.me, "", now, details=details)
                )
                tally.add(Changes(agents=frozenset({who})))
        return tally.changes

    def sit(self, agent_id: str) -> AgentRow:
        """Somebody else sits at this desk from now on, also after the next start. Raises Refused(`left_already`)."""
        with self._ground.act() as (nouns, tally):
            agent = nouns.agents.get(agent_id)
            if agent.left_at is not None:
                raise Refused("left_already", name=agent.name)
            before = self._ground.me
            nouns.roster.sit(agent_id)
            tally.add(Changes(agents=frozenset({agent_id, before})))
        self._ground.seat.agent_id = agent_id
        return agent

    def save_team(self, team: TeamRow, *, new: bool = False) -> TeamSaved:
        """Make a team (`new`; its id is made here), or change it. Raises Refused(`team_name_missing`, `team_name_taken`),
        WrongUse where an agent is named twice or not known."""
        team = replace(team, id=self._ground.new_id() if new else team.id, name=sound(team.name).strip())
        if not team.name:
            raise Refused("team_name_missing")
        if any(
            limit is not None and limit < 1 for limit in (team.fair_share, team.fair_minutes, team.take_back_minutes)
        ):
            raise WrongUse(OwnWords("a limit has to be at least one"))
        if any(weight < 0 for weight in team.weights.values()):
            raise WrongUse(OwnWords("a weight cannot be less than nothing"))
        with self._ground.act() as (nouns, tally):
            check_right(nouns.agents.get(self._ground.me), Right.SET_ROSTER)
            others = [one for one in nouns.roster.teams() if one.id != team.id]
            if any(one.name.casefold() == team.name.casefold() for one in others):
                raise Refused("team_name_taken", name=team.name)
            if new:
                team = replace(team, position=1 + max((one.position for one in others), default=-1))
            else:
                nouns.roster.team(team.id)
            _check_members(team.members, {agent.id for agent in nouns.roster.agents(left=True)})
            saved = nouns.roster.save_team(team)
            nouns.clocks.set_team_hours(saved.id, saved.calendar_id, self._ground.now())
            tally.add(Changes(teams=frozenset({saved.id})))
        return TeamSaved(saved, tally.changes)

    def remove_team(self, team_id: str) -> Changes:
        """There is no such team any more; its conversations stay with who holds them, and are no team's."""
        with self._ground.act() as (nouns, tally):
            check_right(nouns.agents.get(self._ground.me), Right.SET_ROSTER)
            team = nouns.roster.team(team_id)
            held = nouns.holders.held(nouns.holders.of_team(team.id))
            moves = [Move(one.conversation_id, one.assignee_id, None) for one in held.values()]
            move(self._ground, nouns, tally, moves, held, by=By.TEAM)
            nouns.roster.remove_team(team.id, self._ground.now())
            tally.add(Changes(teams=frozenset({team.id})))
        return tally.changes


def check_right(agent: AgentRow, right: Right) -> None:
    """Raises Refused(`no_right`) where an agent has that right not."""
    if not may(agent.role, right):
        raise Refused("no_right", right=str(right))


def handle_of(typed: str) -> str:
    """A handle as it is kept, without the sign before it. Raises Refused(`handle_wrong`)."""
    handle = sound(typed).strip().removeprefix("@")
    if handle and not _HANDLE.fullmatch(handle):
        raise Refused("handle_wrong", name=handle)
    return handle


def check_zone(zone: str) -> None:
    """Raises Refused(`zone_unknown`) for a time zone that this machine does not know; empty is the workspace's."""
    if zone and zone not in available_timezones():
        raise Refused("zone_unknown", zone=zone[:60])


def _own_part(agent: AgentRow) -> AgentRow:
    """What only who sets the roster may change; the rest everybody may change of themselves."""
    return replace(
        agent,
        name="",
        handle="",
        sign_off="",
        zone="",
        languages=(),
        presence=Presence.OFFLINE,
        presence_reason="",
        presence_at=0,
    )


def _check_agent(agent: AgentRow, known: Iterable[AgentRow], before: AgentRow | None) -> None:
    known = list(known)
    if not agent.name and (before is None or before.name):
        raise Refused("agent_name_missing")
    for other in known:
        same = agent.handle and other.handle.casefold() == agent.handle.casefold()
        if other.id != agent.id and other.left_at is None and same:
            raise Refused("handle_taken", name=agent.handle)
    if before is not None:
        _check_admins([one for one in known if one.left_at is None], agent)


def _check_admins(working: Iterable[AgentRow], changed: AgentRow) -> None:
    """Somebody has to be able to change the roster."""
    after = [changed if one.id == changed.id else one for one in working]
    if not any(one.role is Role.ADMIN and one.left_at is None for one in after):
        raise Refused("last_admin")


def _check_members(members: tuple[Member, ...], known: set[str]) -> None:
    ids = [member.agent_id for member in members]
    if len(set(ids)) < len(ids):
        raise WrongUse(OwnWords("an agent is in a team once"))
    if unknown := set(ids) - known:
        raise NotFound(f"agent {min(unknown)}", what="agent", name=min(unknown))
