"""The line at the bottom: how the venues are doing and what waits in the outbox."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from agent_desk.domain.lists import InboxCounts
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.theme import Token, px
from agent_desk.views.widgets import ElidedLabel, FlowLayout, label
from agent_desk.views.widgets.buttons import link_button
from agent_desk.views.widgets.labels import Dot
from agent_desk.views.window.navigation import all_unreachable, state_in_words


class StatusLine(QWidget):
    """Emits `outbox_wanted` when the agent clicks what waits there."""

    outbox_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("State of the desk"))
        self._dot = Dot()
        self._venues = label(tone="dim", size="label")
        self._trouble_dot = Dot(Token.RISK)
        self._trouble = ElidedLabel(tone="dim", size="label")
        self._outbox = link_button("")
        self._outbox.setProperty("letters", "label")
        self._outbox.clicked.connect(self.outbox_wanted)
        self._right = label(tone="dim", size="label")
        self._busy = label(tone="dim", size="label")
        self._stop = link_button("")
        self._stop.setProperty("letters", "label")
        self._stop.clicked.connect(lambda _on=False: self._stopping())
        self._stopping: Callable[[], object] = lambda: None
        row = QHBoxLayout()
        row.setSpacing(px(7))
        row.addWidget(self._dot)
        row.addWidget(self._venues)
        row.addSpacing(px(8))
        row.addWidget(self._trouble_dot)
        row.addWidget(self._trouble, 1)
        row.addStretch(1)
        self._ends = QWidget()
        self._flow = FlowLayout(self._ends, px(7))
        for widget in (self._busy, self._stop, self._outbox, self._right):
            self._flow.addWidget(widget)
        lines = self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        lines.setContentsMargins(px(12), px(2), px(14), px(2))
        lines.setSpacing(px(4))
        lines.addLayout(row, 1)
        lines.addWidget(self._ends, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = row
        self.setMinimumHeight(px(26))
        self.show_busy("", None)

    def show_busy(self, text: str, stop: Callable[[], object] | None) -> None:
        """What takes long right now, and how to stop it; empty text: nothing."""
        began = bool(text) and self._busy.isHidden()
        self._busy.setText(text)
        self._busy.setVisible(bool(text))
        self._stop.setText(tr("Stop"))
        self._stop.setAccessibleName(tr("Stop: {what}", what=text) if text else tr("Stop"))
        self._stop.setVisible(stop is not None)
        self._stopping = stop or (lambda: None)
        self._arrange()
        if began:
            QAccessible.updateAccessibility(QAccessibleEvent(self._busy, QAccessible.Event.NameChanged))

    def show_state(self, venues: list[Venue], counts: InboxCounts, syncing: frozenset[str], now: int) -> None:
        """Say how things are now."""
        good = [venue for venue in venues if venue.state is VenueState.OK]
        self._dot.setVisible(bool(venues))
        self._dot.show_token(Token.OK if len(good) == len(venues) else Token.FAINT)
        self._venues.setText(_summary(venues, good))
        bad = [venue for venue in venues if venue.state not in (VenueState.OK, VenueState.NEW)]
        offline = all_unreachable(venues)
        for widget in (self._trouble_dot, self._trouble):
            widget.setVisible(bool(bad) and not offline)
        self._trouble.setText("; ".join(f"{venue.label}: {state_in_words(venue, syncing, now)}" for venue in bad[:3]))
        self._outbox.setVisible(counts.outbox > 0)
        waiting = ntr("{n} reply in the outbox", "{n} replies in the outbox", counts.outbox)
        if counts.outbox_failed:
            waiting += ", " + ntr("{n} needs you", "{n} need you", counts.outbox_failed)
        self._outbox.setText(waiting)
        self._outbox.setAccessibleName(waiting)
        self._right.setText(ntr("{n} customer waits", "{n} customers wait", counts.waiting) if counts.waiting else "")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """One line where the words fit, else the outbox below the venues."""
        needed = self._row.minimumSize().width() + self._flow.sizeHint().width() + px(30)
        fits = needed <= self.width()
        self._lines.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)


def _summary(venues: list[Venue], good: list[Venue]) -> str:
    if not venues:
        return tr("No venue is connected")
    times = [venue.synced_at for venue in good if venue.synced_at is not None]
    time = f", {when.clock_seconds(max(times))}" if times else ""
    if len(good) == len(venues):
        return ntr("{n} venue up to date", "{n} venues up to date", len(venues)) + time
    return tr("{good} of {all} venues up to date", good=len(good), all=len(venues)) + time
