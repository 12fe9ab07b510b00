"""`python3 dev.py bench [--quick] [--json FILE]`: measures, prints a table, ends with 0 whatever was measured."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.bench import first_paint, inbox, ingest
from tests.bench.figures import Figure, show
from tests.bench.workspace import fill


def main() -> None:
    """Measure everything at the size that was asked for."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    arguments = parser.parse_args()
    size, posts = (10_000, 3_000) if arguments.quick else (100_000, 30_000)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "large", size)
        figures += first_paint.measure(Path(folder), size)
        figures += inbox.measure(Path(folder), size)
        figures += ingest.measure(Path(folder), posts)
    show(figures, arguments.json)


if __name__ == "__main__":
    main()
