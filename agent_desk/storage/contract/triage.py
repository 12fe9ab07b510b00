"""What a store remembers of how conversations were sorted: priority, tags, watchers, mentions, and the trail of acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from agent_desk.domain.roster import Priority
from agent_desk.domain.trail import TrailRow


class Triage(Protocol):
    """Times are UTC milliseconds."""

    def priority(self, conversation_id: str) -> Priority:
        """Raises NotFound."""

    def set_priority(self, conversation_id: str, priority: Priority) -> None: ...
    def tags(self, conversation_id: str) -> tuple[str, ...]:
        """As they were written, by name; raises NotFound."""

    def set_tags(self, conversation_id: str, tags: Collection[str]) -> None:
        """These and no others. The one place that writes tags."""

    def known_tags(self, prefix: str, limit: int) -> list[str]:
        """Tags in use that begin so (case is ignored), by name."""

    def watch(self, conversation_id: str, agent_id: str, at: int | None) -> bool:
        """From then on; None: no more. False where it was so already."""

    def watchers(self, conversation_ids: Iterable[str]) -> dict[str, list[str]]:
        """Ids of the agents who watch, by conversation."""

    def mention(self, note_id: str, conversation_id: str, agent_ids: Collection[str], at: int) -> list[str]:
        """The agents a note mentions now, and no others; returns those it did not mention before."""

    def see_mentions(self, conversation_id: str, agent_id: str, at: int) -> bool:
        """The agent looked at what mentions them there; False where nothing was unseen."""

    def mentioned(self, conversation_id: str, agent_id: str) -> bool:
        """Whether something there mentions the agent that was not looked at."""

    def names(self) -> Mapping[str, str]:
        """What agents and teams are called, by id, also those who left."""

    def handles(self) -> Mapping[str, str]:
        """Agents who work here by their handle, in lower case."""

    def trail(self, conversation_id: str, limit: int) -> list[TrailRow]:
        """The latest acts in a conversation, oldest first."""
