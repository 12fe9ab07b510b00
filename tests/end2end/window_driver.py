"""Drives the real window of the real process code: opens it on the loop, finds its controls by name, waits for what it shows."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from agent_desk.app.living import live
from agent_desk.app.opening import open_window
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.runtime.places import Places
from agent_desk.views.window import MainWindow

W = TypeVar("W", bound=QWidget)


class WindowDriver:
    """One open window. On the GUI thread, inside the loop."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def find(self, kind: type[W], name: str) -> W:
        """The visible control of that name."""
        for widget in self.window.findChildren(kind, name):
            if widget.isVisible():
                return widget
        raise AssertionError(f"no visible {kind.__name__} {name}")

    async def until(self, condition: Callable[[], object], what: str, seconds: float = 30) -> None:
        """Wait until it is so, while the window lives on."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}"
            await asyncio.sleep(0.02)

    async def open(self, conversation_id: str) -> None:
        """Open a conversation and wait until its composer can be used."""
        self.window.open_conversation(conversation_id)
        await self.until(self._composer_ready, "the composer opens")

    async def answer(self, text: str) -> None:
        """Type an answer and press Send."""
        edit = self.find(QWidget, "reply")
        edit.setFocus()
        assert isinstance(edit, QTextEdit | QPlainTextEdit)
        edit.textCursor().insertText(text)
        send = self.find(QPushButton, "send")
        await self.until(send.isEnabled, "Send is allowed")
        QTest.mouseClick(send, Qt.MouseButton.LeftButton)

    def _composer_ready(self) -> bool:
        return any(widget.isVisible() and widget.isEnabled() for widget in self.window.findChildren(QWidget, "reply"))


def in_window(qapp: QApplication, places: Places, story: Callable[[WindowDriver], Awaitable[None]]) -> None:
    """Open the workspace in its window, live the story, close the window, and see the process code end in order."""

    async def run() -> None:
        single = SingleInstance(places.data)
        life = asyncio.ensure_future(live(open_window(open_desk(places), places), single))
        try:
            while not (windows := _windows(qapp)):
                assert not life.done(), life.exception()
                await asyncio.sleep(0.01)
            driver = WindowDriver(windows[0])
            await driver.until(windows[0].isActiveWindow, "the window takes keys")
            await story(driver)
        finally:
            for window in _windows(qapp):
                window.close()
            await asyncio.wait_for(life, 60)

    qapp.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(qapp)
    with loop:
        loop.run_until_complete(run())
    # What is left of the window is a cycle; it must not be another thread that finds it.
    gc.collect()


def _windows(qapp: QApplication) -> list[MainWindow]:
    return [widget for widget in qapp.topLevelWidgets() if isinstance(widget, MainWindow) and widget.isVisible()]
