"""How figures go over the days: one line for each column, the first one filled below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView

from agent_desk.views.charts.chart import Chart
from agent_desk.views.theme import LABEL, Token, color, px

_STYLES = ((Token.ACCENT, Qt.PenStyle.SolidLine), (Token.TEXT, Qt.PenStyle.DashLine), (Token.DIM, Qt.PenStyle.DotLine))
_Action = QAbstractItemView.CursorAction


class Days(Chart):
    """A line per column, told apart by the way it is drawn; a day about which nothing is known leaves a gap. Left and right
    go from day to day, up and down from line to line."""

    def place(self, row: int, column: int) -> QRectF:
        area = self._area()
        wide = area.width() / max(1, self.figures.rowCount())
        high = area.height() / max(1, self.figures.columnCount())
        return QRectF(area.x() + row * wide, area.y() + column * high, wide, high)

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(170))

    def step(self, index: QModelIndex, action: _Action) -> tuple[int, int]:
        if action in (_Action.MoveUp, _Action.MoveDown):
            return index.row(), index.column() + (1 if action is _Action.MoveDown else -1)
        return super().step(index, action)

    def draw(self, painter: QPainter) -> None:
        area = self._area()
        self._draw_scale(painter, area)
        self._draw_days(painter, area)
        for column in reversed(range(self.figures.columnCount())):
            self._draw_line(painter, area, column)
        self._draw_legend(painter)

    def draw_cursor(self, painter: QPainter, rect: QRectF) -> None:
        area, at = self._area(), self.currentIndex()
        painter.setPen(QPen(color(Token.FAINT), 1))
        painter.drawLine(QPointF(rect.center().x(), area.top()), QPointF(rect.center().x(), area.bottom()))
        point = self._point(at.row(), at.column(), area)
        if point is not None:
            painter.setPen(QPen(color(Token.PANE), 2))
            painter.setBrush(color(_STYLES[at.column() % len(_STYLES)][0]))
            painter.drawEllipse(point, px(5), px(5))

    def _area(self) -> QRectF:
        label = px(LABEL + 8)
        start = self.wide([self._figure(self._most())]) + px(8)
        whole = self.viewport()
        return QRectF(start, label, max(1, whole.width() - start - px(8)), max(1, whole.height() - 2 * label))

    def _most(self) -> float:
        values = [cell.value for line in self.figures.figures.lines for cell in line.cells if cell.value is not None]
        return max(values, default=0) or 1

    @staticmethod
    def _figure(value: float) -> str:
        return f"{value:.0f}"

    def _point(self, row: int, column: int, area: QRectF) -> QPointF | None:
        value = self.figures.figures.lines[row].cells[column].value
        if value is None:
            return None
        slot = self.place(row, column)
        high = area.height() * value / self._most()
        return self.mirrored(QRectF(slot.center().x(), area.bottom() - high, 0, 0)).topLeft()

    def _draw_scale(self, painter: QPainter, area: QRectF) -> None:
        label = px(LABEL + 6)
        for part in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * part
            painter.setPen(QPen(color(Token.LINE), 1))
            painter.drawLine(self.mirrored(QRectF(area.x(), y, area.width(), 0)).topLeft(),
                             self.mirrored(QRectF(area.x(), y, area.width(), 0)).topRight())  # fmt: skip
            place = QRectF(0, y - label / 2, area.x() - px(6), label)
            self.write(painter, place, self._figure(self._most() * part), side=Qt.AlignmentFlag.AlignRight)

    def _draw_days(self, painter: QPainter, area: QRectF) -> None:
        lines = self.figures.figures.lines
        wide = self.wide([line.heading for line in lines]) + px(12)
        every = max(1, -(-wide * len(lines) // max(1, round(area.width()))))
        for row in range(0, len(lines), every):
            x = self.place(row, 0).center().x() - wide / 2
            place = QRectF(max(0.0, min(x, area.right() + px(8) - wide)), area.bottom() + px(2), wide, px(LABEL + 6))
            self.write(painter, place, lines[row].heading, side=Qt.AlignmentFlag.AlignHCenter)

    def _draw_line(self, painter: QPainter, area: QRectF, column: int) -> None:
        token, style = _STYLES[column % len(_STYLES)]
        runs: list[list[QPointF]] = [[]]
        for row in range(self.figures.rowCount()):
            point = self._point(row, column, area)
            if point is not None:
                runs[-1].append(point)
            elif runs[-1]:
                runs.append([])
        for run in (run for run in runs if run):
            path = QPainterPath(run[0])
            for point in run[1:]:
                path.lineTo(point)
            if column == 0:
                ground = QPainterPath(path)
                ground.lineTo(run[-1].x(), area.bottom())
                ground.lineTo(run[0].x(), area.bottom())
                shade = QColor(color(token))
                shade.setAlphaF(0.12)
                painter.fillPath(ground, shade)
            painter.setPen(QPen(color(token), 2 if column == 0 else 1.5, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            if len(run) == 1:
                painter.setBrush(color(token))
                painter.drawEllipse(run[0], px(2), px(2))

    def _draw_legend(self, painter: QPainter) -> None:
        names = self.figures.figures.columns
        if len(names) < 2:
            return
        x, high = float(self.viewport().width()), px(LABEL + 6)
        for column in reversed(range(len(names))):
            token, style = _STYLES[column % len(_STYLES)]
            wide = self.wide([names[column]]) + px(2)
            x -= wide
            self.write(painter, QRectF(x, 0, wide, high), names[column])
            x -= px(24)
            line = self.mirrored(QRectF(x, high / 2, px(18), 0))
            painter.setPen(QPen(color(token), 2, style))
            painter.drawLine(line.topLeft(), line.topRight())
            x -= px(14)
