"""The way from the GUI thread to where blocking work runs, and back; every task of it is looked after."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, TypeVar

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.views.ports import Failed, News, Question

if TYPE_CHECKING:
    from agent_desk.runtime.lanes import Lane, Tasks

log = logging.getLogger(__name__)
T = TypeVar("T")


class LaneActs:
    """See agent_desk.views.ports.Acts. On the GUI thread; what is asked before the loop runs waits for it."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._early: list[tuple[Coroutine[object, object, object], str]] = []
        self._tasks: Tasks | None = None
        self._writing: Lane
        self._asking: Lane

    def begin(self, tasks: Tasks) -> None:
        """The loop runs: make the lanes, and begin with what was asked before."""
        from agent_desk.runtime.lanes import Lane

        self._tasks, self._writing, self._asking = tasks, Lane("acts"), Lane("asks", width=4)
        early, self._early = self._early, []
        for work, name in early:
            tasks.start(work, name)

    def do(self, work: Callable[[], T], then: Callable[[T], None] | None = None, failed: Failed | None = None) -> None:
        """Run an act on the write lane, in order."""
        self._start(self._do(work, then, failed), "act")

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None = None) -> Question:
        """Run something slow in the pool."""
        question = _Question()
        self._start(self._ask(work, then, failed, question), "ask")
        return question

    def close(self) -> None:
        """End both lanes; what has begun is waited for."""
        for work, _ in self._early:
            work.close()
        if self._tasks is not None:
            self._writing.close()
            self._asking.close()

    def _start(self, work: Coroutine[object, object, object], name: str) -> None:
        if self._tasks is None:
            self._early.append((work, name))
        else:
            self._tasks.start(work, name)

    async def _do(self, work: Callable[[], T], then: Callable[[T], None] | None, failed: Failed | None) -> None:
        try:
            result = await self._writing.run(work)
        except Exception as error:  # noqa: BLE001 - a border: whatever it is, the agent is told and the log has it
            self._tell(as_desk_error(error), failed)
            return
        changes = changes_in(result)
        if changes:
            self._news.changed.emit(changes)
        if then is not None:
            then(result)

    async def _ask(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None, question: _Question
    ) -> None:
        try:
            result = await self._asking.run(work)
        except Exception as error:  # noqa: BLE001 - a border: whatever it is, the agent is told and the log has it
            if not question.cancelled:
                self._tell(as_desk_error(error), failed)
            return
        changes = changes_in(result)
        if changes:
            self._news.changed.emit(changes)
        if not question.cancelled:
            then(result)

    def _tell(self, error: DeskError, failed: Failed | None) -> None:
        if failed is not None:
            failed(error)
        else:
            self._news.trouble.emit(error)


class _Question:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        """Forget it; nobody is told any more."""
        self.cancelled = True


def changes_in(result: object) -> Changes:
    """The changes that an act brought along, wherever in its result they are."""
    if isinstance(result, Changes):
        return result
    if isinstance(result, tuple):
        found = Changes()
        for item in result:
            found |= changes_in(item)
        return found
    changes = getattr(result, "changes", None)
    return changes if isinstance(changes, Changes) else Changes()


def as_desk_error(error: Exception) -> DeskError:
    """Any error as one that the texts know; what is not ours is a fault, and goes into the log with its traceback."""
    if isinstance(error, DeskError):
        return error
    log.error("unforeseen", exc_info=error)
    return DeskError(f"{type(error).__name__}: {error}")
