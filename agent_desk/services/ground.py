"""What every service stands on: the store, the clock, fresh ids, and who is acting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agent_desk.connectors.registry import Registry
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, attention, reach
from agent_desk.domain.errors import StoreError
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Happening
from agent_desk.domain.ids import NewId
from agent_desk.domain.venues import Venue

if TYPE_CHECKING:
    from agent_desk.storage.contract import Nouns, Store

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """Collects what a transaction touches; published with it. `many`: it is one of an act on many, whose clocks are left to
    the next ticks."""

    changes: Changes = field(default_factory=Changes)
    happened: list[Happening] = field(default_factory=list)
    many: bool = False

    def add(self, changes: Changes) -> None:
        """Note what was touched."""
        self.changes |= changes

    def tell(self, *happenings: Happening) -> None:
        """Note what happened, for what follows from it."""
        self.happened.extend(happenings)


@dataclass(slots=True)
class Seat:
    """Who sits at this desk right now."""

    agent_id: str


@frozen
class Touched:
    """What happened to a conversation. `anew`: ids of posts that came or now address us. `fresh`: ids of new posts where
    nothing else happened; empty where something else did."""

    anew: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()


@frozen
class Ground:
    """Handed to each service. `origin` names this process in the log of changes; `seat`: who is acting;
    `follow`: adds what follows by rule from an act, inside its transaction (agent_desk.services.consequences)."""

    store: Store
    registry: Registry
    now: Callable[[], int]
    new_id: NewId
    origin: str
    seat: Seat
    follow: Callable[[Ground, Nouns, Tally], None]

    @property
    def me(self) -> str:
        """The id of the agent at this desk."""
        return self.seat.agent_id

    @contextmanager
    def act(self, *, durable: bool = True) -> Iterator[tuple[Nouns, Tally]]:
        """One transaction whose changes other processes hear of, with all that follows from them by rule. Any thread; writes
        are serialised."""
        tally = Tally()
        with self.store.write(durable=durable) as nouns:
            yield nouns, tally
            self._carry_up(nouns, tally)
            if tally.changes.conversations or tally.happened:
                self._go_on(nouns, tally)
            nouns.ledger.publish(tally.changes, self.origin, self.now())

    def _go_on(self, nouns: Nouns, tally: Tally) -> None:
        """What follows by rule. A fault of it takes nothing from the act itself, nor from posts that came: they are kept without
        what would have followed, and their clocks are reckoned with the next ticks."""
        before, told = tally.changes, list(tally.happened)
        try:
            with nouns.attempt():
                self.follow(self, nouns, tally)
        except StoreError:
            raise
        except Exception:
            log.exception("nothing followed by rule from what happened in %s", sorted(before.conversations)[:20])
            tally.changes, tally.happened = before, told
            if nouns.levels.any():
                nouns.clocks.put_off(before.conversations, -1)

    def _carry_up(self, nouns: Nouns, tally: Tally) -> None:
        """What was merged into another conversation is worked there: its line is summed up anew, and the news are its own."""
        touched = tally.changes.conversations
        if not touched or not (roots := nouns.merging.sum_up(touched)):
            return
        goes_on = nouns.merging.roots(touched)
        arrived = frozenset(goes_on.get(one, one) for one in tally.changes.arrived)
        tally.changes = replace(tally.changes, conversations=touched | roots, arrived=arrived)
        tally.happened = [
            replace(one, conversation_id=goes_on.get(one.conversation_id, one.conversation_id))
            for one in tally.happened
        ]

    def settle(self, nouns: Nouns, venue: Venue, touched: Mapping[str, Touched]) -> frozenset[str]:
        """Decide anew who waits in conversations, from their posts alone; those in which somebody waits who did not
        before. A long conversation to which only new posts came is not read whole."""
        # The contract is loaded with the first page of posts: a window is seen without it.
        from agent_desk.storage.contract.settling import Settled

        answers = self.registry.get(venue.network).manifest.answers
        standings = nouns.settling.standings(touched)
        grown = {one: what.fresh for one, what in touched.items() if what.fresh and standings[one].known}
        decided: dict[str, Mapping[str, Disposition | None]] = {}
        plain = nouns.settling.only(post for one, fresh in grown.items() if not standings[one].ours for post in fresh)
        for one, posts in plain.items():
            decided[one] = attention(posts, standings[one].kind, answers, venue.since).dispositions
        for one in [one for one in grown if one not in decided]:
            kind = standings[one].kind
            around = nouns.settling.around(one, grown[one], reach(kind, answers))
            if around is None:
                del grown[one]
            else:
                outcome = attention(around.posts, kind, answers, venue.since).dispositions
                decided[one] = {post: outcome[post] for post in around.decided}
        for one, posts in nouns.settling.posts(one for one in touched if one not in decided).items():
            decided[one] = attention(posts, standings[one].kind, answers, venue.since).dispositions
        again = nouns.settling.keep({one: Settled(outcome, grown.get(one)) for one, outcome in decided.items()})
        waits = {
            one
            for one, outcome in decided.items()
            if any(outcome.get(post, _NOBODY) is None for post in touched[one].anew)
        }
        return again | waits


_NOBODY = object()
"""Stands for a post that addresses nobody here, which never waits."""
