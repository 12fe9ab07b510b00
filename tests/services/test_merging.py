"""Merging conversations: one line for the whole family, answers at each post's own place, and everything as it was after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.errors import Refused, StoreError, WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.merging import mergeable, root_of
from agent_desk.services.merging import Merged
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import EXAMPLES, VENUE_ID, Process

PLACES = ("p1", "p2", "p3", "p4")


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    empty_desk.take([post(f"q{n}", f"Question {n}", place=place, at=9 - n) for n, place in enumerate(PLACES)])
    return empty_desk


def _lines(desk: Process) -> dict[tuple[int, str], object]:
    """All that is kept of conversations."""
    with desk.store.write(durable=False) as nouns:
        rows = nouns.connection.execute("SELECT * FROM conversation ORDER BY number").fetchall()
    return {(row["number"], name): row[name] for row in rows for name in row.keys()}  # noqa: SIM118  # a row of SQLite


def test_the_survivor_speaks_for_the_family_and_the_others_stand_in_no_list(desk: Process) -> None:
    one, two, three, _ = (desk.conversation(place) for place in PLACES)
    desk.status.read(three)
    desk.merging.merge([two, three], one)
    row = desk.inbox.row(one)
    assert (row.waiting, row.unread, row.message_count, row.text) == (3, 2, 3, "Question 2")
    assert row.waiting_since == desk.clock() - 9 * 60_000
    assert {line.id for line in desk.inbox.page(ListQuery())} == {one, desk.conversation("p4")}
    assert desk.inbox.counts().waiting == 2
    detail = desk.inbox.open(two)
    assert (detail.row.id, [message.text for message in detail.messages]) == (
        one,
        ["Question 0", "Question 1", "Question 2"],
    )
    assert [member.id for member in detail.members] == [two, three]
    assert [kept.kind for kept in desk.trail.of(two)] == ["merge"]


def test_an_answer_goes_to_the_place_of_the_post_it_is_for(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.merging.merge([two], one)
    target = next(message for message in desk.inbox.open(one).messages if message.text == "Question 1")
    sent = desk.replies.send(one, "Like this.", target_message_id=target.id, now=True)
    assert (sent.delivery.conversation_id, sent.delivery.target_remote_id) == (two, "q1")
    assert [row.id for row in desk.inbox.open(one).deliveries] == [sent.delivery.id]
    # Without a target: the latest of the family that waits.
    desk.outbox.undo(sent.delivery.id)
    assert desk.replies.send(one, "Like that.").delivery.target_remote_id == "q1"
    with pytest.raises(WrongUse):
        desk.replies.send(one, "No.", target_message_id=desk.inbox.open(desk.conversation("p3")).messages[0].id)


def test_words_typed_before_are_found_after_and_sent_once(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.drafts.save(two, "Half an answ")
    desk.merging.merge([two], one)
    assert desk.inbox.open(one).draft is not None
    desk.drafts.save(one, "Half an answer, whole")
    desk.replies.send(one, "Half an answer, whole")
    assert desk.drafts.get(one) is None
    desk.merging.unmerge(two)
    assert desk.drafts.get(two) is None


def test_reading_the_survivor_reads_the_family(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.merging.merge([two], one)
    desk.status.read(one)
    assert desk.inbox.row(one).unread == 0
    desk.merging.unmerge(two)
    assert desk.inbox.row(two).unread == 0


def test_a_new_post_in_a_merged_one_reopens_the_survivor(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.merging.merge([two], one)
    desk.status.set(one, Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
    changes = desk.take([post("again", "And now?", place="p2")])
    row = desk.inbox.row(one)
    assert (row.status, row.text) == (Status.OPEN, "And now?")
    assert one in changes.conversations
    assert changes.arrived == {one}


def test_who_waits_opens_a_resolved_survivor_until_they_part(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.status.set(one, Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
    desk.merging.merge([two], one)
    assert desk.inbox.row(one).status is Status.OPEN
    desk.merging.unmerge(two)
    assert desk.inbox.row(one).status is Status.RESOLVED


def test_a_family_goes_on_whole_and_comes_apart_where_it_was_joined(desk: Process) -> None:
    one, two, three, four = (desk.conversation(place) for place in PLACES)
    desk.merging.merge([two], one)
    desk.merging.merge([one], three)
    assert {row.id for row in desk.merging.family(two)} == {one, two, three}
    assert desk.merging.root(two) == three
    with refused("nothing_to_merge"):
        desk.merging.merge([three], two)
    # Into one that was merged itself: into where that one goes on.
    desk.merging.merge([four], two)
    assert desk.merging.root(four) == three
    desk.merging.unmerge(one)
    assert [row.id for row in desk.merging.family(two)] == [one, two]
    assert desk.inbox.row(one).waiting == 2
    with refused("not_merged"):
        desk.merging.unmerge(one)


def test_what_is_too_old_goes_with_its_family_and_a_root_that_goes_leaves_the_others(desk: Process) -> None:
    one, two, three, _ = (desk.conversation(place) for place in PLACES)
    desk.merging.merge([two], one)
    with desk.ground.act() as (nouns, _tally):
        nouns.retention.remove([one])
    assert {row.id for row in desk.inbox.page(ListQuery())} == {three, desk.conversation("p4")}
    left = [day.difference for day in desk.balance.days(desk.balance.today(), desk.balance.today())]
    assert left == [0]


def test_forgetting_an_author_sums_the_family_up_anew(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("q1", place="p1"), post("q2", place="p2", author="zoe"), post("q3", place="p3")])
    one, two, three = (desk.conversation(place) for place in PLACES[:3])
    desk.merging.merge([two, three], one)
    zoe = next(m.author for m in desk.inbox.open(one).messages if m.author.handle == "zoe")
    desk.retention.erase(zoe.id)
    assert desk.inbox.row(one).waiting == 2
    # And where the root itself goes, those that were merged into it are not lost.
    desk.take([post("q4", place="p4", author="yan")])
    four = desk.conversation("p4")
    desk.merging.merge([one], four)
    yan = next(m.author for m in desk.inbox.open(four).messages if m.author.handle == "yan")
    desk.retention.erase(yan.id)
    assert {row.id for row in desk.inbox.page(ListQuery())} == {one, three}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    merges=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)), min_size=1, max_size=5),
    states=st.lists(st.sampled_from(["resolve", "snooze", "read", "unread", "dispose", "answer", "found"]), max_size=4),
)
def test_merging_and_taking_apart_leaves_everything_as_it_was(
    desk: Process, merges: list[tuple[str, str]], states: list[str]
) -> None:
    for at, state in enumerate(states):
        _put(desk, PLACES[at % 4], state)
    before, counts = _lines(desk), desk.inbox.counts()
    done: list[Merged] = []
    for one, into in merges:
        try:
            done.append(desk.merging.merge([desk.conversation(one)], desk.conversation(into)))
        except Refused:
            # It is in that family already.
            continue
    merged = _lines(desk)
    for act in reversed(done):
        desk.merging.undo(act.undo)
    after = _lines(desk)
    assert {name: (was, after[name]) for name, was in before.items() if after[name] != was} == {}
    assert desk.inbox.counts() == counts
    assert (merged != before) == bool(done)


def _put(desk: Process, place: str, state: str) -> None:
    conversation = desk.conversation(place)
    if state == "resolve":
        desk.status.set(conversation, Status.RESOLVED)
    elif state == "snooze":
        desk.status.set(conversation, Status.SNOOZED, until=desk.clock() + 60_000)
    elif state in ("read", "unread"):
        getattr(desk.status, state)(conversation)
    elif state == "dispose":
        desk.status.dispose(desk.store.read.messages.waiting(conversation), Disposition.IDEA)
    elif state == "answer":
        number = len(desk.inbox.open(conversation).messages)
        desk.take([post(f"{place}-{number}", "Here.", author="brand", place=place, parent=f"q{PLACES.index(place)}")])
    else:
        number = desk.clock() + len(desk.inbox.open(conversation).messages)
        desk.take([replace(post(f"{place}-{number}", "Found.", place=place), place=post("x", place=place).place)])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_no_merge_makes_a_loop(pairs: list[tuple[int, int]]) -> None:
    into: dict[str, str] = {}
    for one, target in pairs:
        goal = root_of(str(target), into)
        for chosen in mergeable([str(one)], str(target), into):
            into[chosen] = goal
        assert all(root_of(each, into) not in into for each in map(str, range(6)))


def test_nothing_goes_on_in_itself(desk: Process) -> None:
    one = desk.conversation("p1")
    with pytest.raises(StoreError), desk.store.write(durable=False) as nouns:
        nouns.connection.execute("UPDATE conversation SET merged_into = id WHERE id = ?", (one,))
    assert desk.store.read.conversations.by_place(VENUE_ID, ["p1"]) == {"p1": one}


def test_what_is_typed_failed_or_said_in_a_merged_one_is_found_with_the_survivor(desk: Process) -> None:
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.drafts.save(two, "Half an answ")
    sent = desk.replies.send(two, "An answer.", keep_draft=True, now=True).delivery
    with desk.ground.act() as (nouns, _tally):
        nouns.deliveries.step(sent, Step(DeliveryState.STOPPED, Reason.LOCKED), desk.clock())
    desk.search.catch_up()
    desk.merging.merge([two], one)
    assert [row.id for row in desk.inbox.page(ListQuery(draft=True))] == [one]
    assert [row.id for row in desk.inbox.page(ListQuery(failed=True))] == [one]
    assert [row.id for row in desk.search.conversations("Question 1", ListQuery())] == [one]
