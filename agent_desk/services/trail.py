"""The trail of a conversation: everything that was done there, as structure. Reads only; any thread."""

from __future__ import annotations

from agent_desk.domain.trail import TrailRow
from agent_desk.services.ground import Ground


class Trail:
    """Small indexed reads."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of(self, conversation_id: str, limit: int = 200) -> list[TrailRow]:
        """The latest acts in a conversation, oldest first, by agents and by rules alike."""
        return self._ground.store.read.triage.trail(conversation_id, limit)
