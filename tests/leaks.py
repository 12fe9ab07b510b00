"""What a test left behind: threads, asyncio tasks, running timers, windows."""

import asyncio
import gc
import sys
import threading
import time
from typing import Any

_GRACE = 2.0


class Watch:
    """Remembers what there was when the test began; `left` names what is there in addition at its end. GUI thread."""

    def __init__(self, grace: float = _GRACE, *, qt: bool = True) -> None:
        """`qt`: whether the test has windows and timers at all; looking for them takes a while."""
        self._grace = grace
        self._qt = qt
        self._threads = set(threading.enumerate())
        self._tasks = {id(task) for task in _pending_tasks()}
        self._widgets = {id(widget) for widget in _top_levels()}
        self._timers = {id(timer) for timer in _active_timers()} if qt and _application() else set[int]()

    def left(self) -> list[str]:
        """One line per leak. Threads that are about to end get `grace` seconds for it."""
        return [*self._left_threads(), *self._left_tasks(), *self._left_of_qt()]

    def _left_threads(self) -> list[str]:
        deadline = time.monotonic() + self._grace
        found = []
        for thread in set(threading.enumerate()) - self._threads:
            if isinstance(thread, threading._DummyThread):
                continue
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                found.append(f"thread {thread.name!r}")
        return found

    def _left_tasks(self) -> list[str]:
        def new() -> list[str]:
            return [f"task {task!r}" for task in _pending_tasks() if id(task) not in self._tasks]

        if new():
            gc.collect()
        return new()

    def _left_of_qt(self) -> list[str]:
        if not self._qt or not _application():
            return []

        def new() -> list[str]:
            _delete_deferred()
            widgets = [f"window {widget!r}" for widget in _top_levels() if id(widget) not in self._widgets]
            timers = [f"running timer {timer!r}" for timer in _active_timers() if id(timer) not in self._timers]
            return widgets + timers

        if new():
            gc.collect()
        return new()


def _pending_tasks() -> list[asyncio.Task[Any]]:
    # Python offers all tasks of one loop only; the set of all loops' tasks changed its name in 3.12.
    known: Any = getattr(asyncio.tasks, "_scheduled_tasks", None) or getattr(asyncio.tasks, "_all_tasks", ())
    return [task for task in list(known) if not task.done()]


def _application() -> Any:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _delete_deferred() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _top_levels() -> list[Any]:
    application = _application()
    return list(application.topLevelWidgets()) if application else []


def _active_timers() -> list[Any]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    # By type, because asking every object for its class wakes proxies up and takes five times as long.
    return [o for o in gc.get_objects() if issubclass(type(o), QTimer) and isValid(o) and o.isActive()]
