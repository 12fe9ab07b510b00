"""Passes the keyboard on from a pane to the control where work begins in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class _Lead(QObject):
    def __init__(self, pane: QWidget, to: QWidget) -> None:
        super().__init__(pane)
        self._to = to
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._to.setFocus(event.reason())
        return False


def lead_focus(pane: QWidget, to: QWidget) -> None:
    """Whoever gives the keyboard to the pane gives it to that control. Unlike with a focus proxy, Tab still goes through
    all the controls of the pane."""
    _Lead(pane, to)
