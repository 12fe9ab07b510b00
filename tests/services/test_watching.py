"""The collector as a program that stays open: what it must notice by itself, and what must not end it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import pytest

from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DeliveryState, Step
from agent_desk.domain.errors import DeskError, StoreFull
from agent_desk.domain.venues import VenueState
from agent_desk.services import collector as collector_module
from agent_desk.services.collector import Collector, Heard
from agent_desk.services.courier import Courier
from agent_desk.storage.sqlite.nouns import SqliteNouns
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import VENUE_ID, CrashingStore, Process, open_process

PATIENCE = 20.0


class FullStore(CrashingStore):
    """The real store on a disk that can be full."""

    full = False
    refusals: tuple[float, ...] = ()
    refused: Callable[[], object] = staticmethod(lambda: None)

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[SqliteNouns]:
        if self.full:
            self.refusals += (time.monotonic(),)
            self.refused()
            raise StoreFull("no space left")
        with super().write(durable=durable) as nouns:
            yield nouns


@pytest.fixture
def venue() -> FakeVenue:
    return FakeVenue(FakeClock())


@pytest.fixture
def desk(tmp_path: Path, venue: FakeVenue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    monkeypatch.setattr("tests.services.workspace.CrashingStore", FullStore)
    process = open_process(tmp_path, venue)
    yield process
    process.close()


class Watched:
    """A collector that watches, and waits for what it does."""

    def __init__(self, desk: Process) -> None:
        self.troubles: list[DeskError] = []
        self._desk = desk
        self._moved = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def play(self, scene: Callable[[Watched], Awaitable[None]]) -> None:
        heard = Heard(self._changed, trouble=self.troubles.append)
        collector = Collector(self._desk.ground, self._desk.vault, heard)
        watching = asyncio.create_task(collector.watch())
        try:
            await scene(self)
            assert not watching.done()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await collector.close()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._moved.clear()
                await self._moved.wait()

    def move(self) -> None:
        self._loop.call_soon_threadsafe(self._moved.set)

    def _changed(self, _: Changes) -> None:
        self._moved.set()


def watch(desk: Process, scene: Callable[[Watched], Awaitable[None]]) -> None:
    """Play a scene while a collector watches."""

    async def play() -> None:
        await Watched(desk).play(scene)

    asyncio.run(play())


def test_a_reply_that_a_dead_program_was_sending_is_settled_without_being_asked(
    desk: Process, venue: FakeVenue
) -> None:
    venue.customer("Where is my parcel?")
    desk.fetch()
    row = desk.replies.send(desk.conversation("p1"), "It is on its way.", now=True).delivery
    with desk.ground.act() as (nouns, _):
        nouns.deliveries.step(row, Step(DeliveryState.SENDING), desk.clock(), attempt=True)

    async def scene(watched: Watched) -> None:
        await watched.until(lambda: desk.outbox.get(row.id).state is not DeliveryState.SENDING)

    watch(desk, scene)


def test_a_full_disk_ends_nothing_and_is_told_once(
    desk: Process, venue: FakeVenue, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("the store refused: store_full")
    rest = 0.4
    monkeypatch.setattr(collector_module, "REST", rest)
    monkeypatch.setattr(collector_module, "TICK", 0.01)
    assert isinstance(desk.store, FullStore)
    store = desk.store

    async def scene(watched: Watched) -> None:
        store.refused, store.full = watched.move, True
        await watched.until(lambda: len(store.refusals) > 3)
        assert all(after - before >= rest * 0.9 for before, after in pairwise(store.refusals)), "it hammers"
        store.full = False
        venue.customer("Where is my parcel?")
        await watched.until(lambda: bool(desk.inbox.counts().waiting))
        assert [trouble.code for trouble in watched.troubles] == ["store_full"]

    watch(desk, scene)


def test_a_venue_whose_network_is_not_installed_any_more_stops_no_other(desk: Process, venue: FakeVenue) -> None:
    stranger = replace(desk.venue, id="venue-2", number=2, network="gone", label="Gone", synced_at=desk.clock())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(stranger)
    desk.clock.advance(60)
    venue.customer("Where is my parcel?")

    async def scene(watched: Watched) -> None:
        await watched.until(lambda: bool(desk.inbox.counts().waiting))
        await watched.until(lambda: desk.venues.get("Gone").state is VenueState.BROKEN)

    watch(desk, scene)
    assert desk.venues.get(VENUE_ID).state is VenueState.OK


def test_a_fault_of_our_own_does_not_come_back_at_every_tick(
    desk: Process, venue: FakeVenue, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    rest = 0.4
    monkeypatch.setattr(collector_module, "REST", rest)
    monkeypatch.setattr(collector_module, "TICK", 0.01)
    expect_log("task deliver venue-1 failed")
    venue.customer("Where is my parcel?")
    desk.fetch()
    desk.replies.send(desk.conversation("p1"), "It is on its way.", now=True)
    faults: list[float] = []

    async def scene(watched: Watched) -> None:
        def fault(*_: object) -> NoReturn:
            faults.append(time.monotonic())
            watched.move()
            raise RuntimeError("no foresight")

        monkeypatch.setattr(Courier, "round", fault)
        await watched.until(lambda: len(faults) > 2)
        assert all(after - before >= rest * 0.9 for before, after in pairwise(faults)), "it hammers"

    watch(desk, scene)
