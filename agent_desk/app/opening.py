"""Opens a workspace in its window and shows that, before the loop, the lanes and the networks are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Signal

from agent_desk.app.acts import LaneActs
from agent_desk.app.language import dress_in_language
from agent_desk.domain.frozen import frozen
from agent_desk.runtime.places import Places
from agent_desk.runtime.settings import SettingsFile
from agent_desk.views.ports import CollectorPort, News
from agent_desk.views.window import MainWindow

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class LateCollector:
    """The collector as the window knows it from the start: until there is one, nothing is fetched, and what was asked is
    remembered."""

    def __init__(self) -> None:
        self._collector: CollectorPort | None = None
        self._wanted: list[str | None] = []

    def begin(self, collector: CollectorPort) -> None:
        """There it is."""
        self._collector = collector
        for venue_id in self._wanted:
            collector.sync_now(venue_id)

    def sync_now(self, venue_id: str | None = None) -> None:
        """See agent_desk.views.ports.CollectorPort."""
        if self._collector is None:
            self._wanted.append(venue_id)
        else:
            self._collector.sync_now(venue_id)

    def syncing(self) -> frozenset[str]:
        """See agent_desk.views.ports.CollectorPort."""
        return self._collector.syncing() if self._collector is not None else frozenset()

    def fetched(self) -> Mapping[str, int]:
        """See agent_desk.views.ports.CollectorPort."""
        return self._collector.fetched() if self._collector is not None else {}

    def stop(self, venue_id: str) -> None:
        """See agent_desk.views.ports.CollectorPort."""
        if self._collector is not None:
            self._collector.stop(venue_id)


@frozen
class Opened:
    """A window on a workspace. Its acts wait until the loop runs."""

    desk: Desk
    window: MainWindow
    news: News
    acts: LaneActs
    collector: LateCollector


def open_window(desk: Desk, places: Places, language: str = "") -> Opened:
    """Make the window and show it, in this language or in the one that was chosen. On the GUI thread."""
    settings = SettingsFile(places.settings)
    dress_in_language(settings, language)
    news = News()
    acts, collector = LaneActs(news), LateCollector()
    window = MainWindow(desk, acts, news, collector, settings)
    window.show()
    return Opened(desk, window, news, acts, collector)


def wait_for_picture(window: MainWindow) -> None:
    """Return once the list, or what stands in its place, is painted with what it has to show. Not inside the loop."""
    inbox = window.reading.inbox.list
    watcher = _PaintWatcher(inbox.viewport() if inbox.isVisible() else window.screens)
    waiting = QEventLoop()
    watcher.painted.connect(waiting.quit)
    # Nobody can click what is not painted yet.
    waiting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


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
            QTimer.singleShot(0, self.painted.emit)
        return super().eventFilter(watched, event)
