"""The inbox at size: its first page, a change of filter, a far page, the counters, and search."""

from __future__ import annotations

from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.conversations import Status
from agent_desk.domain.rows import ListOrder, ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from tests.bench.figures import Figure, at_most, median_ms, reading
from tests.bench.workspace import fill

SMALL = 10_000


def measure(folder: Path, size: int) -> list[Figure]:
    """Every built-in filter at `size` conversations against the same at ten thousand."""
    fill(folder / "small", SMALL)
    small, large = open_desk(for_folder(folder / "small")), open_desk(for_folder(folder / "large"))
    venue = large.venues.all()[0].id
    queries = {
        "all": ListQuery(),
        "open": ListQuery(status=Status.OPEN),
        "done": ListQuery(status=Status.RESOLVED),
        "waiting": ListQuery(waiting=True, order=ListOrder.WAITING),
        "longest waiting first": ListQuery(order=ListOrder.WAITING),
        "oldest first": ListQuery(order=ListOrder.OLDEST),
        "unread": ListQuery(unread=True),
        "one venue": ListQuery(venue_id=venue),
        "one venue, open": ListQuery(venue_id=venue, status=Status.OPEN),
        "with draft": ListQuery(draft=True),
    }
    figures = []
    for name, query in queries.items():
        before, after = _page(small, query), _page(large, query)
        figures.append(at_most(f"inbox {name}, {size:,} to {SMALL:,}", after / before, "×", 2, f"{after:.1f} ms"))
    last = large.inbox.page(ListQuery())[-1]
    for _ in range(50):
        last = large.inbox.page(ListQuery(), last)[-1]
    far = median_ms(lambda: large.inbox.page(ListQuery(), last))
    figures.append(at_most("inbox far page to first page", far / _page(large, ListQuery()), "×", 2, f"{far:.1f} ms"))
    figures.append(reading("inbox counters", median_ms(large.inbox.counts), "ms"))
    for desk in (small, large):
        desk.ground.store.close()
    return figures


def _page(desk: Desk, query: ListQuery) -> float:
    return median_ms(lambda: desk.inbox.page(query))
