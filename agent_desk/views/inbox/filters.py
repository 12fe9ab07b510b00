"""The head of the list: what it is called, how many there are, how it is sorted, and the filters on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views.inbox import condition_words
from agent_desk.views.inbox.bulk import BulkRow
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.ready_made import SAVED, View
from agent_desk.views.theme import px
from agent_desk.views.widgets import ElidedLabel, FilterChip, FlowLayout, icon_button, label

T = TypeVar("T")

_ORDERS = {
    ListOrder.WAITING: marked("Longest waiting"),
    ListOrder.NEWEST: marked("Newest first"),
    ListOrder.OLDEST: marked("Oldest first"),
    ListOrder.DUE: marked("What is due first"),
}


class ListHead(QWidget):
    """Emits `changed` with the new ListQuery when the agent touches a filter or the order, `venue_wanted` (id) when the
    state of the venue that is shown is asked for, `conditions_wanted` when conditions of the agent's own are, `save_wanted`
    when the list is to be kept as a view, `own_view` (rename, remove, up, down) for a view that was kept."""

    changed = Signal(object)
    venue_wanted = Signal(str)
    conditions_wanted = Signal()
    save_wanted = Signal()
    own_view = Signal(str)

    def __init__(self, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bulk = BulkRow(marks)
        self._view: View | None = None
        self._query = ListQuery()
        self._venues: list[Venue] = []
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = ElidedLabel(size="title")
        self._count = label(tone="dim")
        self._order = QToolButton()
        self._order.setToolTip(tr("Order of the list"))
        self._order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._order.setMenu(QMenu(self._order))
        self._about = icon_button("info", tr("State of the venue"))
        self._about.clicked.connect(lambda: self.venue_wanted.emit(self._query.venue_id or ""))
        self._waiting = FilterChip(tr("Waiting"))
        self._unread = FilterChip(tr("Unread"))
        self._status = FilterChip("")
        self._venue = FilterChip("")
        self._kind = FilterChip("")
        self._more = FilterChip(tr("Filter"))
        self._lay_out()
        self._waiting.clicked.connect(lambda on: self.set_filters(waiting=on))
        self._unread.clicked.connect(lambda on: self.set_filters(unread=on))
        self._status.clicked.connect(self._show_statuses)
        self._venue.clicked.connect(self._show_venues)
        self._kind.clicked.connect(self._show_kinds)
        self._more.clicked.connect(self._show_more)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        chips = self._chips = QWidget()
        second = FlowLayout(chips, px(6))
        first.setSpacing(px(8))
        self._title.setMinimumWidth(px(40))
        first.addWidget(self._title)
        first.addWidget(self._count)
        first.addWidget(self._about)
        first.addStretch(1)
        first.addWidget(self._order)
        for chip in (self._waiting, self._unread, self._status, self._venue, self._kind, self._more):
            second.addWidget(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(8), px(8))
        column.setSpacing(px(4))
        column.addLayout(first)
        column.addWidget(chips)
        column.addWidget(self.bulk)
        self.bulk.hide()

    def show_marks(self, count: int, *, more: bool) -> None:
        """While conversations are marked, what can be done with them stands in the place of the filters."""
        self.bulk.show_marks(more=more)
        self.bulk.setVisible(count > 0)
        self._chips.setVisible(count == 0)

    def show_view(self, view: View, query: ListQuery, venues: list[Venue]) -> None:
        """Which view is shown, with which filters, and the venues to choose from."""
        self._view, self._query, self._venues = view, query, venues
        self._title.setText(view.name)
        self._title.setSizePolicy(self._title.sizePolicy().Policy.Maximum, self._title.sizePolicy().verticalPolicy())
        self._waiting.setChecked(query.waiting)
        self._unread.setChecked(query.unread)
        status = texts.status(query.status) if query.status else tr("Any status")
        self._say(self._status, status, bool(query.status))
        chosen = next((venue.label for venue in venues if venue.id == query.venue_id), tr("Any venue"))
        self._say(self._venue, chosen, query.venue_id is not None)
        self._venue.setVisible(len(venues) > 1)
        kind = condition_words.kind_name(query.kind) if query.kind else tr("Any kind")
        self._say(self._kind, kind, query.kind is not None)
        more = sum((query.draft != view.query.draft, query.failed, query.where is not None))
        self._more.setChecked(more > 0)
        text = tr("Filter, {n} more", n=more) if more else tr("+ Filter")
        self._more.show_text(text, tr("More filters"))
        self._about.setVisible(query.venue_id is not None)
        self._fill_orders()

    def show_count(self, count: int, *, more: bool = False) -> None:
        """How many there are (`more`: at least so many); 0 says nothing."""
        self._count.setText((tr("{n}+", n=count) if more else ntr("{n}", "{n}", count)) if count else "")
        self._count.setAccessibleName(ntr("{n} conversation", "{n} conversations", count) if count else "")

    def _say(self, chip: FilterChip, text: str, on: bool) -> None:
        chip.setChecked(on)
        chip.show_text(f"{text} ▾" if len(text) <= 18 else f"{text[:17]}… ▾", text)

    def _fill_orders(self) -> None:
        name = tr(_ORDERS[self._query.order])
        self._order.setText(f"{name} ▾")
        self._order.setAccessibleName(tr("Order: {order}", order=name))
        menu = self._order.menu()
        menu.clear()
        _fill(menu, {order: tr(text) for order, text in _ORDERS.items()}, self._query.order, self.set_order)

    def set_order(self, order: ListOrder) -> None:
        """Sort the list, as if chosen from the menu."""
        self._query = replace(self._query, order=order)
        self.changed.emit(self._query)

    def set_filters(self, *, waiting: bool | None = None, unread: bool | None = None) -> None:
        """Switch a filter on or off, as if its chip was pressed."""
        query = self._query
        if waiting is not None:
            query = replace(query, waiting=waiting)
        if unread is not None:
            query = replace(query, unread=unread)
        self._query = query
        self.changed.emit(query)

    def show_orders(self) -> None:
        """Open the menu of orders, as if its button was pressed."""
        self._order.showMenu()

    def _show_kinds(self) -> None:
        choices: dict[ConversationKind | None, str] = {None: tr("Any kind")}
        kinds = [kind for kind in ConversationKind if kind is not ConversationKind.FOUND]
        choices |= {kind: condition_words.kind_name(kind) for kind in kinds}

        def chosen(kind: ConversationKind | None) -> None:
            self._query = replace(self._query, kind=kind)
            self.changed.emit(self._query)

        self._pop_up(self._kind, choices, self._query.kind, chosen)

    def _show_more(self) -> None:
        view = self._view
        menu = QMenu(self._more)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, on, query in (
            (tr("With a draft"), self._query.draft, replace(self._query, draft=not self._query.draft)),
            (tr("A reply needs you"), self._query.failed, replace(self._query, failed=not self._query.failed)),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(on)
            action.triggered.connect(lambda _checked=False, query=query: self.changed.emit(query))
        menu.addSeparator()
        menu.addAction(tr("Conditions")).triggered.connect(self.conditions_wanted)
        menu.addAction(tr("Save as a view")).triggered.connect(self.save_wanted)
        if view is not None and view.id.startswith(SAVED):
            menu.addSeparator()
            for act, text in (
                ("up", tr("Move this view up")),
                ("down", tr("Move this view down")),
                ("remove", tr("Remove this view")),
            ):
                menu.addAction(text).triggered.connect(lambda _checked=False, act=act: self.own_view.emit(act))
        if view is not None and replace(self._query, order=view.query.order) != view.query:
            menu.addSeparator()
            clear = menu.addAction(tr("Clear the filters"))
            clear.triggered.connect(lambda: self.changed.emit(replace(view.query, order=self._query.order)))
        self._more.setChecked(self._query.where is not None or self._query.failed)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _show_statuses(self) -> None:
        choices: dict[Status | None, str] = {None: tr("Any status")}
        choices |= {status: texts.status(status) for status in Status}

        def chosen(status: Status | None) -> None:
            self._query = replace(self._query, status=status)
            self.changed.emit(self._query)

        self._pop_up(self._status, choices, self._query.status, chosen)

    def _show_venues(self) -> None:
        choices: dict[str | None, str] = {None: tr("Any venue")}
        choices |= {venue.id: venue.label for venue in self._venues}

        def chosen(venue_id: str | None) -> None:
            self._query = replace(self._query, venue_id=venue_id)
            self.changed.emit(self._query)

        self._pop_up(self._venue, choices, self._query.venue_id, chosen)

    def _pop_up(self, chip: FilterChip, choices: dict[T, str], current: T, chosen: Callable[[T], None]) -> None:
        chip.setChecked(current is not None)
        menu = QMenu(chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _fill(menu, choices, current, chosen)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))


def _fill(menu: QMenu, choices: dict[T, str], current: T, chosen: Callable[[T], None]) -> None:
    group = QActionGroup(menu)
    for value, text in choices.items():
        action = QAction(text.replace("&", "&&"), menu)
        action.setCheckable(True)
        action.setChecked(value == current)
        action.triggered.connect(lambda _checked=False, value=value: chosen(value))
        group.addAction(action)
        menu.addAction(action)
