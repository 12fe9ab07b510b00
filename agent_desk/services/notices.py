"""What the agent at this desk is told: assignments, mentions, watched conversations, due times."""

from __future__ import annotations

from collections.abc import Collection

from agent_desk.domain.changes import Changes
from agent_desk.domain.roster import Notice
from agent_desk.services.ground import Ground

UNSEEN_MOST = 100
"""As far as unseen notices are counted."""


class Notices:
    """Reads on any thread, fit for the GUI thread; `see` on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def mine(self, limit: int = 50) -> list[Notice]:
        """The latest ones, newest first, seen or not; those for later hours are left out until then."""
        return self._ground.store.read.notices.of(self._ground.me, self._ground.now(), limit)

    def unseen(self) -> int:
        """How many were not looked at; UNSEEN_MOST stands for that many or more."""
        return self._ground.store.read.notices.unseen(self._ground.me, self._ground.now(), UNSEEN_MOST)

    def see(self, ids: Collection[str] | None = None) -> Changes:
        """These were looked at; None: all of them."""
        with self._ground.act() as (nouns, tally):
            if nouns.notices.see(self._ground.me, ids, self._ground.now()):
                tally.add(Changes(notices=frozenset({self._ground.me})))
        return tally.changes

    def see_conversation(self, conversation_id: str) -> Changes:
        """The agent opened a conversation: what mentions them there was seen, and what they were told about it."""
        read, me = self._ground.store.read, self._ground.me
        if not read.triage.mentioned(conversation_id, me) and not self.unseen():
            return Changes()
        with self._ground.act() as (nouns, tally):
            now = self._ground.now()
            if nouns.triage.see_mentions(conversation_id, me, now):
                tally.add(Changes(conversations=frozenset({conversation_id}), notices=frozenset({me})))
            if nouns.notices.see(me, None, now, conversation_id):
                tally.add(Changes(notices=frozenset({me})))
        return tally.changes
