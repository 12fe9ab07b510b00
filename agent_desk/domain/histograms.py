"""Counts of durations in fixed buckets, so that those of many days add up and a percentile can still be told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from itertools import accumulate

from agent_desk.domain.frozen import frozen

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
"""A percentile from buckets is off by at most this share, from one second on: half a bucket, as its middle is told."""


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
    return round((EDGES[number - 1] * EDGES[number]) ** 0.5)


@frozen
class Histogram:
    """How many durations fell into each bucket (by number), and their sum in milliseconds."""

    counts: Mapping[int, int] = field(default_factory=dict)
    total: int = 0

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def __add__(self, other: Histogram) -> Histogram:
        return merged((self, other))

    def percentile(self, share: Fraction) -> int | None:
        """The smallest duration (milliseconds) that at least that share of all does not exceed, within ERROR_PERCENT; None
        of nothing."""
        n = self.n
        if not n:
            return None
        wanted, seen = rank(n, share), 0
        for number in sorted(self.counts):
            seen += self.counts[number]
            if seen > wanted:
                return middle(number)
        raise AssertionError("more was asked for than there is")

    def steps(self) -> tuple[int, ...]:
        """How many lie up to each of STEPS and above the one before, and last how many are longer than all."""
        ends = (-1, *_STEP_AT, len(EDGES))
        return tuple(
            sum(n for number, n in self.counts.items() if low < number <= high)
            for low, high in zip(ends, ends[1:], strict=False)
        )


MEDIAN, NINETIETH = Fraction(1, 2), Fraction(9, 10)


def rank(n: int, share: Fraction) -> int:
    """At which place (from 0) the percentile of n sorted values stands: the nearest rank."""
    return max(-(-n * share.numerator // share.denominator) - 1, 0)


def histogram_of(durations: Iterable[int]) -> Histogram:
    """The histogram of durations in milliseconds."""
    counts: dict[int, int] = {}
    total = 0
    for duration in durations:
        number = bucket(duration)
        counts[number] = counts.get(number, 0) + 1
        total += duration
    return Histogram(counts, total)


def merged(histograms: Iterable[Histogram]) -> Histogram:
    """Several in one, in whatever order."""
    counts: dict[int, int] = {}
    total = 0
    for one in histograms:
        total += one.total
        for number, n in one.counts.items():
            counts[number] = counts.get(number, 0) + n
    return Histogram(counts, total)


def to_numbers(histogram: Histogram) -> list[int]:
    """As plain numbers to be stored: the sum, then bucket and count by turns, ascending."""
    pairs = (number for bucket_ in sorted(histogram.counts.items()) for number in bucket_)
    return [histogram.total, *pairs]


def from_numbers(numbers: Sequence[int]) -> Histogram:
    """The way back."""
    return Histogram(dict(zip(numbers[1::2], numbers[2::2], strict=True)), numbers[0])


def share_of(part: int, whole: int) -> float | None:
    """As percent; None of nothing."""
    return 100 * part / whole if whole else None


def ages(now: int, moments: Iterable[int]) -> tuple[int, ...]:
    """How many moments (UTC milliseconds) lie as far back as each of STEPS, and last those that lie further back."""
    counted = [0] * (len(STEPS) + 1)
    for moment in moments:
        counted[bisect_left(STEPS, now - moment)] += 1
    return tuple(counted)


def running(counts: Sequence[int]) -> tuple[int, ...]:
    """Counts added up from the first on."""
    return tuple(accumulate(counts))
