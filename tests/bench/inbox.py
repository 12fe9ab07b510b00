"""The lists at size: every built-in view, filter and order, a far page, the counters."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from agent_desk.views.ready_made import VIEWS
from tests.bench.figures import Figure, at_most, median_ms, noise, reading, side_by_side

PAGE = 200
FAR = 50
"""Pages down the list."""


def measure(folder: Path, size: int, small_size: int) -> list[Figure]:
    """Every built-in view and every single filter above the list in each order, then filters put together."""
    small, large = open_desk(for_folder(folder / "small")), open_desk(for_folder(folder / "large"))
    venue = large.venues.all()[0].id
    change = f"change of any built-in filter, {size:,} to {small_size:,}"
    figures = compared(change, small, large, dict(_built_in(venue)), at_most_each=2)
    figures += compared("filters put together", small, large, dict(_together(venue)))
    last = large.inbox.page(ListQuery())[-1]
    for _ in range(FAR):
        last = large.inbox.page(ListQuery(), last)[-1]
    first, far = side_by_side(lambda: large.inbox.page(ListQuery()), lambda: large.inbox.page(ListQuery(), last))
    ratio = statistics.median(far) / statistics.median(first)
    figures.append(at_most("a page 10,000 rows down to the first", ratio, "×", 2, noise(far)))
    figures.append(reading("counters of all views", median_ms(large.inbox.counts), "ms"))
    for desk in (small, large):
        desk.ground.store.close()
    return figures


def compared(
    what: str, small: Desk, large: Desk, queries: dict[str, ListQuery], at_most_each: float | None = None
) -> list[Figure]:
    """The worst ratio of all, and each that misses. Where the small workspace has less than a page, both read just as
    many rows, so that the ratio is about finding them."""
    found: list[tuple[float, str, str]] = []
    for name, query in queries.items():
        rows = len(small.inbox.page(query)) or PAGE
        pair = side_by_side(
            lambda q=query, n=rows: small.inbox.page(q, limit=n),  # type: ignore[misc]
            lambda q=query, n=rows: large.inbox.page(q, limit=n),  # type: ignore[misc]
            9,
        )
        before, after = (statistics.median(values) for values in pair)
        found.append((after / before, name, f"{after:.1f} to {before:.1f} ms for {rows} rows, {noise(pair[1])}"))
    found.sort(reverse=True)
    ratio, name, note = found[0]
    if at_most_each is None:
        return [reading(f"{what}, the worst", ratio, "×", f"{name}: {note}")]
    missed = [at_most(f"list: {name}", ratio, "×", at_most_each, note) for ratio, name, note in found]
    worst = at_most(what, ratio, "×", at_most_each, f"{name}: {note}; of {len(found)}")
    return [worst, *(figure for figure in missed if not figure.ok)]


def _built_in(venue: str) -> Iterator[tuple[str, ListQuery]]:
    for view, order in itertools.product(VIEWS, ListOrder):
        yield f"view {view.id}, {order.value} first", replace(view.query, order=order)
    for order in ListOrder:
        yield f"one venue, {order.value} first", ListQuery(order=order, venue_id=venue)
        yield f"unread, {order.value} first", ListQuery(order=order, unread=True)
        yield f"with draft, {order.value} first", ListQuery(order=order, draft=True)
        yield f"failed, {order.value} first", ListQuery(order=order, failed=True)
        for kind in (ConversationKind.MENTIONS, ConversationKind.DIRECT):
            yield f"{kind.value}, {order.value} first", ListQuery(order=order, kind=kind)
        for status in Status:
            yield f"{status.value}, {order.value} first", ListQuery(order=order, status=status)


def _together(venue: str) -> Iterator[tuple[str, ListQuery]]:
    for status, order, unread in itertools.product(Status, ListOrder, (False, True)):
        unread_too = ", unread" if unread else ""
        name = f"one venue, {status.value}{unread_too}, {order.value} first"
        yield name, ListQuery(status=status, order=order, unread=unread, venue_id=venue)
