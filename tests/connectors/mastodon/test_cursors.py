"""Where a stream stands: nothing is missed whatever arrives while paging, whatever the ids look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.connectors.mastodon.cursors import DEEP_EVERY, HOUR, Item, advance, newer, resume
from agent_desk.domain.errors import Unexpected

NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10", "9", True),
        ("9", "10", False),
        ("0010", "9", True),
        ("9", "9", False),
        ("AbcB", "AbcA", True),
        ("AbcAA", "AbcB", True),
        ("01HZZZ", "01HZZY", True),
        ("AbcA", "10", None),
        ("", "10", None),
    ],
)
def test_ids_are_compared_as_numbers_and_letters_by_length(one: str, other: str, expected: bool | None) -> None:
    assert newer(one, other) is expected


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"mark": 3}', '{"seen": "1", "told": []}', '{"told": [1]}', "null"])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Unexpected):
        resume(cursor, since=0, now=NOW)


def test_a_late_post_with_an_old_date_does_not_end_a_sweep() -> None:
    sweep = resume(None, since=NOW - HOUR, now=NOW)
    items = [Item("9", NOW), Item("8", NOW - 9 * HOUR), Item("7", NOW - 1)]
    assert advance(sweep, items, "7", edited=0, now=NOW, by_arrival=False).following == "7"


def test_a_date_in_the_future_hides_nothing() -> None:
    sweep = resume(None, since=NOW - HOUR, now=NOW)
    after = advance(sweep, [Item("9", NOW + 900 * HOUR)], "", edited=NOW + 900 * HOUR, now=NOW, by_arrival=False)
    assert resume(after.text(), since=0, now=NOW).floor < NOW
    assert after.edited <= NOW


def test_every_some_hours_a_sweep_goes_deep() -> None:
    first = advance(resume(None, since=0, now=NOW), [Item("9", NOW)], "", edited=0, now=NOW, by_arrival=False)
    soon = resume(first.text(), since=0, now=NOW + HOUR)
    later = resume(first.text(), since=0, now=NOW + DEEP_EVERY)
    assert later.floor < soon.floor < NOW


def _name(number: int, kind: str) -> str:
    """Ids as servers make them: numbers, or letters that sort as they are."""
    if kind == "numbers":
        return str(number + 95)
    return f"{'AXz' if kind == 'letters' else '01HZ'}{number:05d}{'k' if kind == 'letters' else ''}"


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=25),
    st.integers(1, 4),
    st.sampled_from(["numbers", "letters", "ulids"]),
    st.integers(0, 9),
    st.booleans(),
)
def test_nothing_is_missed_and_nothing_told_twice(
    arrivals: list[int], size: int, kind: str, there: int, by_arrival: bool
) -> None:
    """Before each request some posts arrive; at any of them the program may have been started anew from the cursor."""
    posts = [Item(_name(number, kind), NOW + number) for number in range(there)]
    told: list[str] = []
    cursor: str | None = None

    def turn() -> bool:
        nonlocal cursor
        now = NOW + len(posts)
        sweep = resume(cursor, since=NOW, now=now)
        newest_first = sorted(posts, key=lambda item: item.at or 0, reverse=True)
        ids = [item.id for item in newest_first]
        start = ids.index(sweep.following) + 1 if sweep.following else 0
        page = newest_first[start : start + size]
        told.extend(item.id for item in page if sweep.tells(item, None))
        after = advance(sweep, page, page[-1].id if page else "", edited=0, now=now, by_arrival=by_arrival)
        cursor = after.text()
        return bool(after.following)

    for number in arrivals:
        posts += [Item(_name(len(posts) + n, kind), NOW + len(posts) + n) for n in range(number)]
        turn()
    for _ in range(2):
        for _ in range(200):
            if not turn():
                break
        else:
            raise AssertionError("a sweep has no end")
    assert set(told) == {item.id for item in posts}
    assert len(told) == len(set(told))
