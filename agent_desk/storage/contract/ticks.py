"""What a store remembers for the tick: which open clocks have a moment that has come, which steps were taken, and what is to be
reckoned anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import ClockRow


@frozen
class Taken:
    """One escalation step that was taken, for a clock that fell due at `due_at`; `at`: when. UTC milliseconds."""

    conversation_id: str
    metric: str
    message_id: str
    step: str
    due_at: int
    at: int


class Ticks(Protocol):
    """Times are UTC milliseconds."""

    def come(self, now: int, limit: int) -> list[ClockRow]:
        """Open clocks whose next moment has come, the earliest first."""

    def soonest(self) -> int | None:
        """When the next moment of any clock comes; None: of none."""

    def look_again(self, clock: ClockRow, at: int | None) -> None:
        """The clock's next moment; None: it has none any more."""

    def breach(self, clock: ClockRow) -> None:
        """Write down that a running clock is late."""

    def taken(self, clocks: Iterable[ClockRow]) -> list[Taken]:
        """What was taken for these clocks."""

    def take(self, steps: Iterable[Taken]) -> None: ...
    def running(self, policy_id: str) -> int:
        """How many clocks are open under any version of a policy."""

    def mark_stale(self, policy_id: str | None) -> int:
        """Have the clocks of all conversations reckoned anew that have an open one under this policy, or, with None, of all
        that are not resolved; returns how many conversations that makes."""

    def stale(self, limit: int) -> list[str]:
        """Ids of conversations to be reckoned anew."""

    def stale_left(self) -> int: ...
    def fresh(self, conversation_ids: Collection[str]) -> None:
        """These were reckoned anew."""
