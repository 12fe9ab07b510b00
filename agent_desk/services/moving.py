"""Conversations change hands, inside a transaction of the caller: what is written, recorded and told with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.assigning import AUTOMATIC, By, Considered, Criterion, Explanation, Held, Urgency, may_move
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.roster import NoticeKind
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.notifying import notify
from agent_desk.storage.contract import Nouns
from agent_desk.storage.contract.roster import Gift


@frozen
class Move:
    """Who holds a conversation from now on, and which team it is in. `why`: of an automatic choice."""

    conversation_id: str
    agent_id: str | None
    team_id: str | None
    why: Explanation | None = None


@frozen
class Moved:
    """What was moved, with all that puts it back."""

    conversation_id: str
    before_agent: str | None
    before_team: str | None
    before_at: int | None
    agent_id: str | None
    team_id: str | None


def check_moves(ground: Ground, nouns: Nouns, moves: Iterable[Move], held: Mapping[str, Held]) -> None:
    """Whether who sits here may make these moves. Raises Refused: `held_by_other`, `no_right`, `agent_left`, and NotFound for
    an agent or a team that does not exist."""
    check = Checker(ground, nouns)
    for one in moves:
        check(one, held[one.conversation_id])


class Checker:
    """Tells of many moves whether who sits here may make them, reading the roster once."""

    def __init__(self, ground: Ground, nouns: Nouns) -> None:
        self._agents = {agent.id: agent for agent in nouns.roster.agents(left=True)}
        self._teams = {team.id for team in nouns.roster.teams()}
        self._me = self._agents[ground.me]

    def __call__(self, to: Move, held: Held) -> None:
        """Raises what `check_moves` raises."""
        if to.agent_id is not None and to.agent_id != held.assignee_id:
            agent = self._agents.get(to.agent_id)
            if agent is None:
                raise NotFound(f"agent {to.agent_id}", what="agent", name=to.agent_id)
            if agent.left_at is not None:
                raise Refused("agent_left", name=agent.name)
        if to.team_id is not None and to.team_id != held.team_id and to.team_id not in self._teams:
            raise NotFound(f"team {to.team_id}", what="team", name=to.team_id)
        if may_move(self._me.role, self._me.id, held.assignee_id, to.agent_id):
            return
        holder = self._agents.get(held.assignee_id or "")
        if holder is not None:
            raise Refused("held_by_other", name=holder.name or f"#{holder.number}")
        raise Refused("no_right", right="assign_others")


def tell_receivers(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    moved: Iterable[Moved],
    kind: NoticeKind = NoticeKind.ASSIGNED,
    by: str = "",
) -> None:
    """Tell those who hold something now, unless they took it themselves; of many at once: one notice with their number."""
    received: dict[str, list[str]] = {}
    for one in moved:
        if one.agent_id is not None and one.agent_id != one.before_agent:
            received.setdefault(one.agent_id, []).append(one.conversation_id)
    for agent_id, conversations in received.items():
        details = {"n": str(len(conversations)), **({"by": by} if by else {})}
        notify(
            ground,
            nouns,
            tally,
            [agent_id],
            kind,
            conversations[0] if len(conversations) == 1 else None,
            details=details,
        )


def move(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    moves: Iterable[Move],
    held: Mapping[str, Held],
    *,
    by: str = "",
    more: Mapping[str, str] | None = None,
) -> list[Moved]:
    """Write the moves that change something, with an action each; what is not in `held` is left out. `by`: what decided, where
    it was nobody one by one (By, or `rule:ID`); `more`: further details of the actions."""
    now = ground.now()
    moved: list[Moved] = []
    actions: list[Action] = []
    for one in moves:
        before = held.get(one.conversation_id)
        if before is None or (before.assignee_id, before.team_id) == (one.agent_id, one.team_id):
            continue
        moved.append(
            Moved(
                one.conversation_id,
                before.assignee_id,
                before.team_id,
                before.assigned_at,
                one.agent_id,
                one.team_id,
            )
        )
        details = {
            "from": before.assignee_id or "",
            "to": one.agent_id or "",
            "from_team": before.team_id or "",
            "to_team": one.team_id or "",
            **({"by": str(by)} if by else {}),
            **(more or {}),
            **(told(one.why) if one.why else {}),
        }
        actions.append(Action(ground.new_id(), ActionKind.ASSIGN, ground.me, one.conversation_id, now, details=details))
    nouns.holders.give([_gift(one, held[one.conversation_id], now) for one in moved])
    nouns.ledger.add_all(actions)
    _tell(tally, moved, by, undone="undo" in (more or {}))
    return moved


def _gift(one: Moved, before: Held, now: int) -> Gift:
    if one.agent_id is None:
        return Gift(one.conversation_id, None, one.team_id, None)
    since = before.assigned_at if one.agent_id == before.assignee_id else now
    return Gift(one.conversation_id, one.agent_id, one.team_id, since)


def _tell(tally: Tally, moved: Sequence[Moved], by: str, *, undone: bool) -> None:
    """What is put back is no event: no rule answers it, and no team hands it out again in the same breath."""
    if not moved:
        return
    tally.add(Changes(conversations=frozenset(one.conversation_id for one in moved)))
    if undone:
        return
    cause = by.removeprefix("rule:") if by.startswith("rule:") else ""
    tally.tell(*(Happening(Event.ASSIGNED, one.conversation_id, cause=cause) for one in moved))


def untouched(nouns: Nouns, moved: Moved, held: Held | None) -> bool:
    """Whether a move may be taken back: nobody but a rule moved the conversation since."""
    if held is None:
        return False
    if (held.assignee_id, held.team_id) == (moved.agent_id, moved.team_id):
        return True
    latest = nouns.roster.latest_choice(moved.conversation_id) or {}
    return latest.get("by") in (*AUTOMATIC, By.TEAM)


def told(why: Explanation) -> dict[str, str]:
    """An explanation as details of an action."""
    considered = [[one.agent_id, str(one.why_not or ""), dict(one.details)] for one in why.considered]
    return {"by": str(why.by), "why": json.dumps(considered)}


def explained(details: Mapping[str, str]) -> Explanation | None:
    """The explanation that an action carries, None where a human or a rule decided."""
    if details.get("by") not in set(By):
        return None
    considered = tuple(
        Considered(agent_id, Criterion(why_not) if why_not else None, told)
        for agent_id, why_not, told in json.loads(details.get("why", "[]"))
    )
    reason = Urgency(details["reason"]) if details.get("reason") in set(Urgency) else None
    return Explanation(By(details["by"]), details["to"] or None, details["to_team"] or None, considered, reason)
