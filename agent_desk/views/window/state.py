"""Keeps sidebar, status line, title and the offline bar in step with the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.inbox.saved import ViewCounts
from agent_desk.views.ports import CollectorPort
from agent_desk.views.ready_made import View
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import Bar, BarStack
from agent_desk.views.window import navigation
from agent_desk.views.window.sidebar import Sidebar
from agent_desk.views.window.status_line import StatusLine

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_TOGETHER = 100
_CLOCKS_EVERY = 5_000


class DeskState(QObject):
    """Reads counters and venues again when something changed, at most every 100 ms."""

    venues_changed = Signal()
    venue_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        collector: CollectorPort,
        sidebar: Sidebar,
        status: StatusLine,
        *,
        bars: BarStack,
        views: ViewCounts,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._views = views
        views.changed.connect(self.refresh_soon)
        self._desk, self._collector = desk, collector
        self._sidebar, self._status, self._bars, self._window = sidebar, status, bars, window
        self._view: View | None = None
        self._name = ""
        self._signed_out = ""
        self._kept_back = 0
        self._marks = VenueMarks(desk)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER)
        self._soon.timeout.connect(self.refresh)
        self._clocks = QTimer(self)
        self._clocks.setInterval(_CLOCKS_EVERY)
        self._clocks.timeout.connect(self.refresh)
        self._clocks.start()

    def on_changes(self, changes: Changes) -> None:
        """Something happened."""
        self.refresh_soon()
        if changes.venues:
            self._marks.forget()
            self.venues_changed.emit()

    def refresh_soon(self) -> None:
        """Read again in a moment, once for many changes."""
        if not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """The window closes: the store may be gone before the window is."""
        self._clocks.stop()
        self._soon.stop()
        self._views.stop()

    def refresh(self) -> None:
        """Read again now."""
        try:
            venues = list(self._desk.venues.all())
            counts, looker = self._desk.inbox.counts(), self._desk.inbox.looker()
            own = [(view, self._views.of(view.id)) for view in self._desk.views.all()]
        except DeskError as error:
            self._bars.show_error(error)
            return
        syncing, now = self._collector.syncing(), self._desk.ground.now()
        entries = navigation.entries(
            counts, venues, syncing, self._marks, now, own=own, looker=looker, demo=self._desk.demo
        )
        self._sidebar.show_entries(entries)
        self._status.show_state(venues, counts, syncing, now)
        self._ask_sign_in([venue for venue in venues if venue.state is VenueState.SIGN_IN])
        self.show_offline(navigation.all_unreachable(venues), counts.outbox)
        name, count = self._name, self._view.count(counts) if self._view else 0
        where = f"{name} ({count})" if count else name
        self._window.setWindowTitle(" · ".join(part for part in (where, tr("Agent Desk")) if part))

    def show_title(self, name: str, view: View | None = None) -> None:
        """What the window's title names, with the count of the view where it is one; empty: only the program."""
        self._name, self._view = name, view
        self.refresh_soon()

    def _ask_sign_in(self, venues: list[Venue]) -> None:
        """Say which venue no longer lets us in; closed by the agent, it stays closed until that changes."""
        wanted = venues[0].id if venues else ""
        if wanted == self._signed_out:
            return
        self._signed_out = wanted
        self._bars.take("sign_in")
        if venues:
            text = tr("{venue} wants a new sign-in", venue=venues[0].label)
            bar = Bar(text, tone="risk", detail=tr("Nothing was lost. Replies wait in the outbox until then."))
            bar.add(tr("Sign in"), lambda: self.venue_wanted.emit(wanted), look="primary")
            self._bars.show_bar("sign_in", bar)

    def show_offline(self, offline: bool, waiting: int = 0) -> None:
        """Say that nothing can be reached and how many replies wait here, or that it can again."""
        if not offline:
            self._bars.take("offline")
        elif self._bars.current("offline") is None or waiting != self._kept_back:
            work_on = tr(
                "Work on: everything is on this computer. Replies wait in the outbox and go out by themselves."
            )
            count = ntr("{n} waits there now.", "{n} wait there now.", waiting) if waiting else ""
            bar = Bar(tr("No venue can be reached"), tone="risk", detail=f"{work_on} {count}".strip(), closable=False)
            self._kept_back = waiting
            bar.add(tr("Try now"), self._collector.sync_now, closes=False)
            self._bars.show_bar("offline", bar)
