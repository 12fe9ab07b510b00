"""Gathers what the collector brings, so that a flood of posts reaches the window as a few large changes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from agent_desk.domain.changes import Changes

_EVERY = 250
"""Milliseconds between two tellings, at least."""
_SHARE = 8
"""So many times longer than a telling took the next one waits: the window is busy with news an eighth of its time."""


class Gathering(QObject):
    """Tells changes together. On the GUI thread."""

    def __init__(self, tell: Callable[[Changes], object]) -> None:
        super().__init__()
        self._tell = tell
        self._gathered = Changes()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._now)

    def add(self, changes: Changes) -> None:
        """Tell this soon."""
        self._gathered |= changes
        if not self._timer.isActive():
            self._timer.start()

    def close(self) -> None:
        """Tell nothing more; whoever listened may be gone."""
        self._timer.stop()

    def _now(self) -> None:
        gathered, self._gathered = self._gathered, Changes()
        start = time.perf_counter()
        self._tell(gathered)
        self._timer.setInterval(max(_EVERY, round((time.perf_counter() - start) * 1000 * _SHARE)))
