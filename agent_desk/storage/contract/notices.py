"""What a store remembers of what agents are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from agent_desk.domain.roster import Notice


class Notices(Protocol):
    """Times are UTC milliseconds."""

    def add(self, notices: Sequence[Notice]) -> None: ...
    def of(self, agent_id: str, now: int, limit: int) -> list[Notice]:
        """Those whose moment has come, newest first."""

    def unseen(self, agent_id: str, now: int, most: int) -> int:
        """How many of those were not looked at, counted up to `most`."""

    def see(self, agent_id: str, ids: Collection[str] | None, at: int, conversation_id: str | None = None) -> bool:
        """The agent looked at these (None: at all whose moment has come; with a conversation: those about it). False where
        nothing was unseen."""

    def standing(self, conversation_id: str, kind: str) -> set[str]:
        """Ids of the agents who have an unseen notice of that kind about a conversation."""
