"""A round with a venue of which some is broken: what is well is read, what is broken is told of and asked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import ConnectorError, RateLimited, Unexpected, Unreachable
from agent_desk.domain.posts import IncomingPost, Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import VenueState
from agent_desk.services.fetching import fetch_round
from tests.clock import FakeClock
from tests.services.fake_venue import FakeConnector, FakeVenue, fake_of
from tests.services.test_ingest import post
from tests.services.workspace import Process, open_process


class FakePlaces(FakeConnector):
    """Streams with a post each, and their threads. `broken`: streams, and places, with what they fail with."""

    def __init__(self, **broken: ConnectorError) -> None:
        super().__init__(FakeVenue(FakeClock()))
        self.broken: dict[str, ConnectorError] = broken
        self.asked: list[str] = []

    def streams(self) -> tuple[str, ...]:
        return ("a", "b", "c")

    def fetch(self, stream: str, cursor: str | None) -> Page:
        return Page((self._post(stream, stream),), "end", more=False)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        return ThreadReading((self._post(ref.post.remote_id, f"place {ref.place.key}"),), complete=True)

    def _post(self, name: str, asked: str) -> IncomingPost:
        self.asked.append(asked)
        if asked in self.broken:
            raise self.broken[asked]
        return post(name, place=name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Process]:
    process = open_process(tmp_path, FakeVenue(FakeClock()))
    yield process
    process.close()


def round_of(desk: Process, places: FakePlaces) -> Changes:
    places.asked.clear()
    return fetch_round(desk.ground, desk.venue, places, lambda _: True)


@pytest.mark.parametrize("error", [Unreachable("HTTP 500"), Unexpected("no list")], ids=type)
def test_a_broken_stream_stops_no_other(desk: Process, error: ConnectorError) -> None:
    places = FakePlaces(b=error)
    with pytest.raises(type(error)):
        round_of(desk, places)
    assert places.asked[:3] == ["a", "b", "c"]
    assert desk.store.read.messages.known(desk.venue.id, "abc").keys() == {"a", "c"}


@pytest.mark.parametrize("broken", [("a", "b"), ("b", "c")])
def test_two_in_a_row_are_a_broken_venue(desk: Process, broken: tuple[str, str]) -> None:
    places = FakePlaces(**dict.fromkeys(broken, Unreachable("no answer")))
    with pytest.raises(Unreachable):
        round_of(desk, places)
    assert places.asked == ["a", "b", "c"][: "abc".index(broken[1]) + 1]


def test_a_limit_concerns_the_whole_venue(desk: Process) -> None:
    places = FakePlaces(a=RateLimited(None))
    with pytest.raises(RateLimited):
        round_of(desk, places)
    assert places.asked == ["a"]


def test_a_broken_thread_holds_up_no_other(desk: Process, expect_log: Callable[[str], None]) -> None:
    expect_log("cannot be re-read")
    places = FakePlaces()
    round_of(desk, places)
    desk.clock.advance(601)
    places.broken["place a"] = Unreachable("HTTP 500")
    round_of(desk, places)
    assert {"place a", "place b", "place c"} <= set(places.asked)
    round_of(desk, places)
    assert not [name for name in places.asked if name.startswith("place")]
    desk.clock.advance(601)
    places.broken.clear()
    round_of(desk, places)
    assert "place a" in places.asked


def test_a_limit_on_posting_holds_up_no_reading(desk: Process) -> None:
    venue = fake_of(desk.registry)
    venue.customer("Where is my parcel?")
    desk.fetch()
    venue.faults.append("limited_until")
    row = desk.replies.send(desk.conversation("p1"), "It is on its way.", now=True).delivery
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.RETRYING
    assert (desk.venue.state, desk.venue.retry_at) == (VenueState.OK, None)


class FakeShelf(FakePlaces):
    """One stream of two pages."""

    def streams(self) -> tuple[str, ...]:
        return ("a",)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        first = cursor is None
        return Page((post("new" if first else "old", place="a"),), "first" if first else "end", more=first)


def test_a_stream_is_behind_until_its_last_page_is_here(desk: Process) -> None:
    behind = []

    def heard(_: Changes) -> bool:
        behind.append(dict(desk.store.read.venues.behind()))
        return False

    fetch_round(desk.ground, desk.venue, FakeShelf(), heard)
    fetch_round(desk.ground, desk.venue, FakeShelf(), heard)
    assert behind == [{desk.venue.id: ("a",)}, {}]
