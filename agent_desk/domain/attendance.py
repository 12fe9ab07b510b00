"""How long agents were in which state, from when they became what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent_desk.domain.roster import Presence, PresenceEvent


@dataclass(slots=True)
class TimeSpent:
    """Of one agent, in milliseconds. `reasons`: the time away or busy by the word for it."""

    by: dict[Presence, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


def time_spent(events: Iterable[PresenceEvent], start: int, end: int) -> Mapping[str, TimeSpent]:
    """By agent, from `start` on and before `end` (UTC milliseconds). What an agent became before counts from `start`; of two
    events of one moment the later one counts. Before its first event nothing is known of an agent."""
    by_agent: dict[str, list[PresenceEvent]] = {}
    for event in events:
        by_agent.setdefault(event.agent_id, []).append(event)
    found: dict[str, TimeSpent] = {}
    for agent_id, mine in by_agent.items():
        mine.sort(key=lambda event: event.at)
        ends = [event.at for event in mine[1:]] + [end]
        for event, until in zip(mine, ends, strict=True):
            spent = max(min(until, end), start) - max(event.at, start)
            if spent <= 0:
                continue
            mark = found.setdefault(agent_id, TimeSpent())
            mark.by[event.presence] = mark.by.get(event.presence, 0) + spent
            if event.reason and event.presence in (Presence.AWAY, Presence.BUSY):
                mark.reasons[event.reason] = mark.reasons.get(event.reason, 0) + spent
    return found
