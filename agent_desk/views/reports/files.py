"""A report as a file: figures or rows as CSV, a page for any browser, or paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from agent_desk.domain.reporting import Report
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.errands import Errand, Errands
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_PDF = "pdf"
FORMATS = (
    ("csv", "csv", marked("Figures as CSV")),
    ("rows", "csv", marked("The rows behind them as CSV")),
    ("html", "html", marked("A page for any browser")),
    (_PDF, _PDF, marked("PDF to print")),
)
"""Format, ending of the file, and what it is called."""


class ReportFiles:
    """Asks where to, without stopping anybody, and writes beside the window's work. `report`: the one on screen."""

    def __init__(self, desk: Desk, errands: Errands, bars: BarStack, report: Callable[[], Report | None]) -> None:
        self._desk, self._errands, self._bars, self._report = desk, errands, bars, report

    def fill(self, menu: QMenu, over: QWidget) -> None:
        """Offer every format in a menu."""
        for format_, ending, text in FORMATS:
            ask = partial(self._ask_where, format_, ending, tr(text), over)
            menu.addAction(tr(text)).triggered.connect(partial(_without_state, ask))

    def save(self, format_: str, path: Path) -> None:
        """Write the report that is on screen into a file; what is under way stands in the line at the bottom."""
        report = self._report()
        if report is None:
            self._bars.show_bar("export", Bar(tr("There is no report yet that could be saved.")))
            return
        desk = self._desk

        def work(_errand: Errand) -> Path:
            if format_ != _PDF:
                return desk.reports.save(report, path, format_)
            from agent_desk.views.reports.pdf import write_pdf

            write_pdf(report, path)
            return path

        def done(written: Path) -> None:
            self._bars.show_bar("export", Bar(tr("The report was saved"), tone="ok", detail=str(written)))

        self._errands.run(tr("Saving the report"), work, done)

    def _ask_where(self, format_: str, ending: str, title: str, over: QWidget) -> None:
        dialog = QFileDialog(over, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"report.{ending}")
        dialog.fileSelected.connect(lambda name: self.save(format_, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _without_state(ask: Callable[[], None], _checked: bool = False) -> None:
    ask()
