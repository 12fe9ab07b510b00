"""The sign of whether somebody is there: a shape and a colour for each state, at the corner of an avatar or alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from agent_desk.domain.roster import Presence
from agent_desk.views.theme import Token, color, px
from agent_desk.views.widgets import paint_avatar

_TOKENS = {
    Presence.AVAILABLE: Token.OK,
    Presence.BUSY: Token.RISK,
    Presence.AWAY: Token.DIM,
    Presence.OFFLINE: Token.DIM,
}


def paint_state(painter: QPainter, rect: QRectF, state: Presence, ground: Token = Token.PANE) -> None:
    """A full dot: available; one with a bar: busy; half a dot: away; a ring: offline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(ground))
    edge = max(1.0, rect.width() / 5)
    painter.drawEllipse(rect.adjusted(-edge, -edge, edge, edge))
    tint = color(_TOKENS[state])
    if state in (Presence.AWAY, Presence.OFFLINE):
        inner = rect.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.setPen(QPen(tint, edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        if state is Presence.AWAY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawPie(rect, 90 * 16, 180 * 16)
    else:
        painter.setBrush(tint)
        painter.drawEllipse(rect)
        if state is Presence.BUSY:
            bar = QRectF(rect.left() + rect.width() * 0.22, rect.center().y() - edge / 2, rect.width() * 0.56, edge)
            painter.fillRect(bar, color(ground))
    painter.restore()


def paint_person(painter: QPainter, side: int, name: str, state: Presence, ground: Token = Token.PANE) -> None:
    """Initials with the sign of a state at their corner, in a square of that side."""
    dot = max(px(8), side * 3 // 10)
    paint_avatar(painter, QRect(0, 0, side - 1, side - 1), name)
    paint_state(painter, QRectF(side - dot - 1, side - dot - 1, dot, dot), state, ground)


class StateAvatar(QWidget):
    """Somebody's initials with the sign of their state; the words stand beside it."""

    def __init__(self, size: int = 28, ground: Token = Token.PANE) -> None:
        super().__init__()
        self._name, self._state, self._ground = "", Presence.OFFLINE, ground
        self._size = size
        self.setFixedSize(self.sizeHint())

    def show_person(self, name: str, state: Presence) -> None:
        """Change whose it is, or the state."""
        self._name, self._state = name, state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_person(QPainter(self), self.width(), self._name, self._state, self._ground)
