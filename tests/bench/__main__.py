"""`python3 dev.py bench [--quick] [--json FILE]`: measures, prints a table, ends with 0 whatever was measured."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import (
    conditions,
    due,
    frames,
    hanging,
    inbox,
    ingest,
    moving,
    panels,
    queues,
    reckoning,
    searching,
    starting,
    ticking,
)
from tests.bench.figures import Figure, reading, show
from tests.bench.workspace import fill, require_room
from tests.bench.year import make_year

SMALL = 10_000

OF_A_YEAR = {"queues", "panels", "moving", "ticks", "due"}
"""Parts that need a year of work."""
PARTS = (
    "start",
    "rest",
    "lists",
    "conditions",
    "search",
    "ingest",
    "reckoning",
    "hanging",
    "queues",
    "panels",
    "moving",
    "ticks",
    "due",
    "frames",
)


def main() -> None:
    """Measure everything at the size that was asked for."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("--quick", action="store_true", help="100,000 conversations instead of a million")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the workspaces there, or take those that are")
    arguments = parser.parse_args()
    size, posts, thread, seconds = (
        (100_000, 30_000, 20_000, 20.0) if arguments.quick else (1_000_000, 90_000, 100_000, 60.0)
    )
    with ExitStack() as stack:
        kept = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        figures = [reading("load of the machine before", os.getloadavg()[0], "", f"{os.cpu_count()} cores")]
        wanted = arguments.only or PARTS
        if not set(wanted) <= OF_A_YEAR:
            figures += _generated(kept, size)
        if OF_A_YEAR & set(wanted) and (taken := make_year(kept / "year", size)) is not None:
            figures.append(reading(f"generating a year of {size:,} conversations", taken, "s"))
        parts: dict[str, Callable[[], list[Figure]]] = {
            "start": lambda: starting.measure(kept, size),
            "rest": lambda: starting.measure_rest(kept, size, seconds),
            "lists": lambda: inbox.measure(kept, size, SMALL),
            "conditions": lambda: conditions.measure(kept),
            "search": lambda: searching.measure(kept),
            "ingest": lambda: [*ingest.measure(scratch, posts), *ingest.measure_thread(scratch, thread)],
            "reckoning": lambda: reckoning.measure(kept, scratch, size, posts // 3),
            "hanging": lambda: hanging.measure(scratch),
            "queues": lambda: queues.measure(kept, size, SMALL),
            "panels": lambda: panels.measure(kept, size),
            "moving": lambda: moving.measure(kept),
            # These two do what has come due, the second all of it.
            "ticks": lambda: ticking.measure(kept),
            "due": lambda: due.measure(kept, seconds),
            # The last one, because it adds to the large workspace.
            "frames": lambda: frames.measure(kept, size, seconds),
        }
        for name in wanted:
            sys.stderr.write(f"measuring: {name}\n")
            figures += parts[name]()
    figures.append(reading("load of the machine after", os.getloadavg()[0], ""))
    show(figures, arguments.json)


def _generated(folder: Path, size: int) -> list[Figure]:
    """Make the two workspaces, unless they are there."""
    figures = []
    for name, count in (("small", SMALL), ("large", size)):
        if not (folder / name / "desk.db").exists():
            require_room(folder, count)
            start = time.perf_counter()
            fill(folder / name, count)
            figures.append(reading(f"generating {count:,} conversations", time.perf_counter() - start, "s"))
    return figures


if __name__ == "__main__":
    main()
