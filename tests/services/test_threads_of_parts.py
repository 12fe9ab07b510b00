"""A reply that leaves as a thread: one part after the other, and none where the one before did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DUE, DeliveryState, Reason
from agent_desk.domain.errors import Refused
from agent_desk.domain.posts import PostState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.venues import Idempotency
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import VENUE_ID, Process, open_process

LONG = "\n\n".join(f"Paragraph {number}: " + " ".join(["words and words."] * 12) for number in range(1, 4))
D, Q = DeliveryState.DELIVERED, DeliveryState.QUEUED


@pytest.fixture
def venue() -> FakeVenue:
    return FakeVenue(FakeClock(), Idempotency.KEY)


@pytest.fixture
def desk(tmp_path: Path, venue: FakeVenue) -> Iterator[Process]:
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def send(desk: Process) -> tuple[DeliveryRow, ...]:
    """Three parts, at once."""
    parts = desk.replies.send(desk.conversation("p1"), LONG, now=True, split=True).parts
    assert [(row.part, row.parts) for row in parts] == [(1, 3), (2, 3), (3, 3)]
    return parts


def states(desk: Process, parts: tuple[DeliveryRow, ...]) -> list[DeliveryState]:
    return [desk.outbox.get(row.id).state for row in parts]


def bring_forward(desk: Process) -> None:
    """As a new sign-in does."""
    with desk.ground.act() as (nouns, _):
        nouns.deliveries.reschedule(VENUE_ID, DUE, desk.clock())


def rounds(desk: Process, seconds: int) -> None:
    for _ in range(seconds):
        desk.deliver()
        desk.clock.advance(1)


def test_each_part_stands_below_the_one_before(desk: Process, venue: FakeVenue) -> None:
    parts = send(desk)
    rounds(desk, 4)
    assert states(desk, parts) == [D, D, D]
    ours = [post for post in venue.posts.values() if post.author.ours]
    assert [post.text[-3:] for post in ours] == ["1/3", "2/3", "3/3"]
    assert [post.parent for post in ours] == ["r1", "r2", "r3"]
    shown = desk.inbox.open(desk.conversation("p1"))
    assert [message.parent_remote_id for message in shown.messages] == [None, "r1", "r2", "r3"]
    assert shown.row.waiting == 0


def test_a_later_part_answers_what_the_receipt_said(desk: Process, venue: FakeVenue) -> None:
    parts = send(desk)
    desk.deliver()
    first, second, _ = (desk.outbox.get(row.id) for row in parts)
    assert (first.state, first.native) == (D, {"id": "r2"})
    assert second.reason is Reason.NONE
    rounds(desk, 2)
    assert [dict(reply.target.native) for reply in venue.replies] == [{"id": "r1"}, {"id": "r2"}, {"id": "r3"}]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("rejected", DeliveryState.REJECTED),
        ("held", DeliveryState.AWAITING_MODERATION),
        ("gone", DeliveryState.REJECTED),
    ],
)
def test_what_keeps_a_part_holds_those_behind_it(
    desk: Process, venue: FakeVenue, fault: str, state: DeliveryState
) -> None:
    parts = send(desk)
    desk.deliver()
    venue.faults.append(fault)  # type: ignore[arg-type]  # the parameters are faults
    rounds(desk, 5)
    desk.clock.advance(3 * 3600)
    rounds(desk, 3)
    assert states(desk, parts) == [D, state, Q]
    assert desk.outbox.get(parts[2].id).reason is Reason.AFTER_PART
    assert len([post for post in venue.posts.values() if post.author.ours]) == (2 if fault == "held" else 1)
    for act in (desk.outbox.retry, desk.outbox.send_anyway):
        with pytest.raises(Refused) as refused:
            act(parts[2].id)
        assert refused.value.code == "waits_for_part"


def test_an_approved_part_calls_the_next_one(desk: Process, venue: FakeVenue) -> None:
    venue.faults.append("held")
    parts = send(desk)
    rounds(desk, 3)
    assert states(desk, parts) == [DeliveryState.AWAITING_MODERATION, Q, Q]
    venue.posts["r2"].state = PostState.PUBLISHED
    desk.clock.advance(601)
    desk.fetch()
    rounds(desk, 4)
    assert states(desk, parts) == [D, D, D]


def test_the_rest_of_a_refused_thread_comes_back_as_one_draft_and_leaves_once(desk: Process, venue: FakeVenue) -> None:
    parts = send(desk)
    desk.deliver()
    venue.faults.append("rejected")
    rounds(desk, 3)
    draft = desk.drafts.get(desk.conversation("p1"))
    assert draft is not None
    assert draft.text.split() == LONG.split()[LONG.split().index("2:") - 1 :]
    desk.outbox.retry(parts[1].id)
    assert desk.drafts.get(desk.conversation("p1")) is None
    rounds(desk, 4)
    assert states(desk, parts) == [D, D, D]
    assert len([post for post in venue.posts.values() if post.author.ours]) == 3


@pytest.mark.parametrize("named", [0, 1, 2])
def test_undo_takes_back_all_parts_that_have_not_left(desk: Process, named: int) -> None:
    conversation = desk.conversation("p1")
    parts = desk.replies.send(conversation, LONG, split=True).parts
    desk.outbox.undo(parts[named].id)
    assert states(desk, parts) == [DeliveryState.DISCARDED] * 3
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.target_message_id) == (LONG, parts[0].target_message_id)


@pytest.mark.parametrize("named", [0, 1, 2])
def test_undo_in_the_middle_leaves_what_has_arrived(desk: Process, named: int) -> None:
    parts = send(desk)
    desk.deliver()
    desk.outbox.undo(parts[named].id)
    assert states(desk, parts) == [D, DeliveryState.DISCARDED, DeliveryState.DISCARDED]
    with pytest.raises(Refused):
        desk.outbox.undo(parts[named].id)


def test_a_part_below_a_deleted_one_is_held_back(desk: Process, venue: FakeVenue) -> None:
    parts = send(desk)
    desk.deliver()
    venue.posts["r2"].state = PostState.DELETED
    desk.clock.advance(60)
    desk.deliver()
    stopped = desk.outbox.get(parts[1].id)
    assert (stopped.state, stopped.reason) == (DeliveryState.STOPPED, Reason.TARGET_DELETED)


def test_a_venue_that_changes_our_words_keeps_no_part_back(desk: Process, venue: FakeVenue) -> None:
    parts = send(desk)
    desk.deliver()
    venue.posts["r2"].text = venue.posts["r2"].text.replace("words", "“words”")
    venue.posts["r1"].text += " Please!"
    desk.clock.advance(60)
    rounds(desk, 4)
    assert states(desk, parts) == [D, D, D]


def test_a_part_that_falls_due_by_mistake_waits_all_the_same(desk: Process, venue: FakeVenue) -> None:
    venue.faults.append("refused")
    parts = send(desk)
    desk.deliver()
    desk.clock.set_by(-86_400)
    desk.deliver()
    bring_forward(desk)
    venue.faults.append("refused")
    desk.deliver()
    assert [post.text[-3:] for post in venue.posts.values() if post.author.ours] in ([], ["1/3"])
    rounds(desk, 60)
    assert states(desk, parts) == [D, D, D]
    assert [post.text[-3:] for post in venue.posts.values() if post.author.ours] == ["1/3", "2/3", "3/3"]


def test_a_scheduled_thread_goes_on_though_the_clock_was_set_back(desk: Process) -> None:
    at = desk.clock() + 20_000
    parts = desk.replies.send(desk.conversation("p1"), LONG, at=at, split=True).parts
    desk.clock.set_by(-86_400)
    desk.outbox.retry(parts[0].id)
    rounds(desk, 4)
    assert states(desk, parts) == [D, D, D]


def test_the_same_key_gives_the_same_thread(desk: Process) -> None:
    conversation = desk.conversation("p1")
    first = desk.replies.send(conversation, LONG, key="k", split=True)
    assert desk.replies.send(conversation, "other words", key="k").parts == first.parts
