"""What a store remembers around posts and replies: notes, saved views, canned answers, people, agents, what is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.roster import AgentRow
from agent_desk.domain.rows import (
    ActivityRow,
    AuthorRow,
    CannedAnswer,
    CannedVariant,
    ConversationRow,
    MarkRow,
    NoteRow,
    PersonHit,
    SavedView,
    Scope,
)


@frozen
class ReadState:
    """How far a conversation was read, and where the work on it stands; enough to put it back."""

    status: Status
    snoozed_until: int | None
    read_up_to: int


@frozen
class Erasure:
    """What an erasure took out of the tables. `files`: our copies of attached files that nothing names any more.
    `pictures`: addresses of pictures that may lie in a cache. `conversations`: those that lost something and still exist."""

    posts: int = 0
    replies: int = 0
    notes: int = 0
    conversations_removed: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@frozen
class Decision:
    """How one post was dealt with, at one moment; None: that was taken back. `note`: why, or which mark decided; `reason`:
    agent_desk.domain.balance.DisposeReason, or empty."""

    message_id: str
    disposition: str | None
    note: str
    action_id: str | None
    at: int
    reason: str = ""


class Notes(Protocol):
    """Private notes of agents; whose they are to the one who looks is not the store's to say (`mine` is False)."""

    def add(self, note_id: str, conversation_id: str, agent_id: str, text: str, at: int) -> NoteRow: ...
    def get(self, note_id: str) -> NoteRow:
        """Also a removed one; raises NotFound."""

    def of(self, conversation_id: str) -> tuple[NoteRow, ...]:
        """Those that are not removed, oldest first."""

    def edit(self, note_id: str, text: str, at: int) -> None: ...
    def remove(self, note_id: str, at: int | None) -> bool:
        """Take it out of sight; None puts it back. False when it was so already."""


class Views(Protocol):
    """Saved views, by position."""

    def all(self) -> list[SavedView]:
        """Everybody's and each agent's; one that names what this workspace does not know has trouble."""

    def save(self, view: SavedView, at: int) -> SavedView:
        """Make it, behind the others, or change it in its place; its position is kept."""

    def arrange(self, ids: Sequence[str]) -> bool:
        """Put them in this order, which names them all; False where it was so."""

    def remove(self, view_id: str) -> bool: ...


class Canned(Protocol):
    """Prepared answers."""

    def all(self) -> list[CannedAnswer]: ...
    def get(self, answer_id: str) -> CannedAnswer: ...
    def by_shortcut(self, shortcut: str, scope: Scope) -> CannedAnswer | None: ...
    def find(self, prefix: str) -> list[CannedAnswer]:
        """Those whose shortcut begins so, the most used first, then those with it in their title; of all agents and teams."""

    def save(
        self, answer_id: str, shortcut: str, title: str, variants: Sequence[CannedVariant], scope: Scope, at: int
    ) -> CannedAnswer: ...
    def remove(self, answer_id: str) -> bool: ...
    def used(self, answer_id: str, at: int) -> None: ...


class People(Protocol):
    """Authors beyond their posts: marks, and who is who."""

    def get(self, author_id: str) -> AuthorRow: ...
    def venue_of(self, author_id: str) -> str: ...
    def mark(self, author_id: str, mark: AuthorMark, reason: str, agent_id: str, at: int) -> None: ...
    def regard(self, author_id: str, *, trusted: bool, automatic: bool) -> None:
        """Note whether answers of the author count as help, and whether no human writes there."""

    def all_conversations(self, author_id: str) -> list[str]:
        """Ids of all conversations with a post of the author."""

    def marks(self, author_ids: Iterable[str]) -> dict[str, AuthorMark]:
        """The marks of those among these authors that have one."""

    def history(self, author_id: str) -> list[MarkRow]:
        """Newest first."""

    def waiting(self, author_id: str) -> dict[str, list[str]]:
        """Ids of the author's posts that wait, by conversation."""

    def decided_by_mark(self, author_id: str) -> dict[str, list[str]]:
        """Ids of the author's posts whose latest decision was a mark's, by conversation."""

    def conversations(self, author_id: str, limit: int) -> list[ConversationRow]:
        """Those with a post of the author, newest first; of who wrote many thousand posts, those with the latest ones."""

    def in_thread(self, conversation_id: str, limit: int) -> list[AuthorRow]:
        """Who wrote there, the most recent first; of a thread of many thousand posts, who wrote the latest ones."""

    def named(self, venue_id: str, prefix: str, limit: int) -> list[AuthorRow]:
        """Authors of a venue whose handle or name begins so, those seen last first."""

    def find(self, text: str, limit: int) -> list[PersonHit]: ...


class Agents(Protocol):
    """Who works here, and what they did."""

    def get(self, agent_id: str) -> AgentRow: ...
    def set(self, agent_id: str, name: str, sign_off: str) -> None: ...
    def activity(self, since: int, limit: int) -> list[ActivityRow]:
        """Newest first."""

    def totals(self, since: int) -> Mapping[ActionKind, int]: ...
    def decisions(self, conversation_id: str) -> list[Decision]:
        """About the posts of a conversation, oldest first."""


class States(Protocol):
    """Where the work on conversations stands."""

    def get(self, conversation_id: str) -> ReadState: ...
    def restore(self, conversation_id: str, state: ReadState) -> None:
        """Put status and reading back to what they were; what came since is unread."""

    def mark_unread(self, conversation_id: str) -> bool:
        """Make the customers' latest post unread; False where there is none, or where something is unread."""

    def take_up(self, conversation_id: str) -> bool:
        """A found conversation is ours to work from now on: its customers' posts address us. False when it was not found."""

    def taken_up(self, conversation_ids: Iterable[str]) -> set[str]:
        """Which of these were taken up."""


class Retention(Protocol):
    """What may be kept how long, and what must be forgotten. Sums of removed posts stay in the totals of their days."""

    def set_days(self, venue_id: str, days: int | None) -> None: ...
    def old(self, venue_id: str, before: int, limit: int) -> list[str]:
        """Ids of conversations that ended before that time, without a draft or a reply that is still to leave."""

    def count_old(self, venue_id: str, before: int) -> int: ...
    def remove(self, conversation_ids: Sequence[str]) -> Erasure:
        """Remove whole conversations with all that belongs to them; who waits there is expired by rule."""

    def would_erase(self, author_id: str) -> Erasure: ...
    def sending(self, author_id: str) -> bool:
        """Whether a reply to the author is to leave, on its way, or may have arrived."""

    def erase(self, author_id: str, key: Callable[[str], str], at: int) -> Erasure:
        """Remove all the author wrote and all we wrote to the author, and keep fingerprints made by `key` alone."""

    def forgotten(self, venue_id: str, fingerprints: Sequence[str]) -> set[str]:
        """Which of these are known as forgotten."""

    def forgets(self, venue_id: str) -> bool:
        """Whether anybody was forgotten at that venue."""

    def total(self, venue_id: str) -> Mapping[tuple[str, str], int]:
        """Removed posts by day (`2026-11-22`, UTC) and disposition."""
