"""The inbox screen: the list or the search results, the conversation beside it, and the context at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.views.context import ContextPane
from agent_desk.views.conversation import ConversationPane
from agent_desk.views.inbox import InboxPane
from agent_desk.views.ports import Acts, News, Settings
from agent_desk.views.search import SearchPane
from agent_desk.views.theme import px

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

READ_AFTER = 1200
"""Milliseconds a conversation has to be looked at before it counts as read."""
CONTEXT_FROM = 1200
"""Width of this screen, in pixels at 100 %, from which the context is shown unless somebody hid it."""


class ReadingScreen(QSplitter):
    """Three panes whose widths are remembered by the window."""

    def __init__(self, desk: Desk, acts: Acts, news: News, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._desk, self._acts, self._settings = desk, acts, settings
        self._shown = ""
        self.inbox = InboxPane(desk, acts, news, settings, now=desk.ground.now)
        self.search = SearchPane(desk, acts, now=desk.ground.now)
        self.conversation = ConversationPane(desk, acts, news, settings, now=desk.ground.now)
        self.context = ContextPane(desk, news)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.inbox)
        self._lists.addWidget(self.search)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for widget, width in ((self._lists, 300), (self.conversation, 400), (self.context, 200)):
            widget.setMinimumWidth(px(width))
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setSizes([px(370), px(640), px(250)])
        self._read_later = QTimer(self)
        self._read_later.setSingleShot(True)
        self._read_later.setInterval(READ_AFTER)
        self._read_later.timeout.connect(self._mark_read)
        self.inbox.chosen.connect(self.show_conversation)
        self.inbox.opened.connect(self.read)
        self.inbox.reply_wanted.connect(self.reply)
        self.conversation.left.connect(self.focus_list)
        self.conversation.dealt_with.connect(self.inbox.list.let_go)

    @property
    def shown(self) -> str:
        """The conversation on screen, or empty."""
        return self._shown

    def show_conversation(self, conversation_id: str) -> None:
        """Show a conversation beside the list; empty shows none."""
        self._shown = conversation_id
        self._read_later.stop()
        if not conversation_id:
            self.conversation.show_conversation(None)
            self.context.clear()
            return
        self.conversation.show_conversation(conversation_id, mark_read=False)
        self.context.show_conversation(conversation_id)
        self._read_later.start()

    def read(self, conversation_id: str) -> None:
        """Show it and move the keyboard into it."""
        if conversation_id != self._shown:
            self.show_conversation(conversation_id)
        self.conversation.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reply(self, conversation_id: str) -> None:
        """Show it and move the keyboard into the answer."""
        if conversation_id != self._shown:
            self.show_conversation(conversation_id)
        self.conversation.focus_reply()

    def focus_list(self) -> None:
        """The keyboard back into the list."""
        self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """The list instead of search results."""
        self.search.cancel()
        self._lists.setCurrentWidget(self.inbox)

    def show_search(self) -> None:
        """Search results instead of the list."""
        self._lists.setCurrentWidget(self.search)

    @property
    def searching(self) -> bool:
        """Whether search results are shown."""
        return self._lists.currentWidget() is self.search

    def panes(self) -> list[QWidget]:
        """Where the keyboard can go, in order."""
        left: QWidget = self.search.list if self.searching else self.inbox.face
        return [left, self.conversation]

    def toggle_context(self) -> None:
        """Show or hide the context, and remember that."""
        shown = not self.context.isVisible()
        self._settings.set("context", "shown" if shown else "hidden")
        self.context.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without a choice of the agent, the context is there where the window is wide enough."""
        super().resizeEvent(event)
        self.place_context()

    def place_context(self) -> None:
        """Show or hide the context as it was chosen."""
        choice = self._settings.get("context")
        self.context.setVisible(choice == "shown" or (choice != "hidden" and self.width() >= px(CONTEXT_FROM)))

    def _mark_read(self) -> None:
        conversation_id = self._shown
        try:
            unread = self._desk.inbox.row(conversation_id).unread if conversation_id else 0
        except DeskError:
            return
        if unread and self.window().isActiveWindow():
            self._acts.do(lambda: self._desk.status.read(conversation_id))
