"""Networks for measuring: one that has another full page whenever it is asked, one that never answers."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import replace

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.registry import Network, Registry
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Page, Place, SeenAuthor
from agent_desk.domain.venues import SecretPlace, Venue, VenueState
from tests.bench.words import Words
from tests.bench.workspace import START
from tests.clock import FakeClock
from tests.services.fake_venue import PROFILE, FakeConnector, FakeRegistry, FakeVenue

PAGE = 100


def pages(posts: int, words: Words) -> list[list[IncomingPost]]:
    """Mentions in threads of three by five thousand authors, in pages."""
    found = [
        IncomingPost(
            remote_id=f"p{number}",
            place=Place(ConversationKind.MENTIONS, f"t{number // 3}"),
            author=SeenAuthor(f"a{number % 5000}", f"user{number % 5000}", f"User {number % 5000}"),
            posted_at=START + number,
            body=words.sentence(number),
            origin=Origin.MENTION,
            parent_remote_id=f"p{number - 1}" if number % 3 else None,
        )
        for number in range(posts)
    ]
    return [found[first : first + PAGE] for first in range(0, posts, PAGE)]


class FakeFlood(FakeConnector):
    """A venue that always has more to tell, as fast as it is asked."""

    def __init__(self, prepared: list[list[IncomingPost]]) -> None:
        super().__init__(FakeVenue(FakeClock()))
        self.prepared = prepared

    def fetch(self, stream: str, cursor: str | None) -> Page:
        at = int(cursor or 0)
        posts = self.prepared[at] if at < len(self.prepared) else []
        return Page(tuple(posts), str(at + bool(posts)), more=at + 1 < len(self.prepared))


class FakeSilence(FakeConnector):
    """A venue that takes the request and never answers, until it is let go."""

    def __init__(self) -> None:
        super().__init__(FakeVenue(FakeClock()))
        self.asked, self.ended = threading.Event(), threading.Event()

    def fetch(self, stream: str, cursor: str | None) -> Page:
        self.asked.set()
        self.ended.wait()
        return Page((), "0", more=False)


class FakeNetworks(Registry):
    """The built-in networks, and one named `fake` whose connectors lie in `CONNECTORS` by address."""

    def get(self, name: str) -> Network:
        if name != "fake":
            return super().get(name)
        return _FAKE


class _FakeNetwork(Network):
    def connect(self, access: VenueAccess, wire: object) -> FakeConnector:
        return CONNECTORS[access.url]


_FAKE = _FakeNetwork(replace(FakeRegistry(FakeVenue(FakeClock())).get("fake").manifest, poll=0), "")
CONNECTORS: dict[str, FakeConnector] = {}
_numbers = itertools.count(time.time_ns() // 1_000_000)


def venue(venue_id: str, network: str = "fake", **changes: object) -> Venue:
    """A venue as it is stored."""
    number = next(_numbers)
    found = Venue(
        id=venue_id,
        number=number,
        network=network,
        url=f"{network}://bench-{number}",
        label=f"Bench {venue_id[-12:]}",
        user="",
        options={},
        since=0,
        read_only=False,
        secret_place=SecretPlace.NONE,
        secret_name="",
        profile=PROFILE if network == "fake" else None,
        state=VenueState.NEW,
        state_detail="",
        synced_at=None,
        retry_at=None,
        added_at=START,
    )
    return replace(found, **changes)  # type: ignore[arg-type]  # fields of a venue
