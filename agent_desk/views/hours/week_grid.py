"""A week of working hours to be seen and edited: by dragging, and with the keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desk.domain.levels import Hours
from agent_desk.domain.promises import DAY_MINUTES, span_text
from agent_desk.runtime.level_words import wall, weekday
from agent_desk.runtime.texts import tr
from agent_desk.views.hours.spans import span_at, spans_text, with_span, without_span
from agent_desk.views.theme import Token, color, px

Week = tuple[tuple[Hours, ...], ...]
STEP = 15
"""Minutes to which dragging and the arrow keys snap."""
HEAD, ROW = 22, 28
"""Heights of the line of hours and of each day, in pixels of the design."""
EMPTY: Week = ((),) * 7


class WeekGrid(QWidget):
    """Seven rows of a day each. Drag over free time adds hours, drag from the edge of a span moves it, a double click takes
    a span away. Keys: arrows move the mark, Space begins and ends a span, Shift with Left and Right makes the span at the mark
    shorter and longer, Delete takes it away, D copies the day to the next one. Emits `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._week: Week = EMPTY
        self._day, self._minute = 0, 9 * 60
        self._from: int | None = None
        self._dragged: tuple[int, int, int, Hours | None] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Working hours of the week"))
        self.setToolTip(tr("Drag to add hours, double-click to take them away. Keys: arrows, Space, Delete."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._say()

    @property
    def week(self) -> Week:
        """The spans of Monday to Sunday."""
        return self._week

    def show_week(self, week: Week) -> None:
        """Show these hours."""
        self._week = week
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(560), px(HEAD) + 7 * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), self.sizeHint().height())

    def _row(self) -> int:
        return px(ROW)

    def _left(self) -> int:
        return px(46)

    def _x(self, minute: int) -> int:
        return self._left() + (self.width() - self._left() - px(6)) * minute // DAY_MINUTES

    def _at(self, x: float, y: float) -> tuple[int, int]:
        """Day and minute at a place, to the step."""
        day = max(0, min(6, (int(y) - px(HEAD)) // self._row()))
        wide = max(1, self.width() - self._left() - px(6))
        minute = round((x - self._left()) * DAY_MINUTES / wide / STEP) * STEP
        return day, max(0, min(DAY_MINUTES, minute))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for day in range(7):
            for span in self._shown(day):
                place = self._place(day, span)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color(Token.SOFT))
                painter.drawRoundedRect(place, px(4), px(4))
                painter.setBrush(color(Token.ACCENT))
                painter.drawRect(QRect(place.left(), place.top(), px(3), place.height()))
                painter.setPen(color(Token.TEXT))
                text = span_text(span)
                if painter.fontMetrics().horizontalAdvance(text) > place.width() - px(10):
                    text = wall(span.start)
                painter.drawText(place.adjusted(px(8), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color(Token.ACCENT), px(2)))
            x, top = self._x(self._minute), px(HEAD) + self._day * self._row()
            painter.drawLine(x, top, x, top + self._row())
            painter.drawRect(QRect(1, top, self.width() - 2, self._row()))

    def _paint_ground(self, painter: QPainter) -> None:
        for hour in range(0, 25, 3):
            x = self._x(hour * 60)
            painter.setPen(color(Token.LINE))
            painter.drawLine(x, px(20), x, self.height())
            painter.setPen(color(Token.DIM))
            width = px(30)
            left = min(x - width // 2, self.width() - width)
            painter.drawText(QRect(left, 0, width, px(20)), Qt.AlignmentFlag.AlignCenter, str(hour))
        for day in range(7):
            top = px(HEAD) + day * self._row()
            painter.setPen(color(Token.LINE))
            painter.drawLine(self._left(), top, self.width(), top)
            painter.setPen(color(Token.TEXT))
            name = QLocale().dayName(day + 1, QLocale.FormatType.ShortFormat)
            painter.drawText(QRect(0, top, self._left() - px(6), self._row()), Qt.AlignmentFlag.AlignVCenter, name)

    def _place(self, day: int, span: Hours) -> QRect:
        left, right = self._x(span.start), self._x(span.end)
        return QRect(left, px(HEAD) + day * self._row() + px(3), max(px(4), right - left), self._row() - px(6))

    def _shown(self, day: int) -> tuple[Hours, ...]:
        """The spans of a day, with the one that is being made."""
        begun = self._begun()
        return with_span(self._week[day], begun) if begun is not None and day == self._day else self._week[day]

    def _begun(self) -> Hours | None:
        if self._from is None or self._from == self._minute:
            return None
        return Hours(min(self._from, self._minute), max(self._from, self._minute))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = STEP if key == Qt.Key.Key_Right else -STEP
            if not (shift and self._stretch(by)):
                self._minute = max(0, min(DAY_MINUTES, self._minute + by))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._from is None:
            self._day = max(0, min(6, self._day + (1 if key == Qt.Key.Key_Down else -1)))
        elif key == Qt.Key.Key_Space:
            self._begin_or_end()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._put(self._day, without_span(self._week[self._day], self._minute))
        elif key == Qt.Key.Key_D and self._day < 6:
            self._day += 1
            self._put(self._day, self._week[self._day - 1])
        elif key == Qt.Key.Key_Escape and self._from is not None:
            self._from = None
        else:
            super().keyPressEvent(event)
            return
        self._say()
        self.update()

    def _stretch(self, by: int) -> bool:
        """Move the end of the span at the mark."""
        spans = self._week[self._day]
        span = span_at(spans, min(self._minute, DAY_MINUTES - 1)) or span_at(spans, self._minute - 1)
        if span is None or not span.start < span.end + by <= DAY_MINUTES:
            return False
        rest = tuple(one for one in spans if one is not span)
        self._put(self._day, with_span(rest, Hours(span.start, span.end + by)))
        self._minute = min(self._minute, span.end + by)
        return True

    def _begin_or_end(self) -> None:
        if self._from is None:
            self._from = self._minute
            return
        begun = self._begun()
        self._from = None
        if begun is not None:
            self._put(self._day, with_span(self._week[self._day], begun))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day, minute = self._at(event.position().x(), event.position().y())
        self._day, self._minute, self._from = day, minute, minute
        edge = next((span for span in self._week[day] if minute in (span.start, span.end)), None)
        if edge is not None:
            self._from = edge.start if minute == edge.end else edge.end
        self._dragged = (day, minute, minute, edge)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        day, minute = self._at(event.position().x(), event.position().y())
        edge = self._dragged[3]
        if edge is not None and edge in self._week[self._day]:
            self._week = _replaced(self._week, self._day, tuple(one for one in self._week[self._day] if one != edge))
        self._minute = minute
        self._dragged = (day, self._dragged[1], minute, edge)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        begun, edge, moved = self._begun(), self._dragged[3], self._dragged[1] != self._dragged[2]
        self._dragged, self._from = None, None
        if begun is not None and moved:
            self._put(self._day, with_span(self._week[self._day], begun))
        elif edge is not None and moved:
            self.changed.emit()
        self._say()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day, _ = self._at(event.position().x(), event.position().y())
        wide = max(1, self.width() - self._left() - px(6))
        exact = int((event.position().x() - self._left()) * DAY_MINUTES / wide)
        self._from, self._dragged = None, None
        self._put(day, without_span(self._week[day], exact))
        self.update()

    def _put(self, day: int, spans: tuple[Hours, ...]) -> None:
        if spans != self._week[day]:
            self._week = _replaced(self._week, day, spans)
            self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._from = None
        self.update()

    def _say(self) -> None:
        """For those who hear it: the day, the mark, and the hours of that day."""
        hours = spans_text(self._week[self._day]) or tr("no hours")
        self.setAccessibleDescription(
            tr("{day}, {time}; hours: {hours}", day=weekday(self._day), time=wall(self._minute), hours=hours)
        )
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


def _replaced(week: Week, day: int, spans: tuple[Hours, ...]) -> Week:
    return (*week[:day], spans, *week[day + 1 :])
