"""Clocks as they were reckoned: their rows, what happened to them, and how they stand at a moment."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.calendars import Compiled
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import ClockRow, ClockState, PolicyVersion

OPEN = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)
"""States of clocks that nothing has stopped yet."""


class ClockEventKind(StrEnum):
    """What happens to a clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    PRIORITY_CHANGED = "priority_changed"
    POLICY_CHANGED = "policy_changed"
    HOURS_CHANGED = "hours_changed"
    BREACHED = "breached"
    MET = "met"
    CANCELLED = "cancelled"


@frozen
class ClockEvent:
    """One event of a clock. `message_id`: the post that did it, where one did. `reason`: a code: the status that paused it or
    that it went on with, the priority, the version of the policy or calendar, why it was cancelled."""

    at: int
    kind: ClockEventKind
    message_id: str | None = None
    reason: str = ""


@frozen
class Reckoned:
    """A clock with all that happened to it. `row.state` is RUNNING as long as nothing stops it, whatever time it is by now:
    `state_at` tells how it stands. `version` None where its policy was removed. `spans`: when its time ran, from, up to
    (None: it runs), and by which hours."""

    row: ClockRow
    version: PolicyVersion | None
    events: tuple[ClockEvent, ...]
    spans: tuple[tuple[int, int | None, Compiled], ...]


def state_at(row: ClockRow, now: int) -> ClockState:
    """How a clock stands at a moment: late from the first millisecond after it fell due."""
    late = row.state is ClockState.RUNNING and row.due_at is not None and row.due_at < now
    return ClockState.BREACHED if late else row.state


def at_risk(row: ClockRow, now: int) -> bool:
    """Whether little is left of a clock that is not late yet."""
    return state_at(row, now) is ClockState.RUNNING and row.at_risk_at is not None and row.at_risk_at <= now


def events_until(reckoned: Reckoned, now: int) -> list[ClockEvent]:
    """What happened to a clock up to a moment."""
    events = [event for event in reckoned.events if event.at <= now]
    row = reckoned.row
    if row.state is ClockState.RUNNING and state_at(row, now) is ClockState.BREACHED and row.due_at is not None:
        events.append(ClockEvent(row.due_at, ClockEventKind.BREACHED))
    return sorted(events, key=lambda event: event.at)
