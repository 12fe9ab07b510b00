"""The inbox screen: the list or the search results, the conversation beside it, and the context at the edge."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.runtime.texts import tr
from agent_desk.views.inbox import InboxPane
from agent_desk.views.ports import Acts, News, Settings
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState
from agent_desk.views.window.folding import PaneFolding

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.views.context import ContextPane
    from agent_desk.views.conversation import ConversationPane
    from agent_desk.views.conversation.window import ConversationWindows
    from agent_desk.views.search import SearchPane

READ_AFTER = 1200
"""Milliseconds a conversation has to be looked at before it counts as read."""


class ReadingScreen(QSplitter):
    """Three panes whose widths are remembered by the window. What is not on the first picture is made when it is wanted.
    `found`: conversation and message id of a search result, `search_left`: back to the list, `venue_wanted`: the venue's
    page is where to go on."""

    found = Signal(str, str)
    search_left = Signal()
    venue_wanted = Signal(str)

    def __init__(self, desk: Desk, acts: Acts, news: News, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._desk, self._acts, self._news, self._settings = desk, acts, news, settings
        self._shown = ""
        self._read_before = self._popped = False
        self.inbox = InboxPane(desk, acts, news, settings, now=desk.ground.now)
        self._lists, self._middle, self._edge = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._lists.addWidget(self.inbox)
        for stack, ground in ((self._middle, "pane"), (self._edge, "bg")):
            stack.setProperty("ground", ground)
            stack.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        nothing = EmptyState("inbox")
        nothing.show_text(tr("No conversation chosen"), tr("Choose one from the list to read and answer it."))
        self._middle.addWidget(nothing)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for widget, width in ((self._lists, 300), (self._middle, 400), (self._edge, 200)):
            widget.setMinimumWidth(px(width))
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setSizes([px(370), px(640), px(250)])
        self.folding = PaneFolding(self, self._lists, self._middle, self._edge, settings)
        self._read_later = QTimer(self)
        self._read_later.setSingleShot(True)
        self._read_later.setInterval(READ_AFTER)
        self._read_later.timeout.connect(self._mark_read)
        self.inbox.chosen.connect(self.show_conversation)
        self.inbox.opened.connect(self.read)
        # Where the list and the conversation take turns, a click leads into the conversation.
        self.inbox.list.clicked.connect(lambda: self.read(self._shown) if self.folding.narrow and self._shown else None)
        self.inbox.reply_wanted.connect(self.reply)
        self.inbox.note_wanted.connect(lambda one: self.reply(one, note=True))
        self.inbox.popped_out.connect(self.pop_out)

    @cached_property
    def conversation(self) -> ConversationPane:
        """The pane in the middle."""
        from agent_desk.views.conversation import ConversationPane

        pane = ConversationPane(self._desk, self._acts, self._news, self._settings, now=self._desk.ground.now)
        self._read_before = True
        pane.left.connect(self._on_left)
        pane.pop_out_wanted.connect(self.pop_out)
        pane.context_wanted.connect(self.toggle_context)
        pane.show_alone(self.folding.narrow)
        self.folding.arranged.connect(pane.show_alone)
        pane.dealt_with.connect(self.inbox.list.let_go)
        pane.next_wanted.connect(lambda: _go_on(self))
        pane.venue_wanted.connect(self.venue_wanted)
        self.inbox.lend_composer(lambda: self._shown, pane.type_reply, pane.composer.tools.withdraw)
        self._middle.addWidget(pane)
        self._middle.setCurrentWidget(pane)
        return pane

    @cached_property
    def context(self) -> ContextPane:
        """The pane at the edge."""
        from agent_desk.views.context import ContextPane

        pane = ContextPane(self._desk, self._acts, self._news, self._settings, loader=self.conversation.pictures.loader)
        pane.conversation_wanted.connect(self.read)
        pane.posts_wanted.connect(self.conversation.current.go_to_author)
        pane.left.connect(self._on_left)
        self._edge.addWidget(pane)
        return pane

    @cached_property
    def windows(self) -> ConversationWindows:
        """Conversations in windows of their own."""
        from agent_desk.views.conversation import ConversationPane
        from agent_desk.views.conversation.window import ConversationWindows

        def make() -> ConversationPane:
            pane = ConversationPane(
                self._desk,
                self._acts,
                self._news,
                self._settings,
                now=self._desk.ground.now,
                loader=self.conversation.pictures.loader,
            )
            pane.venue_wanted.connect(self.venue_wanted)
            return pane

        self._popped = True
        return ConversationWindows(make, self._news, self._settings, self)

    def pop_out(self, conversation_id: str) -> None:
        """Show a conversation in a window of its own."""
        if conversation_id:
            self.windows.pop_out(conversation_id)

    @cached_property
    def search(self) -> SearchPane:
        """What stands in the place of the list while somebody searches."""
        from agent_desk.views.search import SearchPane

        pane = SearchPane(self._desk, self._acts, now=self._desk.ground.now)
        pane.opened.connect(self.found)
        pane.left.connect(self.search_left)
        self._lists.addWidget(pane)
        return pane

    def make_ready(self) -> None:
        """Make now what will be wanted soon."""
        _ = self.conversation, self.context, self.search

    @property
    def shown(self) -> str:
        """The conversation on screen, or empty."""
        return self._shown

    def show_conversation(self, conversation_id: str) -> None:
        """Show a conversation beside the list; empty shows none."""
        self._shown = conversation_id
        self._read_later.stop()
        if not conversation_id:
            if self._read_before:
                self.conversation.show_conversation(None)
                self.context.clear()
            return
        self.conversation.show_conversation(conversation_id, mark_read=False)
        self.context.show_conversation(conversation_id)
        self._read_later.start()

    def flush(self) -> None:
        """For the end of this window: save what is being typed, close the windows of single conversations."""
        if self._read_before:
            self.conversation.flush()
        if self._popped:
            self.windows.close_all()

    def read(self, conversation_id: str) -> None:
        """Show it and move the keyboard into it."""
        if conversation_id != self._shown:
            self.show_conversation(conversation_id)
        self.folding.turn_to(reading=True)
        self.conversation.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reply(self, conversation_id: str, *, note: bool = False) -> None:
        """Show it and move the keyboard into the answer, or into a private note."""
        if conversation_id != self._shown:
            self.show_conversation(conversation_id)
        self.folding.turn_to(reading=True)
        (self.conversation.focus_note if note else self.conversation.focus_reply)()

    def focus_list(self) -> None:
        """The keyboard back into the list."""
        self.folding.turn_to(reading=False)
        self._left.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """The list instead of search results."""
        if self.searching:
            self.search.cancel()
        self._lists.setCurrentWidget(self.inbox)

    def show_search(self) -> None:
        """Search results instead of the list."""
        self._lists.setCurrentWidget(self.search)

    def enter_results(self) -> None:
        """The keyboard into the search results."""
        self.search.focus_results()

    def open_first_result(self) -> None:
        """Take the chosen search result, or the first one."""
        self.search.open_first()

    @property
    def searching(self) -> bool:
        """Whether search results are shown."""
        return self._lists.currentWidget() is not self.inbox

    def panes(self) -> list[QWidget]:
        """Where the keyboard can go, in order."""
        panes: list[QWidget] = [self._left, self.conversation, self.context]
        return [pane for pane in panes if pane.isVisible()] or [self._left]

    @property
    def _left(self) -> QWidget:
        return self.search.list if self.searching else self.inbox.face

    def toggle_context(self) -> None:
        """Show or hide the context, and remember that."""
        if self.folding.toggle_context() and self.folding.narrow:
            self.context.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without a choice of the agent, the context is there where the window is wide enough."""
        super().resizeEvent(event)
        self.place_context()

    def place_context(self) -> None:
        """Share the room as it was chosen."""
        self.folding.arrange()

    def _on_left(self) -> None:
        """Back: from the context above the conversation into it, from there to the list."""
        if self.folding.close_drawer():
            self.conversation.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_list()

    def _mark_read(self) -> None:
        conversation_id = self._shown
        try:
            unread = self._desk.inbox.row(conversation_id).unread if conversation_id else 0
        except DeskError:
            return
        if not conversation_id or not self.window().isActiveWindow():
            return
        if unread:
            self._acts.do(lambda: self._desk.status.read(conversation_id))
        self._acts.do(lambda: self._desk.notices.see_conversation(conversation_id))


def _go_on(reading: ReadingScreen) -> None:
    """The next conversation of the list, the keyboard in its answer; after the last one, the keyboard in the list."""
    before = reading.shown
    reading.inbox.list.step(1)
    if reading.shown != before:
        reading.reply(reading.shown)
    else:
        reading.focus_list()
