"""Telling agents: a notice inside their working hours, at once where it cannot wait, and never twice for the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent_desk.domain.changes import Changes
from agent_desk.domain.happenings import Event
from agent_desk.domain.roster import Notice, NoticeKind
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns

_ONCE = frozenset({NoticeKind.WATCHED})
"""Told once until it was looked at: many posts in one conversation are one notice."""
_OF_AGENTS = frozenset(
    {
        NoticeKind.ASSIGNED,
        NoticeKind.MENTIONED,
        NoticeKind.HANDED_OVER,
        NoticeKind.APPROVAL_WANTED,
        NoticeKind.APPROVAL_GIVEN,
        NoticeKind.APPROVAL_REFUSED,
    }
)
"""Follows from what an agent does, who need not be told; with details["by"] it was no agent's doing."""


def notify(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    agent_ids: Iterable[str],
    kind: NoticeKind,
    conversation_id: str | None,
    *,
    details: Mapping[str, str] | None = None,
    top: bool = False,
) -> None:
    """Tell agents something, inside the caller's transaction. `details`: parameters of the sentence, with `by` where no agent
    acted. It is shown when their working hours have begun, with `top` at once. Who acts is not told of the own act."""
    own = ground.me if kind in _OF_AGENTS and not (details or {}).get("by") else ""
    told = [agent for agent in dict.fromkeys(agent_ids) if agent and agent != own]
    if not told:
        return
    if conversation_id is not None and kind in _ONCE:
        standing = nouns.notices.standing(conversation_id, kind)
        told = [agent for agent in told if agent not in standing]
    now, told_of = ground.now(), dict(details or {})
    if kind in _OF_AGENTS and "by" not in told_of:
        told_of.setdefault("agent", ground.me)
    nouns.notices.add(
        [
            Notice(
                ground.new_id(),
                agent,
                kind,
                conversation_id,
                told_of,
                now,
                now if top else open_from(nouns, agent, now),
            )
            for agent in told
        ]
    )
    tally.add(Changes(notices=frozenset(told)))


def open_from(nouns: Nouns, agent_id: str, now: int) -> int:
    """From when on an agent may be told something: now, or the beginning of the next working hours (UTC milliseconds)."""
    calendar_id = nouns.agents.get(agent_id).calendar_id
    if calendar_id is None:
        return now
    # Loaded here, because most agents have no hours of their own.
    from agent_desk.domain.calendars import compile_calendar

    valid = [version for version in nouns.levels.calendar_versions(calendar_id) if version.from_at <= now]
    if not valid:
        return now
    opens = compile_calendar(valid[-1].body).next_open(now)
    return now if opens is None else opens


def tell_watchers(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    """Tell who watches conversations that a customer wrote there, or that it was answered. Inside the caller's transaction."""
    answered = {one.conversation_id for one in tally.happened if one.event is Event.REPLY_SENT}
    if not (answered or tally.changes.arrived):
        return
    for conversation_id, agents in nouns.triage.watchers(answered | tally.changes.arrived).items():
        arrived = conversation_id in tally.changes.arrived
        others = agents if arrived else [agent for agent in agents if agent != ground.me]
        what = {"what": "post" if arrived else "reply"}
        notify(ground, nouns, tally, others, NoticeKind.WATCHED, conversation_id, details=what)
