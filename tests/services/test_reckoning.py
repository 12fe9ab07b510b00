"""Clocks kept in step with what comes in and what is done, whatever the order; and made anew from the facts, the same."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import Refused
from agent_desk.domain.levels import (
    CalendarBody,
    CalendarVersion,
    ClockState,
    Hours,
    Metric,
    Peers,
    PolicyBody,
    PolicyVersion,
    Scope,
)
from agent_desk.domain.posts import ConversationKind, IncomingPost, PostState
from agent_desk.domain.roster import Priority, TeamRow
from agent_desk.domain.venues import Answers
from agent_desk.services.reckoning import LONG, compare, rebuild, reckoned
from agent_desk.services.ticking import tick
from tests.clock import FakeClock
from tests.services.fake_venue import BRAND, fake_of
from tests.services.test_ingest import MINUTE, Template, post
from tests.services.workspace import EXAMPLES, VENUE_ID, Process

HOUR = 60 * MINUTE
BODY = PolicyBody(
    Scope(),
    {metric: dict.fromkeys(Priority, 60) for metric in Metric},
    accepted=Peers.VERIFY,
)


def promise(desk: Process, body: PolicyBody = BODY, **other: object) -> None:
    """One policy for all, since ever, unless said."""
    fields: dict[str, object] = {"from_at": 0, "number": 1, "running_too": False, "agent_id": desk.ground.me, **other}
    version = PolicyVersion(desk.ground.new_id(), "p", body=body, **fields)  # type: ignore[arg-type]  # of a version
    with desk.ground.act() as (nouns, _):
        nouns.levels.add_policy_version("Usual", version)
        nouns.levels.set_order(["p"], version.from_at, desk.ground.me)


def clocks(desk: Process, place: str = "p1") -> dict[tuple[str, str], ClockState]:
    """The stored clocks by metric and the post's remote id."""
    read = desk.store.read
    conversation = desk.conversation(place)
    names = {message.id: message.remote_id for message in read.messages.of(conversation, 2000)}
    return {(row.metric.value, names[row.message_id]): row.state for row in read.clocks.of(conversation)}


def _in_step(desk: Process) -> None:
    found = compare(desk.ground, lambda _: None, lambda: False)
    assert found.differing == ()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("reckoning"), Answers.TARGET)


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    return empty_desk


def _story(chance: random.Random) -> list[IncomingPost]:
    kind = chance.choice((ConversationKind.MENTIONS, ConversationKind.COMMENTS, ConversationKind.TOPIC))
    return [
        post(
            f"r{number}",
            parent=f"r{chance.randrange(number)}" if number and chance.random() < 0.8 else None,
            at=chance.randrange(600),
            author=chance.choice(("ann", "ann", "bob", "brand")),
            kind=kind,
            state=chance.choice((*[PostState.PUBLISHED] * 5, PostState.SPAM)),
        )
        for number in range(chance.randrange(1, 8))
    ]


def _decide(desk: Process, chance: random.Random) -> None:
    """What agents decided, at times of its own."""
    conversation, now = desk.conversation("p1"), desk.clock()
    known = desk.store.read.messages.known(desk.venue.id, [f"r{number}" for number in range(8)])
    acts: list[tuple[ActionKind, int, dict[str, str]]] = [
        (ActionKind.PRIORITY, 500, {"priority": "3", "before": "2"}),
        (ActionKind.ASSIGN, 400, {"from": "", "to": "somebody", "from_team": "", "to_team": ""}),
    ]
    last = Status.OPEN
    for minutes in sorted(chance.sample(range(600), chance.randrange(3)), reverse=True):
        last = chance.choice((Status.OPEN, Status.PENDING, Status.RESOLVED))
        acts.append((ActionKind.STATUS, minutes, {"status": last.value}))
    with desk.ground.act() as (nouns, tally):
        for kind, minutes, details in acts:
            nouns.ledger.add(
                Action(
                    desk.ground.new_id(), kind, desk.ground.me, conversation, now - minutes * MINUTE, details=details
                )
            )
        nouns.conversations.set_status(conversation, last, None)
        for name in sorted(known):
            if chance.random() < 0.2:
                at = now - chance.randrange(300) * MINUTE
                nouns.messages.decide(known[name].id, Disposition.NO_ANSWER_NEEDED, None, at, "")
        tally.add(replace(tally.changes, conversations=frozenset({conversation})))


