"""The column of one conversation: which items it has, older posts on demand, and a word about new ones out of view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.domain.errors import NotFound
from agent_desk.domain.rows import ConversationDetail, MessageRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import ntr
from agent_desk.views.commands import key_text
from agent_desk.views.conversation.card import Card
from agent_desk.views.conversation.delivery_card import DeliveryCard
from agent_desk.views.conversation.items import (
    SHOWN_FIRST,
    SHOWN_MORE,
    DeliveryItem,
    EarlierItem,
    Item,
    PostItem,
    SubjectItem,
    items_of,
)
from agent_desk.views.conversation.place_cards import EarlierCard, SubjectCard
from agent_desk.views.conversation.post_card import PostCard
from agent_desk.views.conversation.post_work import PostWork
from agent_desk.views.conversation.thread import ThreadView
from agent_desk.views.delivery_words import we
from agent_desk.views.ports import Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

PAGE = 400
"""Posts that are read at a time."""


class Column(QWidget):
    """Feeds the thread view. Reads of a page are small and indexed, so they happen on the GUI thread."""

    acted = Signal(object, object)
    """DeliveryAct, DeliveryRow"""

    def __init__(self, desk: Desk, now: Now, work: PostWork) -> None:
        super().__init__()
        self._desk, self._now, self._work = desk, now, work
        self._detail: ConversationDetail | None = None
        self._who = ""
        self._target: str | None = None
        self._unfolded = False
        self._shown: dict[str, int] = {}
        self._made: dict[str, PostItem] = {}
        self._earlier = 0
        self.messages: tuple[MessageRow, ...] = ()
        self.view = ThreadView(self._make)
        self.view.earlier_wanted.connect(self._schedule_earlier)
        self.view.moved.connect(self._forget_news)
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.setInterval(0)
        self._loading.timeout.connect(self.load_earlier)
        self._new = button("", parent=self)
        self._new.setObjectName("newPosts")
        self._new.clicked.connect(self.view.to_end)
        self._new.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def begin(self, detail: ConversationDetail, venue: Venue, target: str | None) -> None:
        """Show a conversation from its end."""
        self._detail, self._who, self._target = detail, we(venue), target
        self.messages, self._earlier = detail.messages, detail.earlier
        self._unfolded, self._shown, self._made = False, {}, {}
        self._loading.stop()
        self._new.hide()
        self.view.show_items(self._items(), afresh=True)

    def update_detail(self, detail: ConversationDetail, target: str | None, touched: frozenset[str]) -> None:
        """The newest page of the same conversation read again; of older pages only the posts in `touched`."""
        known = {message.id: at for at, message in enumerate(self.messages)}
        came = [message for message in detail.messages if message.id not in known]
        first = known.get(detail.messages[0].id, 0) if detail.messages else 0
        older = self.messages[:first]
        if touched & {message.id for message in older}:
            older = tuple(self._read_again(message) if message.id in touched else message for message in older)
        self._earlier = max(0, detail.earlier - len(older))
        self._detail, self._target = detail, target
        self.messages = older + self._kept(detail.messages)
        self.view.show_items(self._items())
        if came and not self.view.at_end():
            self._new.setText(ntr("{n} new post below ↓", "{n} new posts below ↓", len(came)))
            self._new.setAccessibleName(self._new.text())
            self._new.adjustSize()
            self._place_news()
            self._new.show()
            self._new.raise_()

    def _kept(self, messages: tuple[MessageRow, ...]) -> tuple[MessageRow, ...]:
        """The same posts, as the objects there were where nothing changed."""
        made = {key: item.message for key, item in self._made.items()}
        return tuple(made[new.id] if made.get(new.id) == new else new for new in messages)

    def _read_again(self, message: MessageRow) -> MessageRow:
        try:
            return self._desk.inbox.message(message.id)
        except NotFound:
            return message

    def show_target(self, message_id: str | None) -> None:
        """Mark the post that the answer goes to."""
        if message_id != self._target:
            self._target = message_id
            self.view.show_items(self._items())

    def load_earlier(self) -> None:
        """Read another page of older posts; what is in view stays where it is."""
        if self._detail is None or not self._earlier or not self.messages:
            return
        older = self._desk.inbox.earlier(self._detail.row.id, self.messages[0], PAGE)
        self.messages = older + self.messages
        self._earlier = max(0, self._earlier - len(older)) if older else 0
        self.view.show_items(self._items())

    def reveal(self, message_id: str) -> bool:
        """Scroll to a post, reading older pages until it is there; False where there is none."""
        while message_id not in {message.id for message in self.messages} and self._earlier:
            self.load_earlier()
        return self.view.reveal(message_id, focus=True)

    def current_post(self) -> MessageRow | None:
        """The post that has the focus."""
        key = self.view.current_key()
        return next((message for message in self.messages if message.id == key), None)

    def _items(self) -> list[Item]:
        if self._detail is None:
            return []
        earlier = EarlierItem(self._earlier) if self._earlier else None
        return items_of(
            replace(self._detail, messages=()),
            self.messages,
            earlier,
            target=self._target,
            unfolded=self._unfolded,
            shown=self._shown,
            before=self._made,
            who=self._who,
        )

    def _make(self, item: Item) -> Card:
        if isinstance(item, PostItem):
            return self._post_card()
        if isinstance(item, DeliveryItem):
            card = DeliveryCard(self._now, key_text("reply.undo"))
            card.acted.connect(self.acted)
            return card
        if isinstance(item, SubjectItem):
            subject = SubjectCard(self._now)
            subject.followed.connect(self._work.follow)
            subject.folding.connect(self._fold)
            return subject
        earlier = EarlierCard()
        earlier.wanted.connect(self.load_earlier)
        return earlier

    def _post_card(self) -> PostCard:
        card = PostCard(self._now)
        card.followed.connect(self._work.follow)
        card.wants_reply.connect(lambda item: self._work.reply(item.message))
        card.wants_history.connect(lambda item: self._work.show_history(item.message))
        card.wants_more.connect(self._show_more)
        card.wants_copy.connect(lambda item: self._work.copy(item.message))
        card.wants_menu.connect(self._open_menu)
        return card

    def _open_menu(self, item: Item, at: QPoint) -> None:
        if isinstance(item, PostItem):
            self._work.open_menu(item.message, at, self)

    def _show_more(self, item: PostItem) -> None:
        self._shown[item.key] = self._shown.get(item.key, SHOWN_FIRST) + SHOWN_MORE
        self.view.show_items(self._items())

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        self.view.show_items(self._items())

    def _schedule_earlier(self) -> None:
        if self.view.verticalScrollBar().maximum() > 0:
            self._loading.start()

    def _forget_news(self) -> None:
        if self.view.at_end():
            self._new.hide()

    def _place_news(self) -> None:
        size = self._new.sizeHint()
        self._new.setGeometry(
            (self.width() - size.width()) // 2, self.height() - size.height() - px(10), *size.toTuple()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_news()
