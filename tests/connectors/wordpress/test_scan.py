"""The position in a site's comments: whatever comes and goes between two pages, no row that stays is missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desk.connectors.wordpress import scan
from agent_desk.connectors.wordpress.scan import Position, Scan, advanced, begun, parse

ROWS = 5
NOW = 1_800_000_000_000
SINCE = NOW - 7 * 24 * 3_600_000
BROKEN = ["", "{}", "[]", "null", '{"mark": 1, "swept": 2}', '{"mark": 1, "swept": 2, "scan": [1]}']
CHANGES = st.lists(st.tuples(st.integers(0, 12), st.lists(st.integers(0, 60), max_size=25)), max_size=40)


def page(rows: list[int], at: Scan) -> list[int]:
    """What a site with these ids answers."""
    return sorted(rows, reverse=True)[at.offset : at.offset + ROWS]


def step(rows: list[int], position: Position, now: int = NOW, *, total: bool = True) -> tuple[list[int], Position]:
    """One fetch, with the cursor stored in between."""
    at = begun(position, now=now, since=SINCE)
    ids = page(rows, at)
    after = advanced(position, at, ids, len(rows) if total else None, now=now, rows=ROWS)
    return ids, parse(after.text())


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 60), CHANGES)
def test_what_stays_is_seen(before: int, changes: list[tuple[int, list[int]]]) -> None:
    rows, position, seen = list(range(1, before + 1)), Position(), set[int]()
    highest = before
    for arrived, deleted in changes:
        ids, position = step(rows, position)
        seen.update(ids)
        rows += range(highest + 1, highest + arrived + 1)
        highest += arrived
        rows = [row for row in rows if row not in {highest - back for back in deleted}]
    for _ in range(200):
        ids, position = step(rows, position)
        seen.update(ids)
        if position.scan is None:
            break
    # One more look, for what arrived while the last scan was under way.
    more = True
    while more:
        ids, position = step(rows, position)
        seen.update(ids)
        more = position.scan is not None
    assert set(rows) <= seen


@pytest.mark.parametrize("total", [True, False])
def test_a_quiet_site_costs_one_page(total: bool) -> None:
    rows = list(range(1, 31))
    position = Position()
    while True:
        _, position = step(rows, position, total=total)
        if position.scan is None:
            break
    assert position.mark == 30
    ids, position = step(rows, position, NOW + 60_000, total=total)
    assert ids == [30, 29, 28, 27, 26]
    assert position.scan is None


def test_the_sweep_comes_in_time_also_when_the_clock_was_set_back() -> None:
    done = Position(mark=9, swept=NOW)
    for now, wide in ((NOW + 1, False), (NOW + scan.SWEEP_EVERY, True), (NOW - 1, True)):
        assert begun(done, now=now, since=SINCE).wide is wide
    late = begun(done, now=NOW + 30 * 24 * 3_600_000, since=SINCE)
    assert late.after == NOW + 16 * 24 * 3_600_000 - scan.ZONES


def test_an_empty_site_is_done_at_once() -> None:
    ids, position = step([], Position())
    assert (ids, position.scan, position.mark) == ([], None, 0)
    assert not begun(position, now=NOW + 1, since=SINCE).wide


def test_rows_that_we_may_not_see_are_passed() -> None:
    at = Scan(offset=4, lowest=90, top=99, wide=True, after=0)
    after = advanced(Position(scan=at), at, [], 20, now=NOW, rows=ROWS)
    assert after.scan is not None
    assert after.scan.offset == 7


@pytest.mark.parametrize("text", BROKEN)
def test_a_cursor_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        parse(text)
