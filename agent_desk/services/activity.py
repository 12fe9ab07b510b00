"""What was done: the agent's acts since a moment, and how many of each kind. Reads only; any thread."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.rows import ActivityRow
from agent_desk.services.ground import Ground


class Activity:
    """Small indexed reads."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def since(self, at: int, limit: int = 200) -> list[ActivityRow]:
        """What was done since that moment (UTC milliseconds), newest first."""
        return self._ground.store.read.agents.activity(at, limit)

    def totals(self, since: int) -> Mapping[ActionKind, int]:
        """How many acts of each kind."""
        return self._ground.store.read.agents.totals(since)
