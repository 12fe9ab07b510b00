"""Counts of durations in fixed buckets, so that those of many days add up and a percentile can still be told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
STEPS = (
    5 * _MINUTE,
    15 * _MINUTE,
    30 * _MINUTE,
    _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    8 * _HOUR,
    _DAY,
    3 * _DAY,
    7 * _DAY,
)
"""The upper ends of the buckets that a reader sees, in milliseconds, each inclusive; what is longer stands in one more."""
GROWTH = Fraction(103, 100)
ERROR_PERCENT = 1.5
"""A percentile from buckets is off by at most this share: half a bucket, as its middle is told. Up to one second it is
half a second."""


def _edges() -> tuple[int, ...]:
    edges = set(STEPS)
    edge = Fraction(_SECOND)
    while edge < 20 * 366 * _DAY:
        edges.add(round(edge))
        # Rounded to whole numbers each time, so that every machine has the same buckets.
        edge = Fraction(round(edge * GROWTH))
    return tuple(sorted(edges))


EDGES = _edges()
"""The upper ends of all buckets in milliseconds, each inclusive; the steps are among them, so they are counted exactly."""
_STEP_AT = tuple(bisect_left(EDGES, step) for step in STEPS)


def bucket(duration: int) -> int:
    """The number of the bucket of a duration in milliseconds."""
    return bisect_left(EDGES, duration)


def middle(number: int) -> int:
    """What stands for a bucket: the geometric mean of its ends, in milliseconds."""
    if number == 0:
        return EDGES[0] // 2
    if number >= len(EDGES):
        return EDGES[-1]
    return isqrt(EDGES[number - 1] * EDGES[number])


@dataclass(slots=True)
class Histogram:
    """How many durations fell into each bucket (by number), and their sum in milliseconds."""

    counts: dict[int, int] = field(default_factory=dict)
    total: int = 0

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def add(self, duration: int) -> None:
        """One more, in milliseconds."""
        number = bucket(duration)
        self.counts[number] = self.counts.get(number, 0) + 1
        self.total += duration

    def join(self, other: Histogram) -> None:
        """Those of another one, too; in whatever order several are joined, the outcome is the same."""
        counts = self.counts
        for number, n in other.counts.items():
            counts[number] = counts.get(number, 0) + n
        self.total += other.total

    def percentile(self, share: Fraction) -> int | None:
        """The smallest duration (milliseconds) that at least that share of all does not exceed, within ERROR_PERCENT; None
        of nothing."""
        left = rank(self.n, share)
        for number in sorted(self.counts):
            left -= self.counts[number]
            if left < 0:
                return middle(number)
        return None

    def mean(self) -> int | None:
        """The average in milliseconds, exact; None of nothing."""
        return self.total // n if (n := self.n) else None

    def steps(self) -> tuple[int, ...]:
        """How many lie up to each of STEPS and above the one before, and last how many are longer than all."""
        found = [0] * (len(STEPS) + 1)
        for number, n in self.counts.items():
            found[bisect_left(_STEP_AT, number)] += n
        return tuple(found)


MEDIAN, NINETIETH = Fraction(1, 2), Fraction(9, 10)


def rank(n: int, share: Fraction) -> int:
    """At which place (from 0) the percentile of n sorted values stands: the nearest rank."""
    return max(-(-n * share.numerator // share.denominator) - 1, 0)


def to_numbers(histogram: Histogram) -> list[int]:
    """As plain numbers to be stored: the sum, then bucket and count by turns, ascending."""
    pairs = (number for pair in sorted(histogram.counts.items()) for number in pair)
    return [histogram.total, *pairs]


def join_numbers(histogram: Histogram, numbers: Sequence[int]) -> None:
    """Join what was stored."""
    counts = histogram.counts
    for at in range(1, len(numbers), 2):
        number = numbers[at]
        counts[number] = counts.get(number, 0) + numbers[at + 1]
    histogram.total += numbers[0]


def share_of(part: int, whole: int) -> float | None:
    """As percent; None of nothing."""
    return 100 * part / whole if whole else None


def ages(now: int, moments: Iterable[int]) -> tuple[int, ...]:
    """How many moments (UTC milliseconds) lie as far back as each of STEPS, and last those that lie further back."""
    counted = [0] * (len(STEPS) + 1)
    for moment in moments:
        counted[bisect_left(STEPS, now - moment)] += 1
    return tuple(counted)
