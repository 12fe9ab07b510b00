"""A second pair of eyes: whose replies wait, that they never leave without, and that nothing of what was refused is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.errors import StoreError
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.reviewing import Approval, Wanted, WhyReviewed, parsed, wanted
from agent_desk.domain.roster import AgentRow, NoticeKind, Role
from agent_desk.services.queueing import UNDO_WINDOW
from tests.services.fake_venue import fake_of
from tests.services.refusing import refused
from tests.services.workspace import VENUE_ID, Process


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    fake_of(empty_desk.registry).customer("Where is my parcel?")
    empty_desk.fetch()
    empty_desk.approvals.choose_venue(VENUE_ID, True)
    return empty_desk


@pytest.fixture
def lead(desk: Process) -> str:
    return desk.roster.add("Mira", "mira", role=Role.LEAD).agent.id


@contextmanager
def sitting(desk: Process, agent_id: str) -> Iterator[None]:
    before = desk.ground.seat.agent_id
    desk.ground.seat.agent_id = agent_id
    yield
    desk.ground.seat.agent_id = before


def _send(desk: Process, text: str = "It is on its way.") -> str:
    return desk.replies.send(desk.conversation("p1"), text).delivery.id


def test_a_reply_never_leaves_before_somebody_else_approved_it(desk: Process, lead: str) -> None:
    delivery = _send(desk)
    desk.clock.advance(3600)
    desk.deliver()
    assert not fake_of(desk.registry).of(delivery)
    assert (desk.outbox.get(delivery).reason, desk.approvals.count()) == (Reason.APPROVAL, 1)
    assert [(one.delivery.id, one.why, one.mine) for one in desk.approvals.waiting()] == [
        (delivery, Wanted(WhyReviewed.VENUE), True)
    ]
    with refused("own_words"):
        desk.approvals.approve(delivery)
    with refused("awaits_approval"):
        desk.outbox.retry(delivery)
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
    assert (desk.outbox.get(delivery).approval, desk.outbox.get(delivery).approved_by) == (Approval.GIVEN, lead)
    desk.deliver()
    assert not fake_of(desk.registry).of(delivery), "who approved may think again for some seconds"
    desk.clock.advance(UNDO_WINDOW / 1000)
    desk.deliver()
    assert len(fake_of(desk.registry).of(delivery)) == 1


def test_a_reply_that_was_answered_meanwhile_is_held_after_approval(desk: Process, lead: str) -> None:
    delivery = _send(desk)
    desk.clock.advance(600)
    fake_of(desk.registry).colleague("Here it is.", "1")
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
    desk.clock.advance(30)
    desk.deliver()
    assert desk.outbox.get(delivery).state is DeliveryState.STOPPED


def test_an_approval_can_be_taken_back_until_it_left(desk: Process, lead: str) -> None:
    delivery = _send(desk)
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
        desk.approvals.withdraw(delivery)
    desk.clock.advance(60)
    desk.deliver()
    assert (desk.approvals.count(), fake_of(desk.registry).of(delivery)) == (1, [])
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
        desk.clock.advance(60)
        desk.deliver()
        with refused("too_late"):
            desk.approvals.withdraw(delivery)


def test_a_scheduled_reply_leaves_at_its_hour_and_not_with_the_approval(desk: Process, lead: str) -> None:
    conversation = desk.conversation("p1")
    delivery = desk.replies.send(conversation, "Good morning.", at=desk.clock() + 3_600_000).delivery.id
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
    desk.clock.advance(3590)
    desk.deliver()
    assert not fake_of(desk.registry).of(delivery)
    desk.clock.advance(15)
    desk.deliver()
    assert fake_of(desk.registry).of(delivery)


def test_what_is_refused_goes_back_to_its_author_with_the_reason(desk: Process, lead: str) -> None:
    conversation, author = desk.conversation("p1"), desk.ground.me
    delivery = _send(desk, "Go away.")
    with sitting(desk, lead):
        with refused("reason_missing"):
            desk.approvals.refuse(delivery, "  ")
        desk.approvals.refuse(delivery, "too rude")
        assert desk.drafts.get(conversation) is None
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.agent_id) == ("Go away.", author)
    row = desk.outbox.get(delivery)
    assert (row.state, row.reason, row.detail) == (DeliveryState.DISCARDED, Reason.REVIEW_REFUSED, "too rude")
    told = desk.notices.mine(10)
    assert [(one.kind, one.details["reason"]) for one in told] == [(NoticeKind.APPROVAL_REFUSED, "too rude")]


def test_a_thread_of_parts_is_approved_as_one(desk: Process, lead: str) -> None:
    text = " ".join(f"Sentence number {n} of a long answer." for n in range(20))
    sent = desk.replies.send(desk.conversation("p1"), text, split=True)
    assert len(sent.parts) > 1
    (one,) = desk.approvals.waiting()
    assert one.text == text
    with sitting(desk, lead):
        desk.approvals.approve(sent.parts[-1].id)
    for _ in range(6):
        desk.clock.advance(20)
        desk.deliver()
    assert all(fake_of(desk.registry).of(part.id) for part in sent.parts)


def test_an_edit_of_what_was_published_waits_too_and_a_like_does_not(desk: Process, lead: str) -> None:
    delivery = _send(desk)
    with sitting(desk, lead):
        desk.approvals.approve(delivery)
    desk.clock.advance(60)
    desk.deliver()
    ours = next(m for m in desk.inbox.open(desk.conversation("p1")).messages if m.author.ours)
    theirs = next(m for m in desk.inbox.open(desk.conversation("p1")).messages if not m.author.ours)
    assert desk.acts.request(ours.id, VenueActKind.EDIT, "Other words").delivery.approval is Approval.WANTED
    assert desk.acts.request(theirs.id, VenueActKind.LIKE).delivery.approval is Approval.NONE


def test_tags_and_agents_ask_for_it(desk: Process) -> None:
    desk.approvals.choose_venue(VENUE_ID, False)
    conversation = desk.conversation("p1")
    assert desk.outbox.get(_send(desk, "One.")).approval is Approval.NONE
    desk.approvals.choose_tags([" Legal ", "legal", ""])
    assert desk.approvals.choices().tags == ("legal",)
    desk.triage.tag(conversation, ["LEGAL"])
    tagged = desk.outbox.get(_send(desk, "Two."))
    assert (tagged.approval, parsed(tagged.approval_reason)) == (Approval.WANTED, Wanted(WhyReviewed.TAG, "LEGAL"))


def test_an_agent_without_the_right_approves_nothing(desk: Process) -> None:
    delivery = _send(desk)
    novice = desk.roster.add("Nova", "nova").agent.id
    with sitting(desk, novice), refused("no_right"):
        desk.approvals.approve(delivery)


def test_the_database_lets_nothing_leave_unapproved(desk: Process) -> None:
    delivery = _send(desk)
    with pytest.raises(StoreError), desk.store.write(durable=False) as nouns:
        nouns.connection.execute("UPDATE delivery SET state = 'sending', due_at = NULL WHERE id = ?", (delivery,))
    with pytest.raises(StoreError), desk.store.write(durable=False) as nouns:
        nouns.connection.execute(
            "UPDATE delivery SET approval = 'given', approved_by = agent_id WHERE id = ?", (delivery,)
        )


def test_the_rule_asks_by_agent_before_venue_before_tag() -> None:
    agent = AgentRow("a", 1, "Ana", "")
    assert wanted(agent, False, ["x"], []) is None
    assert wanted(agent, False, ["b", "A"], ["a", "B"]) == Wanted(WhyReviewed.TAG, "A")
    assert wanted(agent, True, ["a"], ["a"]) == Wanted(WhyReviewed.VENUE)
    reviewed = AgentRow("a", 1, "Ana", "", reviewed=True)
    assert wanted(reviewed, True, ["a"], ["a"]) == Wanted(WhyReviewed.AGENT)
