"""Which days a report is about: one of the usual spans, or from day to day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateEdit

from agent_desk.domain.reporting import ReportSpan
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_CUSTOM = "0"
_SPANS = (
    ("1", marked("Today")),
    ("7", marked("The last 7 days")),
    ("28", marked("The last 4 weeks")),
    ("91", marked("The last quarter")),
    ("365", marked("The last year")),
    (_CUSTOM, marked("From day to day")),
)


class SpanChoice(QObject):
    """`changed`: another span was chosen."""

    changed = Signal()

    def __init__(self, desk: Desk, days: int = 7) -> None:
        super().__init__()
        self._desk = desk
        self.choice = Choice(tr("Which days"), [(value, tr(text)) for value, text in _SPANS], str(days), self._take)
        self.first = _day(tr("From which day"), self._took_day)
        self.last = _day(tr("Up to which day"), self._took_day)
        self._to = label(tr("to"), tone="dim")
        self.boxes = (self.choice, self.first, self._to, self.last)
        self._show_days()

    def chosen(self) -> Callable[[], ReportSpan]:
        """What tells the days that are chosen now; it asks the desk for its day of today, so not on the GUI thread."""
        value, reports = str(self.choice.currentData()), self._desk.reports
        if value != _CUSTOM:
            return lambda: reports.last_days(int(value))
        span = ReportSpan(_date(self.first), _date(self.last))
        return lambda: span

    def _take(self, value: str) -> None:
        if value == _CUSTOM:
            today = QDateTime.fromMSecsSinceEpoch(self._desk.ground.now()).date()
            for field, day in ((self.first, today.addDays(-6)), (self.last, today)):
                field.blockSignals(True)
                field.setDate(day)
                field.blockSignals(False)
        self._show_days()
        self.changed.emit()

    def _took_day(self) -> None:
        if self.first.date() > self.last.date():
            self.last.setDate(self.first.date())
            return
        self.changed.emit()

    def _show_days(self) -> None:
        for one in (self.first, self._to, self.last):
            one.setVisible(self.choice.currentData() == _CUSTOM)


class _Day(QDateEdit):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _day(name: str, took: Callable[[], object]) -> QDateEdit:
    field = _Day(QDate.currentDate())
    field.setAccessibleName(name)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setMinimumWidth(px(104))
    field.setKeyboardTracking(False)
    field.dateChanged.connect(lambda _date: took())
    return field


def _date(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())
