"""The view of those who wait: what is put off until a moment leaves it, and comes back with that moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.venues import Idempotency
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import VENUE_ID, Process, open_process

WAITING = ListQuery(waiting=True)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Process]:
    venue = FakeVenue(clock, Idempotency.KEY)
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def test_snoozing_takes_a_conversation_out_of_the_queue_until_it_wakes(desk: Process, clock: FakeClock) -> None:
    conversation = desk.store.read.conversations.by_place(VENUE_ID, ["p1"])["p1"]
    assert [row.id for row in desk.inbox.page(WAITING)] == [conversation]
    desk.status.set(conversation, Status.SNOOZED, until=clock() + 60_000)
    assert desk.inbox.page(WAITING) == []
    assert desk.inbox.counts().waiting == 0
    assert desk.inbox.row(conversation).waiting == 1
    clock.advance(61)
    desk.status.wake()
    assert [row.id for row in desk.inbox.page(WAITING)] == [conversation]
    assert desk.inbox.counts().waiting == 1
