"""Bars that lie: one for each line, with its value and a short word at the end; one can be moved onto another."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from agent_desk.runtime.texts import tr
from agent_desk.views.charts.chart import Chart
from agent_desk.views.charts.figures import Cell, FigureModel
from agent_desk.views.theme import BASE, LABEL, Token, color, px

_LINE, _BAR = 27, 9
_GROUNDS = {
    "late": (Token.LATE, Token.LATE_SOFT),
    "risk": (Token.RISK, Token.RISK_SOFT),
    "ok": (Token.OK, Token.OK_SOFT),
}


class Bars(Chart):
    """The first column is how long a bar is, of `most` where the cell has it, else of the longest; the second, where there
    is one, the word at its end. `moved`: the identities of the line that was taken and of the one it was put on."""

    moved = Signal(object, object)

    def __init__(self, model: FigureModel, name: str, *, movable: bool = False) -> None:
        super().__init__(model, name)
        self._movable = movable
        self._carried: object = None
        self._pressed: QPointF | None = None
        self.setDragEnabled(False)

    @property
    def carried(self) -> object:
        """The line that is being moved, or None."""
        return self._carried

    def place(self, row: int, column: int) -> QRectF:
        return QRectF(0, row * px(_LINE), self.viewport().width(), px(_LINE)) if column == 0 else QRectF()

    def sizeHint(self) -> QSize:
        return QSize(px(360), max(3, self.figures.rowCount()) * px(_LINE))

    def draw(self, painter: QPainter) -> None:
        lines = self.figures.figures.lines
        whole = self.viewport().width()
        name = min(self.wide([line.heading for line in lines], BASE), whole // 3) + px(14)
        value = self.wide([line.cells[0].text for line in lines], BASE) + px(14)
        chips = self.figures.columnCount() > 1
        chip = self.wide([line.cells[1].text for line in lines]) + px(18) if chips else 0
        longest = max((line.cells[0].value or 0 for line in lines), default=0)
        for row, line in enumerate(lines):
            place = self.place(row, 0)
            self._draw_ground(painter, place, row)
            inner = place.adjusted(px(4), 0, -px(4), 0)
            self.write(painter, QRectF(inner.x(), inner.y(), name, inner.height()), line.heading, Token.TEXT, size=BASE)
            left = inner.x() + name
            right = inner.right() - value - (chip + px(8) if chips else 0)
            self._draw_bar(
                painter, QRectF(left, inner.y(), max(px(20), right - left), inner.height()), line.cells[0], longest
            )
            beside = QRectF(right, inner.y(), value - px(6), inner.height())
            self.write(painter, beside, line.cells[0].text, size=BASE, side=Qt.AlignmentFlag.AlignRight)
            if chips and line.cells[1].text:
                end = QRectF(inner.right() - chip, inner.y(), chip, inner.height())
                if line.cells[1].chip:
                    self._draw_chip(painter, end, line.cells[1])
                else:
                    self.write(painter, end, line.cells[1].text, side=Qt.AlignmentFlag.AlignRight)

    def _draw_ground(self, painter: QPainter, place: QRectF, row: int) -> None:
        carried = self._carried is not None and self.figures.figures.lines[row].identity == self._carried
        target = self._carried is not None and not carried and self._target() == row
        if carried or target or self.hovered.row() == row:
            painter.setPen(
                QPen(color(Token.ACCENT), 1, Qt.PenStyle.DashLine) if carried or target else Qt.PenStyle.NoPen
            )
            painter.setBrush(color(Token.SOFT if target else Token.HOVER))
            painter.drawRoundedRect(self.mirrored(place).adjusted(0.5, 0.5, -0.5, -0.5), px(5), px(5))

    def _draw_bar(self, painter: QPainter, room: QRectF, cell: Cell, longest: float) -> None:
        track = QRectF(room.x(), room.center().y() - px(_BAR) / 2, room.width(), px(_BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(Token.CHIP))
        painter.drawRoundedRect(self.mirrored(track), px(_BAR) / 2, px(_BAR) / 2)
        most = cell.most or longest
        if cell.value and most:
            full = QRectF(track)
            full.setWidth(max(px(_BAR), track.width() * min(1.0, cell.value / most)))
            painter.setBrush(color(Token.ACCENT))
            painter.drawRoundedRect(self.mirrored(full), px(_BAR) / 2, px(_BAR) / 2)

    def _draw_chip(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        token, ground = _GROUNDS.get(cell.tone, (Token.DIM, Token.CHIP))
        box = QRectF(room.x(), room.center().y() - px(9), room.width(), px(18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(ground))
        painter.drawRoundedRect(self.mirrored(box), px(4), px(4))
        self.write(painter, box, cell.text, token, size=LABEL, side=Qt.AlignmentFlag.AlignHCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """M takes the bar, arrows choose another, Enter puts it there, Escape lets go."""
        at = self.currentIndex()
        if self._movable and event.key() == Qt.Key.Key_M and at.isValid() and self._carried is None:
            self._carry(at)
        elif self._carried is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._put(at)
        elif self._carried is not None and event.key() == Qt.Key.Key_Escape:
            self._carry(QModelIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = event.position() if self._movable else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        far = QApplication.startDragDistance()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._carried is None and (event.position() - self._pressed).manhattanLength() >= far:
                self._carry(self.indexAt(self._pressed.toPoint()))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self._pressed is not None and self._carried is not None
        self._pressed = None
        if dragged:
            self.setState(self.State.NoState)  # it was no click
            self._put(self.indexAt(event.position().toPoint()))
            return
        super().mouseReleaseEvent(event)

    def _target(self) -> int:
        return self.hovered.row() if self._pressed is not None else self.currentIndex().row()

    def _carry(self, index: QModelIndex) -> None:
        self._carried, words = None, ""
        if index.isValid():
            line = self.figures.figures.lines[index.row()]
            self._carried = line.identity
            words = tr("Moving from {name}: arrows choose to whom, Enter moves, Escape lets go", name=line.heading)
            self.setAccessibleDescription(words)
        self.read.emit(words)
        self.viewport().update()

    def _put(self, index: QModelIndex) -> None:
        taken, self._carried = self._carried, None
        self.viewport().update()
        if index.isValid() and taken is not None:
            onto = self.figures.figures.lines[index.row()].identity
            if onto != taken:
                self.moved.emit(taken, onto)
