"""The outbox under random faults: whatever happens, each Send makes at most one post, nothing is lost, nothing hangs."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agent_desk.domain.delivery import DUE, PENDING, TRANSITIONS, DeliveryState, Reason
from agent_desk.domain.errors import Refused
from agent_desk.domain.posts import PostState
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Role
from agent_desk.domain.splitting import joined
from agent_desk.domain.venues import Idempotency
from tests.clock import FakeClock
from tests.services.fake_venue import SETTLE, Crash, FakeRegistry, FakeVenue, Fault
from tests.services.outbox_machinery import Machinery
from tests.services.workspace import EXAMPLES, FakeIds, Process

WRITE_FAULTS: tuple[Fault, ...] = (
    "refused",
    "reset_before",
    "reset_after",
    "late",
    "limited",
    "limited_until",
    "broken",
    "broken_after",
    "signed_out",
    "rejected",
    "gone",
    "held",
    "unexpected",
    "bug",
    "bug_after",
    "crash",
    "crash_after",
    "crash_late",
    "frozen",
    "frozen_before",
)
READ_FAULTS: tuple[Fault, ...] = ("refused", "limited", "signed_out", "unexpected", "bug", "cannot_tell", "crash")


class OutboxMachine(Machinery):
    """Drives the real store, services and courier against a fake venue that knows the truth."""

    protects = Idempotency.READ_BACK
    sent = Bundle("sent")

    @initialize(reviewed=st.sampled_from([False, False, True]))
    def start(self, reviewed: bool) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="outbox-")
        self.clock = FakeClock()
        self.venue = FakeVenue(self.clock, self.protects)
        self.registry, self.ids = FakeRegistry(self.venue), FakeIds()
        self.starts = 0
        self.desk = self._open()
        self.other: Process | None = None
        self.texts: dict[str, str] = {}
        self.extra: dict[str, int] = {}
        self.reviewed: set[str] = set()
        self.jumped = False
        self.lead = self.desk.roster.add("Second Eyes", "second", role=Role.LEAD).agent.id
        self.desk.approvals.choose_venue("venue-1", reviewed)
        for place in ("p1", "p2"):
            self.venue.customer("Where is my parcel?", place=place)
        self.desk.fetch()
        self.venue.meanwhile = self._meanwhile

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            try:
                self._comes_to_rest()
            finally:
                for process in (self.desk, self.other):
                    if process is not None:
                        process.close()
                self.folder.cleanup()

    # What agents do.

    @rule(
        target=sent,
        place=st.sampled_from(["p1", "p2"]),
        when=st.sampled_from(["soon", "now", "later"]),
        key=st.booleans(),
        parts=st.sampled_from([1, 1, 3]),
    )
    def send(self, place: str, when: str, key: bool, parts: int) -> object:
        number = len(self.texts) + 1
        conversation = self.desk.store.read.conversations.by_place("venue-1", [place])[place]
        text = " ".join(f"Answer number {number}, with kind regards {n}." for n in range(1 if parts == 1 else 20))
        if self.desk.store.read.messages.answerable(conversation) is None:
            return multiple()
        name = f"key-{number}" if key else None
        at = self.clock() + 20_000 if when == "later" else None
        sent = self.desk.replies.send(
            conversation, text, now=when == "now", key=name, keep_draft=True, at=at, split=True
        )
        assert (len(sent.parts) > 1) == (parts > 1)
        if key:
            assert self.desk.replies.send(conversation, "other words", key=name).parts == sent.parts
        self.reviewed |= {row.id for row in sent.parts if row.approval is Approval.WANTED}
        self.texts |= {row.id: row.text for row in sent.parts}
        self.extra |= dict.fromkeys((row.id for row in sent.parts), 0)
        return multiple(*(row.id for row in sent.parts))

    @rule(delivery=sent)
    def reschedule(self, delivery: str) -> None:
        try:
            self.desk.outbox.reschedule(delivery, self.clock() + 20_000)
        except Refused:
            return

    @rule(delivery=sent, what=st.sampled_from(["undo", "retry", "discard", "send_anyway"]))
    def decide(self, delivery: str, what: str) -> None:
        before = self.desk.outbox.get(delivery).state
        try:
            getattr(self.desk.outbox, what)(delivery)
        except Refused:
            return
        if what == "send_anyway" and before is DeliveryState.NEEDS_HUMAN:
            self.extra[delivery] += 1

    @rule(
        delivery=sent,
        what=st.sampled_from(["approve", "approve", "withdraw", "refuse", "on", "off"]),
        own=st.booleans(),
    )
    def looks_over(self, delivery: str, what: str, own: bool) -> None:
        if what in ("on", "off"):
            self.desk.approvals.choose_venue("venue-1", what == "on")
            return
        seat, author = self.desk.ground.seat, self.desk.ground.me
        seat.agent_id = author if own else self.lead
        approvals = self.desk.approvals
        try:
            if what == "refuse":
                approvals.refuse(delivery, "not like this")
            else:
                getattr(approvals, what)(delivery)
            assert not own
        except Refused:
            return
        finally:
            seat.agent_id = author

    @rule(delivery=sent)
    def read_the_thread(self, delivery: str) -> None:
        self.desk.status.read(self.desk.outbox.get(delivery).conversation_id)

    # What the venue and the network do.

    @rule(faults=st.lists(st.sampled_from(WRITE_FAULTS), min_size=1, max_size=2), lag=st.floats(1, SETTLE - 12))
    def go_wrong(self, faults: list[Fault], lag: float) -> None:
        self.venue.faults.extend(faults)
        self.venue.lag = lag

    @rule(faults=st.lists(st.sampled_from(READ_FAULTS), min_size=1, max_size=2))
    def cannot_read(self, faults: list[Fault]) -> None:
        self.venue.read_faults.extend(faults)

    @rule(
        what=st.sampled_from(["edit", "delete", "write", "colleague", "lock", "unlock", "approve"]), n=st.integers(0, 5)
    )
    def at_the_venue(self, what: str, n: int) -> None:
        customers = [post for post in self.venue.posts.values() if not post.author.ours]
        post = customers[n % len(customers)]
        if what == "edit" and post.state is PostState.PUBLISHED:
            post.text += " Please!"
        elif what == "delete":
            post.state = PostState.DELETED
        elif what == "write":
            self.venue.customer("And another thing.", place=post.place)
        elif what == "colleague":
            self.venue.colleague("It is on its way.", post.remote_id, post.place)
        elif what == "approve":
            for held in self.venue.posts.values():
                held.state = PostState.PUBLISHED if held.state is PostState.HELD else held.state
        else:
            self.venue.locked = what == "lock"

    # What time and the machine do.

    @rule(seconds=st.sampled_from([0.5, 2, 5, 11, 31, 65]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.venue.land()

    @rule()
    def sleep_two_days(self) -> None:
        self.clock.advance(2 * 24 * 3600)
        self.venue.land()

    @rule(seconds=st.sampled_from([-86_400, -3600, -20]))
    def clock_set_back(self, seconds: float) -> None:
        self.clock.set_by(seconds)

    @precondition(lambda self: not self.jumped)
    @rule(seconds=st.sampled_from([40, 3600, 86_400]))
    def clock_set_forth(self, seconds: float) -> None:
        self.jumped = True
        self.clock.set_by(seconds)

    @rule()
    def round(self) -> None:
        self._deliver(self.desk)

    @rule()
    def round_elsewhere(self) -> None:
        self._deliver(self._second())

    @rule(after=st.integers(0, 5), committed=st.booleans())
    def killed_at_a_commit(self, after: int, committed: bool) -> None:
        self.desk.store.crash_after, self.desk.store.committed_first = after, committed
        self._deliver(self.desk)
        self.desk.store.crash_after = None

    @rule()
    def fetch(self) -> None:
        try:
            self.desk.fetch()
        except Crash:
            self._restart()

    # What always holds.

    @invariant()
    def at_most_one_post_per_send(self) -> None:
        for delivery in getattr(self, "texts", {}):
            assert len(self.venue.of(delivery)) <= 1 + self.extra[delivery], self._told(delivery)

    @invariant()
    def nothing_leaves_without_its_second_pair_of_eyes(self) -> None:
        for delivery in getattr(self, "reviewed", ()):
            row = self.desk.outbox.get(delivery)
            if self.venue.of(delivery) or row.state is DeliveryState.SENDING:
                assert (row.approval, row.approved_by) == (Approval.GIVEN, self.lead), self._told(delivery)

    @invariant()
    def nothing_is_lost(self) -> None:
        for delivery, text in getattr(self, "texts", {}).items():
            row = self.desk.outbox.get(delivery)
            draft = self.desk.drafts.get(row.conversation_id)
            given_up = row.state is DeliveryState.DISCARDED and row.reason is Reason.DISCARDED_BY_AGENT
            in_draft = draft is not None and joined([text], row.part, row.parts) in draft.text
            assert self.venue.of(delivery) or row.state in PENDING or given_up or in_draft, self._told(delivery)
            assert row.text == text

    @invariant()
    def parts_stand_below_one_another(self) -> None:
        for delivery in getattr(self, "texts", {}):
            row = self.desk.outbox.get(delivery)
            if row.after_id is not None:
                above = [post.remote_id for post in self.venue.of(row.after_id)]
                assert all(post.parent in above for post in self.venue.of(delivery)), self._told(delivery)

    @invariant()
    def states_tell_the_truth(self) -> None:
        for delivery in getattr(self, "texts", {}):
            row = self.desk.outbox.get(delivery)
            assert (row.due_at is not None) == (row.state in DUE)
            if row.state in (DeliveryState.DELIVERED, DeliveryState.AWAITING_MODERATION):
                assert row.remote_id in [post.remote_id for post in self.venue.of(delivery)], self._told(delivery)
            if row.state is DeliveryState.DISCARDED and row.reason is Reason.UNDONE:
                assert not self.venue.of(delivery), self._told(delivery)

    @invariant()
    def every_step_was_legal(self) -> None:
        for delivery in getattr(self, "texts", {}):
            steps = self.desk.outbox.history(delivery)
            assert steps[0].before is None
            assert [step.after for step in steps][:-1] == [step.before for step in steps][1:]
            assert all(s.before is s.after or s.after in TRANSITIONS[s.before] for s in steps if s.before is not None)

    def _comes_to_rest(self) -> None:
        """Once the faults have stopped, whatever needs no human ends within a minute and a half, or so long after it is due."""
        self.venue.faults.clear()
        self.venue.read_faults.clear()
        if self.other is not None:
            self.clock.advance(31)
        began = self.clock.world
        rows = [self.desk.outbox.get(delivery) for delivery in self.texts]
        for row in rows:
            # The clock may have been set back by a day since.
            if row.state is DeliveryState.QUEUED and row.not_before > self.clock() and not self._waits(row):
                self.desk.outbox.retry(row.id)
        rows = [
            self.desk.outbox.get(delivery) for delivery in self.texts if not self._waits(self.desk.outbox.get(delivery))
        ]
        waits = [row.due_at - self.clock() for row in rows if row.due_at and row.updated_at <= self.clock()]
        until = began + max([0, *waits]) + 95_000
        while self.clock.world < until and self._moving():
            self._deliver(self.desk)
            self.clock.advance(2)
            self.venue.land()
        assert not self._moving(), [self._told(delivery) for delivery in self._moving()]
        self.at_most_one_post_per_send()
        self.parts_stand_below_one_another()
        self.nothing_is_lost()
        self.states_tell_the_truth()


class KeyMachine(OutboxMachine):
    """A network that honours keys."""

    protects = Idempotency.KEY


class GuardMachine(OutboxMachine):
    """A network that refuses duplicates."""

    protects = Idempotency.GUARD


_RUN = settings(
    max_examples=EXAMPLES,
    report_multiple_bugs=False,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture
def _quiet() -> Iterator[None]:
    """A connector's own fault is logged as an error, which these runs provoke."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("machine", [OutboxMachine, KeyMachine, GuardMachine])
def test_at_most_one_post_per_send_and_nothing_lost(machine: type[OutboxMachine]) -> None:
    run_state_machine_as_test(machine, settings=_RUN)
