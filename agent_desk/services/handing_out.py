"""New conversations find a team and an agent, and what somebody absent holds goes back to the team: by rule, in the transaction
of what they follow from, and with the tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from agent_desk.domain.assigning import (
    Burden,
    By,
    Explanation,
    Held,
    Wanted,
    choose,
    load_of,
    team_for,
    weight_of,
)
from agent_desk.domain.changes import Changes
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import MINUTE
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Method, NoticeKind, Presence, TeamRow
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.moving import Move, move, tell_receivers
from agent_desk.services.notifying import notify
from agent_desk.storage.contract import Nouns
from agent_desk.storage.contract.roster import Given

_AT_ONCE = 200
"""Conversations handed out, or taken back, in one transaction at most; the next tick goes on."""
_AWAY = (Presence.AWAY, Presence.OFFLINE)


def hand_out(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    """Give what newly waits, and what came to a team without an agent, to whom the team's method chooses; what is work again and
    held by who left is nobody's before. Inside the caller's transaction."""
    _release(ground, nouns, tally)
    arrived = tally.changes.arrived | {one.conversation_id for one in tally.happened if one.event is Event.POST_ARRIVED}
    passed = {one.conversation_id for one in tally.happened if one.event is Event.ASSIGNED}
    if not arrived and not passed:
        return
    teams = nouns.roster.teams()
    if not teams:
        return
    held = {key: one for key, one in nouns.holders.held(arrived | passed).items() if one.waits and not one.assignee_id}
    _Dealer(ground, nouns, tally, teams).deal(
        one for one in held.values() if one.conversation_id in arrived or one.team_id
    )


def _release(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    orphaned = nouns.holders.orphaned(tally.changes.conversations)
    if not orphaned:
        return
    held = nouns.holders.held(one.conversation_id for one in orphaned)
    for by, chosen in ((By.LEAVING, True), (By.TEAM, False)):
        moves = [
            Move(
                one.conversation_id,
                None if one.agent_gone else held[one.conversation_id].assignee_id,
                None if one.team_gone else held[one.conversation_id].team_id,
            )
            for one in orphaned
            if one.agent_gone is chosen
        ]
        move(ground, nouns, tally, moves, held, by=by)


def tick(ground: Ground) -> Changes:
    """What time brings: take back from who is away too long, and hand out what waits for a team whose members have time again.
    On a write lane; without teams, or where nothing is to be done, nothing is written."""
    read = ground.store.read
    teams = read.roster.teams()
    if not teams:
        return Changes()
    overdue = _to_take_back(ground, read, teams)
    waiting = _to_hand_out(ground, read, teams)
    if not overdue and not waiting:
        return Changes()
    with ground.act() as (nouns, tally):
        teams = nouns.roster.teams()
        back = _take_back(ground, nouns, tally, _to_take_back(ground, nouns, teams))
        held = nouns.holders.held(waiting)
        left = [one for key, one in held.items() if key not in back and one.waits and one.assignee_id is None]
        _Dealer(ground, nouns, tally, teams).deal(left)
    return tally.changes


class _Dealer:
    """Deals conversations out one by one; reads loads and shares once, and counts on."""

    def __init__(self, ground: Ground, nouns: Nouns, tally: Tally, teams: Iterable[TeamRow]) -> None:
        self._ground, self._nouns, self._tally = ground, nouns, tally
        self._teams = {team.id: team for team in teams}
        self._agents: dict[str, AgentRow] | None = None
        self._loads: dict[str, dict[ConversationKind, int]] = {}
        self._given: dict[int, Mapping[str, Given]] = {}
        self._fresh: dict[str, int] = {}
        self._fitting: dict[Wanted, bool] = {}

    def deal(self, waiting: Iterable[Held]) -> None:
        """Give each to its team, or the first that takes it, and there to whom it chooses."""
        for held in sorted(waiting, key=lambda one: (one.waiting_since or 0, one.conversation_id)):
            team = self._teams.get(held.team_id or "")
            if team is None:
                team = team_for(self._teams.values(), held.venue_id, held.language)
            if team is None:
                continue
            why = self._choose(team, held)
            agent_id = why.chosen if why else None
            to = Move(held.conversation_id, agent_id, team.id, why if agent_id else None)
            by = why.by if why is not None and agent_id else By.TEAM
            moved = move(self._ground, self._nouns, self._tally, [to], {held.conversation_id: held}, by=by)
            tell_receivers(self._ground, self._nouns, self._tally, moved, by=by)
            if agent_id is not None:
                self._count(team, agent_id, held)

    def fits(self, team: TeamRow, held: Held) -> bool:
        """Whether anybody of the team would get it; asked about many at once while nothing is dealt."""
        wanted = Wanted(held.language, held.venue_id, weight_of(team, held.kind))
        if wanted not in self._fitting:
            self._fitting[wanted] = choose(team, self._burdens(team), wanted).chosen is not None
        if not self._fitting[wanted]:
            return False
        why = self._choose(team, held)
        return why is not None and why.chosen is not None

    def _choose(self, team: TeamRow, held: Held) -> Explanation | None:
        if team.method is Method.BY_HAND:
            return None
        before = self._nouns.roster.latest_choice(held.conversation_id) or {}
        # Who gave it away with their own hands does not get it back by a rule, nor from whom a policy took it.
        by = before.get("by", "")
        gave_up = before.get("from", "") if (not by or by.startswith("policy:")) and not before.get("undo") else ""
        wanted = Wanted(held.language, held.venue_id, weight_of(team, held.kind), gave_up)
        return choose(team, self._burdens(team), wanted)

    def _burdens(self, team: TeamRow) -> list[Burden]:
        agents, given = self._known(), self._given[team.fair_minutes]
        found = []
        for member in team.members:
            if (agent := agents.get(member.agent_id)) is None:
                continue
            before = given.get(agent.id)
            fresh = self._fresh.get(agent.id, 0)
            last = self._ground.now() + fresh if fresh else (before.last_at if before else 0)
            n = fresh + (before.n if before else 0)
            found.append(Burden(agent, load_of(team, self._loads.get(agent.id, {})), n, last))
        return found

    def _known(self) -> Mapping[str, AgentRow]:
        if self._agents is None:
            self._agents = {agent.id: agent for agent in self._nouns.roster.agents()}
            self._loads = {agent: dict(held) for agent, held in self._nouns.holders.loads().items()}
            for minutes in {team.fair_minutes for team in self._teams.values()}:
                self._given[minutes] = self._nouns.holders.given(self._ground.now() - minutes * MINUTE)
        return self._agents

    def _count(self, team: TeamRow, agent_id: str, held: Held) -> None:
        load = self._loads.setdefault(agent_id, {})
        load[held.kind] = load.get(held.kind, 0) + 1
        self._fresh[agent_id] = self._fresh.get(agent_id, 0) + 1
        self._nouns.roster.set_last_agent(team.id, agent_id)
        self._teams[team.id] = replace(team, last_agent_id=agent_id)


def _to_hand_out(ground: Ground, read: Nouns, teams: Iterable[TeamRow]) -> list[str]:
    """What waits in teams that hand out by themselves, where a member could take something; the longest waiting first."""
    there = {agent.id for agent in read.roster.agents() if agent.presence is Presence.AVAILABLE}
    ids: list[str] = []
    for team in teams:
        if team.method is Method.BY_HAND or not any(member.agent_id in there for member in team.members):
            continue
        waiting = read.holders.waiting(team.id, _AT_ONCE)
        if waiting:
            dealer = _Dealer(ground, read, Tally(), [team])
            held = read.holders.held(waiting)
            ids += [one for one in waiting if one in held and dealer.fits(team, held[one])]
    return ids


def _to_take_back(ground: Ground, read: Nouns, teams: Iterable[TeamRow]) -> dict[str, tuple[Held, str, AgentRow]]:
    """What is to go back: as it is held, to which team, and from whom."""
    timed = [team for team in teams if team.take_back_minutes is not None]
    if not timed:
        return {}
    back: dict[str, tuple[Held, str, AgentRow]] = {}
    for agent in read.roster.agents():
        if agent.presence not in _AWAY:
            continue
        away = ground.now() - agent.presence_at
        late = {team.id for team in timed if away >= (team.take_back_minutes or 0) * MINUTE}
        own = next((team.id for team in timed if any(one.agent_id == agent.id for one in team.members)), None)
        for one in read.holders.held(read.holders.held_waiting(agent.id)[:_AT_ONCE]).values() if late else ():
            team_id = one.team_id or own
            if team_id in late and team_id is not None:
                back[one.conversation_id] = (one, team_id, agent)
    return back


def _take_back(
    ground: Ground, nouns: Nouns, tally: Tally, back: Mapping[str, tuple[Held, str, AgentRow]]
) -> frozenset[str]:
    moves = [Move(key, None, team_id) for key, (_, team_id, _) in back.items()]
    held = {key: one for key, (one, _, _) in back.items()}
    moved = move(ground, nouns, tally, moves, held, by=By.TAKE_BACK)
    told: dict[str, list[str]] = {}
    for one in moved:
        told.setdefault(back[one.conversation_id][2].id, []).append(one.conversation_id)
    for agent_id, ids in told.items():
        details = {"n": str(len(ids)), "by": str(By.TAKE_BACK)}
        notify(
            ground, nouns, tally, [agent_id], NoticeKind.TAKEN_BACK, ids[0] if len(ids) == 1 else None, details=details
        )
    return frozenset(back)
