"""A process that freezes between noting an attempt and its first byte, and wakes when others have gone on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.venues import Idempotency
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import Process, open_process


@pytest.fixture(params=list(Idempotency))
def venue(request: pytest.FixtureRequest) -> FakeVenue:
    return FakeVenue(FakeClock(), request.param)


@pytest.fixture
def desk(tmp_path: Path, venue: FakeVenue) -> Iterator[Process]:
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def frozen(desk: Process, venue: FakeVenue, seconds: float) -> DeliveryRow:
    """A reply whose sender freezes before its first byte."""
    venue.freeze = seconds
    venue.faults.append("frozen_before")
    row = desk.replies.send(desk.conversation("p1"), "It is on its way.", now=True).delivery
    desk.deliver()
    return row


def settled(desk: Process, venue: FakeVenue, row: DeliveryRow) -> None:
    """Time goes by, and there is one post."""
    for _ in range(120):
        desk.deliver()
        desk.clock.advance(1)
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED
    assert len(venue.of(row.id)) == 1


@pytest.mark.parametrize("freeze", [29.0, 31.0, 45.0, 300.0])
def test_nothing_leaves_twice_where_another_process_took_over(
    desk: Process, venue: FakeVenue, tmp_path: Path, freeze: float
) -> None:
    other = open_process(tmp_path, venue, desk.registry, "elsewhere:2:1")

    def meanwhile() -> None:
        """The other process does all that it may do in that time, and more."""
        for _ in range(80):
            other.deliver()
            desk.clock.advance(2)

    venue.meanwhile = meanwhile
    row = frozen(desk, venue, freeze)
    assert len(venue.of(row.id)) == 1
    settled(desk, venue, row)
    other.close()


def test_an_attempt_older_than_the_settle_time_is_begun_anew(desk: Process, venue: FakeVenue) -> None:
    row = frozen(desk, venue, 31)
    assert desk.outbox.get(row.id).state is DeliveryState.RETRYING
    assert venue.of(row.id) == []
    settled(desk, venue, row)


def test_a_younger_one_goes_on(desk: Process, venue: FakeVenue) -> None:
    row = frozen(desk, venue, 29)
    assert (desk.outbox.get(row.id).state, desk.outbox.get(row.id).attempts) == (DeliveryState.DELIVERED, 1)


def test_where_the_clock_was_set_back_meanwhile_nothing_leaves(desk: Process, venue: FakeVenue) -> None:
    venue.meanwhile = lambda: desk.clock.set_by(-3600)
    row = frozen(desk, venue, 300)
    assert venue.of(row.id) == []
    settled(desk, venue, row)
