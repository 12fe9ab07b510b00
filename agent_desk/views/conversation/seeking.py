"""Looks for a post in a conversation of any length: page by page, so that the window goes on living meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from agent_desk.domain.rows import MessageRow

AT_ONCE = 2
"""Pages that are read before the window gets its turn again."""

Fits = Callable[[MessageRow], bool]


class Seeker(QObject):
    """`read` reads another page of older posts and returns them, none when there are no more; `look` shows what was read."""

    working = Signal(bool)

    def __init__(self, read: Callable[[], tuple[MessageRow, ...]], look: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._look = read, look
        self._fits: Fits | None = None
        self._then: Callable[[MessageRow | None], None] = _nothing
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def seek(self, fits: Fits, then: Callable[[MessageRow | None], None]) -> None:
        """Find the latest post above those that are loaded which `fits`; `then` is told, at once where it is near."""
        self.stop()
        self._fits, self._then = fits, then
        self._turn()
        if self._fits is not None:
            self.working.emit(True)
            self._timer.start()

    def stop(self) -> bool:
        """Seek no more; what was read stays. Returns whether it was seeking."""
        seeking = self._fits is not None
        if seeking:
            self._end()
        return seeking

    def _turn(self) -> None:
        fits, then = self._fits, self._then
        if fits is None:
            self._timer.stop()
            return
        for _ in range(AT_ONCE):
            page = self._read()
            found = next((message for message in reversed(page) if fits(message)), None)
            if found is not None or not page:
                self._end()
                then(found)
                return

    def _end(self) -> None:
        self._fits, self._then = None, _nothing
        self._timer.stop()
        self._look()
        self.working.emit(False)


def _nothing(_: MessageRow | None) -> None:
    """Nobody waits for an answer."""
