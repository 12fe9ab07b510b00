"""Reports over any span of days, the rows behind each figure, and files of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agent_desk.domain.reporting import Behind, Figure, Opened, PauseAudit, Report, ReportFilter, ReportSpan
from agent_desk.services.ground import Ground


class Reports:
    """Reads, and brings the sums of past days up to date on the way; not on the GUI thread. Raises Refused(`not_allowed`) for
    those who may not see figures, Refused(`report_span`) for a span that ends before it begins or is longer than ten years."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def last_days(self, days: int) -> ReportSpan:
        """The last so many days of the workspace's zone, today among them."""
        raise NotImplementedError

    def report(
        self,
        span: ReportSpan,
        filter_: ReportFilter | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report | None:
        """All figures of a span; None once `cancelled` says so. `progress`: days whose sums had to be made anew, done of how
        many."""
        raise NotImplementedError

    def drill(
        self,
        figure: Figure,
        span: ReportSpan,
        filter_: ReportFilter,
        opened: Opened | None = None,
        limit: int = 200,
        after: Behind | None = None,
    ) -> list[Behind]:
        """What stands behind a figure, the latest first, beginning after `after`. Of STATES there is nothing to open."""
        raise NotImplementedError

    def pause_audit(self, span: ReportSpan, filter_: ReportFilter, limit: int = 200) -> PauseAudit:
        """Where clocks stood still while a customer's post lay unanswered."""
        raise NotImplementedError

    def csv(self, report: Report) -> str:
        """The figures as CSV (RFC 4180, to be written as UTF-8): one line per figure and day."""
        raise NotImplementedError

    def csv_rows(self, report: Report, limit: int = 100_000) -> str:
        """The rows behind the promises of a report as CSV."""
        raise NotImplementedError

    def html(self, report: Report) -> str:
        """A page that needs nothing else: charts inside, tables beside them, light and dark, fit to be printed."""
        raise NotImplementedError

    def save(self, report: Report, target: Path, format_: str) -> Path:
        """Write `csv`, `rows` or `html` into a file, whole or not at all. Raises Refused(`file_not_written`)."""
        raise NotImplementedError