def _picture(desk: Process) -> object:
    read = desk.store.read
    conversation = desk.conversation("p1")
    names = {message.id: message.remote_id for message in read.messages.of(conversation, 100)}
    rows = [
        replace(
            row,
            conversation_id="",
            policy_version_id="",
            agent_id="",
            message_id=names[row.message_id],
            stopped_by=names.get(row.stopped_by or ""),
        )
        for row in read.clocks.of(conversation)
    ]
    line = desk.inbox.row(conversation)
    return sorted(rows, key=lambda row: (row.metric, row.message_id)), line.due_at, line.at_risk_at, line.clock


def test_at_once_one_by_one_or_in_any_order_the_clocks_are_the_same(template: Template) -> None:
    seen = 0
    for number in range(EXAMPLES):
        chance = random.Random(number)
        told = _story(chance)
        shuffled = chance.sample(told, len(told))
        found = []
        for pages in ([told], [[one] for one in told], [[one] for one in shuffled], [shuffled, told]):
            with tempfile.TemporaryDirectory() as folder:
                desk = template.open(Path(folder))
                promise(desk)
                for page in pages:
                    desk.take(page)
                _decide(desk, random.Random(number))
                found.append(_picture(desk))
                _in_step(desk)
                desk.close()
        assert found[1:] == found[:1] * 3, number
        seen += len(found[0][0])  # type: ignore[index]  # the rows
    assert seen > EXAMPLES


def test_without_a_policy_there_is_no_clock_and_with_one_there_are_after_making_all_anew(desk: Process) -> None:
    desk.take([post("a", at=30)])
    assert clocks(desk) == {}
    promise(desk)
    assert clocks(desk) == {}
    assert compare(desk.ground, lambda _: None, lambda: False).differing == (desk.conversation("p1"),)
    done: list[int] = []
    assert rebuild(desk.ground, done.append, lambda: False) == 1
    assert done == [1]
    assert set(clocks(desk)) == {("first", "a"), ("resolution", "a")}
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.due_at, row.at_risk_at, row.clock) == (desk.clock() + 30 * MINUTE, desk.clock() + 15 * MINUTE, "first")
    assert rebuild(desk.ground, done.append, lambda: False) == 0


def test_making_all_anew_can_be_cancelled(desk: Process) -> None:
    desk.take([post("a", at=30)])
    promise(desk)
    assert rebuild(desk.ground, lambda _: None, lambda: True) == 0
    assert clocks(desk) == {}


def test_an_older_post_that_arrives_later_takes_the_clock_over(desk: Process) -> None:
    promise(desk)
    desk.take([post("b", at=20)])
    assert set(clocks(desk)) == {("first", "b"), ("resolution", "b")}
    desk.take([post("a", at=50)])
    assert set(clocks(desk)) == {("first", "a"), ("resolution", "a")}
    assert desk.inbox.row(desk.conversation("p1")).due_at == desk.clock() + 10 * MINUTE


def test_an_answer_meets_the_clock_and_nothing_runs_any_more_once_it_is_resolved(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=20)])
    desk.take([post("ours", parent="a", at=10, author="brand")])
    assert clocks(desk) == {("first", "a"): ClockState.MET, ("resolution", "a"): ClockState.RUNNING}
    desk.status.set(desk.conversation("p1"), Status.RESOLVED)
    assert clocks(desk)["resolution", "a"] is ClockState.MET
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.due_at, row.at_risk_at, row.clock) == (None, None, "")


def test_a_reply_written_offline_meets_the_clock_when_the_venue_has_it(desk: Process) -> None:
    promise(desk)
    fake_of(desk.registry).customer("Where is my parcel?")
    desk.fetch()
    conversation, asked = desk.conversation("p1"), desk.clock()
    desk.replies.send(conversation, "We look into it.")
    desk.clock.advance(3 * 3600)
    assert clocks(desk)["first", "r1"] is ClockState.RUNNING
    desk.deliver()
    (row,) = [row for row in desk.store.read.clocks.of(conversation) if row.metric is Metric.FIRST]
    assert (row.state, row.agent_id) == (ClockState.BREACHED_MET, desk.ground.me)
    assert (row.stopped_at or 0) >= asked + 3 * HOUR


