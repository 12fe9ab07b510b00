"""Calendars and policies as people set them: versions that never change, holidays, zones, and everything that makes no sense."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.durations import minutes_from
from agent_desk.domain.errors import DeskError, Refused, WrongUse
from agent_desk.domain.levels import (
    CalendarBody,
    Hours,
    Metric,
    Peers,
    PolicyBody,
    Reopening,
    Scope,
    Step,
    StepAct,
    StepWhen,
)
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.stored_levels import calendar_from, calendar_written, policy_from, policy_written
from agent_desk.runtime.level_words import said, zone_of
from agent_desk.services.levels import Levels
from tests.services.workspace import Process

NINE_TO_FIVE = (Hours(9 * 60, 17 * 60),)
WEEK = (*(NINE_TO_FIVE for _ in range(5)), (), ())
BERLIN = CalendarBody("Europe/Berlin", WEEK)
PROMISE = PolicyBody(Scope(), {Metric.FIRST: {Priority.NORMAL: 30, Priority.URGENT: 10}})


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    return empty_desk


@pytest.fixture
def levels(desk: Process) -> Levels:
    return Levels(desk.ground)


def _code(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(DeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    return caught.value.code


def test_a_version_never_changes_and_the_next_one_counts_from_now_on(desk: Process, levels: Levels) -> None:
    first = levels.save_calendar("Support", BERLIN).calendar
    desk.clock.advance(60)
    early = replace(BERLIN, week=(*WEEK[:4], (Hours(540, 900),), (), ()))
    second = levels.save_calendar("Support", early, first.id).calendar
    versions = levels.calendar_versions(first.id)
    assert [version.number for version in versions] == [1, 2]
    assert versions[0].body == first.latest.body
    assert versions[1].from_at == desk.clock()
    assert second.latest.agent_id == desk.ground.me
    levels.save_calendar("Support, early", second.latest.body, first.id)
    assert len(levels.calendar_versions(first.id)) == 2, "another name is no other promise"
    assert levels.calendars()[0].name == "Support, early"


def test_the_changes_of_the_zone_are_frozen_into_the_version(desk: Process, levels: Levels) -> None:
    changes = levels.save_calendar("Support", BERLIN).calendar.latest.body.changes
    assert {offset for _, offset in changes} == {3600, 7200}
    # Sunday 30 March 2025, 1:00 UTC: summer time begins.
    assert (1743296400, 7200) in changes
    assert [at for at, _ in changes] == sorted(at for at, _ in changes)


def test_holidays_are_those_of_the_region(levels: Levels) -> None:
    bavaria = levels.holidays_of("DE", "BY", [2026])
    assert "2026-01-06" in bavaria
    assert "2026-12-25" in bavaria
    assert "2026-01-06" not in levels.holidays_of("DE", "", [2026])
    assert _code(levels.holidays_of, "XX", "", [2026]) == "country_unknown"
    assert _code(levels.holidays_of, "DE", "XX", [2026]) == "region_unknown"
    assert any(country.code == "AT" for country in levels.countries())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (replace(BERLIN, week=((),) * 7), "calendar_empty"),
        (replace(BERLIN, week=((Hours(540, 720), Hours(700, 900)), *WEEK[1:])), "calendar_overlap"),
        (replace(BERLIN, week=((Hours(720, 720),), *WEEK[1:])), "calendar_span"),
        (replace(BERLIN, week=((Hours(720, 1441),), *WEEK[1:])), "calendar_span"),
        (replace(BERLIN, week=WEEK[:6]), "calendar_week"),
        (replace(BERLIN, zone="Europe/Atlantis"), "zone_unknown"),
        (replace(BERLIN, zone="../../etc/passwd"), "zone_unknown"),
        (replace(BERLIN, days={"2026-02-30": ()}), "calendar_day"),
        (replace(BERLIN, days={"2026-02-27": (Hours(0, 60), Hours(30, 90))}), "calendar_overlap"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(levels: Levels, body: CalendarBody, code: str) -> None:
    assert _code(levels.save_calendar, "Support", body) == code
    assert levels.calendars() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (replace(PROMISE, targets={Metric.FIRST: {Priority.LOW: 0}}), "policy_target"),
        (replace(PROMISE, targets={Metric.FIRST: {Priority.LOW: -5}}), "policy_target"),
        (replace(PROMISE, targets={Metric.FIRST: {}}), "policy_empty"),
        (replace(PROMISE, calendar_id="gone"), "calendar_gone"),
        (replace(PROMISE, risk_share=101), "policy_number"),
        (replace(PROMISE, pausing=("resolved",)), "policy_pausing"),
        (replace(PROMISE, steps=(Step(StepWhen.AFTER, StepAct.NOTIFY_LEADS),)), "policy_step"),
        (replace(PROMISE, steps=(Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS, 5),)), "policy_step"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(levels: Levels, body: PolicyBody, code: str) -> None:
    assert _code(levels.save_policy, "Standard", body) == code
    assert levels.policies() == []


def test_a_calendar_in_use_stays(desk: Process, levels: Levels) -> None:
    calendar = levels.save_calendar("Support", BERLIN).calendar
    policy = levels.save_policy("Standard", replace(PROMISE, calendar_id=calendar.id)).policy
    with pytest.raises(Refused) as caught:
        levels.remove_calendar(calendar.id)
    assert caught.value.code == "calendar_in_use"
    assert caught.value.params["users"] == "Standard"
    levels.remove_policy(policy.id)
    levels.remove_calendar(calendar.id)
    assert levels.calendars() == []
    assert levels.policies() == []
    nouns = desk.ground.store.read
    assert nouns.levels.policy_name(policy.id) == "Standard"
    assert nouns.levels.calendar_versions(calendar.id)


def test_the_order_is_a_fact_of_its_own(desk: Process, levels: Levels) -> None:
    ids = []
    for name in "ABC":
        ids.append(levels.save_policy(name, PROMISE).policy.id)
        desk.clock.advance(60)
    levels.move_policy(ids[2], 0)
    assert [(one.name, one.position) for one in levels.policies()] == [("C", 0), ("A", 1), ("B", 2)]
    desk.clock.advance(60)
    levels.remove_policy(ids[0])
    assert [one.name for one in levels.policies()] == ["C", "B"]
    orders = desk.ground.store.read.levels.orders()
    a, b, c = ids
    assert [order.policies for order in orders] == [(a,), (a, b), (a, b, c), (c, a, b), (c, b)]


def test_nothing_is_promised_backwards(desk: Process, levels: Levels) -> None:
    now = desk.clock()
    policy = levels.save_policy("Standard", PROMISE, from_at=now - 10_000).policy
    other = replace(PROMISE, risk_share=50)
    assert _code(levels.save_policy, "Standard", other, policy.id, from_at=now - 1) == "levels_moment"
    assert _code(levels.save_policy, "Late", other, from_at=now + 400 * 86_400_000) == "levels_moment"
    levels.save_policy("Standard", other, policy.id, from_at=now + 3_600_000)
    assert [version.from_at for version in levels.policy_versions(policy.id)] == [now - 10_000, now + 3_600_000]


def test_names_are_there_and_taken_once(levels: Levels) -> None:
    levels.save_calendar("Support", BERLIN)
    assert _code(levels.save_calendar, " support ", BERLIN) == "level_name_taken"
    assert _code(levels.save_calendar, "  ", BERLIN) == "level_name_missing"
    assert _code(levels.save_policy, "P", PROMISE, "nowhere") == "not_found"


def test_only_supervisors_set_levels(desk: Process, levels: Levels) -> None:
    calendar = levels.save_calendar("Support", BERLIN).calendar
    lead = desk.roster.add("Li", "li", Role.LEAD).agent
    desk.roster.sit(lead.id)
    assert not levels.may_set()
    for act, arguments in (
        (levels.save_calendar, ("Other", BERLIN)),
        (levels.remove_calendar, (calendar.id,)),
        (levels.save_policy, ("Standard", PROMISE)),
    ):
        assert _code(act, *arguments) == "no_right"
    assert [one.name for one in levels.calendars()] == ["Support"]


def test_friday_evening_is_due_on_monday_morning(levels: Levels) -> None:
    calendar = levels.save_calendar("Support", BERLIN).calendar
    policy = levels.save_policy("Standard", replace(PROMISE, calendar_id=calendar.id)).policy
    friday = 1795794300000  # Friday 2026-11-27 16:45 in Berlin
    due = levels.due(policy.id, Priority.NORMAL, friday)
    assert due.due_at == friday + (2 * 24 + 16) * 3_600_000 + 30 * 60_000
    zone = zone_of("Europe/Berlin")
    words = [said(line, zone).strip() for line in due.lines]
    assert "Time begins Friday 2026-11-27 16:45." in words
    assert "Friday 2026-11-27, 16:45 to 17:00: 15 min count, 15 min are left." in words
    assert "Saturday 2026-11-28 to Sunday 2026-11-29: no working hours." in words
    assert "Monday 2026-11-30, 09:00 to 09:15: 15 min count, and that is all." in words
    assert "Due Monday 2026-11-30 09:15; one second later is late." in words
    assert _code(levels.due, policy.id, Priority.LOW, friday) == "no_target"


_spans = st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=3).map(
    lambda spans: tuple(Hours(start, end) for start, end in spans)
)
_texts = st.text(min_size=1, max_size=12)
_calendars = st.builds(
    CalendarBody,
    zone=_texts,
    week=st.tuples(*[_spans] * 7),
    holidays=st.dictionaries(_texts, _texts, max_size=3),
    days=st.dictionaries(_texts, _spans, max_size=3),
    country=st.text(max_size=2),
    region=st.text(max_size=3),
    years=st.lists(st.integers(1990, 2090), max_size=3).map(tuple),
    changes=st.lists(st.tuples(st.integers(), st.integers()), max_size=4).map(tuple),
)
_names = st.lists(_texts, max_size=3).map(tuple)
_policies = st.builds(
    PolicyBody,
    scope=st.builds(
        Scope,
        venues=_names,
        networks=_names,
        kinds=st.lists(st.sampled_from(ConversationKind), max_size=2).map(tuple),
        teams=_names,
        languages=_names,
        tags=_names,
    ),
    targets=st.dictionaries(
        st.sampled_from(Metric),
        st.dictionaries(st.sampled_from(Priority), st.integers(1, 9999), max_size=4),
        max_size=4,
    ),
    calendar_id=st.none() | _texts,
    team_hours=st.booleans(),
    pausing=_names,
    accepted=st.sampled_from(Peers),
    reopening=st.sampled_from(Reopening),
    steps=st.lists(
        st.builds(Step, st.sampled_from(StepWhen), st.sampled_from(StepAct), st.integers(0, 999)), max_size=3
    ).map(tuple),
)


@given(_calendars, _policies)
def test_what_is_written_down_is_read_again(calendar: CalendarBody, policy: PolicyBody) -> None:
    assert calendar_from(json.loads(json.dumps(calendar_written(calendar)))) == calendar
    assert policy_from(json.loads(json.dumps(policy_written(policy)))) == policy


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"zone": "UTC", "week": [], "colour": "red"},
        {"zone": "UTC", "week": [], "version": 2},
        {"zone": 1, "week": []},
        {"zone": "UTC", "week": [["9-17"]]},
        {"zone": "UTC", "week": [["09:00-25:00"]]},
        {"zone": "UTC", "week": [], "changes": [[1]]},
    ],
)
def test_an_unknown_form_is_refused_by_name(told: object) -> None:
    with pytest.raises(WrongUse):
        calendar_from(told)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30 min", 30),
        ("4 h", 240),
        ("1 h 30", 90),
        ("1h30min", 90),
        ("1.5 h", 90),
        ("1,5 Std", 90),
        ("2 d", 960),
        ("1 Tag 2 h", 600),
        ("45", 45),
        ("", None),
        ("soon", None),
        ("4 x", None),
        ("-3 h", None),
    ],
)
def test_lengths_of_time_are_read_as_typed(text: str, minutes: int | None) -> None:
    assert minutes_from(text, day=480) == minutes
