"""What falls due by the clock: a glance while nothing does, and a tick while much does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from agent_desk.services.desk import Desk
from agent_desk.services.ticking import tick, wanted
from tests.bench.figures import Figure, at_most, cpu_ms

TICK_MS, GLANCE_MS = 50, 5


_WATCH = (
    "INSERT OR IGNORE INTO clock_watch SELECT conversation_id, metric, message_id, min(due_at, at_risk_at) FROM clock"
    " WHERE state IN ('running', 'breached') AND due_at IS NOT NULL AND at_risk_at IS NOT NULL"
)
"""What triggers do for each clock, once for clocks that were made without them."""


def measure(database: Path, desk: Desk) -> list[Figure]:
    """Ticks of a workspace in which clocks run; they do what has come due in it."""
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute(_WATCH)
        watched = raw.execute("SELECT count(*) FROM clock_watch").fetchone()[0]
    running = f"{watched:,} clocks run"
    tick(desk.ground)  # loads what a tick needs
    ticks = sorted(cpu_ms(lambda: tick(desk.ground)) for _ in range(9))
    glance = sorted(cpu_ms(lambda: wanted(desk.ground)) for _ in range(9))
    return [
        at_most("one tick, clocks due in it, the slowest of nine", ticks[-1], "ms", TICK_MS, running),
        at_most("a glance whether anything is due", glance[4], "ms", GLANCE_MS, running),
    ]
