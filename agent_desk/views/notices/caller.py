"""Hears what arrives and calls the agent as was chosen for each venue: many posts at once make one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QDateTime, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.rows import ConversationRow
from agent_desk.views.notices.rules import Notice, notice_of, quiet, way_of
from agent_desk.views.ports import Acts, News, Settings
from agent_desk.views.setting_table import is_on

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

TOGETHER = 1500
"""Milliseconds in which arrivals are gathered for one call."""
_MOST = 60
_NEW = 24 * 3600 * 1000
"""Milliseconds; what was written longer ago arrives by a back-fill and calls nobody."""


class Sign(Protocol):
    """Where calls are shown: see agent_desk.views.notices.tray.Tray."""

    def show_count(self, count: int) -> None: ...
    def notify(self, title: str, text: str) -> None: ...
    def close(self) -> None: ...


class Caller(QObject):
    """Emits `opened` with the conversation of a notification that was clicked, empty for the window alone; `quit_wanted`.

    `looking`: the conversation that the agent sees right now, or empty. `sound`: makes the sound.
    """

    opened = Signal(str)
    quit_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        news: News,
        settings: Settings,
        *,
        window: QWidget,
        looking: Callable[[], str],
        sound: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(window)
        self._desk, self._acts, self._settings = desk, acts, settings
        self._window, self._looking, self._sound = window, looking, sound
        self._sign: Sign | None = None
        self._arrived: set[str] = set()
        self._last = Notice("", "", "")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TOGETHER)
        self._soon.timeout.connect(self._look)
        news.changed.connect(self._on_news)

    def begin(self) -> None:
        """Show the sign, where there is a tray and the agent wants it, and the counts."""
        from agent_desk.views.notices.tray import Tray, tray_there

        wanted = is_on(self._settings, "notify.tray") and tray_there()
        if wanted and self._sign is None:
            tray = Tray(self)
            tray.wanted.connect(lambda: self.opened.emit(""))
            tray.clicked.connect(self.on_clicked)
            tray.quit_wanted.connect(self.quit_wanted)
            self.show_on(tray)
        elif not wanted and self._sign is not None:
            self._sign.close()
            self._sign = None
        self.count()

    def show_on(self, sign: Sign) -> None:
        """Show calls and counts here."""
        self._sign = sign

    def stop(self) -> None:
        """The window closes: the counts go with it."""
        self._soon.stop()
        if self._sign is not None:
            self._sign.close()
            self._sign = None
        _badge(0)

    def count(self) -> None:
        """Show how many wait, but for venues that may not even count."""
        try:
            waiting = self._desk.inbox.counts().waiting_by_venue
        except DeskError:
            return
        count = sum(n for venue_id, n in waiting.items() if way_of(self._settings, venue_id).badge)
        _badge(count)
        if self._sign is not None:
            self._sign.show_count(count)

    def tell(self, title: str, text: str, conversation_id: str) -> None:
        """Something the agent is told by name: outside of the window where it is not the one in use, and not in quiet hours."""
        if quiet(self._settings, QDateTime.fromMSecsSinceEpoch(self._desk.ground.now())):
            return
        words = text if is_on(self._settings, "notify.words") else ""
        self._last = Notice(title, words, conversation_id)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, f"{title}: {words}"))
        if not self._window.isActiveWindow():
            QApplication.alert(self._window)
            if self._sign is not None:
                self._sign.notify(title, words)

    def on_clicked(self) -> None:
        """The last notification was clicked."""
        self.opened.emit(self._last.conversation_id)

    def _on_news(self, changes: Changes) -> None:
        if changes.messages or changes.conversations:
            self._arrived |= changes.messages
            if not self._soon.isActive():
                self._soon.start()

    def _look(self) -> None:
        self.count()
        arrived, self._arrived = sorted(self._arrived)[-_MOST:], set()
        if arrived:
            self._acts.ask(lambda: self._calling(arrived), self._call, lambda _error: None)

    def _calling(self, message_ids: Iterable[str]) -> list[ConversationRow]:
        """The conversations in which somebody new waits for us. Off the GUI thread."""
        known = {venue.id for venue in self._desk.venues.all() if venue.synced_at is not None}
        since = self._desk.ground.now() - _NEW
        rows: dict[str, ConversationRow] = {}
        for message_id in message_ids:
            try:
                message = self._desk.inbox.message(message_id)
                row = self._desk.inbox.row(message.conversation_id)
            except NotFound:
                continue
            if message.waits and message.posted_at >= since and row.venue_id in known and row.unread:
                rows[row.id] = row
        return list(rows.values())

    def _call(self, rows: list[ConversationRow]) -> None:
        moment = QDateTime.fromMSecsSinceEpoch(self._desk.ground.now())
        if not rows or quiet(self._settings, moment):
            return
        active = self._window.isActiveWindow()
        unseen = [row for row in rows if not (active and row.id == self._looking())]
        called = [row for row in unseen if way_of(self._settings, row.venue_id).toast]
        if any(way_of(self._settings, row.venue_id).sound for row in unseen):
            self._sound()
        if not called:
            return
        self._last = notice_of(called, words=is_on(self._settings, "notify.words"))
        said = f"{self._last.title}: {self._last.text}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, said))
        if not active:
            QApplication.alert(self._window)
            if self._sign is not None:
                self._sign.notify(self._last.title, self._last.text)


def _badge(count: int) -> None:
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setBadgeNumber(count)
