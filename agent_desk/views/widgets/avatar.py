"""Who somebody is at a glance: initials on a ground of their own colour."""

from __future__ import annotations

import zlib
from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from agent_desk.views.theme import font, px
from agent_desk.views.theme.tokens import AVATARS


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two letters of a name: of the first and last word, or the first two of a handle."""
    words = [word for word in name.replace("_", " ").replace(".", " ").replace("-", " ").split() if word.lstrip("@/")]
    letters = [next((letter for letter in word if letter.isalnum()), "") for word in words]
    letters = [letter for letter in letters if letter]
    if not letters:
        return "?"
    if ord(letters[0]) >= 0x2E80:
        return letters[0]
    return (letters[0] + (letters[-1] if len(letters) > 1 else "")).upper()


@lru_cache(maxsize=4096)
def ground(name: str) -> QColor:
    """The colour of a name: the same in every session and on every machine."""
    return QColor(AVATARS[zlib.crc32(name.encode("utf-8", "replace")) % len(AVATARS)])


def paint_avatar(painter: QPainter, rect: QRect, name: str, colour: QColor | None = None) -> None:
    """Paint the round sign of a name into a square. Changes pen, brush and font of the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour or ground(name))
    painter.drawEllipse(rect)
    letters = font(11, bold=True)
    letters.setPixelSize(max(7, round(rect.height() * 0.4)))
    painter.setFont(letters)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


class Avatar(QWidget):
    """The round sign of a person, `size` pixels of the design wide."""

    def __init__(self, name: str = "", size: int = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), self.rect(), self._name)
