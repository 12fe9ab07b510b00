"""A clock told from its start to how it stands: pauses, answers on their way, lateness, fetch lag, and which policy and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_desk.domain.conversations import Status
from agent_desk.domain.levels import CalendarBody, ClockState, Hours, Metric, PolicyBody, Scope
from agent_desk.domain.roster import Priority
from agent_desk.runtime.level_words import said, zone_of
from agent_desk.services.levels import Levels
from tests.clock import FakeClock
from tests.services.test_ingest import post
from tests.services.workspace import Process

MINUTE = 60_000
PROMISE = PolicyBody(Scope(), {Metric.FIRST: dict.fromkeys(Priority, 60), Metric.NEXT: dict.fromkeys(Priority, 60)})


@pytest.fixture
def levels(empty_desk: Process) -> Levels:
    return Levels(empty_desk.ground)


def words(levels: Levels, conversation: str) -> list[str]:
    zone = zone_of("UTC")
    return [said(line, zone).strip() for line in levels.explain(conversation)]


def test_an_answer_in_the_outbox_is_met_when_sent(empty_desk: Process, levels: Levels) -> None:
    levels.save_policy("Standard", PROMISE, from_at=0)
    empty_desk.take([post("m1", at=10)])
    conversation = empty_desk.conversation("p1")
    assert levels.clocks(conversation)[0].met_when_sent is None
    empty_desk.replies.send(conversation, "It left this morning.")
    clock = levels.clocks(conversation)[0]
    assert clock.state is ClockState.RUNNING, "only the venue's acceptance meets it"
    assert clock.met_when_sent == empty_desk.clock()
    assert any(line.startswith("An answer waits in the outbox since") for line in words(levels, conversation))


def test_a_pause_stops_time_and_is_told(empty_desk: Process, levels: Levels) -> None:
    levels.save_policy("Standard", PROMISE, from_at=0)
    empty_desk.take([post("m1", at=20)])
    conversation = empty_desk.conversation("p1")
    empty_desk.status.set(conversation, Status.PENDING)
    empty_desk.clock.advance(3600)
    clock = levels.clocks(conversation)[0]
    assert (clock.state, clock.left, clock.row.due_at) == (ClockState.PAUSED, None, None)
    assert any("the conversation is pending. 40 min are left." in line for line in words(levels, conversation))
    empty_desk.status.set(conversation, Status.OPEN)
    clock = levels.clocks(conversation)[0]
    assert (clock.state, clock.left) == (ClockState.RUNNING, 40 * MINUTE)
    told = words(levels, conversation)
    assert any(line.startswith("It goes on") for line in told)
    assert any("40 min of working time are left." in line for line in told)


def test_a_late_answer_is_told_with_its_lateness(empty_desk: Process, levels: Levels) -> None:
    levels.save_policy("Standard", PROMISE, from_at=0)
    empty_desk.take([post("m1", at=90), post("a1", parent="m1", at=10, author="brand")])
    clock = levels.clocks(empty_desk.conversation("p1"))[0]
    assert clock.state is ClockState.BREACHED_MET
    assert "Late by 20 min of working time: it took 1 h 20 min." in words(levels, empty_desk.conversation("p1"))


def test_fetch_lag_stands_apart(empty_desk: Process, levels: Levels) -> None:
    levels.save_policy("Standard", PROMISE, from_at=0)
    empty_desk.take([post("m1", at=30)])
    clock = levels.clocks(empty_desk.conversation("p1"))[0]
    assert (clock.lag, clock.left) == (30 * MINUTE, 30 * MINUTE)
    assert any(line.startswith("It was fetched 30 min later") for line in words(levels, empty_desk.conversation("p1")))


def test_which_policy_and_why_and_which_hours(empty_desk: Process, levels: Levels) -> None:
    empty_desk.roster.save(replace(empty_desk.roster.me(), zone="UTC"))
    week = ((Hours(0, 1440),),) * 7
    calendar = levels.save_calendar("Always", CalendarBody("Asia/Tokyo", week), from_at=0).calendar
    levels.save_policy("Elsewhere", replace(PROMISE, scope=Scope(languages=("fr",))), from_at=0)
    levels.save_policy("Standard", replace(PROMISE, calendar_id=calendar.id), from_at=0)
    empty_desk.take([post("m1", at=1)])
    told = words(levels, empty_desk.conversation("p1"))
    assert told[0] == "First reply: running."
    assert "“Elsewhere” comes before it and does not fit: it asks for other languages." in told
    assert "It is number 2 of 2 in the order, and the first that fits." in told
    assert "Hours: calendar “Always”, version 1, in the zone Asia/Tokyo." in told
    assert any(line.startswith("By the clocks of Asia/Tokyo") for line in told)


def test_a_removed_policy_cancels_and_says_so(empty_desk: Process, levels: Levels) -> None:
    policy = levels.save_policy("Standard", PROMISE, from_at=0).policy
    empty_desk.take([post("m1", at=1)])
    conversation = empty_desk.conversation("p1")
    empty_desk.clock.advance(60)
    levels.remove_policy(policy.id)
    empty_desk.clock.advance(1)
    assert levels.clocks(conversation)[0].state is ClockState.CANCELLED
    assert any("its policy was removed" in line for line in words(levels, conversation))
    assert empty_desk.ground.store.read.ticks.stale_left() == 1
    levels.catch_up(lambda _done, _whole: None, lambda: False)
    assert empty_desk.ground.store.read.clocks.of(conversation)[0].state is ClockState.CANCELLED


def test_the_zone_is_the_agents_own(empty_desk: Process, levels: Levels) -> None:
    assert FakeClock()() == empty_desk.clock()
    me = empty_desk.roster.me()
    empty_desk.roster.save(replace(me, zone="America/New_York"))
    assert levels.zone() == "America/New_York"
