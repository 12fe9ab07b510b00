"""Keeping what an agent is typing: on disk before anything says that it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.changes import Changes
from agent_desk.domain.rows import DraftRow, StoredMedia
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns


class Drafts:
    """The drafts of the agent at this desk, one per conversation."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, conversation_id: str) -> DraftRow | None:
        """What was being typed there."""
        return self._ground.store.read.drafts.get(conversation_id, self._ground.me)

    def save(
        self,
        conversation_id: str,
        text: str,
        target_message_id: str | None = None,
        media: Sequence[StoredMedia] = (),
    ) -> Changes:
        """Commit what is typed; an empty draft is no draft."""
        text = sound(text)
        with self._ground.act() as (nouns, tally):
            if text or media:
                at = self._ground.now()
                nouns.drafts.save(DraftRow(conversation_id, self._ground.me, text, target_message_id, tuple(media), at))
                touched = True
            else:
                touched = nouns.drafts.discard(conversation_id, self._ground.me)
            if touched:
                tally.add(Changes(drafts=frozenset({conversation_id})))
        return tally.changes

    def discard(self, conversation_id: str) -> Changes:
        """Throw the draft away."""
        return self.save(conversation_id, "")


def give_back(ground: Ground, nouns: Nouns, draft: DraftRow) -> Changes:
    """Put the text of a reply that did not leave back before its agent, above what was typed since."""
    typed = nouns.drafts.get(draft.conversation_id, draft.agent_id)
    if typed is not None and draft.text not in typed.text:
        text = f"{draft.text}\n\n{typed.text}" if typed.text else draft.text
        draft = DraftRow(
            draft.conversation_id,
            draft.agent_id,
            text,
            draft.target_message_id,
            draft.media + typed.media,
            ground.now(),
        )
    elif typed is not None:
        return Changes()
    nouns.drafts.save(draft)
    return Changes(drafts=frozenset({draft.conversation_id}))
