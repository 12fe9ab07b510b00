"""Fetches and sends for all venues: one lease, one reading and one sending lane per venue, so that no venue delays another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound, StoreError
from agent_desk.domain.venues import Venue
from agent_desk.runtime.lanes import Lane, Tasks
from agent_desk.runtime.secrets import Vault
from agent_desk.services.ground import Ground
from agent_desk.services.inbox import Search
from agent_desk.services.retention import Removed
from agent_desk.services.station import Outcome, Station
from agent_desk.services.statuses import Statuses

log = logging.getLogger(__name__)
TICK = 0.25
"""Seconds between two glances at whether anything changed; whatever is due is due by wall-clock time on disk."""
LOOK = 1.0
"""Seconds after which it looks at what falls due by the clock, although nothing changed."""
REST = 5.0
"""Seconds until the next try where the store refused something; no venue is asked for what cannot be kept."""
FIRST_CHORES = 60_000
"""Milliseconds after the start until the daily work begins."""
DAY = 24 * 3600 * 1000
SPELL = 60.0
"""Seconds without a refusal after which the next one is told again."""


@dataclass(slots=True)
class Heard:
    """Where the collector tells what it did. Called on the loop thread."""

    changed: Callable[[Changes], None] = field(default=lambda _: None)
    syncing: Callable[[str], None] = field(default=lambda _: None)
    trouble: Callable[[DeskError], None] = field(default=lambda _: None)


class Collector:
    """Lives on one loop thread. `once` for a single round, `watch` for as long as the program runs."""

    def __init__(
        self,
        ground: Ground,
        vault: Vault,
        heard: Heard | None = None,
        *,
        only: str | None = None,
        daily: Callable[[Callable[[], bool]], Removed] | None = None,
    ) -> None:
        """`only`: the id of the one venue to look after, None for all. `daily`: slow work once a day while it watches; it is
        given a way to ask whether to stop."""
        self._only = only
        self._daily = daily
        self._daily_at = ground.now() + FIRST_CHORES
        self._stopping = False
        self._ground = ground
        self._vault = vault
        self._heard = heard or Heard()
        self._stations: dict[str, Station] = {}
        self._tasks = Tasks(lambda _: None)
        self._house = Lane("house")
        self._chores = Lane("chores")
        self._refused_at = float("-inf")
        self._seen_data = -1
        self._looked_at = self._ticked_at = float("-inf")
        self._next_delivery: int | None = None
        self._stirred = True
        self._seen_change = ground.store.read.ledger.last_published()
        self._search = Search(ground)
        self._statuses = Statuses(ground)

    async def once(self, venue_id: str | None = None) -> dict[str, Outcome]:
        """Fetch, deliver what is due, reconcile what is unknown, for one venue or all; waits where another process does it.

        Raises NotFound, StoreError.
        """
        venues = [venue for venue in self._ground.store.read.venues.all() if venue_id in (None, venue.id)]
        if venue_id is not None and not venues:
            raise NotFound(f"venue {venue_id}", what="venue", name=venue_id)
        self._publish(await self._house.run(self._statuses.wake))
        stations = [self._station(venue) for venue in venues]
        outcomes = await asyncio.gather(*(self._round(station) for station in stations))
        await self._by_the_clock()
        while await self._house.run(self._search.catch_up):
            pass
        return {station.venue_id: outcome for station, outcome in zip(stations, outcomes, strict=True)}

    async def deliver(self, venue_id: str) -> Outcome:
        """Deliver what is due at one venue, without fetching; BUSY where another process does it. Raises NotFound."""
        return await self._station(self._ground.store.read.venues.get(venue_id)).deliver(self._publish)

    async def watch(self) -> None:
        """Go on until cancelled: fetch by each venue's interval, deliver what falls due, hear what others did. A store
        that refuses (a full disk, another program's lock) is told of, and tried again."""
        try:
            while True:
                pause = TICK
                try:
                    if self._has_reason():
                        await self._tick()
                except StoreError as error:
                    self._refused(error)
                    pause = REST
                await asyncio.sleep(pause)
        finally:
            await self._tasks.stop()

    def sync_now(self, venue_id: str | None = None) -> None:
        """Fetch from this venue, or from all, at the next tick."""
        for station in self._stations.values():
            if venue_id in (None, station.venue_id):
                station.wanted = self._stirred = True

    def syncing(self) -> frozenset[str]:
        """Venues that are being fetched from right now."""
        return frozenset(station.venue_id for station in self._stations.values() if station.reading)

    def fetched(self) -> dict[str, int]:
        """How many posts each fetch that is under way has brought so far, by id of the venue."""
        return {station.venue_id: station.fetched for station in self._stations.values() if station.reading}

    def stop(self, venue_id: str) -> None:
        """Let the fetch that is under way end after its page; it goes on from there at the venue's next turn."""
        if (station := self._stations.get(venue_id)) is not None:
            station.stopped = True

    async def close(self) -> None:
        """Let every lease and lane go. What is being sent is waited for; it ends by its own time-outs."""
        self._stopping = True
        await self._tasks.stop()
        for station in self._stations.values():
            await station.close()
        self._stations.clear()
        for lane in (self._house, self._chores):
            await asyncio.get_running_loop().run_in_executor(None, lane.close)

    def _has_reason(self) -> bool:
        """Whether it may be time for something: at rest a desk must not cost anything."""
        return (
            self._stirred
            or asyncio.get_running_loop().time() >= self._looked_at + LOOK
            or (self._next_delivery is not None and self._next_delivery <= self._ground.now())
            or self._ground.store.data_version() != self._seen_data
        )

    async def _tick(self) -> None:
        store = self._ground.store
        self._stirred, self._looked_at = False, asyncio.get_running_loop().time()
        version = store.data_version()
        if version != self._seen_data:
            self._seen_data = version
            self._hear_others()
            self._meet_venues([venue for venue in store.read.venues.all() if self._only in (None, venue.id)])
        if store.read.conversations.woken(self._ground.now()):
            self._publish(await self._house.run(self._statuses.wake))
        if self._looked_at >= self._ticked_at + LOOK:
            await self._by_the_clock()
        now, moment = self._ground.now(), asyncio.get_running_loop().time()
        due = store.read.deliveries.next_due(now)
        self._next_delivery = min(due.values(), default=None)
        for station in self._stations.values():
            if moment < station.rests_until:
                continue
            if not station.reading and station.wants_fetch(now):
                station.reading = True
                self._heard.syncing(station.venue_id)
                self._tasks.start(self._fetch(station), f"fetch {station.venue_id}")
            if not station.sending and due.get(station.venue_id, now + 1) <= now:
                station.sending = True
                self._tasks.start(self._deliver(station), f"deliver {station.venue_id}")
        if store.read.search.behind():
            await self._house.run(self._search.catch_up)
        if self._daily is not None and now >= self._daily_at:
            self._daily_at = now + DAY
            self._tasks.start(self._do_chores(self._daily), "daily")

    async def _do_chores(self, daily: Callable[[Callable[[], bool]], Removed]) -> None:
        try:
            removed = await self._chores.run(daily, lambda: self._stopping)
        except StoreError as error:
            self._refused(error)
            return
        self._publish(removed.changes)

    async def _by_the_clock(self) -> None:
        def look() -> tuple[Changes, bool]:
            # Loaded on this lane, with the first tick: a window is seen without it.
            from agent_desk.services.ticking import tick, wanted

            return tick(self._ground), wanted(self._ground)

        self._ticked_at = self._looked_at
        try:
            changes, more = await self._house.run(look)
        except StoreError:
            raise
        except Exception:
            log.exception("what falls due by the clock could not be done")
            changes, more = Changes(everything=True), False
            self._ticked_at += REST
        if more:
            self._ticked_at, self._stirred = float("-inf"), True
        self._publish(changes)

    def _hear_others(self) -> None:
        self._seen_change, changes = self._ground.store.read.ledger.published_after(
            self._seen_change, self._ground.origin
        )
        if changes.everything:
            # Whoever knows only of venues reads all of theirs again.
            changes |= Changes(venues=frozenset(venue.id for venue in self._ground.store.read.venues.all()))
        self._publish(changes)

    def _meet_venues(self, venues: list[Venue]) -> None:
        for venue in venues:
            self._station(venue).meet(venue)
        for venue_id in set(self._stations) - {venue.id for venue in venues}:
            station = self._stations.pop(venue_id)
            self._tasks.start(station.close(), f"close {venue_id}")

    def _station(self, venue: Venue) -> Station:
        station = self._stations.get(venue.id)
        if station is None:
            station = self._stations[venue.id] = Station(self._ground, self._vault, venue)
        return station

    async def _fetch(self, station: Station) -> None:
        try:
            with self._resting_after_faults(station):
                await station.fetch(self._publish)
        finally:
            station.reading, self._stirred = False, True
            self._heard.syncing(station.venue_id)

    async def _deliver(self, station: Station) -> None:
        try:
            with self._resting_after_faults(station):
                await station.deliver(self._publish)
        finally:
            station.sending, self._stirred = False, True

    async def _round(self, station: Station) -> Outcome:
        outcome = await station.once(self._publish)
        if outcome is Outcome.BUSY:
            outcome = await station.hand_over(self._publish)
        return outcome

    @contextmanager
    def _resting_after_faults(self, station: Station) -> Iterator[None]:
        """Whatever goes wrong must not come back at every tick."""
        try:
            yield
        except Exception as error:
            station.rests_until = asyncio.get_running_loop().time() + REST
            if not isinstance(error, StoreError):
                raise
            self._refused(error)

    def _refused(self, error: StoreError) -> None:
        log.error("the store refused: %s %s", error.code, error.detail)
        moment = asyncio.get_running_loop().time()
        if moment > self._refused_at + SPELL:
            self._heard.trouble(error)
        self._refused_at = moment

    def _publish(self, changes: Changes) -> None:
        if changes:
            self._heard.changed(changes)


def run_once(
    ground: Ground, vault: Vault, venue_id: str | None = None, heard: Heard | None = None
) -> dict[str, Outcome]:
    """One round from start to end, for callers without a loop of their own. Blocking. Raises NotFound."""

    async def round_() -> dict[str, Outcome]:
        collector = Collector(ground, vault, heard)
        try:
            return await collector.once(venue_id)
        finally:
            await collector.close()

    return asyncio.run(round_())
