"""The window comes back as it was left: its place on the screen, the widths of its panes, the conversation that was open."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from agent_desk.views.ports import Settings

_SEEN = 120
"""Pixels of the title line that have to be on a screen for a window to be within reach."""


class WindowMemory:
    """`panes`: splitters by the name they are remembered under."""

    def __init__(self, window: QMainWindow, settings: Settings, panes: Mapping[str, QSplitter]) -> None:
        self._window, self._settings, self._panes = window, settings, panes

    def restore(self) -> None:
        """As it was left; on what is visible now, where the screen it stood on is gone or smaller."""
        if saved := self._settings.get("window.geometry"):
            self._window.restoreGeometry(QByteArray.fromBase64(saved.encode()))
            screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
            place = within_reach(self._window.geometry(), screens)
            if place != self._window.geometry() and not self._window.isMaximized():
                self._window.setGeometry(place)
        for name, splitter in self._panes.items():
            if saved := self._settings.get(f"window.{name}"):
                splitter.restoreState(QByteArray.fromBase64(saved.encode()))

    def keep(self) -> None:
        """Remember how it is now."""
        self._settings.set("window.geometry", _text(self._window.saveGeometry()))
        for name, splitter in self._panes.items():
            self._settings.set(f"window.{name}", _text(splitter.saveState()))


def within_reach(place: QRect, screens: Iterable[QRect]) -> QRect:
    """Where a window has to stand so that its title line can be got hold of on one of these screens; unchanged where it
    can be already."""
    known = list(screens)
    title = QRect(place.left(), place.top(), place.width(), 1)
    for screen in known:
        seen = screen.intersected(title)
        if seen.width() >= min(_SEEN, place.width()) and place.height() <= screen.height():
            return place
    if not known:
        return place
    best = max(known, key=lambda screen: _area(screen.intersected(place)))
    size = place.size().boundedTo(best.size())
    left = max(best.left(), min(place.left(), best.right() + 1 - size.width()))
    top = max(best.top(), min(place.top(), best.bottom() + 1 - size.height()))
    return QRect(left, top, size.width(), size.height())


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")