def test_snoozing_pauses_and_waking_up_goes_on(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=20)])
    conversation = desk.conversation("p1")
    desk.status.set(conversation, Status.SNOOZED, until=desk.clock() + HOUR)
    assert clocks(desk)["first", "a"] is ClockState.PAUSED
    assert desk.inbox.row(conversation).due_at is None
    desk.clock.advance(2 * 3600)
    desk.status.wake()
    assert clocks(desk)["first", "a"] is ClockState.RUNNING
    assert desk.inbox.row(conversation).due_at == desk.clock() - HOUR + 40 * MINUTE
    _in_step(desk)


def test_a_solution_of_a_peer_starts_the_clock_for_our_look_at_it(desk: Process) -> None:
    promise(desk)
    topic = [
        replace(one, place=replace(one.place, kind=ConversationKind.TOPIC))
        for one in (post("a", at=40), post("peer", at=20, author="pat"))
    ]
    desk.take(topic)
    assert clocks(desk)["first", "a"] is ClockState.RUNNING
    desk.take([replace(one, place=replace(one.place, solved="peer")) for one in topic])
    found = clocks(desk)
    assert (found["first", "a"], found["verify", "peer"]) == (ClockState.MET, ClockState.RUNNING)
    desk.clock.advance(60)
    desk.take([replace(one, place=replace(one.place, solved="")) for one in topic])
    assert clocks(desk)["first", "a"] is ClockState.RUNNING
    assert ("verify", "peer") not in clocks(desk)


def test_deciding_and_taking_the_decision_back_are_followed(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=20)])
    message = desk.store.read.messages.known(desk.venue.id, ["a"])["a"].id
    desk.status.dispose([message], Disposition.NO_ANSWER_NEEDED)
    assert clocks(desk)["first", "a"] is ClockState.CANCELLED
    desk.status.dispose([message], None)
    assert clocks(desk)["first", "a"] is ClockState.RUNNING


def test_what_was_written_down_as_late_stays_so_until_it_falls_due_at_another_moment(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=90)])
    (row,) = [one for one in desk.store.read.clocks.of(desk.conversation("p1")) if one.metric is Metric.FIRST]
    with desk.ground.act() as (nouns, _):
        nouns.ticks.breach(row)
    desk.take([post("nudge", at=10)])
    assert clocks(desk)["first", "a"] is ClockState.BREACHED
    _in_step(desk)
    promise(desk, replace(BODY, targets={Metric.FIRST: {Priority.NORMAL: 600}}), number=2, running_too=True)
    desk.take([post("another", at=5)])
    assert clocks(desk)["first", "a"] is ClockState.RUNNING


def test_the_clocks_of_one_conversation_are_told_with_what_happened(desk: Process) -> None:
    desk.take([post("a", at=20)])
    read, conversation = desk.store.read, desk.conversation("p1")
    assert reckoned(desk.ground, read, conversation) == []
    promise(desk)
    found = reckoned(desk.ground, read, conversation)
    assert [one.row.metric for one in found] == [Metric.FIRST, Metric.RESOLUTION]
    assert [event.kind.value for event in found[0].events] == ["started"]


def test_merging_hands_the_oldest_unanswered_over_and_taking_it_back_returns_it(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=50), post("b", place="p2", at=20)])
    first, other = desk.conversation("p1"), desk.conversation("p2")
    desk.clock.advance(60)
    desk.merging.merge([first], other)
    assert clocks(desk)["first", "a"] is ClockState.CANCELLED
    (carried,) = [row for row in desk.store.read.clocks.of(other) if row.metric is Metric.FIRST]
    assert (carried.started_at, carried.state) == (FakeClock()() - 50 * MINUTE, ClockState.RUNNING)
    assert desk.inbox.row(other).due_at == FakeClock()() + 10 * MINUTE
    assert desk.inbox.row(first).due_at is None
    _in_step(desk)
    desk.take([post("ours", parent="a", at=0, author="brand")])
    assert clocks(desk)["first", "a"] is ClockState.MET
    desk.merging.unmerge(first)
    assert clocks(desk)["first", "a"] is ClockState.MET
    assert clocks(desk, "p2")["first", "b"] is ClockState.RUNNING
    _in_step(desk)


