"""The one place where blocking work leaves the loop thread: serial lanes, and the set of tasks that are looked after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """Runs blocking calls off the loop thread, `width` at a time; one at a time and in order unless said otherwise."""

    def __init__(self, name: str, width: int = 1) -> None:
        self._pool = ThreadPoolExecutor(width, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it there and await the result. On the loop thread. A cancelled caller does not stop work that began."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def wait_for(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same from another lane's thread, which waits meanwhile; never from the loop thread."""
        return self._pool.submit(work, *args, **kwargs).result()

    def close(self) -> None:
        """Drop what has not begun, and wait for what has."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Tasks:
    """Tasks that are kept, watched and ended in order; an exception that escapes one is reported, never lost."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[object]] = set()

    def start(self, work: Coroutine[object, object, object], name: str) -> asyncio.Task[object]:
        """Start a task. On the loop thread."""
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def stop(self) -> None:
        """Cancel all of them and wait until they ended."""
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def finish(self) -> None:
        """Wait for all that are under way, and for those they start."""
        while tasks := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task %s failed", task.get_name(), exc_info=error)
            self._report(error)
