"""The end of a shift, and absence: what falls due before a team is back, and the unsent words of somebody who is not there."""

from __future__ import annotations

from dataclasses import replace

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.calendars import Compiled, compile_calendar
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import MINUTE
from agent_desk.domain.roster import Presence, Right, TeamRow
from agent_desk.domain.rows import ConversationRow, DraftRow
from agent_desk.domain.shifts import next_team, opens_again
from agent_desk.services.acting import acted
from agent_desk.services.drafts import give_back
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.roster import check_right
from agent_desk.storage.contract import Nouns

_MOST = 500
_WITHOUT_HOURS = 12 * 60 * MINUTE
"""How far a team looks ahead that never closes, in milliseconds."""


@frozen
class HandOverItem:
    """What falls due meanwhile. `remaining`: working time that is left until then in the hours of the team that works next, in
    milliseconds, 0 where it is late already. `in_time`: whether that team is open before it falls due."""

    row: ConversationRow
    due_at: int
    remaining: int
    in_time: bool


@frozen
class HandOver:
    """What a team has to hand over. `to_team`: who works next, None where there is no other team; `they_open`: from when on,
    `we_open`: when the team itself is back (UTC milliseconds), None where it never closes."""

    team: TeamRow
    to_team: TeamRow | None
    they_open: int | None
    we_open: int | None
    items: tuple[HandOverItem, ...]


@frozen
class TakenOver:
    """What somebody absent left: ids of the conversations whose drafts were taken over, and of the deliveries."""

    drafts: tuple[str, ...]
    replies: tuple[str, ...]
    changes: Changes


def hand_over_list(ground: Ground, team_id: str, to_team_id: str | None) -> HandOver:
    """See Assignment.hand_over_list. Small reads."""
    read, now = ground.store.read, ground.now()
    team, hours = read.roster.team(team_id), _Hours(read)
    ours = hours(team)
    if to_team_id is not None:
        to_team: TeamRow | None = read.roster.team(to_team_id)
    else:
        to_team = next_team(team.id, [(one, hours(one)) for one in read.roster.teams()], now)
    theirs = hours(to_team) if to_team else None
    we_open = opens_again(ours, now)
    they_open = theirs.next_open(now) if theirs else None
    rows = read.holders.due(team.id, now + _WITHOUT_HOURS if we_open is None else we_open, _MOST)
    return HandOver(team, to_team, they_open, we_open, tuple(_item(row, theirs, they_open, now) for row in rows))


def _item(row: ConversationRow, theirs: Compiled | None, they_open: int | None, now: int) -> HandOverItem:
    due = row.due_at or 0
    remaining = theirs.between(now, due) if theirs else max(due - now, 0)
    return HandOverItem(row, due, remaining, they_open is not None and they_open < due)


class _Hours:
    """The working hours of teams, each calendar made ready once."""

    def __init__(self, read: Nouns) -> None:
        self._bodies = {one.id: one.latest.body for one in read.levels.calendars()}
        self._ready: dict[str | None, Compiled] = {}

    def __call__(self, team: TeamRow) -> Compiled:
        known = team.calendar_id if team.calendar_id in self._bodies else None
        if known not in self._ready:
            self._ready[known] = compile_calendar(self._bodies[known] if known else None)
        return self._ready[known]


def take_over(ground: Ground, agent_id: str) -> TakenOver:
    """See Assignment.take_over. On the write lane."""
    with ground.act() as (nouns, tally):
        check_right(nouns.agents.get(ground.me), Right.ASSIGN_OTHERS)
        agent = nouns.agents.get(agent_id)
        if agent.left_at is None and agent.presence in (Presence.AVAILABLE, Presence.BUSY):
            raise Refused("is_there", name=agent.name)
        drafts = tuple(_take_draft(ground, nouns, tally, draft) for draft in nouns.drafts.all(agent_id))
        replies = nouns.holders.hand_replies(agent_id, ground.me)
        for conversation_id in dict.fromkeys((*drafts, *replies)):
            deliveries = replies.get(conversation_id, [])
            details = {
                "from": agent_id,
                "draft": "1" if conversation_id in drafts else "",
                "replies": str(len(deliveries)),
            }
            acted(ground, nouns, tally, ActionKind.TAKE_OVER, conversation_id, details)
            tally.add(Changes(deliveries=frozenset(deliveries)))
    return TakenOver(drafts, tuple(one for ids in replies.values() for one in ids), tally.changes)


def _take_draft(ground: Ground, nouns: Nouns, tally: Tally, draft: DraftRow) -> str:
    """Put it before who sits here, above what is typed there already; returns the conversation."""
    nouns.drafts.discard(draft.conversation_id, draft.agent_id)
    typed = nouns.drafts.get(draft.conversation_id, ground.me)
    tally.add(give_back(ground, nouns, replace(draft, agent_id=ground.me)))
    both = nouns.drafts.get(draft.conversation_id, ground.me)
    if typed is not None and both is not None and draft.note:
        notes = "\n\n".join(part for part in (draft.note, typed.note) if part)
        nouns.drafts.save(replace(both, note=notes, updated_at=ground.now()))
    tally.add(Changes(drafts=frozenset({draft.conversation_id})))
    return draft.conversation_id