def test_another_calendar_of_a_team_counts_for_clocks_that_start_under_it(desk: Process) -> None:
    promise(desk, replace(BODY, team_hours=True))
    closed = CalendarBody("UTC", ((Hours(0, 1),),) * 7, changes=((0, 0),))
    with desk.ground.act() as (nouns, _):
        nouns.levels.add_calendar_version("Closed", CalendarVersion("v", "shut", 1, 0, closed, desk.ground.me))
    team = desk.roster.save_team(TeamRow("", 0, "Early"), new=True).team
    desk.take([post("a", at=20)])
    desk.assignment.assign(desk.conversation("p1"), None, team.id)
    desk.roster.save_team(replace(team, calendar_id="shut"))
    desk.clock.advance(60)
    late = replace(post("b", place="p2"), posted_at=desk.clock())
    desk.take([late])
    desk.assignment.assign(desk.conversation("p2"), None, team.id)
    due = [desk.inbox.row(desk.conversation(place)).due_at for place in ("p1", "p2")]
    assert due[0] == FakeClock()() + 40 * MINUTE
    assert (due[1] or 0) > desk.clock() + 50 * 24 * HOUR
    _in_step(desk)


def test_a_long_thread_is_left_to_the_next_tick(desk: Process) -> None:
    promise(desk)
    desk.take([post(f"r{number}", at=1500 - number) for number in range(LONG + 1)])
    assert clocks(desk) == {}
    _in_step(desk)
    tick(desk.ground)
    assert set(clocks(desk)) == {("first", "r0"), ("resolution", "r0")}


def test_a_venue_that_was_let_go_leaves_no_clock_running(desk: Process) -> None:
    promise(desk)
    desk.take([post("a", at=20)])
    desk.venues.remove(VENUE_ID)
    tick(desk.ground)
    assert set(clocks(desk).values()) == {ClockState.CANCELLED}
    _in_step(desk)


def test_what_no_human_of_ours_wrote_answers_nobody(desk: Process) -> None:
    promise(desk)
    greeter = replace(BRAND, remote_id="greeter", handle="greeter")
    hello = replace(post("hello", parent="a", at=19, author="brand"), author=greeter)
    desk.take([post("a", at=20), hello])
    conversation = desk.conversation("p1")
    assert (clocks(desk)["first", "a"], desk.inbox.row(conversation).waiting) == (ClockState.MET, 0)
    (author,) = [one.id for one in desk.people.in_thread(conversation) if one.handle == "greeter"]
    desk.people.regard(author, automatic=True)
    assert (clocks(desk)["first", "a"], desk.inbox.row(conversation).waiting) == (ClockState.RUNNING, 1)
    with pytest.raises(Refused):
        desk.people.regard(author, trusted=True)
    desk.people.regard(author, automatic=False)
    assert (clocks(desk)["first", "a"], desk.inbox.row(conversation).waiting) == (ClockState.MET, 0)
    _in_step(desk)


def test_the_answer_of_somebody_who_is_trusted_counts_as_help_from_then_on(desk: Process) -> None:
    promise(desk, replace(BODY, trusted=Peers.ENDS))
    told = (
        post("a", at=20, kind=ConversationKind.TOPIC),
        post("peer", at=10, author="pat", kind=ConversationKind.TOPIC),
    )
    desk.take(told)
    assert clocks(desk)["first", "a"] is ClockState.RUNNING
    (author,) = [one.id for one in desk.people.in_thread(desk.conversation("p1")) if one.handle == "pat"]
    assert not desk.people.author(author).trusted
    desk.people.regard(author, trusted=True)
    assert desk.people.author(author).trusted
    assert clocks(desk)["first", "a"] is ClockState.MET
