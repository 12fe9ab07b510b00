"""What a store must remember and in which terms. Reads and writes speak domain values; only a store knows SQL.

An argument named `ref` takes an id or a short number (`12`, `#12`) and raises NotFound. Every method may raise
StoreError and its subclasses. Times are UTC milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from agent_desk.domain.actions import Action
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction, Disposition, Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import NO_ONE, InboxCounts, ListQuery, Looker
from agent_desk.domain.posts import (
    IncomingPost,
    Media,
    Native,
    Origin,
    Place,
    PostState,
    Quote,
    SeenAuthor,
    ThreadRef,
    Visibility,
)
from agent_desk.domain.rows import ConversationRow, DraftRow, MessageRow, SearchHit
from agent_desk.domain.venues import Venue, VenueProfile, VenueState
from agent_desk.storage.contract.around import Agents, Canned, Notes, People, Retention, States, Views
from agent_desk.storage.contract.day import DayNouns
from agent_desk.storage.contract.deliveries import Deliveries
from agent_desk.storage.contract.settling import Settling


@frozen
class Looks:
    """All that may change of a post but its words and counts."""

    html: str
    direction: Direction
    origin: Origin
    state: PostState
    parent_remote_id: str | None
    url: str
    media: tuple[Media, ...]
    native: Native
    visibility: Visibility
    warning: str
    quote: Quote | None


@frozen
class KnownPost:
    """What the store has of a remote id already."""

    id: str
    conversation_id: str
    text_hash: str
    looks: Looks
    counts: Mapping[str, int]

    @property
    def state(self) -> PostState:
        """How the venue showed it last."""
        return self.looks.state

    @property
    def origin(self) -> Origin:
        """Why it reached us."""
        return self.looks.origin

    @property
    def parent_remote_id(self) -> str | None:
        """What it answers."""
        return self.looks.parent_remote_id


@frozen
class NewMessage:
    """A post cleaned and placed, ready to be stored. `seen_at`: when we first saw it."""

    id: str
    conversation_id: str
    venue_id: str
    author_id: str
    direction: Direction
    post: IncomingPost
    posted_at: int
    seen_at: int
    text: str
    html: str
    text_hash: str


class Venues(Protocol):
    """Connected places and how far their streams were read."""

    def all(self) -> list[Venue]: ...
    def get(self, ref: str) -> Venue: ...
    def add(self, venue: Venue) -> None: ...
    def next_number(self) -> int: ...
    def set_profile(self, venue_id: str, profile: VenueProfile) -> None: ...
    def set_state(
        self, venue_id: str, state: VenueState, detail: str, retry_at: int | None, synced_at: int | None
    ) -> bool:
        """Note how a contact went; `synced_at` None keeps the earlier one. False when state and detail are unchanged."""

    def set_secret(self, venue: Venue) -> None: ...
    def set_sign_off(self, venue_id: str, on: bool) -> None: ...
    def remove(self, venue_id: str, at: int) -> None: ...
    def cursor(self, venue_id: str, stream: str) -> str | None: ...
    def save_cursor(self, venue_id: str, stream: str, cursor: str, at: int, *, behind: bool = False) -> None:
        """How far a stream was read; `behind`: the venue has more of it than was fetched."""

    def behind(self) -> Mapping[str, Sequence[str]]:
        """The streams, by venue, of which the venue has more than was fetched."""


class Conversations(Protocol):
    """What is worked as one item."""

    def find(self, ref: str) -> str: ...
    def row(self, conversation_id: str) -> ConversationRow: ...
    def page(
        self,
        query: ListQuery,
        after: ConversationRow | None,
        limit: int,
        now: int = 0,
        cancelled: Callable[[], bool] | None = None,
        looker: Looker = NO_ONE,
    ) -> list[ConversationRow]:
        """The lines that follow `after`. `now`: for conditions about ages and due times. Once `cancelled` says so it ends
        with what it has found."""

    def count(
        self,
        query: ListQuery,
        most: int,
        now: int = 0,
        cancelled: Callable[[], bool] | None = None,
        looker: Looker = NO_ONE,
    ) -> int:
        """How many lines a list has, at most `most`."""

    def ids(self, query: ListQuery, now: int, cancelled: Callable[[], bool], looker: Looker = NO_ONE) -> list[str]:
        """All of a list, in no order."""

    def counts(self, now: int = 0, looker: Looker = NO_ONE) -> InboxCounts: ...
    def looker(self, agent_id: str) -> Looker:
        """An agent as one who looks: with the teams the agent is in."""

    def place(self, conversation_id: str) -> Place: ...
    def locked(self, conversation_id: str) -> bool: ...
    def by_place(self, venue_id: str, keys: Iterable[str]) -> dict[str, str]: ...
    def add(self, conversation_id: str, venue_id: str, place: Place, at: int) -> None: ...
    def set_place(self, conversation_id: str, place: Place, at: int) -> bool:
        """Bring key, title, address, subject and solution up to date, as learnt at that time; False when nothing was new."""

    def reopen(self, conversation_ids: Iterable[str]) -> None:
        """Open them, and those they were merged into, wherever their work stood."""

    def set_status(self, conversation_id: str, status: Status, until: int | None) -> None: ...
    def newest(self, venue_id: str) -> int:
        """The time of the newest post of a venue (UTC milliseconds), 0 where there is none."""

    def woken(self, now: int) -> list[str]:
        """Conversations whose snooze is over."""

    def mark_read(self, conversation_id: str) -> bool: ...
    def set_read_at(self, conversation_id: str, at: int) -> None:
        """Note when the whole thread was last re-read."""

    def set_locked(self, conversation_id: str, locked: bool) -> None: ...
    def to_reread(self, venue_id: str, read_before: int, active_after: int, limit: int) -> list[str]:
        """Open conversations of a venue whose thread was last re-read before that time, the stalest first."""


class Messages(Protocol):
    """The posts of conversations and their authors."""

    def get(self, ref: str) -> MessageRow: ...
    def of(self, conversation_id: str, limit: int, before: MessageRow | None = None) -> tuple[MessageRow, ...]:
        """The newest ones (before that one), oldest first."""

    def of_all(
        self, conversation_ids: Sequence[str], limit: int, before: MessageRow | None = None
    ) -> tuple[MessageRow, ...]:
        """The same, of several conversations as one."""

    def count(self, conversation_id: str) -> int: ...
    def waiting(
        self, conversation_id: str, *, with_author_of: str | None = None, until: int | None = None
    ) -> list[str]:
        """Ids of the posts whose authors wait, oldest first: those of one author alone, by one of the author's posts, and
        those posted until a moment."""

    def answerable(self, *conversation_ids: str) -> str | None:
        """The post that an answer without a target is for, in one or in all of a family: the latest that waits, else the
        customer's latest, else the latest of anybody; never a deleted one."""

    def text_hash(self, message_id: str) -> str: ...
    def known(self, venue_id: str, remote_ids: Iterable[str]) -> dict[str, KnownPost]: ...
    def remote_ids(self, conversation_id: str) -> dict[str, PostState]: ...
    def thread_ref(self, conversation_id: str) -> ThreadRef: ...
    def authors(self, venue_id: str, authors: Sequence[SeenAuthor], at: int, new_ids: Sequence[str]) -> dict[str, str]:
        """Remember the authors as seen now; returns our id for each remote id."""

    def insert(self, messages: Sequence[NewMessage]) -> None: ...
    def update(self, message_id: str, message: NewMessage, *, text_changed: bool, at: int) -> None: ...
    def counts(self, message_id: str, counts: Mapping[str, int], at: int) -> None:
        """Store changed counts, with their history."""

    def rename(self, venue_id: str, held: str, remote_id: str) -> None:
        """A post that its venue held got its remote id. Where the post is known under that one too, the message that was
        held stays, and the other one goes."""

    def erase(self, message_id: str, at: int) -> None:
        """The post was deleted at the venue: erase its words here too and keep its place."""

    def decide(
        self,
        message_id: str,
        disposition: Disposition | None,
        action_id: str | None,
        at: int,
        note: str,
        reason: str = "",
    ) -> None:
        """Record an agent's own disposition of a post. `reason`: agent_desk.domain.balance.DisposeReason."""

    def versions(self, message_id: str) -> list[tuple[int, str]]: ...


