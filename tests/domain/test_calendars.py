"""Working hours: a minute counts when the wall clock shows it inside the hours of its day, whatever the zone does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.calendars import Compiled, DayKind, compile_calendar
from agent_desk.domain.levels import MINUTE, CalendarBody, Hours
from agent_desk.services.almanac import changes_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_767_225_600_000
OFFSETS = {
    zone: changes_of(zone, NOW) for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
}
ALL_DAY = (Hours(0, 1440),)
OFFICE = (Hours(540, 1020),)
WEEKDAYS = (OFFICE,) * 5 + ((), ())
HOUR = 60 * MINUTE


def _body(week: tuple[tuple[Hours, ...], ...] = WEEKDAYS, zone: str = "Europe/Berlin", **other: object) -> CalendarBody:
    return CalendarBody(zone, week, changes=OFFSETS[zone], **other)  # type: ignore[arg-type]  # holidays and days


def _at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp() * 1000)


def _due(body: CalendarBody | None, start: str, minutes: int) -> int | None:
    return compile_calendar(body).due(_at(start), minutes * MINUTE)


def test_half_an_hour_from_friday_at_a_quarter_to_five_ends_on_monday_at_a_quarter_past_nine() -> None:
    assert _due(_body(), "2026-03-06 16:45", 30) == _at("2026-03-09 09:15")


def test_what_fits_before_closing_ends_at_closing_and_not_on_monday() -> None:
    assert _due(_body(), "2026-03-06 16:45", 15) == _at("2026-03-06 17:00")


def test_fridays_that_close_earlier_close_earlier_only_on_fridays() -> None:
    week = (OFFICE,) * 4 + ((Hours(540, 900),), (), ())
    assert _due(_body(week), "2026-03-05 17:30", 7 * 60) == _at("2026-03-09 10:00")
    assert _due(_body(week), "2026-03-06 15:30", 8 * 60) == _at("2026-03-09 17:00")


def test_open_all_day_loses_no_minute_in_a_year() -> None:
    body = _body((ALL_DAY,) * 7)
    start, end = _at("2026-01-01 00:00"), _at("2027-01-01 00:00")
    assert compile_calendar(body).between(start, end) == end - start == 365 * 24 * HOUR
    assert compile_calendar(body).due(start, 365 * 24 * HOUR) == end


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_whole_day_counts_the_hours_it_has(day: str, hours: int) -> None:
    start = _at(f"{day} 00:00")
    assert compile_calendar(_body((ALL_DAY,) * 7)).between(start, start + 30 * HOUR) == 30 * HOUR
    alone = compile_calendar(_body(((),) * 7, days={day: ALL_DAY}))
    assert alone.between(start - 99 * HOUR, start + 99 * HOUR) == hours * HOUR


def test_a_start_in_the_skipped_hour_counts_from_the_moment_the_clock_jumped() -> None:
    night = _body(((Hours(120, 240),),) * 7)
    skipped = _at("2026-03-29 01:59") + MINUTE
    assert compile_calendar(night).due(skipped, 30 * MINUTE) == _at("2026-03-29 03:30")
    assert compile_calendar(night).between(_at("2026-03-29 00:00"), _at("2026-03-29 12:00")) == HOUR


def test_a_start_in_the_repeated_hour_tells_the_first_from_the_second() -> None:
    night = _body(((Hours(120, 180),),) * 7)
    first, second = _at("2026-10-25 02:30"), _at("2026-10-25 02:30", fold=1)
    assert second - first == HOUR
    assert compile_calendar(night).due(first, 60 * MINUTE) == second
    assert compile_calendar(night).due(second, 60 * MINUTE) == _at("2026-10-26 02:30")


def test_holidays_are_closed_and_hours_of_a_single_date_win_over_them() -> None:
    body = _body(holidays={"2026-12-25": "Christmas", "2026-12-24": "Eve"}, days={"2026-12-24": (Hours(540, 720),)})
    assert _due(body, "2026-12-23 16:00", 4 * 60) == _at("2026-12-24 12:00")
    assert _due(body, "2026-12-23 16:00", 4 * 60 + 1) == _at("2026-12-28 09:01")


def test_a_night_shift_in_two_spans_has_no_seam_at_midnight() -> None:
    night = (Hours(0, 360), Hours(1320, 1440))
    assert _due(_body((night,) * 7), "2026-03-02 23:30", 60) == _at("2026-03-03 00:30")
    assert _due(_body((night,) * 7), "2026-03-02 23:30", 6 * 60 + 31) == _at("2026-03-03 22:01")


def test_a_moment_is_open_from_the_beginning_of_a_span_and_closed_at_its_end() -> None:
    made = compile_calendar(_body())
    opens, closes = _at("2026-03-06 09:00"), _at("2026-03-06 17:00")
    assert (made.is_open(opens - 1), made.is_open(opens), made.is_open(closes - 1)) == (False, True, True)
    assert not made.is_open(closes)
    assert made.next_open(closes) == _at("2026-03-09 09:00")


def test_without_any_hours_left_the_reckoning_ends_and_says_never() -> None:
    only = compile_calendar(_body(((),) * 7, days={"2026-03-02": OFFICE}))
    assert only.due(_at("2026-03-01 12:00"), 8 * HOUR) == _at("2026-03-02 17:00")
    assert only.due(_at("2026-03-01 12:00"), 8 * HOUR + 1) is None
    assert only.next_open(_at("2026-03-03 00:00")) is None
    assert only.steps(_at("2026-03-03 00:00"), HOUR) == []
    far = compile_calendar(_body(((),) * 7, days={"2150-03-02": OFFICE}))
    assert far.due(_at("2026-03-01 12:00"), HOUR) == far.next_open(NOW) + HOUR  # type: ignore[operator]  # there is one


def test_the_steps_tell_every_day_on_the_way() -> None:
    body = _body(holidays={"2026-03-09": "A holiday"})
    steps = compile_calendar(body).steps(_at("2026-03-06 16:45"), 30 * MINUTE)
    told = [(one.day, one.kind, one.from_wall, one.to_wall, one.worked // MINUTE, one.left // MINUTE) for one in steps]
    assert told == [
        ("2026-03-06", DayKind.USUAL, 1005, 1020, 15, 15),
        ("2026-03-07", DayKind.USUAL, 0, 0, 0, 15),
        ("2026-03-08", DayKind.USUAL, 0, 0, 0, 15),
        ("2026-03-09", DayKind.HOLIDAY, 0, 0, 0, 15),
        ("2026-03-10", DayKind.USUAL, 540, 555, 15, 0),
    ]
    assert steps[3].name == "A holiday"


def test_a_span_that_ends_at_midnight_is_told_as_of_its_day() -> None:
    (step,) = compile_calendar(_body((ALL_DAY,) * 7)).steps(_at("2026-03-06 22:00"), 2 * HOUR)
    assert (step.day, step.from_wall, step.to_wall) == ("2026-03-06", 1320, 1440)


def test_all_hours_count_where_there_is_no_calendar() -> None:
    made = compile_calendar(None)
    assert (made.due(5, 7), made.between(5, 12), made.between(12, 5), made.next_open(3)) == (12, 7, 0, 3)


_spans = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(Hours(*pair) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
_bodies = st.builds(
    lambda zone, week, days, holidays: _body(
        tuple(week), zone, days=days, holidays=dict.fromkeys(holidays, "a day off")
    ),
    st.sampled_from(sorted(OFFSETS)),
    st.lists(_spans | st.just(()), min_size=7, max_size=7).filter(any),
    st.dictionaries(st.sampled_from(["2026-03-29", "2026-10-25", "2026-11-01"]), _spans | st.just(()), max_size=2),
    st.sets(st.sampled_from(["2026-03-30", "2026-12-25"])),
)
_moments = st.integers(_at("2025-12-20 00:00"), _at("2027-02-01 00:00"))
_work = st.integers(1, 60 * 24 * HOUR)


@given(body=_bodies, start=_moments, later=st.integers(0, 9 * HOUR), work=_work, more=st.integers(0, 9 * HOUR))
def test_due_grows_with_both_and_is_taken_back_by_between(
    body: CalendarBody, start: int, later: int, work: int, more: int
) -> None:
    made = compile_calendar(body)
    due = made.due(start, work)
    assert due is not None
    assert made.between(start, due) == work
    assert made.between(start, due - 1) == work - 1
    assert due <= (made.due(start, work + more) or 0)
    assert due <= (made.due(start + later, work) or 0)


@given(body=_bodies | st.none(), moments=st.tuples(_moments, _moments, _moments).map(sorted))
def test_between_adds_up(body: CalendarBody | None, moments: list[int]) -> None:
    made = compile_calendar(body)
    first, second, third = moments
    assert made.between(first, second) + made.between(second, third) == made.between(first, third)


@given(body=_bodies, start=_moments, work=_work)
def test_the_steps_add_up_to_the_outcome(body: CalendarBody, start: int, work: int) -> None:
    made = compile_calendar(body)
    steps = made.steps(start, work)
    assert sum(step.worked for step in steps) == work
    assert (steps[-1].left, steps[-1].end) == (0, made.due(start, work))
    days = [step.day for step in steps]
    assert days == sorted(days)


@given(body=_bodies, at=_moments)
def test_a_moment_is_open_when_the_wall_clock_says_so(body: CalendarBody, at: int) -> None:
    wall = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    wall = wall.astimezone(ZoneInfo(body.zone))
    day = wall.date().isoformat()
    usual = () if day in body.holidays else body.week[wall.weekday()]
    minute = wall.hour * 60 + wall.minute
    wanted = any(span.start <= minute < span.end for span in body.days.get(day, usual))
    assert compile_calendar(body).is_open(at) is wanted


@given(zone=st.sampled_from(sorted(OFFSETS)), start=_moments, work=_work)
def test_open_all_the_time_is_plain_addition(zone: str, start: int, work: int) -> None:
    made: Compiled = compile_calendar(_body((ALL_DAY,) * 7, zone))
    assert made.due(start, work) == start + work
