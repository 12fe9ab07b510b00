"""What supervisors see over a year of work: the live panels, and reports from sums of days."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.live import LiveFilter, LiveTile
from agent_desk.domain.reporting import Figure as What
from agent_desk.domain.reporting import ReportSpan
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from tests.bench.figures import Figure, at_most, cpu_ms, reading, timed_ms
from tests.bench.year import OPEN_SHARE

FIRST_MS, ROWS_MS, REPORT_MS = 300, 500, 2000


def measure(folder: Path, size: int) -> list[Figure]:
    """Panels and reports of the year's workspace."""
    desk = open_desk(for_folder(folder / "year"))
    figures = [*_panels(desk, size), *_reports(desk, size)]
    desk.ground.store.close()
    return figures


def _median(work: Callable[[], object], times: int = 5) -> float:
    """The median of CPU time in milliseconds: what is measured is read from memory, whatever else the machine does."""
    return statistics.median(cpu_ms(work) for _ in range(times))


def _panels(desk: Desk, size: int) -> list[Figure]:
    about = f"{size // OPEN_SHARE:,} open with clocks of {size:,}"
    first = timed_ms(desk.live.figures)
    figures = [at_most("panels, the first time", first, "ms", FIRST_MS, f"{about}; wall clock")]
    figures.append(at_most("panels, again", _median(desk.live.figures), "ms", FIRST_MS))
    narrowed = LiveFilter(team_id="team1")
    figures.append(at_most("panels of one team", _median(lambda: desk.live.figures(narrowed)), "ms", FIRST_MS))
    for tile in LiveTile:
        worst = _median(lambda one=tile: desk.live.rows(LiveFilter(), one), 5)  # type: ignore[misc]
        figures.append(at_most(f"rows behind {tile.value}", worst, "ms", ROWS_MS))
    return figures


def _reports(desk: Desk, size: int) -> list[Figure]:
    year = desk.reports.last_days(365)
    anew = timed_ms(lambda: desk.reports.report(year))
    figures = [reading("sums of 365 days made from the facts, with a report", anew / 1000, "s", "once, and daily")]
    figures.append(
        at_most(f"report over a year of {size:,}", _median(lambda: desk.reports.report(year), 3), "ms", REPORT_MS)
    )
    for days in (7, 31, 90):
        span = desk.reports.last_days(days)
        taken = _median(lambda one=span: desk.reports.report(one), 3)  # type: ignore[misc]
        figures.append(reading(f"report over {days} days", taken, "ms"))
    figures.append(_cancelled(desk, year))
    drilled = _median(lambda: desk.reports.drill(What.FIRST, year), 3)
    figures.append(at_most("what stands behind a figure of a year", drilled, "ms", ROWS_MS))
    return figures


def _cancelled(desk: Desk, span: ReportSpan) -> Figure:
    """How long a report goes on that nobody wants any more."""
    asked = 0

    def enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    return at_most(
        "a year's report, cancelled early", cpu_ms(lambda: desk.reports.report(span, cancelled=enough)), "ms", ROWS_MS
    )
