"""Says what a figure counts to whoever came to it by keyboard and stays, as the pointer's tool tip does for others."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QToolTip, QWidget

_AFTER = 1200
"""Milliseconds; who only passes through is not bothered."""
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


def explain_soon(widget: QWidget, definition: str, reason: Qt.FocusReason) -> None:
    """Show the definition below the widget once the keyboard has rested on it."""
    if not definition or reason not in _BY_KEYBOARD:
        return

    def show() -> None:
        if widget.hasFocus() and widget.isVisible() and widget.window().isActiveWindow():
            below = widget.mapToGlobal(widget.visibleRegion().boundingRect().bottomLeft())
            QToolTip.showText(below, definition, widget)

    QTimer.singleShot(_AFTER, widget, show)
