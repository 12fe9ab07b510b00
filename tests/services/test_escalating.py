"""What a policy does when a clock is at risk or late: each step once, decided from moments, also after the program was closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.levels import CalendarBody, Hours, Metric, PolicyBody, Scope, Step, StepAct, StepWhen
from agent_desk.domain.roster import NoticeKind, Presence, Priority, Role
from agent_desk.services import ticking
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.levels import Levels
from agent_desk.services.ticking import tick
from agent_desk.storage.contract import Nouns
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.test_ingest import post
from tests.services.test_roster import team
from tests.services.workspace import Process, open_process

MINUTE = 60_000
LADDER = (
    Step(StepWhen.AT_RISK, StepAct.NOTIFY_ASSIGNEE),
    Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS),
    Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 30),
)
PROMISE = PolicyBody(Scope(), {Metric.FIRST: dict.fromkeys(Priority, 60)}, risk_share=0, risk_minutes=15, steps=LADDER)


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """Sam holds a conversation of the first line, which Jo leads; Su supervises. Its post came this very moment."""
    empty_desk.agent.set("Mira", "")
    for name, role in (("Jo", Role.LEAD), ("Sam", Role.AGENT), ("Su", Role.SUPERVISOR)):
        agent = empty_desk.roster.add(name, name.lower(), role).agent
        empty_desk.roster.set_presence(Presence.AVAILABLE, agent_id=agent.id)
    made = team(empty_desk, "First line", "Jo", "Sam")
    lead = replace(made, members=tuple(replace(one, lead=at == 0) for at, one in enumerate(made.members)))
    empty_desk.roster.save_team(lead)
    return empty_desk


def promise(desk: Process, body: PolicyBody = PROMISE) -> str:
    return Levels(desk.ground).save_policy("Standard", body, from_at=0).policy.id


def arrive(desk: Process, place: str = "p1", agent: str | None = "Sam") -> str:
    desk.take([post(f"m-{place}", place=place)])
    conversation = desk.conversation(place)
    if agent:
        held = desk.roster.agent(agent).id
        desk.assignment.assign(conversation, held, desk.roster.teams()[0].id)
    return conversation


def told(desk: Process) -> list[tuple[str, NoticeKind]]:
    """Who was told of what by a policy, in order."""
    nouns, kinds = desk.ground.store.read, (NoticeKind.AT_RISK, NoticeKind.BREACHED, NoticeKind.ESCALATED)
    later = desk.clock() + 30 * 86_400_000
    found = [
        (notice.at, agent.name, notice.kind)
        for agent in desk.roster.agents()
        for notice in nouns.notices.of(agent.id, later, 50)
        if notice.kind in kinds
    ]
    return [(name, kind) for _, name, kind in sorted(found)]


def test_each_step_is_taken_once_at_its_moment(desk: Process) -> None:
    promise(desk)
    arrive(desk)
    tick(desk.ground)
    desk.clock.advance(45 * 60 - 1)
    tick(desk.ground)
    assert told(desk) == []
    desk.clock.advance(1)
    tick(desk.ground)
    tick(desk.ground)
    assert told(desk) == [("Sam", NoticeKind.AT_RISK)]
    desk.clock.advance(15 * 60)
    tick(desk.ground)
    assert told(desk) == [("Sam", NoticeKind.AT_RISK)], "in time up to and including the due time"
    desk.clock.advance(1)
    tick(desk.ground)
    assert told(desk)[1:] == [("Jo", NoticeKind.BREACHED)]
    desk.clock.advance(30 * 60)
    tick(desk.ground)
    assert told(desk)[2:] == [("Su", NoticeKind.ESCALATED)]
    for _ in range(3):
        desk.clock.advance(3600)
        tick(desk.ground)
    assert len(told(desk)) == 3
    assert desk.ground.store.read.ticks.soonest() is None


def test_what_passed_while_the_program_was_closed_is_done_at_the_start_once(tmp_path: Path) -> None:
    venue = FakeVenue(FakeClock())
    first = open_process(tmp_path, venue)
    first.agent.set("Mira", "")
    again = (Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 60), Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 90))
    promise(first, replace(PROMISE, steps=(*LADDER, *again)))
    arrive(first, agent=None)
    first.close()
    venue.clock.advance(24 * 3600)
    second = open_process(tmp_path, venue, origin="two")
    tick(second.ground)
    tick(second.ground)
    # Nobody holds it and there is no lead: one is told all the same, of the latest of each kind.
    assert told(second) == [("Mira", NoticeKind.AT_RISK), ("Mira", NoticeKind.BREACHED), ("Mira", NoticeKind.ESCALATED)]
    second.close()


def test_an_answer_in_time_ends_it_and_three_nudges_are_one_breach(desk: Process) -> None:
    promise(desk)
    arrive(desk)
    arrive(desk, "p2")
    desk.clock.advance(50 * 60)
    desk.take([replace(post("a1", parent="m-p1", author="brand"), posted_at=desk.clock())])
    tick(desk.ground)
    desk.clock.advance(11 * 60)
    for name in ("n1", "n2", "n3"):
        desk.take([replace(post(name, place="p2", parent="m-p2"), posted_at=desk.clock())])
        tick(desk.ground)
        desk.clock.advance(60)
    assert told(desk) == [("Sam", NoticeKind.AT_RISK), ("Jo", NoticeKind.BREACHED)]


def test_rules_hear_of_it_once(desk: Process) -> None:
    promise(desk)
    conversation = arrive(desk)
    heard: list[Happening] = []

    def follow(ground: Ground, nouns: Nouns, tally: Tally) -> None:
        heard.extend(one for one in tally.happened if one.event in (Event.AT_RISK, Event.BREACHED))

    listening = replace(desk.ground, follow=follow)
    for _ in range(4):
        desk.clock.advance(30 * 60)
        tick(listening)
    assert [(one.event, one.conversation_id) for one in heard] == [
        (Event.AT_RISK, conversation),
        (Event.BREACHED, conversation),
    ]


def test_raising_the_priority_does_not_call_itself(desk: Process) -> None:
    targets = {Metric.FIRST: {Priority.NORMAL: 60, Priority.HIGH: 30, Priority.URGENT: 10}}
    promise(desk, replace(PROMISE, targets=targets, steps=(Step(StepWhen.BREACH, StepAct.RAISE_PRIORITY),)))
    conversation = arrive(desk)
    desk.clock.advance(61 * 60)
    for _ in range(4):
        tick(desk.ground)
        desk.clock.advance(60)
    assert desk.inbox.row(conversation).priority is Priority.HIGH
    acts = [row for row in desk.trail.of(conversation, 50) if row.kind is ActionKind.PRIORITY]
    assert len(acts) == 1
    assert acts[0].details["by"].startswith("policy:")


def test_a_step_gives_it_back_to_the_team(desk: Process) -> None:
    promise(desk, replace(PROMISE, steps=(Step(StepWhen.BREACH, StepAct.REASSIGN),)))
    conversation = arrive(desk)
    desk.clock.advance(61 * 60)
    tick(desk.ground)
    row = desk.inbox.row(conversation)
    assert (row.assignee_id, row.team_id) == (None, desk.roster.teams()[0].id)


def test_who_is_told_is_told_inside_working_hours_unless_it_is_urgent(desk: Process) -> None:
    levels = Levels(desk.ground)
    week = (*(((Hours(540, 1020),),) * 5), (), ())
    calendar = levels.save_calendar("Office", CalendarBody("UTC", week), from_at=0).calendar
    sam = desk.roster.agent("Sam")
    desk.roster.save(replace(sam, calendar_id=calendar.id))
    promise(desk)
    arrive(desk)
    urgent = arrive(desk, "p2")
    desk.triage.set_priority(urgent, Priority.URGENT)
    desk.clock.advance(46 * 60)  # Thursday 21:12 in UTC, long after hours
    tick(desk.ground)
    notices = desk.ground.store.read.notices.of(sam.id, desk.clock() + 86_400_000, 50)
    moments = {one.conversation_id: one.not_before for one in notices if one.kind is NoticeKind.AT_RISK}
    assert moments[urgent] == desk.clock()
    assert moments[desk.conversation("p1")] == 1_780_045_200_000  # Friday 2026-05-29 09:00


def test_a_later_due_time_is_watched_anew(desk: Process) -> None:
    policy = promise(desk)
    arrive(desk)
    desk.clock.advance(50 * 60)
    tick(desk.ground)
    longer = replace(PROMISE, targets={Metric.FIRST: dict.fromkeys(Priority, 120)})
    saved = Levels(desk.ground).save_policy("Standard", longer, policy, running_too=True)
    assert saved.stale == 1
    tick(desk.ground)
    desk.clock.advance(60 * 60)
    tick(desk.ground)
    assert told(desk) == [("Sam", NoticeKind.AT_RISK), ("Sam", NoticeKind.AT_RISK)]


def test_a_backlog_is_worked_off_in_short_transactions(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "_AT_ONCE", 3)
    promise(desk)
    desk.take([post(f"x{number}", place=f"q{number}") for number in range(8)])
    desk.clock.advance(2 * 3600)
    rounds = 0
    while ticking.wanted(desk.ground):
        tick(desk.ground)
        rounds += 1
    assert rounds == 3
    assert len(told(desk)) == 24
