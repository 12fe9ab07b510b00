"""The middle pane: the head with its filters, bars, the list, and what stands there when the list is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.rows import ConversationRow, ListOrder, ListQuery
from agent_desk.domain.venues import VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.commands import command, key_text
from agent_desk.views.inbox.delegate import ConversationDelegate, Said
from agent_desk.views.inbox.filters import ListHead
from agent_desk.views.inbox.list_view import ConversationList
from agent_desk.views.inbox.model import ConversationModel
from agent_desk.views.inbox.views import VIEWS, View
from agent_desk.views.inbox.work import ConversationWork
from agent_desk.views.ports import Acts, News, Now, Settings
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import Bar, BarStack, EmptyState, Hairline

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_AGES_EVERY = 30_000


class InboxPane(QWidget):
    """One list of conversations. `chosen`: the conversation the agent moved to (empty: none is left), `opened`: wants
    to read it, `reply_wanted`: wants to answer it."""

    chosen = Signal(str)
    opened = Signal(str)
    reply_wanted = Signal(str)

    def __init__(
        self, desk: Desk, acts: Acts, news: News, settings: Settings, *, now: Now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._settings = desk, settings
        self._view = VIEWS[0]
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Conversations"))
        self._marks = VenueMarks(desk)
        self._model = ConversationModel(desk, now, self)
        self._delegate = ConversationDelegate(self._marks, now, self)
        self._delegate.dense = settings.get("list.dense") == "1"
        self.head = ListHead()
        self.bars = BarStack()
        self.list = ConversationList(self._model, self._delegate)
        self._empty = EmptyState("waiting")
        self._fetching = QProgressBar()
        self._work = ConversationWork(desk, acts, self.bars, now, self.list.let_go)
        self._lay_out()
        self._connect(news)

    def _lay_out(self) -> None:
        self._fetching.setRange(0, 0)
        self._fetching.setTextVisible(False)
        self._fetching.setAccessibleName(tr("Fetching"))
        self._fetching.hide()
        self._faces = QStackedWidget()
        self._faces.addWidget(self.list)
        self._faces.addWidget(self._empty)
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Hairline())
        column.addWidget(self.bars)
        column.addWidget(self._fetching)
        column.addWidget(self._faces, 1)

    def _connect(self, news: News) -> None:
        self.head.changed.connect(self._on_filter)
        self.list.chosen.connect(self.chosen)
        self.list.held_back.connect(self._on_held_back)
        self.list.doubleClicked.connect(lambda _index: self._with(lambda row: self.opened.emit(row.id)))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.bind_keys(self._slots())
        news.changed.connect(self._on_changes)
        news.sync.connect(lambda _venue: self._show_face())
        ages = QTimer(self)
        ages.setInterval(_AGES_EVERY)
        ages.timeout.connect(self.list.viewport().update)
        ages.start()

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "list.next": lambda: self.list.step(1),
            "list.previous": lambda: self.list.step(-1),
            "conversation.open": lambda: self._with(lambda row: self.opened.emit(row.id)),
            "conversation.reply": lambda: self._with(lambda row: self.reply_wanted.emit(row.id)),
            "conversation.resolve": self.ask_to_resolve,
            "conversation.reopen": lambda: self._with(self._work.reopen),
            "conversation.pending": lambda: self._with(self._work.set_pending),
            "conversation.snooze": lambda: self._with(self._show_snooze),
            "conversation.browse": lambda: self._with(_browse),
        }

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self._view

    @property
    def face(self) -> QWidget:
        """What fills the place of the list: the list, or the words that say why there is none."""
        return self._empty if self._faces.currentWidget() is self._empty else self.list

    def show_view(self, view: View) -> None:
        """Show a view from its beginning, in the order that was last chosen for it."""
        self._view = view
        order = self._settings.get(f"order.{view.id}", view.query.order.value)
        query = view.query
        if order in set(ListOrder):
            query = replace(query, order=ListOrder(order))
        self._show(query)

    def select(self, conversation_id: str) -> None:
        """Mark a conversation that was opened from elsewhere, where it is in the list."""
        self.list.select(conversation_id)

    def ask_to_resolve(self) -> None:
        """Resolve the chosen conversation; where customers wait, ask what ended it."""
        self._with(self._work.resolve)

    def set_dense(self, dense: bool) -> None:
        """Two lines of text for each conversation instead of three."""
        self._delegate.dense = dense
        self._settings.set("list.dense", "1" if dense else "")
        self.list.set_heights()

    @property
    def dense(self) -> bool:
        """Whether the list is dense."""
        return self._delegate.dense

    def rescale(self) -> None:
        """The scale of text changed."""
        self.list.set_heights()

    def _show(self, query: ListQuery) -> None:
        try:
            self._model.show(query)
            venues = list(self._desk.venues.all())
        except DeskError as error:
            self._show_trouble(error)
            return
        self._delegate.said = Said(status=query.status is not None, waiting=query.waiting)
        self.head.show_view(self._view, query, venues)
        self.list.scrollToTop()
        self.bars.take("held")
        self._show_face()

    def _on_filter(self, query: ListQuery) -> None:
        self._settings.set(f"order.{self._view.id}", query.order.value)
        self._show(query)

    def _on_changes(self, changes: Changes) -> None:
        if not (changes.conversations or changes.messages or changes.deliveries or changes.drafts or changes.venues):
            return
        if changes.venues:
            self._marks.forget()
        try:
            self.list.refresh()
        except DeskError as error:
            self._show_trouble(error)
            return
        self._show_face()

    def _show_face(self) -> None:
        pure = self._model.query == replace(self._view.query, order=self._model.query.order)
        self.head.show_count(self._view.count(self._desk.inbox.counts()) if pure else 0)
        venues = self._desk.venues.all()
        new = [venue.label for venue in venues if venue.state is VenueState.NEW]
        self._fetching.setVisible(bool(new) and not self._model.rows)
        if self._model.rows:
            self._faces.setCurrentWidget(self.list)
            return
        if new:
            self._empty.show_text(
                tr("Fetching from {venues}", venues=", ".join(new)), tr("The first posts appear in a moment.")
            )
        elif pure:
            self._empty.show_text(tr(self._view.empty), tr(self._view.hint), picture=self._view.icon)
        else:
            self._empty.show_text(
                tr("Nothing fits these filters"),
                "",
                tr("Clear the filters"),
                lambda: self.show_view(self._view),
                "search",
            )
        self._faces.setCurrentWidget(self._empty)

    def _show_trouble(self, error: DeskError) -> None:
        said = texts.what_happened(error)
        detail = " ".join(part for part in (said.kept, said.todo) if part)
        self._empty.show_text(said.what, detail, tr("Try again"), lambda: self.show_view(self._view), "alert")
        self._faces.setCurrentWidget(self._empty)

    def _on_held_back(self, count: int) -> None:
        if not count:
            self.bars.take("held")
            return
        bar = Bar(
            ntr(
                "{n} change is held back while you point at the list",
                "{n} changes are held back while you point at the list",
                count,
            )
        )
        bar.add(tr("Show"), self.list.show_held_back)
        self.bars.show_bar("held", bar)

    def _with(self, act: Callable[[ConversationRow], object]) -> None:
        """Act on the chosen conversation as it is now."""
        row = self.list.current_row()
        if row is None:
            return
        try:
            act(self._desk.inbox.row(row.id))
        except NotFound as error:
            self.bars.show_error(error)

    def _show_snooze(self, row: ConversationRow) -> None:
        menu = self._work.snooze_menu(row, self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.list.visualRect(self.list.currentIndex())
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.list.viewport().mapToGlobal(place.center()))

    def _show_menu(self, point: QPoint) -> None:
        row = self.list.current_row()
        if row is None:
            return
        menu = QMenu(self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command_id, slot in self._slots().items():
            if command_id.startswith("conversation."):
                action = menu.addAction(f"{tr(command(command_id).text)}\t{key_text(command_id)}")
                action.triggered.connect(lambda _checked=False, slot=slot: slot())
        menu.popup(self.list.viewport().mapToGlobal(point))


def _browse(row: ConversationRow) -> None:
    """Open the conversation at its venue; the address is the venue's word, and so as hostile as its texts."""
    from agent_desk.domain.links import followable

    if url := followable(row.url):
        QDesktopServices.openUrl(QUrl(url))
