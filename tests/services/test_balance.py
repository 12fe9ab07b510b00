"""The unattended ledger: whatever happens to posts, what was fetched is what waits and what was dealt with, each post once."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agent_desk.domain.balance import REASONS, DisposeReason, day_of, span_of
from agent_desk.domain.conversations import BY_AGENT, Direction, Disposition
from agent_desk.domain.errors import Refused, WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import IncomingPost, Origin, PostState
from agent_desk.domain.rows import MessageRow
from agent_desk.services.balance import Closed
from agent_desk.services.merging import MergeUndo
from tests.clock import FakeClock
from tests.services.fake_venue import BRAND, FakeVenue
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import EXAMPLES, VENUE_ID, Process, open_process

HOUR = 60
ZONES = ("", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati", "Europe/Berlin")
AUTHORS = ("ann", "bob", "cid")
PLACES = ("p1", "p2", "p3")


class Template:
    """A made workspace, copied for each story."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="balance-")
        open_process(Path(self._folder.name), FakeVenue(FakeClock())).close()

    def open(self, folder: Path) -> Process:
        shutil.copytree(self._folder.name, folder, dirs_exist_ok=True)
        return open_process(folder, FakeVenue(FakeClock()))


_TEMPLATE: list[Template] = []


class LedgerMachine(RuleBasedStateMachine):
    """Knows from outside which customers' posts addressed us, and on which day each was posted."""

    @initialize()
    def start(self) -> None:
        if not _TEMPLATE:
            _TEMPLATE.append(Template())
        self.folder = tempfile.TemporaryDirectory(prefix="ledger-")
        self.desk = _TEMPLATE[0].open(Path(self.folder.name))
        self.told: dict[str, IncomingPost] = {}
        self.counted: dict[str, int] = {}
        self.forgotten: set[str] = set()
        self.closed: list[Closed] = []
        self.merged: list[MergeUndo] = []

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            self.folder.cleanup()

    # What venues tell.

    @rule(
        author=st.sampled_from(AUTHORS),
        place=st.sampled_from(PLACES),
        ago=st.integers(0, 50 * HOUR),
        origin=st.sampled_from([Origin.MENTION, Origin.MENTION, Origin.FOUND, Origin.CONTEXT]),
        held=st.booleans(),
    )
    def comes(self, author: str, place: str, ago: int, origin: Origin, held: bool) -> None:
        name = f"m{len(self.told)}"
        at = self.desk.clock() - ago * 60_000
        state = PostState.HELD if held else PostState.PUBLISHED
        new = replace(post(name, author=author, place=place), posted_at=at, origin=origin, state=state)
        self._tell(new)

    @rule(n=st.integers(0, 30), text=st.text(min_size=1, max_size=5), addressed=st.booleans())
    def comes_again(self, n: int, text: str, addressed: bool) -> None:
        if known := self._some(n):
            origin = Origin.MENTION if addressed and not known.author.ours else known.origin
            self._tell(replace(known, body=text, origin=origin))

    @rule(n=st.integers(0, 30))
    def held_one_gets_its_name(self, n: int) -> None:
        held = [one for one in self.told.values() if one.state is PostState.HELD and not one.formerly]
        if not held:
            return
        known = held[n % len(held)]
        named = replace(
            known, remote_id=f"{known.remote_id}-named", state=PostState.PUBLISHED, formerly=known.remote_id
        )
        if n % 2:
            # Both names come at first, as two posts.
            self._tell(replace(named, formerly=""))
        before = self._seen()
        self._take([named])
        for double in before.keys() - self._seen().keys():
            self.counted.pop(double, None)
        self.told.pop(known.remote_id)
        self.told[named.remote_id] = named

    @rule(n=st.integers(0, 30))
    def goes(self, n: int) -> None:
        if known := self._some(n):
            self.desk.take([], deleted=[known.remote_id])

    @rule(n=st.integers(0, 30))
    def is_answered(self, n: int) -> None:
        if known := self._some(n):
            name = f"a{len(self.told)}"
            answer = post(name, "Here.", parent=known.remote_id, author="brand", place=known.place.key)
            self._take([answer])

    @rule(n=st.integers(0, 30))
    def turns_out_to_be_staff(self, n: int) -> None:
        known = self._some(n)
        if known and not known.author.ours and known.author.remote_id not in self.forgotten:
            self._take([replace(known, author=replace(BRAND, remote_id=known.author.remote_id))])

    # What agents do.

    @rule(n=st.integers(0, 30), how=st.sampled_from(BY_AGENT))
    def close(self, n: int, how: Disposition) -> None:
        left = self.desk.balance.left()
        if left:
            reason = REASONS[how][n % len(REASONS[how])]
            self.closed.append(self.desk.balance.close([left[n % len(left)]], how, reason))

    @rule()
    def undo(self) -> None:
        if self.closed:
            closed = self.closed.pop()
            if all(self._is_here(one) for one in closed.message_ids):
                self.desk.balance.undo(closed)

    @rule(author=st.sampled_from(AUTHORS), mark=st.sampled_from(AuthorMark))
    def mark(self, author: str, mark: AuthorMark) -> None:
        if author_id := self._author(author):
            try:
                self.desk.people.mark(author_id, mark)
            except Refused:
                return

    @rule(n=st.integers(0, 9))
    def take_up(self, n: int) -> None:
        rows = self.desk.inbox.page(ListQuery(found=True))
        if rows:
            row = rows[n % len(rows)]
            self.desk.status.take_up(row.id)
            self._look()

    @rule(n=st.integers(0, 9), into=st.integers(0, 9))
    def merge(self, n: int, into: int) -> None:
        rows = self.desk.inbox.page(ListQuery())
        if len(rows) > 1:
            try:
                self.merged.append(self.desk.merging.merge([rows[n % len(rows)].id], rows[into % len(rows)].id).undo)
            except Refused:
                return

    @rule()
    def unmerge(self) -> None:
        if self.merged:
            try:
                self.desk.merging.undo(self.merged.pop())
            except (Refused, WrongUse):
                return

    # What the rules of keeping take.

    @rule()
    def keep_for_a_day(self) -> None:
        self.desk.retention.set(VENUE_ID, 1)
        self.desk.clock.advance(26 * 3600)
        self.desk.retention.run()

    @rule(author=st.sampled_from(AUTHORS))
    def forget(self, author: str) -> None:
        if author_id := self._author(author):
            try:
                self.desk.retention.erase(author_id)
            except Refused:
                return
            self.forgotten.add(author)

    @rule(zone=st.sampled_from(ZONES))
    def moves_house(self, zone: str) -> None:
        self.desk.balance.set_zone(zone)

    # What always holds.

    @invariant()
    def both_sides_add_up(self) -> None:
        if not hasattr(self, "desk"):
            return
        zone = self.desk.balance.zone()
        today = self.desk.balance.today()
        lines = self.desk.balance.days(today - timedelta(days=40), today + timedelta(days=1))
        assert {line.day: line.fetched for line in lines} == Counter(
            day_of(posted_at, zone) for posted_at in self.counted.values()
        )
        for line in lines:
            assert line.difference == 0, line
            waits = self.desk.balance.posts(line.day, line.venue_id, None, 999)
            assert len(waits) == line.waiting
            kept = sum(len(self.desk.balance.posts(line.day, line.venue_id, how, 999)) for how in Disposition)
            assert kept + line.removed == line.dealt_with
        assert sum(line.waiting for line in lines) == len(self.desk.balance.left())
        rows = [*self.desk.inbox.page(ListQuery()), *self.desk.inbox.page(ListQuery(found=True))]
        assert sum(line.waiting for line in lines) == sum(row.waiting for row in rows)

    def _tell(self, told: IncomingPost) -> None:
        self._take([told])
        self.told[told.remote_id] = told

    def _take(self, posts: list[IncomingPost]) -> None:
        self.desk.take(posts)
        self._look()

    def _look(self) -> None:
        """Every post that is a customer's and addresses us counts from now on, whatever becomes of it; one that turns out to
        be our own does not."""
        for one, message in self._seen().items():
            if message.addressed and message.direction is Direction.CUSTOMER:
                self.counted[one] = message.posted_at
            elif message.direction is Direction.OURS:
                self.counted.pop(one, None)

    def _seen(self) -> dict[str, MessageRow]:
        read = self.desk.store.read
        here = read.conversations.by_place(VENUE_ID, PLACES)
        return {message.id: message for one in here.values() for message in read.messages.of(one, 999)}

    def _is_here(self, message_id: str) -> bool:
        return bool(self.desk.store.read.settling.only([message_id]))

    def _some(self, n: int) -> IncomingPost | None:
        names = list(self.told)
        return self.told[names[n % len(names)]] if names else None

    def _author(self, handle: str) -> str | None:
        found = [hit.author for hit in self.desk.people.find(handle) if hit.author.handle == handle]
        return found[0].id if found else None


