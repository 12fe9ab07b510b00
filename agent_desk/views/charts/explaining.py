"""Says what a figure counts to whoever came to it by keyboard and stays, as the pointer's tool tip does for others."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QToolTip, QWidget

_AFTER = 1200
"""Milliseconds; who only passes through is not bothered."""
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Explaining(QObject):
    """Belongs to a tile or panel: `begin` when the keyboard comes, `end` when it goes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget, self._definition = parent, ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._show)

    def begin(self, widget: QWidget, definition: str, reason: Qt.FocusReason) -> None:
        """Show the definition below the widget once the keyboard has rested on it."""
        self._widget, self._definition = widget, definition
        if definition and reason in _BY_KEYBOARD:
            self._timer.start()

    def end(self) -> None:
        """Nobody is there any more."""
        self._timer.stop()

    def _show(self) -> None:
        widget = self._widget
        if widget.hasFocus() and widget.isVisible():
            below = widget.mapToGlobal(widget.visibleRegion().boundingRect().bottomLeft())
            QToolTip.showText(below, self._definition, widget)
