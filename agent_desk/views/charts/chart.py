"""A painted chart: to its reader a table like any other, with a reading cursor, to its painter a place for each figure."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyle

from agent_desk.views.charts.figures import Cell, FigureModel
from agent_desk.views.charts.placed import PlacedTable
from agent_desk.views.theme import LABEL, Token, color, font, px


class Chart(PlacedTable):
    """Arrows move the reading cursor from figure to figure, Enter or a click opens the one it is on.

    A chart says where each figure lies (`place`, read from the left; it is mirrored for right-to-left layouts) and draws
    itself (`draw`). `opened` tells the key of a figure that was opened, `read` the sentence of the one that is read now,
    empty when none is.
    """

    opened = Signal(object)
    read = Signal(str)

    def __init__(self, model: FigureModel, name: str) -> None:
        super().__init__(model, name)
        self._hovered = QPersistentModelIndex()
        self.clicked.connect(self._open)
        model.dataChanged.connect(self._repaint)
        model.layoutChanged.connect(self._repaint)
        model.modelReset.connect(self._repaint)

    def draw(self, painter: QPainter) -> None:
        """Paint all of it. `mirrored` says where a place lies."""
        raise NotImplementedError

    def write(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        token: Token = Token.DIM,
        *,
        size: int = LABEL,
        bold: bool = False,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Write one line into a place read from the left, shortened where the room ends."""
        letters = font(size, bold=bold, tabular=True)
        painter.setFont(letters)
        painter.setPen(color(token))
        place = self.mirrored(rect)
        short = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, round(place.width()) + 1)
        align = QStyle.visualAlignment(self.layoutDirection(), side)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        align |= Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)

    def wide(self, texts: Iterator[str] | list[str], size: int = LABEL, *, bold: bool = False) -> int:
        """How many pixels the longest of these texts takes."""
        metrics = QFontMetrics(letters(size, bold=bold))
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    @property
    def at(self) -> Cell | None:
        """The figure under the reading cursor."""
        return self.figures.cell(self.currentIndex())

    @property
    def hovered(self) -> QModelIndex:
        """The figure under the pointer."""
        return QModelIndex(self._hovered)  # type: ignore[call-overload,no-any-return]

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        spoken = self.figures.spoken(current)
        self.setAccessibleDescription(spoken)
        if self.hasFocus():
            self.read.emit(spoken)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = next(self.drawn(), None)
        if not self.currentIndex().isValid() and first is not None:
            self.setCurrentIndex(first)
        self.read.emit(self.figures.spoken(self.currentIndex()))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.read.emit("")
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Escape or (event.text().isprintable() and event.text()):
            event.ignore()  # letters are commands of what is around
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index != self.hovered:
            self._hovered = QPersistentModelIndex(index)
            cell = self.figures.cell(index)
            openable = cell is not None and cell.key is not None
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if openable else Qt.CursorShape.ArrowCursor)
            self.read.emit(self.figures.spoken(index if index.isValid() else self.currentIndex()))
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(160))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), color(Token.PANE))
        if self.figures.rowCount():
            self.draw(painter)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            self.draw_cursor(painter, QRectF(self.visualRect(current)))

    def draw_cursor(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the reading cursor around a figure."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color(Token.ACCENT), 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(4), px(4))

    def _open(self, index: QModelIndex) -> None:
        cell = self.figures.cell(index)
        if cell is not None and cell.key is not None:
            self.opened.emit(cell.key)

    def _repaint(self) -> None:
        self.updateGeometry()
        self.setAccessibleDescription(self.figures.spoken(self.currentIndex()))
        self.viewport().update()


def letters(size: int = LABEL, *, bold: bool = False) -> QFont:
    """The letters of charts: figures of one width."""
    return font(size, bold=bold, tabular=True)
