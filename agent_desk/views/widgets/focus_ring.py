"""The ring around the control that has the keyboard, for whoever moves with it; lists and texts show their place themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from agent_desk.views import theme
from agent_desk.views.theme import Scheme, Token, color

RING = 3
"""Pixels that the ring is wide, at every scale."""
_RINGED = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit)


class FocusRing(QObject):
    """Follows the keyboard through all windows of the process while it lives. In high contrast it also shows after a click."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame: _Frame | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @property
    def around(self) -> QWidget | None:
        """The control that has the ring now."""
        frame = self._frame
        return frame.widget() if frame is not None and isValid(frame) and frame.isVisible() else None

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        wanted = now if isinstance(now, _RINGED) and _by_keyboard(now) else None
        if self._frame is None or not isValid(self._frame):  # it dies with the window it was drawn in
            if wanted is None:
                return
            self._frame = _Frame(wanted.parentWidget())
        self._frame.setWidget(wanted)  # type: ignore[arg-type]


def _by_keyboard(widget: QWidget) -> bool:
    contrast = theme.scheme() is Scheme.CONTRAST
    return contrast or widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class _Frame(QFocusFrame):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(Token.ACCENT), RING))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1.5, 1.5, -1.5, -1.5), RING * 2, RING * 2)
