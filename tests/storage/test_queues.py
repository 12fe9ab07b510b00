"""The queues: who holds what, what is due, who is mentioned and watches. Lists, counts and an oracle say the same, and every
ready-made view is served by an index."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ME, MINE, NOBODY, Due, ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind, Place
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.rules import Facts
from agent_desk.domain.venues import Answers
from agent_desk.storage.contract.rules import Subject
from agent_desk.storage.sqlite.nouns import SqliteNouns
from agent_desk.views.ready_made import VIEWS
from tests.services.workspace import VENUE_ID, Process
from tests.storage.test_lists import _SCAN, _SORT, Plans

QUEUES = (
    ListQuery(assignee=ME, active=True),
    ListQuery(assignee=NOBODY, active=True),
    ListQuery(team=MINE, active=True),
    ListQuery(team="t1", active=True),
    ListQuery(assignee="other", active=True),
    ListQuery(due=Due.OVERDUE),
    ListQuery(due=Due.SOON),
    ListQuery(mentions=True),
    ListQuery(watched=True),
    ListQuery(assignee=ME),
    ListQuery(team=NOBODY),
    ListQuery(team=MINE, status=Status.RESOLVED),
    ListQuery(),
)


@dataclass
class Held:
    """One conversation as the test knows it; due and at risk in milliseconds from now."""

    at: int
    status: Status
    holder: str | None
    team: str | None
    due: int | None
    ahead: int
    merged: bool
    mentioned: bool
    watched: bool
    found: bool


_HELD = st.builds(
    Held,
    at=st.integers(1, 3),
    status=st.sampled_from(list(Status)),
    holder=st.sampled_from([None, "me", "other"]),
    team=st.sampled_from([None, "t1", "t2", "t3"]),
    due=st.none() | st.integers(-2, 3),
    ahead=st.integers(1, 3),
    merged=st.sampled_from([False, False, False, True]),
    mentioned=st.booleans(),
    watched=st.booleans(),
    found=st.sampled_from([False, False, False, True]),
)


def _fill(desk: Process, rows: list[Held]) -> None:
    me, now = desk.ground.me, desk.clock()
    with desk.store.write(durable=False) as nouns:
        db = nouns.connection
        db.execute("DELETE FROM conversation")
        db.execute("DELETE FROM team_member")
        db.execute(
            "INSERT OR IGNORE INTO team (id, number, name, position) VALUES ('t1', 1, 'One', 0), ('t2', 2, 'Two', 1)"
        )
        db.execute("INSERT INTO team_member VALUES ('t1', ?, 0, 0), ('t2', ?, 0, 0)", (me, me))
        for number, row in enumerate(rows):
            _add(nouns, number, row, me, now)


def _add(nouns: SqliteNouns, number: int, row: Held, me: str, now: int) -> None:
    name, db = f"c{number:04}", nouns.connection
    nouns.conversations.add(name, VENUE_ID, Place(ConversationKind.TOPIC, name), row.at)
    nouns.conversations.set_status(name, row.status, now if row.status is Status.SNOOZED else None)
    due = None if row.due is None else now + row.due
    db.execute(
        "UPDATE conversation SET last_at = ?, found = ?, assignee_id = ?, team_id = ?, due_at = ?, at_risk_at = ?,"
        " merged_into = ? WHERE id = ?",
        (
            row.at,
            row.found,
            me if row.holder == "me" else row.holder,
            row.team,
            due,
            None if due is None else due - row.ahead,
            "x" if row.merged else None,
            name,
        ),
    )
    if row.watched:
        nouns.triage.watch(name, me, now)
    if row.mentioned:
        nouns.notes.add(f"n{number}", name, me, "@me", now)
        nouns.triage.mention(f"n{number}", name, [me], now)


def _fits(query: ListQuery, row: Held) -> bool:
    teams = {MINE: ("t1", "t2"), NOBODY: (None,)}.get(query.team or "", (query.team,))
    overdue = row.due is not None and row.due <= 0
    soon = row.due is not None and row.due > 0 >= row.due - row.ahead
    return (
        not row.merged
        and row.found == query.found
        and query.status in (None, row.status)
        and (not query.active or row.status in (Status.OPEN, Status.PENDING))
        and (query.assignee is None or row.holder == {ME: "me", NOBODY: None}.get(query.assignee, query.assignee))
        and (query.team is None or row.team in teams)
        and (query.due is None or (overdue if query.due is Due.OVERDUE else soon))
        and (not query.mentions or row.mentioned)
        and (not query.watched or row.watched)
    )


def _paged(desk: Process, query: ListQuery, limit: int) -> list[ConversationRow]:
    found: list[ConversationRow] = []
    page = desk.inbox.page(query, None, limit)
    while page:
        found += page
        page = desk.inbox.page(query, page[-1], limit)
    return found


def _key(order: ListOrder) -> Callable[[tuple[int, Held]], tuple[int, ...]]:
    def key(item: tuple[int, Held]) -> tuple[int, ...]:
        number, row = item
        if order is ListOrder.OLDEST:
            return (row.at, number)
        if order is ListOrder.DUE and row.due is not None:
            return (0, row.due, number)
        return (1, -row.at, -number)

    return key


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_HELD, max_size=12), limit=st.integers(1, 4), order=st.sampled_from(ListOrder))
def test_queues_show_what_they_say_in_order(rows: list[Held], limit: int, order: ListOrder, desk: Process) -> None:
    _fill(desk, rows)
    for bare in QUEUES:
        query = replace(bare, order=order)
        wanted = sorted(((n, row) for n, row in enumerate(rows) if _fits(query, row)), key=_key(order))
        assert [row.id for row in _paged(desk, query, limit)] == [f"c{n:04}" for n, _ in wanted], query
        assert desk.inbox.count(query).n == len(wanted)
        assert sorted(desk.bulk.matching(query, lambda: False)) == sorted(f"c{n:04}" for n, _ in wanted)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_HELD, max_size=12))
def test_counts_are_what_the_lists_hold(rows: list[Held], desk: Process) -> None:
    _fill(desk, rows)
    counts = desk.inbox.counts()
    for name, query in (
        ("mine", QUEUES[0]),
        ("unassigned", QUEUES[1]),
        ("my_team", QUEUES[2]),
        ("overdue", ListQuery(due=Due.OVERDUE)),
        ("due_soon", ListQuery(due=Due.SOON)),
        ("mentions", ListQuery(mentions=True)),
        ("watched", ListQuery(watched=True)),
    ):
        assert getattr(counts, name) == sum(_fits(query, row) for row in rows), name
    assert counts.by_status == {one: sum(_fits(ListQuery(one), row) for row in rows) for one in Status}
    assert counts.found == sum(_fits(ListQuery(found=True), row) for row in rows)


@pytest.fixture
def grown(desk: Process) -> Process:
    """Enough rows for the planner to have something to choose."""
    holders, teams = (None, "me", "other", "other"), (None, "t1", "t2")
    rows = [
        Held(
            n % 50 + 1,
            list(Status)[n % 4],
            holders[n % 4],
            teams[n % 3],
            n % 7 - 3 if n % 2 else None,
            2,
            *[n % 9 == 0] * 4,
        )
        for n in range(500)
    ]
    _fill(desk, rows)
    return desk


def test_every_ready_made_view_is_served_by_an_index(grown: Process) -> None:
    plans = Plans(grown.store)
    for view in VIEWS:
        row = grown.inbox.page(view.query, None, 1)[:1]
        for after in (None, *row):
            steps = plans.of(partial(grown.inbox.page, view.query, after, 50))
            assert not [step for step in steps if _SCAN.match(step[0])], (view.id, steps)
            few = view.query.draft or view.query.mentions or view.query.watched
            sorts = [step for step in steps if _SORT in step[0] and "FROM conversation" in step[1]]
            assert few or not sorts, (view.id, sorts)
        assert not view.query.streamed, view.id


def test_a_queue_is_read_from_its_own_index(grown: Process) -> None:
    plans = Plans(grown.store)
    for query, index in (
        (ListQuery(assignee=ME, active=True), "conversation_assignee"),
        (ListQuery(team="t1", active=True), "conversation_team"),
        (ListQuery(assignee=NOBODY, active=True), "conversation_unassigned"),
        (ListQuery(assignee=ME, active=True, order=ListOrder.DUE), "conversation_assignee_due"),
        (ListQuery(team="t1", active=True, order=ListOrder.DUE), "conversation_team_due"),
        (ListQuery(assignee=NOBODY, active=True, order=ListOrder.DUE), "conversation_unassigned_due"),
        (ListQuery(due=Due.OVERDUE, order=ListOrder.DUE), "conversation_due"),
        (ListQuery(due=Due.SOON, order=ListOrder.DUE), "conversation_due"),
    ):
        assert not query.streamed
        steps = [step for step, _ in plans.of(partial(grown.inbox.page, query, None, 50))]
        assert any(f"INDEX {index} " in step for step in steps), (query, steps)
    assert ListQuery(assignee=ME).streamed
    assert ListQuery(team=NOBODY, active=True).streamed
    assert ListQuery(due=Due.OVERDUE).streamed
    assert ListQuery(due=Due.OVERDUE, order=ListOrder.DUE, venue_id=VENUE_ID).streamed


def test_handing_out_looks_at_what_it_is_about_alone(grown: Process) -> None:
    plans, read = Plans(grown.store), grown.store.read
    me = grown.roster.me()
    works: list[Callable[[], object]] = [
        lambda: read.holders.orphaned(["c0001"]),
        lambda: read.holders.held(["c0001"]),
        lambda: read.holders.next_pool(me, ["t1"], 5, 5),
        lambda: read.holders.held_waiting(me.id),
        lambda: read.holders.due("t1", 5, 5),
        lambda: read.holders.heap(None, None),
        lambda: read.holders.rows(None, None, 5000),
        lambda: read.holders.rows(None, "t1", 5000),
        lambda: read.holders.rows(me.id, None, 5000),
        lambda: read.holders.of_agent(me.id),
        lambda: read.holders.of_team("t1"),
        lambda: read.rules.facts([Subject("c0001", "m")], 5),
        lambda: read.rules.concerned([Facts("c0001", "m", of_customer=True, waiting_since=1)]),
        lambda: read.ticks.come(5, 5),
        lambda: read.ticks.stale(5),
        lambda: read.clocks.histories(["c0001"], lambda _: Answers.TARGET),
        lambda: read.merging.roots(["c0001"]),
        lambda: read.triage.watchers(["c0001"]),
    ]
    for work in works:
        steps = plans.of(work)
        assert steps
        everything = [step for step in steps if _SCAN.match(step[0]) or _ALL_OF_THE_INBOX.search(step[0])]
        assert not everything, everything


_ALL_OF_THE_INBOX = re.compile(r"conversation_status \(found=\?|conversation_venue_status")
