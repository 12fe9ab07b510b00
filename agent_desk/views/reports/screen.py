"""The screen of the reports: days and filters above, the panels below, and in their place the list behind a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.reporting import Behind, Report, ReportFilter, ReportSpan
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.errands import Errand
from agent_desk.views.levels.asking import Every
from agent_desk.views.levels.filters import Filters
from agent_desk.views.levels.frame import FigureScreen, scrolled
from agent_desk.views.reports.drill import PAGE, DrillPage
from agent_desk.views.reports.files import ReportFiles
from agent_desk.views.reports.parts import Drill, parts_of
from agent_desk.views.reports.sheet import Sheet
from agent_desk.views.reports.span import SpanChoice
from agent_desk.views.theme import px
from agent_desk.views.widgets import button, label

if TYPE_CHECKING:
    from agent_desk.views.tools import Tools

_EVERY = 60_000


class ReportsScreen(FigureScreen):
    """Read when it is shown, when something else is chosen, and each minute while it is seen."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Reports"), tools.news)
        self._desk, self._acts, self._errands = tools.desk, tools.acts, tools.errands
        self._errand: Errand | None = None
        self._asked = 0
        self._drilled: Drill | None = None
        self._came_from: QWidget | None = None
        self.report: Report | None = None
        self.sheet = Sheet()
        self.span = SpanChoice(tools.desk)
        self.filters = Filters(tools.desk, languages=False, agents=True, policies=True)
        self.files = ReportFiles(tools.desk, tools.errands, self.bars, lambda: self.report)
        self.export = button(tr("Export"))
        self.drill = DrillPage(tools.desk.ground.now)
        self._place()
        self.span.changed.connect(self._ask)
        self.filters.changed.connect(self._ask)
        self.sheet.opened.connect(self._open)
        self.sheet.explained.connect(self.foot.explain)
        self.drill.left.connect(self._leave_drill)
        self.drill.conversation_wanted.connect(self.conversation_wanted)
        self.drill.more_wanted.connect(self._drill_more)
        Every(_EVERY, self, self.refresh)

    def _place(self) -> None:
        menu = QMenu(self.export)
        self.files.fill(menu, self)
        self.export.setMenu(menu)
        self.choose_by(*self.span.boxes, *self.filters.boxes, self.export)
        self._area, column = scrolled()
        column.addWidget(self.sheet)
        column.addStretch(1)
        self._waiting = _Waiting(self._cancel)
        self.faces = QStackedWidget()
        for face in (self._waiting, self._area, self.drill):
            self.faces.addWidget(face)
        self.lay_out_figures(self.faces)

    def refresh(self) -> None:
        """Make the report anew, off the GUI thread."""
        self.filters.offer()
        if not self.under_way:
            self._ask()

    def concerns(self, changes: Changes) -> bool:
        """A report is about days: it is read anew each minute, not at each post."""
        return False

    def _filter(self) -> ReportFilter:
        chosen = self.filters
        return ReportFilter(chosen.venue_id, chosen.team_id, chosen.agent_id, chosen.policy_id)

    @property
    def under_way(self) -> bool:
        """Whether a report is being made."""
        return self._errand is not None and self._errand in self._errands.running()

    def _ask(self) -> None:
        self._cancel()
        self._asked += 1
        desk, wanted, days, number = self._desk, self._filter(), self.span.chosen(), self._asked

        def work(errand: Errand) -> Report | None:
            return desk.reports.report(days(), wanted, errand.tell, errand.cancelled)

        def done(report: Report | None) -> None:
            if report is not None and number == self._asked:
                self._show(report)

        self._waiting.show_under_way(under_way=True)
        self._errand = self._errands.run(tr("Making the report"), work, done)

    def _cancel(self) -> None:
        if self._errand is not None and self.under_way:
            self._errand.cancel()
            self._asked += 1
            self._waiting.show_under_way(under_way=False)

    def _show(self, report: Report) -> None:
        self.report = report
        self.sheet.show_parts(parts_of(report))
        self.said.setText(_days_in_words(report.span))
        self.say_coverage(report.coverage)
        if self.faces.currentWidget() is self._waiting:
            self.faces.setCurrentWidget(self._area)

    def _open(self, drill: Drill, title: str) -> None:
        if self.report is None:
            return
        self._drilled, self._came_from = drill, QApplication.focusWidget()
        said = tr("{title}, {days}", title=title, days=_days_in_words(self.report.span))
        self._ask_rows(drill, said, None)

    def _drill_more(self, after: Behind) -> None:
        if self._drilled is not None:
            self._ask_rows(self._drilled, self.drill.title.text(), after)

    def _ask_rows(self, drill: Drill, title: str, after: Behind | None) -> None:
        report = self.report
        if report is None:
            return
        desk = self._desk

        def read() -> list[Behind]:
            return desk.reports.drill(drill.figure, report.span, report.filter, drill.opened, limit=PAGE, after=after)

        def show(found: list[Behind]) -> None:
            self.faces.setCurrentWidget(self.drill)
            self.drill.show_rows(title, found, more_of=after)

        self._acts.ask(read, show, self._refused)

    def _refused(self, error: DeskError) -> None:
        self.bars.show_error(error)

    def _leave_drill(self) -> None:
        self.faces.setCurrentWidget(self._area)
        before = self._came_from
        back = before if before is not None and isValid(before) else self.span.choice
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes back finds the list behind the number as it was left."""
        behind = self.faces.currentWidget() is self.drill
        (self.drill.table if behind else self.span.choice).setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.faces.currentWidget() is self.drill:
            self._leave_drill()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sheet.fit(self.width())


class _Waiting(QWidget):
    """What is seen until the first report is there."""

    def __init__(self, cancel: Callable[[], object]) -> None:
        super().__init__()
        self._said = label(tr("Making the report…"), tone="dim")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scale = QProgressBar()
        self._scale.setRange(0, 0)
        self._scale.setTextVisible(False)
        self._scale.setAccessibleName(tr("Making the report"))
        self._scale.setMaximumWidth(px(280))
        self._stop = button(tr("Cancel"))
        self._stop.clicked.connect(cancel)
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addStretch(1)
        for one in (self._said, self._scale, self._stop):
            column.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def show_under_way(self, *, under_way: bool) -> None:
        """Whether it is being made."""
        self._said.setText(
            tr("Making the report…") if under_way else tr("No report was made. Choose other days, or these again.")
        )
        self._scale.setVisible(under_way)
        self._stop.setVisible(under_way)


def _days_in_words(span: ReportSpan) -> str:
    pattern = when.date_pattern(year=True)
    first, last = (QLocale().toString(QDate(day.year, day.month, day.day), pattern) for day in (span.first, span.last))
    return first if first == last else tr("{first} to {last}", first=first, last=last)
