"""Durations in buckets: they add up in any order, their percentiles keep the promised error, and steps are exact."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.histograms import (
    EDGES,
    ERROR_PERCENT,
    MEDIAN,
    NINETIETH,
    STEPS,
    Histogram,
    ages,
    bucket,
    join_numbers,
    rank,
    to_numbers,
)

DURATIONS = st.lists(st.integers(0, 30 * 86_400_000), max_size=60)


def of(durations: list[int]) -> Histogram:
    made = Histogram()
    for duration in durations:
        made.add(duration)
    return made


@given(st.lists(DURATIONS, min_size=1, max_size=4))
def test_parts_add_up_in_any_order_and_grouping(parts: list[list[int]]) -> None:
    whole = of(list(itertools.chain.from_iterable(parts)))
    there, back, nested = Histogram(), Histogram(), Histogram()
    for part in parts:
        there.join(of(part))
    for part in reversed(parts):
        back.join(of(part))
    for at in range(0, len(parts), 2):
        pair = Histogram()
        for part in parts[at : at + 2]:
            pair.join(of(part))
        nested.join(pair)
    assert there == back == nested == whole


@given(st.lists(st.integers(1001, 30 * 86_400_000), min_size=1, max_size=200), st.sampled_from([MEDIAN, NINETIETH]))
def test_percentiles_keep_the_promised_error(durations: list[int], share: Fraction) -> None:
    exact = sorted(durations)[rank(len(durations), share)]
    told = of(durations).percentile(share)
    assert told is not None
    assert abs(told - exact) <= exact * ERROR_PERCENT / 100 + 1


@given(DURATIONS)
def test_steps_are_exact(durations: list[int]) -> None:
    counted = [0] * (len(STEPS) + 1)
    for duration in durations:
        counted[bisect_left(STEPS, duration)] += 1
    assert of(durations).steps() == tuple(counted)


@given(DURATIONS)
def test_what_is_stored_comes_back(durations: list[int]) -> None:
    back = Histogram()
    join_numbers(back, to_numbers(of(durations)))
    assert back == of(durations)


def test_nothing_has_no_percentile() -> None:
    assert Histogram().percentile(MEDIAN) is None
    assert Histogram().mean() is None


def test_the_nearest_rank_is_taken() -> None:
    assert [rank(n, MEDIAN) for n in (1, 2, 3, 4)] == [0, 0, 1, 1]
    assert [rank(n, NINETIETH) for n in (1, 10, 11, 100)] == [0, 8, 9, 89]


def test_the_last_edge_of_a_bucket_is_in_it() -> None:
    assert all(bucket(edge) == at for at, edge in enumerate(EDGES))
    assert bucket(EDGES[-1] + 1) == len(EDGES)


def test_ages_are_counted_back_from_now() -> None:
    minute = 60_000
    found = ages(100 * minute, [100 * minute, 95 * minute, 94 * minute, -20_000 * minute])
    assert found[:3] == (2, 1, 0)
    assert found[-1] == 1
