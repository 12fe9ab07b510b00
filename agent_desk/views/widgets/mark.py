"""The small mark of a venue: its network's colour with a letter, so that colour never says it alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from agent_desk.views.theme import Token, color, font, px


def paint_mark(painter: QPainter, rect: QRect, colour: str, letter: str, ring: QColor | None = None) -> None:
    """Paint a network's mark into a square; `ring` separates it from what lies under it. Changes the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(ring, px(2)) if ring else QPen(Qt.PenStyle.NoPen))
    edge = px(1) if ring else 0
    if ring:
        painter.drawEllipse(QRectF(rect).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2))
    else:
        painter.drawRoundedRect(QRectF(rect), px(3), px(3))
    letters = font(9, bold=True)
    letters.setPixelSize(max(6, round(rect.height() * 0.58)))
    painter.setFont(letters)
    painter.setPen(QColor("#ffffff") if QColor(colour).lightnessF() < 0.62 else QColor("#14171c"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter[:1].upper())


class VenueMark(QWidget):
    """A network's mark, `size` pixels of the design wide."""

    def __init__(self, colour: str = "", letter: str = "", size: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._letter, self._size = colour, letter, size
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def show_network(self, colour: str, letter: str) -> None:
        """Which network it stands for."""
        self._colour, self._letter = colour, letter
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_mark(QPainter(self), self.rect(), self._colour or color(Token.DIM).name(), self._letter)
