"""How a reckoning is told: steps as codes with parameters, which agent_desk.runtime.level_words puts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import ClockRow, ClockState

Told = str | int | None


@frozen
class Line:
    """One step. `code` names its sentence, `params` fill it: moments in UTC milliseconds, spans in milliseconds, names and
    codes as strings. `depth`: how far it stands in, from 0. Empty `code`: a blank line between two clocks."""

    code: str
    params: Mapping[str, Told] = field(default_factory=dict)
    depth: int = 0


@frozen
class Due:
    """When a promise would fall due. `at_risk_at` and `due_at`: UTC milliseconds, the first millisecond that is too late for
    being safe, and the last that is in time."""

    due_at: int
    at_risk_at: int
    lines: tuple[Line, ...]


@frozen
class ClockView:
    """A clock as a person meets it. `state`: right now. `policy`, `number`: its policy's name and version. `left`: milliseconds
    of working time until it falls due, negative once late; None where it does not run. `lag`: milliseconds between the venue's
    time of the post that started it and our fetching it. `met_when_sent`: an answer waits in the outbox since then (UTC
    milliseconds)."""

    row: ClockRow
    state: ClockState
    policy_id: str
    policy: str
    number: int
    left: int | None
    lag: int
    at_risk: bool
    met_when_sent: int | None = None
