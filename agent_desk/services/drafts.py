"""Keeping what an agent is typing: on disk before anything says that it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent_desk.domain.changes import Changes
from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import DraftRow, StoredMedia
from agent_desk.domain.sending import wider
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns


class Drafts:
    """The drafts of the agent at this desk, one per conversation."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, conversation_id: str) -> DraftRow | None:
        """What was being typed there."""
        return draft_in(self._ground.store.read, conversation_id, self._ground.me)

    def save(
        self,
        conversation_id: str,
        text: str,
        target_message_id: str | None = None,
        media: Sequence[StoredMedia] = (),
        *,
        visibility: Visibility | None = None,
        warning: str = "",
    ) -> Changes:
        """Commit what is typed as a reply; a note that is being written stays. An all-empty draft is no draft."""
        reply = DraftRow(
            conversation_id,
            self._ground.me,
            sound(text),
            target_message_id,
            tuple(media),
            self._ground.now(),
            visibility,
            sound(warning),
        )
        with self._ground.act() as (nouns, tally):
            kept = replace(reply, conversation_id=_home(nouns, conversation_id, self._ground.me))
            tally.add(_put(nouns, replace(kept, note=_of(nouns, kept).note)))
        return tally.changes

    def save_note(self, conversation_id: str, note: str) -> Changes:
        """Commit what is typed as a private note; a reply that is being written stays."""
        with self._ground.act() as (nouns, tally):
            home = _home(nouns, conversation_id, self._ground.me)
            empty = _empty(home, self._ground.me, self._ground.now())
            tally.add(_put(nouns, replace(_of(nouns, empty), note=sound(note), updated_at=empty.updated_at)))
        return tally.changes

    def discard(self, conversation_id: str) -> Changes:
        """Throw the reply that is being written away."""
        return self.save(conversation_id, "")


def draft_in(nouns: Nouns, conversation_id: str, agent_id: str) -> DraftRow | None:
    """What an agent is typing in a conversation or in one that was merged into it."""
    found = nouns.drafts.get(_home(nouns, conversation_id, agent_id), agent_id)
    return None if found is None else replace(found, conversation_id=conversation_id)


def clear_reply(ground: Ground, nouns: Nouns, conversation_id: str, agent_id: str) -> Changes:
    """The reply that was being written is gone; a note stays."""
    empty = _empty(_home(nouns, conversation_id, agent_id), agent_id, ground.now())
    return _put(nouns, replace(empty, note=_of(nouns, empty).note))


def clear_note(ground: Ground, nouns: Nouns, conversation_id: str, agent_id: str) -> Changes:
    """The note that was being written is one now; a reply stays."""
    typed = nouns.drafts.get(_home(nouns, conversation_id, agent_id), agent_id)
    return (
        _put(nouns, replace(typed, note="", updated_at=ground.now())) if typed is not None and typed.note else Changes()
    )


def give_back(ground: Ground, nouns: Nouns, draft: DraftRow) -> Changes:
    """Put the text of a reply that did not leave back before its agent, above what was typed since; who may read it is
    never more than either was for."""
    draft = replace(draft, conversation_id=_home(nouns, draft.conversation_id, draft.agent_id))
    typed = nouns.drafts.get(draft.conversation_id, draft.agent_id)
    if typed is not None:
        # Refused twice, its words stand there already.
        there = f"\n\n{typed.text}\n\n".find(f"\n\n{draft.text}\n\n") >= 0
        merged = replace(
            draft,
            text=typed.text if there else "\n\n".join(part for part in (draft.text, typed.text) if part),
            media=tuple(dict.fromkeys(draft.media + typed.media)),
            visibility=_narrower(draft.visibility, typed.visibility),
            warning=draft.warning or typed.warning,
            note=typed.note,
            updated_at=typed.updated_at,
        )
        if merged == replace(typed, target_message_id=draft.target_message_id):
            return Changes()
        draft = replace(merged, updated_at=ground.now())
    return _put(nouns, draft)


def _home(nouns: Nouns, conversation_id: str, agent_id: str) -> str:
    """Under which conversation of a family an agent's words are kept: where they were begun, else its root."""
    family = nouns.merging.family(conversation_id)
    if not family.members:
        return conversation_id
    return next((one for one in family.all if nouns.drafts.get(one, agent_id) is not None), family.root)


def _put(nouns: Nouns, draft: DraftRow) -> Changes:
    if draft.text or draft.media or draft.warning or draft.note:
        nouns.drafts.save(draft)
    elif not nouns.drafts.discard(draft.conversation_id, draft.agent_id):
        return Changes()
    return Changes(drafts=frozenset({draft.conversation_id}))


def _of(nouns: Nouns, empty: DraftRow) -> DraftRow:
    return nouns.drafts.get(empty.conversation_id, empty.agent_id) or empty


def _empty(conversation_id: str, agent_id: str, at: int) -> DraftRow:
    return DraftRow(conversation_id, agent_id, "", None, (), at)


def _narrower(one: Visibility | None, other: Visibility | None) -> Visibility | None:
    if one is None or other is None:
        return one or other
    return other if wider(one, other) else one
