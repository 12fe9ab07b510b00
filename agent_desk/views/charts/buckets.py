"""How figures spread: one standing bar for each bucket."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView

from agent_desk.views.charts.chart import Chart
from agent_desk.views.theme import LABEL, Token, color, px


class Buckets(Chart):
    """The first column is how high a bar stands. Buckets stand side by side; all arrows go from one to the next."""

    def place(self, row: int, column: int) -> QRectF:
        count = self.figures.rowCount()
        if column or not count:
            return QRectF()
        wide = self.viewport().width() / count
        return QRectF(row * wide, 0, wide, self.viewport().height())

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(130))

    def step(self, index: QModelIndex, action: QAbstractItemView.CursorAction) -> tuple[int, int]:
        up = (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MoveDown)
        row, column = super().step(index, action)
        return (index.row(), column) if action in up else (row, column)

    def draw(self, painter: QPainter) -> None:
        lines = self.figures.figures.lines
        most = max((line.cells[0].value or 0 for line in lines), default=0)
        label = px(LABEL + 7)
        for row, line in enumerate(lines):
            place, cell = self.place(row, 0), line.cells[0]
            room = place.height() - 2 * label
            high = room * (cell.value or 0) / most if most else 0
            bar = QRectF(place.x() + px(3), label + room - high, place.width() - px(6), high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(Token.CHIP))
            painter.drawRect(self.mirrored(QRectF(bar.x(), label + room - 1, bar.width(), 1)))
            painter.setBrush(color(Token.ACCENT if cell.tone != "late" else Token.LATE))
            if high >= 1:
                painter.drawRoundedRect(self.mirrored(bar), min(px(3), high / 2), min(px(3), high / 2))
            above = QRectF(place.x(), bar.y() - label, place.width(), label)
            self.write(
                painter, above, cell.text, Token.TEXT if cell.value else Token.DIM, side=Qt.AlignmentFlag.AlignHCenter
            )
            below = QRectF(place.x(), place.height() - label, place.width(), label)
            self.write(painter, below, line.short or line.heading, side=Qt.AlignmentFlag.AlignHCenter)
