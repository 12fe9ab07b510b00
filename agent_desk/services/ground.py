"""What every service stands on: the store, the clock, fresh ids, and who is acting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent_desk.connectors.registry import Registry
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import attention
from agent_desk.domain.ids import NewId
from agent_desk.domain.venues import Venue
from agent_desk.storage.contract import Nouns, Store


@dataclass(slots=True)
class Tally:
    """Collects what a transaction touches; published with it."""

    changes: Changes = field(default_factory=Changes)

    def add(self, changes: Changes) -> None:
        """Note what was touched."""
        self.changes |= changes


@dataclass(frozen=True, slots=True)
class Ground:
    """Handed to each service. `origin` names this process in the log of changes; `me` is the agent at this desk."""

    store: Store
    registry: Registry
    now: Callable[[], int]
    new_id: NewId
    origin: str
    me: str

    @contextmanager
    def act(self, *, durable: bool = True) -> Iterator[tuple[Nouns, Tally]]:
        """One transaction whose changes other processes hear of. Any thread; writes are serialised."""
        tally = Tally()
        with self.store.write(durable=durable) as nouns:
            yield nouns, tally
            nouns.ledger.publish(tally.changes, self.origin, self.now())

    def settle(
        self, nouns: Nouns, venue: Venue, conversation_id: str, *, anew: Sequence[str] = (), grown: bool = False
    ) -> bool:
        """Decide anew who waits in a conversation, from its posts alone; whether somebody waits who did not before.

        `anew`: ids of posts that came or now address us. `grown`: these are new posts of others, and nothing else
        happened; a long conversation is then not read whole.
        """
        fresh = anew if grown and nouns.messages.leaves(conversation_id, anew) else None
        answers = self.registry.get(venue.network).manifest.answers
        place = nouns.conversations.place(conversation_id)
        outcome = attention(nouns.messages.rules(conversation_id, fresh), place.kind, answers, venue.since)
        again = nouns.conversations.settle(conversation_id, outcome, fresh)
        return again or any(outcome.dispositions.get(post, _NOBODY) is None for post in anew)


_NOBODY = object()
"""Stands for a post that addresses nobody here, which never waits."""
