"""What agents and leads open all day, over a year of work: their queues, the counters, the board, the next conversation."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from agent_desk.views.ready_made import VIEWS
from tests.bench.figures import Figure, at_most, cpu_ms, reading
from tests.bench.inbox import compared
from tests.bench.year import make_year

AGENT, TEAM = "agent1", "team1"
BOARD_MS = 300


def measure(folder: Path, size: int, small_size: int) -> list[Figure]:
    """With one of eight agents at the desk. The small workspace is a year of few conversations."""
    make_year(folder / "small year", small_size)
    small, large = (open_desk(for_folder(folder / name)) for name in ("small year", "year"))
    for desk in (small, large):
        desk.ground.seat.agent_id = AGENT
    views = dict(_views())
    kept = {name: query for name, query in views.items() if not query.streamed}
    figures = compared(f"change of any view, {size:,} to {small_size:,}", small, large, kept, at_most_each=2)
    # No index serves these; a window reads them off its thread.
    worst, name = max((_median(lambda q=views[one]: large.inbox.page(q)), one) for one in views.keys() - kept.keys())  # type: ignore[misc]
    figures.append(reading("first page of a view in an order of its reader, the worst", worst, "ms CPU", name))
    figures.append(reading("counters of all views of an agent", _counters(large), "ms CPU"))
    for name, team in (("of everybody", None), ("of a team", TEAM)):
        taken = _median(lambda t=team: large.assignment.board(t))  # type: ignore[misc]
        figures.append(at_most(f"the board {name}", taken, "ms CPU", BOARD_MS))
    figures.append(at_most("the next conversation, the slowest of nine", _served(large), "ms CPU", BOARD_MS))
    for desk in (small, large):
        desk.ground.store.close()
    return figures


def _views() -> Iterator[tuple[str, ListQuery]]:
    for view, order in itertools.product(VIEWS, ListOrder):
        yield f"view {view.id}, {order.value} first", replace(view.query, order=order)


def _counters(desk: Desk) -> float:
    """From the store: who asks the service twice in a moment hears the same."""
    read = desk.ground.store.read.conversations
    return _median(lambda: read.counts(desk.ground.now(), read.looker(AGENT)))


def _median(work: Callable[[], object]) -> float:
    return statistics.median(cpu_ms(work) for _ in range(9))


def _served(desk: Desk) -> float:
    """Each is given back at once."""
    taken: list[float] = []
    for _ in range(9):
        start = time.thread_time()
        served = desk.assignment.serve_next()
        taken.append((time.thread_time() - start) * 1000)
        if served.undo is not None:
            desk.assignment.undo(served.undo)
    return max(taken)
