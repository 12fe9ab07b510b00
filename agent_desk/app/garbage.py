"""Collects garbage on the GUI thread alone: cycles hold Qt objects, and one that dies on a lane's thread takes the process
with it."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500
"""Milliseconds between two looks."""


class Garbage(QObject):
    """While it is entered, Python collects no cycles by itself; a timer does, by Python's own thresholds. GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)

    def __enter__(self) -> None:
        gc.disable()
        # What the window is made of stays; to look through it again and again would cost frames.
        gc.freeze()
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()

    def _look(self) -> None:
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
