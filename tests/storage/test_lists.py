"""Lists page by keys over equal times without gaps, and every query that grows with the inbox uses an index."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import Status
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind, Place
from agent_desk.domain.rows import ConversationRow
from agent_desk.storage.sqlite.nouns import SqliteNouns
from agent_desk.storage.sqlite.store import SqliteStore
from tests.services.workspace import VENUE_ID, Process

STATUSES = (None, *Status)
QUERIES = [
    ListQuery(status, venue, waiting, unread, draft, found=found, order=order)
    for status in STATUSES
    for venue in (None, VENUE_ID)
    for waiting, unread, draft in (
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
    )
    for found in (False, True)
    for order in ListOrder
]


Row = tuple[int, int | None, Status, int, bool]
"""When the last post came, since when somebody waits, the status, how many are unread, whether it was found."""


def _fill(nouns: SqliteNouns, number: int, row: Row) -> None:
    at, waiting_since, status, unread, found = row
    name = f"c{number:04}"
    nouns.conversations.add(name, VENUE_ID, Place(ConversationKind.TOPIC, name), at)
    nouns.conversations.set_status(name, status, at if status is Status.SNOOZED else None)
    nouns.connection.execute(
        "UPDATE conversation SET last_at = ?, waiting_since = ?, waiting = ?, unread = ?, found = ? WHERE id = ?",
        (at, waiting_since, waiting_since is not None, unread, found, name),
    )


def _paged(desk: Process, query: ListQuery, limit: int) -> list[ConversationRow]:
    found: list[ConversationRow] = []
    page = desk.inbox.page(query, None, limit)
    while page:
        found += page
        page = desk.inbox.page(query, page[-1], limit)
    return found


_ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.none() | st.integers(1, 2),
        st.sampled_from(list(Status)),
        st.integers(0, 1),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, limit=st.integers(1, 4))
def test_pages_show_each_row_once_and_in_order(rows: list[Row], limit: int, desk: Process) -> None:
    with desk.store.write(durable=False) as nouns:
        nouns.connection.execute("DELETE FROM conversation")
        for number, row in enumerate(rows):
            _fill(nouns, number, row)
    for query in QUERIES[:: 7 if len(rows) > 4 else 3]:
        shown = [row.id for row in _paged(desk, query, limit)]
        wanted = [
            (f"c{number:04}", at, since)
            for number, (at, since, status, unread, found) in enumerate(rows)
            if query.status in (None, status)
            and found == query.found
            and not (query.waiting and (since is None or status is Status.SNOOZED))
            and not (query.unread and not unread)
            and not query.draft
        ]
        assert shown == [name for name, _, _ in sorted(wanted, key=_order(query.order))], query


def _order(order: ListOrder) -> Callable[[tuple[str, int, int | None]], tuple[int, ...]]:
    def key(row: tuple[str, int, int | None]) -> tuple[int, ...]:
        number, at, since = int(row[0][1:]), row[1], row[2]
        if order is ListOrder.OLDEST:
            return (at, number)
        if order is ListOrder.WAITING and since is not None:
            return (0, since, number)
        return (1, -at, -number) if order is ListOrder.WAITING else (-at, -number)

    return key


class Plans:
    """Collects how SQLite would run each statement that a reading connection is given."""

    def __init__(self, store: SqliteStore) -> None:
        _ = store.read
        self._connection = store._local.connection
        self.statements: list[str] = []

    def all_indexes(self) -> list[tuple[str, str]]:
        """Every index by name, and how it was made."""
        rows = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return [(row[0], row[1]) for row in rows]

    def of(self, work: Callable[[], object]) -> list[tuple[str, str]]:
        """The steps of the plans of everything that `work` reads."""
        self.statements.clear()
        self._connection.set_trace_callback(self.statements.append)
        work()
        self._connection.set_trace_callback(None)
        steps = []
        for statement in list(self.statements):
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                steps += [(row[3], statement) for row in self._connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        return steps


_SCAN = re.compile(r"^SCAN (conversation|message|delivery|author|message_version)\b(?!.*USING)")
_SORT = "USE TEMP B-TREE FOR ORDER BY"
_INDEX = re.compile(r"USING (?:COVERING )?INDEX (\w+)")


@pytest.fixture
def grown(desk: Process) -> Process:
    """Enough rows for the planner to have something to choose."""
    with desk.store.write(durable=False) as nouns:
        for number in range(500):
            since, status = number if number % 3 else None, list(Status)[number % 4]
            _fill(nouns, number, (number % 50 + 1, since, status, number % 2, number % 9 == 0))
    return desk


def test_no_list_scans_all_conversations(grown: Process) -> None:
    plans = Plans(grown.store)
    row = grown.inbox.page(ListQuery(), None, 1)[0]
    more = [
        ListQuery(kind=ConversationKind.TOPIC),
        ListQuery(failed=True),
        ListQuery(kind=ConversationKind.TOPIC, unread=True),
    ]
    for query, after in itertools.product([*QUERIES, *more], (None, row)):
        steps = plans.of(partial(grown.inbox.page, query, after, 50))
        scans = [step for step in steps if _SCAN.match(step[0])]
        assert not scans, (query, scans)
        sorts = [step for step in steps if _SORT in step[0]]
        assert not sorts or query.draft or query.failed, (query, sorts)


EVERY_FILTER = [
    ListQuery(status, venue, waiting, unread, kind=kind, order=order)
    for status in (None, Status.RESOLVED)
    for venue in (None, VENUE_ID)
    for waiting in (False, True)
    for unread in (False, True)
    for kind in (None, ConversationKind.TOPIC)
    for order in ListOrder
]


def test_what_no_index_serves_whole_is_a_stream(grown: Process) -> None:
    plans = Plans(grown.store)
    indexes = dict(plans.all_indexes())
    for query in EVERY_FILTER:
        wanted = {name for name in ("status", "venue_id", "kind") if getattr(query, name) is not None}
        steps = [
            step for step, _ in plans.of(partial(grown.inbox.page, query, None, 1000)) if "conversation USING" in step
        ]
        served = all(
            all(f"{name}=?" in step for name in wanted)
            and (not query.unread or "unread > 0" in indexes[_INDEX.findall(step)[0]])
            and (not query.waiting or "waiting_since" in indexes[_INDEX.findall(step)[0]])
            for step in steps
        )
        assert steps
        assert served or query.streamed, (query, steps)
        # What falls due stands in one index, whatever else is asked: with any filter that order may look at most.
        alone = len(wanted) + query.unread + query.waiting < (1 if query.order is ListOrder.DUE else 2)
        assert not query.streamed or not alone
    assert not ListQuery(Status.OPEN, VENUE_ID).streamed


def test_what_runs_at_every_tick_uses_indexes(grown: Process) -> None:
    plans, read = Plans(grown.store), grown.store.read
    works: list[Callable[[], object]] = [
        read.conversations.counts,
        lambda: read.conversations.woken(5),
        lambda: read.conversations.to_reread(VENUE_ID, 5, 1, 5),
        lambda: read.deliveries.due(VENUE_ID, 5),
        lambda: read.deliveries.next_due(5),
        lambda: read.deliveries.in_state(DeliveryState.SENDING, VENUE_ID),
        lambda: read.deliveries.rows(5),
        lambda: read.deliveries.of("c0001"),
        lambda: read.deliveries.by_key("k"),
        lambda: read.messages.of("c0001", 400),
        lambda: read.messages.count("c0001"),
        lambda: read.settling.posts(["c0001"]),
        lambda: read.messages.known(VENUE_ID, ["a", "b"]),
        lambda: read.messages.answerable("c0001"),
        lambda: read.conversations.by_place(VENUE_ID, ["a"]),
        read.search.behind,
        lambda: read.leases.asked(VENUE_ID),
        lambda: read.ledger.published_after(1, "x"),
        lambda: read.notes.of("c0001"),
        lambda: read.people.marks(["a", "b"]),
        lambda: read.people.conversations("a", 5),
        lambda: read.people.in_thread("c0001", 5),
        lambda: read.people.named(VENUE_ID, "an", 5),
        lambda: read.people.find("ann", 5),
        lambda: read.people.waiting("a"),
        lambda: read.people.decided_by_mark("a"),
        lambda: read.agents.activity(5, 5),
        lambda: read.states.get("c0001"),
        lambda: read.states.taken_up(["c0001"]),
        lambda: read.retention.old(VENUE_ID, 5, 5),
        lambda: read.retention.forgets(VENUE_ID),
        lambda: read.retention.forgotten(VENUE_ID, ["a"]),
    ]
    for work in works:
        scans = [step for step in plans.of(work) if _SCAN.match(step[0])]
        assert not scans, scans


def test_a_long_thread_is_read_from_its_end(grown: Process) -> None:
    plans, messages = Plans(grown.store), grown.store.read.messages
    for work in (lambda: messages.of("c0001", 400), lambda: messages.answerable("c0001")):
        assert not [step for step in plans.of(work) if _SORT in step[0]]


def test_names_are_looked_up_by_their_beginnings(grown: Process) -> None:
    steps = [step for step, _ in Plans(grown.store).of(lambda: grown.store.read.people.named(VENUE_ID, "an", 5))]
    for index in ("author_handle", "author_name"):
        assert any(f"SEARCH author USING INDEX {index}" in step for step in steps), steps
