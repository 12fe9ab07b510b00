"""The collector on a real loop: rounds, watching, handing over between processes, venues that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import pytest

from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import NotFound
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.venues import VenueState
from agent_desk.services.collector import Collector, Heard, run_once
from agent_desk.services.station import Outcome
from tests.clock import FakeClock
from tests.services.fake_venue import FakeRegistry, FakeVenue
from tests.services.workspace import VENUE_ID, open_process

PATIENCE = 20.0


class Two:
    """Two programs on one workspace: a window that watches, and a command."""

    def __init__(self, folder: Path) -> None:
        self.venue = FakeVenue(FakeClock())
        self.venue.customer("Where is my parcel?")
        registry = FakeRegistry(self.venue)
        self.window = open_process(folder, self.venue, registry, "elsewhere:1:1")
        self.command = open_process(folder, self.venue, registry, "elsewhere:2:1")
        self.heard: list[Changes] = []

    def watcher(self) -> Collector:
        return Collector(self.window.ground, self.window.vault, Heard(self.heard.append))

    def close(self) -> None:
        self.window.close()
        self.command.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path)
    yield made
    made.close()


def _run(work: Coroutine[object, object, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 60))


async def _until(ready: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Let the loop run until it is so."""
    deadline = asyncio.get_running_loop().time() + seconds
    for _ in iter(ready, True):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


async def _watching(collector: Collector, work: Callable[[], Coroutine[object, object, None]]) -> None:
    task = asyncio.create_task(collector.watch())
    try:
        await work()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await collector.close()


def test_one_round_fetches_and_delivers(two: Two) -> None:
    assert run_once(two.command.ground, two.command.vault) == {VENUE_ID: Outcome.OK}
    conversation = two.command.conversation("p1")
    row = two.command.replies.send(conversation, "It is on its way.", now=True).delivery
    assert run_once(two.command.ground, two.command.vault, VENUE_ID) == {VENUE_ID: Outcome.OK}
    assert two.command.outbox.get(row.id).state is DeliveryState.DELIVERED
    assert two.command.venue.state is VenueState.OK
    with pytest.raises(NotFound):
        run_once(two.command.ground, two.command.vault, "no-such-venue")


def test_a_command_hands_over_to_the_window_that_holds_the_venue(two: Two) -> None:
    async def work() -> None:
        await _until(lambda: two.window.inbox.counts().waiting == 1)
        row = two.command.replies.send(two.command.conversation("p1"), "On its way.", now=True).delivery
        two.venue.customer("Me too.", place="p2")
        collector = Collector(two.command.ground, two.command.vault)
        try:
            assert await collector.once() == {VENUE_ID: Outcome.OK}
        finally:
            await collector.close()
        assert two.command.outbox.get(row.id).state is DeliveryState.DELIVERED
        assert len(two.command.inbox.page(ListQuery())) == 2
        assert len(two.venue.of(row.id)) == 1

    _run(_watching(two.watcher(), work))


def test_the_window_hears_within_a_second_what_a_command_did(two: Two) -> None:
    async def work() -> None:
        await _until(lambda: two.window.inbox.counts().waiting == 1)
        two.heard.clear()
        conversation = two.command.conversation("p1")
        two.command.drafts.save(conversation, "Half a sent")
        await _until(lambda: any(conversation in changes.drafts for changes in two.heard), 1)

    _run(_watching(two.watcher(), work))


def test_the_window_delivers_what_falls_due(two: Two) -> None:
    async def work() -> None:
        await _until(lambda: two.window.inbox.counts().waiting == 1)
        row = two.window.replies.send(two.window.conversation("p1"), "On its way.").delivery
        await asyncio.sleep(0.6)
        assert two.window.outbox.get(row.id).state is DeliveryState.QUEUED
        two.venue.clock.advance(10)
        await _until(lambda: two.window.outbox.get(row.id).state is DeliveryState.DELIVERED)

    _run(_watching(two.watcher(), work))


def test_a_removed_venue_is_let_go(two: Two) -> None:
    async def work() -> None:
        await _until(lambda: two.window.inbox.counts().waiting == 1)
        two.command.venues.remove(VENUE_ID)
        await _until(lambda: two.window.store.read.leases.holder(VENUE_ID, two.venue.clock()) is None)
        assert two.window.inbox.page(ListQuery()) == []

    _run(_watching(two.watcher(), work))


def test_what_was_missed_is_looked_at_whole(two: Two) -> None:
    two.command.fetch()

    async def work() -> None:
        with two.command.store.write(durable=False) as nouns:
            nouns.connection.execute("DELETE FROM change_log")
            nouns.connection.execute("INSERT INTO change_log VALUES (9999, 'elsewhere:2:1', 0, '{}')")
        await _until(lambda: any(changes.everything for changes in two.heard))
        assert next(changes for changes in two.heard if changes.everything).venues == {VENUE_ID}

    _run(_watching(two.watcher(), work))


def test_what_is_too_old_goes_once_a_day(two: Two) -> None:
    two.command.fetch()
    two.command.retention.set(VENUE_ID, 3)
    window = two.window
    collector = Collector(window.ground, window.vault, Heard(two.heard.append), daily=window.retention.run)

    async def work() -> None:
        two.venue.clock.advance(4 * 24 * 3600)
        await _until(lambda: window.inbox.page(ListQuery()) == [])

    _run(_watching(collector, work))
    assert {(outcome, posts) for (_, outcome), posts in window.store.read.retention.total(VENUE_ID).items()} == {
        ("expired_by_rule", 1)
    }


def test_a_long_fetch_counts_what_it_brings_and_ends_when_told(two: Two) -> None:
    for number in range(199):
        two.venue.customer(f"Question {number}")
    counted: list[int] = []

    async def story() -> None:
        def heard(changes: Changes) -> None:
            two.heard.append(changes)
            if changes.messages:
                counted.append(collector.fetched().get(VENUE_ID, 0))
                collector.stop(VENUE_ID)

        collector = Collector(two.window.ground, two.window.vault, Heard(heard))
        watching = asyncio.create_task(collector.watch())
        await _until(lambda: bool(counted) and not collector.syncing())
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await collector.close()

    _run(story())
    assert counted[0] >= 2
    assert sum(len(changes.messages) for changes in two.heard) < 200, "the rest comes at the next turn"
    run_once(two.command.ground, two.command.vault)
    conversation = two.window.inbox.page(ListQuery())[0]
    assert conversation.message_count == 200
