"""A window's life on the loop, with all that is too heavy to load before it is shown, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from enum import StrEnum
from types import TracebackType
from typing import TypeVar

from PySide6.QtCore import QTimer

from agent_desk.app.acts import as_desk_error
from agent_desk.app.garbage import Garbage
from agent_desk.app.gathering import Gathering
from agent_desk.app.opening import Opened
from agent_desk.app.single import SingleInstance
from agent_desk.domain.errors import DeskError
from agent_desk.runtime.lanes import Lane, Tasks
from agent_desk.runtime.texts import tr
from agent_desk.services.collector import Collector, Heard
from agent_desk.views.ports import News
from agent_desk.views.widgets import Bar
from agent_desk.views.window import MainWindow
from agent_desk.views.window.navigation import OUTBOX
from agent_desk.views.window.overdue import overdue_bar

log = logging.getLogger(__name__)
T = TypeVar("T")
_TURN = 0.0005
"""Seconds a thread computes while another one waits."""


class Workspace(StrEnum):
    """Which workspace a window asks for instead of its own, or the same in a new window."""

    DEMO = "demo"
    WORK = "work"
    ANEW = "anew"


async def live(opened: Opened, single: SingleInstance) -> Workspace | None:
    """Keep an opened window alive until it is closed. Returns the workspace to open instead, None to end."""
    # However hard the lanes work, the thread that paints gets its turn within half a millisecond.
    sys.setswitchinterval(_TURN)
    with Garbage():
        return await _live(opened, single)


async def _live(opened: Opened, single: SingleInstance) -> Workspace | None:
    desk, window, news = opened.desk, opened.window, opened.news
    desk.make_ready()
    tasks = Tasks(lambda error: _report(error, news))
    gathering = Gathering(news.changed.emit)
    heard = Heard(gathering.add, news.sync.emit, news.trouble.emit)
    collector = Collector(desk.ground, desk.vault, heard, daily=desk.retention.run)
    ended: asyncio.Future[Workspace | None] = asyncio.get_running_loop().create_future()
    window.closing.connect(lambda: _settle(ended, None))
    window.demo_wanted.connect(lambda: _settle(ended, Workspace.DEMO))
    window.real_work_wanted.connect(lambda: _settle(ended, Workspace.WORK))
    window.reopen_wanted.connect(lambda: _settle(ended, Workspace.ANEW))
    if window.isHidden():
        # Closed while everything behind it was being loaded.
        _settle(ended, None)
    single.listen(window.come_forward)
    _end_on_signals(window)
    with _Faults(news):
        opened.acts.begin(tasks)
        opened.collector.begin(collector)
        if (bar := overdue_bar(desk, lambda: window.go(OUTBOX))) is not None:
            window.bars.show_bar("overdue", bar)
        window.resume()
        QTimer.singleShot(0, window, window.reading.make_ready)
        watching = tasks.start(_watch(opened, collector), "collector")
        try:
            return await ended
        finally:
            window.close()
            watching.cancel()
            await tasks.finish()
            await collector.close()
            gathering.close()
            opened.acts.close()
            single.close()
            window.deleteLater()
            await asyncio.sleep(0)
            desk.ground.store.close()


async def _watch(opened: Opened, collector: Collector) -> None:
    """Fetch and send for as long as the window lives; in a new demo its team comes first."""
    desk = opened.desk
    if desk.demo and desk.rehearsal.needed():
        said = Bar(
            tr("The demo's team is settling in"), detail=tr("A week of work is put in place. This takes some seconds.")
        )
        opened.window.bars.show_bar("rehearsal", said)
        lane = Lane("rehearsal")
        try:
            opened.news.changed.emit(await lane.run(desk.rehearsal.play))
        except DeskError as error:
            opened.news.trouble.emit(error)
        finally:
            await asyncio.get_running_loop().run_in_executor(None, lane.close)
            opened.window.bars.take("rehearsal")
    await collector.watch()


def _settle(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


class _Faults:
    """While it is entered, an exception that escapes a slot goes into the log and into the window's bar."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._before = sys.excepthook

    def __enter__(self) -> None:
        self._before, sys.excepthook = sys.excepthook, self._hook
        asyncio.get_running_loop().set_exception_handler(self._loop_hook)

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("escaped a slot", exc_info=(kind, error, trace))
        _report(error, self._news)

    def _loop_hook(self, _: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        log.error(
            "escaped a task: %s", context.get("message"), exc_info=error if isinstance(error, Exception) else None
        )
        if isinstance(error, BaseException):
            _report(error, self._news)


def _report(error: BaseException, news: News) -> None:
    if isinstance(error, Exception):
        news.trouble.emit(as_desk_error(error))


def _end_on_signals(window: MainWindow) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, window.close)
