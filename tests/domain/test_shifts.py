"""Ends of shifts: breaks are none, nights count, and what never closes hands nothing over."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_desk.domain.calendars import compile_calendar
from agent_desk.domain.levels import CalendarBody, Hours
from agent_desk.domain.roster import Member, TeamRow
from agent_desk.domain.shifts import closes, next_team, opens_again

DAY = (Hours(9 * 60, 12 * 60), Hours(13 * 60, 17 * 60))
WEEK = (*[DAY] * 5, (), ())
OFFICE = compile_calendar(CalendarBody("UTC", WEEK))
NIGHT = compile_calendar(CalendarBody("UTC", ((Hours(0, 6 * 60), Hours(22 * 60, 24 * 60)),) * 7))
ALWAYS = compile_calendar(None)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_a_break_does_not_end_a_shift() -> None:
    assert opens_again(OFFICE, at("2026-11-20T11:30")) == at("2026-11-23T09:00")
    assert opens_again(OFFICE, at("2026-11-18T16:59")) == at("2026-11-19T09:00")


def test_between_two_shifts_the_next_one_counts() -> None:
    assert opens_again(OFFICE, at("2026-11-21T12:00")) == at("2026-11-23T09:00")


def test_a_night_is_one_shift() -> None:
    assert closes(NIGHT, at("2026-11-18T23:00")) == at("2026-11-19T06:00")
    assert opens_again(NIGHT, at("2026-11-19T05:50")) == at("2026-11-19T22:00")


def test_what_never_closes_never_opens_again() -> None:
    assert opens_again(ALWAYS, at("2026-11-18T23:00")) is None


def test_the_team_that_is_open_first_works_next() -> None:
    members = (Member("a1"),)
    office = TeamRow("office", 1, "Office", 0, members=members)
    night = TeamRow("night", 2, "Night", 1, members=members)
    nobody = TeamRow("nobody", 3, "Nobody", 0)
    teams = [(office, OFFICE), (night, NIGHT), (nobody, ALWAYS)]
    assert next_team("office", teams, at("2026-11-18T17:00")) == night
    assert next_team("night", teams, at("2026-11-18T06:00")) == office
    assert next_team("night", teams[1:], at("2026-11-18T06:00")) is None
