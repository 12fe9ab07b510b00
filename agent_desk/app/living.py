"""A window's life on the loop: shown first, everything heavier after the first paint, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from enum import StrEnum
from types import TracebackType
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from agent_desk.app.acts import LaneActs, as_desk_error
from agent_desk.app.garbage import Garbage
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.domain.rows import ListQuery
from agent_desk.runtime.lanes import Tasks
from agent_desk.runtime.places import Places
from agent_desk.runtime.processes import milliseconds_running
from agent_desk.runtime.settings import SettingsFile
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.collector import Collector, Heard
from agent_desk.services.desk import Desk
from agent_desk.views.ports import News
from agent_desk.views.theme import scheme
from agent_desk.views.widgets import Bar
from agent_desk.views.window import MainWindow
from agent_desk.views.window.navigation import OUTBOX

log = logging.getLogger(__name__)
T = TypeVar("T")


class Workspace(StrEnum):
    """Which workspace a window asks for instead of its own."""

    DEMO = "demo"
    WORK = "work"


async def live(places: Places, *, demo: bool, single: SingleInstance) -> Workspace | None:
    """Open the workspace in a window until it is closed. Returns the workspace to open instead, None to end."""
    with Garbage():
        return await _live(places, demo=demo, single=single)


async def _live(places: Places, *, demo: bool, single: SingleInstance) -> Workspace | None:
    desk = open_desk(places, demo=demo)
    news = News()
    tasks = Tasks(lambda error: _report(error, news))
    acts = LaneActs(tasks, news)
    heard = Heard(news.changed.emit, news.sync.emit, news.trouble.emit)
    collector = Collector(desk.ground, desk.vault, heard)
    settings = SettingsFile(places.settings)
    window = MainWindow(desk, acts, news, collector, settings)
    ended: asyncio.Future[Workspace | None] = asyncio.get_running_loop().create_future()
    window.closing.connect(lambda: _settle(ended, None))
    window.demo_wanted.connect(lambda: _settle(ended, Workspace.DEMO))
    window.real_work_wanted.connect(lambda: _settle(ended, Workspace.WORK))
    single.listen(lambda: _raise(window))
    _end_on_signals(window)
    with _Faults(news):
        await _shown(window)
        _tell_overdue(desk, window)
        watching = tasks.start(collector.watch(), "collector")
        try:
            return await ended
        finally:
            window.close()
            watching.cancel()
            await tasks.finish()
            await collector.close()
            acts.close()
            desk.pictures.close()
            single.close()
            window.deleteLater()
            await asyncio.sleep(0)
            desk.ground.store.close()


async def first_paint(desk: Desk, places: Places) -> dict[str, object]:
    """Show the window, wait for its list to be painted, and tell how long that took since the process began."""
    news = News()
    tasks = Tasks(lambda _: None)
    acts = LaneActs(tasks, news)
    settings = SettingsFile(places.settings)
    if desk.demo:
        await fill_demo(desk)
    window = MainWindow(desk, acts, news, Collector(desk.ground, desk.vault), settings)
    await _shown(window)
    taken = milliseconds_running()
    counted = sum(desk.inbox.counts().by_status.values())
    window.close()
    await tasks.finish()
    acts.close()
    window.deleteLater()
    await asyncio.sleep(0)
    return {"first_paint_ms": round(taken), "conversations": counted, "theme": scheme().value}


async def fill_demo(desk: Desk) -> None:
    """The demo network lives inside the program: one round fills an empty demo workspace."""
    if desk.inbox.page(ListQuery(), limit=1):
        return
    collector = Collector(desk.ground, desk.vault)
    await collector.once()
    await collector.close()


async def _shown(window: MainWindow) -> None:
    painted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    window.show()
    inbox = window.reading.inbox.list
    watcher = _PaintWatcher(inbox.viewport() if inbox.isVisible() else window.screens)
    watcher.painted.connect(lambda: _settle(painted, None))
    await painted


def _settle(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


class _PaintWatcher(QObject):
    """Emits `painted` after its widget was painted for the first time."""

    painted = Signal()

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)
        self._widget = widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            asyncio.get_running_loop().call_soon(self.painted.emit)
        return super().eventFilter(watched, event)


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


def _tell_overdue(desk: Desk, window: MainWindow) -> None:
    if count := desk.outbox.overdue():
        text = ntr(
            "One reply was due while Agent Desk was closed. Its thread is checked, then it leaves.",
            "{n} replies were due while Agent Desk was closed. Their threads are checked, then they leave.",
            count,
        )
        bar = Bar(text)
        bar.add(tr("Outbox"), lambda: window.go(OUTBOX))
        window.bars.show_bar("overdue", bar)


def _report(error: BaseException, news: News) -> None:
    if isinstance(error, Exception):
        news.trouble.emit(as_desk_error(error))


def _raise(window: MainWindow) -> None:
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


def _end_on_signals(window: MainWindow) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, window.close)
