"""The courier in single cases: what each fault costs, and what it must never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.outgoing import OutgoingReply, VenueActKind
from agent_desk.domain.posts import PostRef, PostState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.venues import Idempotency, SecretPlace
from agent_desk.services.station import Outcome
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import VENUE_ID, Process, open_process


class Bench:
    """One desk with one customer who waits."""

    def __init__(self, folder: Path, protects: Idempotency) -> None:
        self.clock = FakeClock()
        self.venue = FakeVenue(self.clock, protects)
        self.target = self.venue.customer("Where is my parcel?")
        self.desk = open_process(folder, self.venue)
        self.desk.fetch()
        self.conversation = self.desk.store.read.conversations.by_place(VENUE_ID, ["p1"])["p1"]

    def send(self, text: str = "It is on its way.") -> DeliveryRow:
        return self.desk.replies.send(self.conversation, text, now=True).delivery

    def rounds(self, seconds: float, every: float = 1.0) -> None:
        """Deliver again and again while so much time passes."""
        for _ in range(round(seconds / every)):
            self.desk.deliver()
            self.clock.advance(every)
            self.venue.land()

    def state(self, row: DeliveryRow) -> DeliveryState:
        return self.desk.outbox.get(row.id).state


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[Idempotency], Bench]]:
    made: list[Process] = []

    def bench(protects: Idempotency = Idempotency.READ_BACK) -> Bench:
        new = Bench(tmp_path, protects)
        made.append(new.desk)
        return new

    yield bench
    for desk in made:
        desk.close()


Make = Callable[..., Bench]
PASSING = ("refused", "reset_before", "reset_after", "limited", "limited_until", "broken_after", "signed_out")


def test_a_reply_arrives_and_answers_its_customer(make: Make) -> None:
    bench = make()
    assert bench.desk.inbox.row(bench.conversation).waiting == 1
    row = bench.send()
    assert bench.desk.deliver() is Outcome.OK
    assert bench.state(row) is DeliveryState.DELIVERED
    shown = bench.desk.inbox.open(bench.conversation)
    assert [message.text for message in shown.messages] == ["Where is my parcel?", "It is on its way."]
    assert (shown.row.waiting, shown.row.waiting_since) == (0, None)


def test_the_settle_time_counts_from_when_the_attempt_was_given_up(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("late")
    bench.venue.patience, bench.venue.lag = 25.0, 28.0
    row = bench.send()
    bench.rounds(100)
    assert len(bench.venue.of(row.id)) == 1
    assert bench.state(row) is DeliveryState.DELIVERED


def test_an_attempt_that_a_killed_process_made_settles_from_its_discovery(make: Make, tmp_path: Path) -> None:
    bench = make()
    row = bench.send()
    with bench.desk.ground.act() as (nouns, _):
        nouns.deliveries.step(nouns.deliveries.get(row.id), Step(DeliveryState.SENDING), bench.clock(), attempt=True)
    bench.clock.advance(29)
    bench.venue.after(_outgoing(bench, row), 25)
    bench.rounds(100)
    assert len(bench.venue.of(row.id)) == 1
    assert bench.state(row) is DeliveryState.DELIVERED


def test_one_jump_of_the_clock_makes_no_second_post(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("late")
    bench.venue.lag = 25.0
    row = bench.send()
    bench.desk.deliver()
    bench.clock.set_by(3600)
    bench.rounds(100)
    assert len(bench.venue.of(row.id)) == 1


def test_a_clock_set_back_delays_an_unknown_reply_by_seconds_only(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("reset_before")
    row = bench.send()
    bench.desk.deliver()
    bench.clock.set_by(-86_400)
    bench.rounds(90)
    assert bench.state(row) is DeliveryState.DELIVERED


@pytest.mark.parametrize("protects", list(Idempotency))
@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_costs_less_than_a_minute_and_a_half(make: Make, protects: Idempotency, fault: str) -> None:
    bench = make(protects)
    bench.venue.faults.append(fault)  # type: ignore[arg-type]  # the parameters are faults
    row = bench.send()
    bench.rounds(89)
    assert bench.state(row) is DeliveryState.DELIVERED
    assert len(bench.venue.of(row.id)) == 1


@pytest.mark.parametrize("protects", list(Idempotency))
def test_an_error_of_the_connector_while_reading_back_is_survived(
    make: Make, protects: Idempotency, expect_log: Callable[[str], None]
) -> None:
    expect_log("connector of venue venue-1 failed")
    bench = make(protects)
    bench.venue.faults.append("reset_after")
    row = bench.send()
    bench.desk.deliver()
    bench.venue.read_faults.extend(["bug"])
    bench.clock.advance(2)
    assert bench.desk.deliver() is Outcome.UNREACHABLE
    bench.rounds(60)
    assert bench.state(row) is DeliveryState.DELIVERED


def test_a_thread_that_is_gone_stops_a_reply_that_never_left(make: Make) -> None:
    bench = make()
    row = bench.send()
    bench.clock.advance(60)
    bench.venue.posts.clear()
    bench.desk.deliver()
    stopped = bench.desk.outbox.get(row.id)
    assert (stopped.state, stopped.reason) == (DeliveryState.STOPPED, Reason.TARGET_GONE)


def test_a_reading_that_says_gone_ends_with_a_human(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("reset_before")
    row = bench.send()
    bench.desk.deliver()
    for _ in range(60):
        bench.venue.read_faults.append("gone")
        bench.rounds(1)
    assert bench.state(row) is DeliveryState.NEEDS_HUMAN


def test_a_reply_that_arrived_after_all_is_delivered_not_stopped(make: Make) -> None:
    bench = make(Idempotency.KEY)
    bench.venue.faults.extend(["late", "refused"])
    bench.venue.lag = 3.5
    row = bench.send()
    bench.rounds(30)
    assert bench.state(row) is DeliveryState.DELIVERED
    assert len(bench.venue.of(row.id)) == 1


def test_two_replies_to_one_customer_both_arrive_though_the_first_one_is_unknown(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("reset_after")
    first, second = bench.send("First."), bench.send("Second.")
    bench.desk.deliver()
    assert bench.state(second) is DeliveryState.QUEUED
    bench.clock.advance(8)
    bench.rounds(20)
    assert [bench.state(row) for row in (first, second)] == [DeliveryState.DELIVERED] * 2
    assert [post.text for post in bench.venue.posts.values()][1:] == ["First.", "Second."]


def test_a_venue_that_never_says_what_it_did_is_asked_less_and_less_and_then_a_human(make: Make) -> None:
    bench = make(Idempotency.GUARD)
    bench.venue.faults.extend(["reset_before"] * 50)
    row = bench.send()
    bench.rounds(1800, every=2)
    assert bench.state(row) is DeliveryState.NEEDS_HUMAN
    assert len(bench.venue.sends) == 8


def test_a_venue_that_honours_keys_but_always_fails_is_not_asked_every_second(make: Make) -> None:
    bench = make(Idempotency.KEY)
    bench.venue.faults.extend(["broken"] * 500)
    row = bench.send()
    bench.rounds(600, every=1)
    assert bench.state(row) is DeliveryState.UNKNOWN
    assert len(bench.venue.sends) < 15
    bench.venue.faults.clear()
    bench.rounds(900, every=5)
    assert bench.state(row) is DeliveryState.DELIVERED


def test_a_late_receipt_of_what_another_process_settled_is_no_trouble(make: Make, tmp_path: Path) -> None:
    bench = make()
    other = open_process(tmp_path, bench.venue, bench.desk.registry, "elsewhere:2:1")
    row = bench.send()

    def meanwhile() -> None:
        other.deliver()
        bench.venue.take(_outgoing(bench, row))
        bench.clock.advance(2)
        other.deliver()

    bench.venue.meanwhile = meanwhile
    bench.venue.protects = Idempotency.KEY
    bench.venue.lag = 25.0
    bench.venue.faults.append("frozen")
    assert bench.desk.deliver() is Outcome.OK
    assert bench.state(row) is DeliveryState.DELIVERED
    other.close()


def test_a_refused_reply_that_is_tried_again_is_no_draft_any_more(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("rejected")
    row = bench.send("Once only.")
    bench.desk.deliver()
    draft = bench.desk.drafts.get(bench.conversation)
    assert draft is not None
    assert draft.text == "Once only."
    bench.desk.outbox.retry(row.id)
    bench.desk.deliver()
    assert bench.state(row) is DeliveryState.DELIVERED
    assert bench.desk.drafts.get(bench.conversation) is None


def test_a_reply_from_elsewhere_leaves_the_draft_alone(make: Make) -> None:
    bench = make()
    bench.desk.drafts.save(bench.conversation, "Half a sent")
    bench.desk.replies.send(bench.conversation, "From a script.", keep_draft=True)
    draft = bench.desk.drafts.get(bench.conversation)
    assert draft is not None
    assert draft.text == "Half a sent"
    bench.desk.replies.send(bench.conversation, "Half a sentence.")
    assert bench.desk.drafts.get(bench.conversation) is None


def test_a_held_reply_waits_for_the_venue_and_ends_with_its_word(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("held")
    row = bench.send()
    bench.desk.deliver()
    assert bench.state(row) is DeliveryState.AWAITING_MODERATION
    bench.venue.of(row.id)[0].state = PostState.PUBLISHED
    bench.clock.advance(601)
    bench.desk.fetch()
    assert bench.state(row) is DeliveryState.DELIVERED


def test_acts_are_repeated_until_they_are_done(make: Make) -> None:
    bench = make()
    bench.venue.faults.extend(["refused", "reset_before"])
    message = bench.desk.inbox.open(bench.conversation).messages[0]
    row = bench.desk.acts.request(message.id, VenueActKind.LIKE).delivery
    bench.rounds(20)
    assert bench.state(row) is DeliveryState.DELIVERED
    assert [act.kind for act in bench.venue.acts] == [VenueActKind.LIKE]


def test_without_a_secret_the_reply_waits_and_the_lane_rests(make: Make) -> None:
    bench = make()
    with bench.desk.ground.act() as (nouns, _):
        nouns.venues.set_secret(replace(bench.desk.venue, secret_place=SecretPlace.SESSION, secret_name="x"))
    bench.desk.station.meet(bench.desk.venue)
    row = bench.send()
    assert bench.desk.deliver() is Outcome.SIGN_IN
    waits = bench.desk.outbox.get(row.id)
    assert (waits.state, waits.reason) == (DeliveryState.RETRYING, Reason.SIGN_IN_AGAIN)
    assert waits.due_at is not None
    assert waits.due_at > bench.clock()


def test_removing_a_venue_leaves_no_reply_stuck(make: Make) -> None:
    bench = make()
    bench.venue.faults.append("reset_before")
    unknown, queued = bench.send("One."), bench.send("Two.")
    bench.desk.deliver()
    bench.desk.venues.remove(VENUE_ID)
    assert bench.state(unknown) is DeliveryState.NEEDS_HUMAN
    assert bench.state(queued) is DeliveryState.STOPPED
    for act in (bench.desk.outbox.retry, bench.desk.outbox.send_anyway):
        with pytest.raises(NotFound):
            act(queued.id)
    bench.desk.outbox.discard(unknown.id)
    bench.desk.outbox.undo(queued.id)
    with pytest.raises(Refused):
        bench.desk.outbox.discard(unknown.id)


def _outgoing(bench: Bench, row: DeliveryRow) -> OutgoingReply:
    target = PostRef(row.target_remote_id, "ann", "ann", "")
    place = bench.desk.store.read.conversations.place(row.conversation_id)
    return OutgoingReply(row.id, place, target, row.text, row.created_at)


def test_a_new_secret_for_a_variable_serves_this_session(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = make()
    monkeypatch.setenv("OLD", "revoked")
    with bench.desk.ground.act() as (nouns, _):
        nouns.venues.set_secret(replace(bench.desk.venue, secret_place=SecretPlace.ENVIRONMENT, secret_name="OLD"))
    bench.desk.venues.sign_in(VENUE_ID, "fresh")
    venue = bench.desk.venue
    assert bench.desk.vault.get(venue.secret_place, venue.secret_name) == "fresh"
    bench.desk.venues.sign_in(VENUE_ID, "fresher")
    assert bench.desk.vault.get(bench.desk.venue.secret_place, bench.desk.venue.secret_name) == "fresher"


def test_half_a_character_is_no_reason_to_lose_the_rest(make: Make) -> None:
    bench = make()
    bench.desk.drafts.save(bench.conversation, "Dear \ud83d\ude00 \ud800 Ann")
    draft = bench.desk.drafts.get(bench.conversation)
    assert draft is not None
    assert draft.text == "Dear \U0001f600 \ufffd Ann"
    assert bench.send("Yes \udfff").text == "Yes \ufffd"


def test_our_own_reply_told_by_the_venue_is_no_edit(make: Make) -> None:
    bench = make()
    row = bench.send("It is on its way - soon.")
    bench.desk.deliver()
    bench.venue.of(row.id)[0].text = "It is on its way – soon."
    bench.desk.fetch()
    shown = bench.desk.inbox.open(bench.conversation).messages[1]
    assert (shown.text, shown.versions, shown.edited_at) == ("It is on its way – soon.", 0, None)
    bench.venue.of(row.id)[0].text = "It is here."
    bench.clock.advance(601)
    bench.desk.fetch()
    shown = bench.desk.inbox.open(bench.conversation).messages[1]
    assert (shown.text, shown.versions) == ("It is here.", 1)


def test_words_that_may_arrive_late_are_not_given_back(make: Make) -> None:
    bench = make(Idempotency.KEY)
    bench.venue.faults.extend(["late", "refused"])
    row = bench.send()
    bench.desk.deliver()
    assert bench.state(row) is DeliveryState.UNKNOWN
    bench.clock.advance(1)
    bench.desk.deliver()
    assert (bench.state(row), bench.desk.outbox.get(row.id).attempts) == (DeliveryState.RETRYING, 2)
    with pytest.raises(Refused) as refused:
        bench.desk.outbox.undo(row.id)
    assert refused.value.code == "may_have_arrived"
    bench.rounds(60)
    assert bench.state(row) is DeliveryState.DELIVERED
    assert len(bench.venue.of(row.id)) == 1


def test_a_reply_that_is_stopped_again_and_again_rests_each_time(make: Make) -> None:
    bench = make(Idempotency.KEY)
    bench.venue.faults.append("refused")
    row = bench.send()
    bench.desk.deliver()
    bench.venue.posts[bench.target].text = "Never mind."
    for _ in range(2):
        bench.clock.advance(10)
        bench.desk.outbox.retry(row.id)
        bench.desk.deliver()
        assert bench.state(row) is DeliveryState.STOPPED
    assert bench.venue.of(row.id) == []


def test_a_reply_that_may_arrive_late_is_for_a_human_when_its_venue_goes(make: Make) -> None:
    bench = make(Idempotency.KEY)
    bench.venue.faults.extend(["late", "refused"])
    row = bench.send()
    bench.desk.deliver()
    bench.clock.advance(1)
    bench.desk.deliver()
    assert bench.state(row) is DeliveryState.RETRYING
    bench.desk.venues.remove(VENUE_ID)
    assert bench.state(row) is DeliveryState.NEEDS_HUMAN
    with pytest.raises(Refused):
        bench.desk.outbox.undo(row.id)
