"""Bulk acts: short transactions, partial failure, cancelling, and one undo that restores everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import NotFound, StoreFull, WrongUse
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ListQuery
from agent_desk.services import bulk
from agent_desk.services.bulk import BulkAct
from agent_desk.storage.sqlite.nouns import SqliteNouns
from tests.services.test_ingest import post
from tests.services.workspace import Process

MINUTE = 60_000
RESOLVE = BulkAct(Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED, read=True)


def never() -> bool:
    return False


def unheard(done: int, of: int) -> None:
    return None


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """Seven conversations in which somebody waits, each with a history of its own."""
    empty_desk.take([post(f"m{number}", place=f"p{number}", at=100 - number) for number in range(7)])
    ids = [empty_desk.conversation(f"p{number}") for number in range(7)]
    empty_desk.status.set(ids[1], Status.PENDING)
    empty_desk.status.set(ids[2], Status.SNOOZED, until=empty_desk.clock() + MINUTE)
    empty_desk.status.read(ids[3])
    empty_desk.status.set(ids[4], Status.RESOLVED, disposition=Disposition.IDEA)
    return empty_desk


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    # However slow this machine is right now.
    monkeypatch.setattr(bulk, "LONGEST", 60.0)


def _standing(desk: Process) -> list[object]:
    return [
        (
            row.id,
            row.status,
            row.snoozed_until,
            row.unread,
            row.waiting,
            row.waiting_since,
            [message.disposition for message in desk.inbox.open(row.id).messages],
        )
        for row in desk.inbox.page(ListQuery())
    ]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "act",
    [
        RESOLVE,
        BulkAct(Status.PENDING),
        BulkAct(read=True),
        BulkAct(read=False),
        BulkAct(disposition=Disposition.IDEA),
        BulkAct(Status.OPEN, read=False),
    ],
    ids=str,
)
def test_one_undo_restores_everything(desk: Process, act: BulkAct) -> None:
    before, heard = _standing(desk), list[tuple[int, int]]()
    ids = desk.bulk.matching(ListQuery(), never)
    outcome = desk.bulk.run(ids, act, lambda done, of: heard.append((done, of)), never)
    assert (outcome.done, outcome.failed) == (7, ())
    assert outcome.changes.conversations == set(ids)
    assert heard == [(2, 7), (4, 7), (6, 7), (7, 7)]
    assert _standing(desk) != before
    assert outcome.undo is not None
    undone = desk.bulk.undo(outcome.undo, unheard, never)
    assert (undone.done, undone.failed, undone.undo) == (7, (), None)
    assert _standing(desk) == before


def test_a_transaction_ends_early_where_it_takes_long(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LONGEST", 0.0)
    heard = list[int]()
    outcome = desk.bulk.run(desk.bulk.matching(ListQuery(), never), RESOLVE, lambda done, _: heard.append(done), never)
    assert (outcome.done, heard) == (7, [1, 2, 3, 4, 5, 6, 7])


def test_snoozing_many_needs_a_moment_to_come(desk: Process) -> None:
    ids = desk.bulk.matching(ListQuery(), never)
    for act in (BulkAct(Status.SNOOZED), BulkAct(Status.SNOOZED, desk.clock()), BulkAct(None, desk.clock() + 1)):
        with pytest.raises(WrongUse):
            desk.bulk.run(ids, act, unheard, never)
    outcome = desk.bulk.run(ids, BulkAct(Status.SNOOZED, desk.clock() + MINUTE), unheard, never)
    assert desk.inbox.counts().by_status[Status.SNOOZED] == outcome.done == 7


def test_what_fails_is_left_and_told_of(desk: Process) -> None:
    ids = desk.bulk.matching(ListQuery(), never)
    outcome = desk.bulk.run([ids[0], "nothing", ids[1]], RESOLVE, unheard, never)
    assert outcome.done == 2
    assert [(failure.conversation_id, type(failure.error)) for failure in outcome.failed] == [("nothing", NotFound)]


@pytest.mark.usefixtures("small")
def test_a_full_disk_leaves_whole_transactions_and_an_undo(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, real, begun = desk.bulk.matching(ListQuery(), never), desk.store.write, list[bool]()

    @contextmanager
    def filling(*, durable: bool) -> Iterator[SqliteNouns]:
        begun.append(durable)
        with real(durable=durable) as nouns:
            yield nouns
            if len(begun) == 2:
                raise StoreFull("no space")

    before = _standing(desk)
    monkeypatch.setattr(desk.store, "write", filling)
    outcome = desk.bulk.run(ids, RESOLVE, unheard, never)
    monkeypatch.setattr(desk.store, "write", real)
    assert outcome.done == 2
    assert [failure.conversation_id for failure in outcome.failed] == list(ids[2:])
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    assert _standing(desk) == before


@pytest.mark.usefixtures("small")
def test_cancelled_it_stops_between_two_transactions_and_can_be_undone(desk: Process) -> None:
    ids, heard = desk.bulk.matching(ListQuery(), never), list[int]()
    before = _standing(desk)
    outcome = desk.bulk.run(ids, RESOLVE, lambda done, _: heard.append(done), lambda: bool(heard))
    assert outcome.done == 2
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    assert _standing(desk) == before


def test_what_moved_on_meanwhile_keeps_its_new_status(desk: Process) -> None:
    ids = desk.bulk.matching(ListQuery(), never)
    outcome = desk.bulk.run(ids, RESOLVE, unheard, never)
    desk.take([post("new", place="p0", at=1)])
    desk.status.set(desk.conversation("p1"), Status.SNOOZED, until=desk.clock() + MINUTE)
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    reopened, snoozed = desk.inbox.row(desk.conversation("p0")), desk.inbox.row(desk.conversation("p1"))
    assert (reopened.status, reopened.waiting, snoozed.status) == (Status.OPEN, 2, Status.SNOOZED)


def test_what_was_decided_anew_meanwhile_stays_decided(desk: Process) -> None:
    outcome = desk.bulk.run([desk.conversation("p0"), desk.conversation("p5")], RESOLVE, unheard, never)
    (message,) = desk.inbox.open(desk.conversation("p0")).messages
    desk.status.dispose([message.id], Disposition.IDEA)
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    assert desk.inbox.message(message.id).disposition is Disposition.IDEA
    assert desk.inbox.row(desk.conversation("p5")).waiting == 1


def test_all_that_match_are_found(desk: Process) -> None:
    where = Conditions((Condition(Field.STATUS, Operator.IS, "open"),))
    assert set(desk.bulk.matching(ListQuery(where=where), never)) == {
        desk.conversation(f"p{number}") for number in (0, 3, 5, 6)
    }


@pytest.mark.usefixtures("small")
def test_an_agents_act_goes_between(desk: Process) -> None:
    ids, begun, finished = desk.bulk.matching(ListQuery(), never), threading.Event(), threading.Event()
    seen: list[int] = []

    def act() -> None:
        begun.wait()
        desk.drafts.save(ids[0], "Typed meanwhile")
        finished.set()

    agent = threading.Thread(target=act)
    agent.start()

    def progress(done: int, _: int) -> None:
        begun.set()
        if done == 4:
            seen.append(int(finished.wait(20)))

    desk.bulk.run(ids, RESOLVE, progress, never)
    agent.join()
    assert seen == [1]
    assert desk.inbox.row(ids[0]).draft
