"""Says that posts arrived out of view, and leads to them one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPushButton, QWidget

from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.conversation.card_pool import OUT_OF_SIGHT
from agent_desk.views.conversation.thread import ThreadView
from agent_desk.views.people import name_of
from agent_desk.views.theme import px
from agent_desk.views.widgets import button


class Arrivals:
    """A button over the lower edge of the thread; gone once everything new was seen."""

    def __init__(self, view: ThreadView, parent: QWidget) -> None:
        self._view, self._parent = view, parent
        self._unseen: list[str] = []
        self.button: QPushButton = button("", parent=parent)
        self.button.setObjectName("newPosts")
        self.button.clicked.connect(self._go)
        self.button.hide()
        view.moved.connect(self._look)

    def forget(self) -> None:
        """Another conversation."""
        self._unseen = []
        self.button.hide()

    def add(self, came: Sequence[MessageRow]) -> None:
        """These are new, and shown already, in view or out of it."""
        if not came:
            return
        self._unseen += [message.id for message in came]
        self._look()
        said = ntr("{n} new post", "{n} new posts", len(came))
        words = tr("{what}, from {name}: {words}", what=said, name=name_of(came[-1]), words=came[-1].text[:120])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))

    def place(self) -> None:
        """Lie where the parent's lower edge is now."""
        size = self.button.sizeHint()
        at = QPoint((self._parent.width() - size.width()) // 2, self._parent.height() - size.height() - px(10))
        self.button.setGeometry(at.x(), at.y(), size.width(), size.height())

    def _look(self) -> None:
        if not self._unseen:
            self.button.hide()
            return
        room = self._view.viewport().height()
        cards = (self._view.card(key) for key in self._unseen)
        seen = {
            card.item.key
            for card in cards
            if card is not None
            and card.y() != OUT_OF_SIGHT
            and card.y() < room - px(20)
            and card.y() + card.height() > 0
        }
        self._unseen = [key for key in self._unseen if key not in seen]
        if not self._unseen:
            self.button.hide()
            return
        n = len(self._unseen)
        below = ntr("{n} new post below ↓", "{n} new posts below ↓", n)
        words = (
            below if self._view.lies_below(self._unseen[0]) else ntr("{n} new post above ↑", "{n} new posts above ↑", n)
        )
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.place()
        self.button.show()
        self.button.raise_()

    def _go(self) -> None:
        if self._unseen:
            self._view.reveal(self._unseen[0])
