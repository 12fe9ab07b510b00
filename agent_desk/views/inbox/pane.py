"""The middle pane: the head with its filters and conditions, the list, what stands there when it is empty. Bars come at its
foot, so that no line moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.filtering import Field
from agent_desk.domain.lists import ME, MINE, NOBODY, ListOrder, ListQuery
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.assigning.work import AssignWork
from agent_desk.views.author_work import AuthorWork
from agent_desk.views.colleagues import Colleagues
from agent_desk.views.commands import Where, bind
from agent_desk.views.inbox.acting import ListActs, Wishes, follow
from agent_desk.views.inbox.builder import ConditionBuilder
from agent_desk.views.inbox.bulk import BulkWork
from agent_desk.views.inbox.delegate import ConversationDelegate, Said
from agent_desk.views.inbox.faces import ListFaces
from agent_desk.views.inbox.filters import ListHead
from agent_desk.views.inbox.list_view import ConversationList
from agent_desk.views.inbox.model import ConversationModel
from agent_desk.views.inbox.saved import OwnViews
from agent_desk.views.inbox.work import ConversationWork
from agent_desk.views.last_act import LastAct
from agent_desk.views.merging.work import MergeWork
from agent_desk.views.ports import Acts, News, Now, Settings
from agent_desk.views.ready_made import VIEWS, View
from agent_desk.views.triage_work import TriageWork
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import Bar, BarStack, Hairline
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_AGES_EVERY = 30_000
_CUSTOMERS = 200
"""Customers that a condition offers."""


class InboxPane(QWidget):
    """One list of conversations. `chosen`: the conversation the agent moved to (empty: none is left), `opened`: wants to read
    it, `reply_wanted`: to answer it, `note_wanted`: to note something, `popped_out`: to read it in a window of its own;
    `view_wanted`: the id of a view to go to."""

    chosen = Signal(str)
    opened = Signal(str)
    reply_wanted = Signal(str)
    note_wanted = Signal(str)
    popped_out = Signal(str)
    view_wanted = Signal(str)

    def __init__(
        self, desk: Desk, acts: Acts, news: News, settings: Settings, *, now: Now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._doing, self._settings = desk, acts, settings
        self._view = VIEWS[0]
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Conversations"))
        self._marks = VenueMarks(desk)
        self._model = ConversationModel(desk, acts, now, self)
        self._colleagues = Colleagues(desk)
        self._model.names = self._colleagues.other
        self._delegate = ConversationDelegate(self._marks, self._model.marks, now, self._colleagues.other, self)
        self._delegate.dense = settings.get("list.dense") == "1"
        self.head = ListHead(self._model.marks)
        self.builder = ConditionBuilder(lambda name: network_name(desk, name), partial(known_values, desk))
        self.bars = BarStack()
        self.list = ConversationList(self._model, self._delegate)
        self._faces = ListFaces(
            self.list, self._model, lambda: self.show_view(self._view), lambda: self.show_view(VIEWS[0])
        )
        last = LastAct()
        work = ConversationWork(desk, acts, self.bars, now, last.before(self.list.let_go))
        self._bulk = BulkWork(desk, acts, self.bars, self._model.marks, now, self)
        authors = AuthorWork(desk, acts, self.bars, follow, now)
        wishes = Wishes(self.opened.emit, self.reply_wanted.emit, self.note_wanted.emit, self.popped_out.emit)
        triage = TriageWork(desk, acts, self.bars, last.begin)
        assign = AssignWork(desk, acts, self.bars, self._bulk, self.list.let_go, last.begin)
        merge = MergeWork(desk, acts, self.bars, self.list.let_go, last.begin)
        last.of(self._bulk, triage, assign, merge, work)
        self._acts = ListActs(
            desk,
            self.list,
            work=work,
            triage=triage,
            assign=assign,
            merge=merge,
            bulk=self._bulk,
            authors=authors,
            bars=self.bars,
            wishes=wishes,
            last=last,
        )
        self.lend_composer, self.run_macro = self._bulk.lend, self._acts.run_macro
        self._own_views = OwnViews(desk, acts, self.bars, self.view_wanted.emit)
        self._lay_out()
        self._connect(news)

    def _lay_out(self) -> None:
        lead_focus(self, self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.builder)
        column.addWidget(Hairline())
        column.addWidget(self._faces.progress)
        column.addWidget(self._faces, 1)
        column.addWidget(self.bars)

    def _connect(self, news: News) -> None:
        self.head.changed.connect(self._on_filter)
        self.head.conditions_wanted.connect(self.show_conditions)
        self.head.save_wanted.connect(self.save_view)
        self.head.own_view.connect(lambda act: self._own_views.change(act, self._view))
        self.head.bulk.wanted.connect(lambda command_id: self._acts.slots()[command_id]())
        self.head.bulk.all_wanted.connect(self._mark_matching)
        self.builder.changed.connect(lambda where: self._on_filter(replace(self._model.query, where=where)))
        self.builder.save_wanted.connect(self.save_view)
        self.builder.closed.connect(self._close_conditions)
        self._model.arrived.connect(self._show_face)
        self._model.refused.connect(self._faces.show_trouble)
        self._model.marks.changed.connect(lambda: self.head.show_marks(len(self._model.marks), more=self._model.more))
        self.list.chosen.connect(self.chosen)
        self.list.held_back.connect(self._on_held_back)
        self.list.doubleClicked.connect(lambda _index: self._acts.slots()["conversation.open"]())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._acts.show_menu)
        slots = self._acts.slots() | self._own_slots()
        # An act can empty the list; what takes it back must work there, too.
        bind(self, "undo", slots.pop("undo"), where=Where.CONVERSATION)
        self.list.bind_keys(slots)
        news.changed.connect(self._on_changes)
        news.sync.connect(self._on_sync)
        ages = QTimer(self)
        ages.setInterval(_AGES_EVERY)
        ages.timeout.connect(self._on_time)
        ages.start()

    def _own_slots(self) -> dict[str, Callable[[], object]]:
        return {
            "list.sort": self.head.show_orders,
            "filter.builder": self.show_conditions,
            "filter.clear": lambda: self.show_view(self._view),
            "view.save": self.save_view,
        }

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self._view

    @property
    def face(self) -> QWidget:
        """What fills the place of the list: the list, or the words that say why there is none."""
        return self._faces.shown

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
        self._acts.slots()["conversation.resolve"]()

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

    def show_conditions(self) -> None:
        """Open the conditions, with one to fill in."""
        self.builder.show_conditions(self._model.query.where, self._venues())
        self.builder.show()
        lines = self.builder.lines()
        (lines[-1] if lines else self.builder.add_line()).focus_value()

    def save_view(self) -> None:
        """Keep what the list shows as a view."""
        self._own_views.ask(self._view, self._model.query)

    def stop(self) -> None:
        """The window closes: nobody waits for lists or acts on many any more."""
        self._model.stream.stop()
        self._bulk.stop()

    def _venues(self) -> list[Venue]:
        try:
            return list(self._desk.venues.all())
        except DeskError as error:
            self.bars.show_error(error)
            return []

    def _close_conditions(self) -> None:
        self.builder.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_matching(self) -> None:
        self._bulk.mark_matching(self._model.query)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, query: ListQuery) -> None:
        self._model.marks.clear()
        try:
            self._model.show(query)
            venues = list(self._desk.venues.all())
        except DeskError as error:
            self._faces.show_trouble(error)
            return
        self._delegate.said = Said(
            status=query.status is not None, waiting=query.waiting, assignee=query.assignee is not None
        )
        self.head.show_view(self._view, query, venues)
        if query.where is None and not self.builder.isVisible():
            self.builder.show_conditions(None, venues)
        elif query.where != self.builder.conditions():
            self.builder.show_conditions(query.where, venues)
        self.list.scrollToTop()
        self.bars.take("held")
        self._show_face()

    def _on_filter(self, query: ListQuery) -> None:
        self._settings.set(f"order.{self._view.id}", query.order.value)
        self._show(query)

    def _on_time(self) -> None:
        """Ages and due times are said anew; a list about due times is another one as time passes."""
        self.list.viewport().update()
        if self._model.query.due is not None and self.isVisible():
            self._on_changes(Changes(conversations=frozenset({""})))

    def _on_changes(self, changes: Changes) -> None:
        if self._colleagues.heard(changes):
            self.list.viewport().update()
        if changes.everything:
            changes = changes | Changes(venues=frozenset({""}))
        if not (changes.conversations or changes.messages or changes.deliveries or changes.drafts or changes.venues):
            return
        if changes.venues:
            self._marks.forget()
        try:
            self.list.refresh()
        except DeskError as error:
            self._faces.show_trouble(error)
            return
        self._show_face()

    def _on_sync(self, _venue_id: str) -> None:
        """That a venue is asked changes what an empty list says, and nothing else."""
        if not self._model.rows:
            self._show_face()

    def _show_face(self) -> None:
        query = self._model.query
        pure = query == replace(self._view.query, order=query.order)
        self.head.show_count(self._view.count(self._desk.inbox.counts()) if pure else 0)
        self._faces.show_what_is(self._view, self._desk.venues.all(), pure=pure)

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


def known_values(desk: Desk, field: Field) -> Mapping[str, str]:
    """What a condition about people or tags can be compared with, by what stands for each, with its name."""
    try:
        if field is Field.TAG:
            return {tag: f"#{tag}" for tag in desk.triage.known_tags(limit=200)}
        if field is Field.ASSIGNEE:
            agents = {agent.id: agent.name or agent.handle for agent in desk.roster.agents()}
            return {ME: tr("me"), NOBODY: tr("nobody"), **agents}
        if field is Field.TEAM:
            return {
                MINE: tr("one of my teams"),
                NOBODY: tr("no team"),
                **{team.id: team.name for team in desk.roster.teams()},
            }
        if field is Field.CUSTOMER:
            return {one.id: one.name or f"#{one.number}" for one in desk.customers.find("", _CUSTOMERS)}
    except DeskError:
        return {}
    return {}


def network_name(desk: Desk, name: str) -> str:
    """What a network is called, also where it is not installed any more."""
    try:
        return desk.venues.network(name).label
    except DeskError:
        return name
