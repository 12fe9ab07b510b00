"""Asks for figures off the GUI thread, again and again while a screen is seen: one question at a time, the latest wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.views.ports import Acts, Question

T = TypeVar("T")


class Asking(Generic[T]):
    """`ask` returns at once; what was asked while a question was under way is asked when it is answered. GUI thread."""

    def __init__(
        self,
        acts: Acts,
        work: Callable[[], Callable[[], T]],
        then: Callable[[T], None],
        failed: Callable[[DeskError], object],
    ) -> None:
        """`work` is called on the GUI thread for each question and returns what is done elsewhere, so that the question is
        about what was chosen when it was asked."""
        self._acts, self._work, self._then, self._failed = acts, work, then, failed
        self._question: Question | None = None
        self._busy = False
        self._again = False

    def ask(self) -> None:
        """Ask now, or as soon as the answer that is under way came."""
        if self._busy:
            self._again = True
            return
        self._busy = True

        def answered(result: T) -> None:
            self._busy = False
            self._then(result)
            self._go_on()

        def failed(error: DeskError) -> None:
            self._busy = self._again = False
            self._failed(error)

        self._question = self._acts.ask(self._work(), answered, failed)

    def ask_anew(self) -> None:
        """What is wanted is something else now: the answer that is under way is not waited for."""
        if self._question is not None:
            self._question.cancel()
        self._busy = self._again = False
        self.ask()

    def _go_on(self) -> None:
        again, self._again = self._again, False
        if again:
            self.ask()


class Every(QObject):
    """Does something again and again while a widget is seen."""

    def __init__(self, milliseconds: int, widget: QWidget, act: Callable[[], object]) -> None:
        super().__init__(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(act)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._timer.start()
        elif event.type() == QEvent.Type.Hide:
            self._timer.stop()
        return False
