"""The agent at this desk: name and sign-off."""

from __future__ import annotations

from agent_desk.domain.roster import AgentRow
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground


class Agent:
    """Who sits here. Reads on any thread; `set` on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def me(self) -> AgentRow:
        """The agent at this desk; the name is empty until one was given."""
        return self._ground.store.read.agents.get(self._ground.me)

    def set(self, name: str, sign_off: str) -> AgentRow:
        """Say how the agent is called, and what stands below replies at venues that want a sign-off."""
        with self._ground.act() as (nouns, _):
            nouns.agents.set(self._ground.me, sound(name).strip(), sound(sign_off).strip())
        return self.me()
