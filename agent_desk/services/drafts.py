"""Keeping what an agent is typing: on disk before anything says that it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    if typed is not None:
        # Refused twice, its words stand there already.
        there = f"\n\n{typed.text}\n\n".find(f"\n\n{draft.text}\n\n") >= 0
        text = typed.text if there else "\n\n".join(part for part in (draft.text, typed.text) if part)
        media = tuple(dict.fromkeys(draft.media + typed.media))
        if (text, media) == (typed.text, typed.media):
            return Changes()
        draft = replace(draft, text=text, media=media, updated_at=ground.now())
    nouns.drafts.save(draft)
    return Changes(drafts=frozenset({draft.conversation_id}))
