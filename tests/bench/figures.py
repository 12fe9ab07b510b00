"""One measured figure, its goal, and how the figures are shown."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal`: in words, with its sign; `ok` None where there is no goal, only a reading."""

    name: str
    value: float
    unit: str
    goal: str
    ok: bool | None
    note: str = ""


def at_most(name: str, value: float, unit: str, limit: float, note: str = "") -> Figure:
    """A figure that should not pass a limit."""
    return Figure(name, round(value, 3), unit, f"≤ {limit:g}", value <= limit, note)


def at_least(name: str, value: float, unit: str, limit: float, note: str = "") -> Figure:
    """A figure that should reach a limit."""
    return Figure(name, round(value, 3), unit, f"≥ {limit:g}", value >= limit, note)


def reading(name: str, value: float, unit: str, note: str = "") -> Figure:
    """A figure without a goal."""
    return Figure(name, round(value, 3), unit, "", None, note)


def timed_ms(work: Callable[[], object]) -> float:
    """How long a piece of work takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def cpu_ms(work: Callable[[], object]) -> float:
    """How long this thread computes for a piece of work, in milliseconds, whatever else the machine does."""
    start = time.thread_time()
    work()
    return (time.thread_time() - start) * 1000


def median_ms(work: Callable[[], object], times: int = 9) -> float:
    """The median duration of a piece of work, in milliseconds."""
    return statistics.median(timed_ms(work) for _ in range(times))


def side_by_side(
    one: Callable[[], object], other: Callable[[], object], times: int = 15
) -> tuple[list[float], list[float]]:
    """The CPU milliseconds of two pieces of work, taken in turn, so that what else the machine does meets both."""
    pairs = [(cpu_ms(one), cpu_ms(other)) for _ in range(times)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values do not pass."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]


def noise(values: Sequence[float]) -> str:
    """How far the middle half of the values lies from their median."""
    spread = (percentile(values, 0.75) - percentile(values, 0.25)) / 2
    return f"± {100 * spread / statistics.median(values):.0f} %"


def show(figures: list[Figure], file: Path | None) -> bool:
    """Print the table, write the file; whether every goal was reached."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        verdict = {None: "   ", True: "ok ", False: "MISS"}[figure.ok]
        line = f"{verdict:4} {figure.name:{width}}  {figure.value:>10.3f} {figure.unit:7} {figure.goal:8} {figure.note}"
        sys.stdout.write(line.rstrip() + "\n")
    if file is not None:
        file.write_text(json.dumps([asdict(figure) for figure in figures], indent=1), encoding="utf-8")
    return all(figure.ok is not False for figure in figures)
