"""What a picture is taken with: a camera, and a window over a desk in which nothing moves by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.views.ports import Failed, News
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

T = TypeVar("T")
_REST = 160
"""Milliseconds that a screen gets to come to rest."""


class Camera:
    """Keeps what a window shows as PNG files, all named with the same ending. `taken`: the files, in order."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder, self._suffix = folder, suffix
        self.taken: list[Path] = []

    def take(self, window: QWidget, name: str, wait: int = _REST) -> None:
        """Let the window come to rest (`wait` milliseconds) and keep what it shows. Raises OSError."""
        settle(wait)
        path = self._folder / f"{name}-{self._suffix}.png"
        if not window.grab().save(str(path)):
            raise OSError(f"cannot write {path}")
        self.taken.append(path)


def settle(milliseconds: int) -> None:
    """Handle events for that long."""
    timer = QElapsedTimer()
    timer.start()
    while (left := milliseconds - timer.elapsed()) > 0:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, int(left))


@contextmanager
def still_window(desk: Desk, scheme: Scheme, size: tuple[int, int]) -> Iterator[tuple[MainWindow, News]]:
    """A window of that size in pixels that is painted but not shown on any screen."""
    news = News()
    window = MainWindow(desk, _AtOnce(news), news, _Still(), _Forgetful(theme=scheme))
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    window.bell.refresh()
    window.seat.refresh()
    try:
        yield window, news
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


class _Answered:
    def cancel(self) -> None:
        """It was answered already."""


class _AtOnce:
    """Acts that are done before they return: nothing else goes on while pictures are drawn."""

    def __init__(self, news: News) -> None:
        self._news = news

    def do(self, work: Callable[[], T], then: Callable[[T], None] | None = None, failed: Failed | None = None) -> None:
        try:
            result = work()
        except DeskError as error:
            (failed or self._news.trouble.emit)(error)
            return
        if isinstance(result, Changes) and result:
            self._news.changed.emit(result)
        if then is not None:
            then(result)

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None = None) -> _Answered:
        self.do(work, then, failed)
        return _Answered()


class _Still:
    """A collector that fetches nothing."""

    def sync_now(self, venue_id: str | None = None) -> None:
        """Nothing is fetched while pictures are drawn."""

    def syncing(self) -> frozenset[str]:
        return frozenset()

    def fetched(self) -> dict[str, int]:
        return {}

    def stop(self, venue_id: str) -> None:
        """Nothing is under way."""


class _Forgetful:
    """Settings that are kept for one window."""

    def __init__(self, **values: str) -> None:
        self._values = dict(values)

    def get(self, key: str, default: str = "") -> str:
        return self._values.get(key, default)

    def set(self, key: str, value: str) -> None:
        self._values[key] = value
