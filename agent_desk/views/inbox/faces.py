"""What fills the place of the list: the lines, or the words that say why there are none and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.inbox.model import ConversationModel
from agent_desk.views.ready_made import View
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState

NOTICED = 300
"""Milliseconds that a look through all conversations may take before anything is said: most end before."""


class ListFaces(QStackedWidget):
    """The list, or the words. `again`: shows the view anew without filters; `stop`: gives up a long look."""

    def __init__(
        self,
        lines: QWidget,
        model: ConversationModel,
        again: Callable[[], None],
        stop: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines, self._model, self._again, self._stop = lines, model, again, stop
        self._empty = EmptyState("waiting")
        self.addWidget(lines)
        self.addWidget(self._empty)
        self.setMinimumHeight(px(60))  # bars and conditions beside it keep their height where the window is low
        self.progress = QProgressBar()
        """A line above the list while it is being looked for or fetched."""
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Fetching"))
        self.progress.hide()
        self._fetching = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(NOTICED)
        self._soon.timeout.connect(self._show_look)
        model.stream.busy.connect(self._on_look)

    @property
    def shown(self) -> QWidget:
        """The one of the two that is seen."""
        return self._empty if self.currentWidget() is self._empty else self._lines

    def show_what_is(self, view: View, venues: Sequence[Venue], *, pure: bool) -> None:
        """The lines where there are any. `pure`: the view is shown without further filters."""
        new = [venue.label for venue in venues if venue.state is VenueState.NEW]
        self._fetching = bool(new) and not self._model.rows
        self._show_progress()
        if self._model.rows or self._soon.isActive():
            self.setCurrentWidget(self._lines)
            return
        if self._model.stream.under_way:
            self._show_look()
            return
        if new:
            self._empty.show_text(
                tr("Fetching from {venues}", venues=", ".join(new)), tr("The first posts appear in a moment.")
            )
        elif pure:
            hint = tr(view.hint) if view.hint else ""
            self._empty.show_text(view.empty if view.own else tr(view.empty), hint, picture=view.icon)
        else:
            self._empty.show_text(tr("Nothing fits these filters"), "", tr("Clear the filters"), self._again, "search")
        self._show_words()

    def show_trouble(self, error: DeskError) -> None:
        """Why the lines could not be read."""
        said = texts.what_happened(error)
        detail = " ".join(part for part in (said.kept, said.todo) if part)
        self._empty.show_text(said.what, detail, tr("Try again"), self._again, "alert")
        self._show_words()

    def _show_words(self) -> None:
        keyboard = self._lines.hasFocus()
        self.setCurrentWidget(self._empty)
        if keyboard:
            self._empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_look(self, on: bool) -> None:
        if on:
            self._soon.start()
        else:
            self._soon.stop()
            self._show_progress()

    def _show_look(self) -> None:
        self._show_progress()
        if not self._model.rows:
            self._empty.show_text(tr("Looking through all conversations"), "", tr("Stop"), self._stop, "search")
            self._show_words()

    def _show_progress(self) -> None:
        looking = self._model.stream.under_way and not self._soon.isActive()
        self.progress.setVisible(self._fetching or looking)
