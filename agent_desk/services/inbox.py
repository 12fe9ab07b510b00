"""Looking: the list of conversations, one conversation opened, and search. Reads only; any thread."""

from __future__ import annotations

from agent_desk.domain.rows import ConversationDetail, ConversationRow, InboxCounts, ListQuery, MessageRow, SearchHit
from agent_desk.services.ground import Ground


class Inbox:
    """Small indexed reads, fit for the GUI thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def page(self, query: ListQuery, after: ConversationRow | None = None, limit: int = 200) -> list[ConversationRow]:
        """The lines that follow `after` (None: from the top), at most `limit`."""
        return self._ground.store.read.conversations.page(query, after, limit)

    def row(self, conversation_id: str) -> ConversationRow:
        """One line; raises NotFound."""
        return self._ground.store.read.conversations.row(conversation_id)

    def find(self, ref: str) -> str:
        """The id of a conversation from its id or short number; raises NotFound."""
        return self._ground.store.read.conversations.find(ref)

    def counts(self) -> InboxCounts:
        """The figures beside the views."""
        return self._ground.store.read.conversations.counts()

    def open(self, conversation_id: str, limit: int = 400) -> ConversationDetail:
        """A conversation with its newest `limit` posts and all that is pending; raises NotFound."""
        read = self._ground.store.read
        messages = read.messages.of(conversation_id, limit)
        return ConversationDetail(
            row=read.conversations.row(conversation_id),
            subject=read.conversations.place(conversation_id).subject,
            locked=read.conversations.locked(conversation_id),
            messages=messages,
            earlier=read.messages.count(conversation_id) - len(messages),
            deliveries=read.deliveries.of(conversation_id),
            draft=read.drafts.get(conversation_id, self._ground.me),
        )

    def earlier(self, conversation_id: str, before: MessageRow, limit: int = 400) -> tuple[MessageRow, ...]:
        """The posts above one that is shown, oldest first."""
        return self._ground.store.read.messages.of(conversation_id, limit, before)

    def message(self, ref: str) -> MessageRow:
        """One post from its id or short number; raises NotFound."""
        return self._ground.store.read.messages.get(ref)

    def versions(self, message_id: str) -> list[tuple[int, str]]:
        """Earlier texts of an edited post: when each was replaced (UTC milliseconds), and the text."""
        return self._ground.store.read.messages.versions(message_id)


class Search:
    """Full text over everything on this desk. May take longer than a frame: not on the GUI thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def find(self, text: str, limit: int = 50) -> list[SearchHit]:
        """The newest messages with all the words, the last word as a prefix."""
        return self._ground.store.read.search.find(text, limit)

    def conversations(self, text: str, query: ListQuery, limit: int = 200) -> list[ConversationRow]:
        """The conversations of a list in which a message has all the words."""
        return self._ground.store.read.search.conversations(text, query, limit)

    def catch_up(self, limit: int = 500) -> int:
        """Index messages that arrived since; returns how many. On a write lane."""
        if not self._ground.store.read.search.behind():
            return 0
        with self._ground.store.write(durable=False) as nouns:
            return nouns.search.index_some(limit)
