"""The sign in the system's tray, where there is one: how many wait, notifications, and the way back into the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from agent_desk.runtime.places import resources_dir
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.theme import Token, hex_of

_SIDE = 64
_SHOWN_FOR = 8000


class Tray(QObject):
    """Emits `wanted` when the agent wants the window, `clicked` when the last notification was clicked, `quit_wanted`."""

    wanted = Signal()
    clicked = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._menu.addAction(tr("Open Agent Desk")).triggered.connect(self.wanted)
        self._menu.addAction(tr("Quit")).triggered.connect(self.quit_wanted)
        self._icon = QSystemTrayIcon(_badged(0), self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.clicked)
        self.show_count(0)
        self._icon.show()

    def show_count(self, count: int) -> None:
        """How many customers wait."""
        self._icon.setIcon(_badged(count))
        waits = ntr("{n} customer waits", "{n} customers wait", count) if count else tr("Nobody is waiting")
        self._icon.setToolTip(tr("Agent Desk: {state}", state=waits))

    def notify(self, title: str, text: str) -> None:
        """Show a notification of the system's own kind."""
        self._icon.showMessage(title, text, _badged(0), _SHOWN_FOR)

    def close(self) -> None:
        """Take the sign away."""
        self._icon.hide()
        self._menu.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.wanted.emit()


def tray_there() -> bool:
    """Whether this system has a tray; without one, nothing is missing but the sign."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def badge_text(count: int) -> str:
    """The figure as it fits on a small sign."""
    return str(count) if count < 100 else "99+"


def _badged(count: int) -> QIcon:
    base = QIcon(str(resources_dir() / "icons" / "agent-desk.svg"))
    if not count:
        return base
    picture = QPixmap(base.pixmap(QSize(_SIDE, _SIDE)).size())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = picture.width()
    base.paint(painter, QRect(0, 0, side, side))
    text = badge_text(count)
    width = side * (60 if len(text) < 2 else 76 if len(text) < 3 else 92) // 100
    place = QRect(side - width, side - side * 58 // 100, width, side * 58 // 100)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hex_of(Token.ACCENT)))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    letters = QFont()
    letters.setPixelSize(side * 42 // 100)
    letters.setBold(True)
    painter.setFont(letters)
    painter.setPen(QColor(hex_of(Token.ON_ACCENT)))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return QIcon(picture)
