"""Private notes: what agents tell each other beside a conversation; no venue ever sees one."""

from __future__ import annotations

from dataclasses import replace

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.mentions import mentioned
from agent_desk.domain.roster import NoticeKind
from agent_desk.domain.rows import NoteRow
from agent_desk.domain.typed import sound
from agent_desk.services.drafts import clear_note
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.inbox import notes_of
from agent_desk.services.notifying import notify
from agent_desk.storage.contract import Nouns


@frozen
class Noted:
    """A note as it stands now, and what it touched."""

    note: NoteRow
    changes: Changes


class Notes:
    """Acts of the agent at this desk, on the write lane. Raise NotFound; Refused(`empty_note`, `not_yours`)."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of(self, conversation_id: str) -> tuple[NoteRow, ...]:
        """The notes of a conversation, oldest first. Any thread."""
        return notes_of(self._ground, self._ground.store.read, conversation_id)

    def add(self, conversation_id: str, text: str) -> Noted:
        """Write a note; what was typed for it is no draft any more."""
        text = _worded(text)
        with self._ground.act() as (nouns, tally):
            nouns.conversations.row(conversation_id)
            note = nouns.notes.add(self._ground.new_id(), conversation_id, self._ground.me, text, self._ground.now())
            cleared = clear_note(self._ground, nouns, conversation_id, self._ground.me)
            tally.add(self._noted(nouns, note, "add") | cleared)
            self._mention(nouns, tally, note)
        return Noted(replace(note, mine=True), tally.changes)

    def edit(self, note_id: str, text: str) -> Noted:
        """Change the words of one's own note."""
        text = _worded(text)
        with self._ground.act() as (nouns, tally):
            note = self._mine(nouns, note_id)
            if note.text != text:
                nouns.notes.edit(note_id, text, self._ground.now())
                tally.add(self._noted(nouns, note, "edit"))
                note = nouns.notes.get(note_id)
                self._mention(nouns, tally, note)
        return Noted(replace(note, mine=True), tally.changes)

    def remove(self, note_id: str) -> Changes:
        """Take one's own note out of sight; `restore` brings it back."""
        with self._ground.act() as (nouns, tally):
            note = self._mine(nouns, note_id)
            if nouns.notes.remove(note_id, self._ground.now()):
                tally.add(self._noted(nouns, note, "remove"))
                nouns.triage.mention(note.id, note.conversation_id, (), self._ground.now())
        return tally.changes

    def restore(self, note_id: str) -> Changes:
        """Undo a removal."""
        with self._ground.act() as (nouns, tally):
            note = self._mine(nouns, note_id)
            if nouns.notes.remove(note_id, None):
                tally.add(self._noted(nouns, note, "restore"))
                self._mention(nouns, tally, note)
        return tally.changes

    def _mine(self, nouns: Nouns, note_id: str) -> NoteRow:
        note = nouns.notes.get(note_id)
        if note.agent_id != self._ground.me:
            raise Refused("not_yours")
        return note

    def _mention(self, nouns: Nouns, tally: Tally, note: NoteRow) -> None:
        """Tell those whom a note mentions now, and did not before."""
        agents = mentioned(note.text, nouns.triage.handles())
        new = nouns.triage.mention(note.id, note.conversation_id, agents, self._ground.now())
        notify(self._ground, nouns, tally, new, NoticeKind.MENTIONED, note.conversation_id)

    def _noted(self, nouns: Nouns, note: NoteRow, act: str) -> Changes:
        now, details = self._ground.now(), {"note": note.id, "act": act}
        kind = ActionKind.NOTE
        nouns.ledger.add(
            Action(self._ground.new_id(), kind, self._ground.me, note.conversation_id, now, details=details)
        )
        return Changes(conversations=frozenset({note.conversation_id}))


def _worded(text: str) -> str:
    text = sound(text).strip()
    if not text:
        raise Refused("empty_note")
    return text
