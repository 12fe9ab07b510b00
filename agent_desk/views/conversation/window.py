"""Conversations in windows of their own: the same pane, with its own composer, over the same drafts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.pane import ConversationPane
from agent_desk.views.ports import News, Settings
from agent_desk.views.theme import px

MakePane = Callable[[], ConversationPane]


class ConversationWindow(QWidget):
    """One conversation. Closing it saves what was typed."""

    closing = Signal(str)

    def __init__(self, pane: ConversationPane, conversation_id: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.pane, self.conversation_id = pane, conversation_id
        self.setObjectName("conversationWindow")
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        pane.header.window_button.hide()
        pane.show_conversation(conversation_id)
        pane.left.connect(self.close)
        close = QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self)
        close.activated.connect(self.close)
        self.setMinimumSize(px(420), px(420))
        self.name()

    def name(self) -> None:
        """What is open stands in the title, for those who switch windows by it."""
        row = self.pane.row
        words = (row.title or row.text[:80] or row.author_name) if row else tr("No conversation")
        self.setWindowTitle(tr("{what} – Agent Desk", what=" ".join(words.split())))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.pane.flush()
        self.closing.emit(self.conversation_id)
        super().closeEvent(event)


class ConversationWindows(QObject):
    """All windows of their own, one for each conversation. `make` makes a pane."""

    def __init__(self, make: MakePane, news: News, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make, self._settings = make, settings
        self._open: dict[str, ConversationWindow] = {}
        news.changed.connect(self._on_news)

    def pop_out(self, conversation_id: str) -> ConversationWindow:
        """Open a conversation in its window, or bring that to the front."""
        window = self._open.get(conversation_id)
        if window is None:
            window = self._open[conversation_id] = ConversationWindow(self._make(), conversation_id)
            window.closing.connect(self._forget)
            width, _, height = self._settings.get("conversation.window").partition("x")
            size = (int(width), int(height)) if width.isdigit() and height.isdigit() else (px(680), px(760))
            window.resize(*size)
            window.show()
        window.raise_()
        window.activateWindow()
        return window

    def windows(self) -> list[ConversationWindow]:
        """Those that are open."""
        return list(self._open.values())

    def close_all(self) -> None:
        """For the end of the program: everything typed is saved."""
        for window in self.windows():
            window.close()

    def _forget(self, conversation_id: str) -> None:
        window = self._open.pop(conversation_id, None)
        if window is not None:
            self._settings.set("conversation.window", f"{window.width()}x{window.height()}")

    def _on_news(self, changes: Changes) -> None:
        for window in self.windows():
            if window.conversation_id in changes.conversations:
                window.name()
