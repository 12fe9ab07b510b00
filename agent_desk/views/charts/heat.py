"""When it happens: a grid of weekdays and hours, the deeper the more."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from agent_desk.runtime.texts import tr
from agent_desk.views.charts.chart import Chart
from agent_desk.views.theme import LABEL, Token, color, px

_CELL, _GAP, _LEGEND = 20, 3, 5
_EVERY = 3
_Action = QAbstractItemView.CursorAction


class Heat(Chart):
    """One cell for each line and column; what nobody knows is crossed by a dash. The legend says what light and deep mean."""

    def place(self, row: int, column: int) -> QRectF:
        start = self._start()
        wide = (self.viewport().width() - start) / max(1, self.figures.columnCount())
        return QRectF(start + column * wide, px(LABEL + 7) + row * px(_CELL + _GAP), wide - px(_GAP), px(_CELL))

    def sizeHint(self) -> QSize:
        rows = max(1, self.figures.rowCount())
        return QSize(px(420), px(LABEL + 7) + rows * px(_CELL + _GAP) + px(LABEL + 10))

    def step(self, index: QModelIndex, action: _Action) -> tuple[int, int]:
        if action in (_Action.MoveLeft, _Action.MoveRight, _Action.MoveNext, _Action.MovePrevious):
            forward = action in (_Action.MoveRight, _Action.MoveNext)
            return index.row(), index.column() + (1 if forward else -1)
        return super().step(index, action)

    def draw(self, painter: QPainter) -> None:
        figures = self.figures.figures
        most = self._most()
        for column in range(0, len(figures.columns), _EVERY):
            top = self.place(0, column)
            wide = QRectF(top.x(), 0, top.width() * _EVERY, px(LABEL + 5))
            self.write(painter, wide, figures.columns[column])
        for row, line in enumerate(figures.lines):
            first = self.place(row, 0)
            self.write(painter, QRectF(0, first.y(), first.x() - px(6), first.height()), line.heading)
            for column, cell in enumerate(line.cells):
                self._draw_cell(painter, self.place(row, column), cell.value, most)
        self._draw_legend(painter, most)

    def _start(self) -> float:
        return self.wide([line.heading for line in self.figures.figures.lines]) + px(12)

    def _most(self) -> float:
        values = [cell.value for line in self.figures.figures.lines for cell in line.cells if cell.value is not None]
        return max(values, default=0)

    def _draw_cell(self, painter: QPainter, place: QRectF, value: float | None, most: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(depth(value / most if value and most else 0.0))
        rect = self.mirrored(place)
        painter.drawRoundedRect(rect, px(3), px(3))
        if value is None:
            painter.setPen(QPen(color(Token.FAINT), 1))
            middle = rect.center()
            painter.drawLine(round(middle.x()) - px(3), round(middle.y()), round(middle.x()) + px(3), round(middle.y()))

    def _draw_legend(self, painter: QPainter, most: float) -> None:
        high = px(LABEL + 6)
        y = self.place(self.figures.rowCount() - 1, 0).bottom() + px(4)
        few, many = "0", tr("{n} at most", n=f"{most:.0f}")
        end = float(self.viewport().width())
        wide = self.wide([many])
        self.write(painter, QRectF(end - wide, y, wide + 1, high), many)
        x = end - wide - px(6)
        for part in reversed(range(_LEGEND)):
            x -= px(14)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(depth(part / (_LEGEND - 1)))
            painter.drawRoundedRect(self.mirrored(QRectF(x, y + high / 2 - px(5), px(12), px(10))), px(2), px(2))
        wide = self.wide([few]) + px(6)
        self.write(painter, QRectF(x - wide, y, wide, high), few)


def depth(part: float) -> QColor:
    """The colour of a part of the most there is, 0 to 1."""
    start, end = color(Token.CHIP), color(Token.ACCENT)
    if part <= 0:
        return start
    share = 0.18 + 0.82 * min(1.0, part)
    pairs = zip(start.getRgb()[:3], end.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))
