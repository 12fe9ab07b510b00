"""Ten venues fetched from side by side, one of which never answers: how long the other nine take."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.changes import Changes
from agent_desk.domain.venues import VenueState
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import Collector, Heard
from agent_desk.services.desk import Desk
from tests.bench.figures import Figure, at_most, noise
from tests.bench.networks import CONNECTORS, FakeNetworks, FakeSilence, venue

OTHERS = 9


def measure(folder: Path, times: int = 7) -> list[Figure]:
    """Medians of rounds taken in turn, each with a new demo network of full size at each of the nine."""
    without, beside = [], []
    for turn in range(times):
        without.append(asyncio.run(_round(folder / f"without{turn}", hangs=False)))
        beside.append(asyncio.run(_round(folder / f"beside{turn}", hangs=True)))
    ratio = statistics.median(beside) / statistics.median(without)
    note = f"{statistics.median(beside):.0f} ms, {noise(beside)}"
    return [at_most("nine venues beside one that hangs, to nine without it", ratio, "×", 1.5, note)]


async def _round(folder: Path, *, hangs: bool) -> float:
    """Milliseconds from the start of the collector until all that answer have been fetched from."""
    desk = open_desk(for_folder(folder), registry=FakeNetworks())
    silence = FakeSilence()
    ids = _connect(desk, folder, silence if hangs else None)
    ready = asyncio.Event()

    def heard(_changes: Changes) -> None:
        if all(desk.ground.store.read.venues.get(one).state is VenueState.OK for one in ids):
            ready.set()

    collector = Collector(desk.ground, desk.vault, Heard(heard))
    start = time.perf_counter()
    watching = asyncio.create_task(collector.watch())
    try:
        await asyncio.wait_for(ready.wait(), 60)
        return (time.perf_counter() - start) * 1000
    finally:
        silence.ended.set()
        watching.cancel()
        await collector.close()
        desk.ground.store.close()


def _connect(desk: Desk, folder: Path, silence: FakeSilence | None) -> list[str]:
    """Connect the venues, the silent one first; the ids of those that answer."""
    found = [desk.ground.new_id() for _ in range(OTHERS)]
    with desk.ground.act() as (nouns, _):
        if silence is not None:
            hung = venue(desk.ground.new_id())
            CONNECTORS[hung.url] = silence
            nouns.venues.add(hung)
        for at, venue_id in enumerate(found):
            options = {"file": str(folder / f"network{at}.json"), "place": "social", "crowd": "still"}
            nouns.venues.add(venue(venue_id, "demo", options=options))
    return found
