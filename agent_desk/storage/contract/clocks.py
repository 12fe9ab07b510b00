"""The clocks of conversations: the facts from which they are reckoned, and where the outcome is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from agent_desk.domain.histories import History
from agent_desk.domain.levels import ClockRow
from agent_desk.domain.venues import Answers


class Clocks(Protocol):
    """Times are UTC milliseconds. What is kept here is derived, and can be made anew from the facts at any time."""

    def stamp(self) -> str:
        """Names what is promised right now: another text once there is another version, order or calendar of a team. Empty
        where there never was a policy."""

    def team_hours(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        """By team, since when it went by which calendar, ascending; empty: by none of its own."""

    def set_team_hours(self, team_id: str, calendar_id: str | None, from_at: int) -> None:
        """Note by which calendar a team goes from now on, where it is another one."""

    def histories(self, conversation_ids: Iterable[str], answers: Callable[[str], Answers]) -> list[History]:
        """The facts of these conversations and of all that are merged with them; each of those has one of its own, too.
        `answers`: by network, how far an answer reaches there."""

    def put_off(self, conversation_ids: Iterable[str], most: int) -> frozenset[str]:
        """Note those of more than so many posts as stale (agent_desk.storage.contract.ticks.Ticks.stale); returns them."""

    def venue_left(self, venue_id: str) -> None:
        """Note the conversations of a venue in which a clock is open as stale."""

    def keep(self, clocks: Mapping[str, Sequence[ClockRow]]) -> frozenset[str]:
        """Store the clocks of conversations, these and no others, and when each conversation falls due by the earliest that
        runs. What was written down as late stays so as long as it falls due at the same moment. Returns the conversations in
        which anything changed."""

    def differing(self, clocks: Mapping[str, Sequence[ClockRow]]) -> list[str]:
        """The conversations of which something else is stored."""

    def of(self, conversation_id: str) -> list[ClockRow]:
        """The clocks of a conversation as they are stored, the oldest first."""

    def before(self, number: int | None, limit: int) -> list[tuple[int, str]]:
        """Conversations, the newest (before that number) first: number and id."""
