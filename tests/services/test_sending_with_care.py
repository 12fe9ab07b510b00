"""Who may read a reply, what stands in front of it, and when it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DUE, DeliveryState, Reason
from agent_desk.domain.errors import Refused
from agent_desk.domain.posts import Visibility
from agent_desk.domain.venues import Capability
from tests.clock import FakeClock
from tests.services.fake_venue import PROFILE, FakeVenue
from tests.services.workspace import VENUE_ID, Process, open_process

HOUR = 3_600_000
V = Visibility


@pytest.fixture
def venue() -> FakeVenue:
    return FakeVenue(FakeClock())


@pytest.fixture
def desk(tmp_path: Path, venue: FakeVenue) -> Iterator[Process]:
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def only(desk: Process, *may: Capability) -> None:
    """The venue allows no more than that."""
    with desk.ground.act() as (nouns, _):
        nouns.venues.set_profile(VENUE_ID, replace(PROFILE, may=frozenset(may)))


def narrowed(desk: Process, venue: FakeVenue, visibility: Visibility) -> None:
    """The customer's post is read by fewer from now on."""
    venue.posts["r1"].visibility = visibility


@pytest.mark.parametrize(
    ("may", "target", "choices"),
    [
        ((), V.PUBLIC, [V.PUBLIC]),
        ((), V.DIRECT, [V.DIRECT]),
        ((Capability.DIRECT,), V.PUBLIC, [V.PUBLIC, V.DIRECT]),
        ((Capability.VISIBILITY, Capability.DIRECT), V.UNLISTED, [V.UNLISTED, V.PUBLIC, V.FOLLOWERS, V.DIRECT]),
    ],
)
def test_what_may_be_chosen_begins_with_the_usual(
    desk: Process, may: tuple[Capability, ...], target: Visibility, choices: list[Visibility]
) -> None:
    only(desk, Capability.REPLY, *may)
    message = replace(desk.inbox.open(desk.conversation("p1")).messages[0], visibility=target)
    assert list(desk.replies.visibilities(desk.venue, message)) == choices


