"""Looking: the list of conversations, one conversation opened, and search. Reads only; any thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import get_ident
from typing import TYPE_CHECKING

from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.ids import is_number
from agent_desk.domain.lists import MINE, InboxCounts, ListQuery, Looker
from agent_desk.domain.merging import Family
from agent_desk.domain.rows import ConversationDetail, ConversationRow, DraftRow, MessageRow, NoteRow, SearchHit
from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from agent_desk.storage.contract import Nouns


_MOMENT = 250
"""Milliseconds in which no figure changes by itself that anybody would miss."""
_TRAIL = 300
"""Acts that are shown in a conversation."""


@frozen
class Counted:
    """How many lines a list has; with `more` there are more than that."""

    n: int
    more: bool


class Inbox:
    """Small indexed reads, fit for the GUI thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._counted: tuple[object, InboxCounts] | None = None

    def page(self, query: ListQuery, after: ConversationRow | None = None, limit: int = 200) -> list[ConversationRow]:
        """The lines that follow `after` (None: from the top), at most `limit`. A query that is `streamed` may take long."""
        return self._ground.store.read.conversations.page(
            query, after, limit, self._ground.now(), looker=looking(self._ground, query)
        )

    def stream(
        self, query: ListQuery, after: ConversationRow | None, limit: int, cancelled: Callable[[], bool]
    ) -> list[ConversationRow]:
        """The same, never on the GUI thread. Once `cancelled` says so, which is asked often, it ends with what it has found."""
        looker = looking(self._ground, query)
        return self._ground.store.read.conversations.page(query, after, limit, self._ground.now(), cancelled, looker)

    def count(self, query: ListQuery, most: int = 999, cancelled: Callable[[], bool] | None = None) -> Counted:
        """How many lines there are, counted up to `most`; may take long with conditions."""
        looker = looking(self._ground, query)
        found = self._ground.store.read.conversations.count(query, most + 1, self._ground.now(), cancelled, looker)
        return Counted(min(found, most), found > most)

    def row(self, conversation_id: str) -> ConversationRow:
        """One line; raises NotFound."""
        return self._ground.store.read.conversations.row(conversation_id)

    def find(self, ref: str) -> str:
        """The id of a conversation from its id or short number; raises NotFound."""
        return self._ground.store.read.conversations.find(ref)

    def counts(self) -> InboxCounts:
        """The figures beside the views. Whoever asks the same in the same moment hears the same: of a window, several do."""
        store, now = self._ground.store, self._ground.now()
        asked = (get_ident(), store.data_version(), self._ground.me, now // _MOMENT)
        known = self._counted
        if known is None or known[0] != asked:
            conversations = store.read.conversations
            known = self._counted = (asked, conversations.counts(now, conversations.looker(self._ground.me)))
        return known[1]

    def looker(self) -> Looker:
        """Who sits here, as far as it decides what is shown."""
        return self._ground.store.read.conversations.looker(self._ground.me)

    def names(self) -> Mapping[str, str]:
        """What agents and teams are called, by id, also those who left."""
        return self._ground.store.read.triage.names()

    def open(self, conversation_id: str, limit: int = 400) -> ConversationDetail:
        """A conversation with its newest `limit` posts and all that is pending, with what was merged into it; of one that
        was merged itself, the one it goes on in. Raises NotFound."""
        read = self._ground.store.read
        family = read.merging.family(conversation_id)
        messages = read.messages.of_all(family.all, limit)
        place = read.conversations.place(family.root)
        notes = [note for one in family.all for note in notes_of(self._ground, read, one)]
        deliveries = [row for one in family.all for row in read.deliveries.of(one)]
        return ConversationDetail(
            row=read.conversations.row(family.root),
            subject=place.subject,
            locked=read.conversations.locked(family.root),
            messages=messages,
            earlier=sum(read.messages.count(one) for one in family.all) - len(messages),
            deliveries=tuple(sorted(deliveries, key=lambda row: row.number)),
            draft=_draft(self._ground, read, family),
            notes=tuple(sorted(notes, key=lambda note: (note.at, note.id))),
            trail=tuple(read.triage.trail(conversation_id, _TRAIL)),
            solved=place.solved,
            members=tuple(read.conversations.row(one) for one in family.members),
        )

    def earlier(self, conversation_id: str, before: MessageRow, limit: int = 400) -> tuple[MessageRow, ...]:
        """The posts above one that is shown, oldest first."""
        read = self._ground.store.read
        return read.messages.of_all(read.merging.family(conversation_id).all, limit, before)

    def message(self, ref: str) -> MessageRow:
        """One post from its id or short number; raises NotFound."""
        return self._ground.store.read.messages.get(ref)

    def versions(self, message_id: str) -> list[tuple[int, str]]:
        """Earlier texts of an edited post: when each was replaced (UTC milliseconds), and the text."""
        return self._ground.store.read.messages.versions(message_id)


def notes_of(ground: Ground, read: Nouns, conversation_id: str) -> tuple[NoteRow, ...]:
    """The notes of a conversation, oldest first, each saying whether the agent at this desk wrote it."""
    return tuple(replace(note, mine=note.agent_id == ground.me) for note in read.notes.of(conversation_id))


def _draft(ground: Ground, read: Nouns, family: Family) -> DraftRow | None:
    found = next((draft for one in family.all if (draft := read.drafts.get(one, ground.me))), None)
    return None if found is None else replace(found, conversation_id=family.root)


def looking(ground: Ground, query: ListQuery) -> Looker:
    """Who looks at a list: who sits at this desk, with the teams where the list asks about them."""
    if query.team == MINE or query.where is not None:
        return ground.store.read.conversations.looker(ground.me)
    return Looker(ground.me)


class Search:
    """Full text over everything on this desk. May take longer than a frame: not on the GUI thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def find(self, text: str, limit: int = 50) -> list[SearchHit]:
        """The newest messages with all the words, the last word as a prefix. `#12` leads to the conversation of that number."""
        if text.strip().startswith("#") and is_number(text.strip()):
            return self._numbered(text.strip())
        return self._ground.store.read.search.find(text, limit)

    def conversations(self, text: str, query: ListQuery, limit: int = 200) -> list[ConversationRow]:
        """The conversations of a list in which a message has all the words; `#12`: the one of that number, in any list."""
        if text.strip().startswith("#") and is_number(text.strip()):
            read = self._ground.store.read.conversations
            return [read.row(hit.conversation_id) for hit in self._numbered(text.strip())]
        return self._ground.store.read.search.conversations(text, query, limit)

    def catch_up(self, limit: int = 500) -> int:
        """Index messages that arrived since; returns how many. On a write lane."""
        if not self._ground.store.read.search.behind():
            return 0
        with self._ground.store.write(durable=False) as nouns:
            return nouns.search.index_some(limit)

    def _numbered(self, ref: str) -> list[SearchHit]:
        read = self._ground.store.read
        try:
            row = read.conversations.row(read.conversations.find(ref))
        except NotFound:
            return []
        newest = read.messages.of(row.id, 1)
        message_id = newest[0].id if newest else ""
        author = row.author_name or row.author_handle
        return [SearchHit(row.id, row.number, message_id, row.venue_id, author, row.title, row.text[:200], row.last_at)]
