"""People who write: marks on authors with their reasons, who takes part in a thread, and finding somebody by name."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Refused
from agent_desk.domain.marks import DEALT_WITH_AS, AuthorMark
from agent_desk.domain.rows import AuthorRow, ConversationRow, MarkRow, PersonHit
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground, Touched
from agent_desk.storage.contract import Nouns

MANY = 200
"""Of more conversations the clocks are left to the next ticks."""


class People:
    """Reads on any thread, `find` not on the GUI thread; `mark` on the write lane. All raise NotFound."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def author(self, author_id: str) -> AuthorRow:
        """An identity at a venue."""
        return self._ground.store.read.people.get(author_id)

    def history(self, author_id: str) -> list[MarkRow]:
        """Every decision about the author, newest first."""
        return self._ground.store.read.people.history(author_id)

    def conversations(self, author_id: str, limit: int = 50) -> list[ConversationRow]:
        """The conversations the author wrote in, newest first."""
        return self._ground.store.read.people.conversations(author_id, limit)

    def in_thread(self, conversation_id: str, limit: int = 50) -> list[AuthorRow]:
        """Who wrote there, the most recent first."""
        return self._ground.store.read.people.in_thread(conversation_id, limit)

    def mentionable(self, conversation_id: str, prefix: str, limit: int = 8) -> list[AuthorRow]:
        """Whom an answer may mention by a handle or name that begins so: who is in the thread first, then others of the venue."""
        read, start = self._ground.store.read, prefix.removeprefix("@").casefold()
        near = [
            author
            for author in read.people.in_thread(conversation_id, 200)
            if author.handle
            and (author.handle.casefold().startswith(start) or author.name.casefold().startswith(start))
        ]
        venue_id = read.conversations.row(conversation_id).venue_id
        far = read.people.named(venue_id, prefix.removeprefix("@"), limit + len(near)) if start else []
        found = {author.id: author for author in (*near, *far) if not author.ours}
        return list(found.values())[:limit]

    def find(self, text: str, limit: int = 20) -> list[PersonHit]:
        """Authors by handle or name, exact matches first. May take longer than a frame."""
        return self._ground.store.read.people.find(text, limit)

    def mark(self, author_id: str, mark: AuthorMark, reason: str = "") -> Changes:
        """Decide about an author. The posts that wait are dealt with, later ones on arrival; NONE gives back to the queue
        what an earlier mark dealt with. Raises Refused(`ours`) for one of our own accounts."""
        with self._ground.act() as (nouns, tally):
            author, at = nouns.people.get(author_id), self._ground.now()
            if author.ours:
                raise Refused("ours")
            restored = nouns.people.decided_by_mark(author_id)
            for message_id in _all(restored):
                nouns.messages.decide(message_id, None, None, at, "mark:")
            self._settle(nouns, author_id, restored)
            waiting = nouns.people.waiting(author_id) if mark is not AuthorMark.NONE else {}
            for message_id in _all(waiting):
                nouns.messages.decide(message_id, DEALT_WITH_AS[mark], None, at, note_of(mark))
            self._settle(nouns, author_id, waiting)
            nouns.people.mark(author_id, mark, sound(reason).strip(), self._ground.me, at)
            details = {"author": author_id, "mark": mark.value}
            nouns.ledger.add(Action(self._ground.new_id(), ActionKind.MARK, self._ground.me, "", at, details=details))
            touched = frozenset(restored) | frozenset(waiting)
            messages = frozenset(_all(restored)) | frozenset(_all(waiting))
            tally.add(Changes(conversations=touched, messages=messages, authors=frozenset({author_id})))
        return tally.changes

    def regard(self, author_id: str, *, trusted: bool | None = None, automatic: bool | None = None) -> Changes:
        """Say that answers of an author to others count as help (policies tell what of), or that no human writes there, so
        that nothing there answers anybody, not from an account of ours either; None leaves it as it is. Who waits is decided
        anew in all the author's conversations. Raises Refused(`ours`) where one of our own is to be trusted."""
        with self._ground.act() as (nouns, tally):
            author, at = nouns.people.get(author_id), self._ground.now()
            if author.ours and trusted:
                raise Refused("ours")
            helps = author.trusted if trusted is None else trusted
            writes = author.automatic if automatic is None else automatic
            if (helps, writes) == (author.trusted, author.automatic):
                return Changes()
            nouns.people.regard(author_id, trusted=helps, automatic=writes)
            conversations = nouns.people.all_conversations(author_id)
            if author.ours and writes is not author.automatic:
                self._settle(nouns, author_id, conversations)
            tally.many = len(conversations) > MANY
            details = {"author": author_id, "trusted": str(int(helps)), "automatic": str(int(writes))}
            nouns.ledger.add(Action(self._ground.new_id(), ActionKind.MARK, self._ground.me, "", at, details=details))
            tally.add(Changes(conversations=frozenset(conversations), authors=frozenset({author_id})))
        return tally.changes

    def _settle(self, nouns: Nouns, author_id: str, conversations: Iterable[str]) -> None:
        venue_id = nouns.people.venue_of(author_id)
        if venue_id in {venue.id for venue in nouns.venues.all()}:
            self._ground.settle(nouns, nouns.venues.get(venue_id), dict.fromkeys(conversations, Touched()))


def note_of(mark: AuthorMark) -> str:
    """What stands beside a decision that a mark made."""
    return f"mark:{mark.value}"


def _all(by_conversation: dict[str, list[str]]) -> list[str]:
    return [message_id for ids in by_conversation.values() for message_id in ids]