def test_what_the_venue_does_not_know_is_refused(desk: Process) -> None:
    only(desk, Capability.REPLY)
    conversation = desk.conversation("p1")
    for care, code in (
        ({"visibility": V.DIRECT}, "visibility_not_allowed"),
        ({"warning": "Spoiler"}, "warning_not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            desk.replies.send(conversation, "Yes.", **care)
        assert refused.value.code == code
    assert desk.outbox.rows() == []


def test_a_warning_that_leaves_no_room_is_refused(desk: Process) -> None:
    limits = replace(PROFILE.limits, text_max=40, counts_warning=True)
    may = frozenset({Capability.REPLY, Capability.WARNING})
    with desk.ground.act() as (nouns, _):
        nouns.venues.set_profile(VENUE_ID, replace(PROFILE, may=may, limits=limits))
    conversation, text = desk.conversation("p1"), "Words that fit in by themselves."
    with pytest.raises(Refused) as refused:
        desk.replies.send(conversation, text, warning="A long one")
    assert refused.value.code == "too_long"
    assert len(desk.replies.send(conversation, text, warning="A long one", split=True).parts) > 1


def test_visibility_and_warning_reach_the_venue_and_the_thread(desk: Process, venue: FakeVenue) -> None:
    conversation = desk.conversation("p1")
    desk.replies.send(conversation, "Your number, please?", now=True, visibility=V.DIRECT, warning=" Private ")
    desk.deliver()
    (sent,) = venue.replies
    assert (sent.visibility, sent.warning) == (V.DIRECT, "Private")
    shown = desk.inbox.open(conversation).messages[-1]
    assert (shown.visibility, shown.warning) == (V.DIRECT, "Private")


def test_a_reply_as_its_target_follows_it(desk: Process, venue: FakeVenue) -> None:
    venue.posts["r1"].visibility = V.FOLLOWERS
    desk.clock.advance(601)
    desk.fetch()
    desk.replies.send(desk.conversation("p1"), "Yes.", now=True)
    desk.deliver()
    assert venue.replies[0].visibility is None
    assert desk.inbox.open(desk.conversation("p1")).messages[-1].visibility is V.FOLLOWERS


@pytest.mark.parametrize(("chosen", "leaves"), [(V.PUBLIC, False), (V.DIRECT, True), (None, True)])
def test_a_reply_more_public_than_its_target_became_is_held_back(
    desk: Process, venue: FakeVenue, chosen: Visibility | None, leaves: bool
) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Yes.", visibility=chosen).delivery
    narrowed(desk, venue, V.DIRECT)
    desk.clock.advance(60)
    desk.deliver()
    row = desk.outbox.get(row.id)
    if leaves:
        assert row.state is DeliveryState.DELIVERED
        return
    assert (row.state, row.reason, len(venue.replies)) == (DeliveryState.STOPPED, Reason.TARGET_NARROWED, 0)
    desk.outbox.send_anyway(row.id)
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED


def test_told_explicitly_a_reply_may_be_more_public(desk: Process, venue: FakeVenue) -> None:
    narrowed(desk, venue, V.FOLLOWERS)
    desk.clock.advance(601)
    desk.fetch()
    row = desk.replies.send(desk.conversation("p1"), "Yes.", visibility=V.PUBLIC).delivery
    desk.clock.advance(60)
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED


def test_a_scheduled_reply_is_checked_and_leaves_at_its_hour(desk: Process, venue: FakeVenue) -> None:
    conversation = desk.conversation("p1")
    row = desk.replies.send(conversation, "Good morning!", at=desk.clock() + HOUR).delivery
    assert (row.state, row.reason, row.due_at) == (DeliveryState.QUEUED, Reason.SCHEDULED, desk.clock() + HOUR)
    desk.clock.advance(3599)
    desk.deliver()
    assert venue.replies == []
    desk.clock.advance(1)
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED


def test_a_scheduled_reply_is_held_back_where_the_thread_moved(desk: Process, venue: FakeVenue) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Good morning!", at=desk.clock() + HOUR).delivery
    venue.posts["r1"].text = "Never mind."
    desk.clock.advance(3600)
    desk.deliver()
    assert desk.outbox.get(row.id).reason is Reason.TARGET_EDITED
    assert venue.replies == []


def test_a_locked_thread_holds_a_scheduled_reply_back(desk: Process, venue: FakeVenue) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Good morning!", at=desk.clock() + HOUR).delivery
    venue.locked = True
    desk.clock.advance(3600)
    desk.deliver()
    assert desk.outbox.get(row.id).reason is Reason.LOCKED


def test_neither_a_clock_set_back_nor_a_new_sign_in_sends_it_early(desk: Process, venue: FakeVenue) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Good morning!", at=desk.clock() + HOUR).delivery
    with desk.ground.act() as (nouns, _):
        nouns.deliveries.reschedule(VENUE_ID, DUE, desk.clock())
    desk.deliver()
    desk.clock.set_by(-86_400)
    desk.deliver()
    assert venue.replies == []
    assert desk.outbox.get(row.id).due_at == row.due_at
    desk.clock.set_by(86_400)
    desk.clock.advance(3600)
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("after", [-1, 0, 367 * 24 * HOUR])
def test_no_reply_is_scheduled_for_the_past_or_for_ever(desk: Process, after: int) -> None:
    conversation = desk.conversation("p1")
    with pytest.raises(Refused) as refused:
        desk.replies.send(conversation, "Yes.", at=desk.clock() + after)
    assert refused.value.code == "wrong_time"
    row = desk.replies.send(conversation, "Yes.").delivery
    with pytest.raises(Refused):
        desk.outbox.reschedule(row.id, desk.clock() + after)


def test_a_reply_is_put_off_until_it_leaves(desk: Process, venue: FakeVenue) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Yes.").delivery
    desk.outbox.reschedule(row.id, desk.clock() + 2 * HOUR)
    desk.clock.advance(3600)
    desk.deliver()
    assert venue.replies == []
    desk.outbox.reschedule(row.id, desk.clock() + HOUR // 2)
    desk.clock.advance(1800)
    assert desk.outbox.overdue() == []
    desk.clock.advance(60)
    assert len(desk.outbox.overdue()) == 1
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED
    with pytest.raises(Refused):
        desk.outbox.reschedule(row.id, desk.clock() + HOUR)


def test_sending_now_calls_a_scheduled_reply_up(desk: Process) -> None:
    row = desk.replies.send(desk.conversation("p1"), "Yes.", at=desk.clock() + HOUR).delivery
    desk.outbox.retry(row.id)
    desk.deliver()
    assert desk.outbox.get(row.id).state is DeliveryState.DELIVERED


def test_the_history_comes_in_pages_newest_first(desk: Process) -> None:
    sent = []
    for number in range(5):
        sent.append(desk.replies.send(desk.conversation("p1"), f"Answer {number}", now=True).delivery.id)
        desk.deliver()
        desk.clock.advance(number // 2)
    pending = desk.replies.send(desk.conversation("p1"), "Not yet.").delivery.id
    first = desk.outbox.ended(2)
    second = desk.outbox.ended(10, first[-1])
    assert [row.id for row in first + second] == sent[::-1]
    assert pending not in sent


def test_what_comes_back_keeps_its_readers_and_its_warning(desk: Process, venue: FakeVenue) -> None:
    conversation = desk.conversation("p1")
    venue.faults.append("rejected")
    desk.replies.send(conversation, "Like that", now=True, visibility=V.DIRECT, warning="Private")
    desk.drafts.save(conversation, "more", visibility=V.UNLISTED)
    desk.drafts.save_note(conversation, "Ask Tomasz")
    desk.deliver()
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.visibility, draft.warning, draft.note) == (
        "Like that\n\nmore",
        V.DIRECT,
        "Private",
        "Ask Tomasz",
    )


def test_a_reply_that_leaves_and_a_note_that_is_written_do_not_meet(desk: Process) -> None:
    conversation = desk.conversation("p1")
    desk.drafts.save(conversation, "Dear Ann", visibility=V.DIRECT, warning="W")
    desk.drafts.save_note(conversation, "She called.")
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.visibility, draft.warning, draft.note) == ("Dear Ann", V.DIRECT, "W", "She called.")
    desk.replies.send(conversation, "Dear Ann")
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.visibility, draft.note) == ("", None, "She called.")
    desk.drafts.discard(conversation)
    assert desk.drafts.get(conversation) == draft
    desk.drafts.save_note(conversation, "")
    assert desk.drafts.get(conversation) is None
