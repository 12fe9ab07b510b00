"""Reads lists that no index serves, off the GUI thread, one at a time, and lets go of them when nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desk.domain.errors import DeskError
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow
from agent_desk.views.ports import Acts, Question

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

Rows = list[ConversationRow]


class Stream(QObject):
    """At most one question is under way; a new one or `stop` ends the one before. `busy`: whether one is."""

    busy = Signal(bool)

    def __init__(self, desk: Desk, acts: Acts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._stopped = threading.Event()
        self._question: Question | None = None
        self.under_way = False
        """Whether somebody waits for lines."""

    def read(
        self,
        query: ListQuery,
        after: ConversationRow | None,
        limit: int,
        then: Callable[[Rows], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        """Ask for the lines after one; `then` or `failed` is called unless it is stopped first."""
        self.stop()
        stopped = self._stopped = threading.Event()

        def work() -> Rows:
            return self._desk.inbox.stream(query, after, limit, stopped.is_set)

        def done(rows: Rows) -> None:
            if not stopped.is_set():
                self._end()
                then(rows)

        def refused(error: DeskError) -> None:
            if not stopped.is_set():
                self._end()
                failed(error)

        self.under_way = True
        self.busy.emit(True)
        self._question = self._acts.ask(work, done, refused)

    def stop(self) -> None:
        """Nobody waits for the lines any more."""
        self._stopped.set()
        if self._question is not None and self.under_way:
            self._question.cancel()
            self._end()

    def _end(self) -> None:
        self.under_way = False
        self.busy.emit(False)
