"""Where a stream stands: nothing is skipped, whatever order a server sorts by and whenever a reader stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.connectors.bluesky.cursors import DEEP_EVERY, HOUR, OVERLAP, Sweep, advance, resume
from agent_desk.domain.errors import Unexpected

NOW = 1_800_000_000_000
SINCE = NOW - 7 * 24 * HOUR


def sweep_over(times: list[int], cursor: str | None, now: int, size: int = 3) -> tuple[list[int], str]:
    """One whole sweep over a server that lists these times newest first, stopped and resumed after each page."""
    listed, seen = sorted(times, reverse=True), []
    while True:
        sweep = resume(cursor, since=SINCE, now=now)
        start = int(sweep.following or 0)
        page = listed[start : start + size]
        following = str(start + size) if start + size < len(listed) else ""
        seen += page
        newest, oldest = (page[0], page[-1]) if page else (None, None)
        after = advance(sweep, newest=newest, oldest=oldest, following=following, now=now)
        cursor = after.text()
        if not after.following:
            return seen, cursor


@given(st.lists(st.integers(SINCE, NOW), max_size=30), st.lists(st.integers(NOW - OVERLAP, NOW + HOUR), max_size=30))
def test_everything_is_seen_once_it_can_be(before: list[int], after: list[int]) -> None:
    seen, cursor = sweep_over(before, None, NOW)
    assert set(seen) == set(before)
    mark = resume(cursor, since=SINCE, now=NOW).mark
    late = [time for time in after if time >= mark - OVERLAP]
    seen, cursor = sweep_over(before + late, cursor, NOW + HOUR)
    assert set(late) <= set(seen)


def test_a_first_sweep_ends_below_its_start() -> None:
    old = [SINCE - hours * HOUR for hours in range(1, 100)]
    seen, _ = sweep_over([*old, NOW], None, NOW)
    assert len(seen) == 3


def test_a_second_sweep_reads_little_and_sometimes_more() -> None:
    times = [NOW - minutes * 60_000 for minutes in range(0, 7 * 24 * 60, 30)]
    _, cursor = sweep_over(times, None, NOW)
    shallow, _ = sweep_over(times, cursor, NOW + 1)
    deep, cursor = sweep_over(times, cursor, NOW + DEEP_EVERY)
    assert len(shallow) == 6
    assert 90 < len(deep) < 110
    assert len(sweep_over(times, cursor, NOW + DEEP_EVERY + 1)[0]) == 6


def test_a_date_in_the_future_does_not_hide_what_follows() -> None:
    _, cursor = sweep_over([NOW + 1000 * HOUR], None, NOW)
    assert resume(cursor, since=SINCE, now=NOW).mark == NOW


def test_a_server_that_repeats_its_position_is_left() -> None:
    sweep = Sweep(mark=SINCE, following="same")
    assert advance(sweep, newest=NOW, oldest=NOW, following="same", now=NOW).following == ""


@pytest.mark.parametrize(
    "text", ["", "7", "[]", "{}", '{"mark": "x"}', '{"mark": 1, "other": 2}', '{"mark":1,"top":null}']
)
def test_a_foreign_cursor_is_refused(text: str) -> None:
    with pytest.raises(Unexpected):
        resume(text, since=SINCE, now=NOW)
