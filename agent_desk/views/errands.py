"""Slow things that the agent started and goes on working beside: what they are, how far they got, and how to stop them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from agent_desk.domain.errors import DeskError
from agent_desk.views.ports import Acts

T = TypeVar("T")


class Errand(QObject):
    """One slow thing under way. `tell` and `cancelled` are for the thread that does it, the rest for the GUI thread."""

    changed = Signal()

    def __init__(self, text: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.done = 0
        self.most = 0
        self._stopped = threading.Event()

    def tell(self, done: int, most: int = 0) -> None:
        """How far it got; `most`: of how many, 0 where nobody knows. Any thread."""
        self.done, self.most = done, most
        self.changed.emit()

    def cancelled(self) -> bool:
        """Whether it is to end. Any thread."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Let it end as soon as it looks."""
        self._stopped.set()
        self.changed.emit()


class Errands(QObject):
    """All that is under way in a window, the one begun first in front. GUI thread."""

    changed = Signal()

    def __init__(self, acts: Acts, trouble: Callable[[DeskError], object], parent: QObject | None = None) -> None:
        """`trouble`: told why an errand failed."""
        super().__init__(parent)
        self._acts, self._trouble = acts, trouble
        self._running: list[Errand] = []

    def running(self) -> list[Errand]:
        """What is under way."""
        return list(self._running)

    def run(self, text: str, work: Callable[[Errand], T], then: Callable[[T], object]) -> Errand:
        """Do slow work off the GUI thread, shown under this text until it ends. `then` gets the result, of a cancelled
        errand too, as far as it got."""
        errand = Errand(text, self)
        errand.changed.connect(self.changed)
        self._running.append(errand)
        self.changed.emit()

        def ended() -> None:
            self._running.remove(errand)
            self.changed.emit()
            errand.deleteLater()

        def done(result: T) -> None:
            ended()
            then(result)

        def trouble(error: DeskError) -> None:
            ended()
            self._trouble(error)

        self._acts.ask(lambda: work(errand), done, trouble)
        return errand

    def cancel_all(self) -> None:
        """The window closes: nothing goes on behind its back."""
        for errand in self._running:
            errand.cancel()
