"""The list of what a search found. The search runs off the GUI thread, a moment after the last key; late answers to
earlier words are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import SearchHit
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.ports import Acts, Now, Question
from agent_desk.views.search.results import RESULT_ROLE, ResultDelegate, ResultModel
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState, Hairline, label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

LIMIT = 50
DEBOUNCE = 150
"""Milliseconds after the last key before a search starts."""


class SearchPane(QWidget):
    """Emits `opened` (conversation id, message id) for a message, `left` when the agent wants back."""

    opened = Signal(str, str)
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, *, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._text = ""
        self._question: Question | None = None
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Search results"))
        self._model = ResultModel(now, self)
        self._head = label(tr("Search"), size="title")
        self._state = label(tone="dim")
        self.list = _Results()
        self.list.setModel(self._model)
        self.list.setItemDelegate(ResultDelegate(now, self.list))
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.list.left.connect(self.left)
        self._empty = EmptyState("search")
        self._faces = QStackedWidget()
        self._faces.addWidget(self.list)
        self._faces.addWidget(self._empty)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE)
        self._timer.timeout.connect(self._ask)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QWidget()
        words = QVBoxLayout(head)
        words.setContentsMargins(px(14), px(10), px(14), px(10))
        words.setSpacing(px(4))
        words.addWidget(self._head)
        words.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(Hairline())
        column.addWidget(self._faces, 1)

    def search(self, text: str) -> None:
        """Search for this a moment from now, instead of whatever was asked before."""
        self.cancel()
        self._text = text.strip()
        if self._text:
            self._state.setText(tr("Searching"))
            self._timer.start()
        else:
            self._show([])

    def cancel(self) -> None:
        """Forget what was asked."""
        self._timer.stop()
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def open_first(self) -> None:
        """Take the selected result, or the first one."""
        index = self.list.currentIndex()
        self._on_activated(index if index.isValid() else self._model.index(0))

    def said(self) -> str:
        """What stands there instead of results, or nothing."""
        return self._empty.said() if self._faces.currentWidget() is self._empty else ""

    def focus_results(self) -> None:
        """Move the keyboard into the results."""
        if self._model.rowCount():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self._model.index(0))

    def _ask(self) -> None:
        text = self._text
        self._question = self._acts.ask(lambda: self._desk.search.find(text, LIMIT), self._show, self.show_trouble)

    def _show(self, hits: list[SearchHit]) -> None:
        self._question = None
        self._model.show(hits)
        self._state.setText(ntr("{n} message", "{n} messages", len(hits)) if hits else "")
        if hits:
            self.list.setCurrentIndex(self._model.index(0))
            self._faces.setCurrentWidget(self.list)
        elif self._text:
            nothing = tr("Nothing has “{words}” in it", words=self._text[:60])
            self._empty.show_text(nothing, tr("Try fewer or shorter words."))
            self._faces.setCurrentWidget(self._empty)
        else:
            self._empty.show_text(tr("Search all conversations"), tr("By words, or by the number of a conversation."))
            self._faces.setCurrentWidget(self._empty)

    def show_trouble(self, error: DeskError) -> None:
        """The search failed: say why, and offer to try again."""
        self._question = None
        said = texts.what_happened(error)
        self._state.setText("")
        self._empty.show_text(said.what, said.todo, tr("Try again"), self._ask, "alert")
        self._faces.setCurrentWidget(self._empty)

    def _on_activated(self, index: QModelIndex) -> None:
        result = index.data(RESULT_ROLE)
        if isinstance(result, SearchHit):
            self.opened.emit(result.conversation_id, result.message_id)


class _Results(QListView):
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Search results"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            step = 1 if event.key() == Qt.Key.Key_J else -1
            line = max(0, min(self.model().rowCount() - 1, self.currentIndex().row() + step))
            self.setCurrentIndex(self.model().index(line, 0))
            return
        super().keyPressEvent(event)