class Drafts(Protocol):
    """What agents are writing."""

    def get(self, conversation_id: str, agent_id: str) -> DraftRow | None: ...
    def save(self, draft: DraftRow) -> None: ...
    def discard(self, conversation_id: str, agent_id: str) -> bool: ...
    def all(self, agent_id: str) -> list[DraftRow]: ...


class Ledger(Protocol):
    """What was done, by whom, and what changed for other processes on this machine."""

    def add(self, action: Action) -> None: ...
    def add_all(self, actions: Sequence[Action]) -> None: ...
    def me(self) -> str:
        """The id of the agent at this desk."""

    def workspace(self) -> str:
        """The id of this workspace; names the keyring entries."""

    def publish(self, changes: Changes, origin: str, at: int) -> None: ...
    def published_after(self, sequence: int, not_from: str) -> tuple[int, Changes]:
        """What other processes changed since, and up to which number; everything, where the log does not reach back."""

    def last_published(self) -> int: ...


class Leases(Protocol):
    """Which process fetches and sends for a venue. `fence` rises with each new holder."""

    def take(self, venue_id: str, holder: str, now: int, seconds: float, alive: Callable[[str], bool]) -> int | None:
        """Take or renew the lease; returns the fence, None while another living holder has it. `alive` tells whether a
        holder's process may still run."""

    def release(self, venue_id: str, holder: str) -> None: ...
    def holder(self, venue_id: str, now: int) -> str | None: ...
    def ask(self, venue_id: str, at: int) -> int:
        """Ask whoever holds the lease for a round of fetching and sending; returns the number of the request."""

    def asked(self, venue_id: str) -> int | None: ...
    def answer(self, venue_id: str, request: int, outcome: str) -> None: ...
    def answered(self, request: int) -> str | None: ...


