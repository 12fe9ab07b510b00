"""What many conversations get at once in words: a private note, and a reply begun in the draft, filled in for each of them."""

from __future__ import annotations

from dataclasses import replace

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import DraftRow
from agent_desk.services.acting import acted
from agent_desk.services.canned import fill
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns


@frozen
class Words:
    """What is to be written: a private note, and what is added to the draft of the reply, both with placeholders
    (agent_desk.services.canned.PLACEHOLDERS). `typed_in`: the conversation whose reply the caller types into the composer.
    `macro_id`, `name`: of the macro that writes."""

    macro_id: str = ""
    name: str = ""
    note: str = ""
    reply: str = ""
    typed_in: str = ""

    def __bool__(self) -> bool:
        return bool(self.macro_id)


NO_WORDS = Words()


@frozen
class WordsBefore:
    """What takes the words back: the id of the note, and the draft as it was before and after."""

    conversation_id: str
    note_id: str = ""
    before: str = ""
    after: str = ""


def put_words(ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str, words: Words) -> WordsBefore:
    """Write them inside the caller's transaction. Raises NotFound."""
    details = {"macro": words.macro_id, "name": words.name}
    acted(ground, nouns, tally, ActionKind.MACRO, conversation_id, details)
    note_id = before = after = ""
    if words.note:
        text = fill(ground, nouns, conversation_id, words.note)
        note_id = nouns.notes.add(ground.new_id(), conversation_id, ground.me, text, ground.now()).id
        acted(ground, nouns, tally, ActionKind.NOTE, conversation_id, {"note": note_id, "act": "add"})
    if words.reply and conversation_id != words.typed_in:
        draft = _draft(ground, nouns, conversation_id)
        before = draft.text
        text = fill(ground, nouns, conversation_id, words.reply)
        after = f"{before}\n\n{text}" if before.strip() else text
        _save(ground, nouns, tally, replace(draft, text=after))
    return WordsBefore(conversation_id, note_id, before, after)


def undo_words(ground: Ground, nouns: Nouns, tally: Tally, words: WordsBefore) -> None:
    """Take them back inside the caller's transaction; a draft that was written on since stays."""
    if words.note_id and nouns.notes.remove(words.note_id, ground.now()):
        details = {"note": words.note_id, "act": "remove"}
        acted(ground, nouns, tally, ActionKind.NOTE, words.conversation_id, details)
    draft = _draft(ground, nouns, words.conversation_id)
    if words.after and draft.text == words.after:
        _save(ground, nouns, tally, replace(draft, text=words.before))


def _draft(ground: Ground, nouns: Nouns, conversation_id: str) -> DraftRow:
    known = nouns.drafts.get(conversation_id, ground.me)
    return known or DraftRow(conversation_id, ground.me, "", None, (), ground.now())


def _save(ground: Ground, nouns: Nouns, tally: Tally, draft: DraftRow) -> None:
    if draft.text or draft.media or draft.warning or draft.note:
        nouns.drafts.save(replace(draft, updated_at=ground.now()))
    else:
        nouns.drafts.discard(draft.conversation_id, draft.agent_id)
    tally.add(Changes(drafts=frozenset({draft.conversation_id})))
