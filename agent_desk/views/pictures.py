"""Draws every screen with demo data into picture files, for the documents and for anyone's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, SecretUnavailable, Unreachable
from agent_desk.domain.rows import ConversationRow, ListQuery
from agent_desk.views.ports import Failed, News
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

T = TypeVar("T")
_PAINT, _TYPE = 160, 400
"""Milliseconds that a screen gets to come to rest, and a search to start."""


def draw(demo: Desk, empty: Desk, folder: Path, scheme: Scheme, size: tuple[int, int]) -> list[Path]:
    """Draw all screens of a filled demo workspace and of one without a venue; returns the files, PNG, in order.

    `size`: width and height of the window in pixels. Writes drafts and replies into the demo workspace, reaches no
    network. Needs a QApplication; on the GUI thread, without a running loop. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    camera = _Camera(folder, f"{scheme}-{size[0]}x{size[1]}")
    with _window(empty, scheme, size) as (window, _news):
        camera.take(window, "welcome")
        window.go("venue.add")
        camera.take(window, "connect")
    with _window(demo, scheme, size) as (window, news):
        _draw_work(window, demo, camera)
        _draw_around(window, demo, news, camera)
    return camera.taken


def _draw_work(window: MainWindow, desk: Desk, camera: _Camera) -> None:
    reading = window.reading
    window.go("waiting")
    rows = desk.inbox.page(ListQuery(waiting=True), limit=200)
    long_one = max(rows, key=lambda row: row.message_count)
    reading.inbox.select(long_one.id)
    reading.show_conversation(long_one.id)
    camera.take(window, "inbox")
    _answer(window, desk, rows, long_one)
    reading.conversation.posts.to_end()
    camera.take(window, "undo")
    window.go("all")
    reading.inbox.set_dense(True)
    camera.take(window, "dense")
    reading.inbox.set_dense(False)
    window.go("waiting")
    reading.inbox.list.step(1)
    reading.inbox.list.setFocus()
    window.reading.inbox.ask_to_resolve()
    camera.take(window, "resolve")
    reading.inbox.bars.take("ask")
    window.go("resolved")
    camera.take(window, "nothing")


def _answer(window: MainWindow, desk: Desk, rows: list[ConversationRow], shown: ConversationRow) -> None:
    """A reply that counts down in the conversation on screen, two more in the outbox, and a draft."""
    texts = ("Thank you for writing. We look into it today and come back to you here.",) * 3
    for row, text in zip([shown, *(row for row in rows if row.id != shown.id)][:3], texts, strict=False):
        sent = desk.replies.send(row.id, text)
        window.news.changed.emit(sent.changes)
    other = next(row for row in reversed(rows) if row.id != shown.id)
    window.news.changed.emit(desk.drafts.save(other.id, "We have found the cause and"))


def _draw_around(window: MainWindow, desk: Desk, news: News, camera: _Camera) -> None:
    window.go("outbox")
    camera.take(window, "outbox")
    window.search_for("update")
    camera.take(window, "search", _TYPE)
    window.leave_search()
    venue = desk.venues.all()[0]
    window.show_venue_page(venue.id)
    camera.take(window, "venue")
    assistant = window.screens.show_assistant()
    assistant.choose(desk.venues.networks()[0])
    if venue.profile is not None:
        assistant.show_profile(venue.profile)
    camera.take(window, "signed-in")
    assistant.offer_session(SecretUnavailable("no keyring answers"))
    camera.take(window, "keyring")
    window.go("waiting")
    window.state.show_offline(True)
    news.trouble.emit(Unreachable("connection refused"))
    camera.take(window, "offline")
    window.state.show_offline(False)
    window.bars.take("error")
    window.help.toggle()
    camera.take(window, "keys")
    window.help.hide()
    window.finding.open()
    camera.take(window, "palette")
    window.finding.palette.close_palette()
    window.show_preferences()
    camera.take(window, "preferences")
    window.go("activity")
    camera.take(window, "activity")
    window.go("waiting")
    window.actions_by_id["view.larger"].trigger()
    for _ in range(4):
        window.actions_by_id["view.larger"].trigger()
    camera.take(window, "large")
    window.actions_by_id["view.normal"].trigger()


class _Camera:
    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder, self._suffix = folder, suffix
        self.taken: list[Path] = []

    def take(self, window: QWidget, name: str, wait: int = _PAINT) -> None:
        """Let the window come to rest and keep what it shows."""
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
def _window(desk: Desk, scheme: Scheme, size: tuple[int, int]) -> Iterator[tuple[MainWindow, News]]:
    news = News()
    window = MainWindow(desk, _AtOnce(news), news, _Still(), _Forgetful(theme=scheme))
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
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