class Search(Protocol):
    """Full text over messages; indexing may lag behind."""

    def find(self, text: str, limit: int) -> list[SearchHit]: ...
    def conversations(self, text: str, query: ListQuery, limit: int) -> list[ConversationRow]: ...
    def behind(self) -> bool:
        """Whether messages wait to be indexed."""

    def index_some(self, limit: int) -> int:
        """Index so many waiting messages; returns how many were done."""


class Nouns(DayNouns, Protocol):
    """Everything a store remembers, over one connection."""

    def attempt(self) -> AbstractContextManager[None]:
        """Inside a transaction: what is written in here is undone where it fails, and the rest of the transaction stands."""

    @property
    def venues(self) -> Venues: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def search(self) -> Search: ...
    @property
    def settling(self) -> Settling: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def views(self) -> Views: ...
    @property
    def canned(self) -> Canned: ...
    @property
    def people(self) -> People: ...
    @property
    def agents(self) -> Agents: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def states(self) -> States: ...


class Store(Protocol):
    """A store. Reads may be made on any thread; writes are serialised."""

    @property
    def read(self) -> Nouns:
        """Read-only, over a connection of the calling thread's own."""

    def write(self, *, durable: bool) -> AbstractContextManager[Nouns]:
        """One transaction, committed at the end of the block, rolled back on any error. `durable`: on disk before the
        block ends, for everything but re-fetchable posts."""

    def backup(self, target: str) -> None: ...
    def version(self) -> int: ...
    def integrity(self) -> str:
        """`ok`, or what is wrong with the database. Slow on large ones."""

    def data_version(self) -> int:
        """A number that differs after another process committed."""

    def overwrite(self) -> bool:
        """See that nothing of what was removed is left in the files; False where another program reads them right now.
        Slow on large databases."""

    def close(self) -> None: ...
