"""What falls due by the clock: a glance while nothing does, and a tick while much does."""

from __future__ import annotations

from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder
from agent_desk.services.ticking import tick, wanted
from tests.bench.figures import Figure, at_most, cpu_ms

TICK_MS, GLANCE_MS = 50, 5


def measure(folder: Path) -> list[Figure]:
    """Ticks of the year's workspace; they do what has come due in it."""
    desk = open_desk(for_folder(folder / "year"))
    running = "100,000 clocks run, a fifth of them late"
    tick(desk.ground)  # loads what a tick needs
    ticks = sorted(cpu_ms(lambda: tick(desk.ground)) for _ in range(9))
    glance = sorted(cpu_ms(lambda: wanted(desk.ground)) for _ in range(9))
    desk.ground.store.close()
    return [
        at_most("one tick, clocks due in it, the slowest of nine", ticks[-1], "ms", TICK_MS, running),
        at_most("a glance whether anything is due", glance[4], "ms", GLANCE_MS, running),
    ]
