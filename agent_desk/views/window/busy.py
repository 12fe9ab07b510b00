"""Says in the line at the bottom what takes long, how far it got, and how to stop it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.errands import Errand, Errands
from agent_desk.views.ports import CollectorPort, News
from agent_desk.views.window.status_line import StatusLine

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

LONG = 50
"""Posts from which a fetch is worth a line; those every minute bring less."""
_LOOK = 500


class Busy(QObject):
    """Looks only while something is under way."""

    def __init__(
        self, desk: Desk, collector: CollectorPort, errands: Errands, news: News, status: StatusLine, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._collector, self._errands, self._status = desk, collector, errands, status
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look)
        errands.changed.connect(self.look)
        news.sync.connect(lambda _venue: self.look())

    def look(self) -> None:
        """Say what is under way now."""
        running, fetched = self._errands.running(), self._collector.fetched()
        if fetched and not self._timer.isActive():
            self._timer.start()
        elif not fetched:
            self._timer.stop()
        if running:
            self._status.show_busy(_progress(running[0]), running[0].cancel)
            return
        said = [self._fetching(venue_id, n) for venue_id, n in fetched.items() if n >= LONG]
        if said:
            self._status.show_busy(*said[0])
        else:
            self._status.show_busy("", None)

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()
        self._errands.cancel_all()

    def _fetching(self, venue_id: str, n: int) -> tuple[str, Callable[[], object]]:
        label = next((venue.label for venue in self._desk.venues.all() if venue.id == venue_id), "")
        posts = ntr(
            "Fetching {venue}: {count} post", "Fetching {venue}: {count} posts", n, venue=label, count=_figure(n)
        )
        return posts, partial(self._collector.stop, venue_id)


def _progress(errand: Errand) -> str:
    if errand.cancelled():
        return tr("{what}: stopping", what=errand.text)
    if errand.most:
        return tr("{what}: {done} of {most}", what=errand.text, done=_figure(errand.done), most=_figure(errand.most))
    return tr("{what}: {done}", what=errand.text, done=_figure(errand.done)) if errand.done else errand.text


def _figure(n: int) -> str:
    return QLocale().toString(n)