def test_what_was_fetched_is_what_waits_and_what_was_dealt_with() -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=25, suppress_health_check=health, deadline=None),
    )


def test_the_days_of_a_zone_meet_each_other_also_where_clocks_are_changed() -> None:
    zone = ZoneInfo("Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert span_of(spring, zone).end - span_of(spring, zone).start == 23 * 3_600_000
    assert span_of(autumn, zone).end - span_of(autumn, zone).start == 25 * 3_600_000
    assert span_of(spring, zone).end == span_of(spring + timedelta(days=1), zone).start


def test_a_decision_keeps_its_reason_and_only_a_fitting_one_is_taken(empty_desk: Process) -> None:
    empty_desk.take([post("q1"), post("q2", author="bob")])
    first, second = empty_desk.balance.left()
    with pytest.raises(WrongUse):
        empty_desk.balance.close([first], Disposition.IDEA, DisposeReason.SPAM)
    closed = empty_desk.balance.close([first], Disposition.NO_ANSWER_NEEDED, DisposeReason.THANKS, "kind words")
    decisions = empty_desk.store.read.agents.decisions(empty_desk.conversation("p1"))
    assert [(one.message_id, one.disposition, one.note, one.reason) for one in decisions] == [
        (first, "no_answer_needed", "kind words", "thanks")
    ]
    assert empty_desk.balance.left() == [second]
    # What waits no more is left as it is.
    assert empty_desk.balance.close([first], Disposition.IDEA).message_ids == ()
    empty_desk.balance.undo(closed)
    assert empty_desk.balance.left() == [first, second]


def test_an_unknown_zone_is_refused_and_changes_nothing(empty_desk: Process) -> None:
    with refused("zone_unknown"):
        empty_desk.balance.set_zone("Mars/Olympus")
    assert empty_desk.balance.zone().key == "UTC"
