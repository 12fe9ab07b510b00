"""The column of one conversation: which items it has, older posts on demand, and a word about new ones out of view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import NotFound
from agent_desk.domain.posts import Quote
from agent_desk.domain.rows import ConversationDetail, MessageRow, NoteRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import key_text
from agent_desk.views.conversation.arrivals import Arrivals
from agent_desk.views.conversation.card import Card
from agent_desk.views.conversation.delivery_card import DeliveryCard
from agent_desk.views.conversation.items import (
    SHOWN_FIRST,
    SHOWN_MORE,
    DeliveryItem,
    EarlierItem,
    Item,
    NoteItem,
    PostItem,
    Reading,
    SubjectItem,
    TrailItem,
    UnreadItem,
    items_of,
)
from agent_desk.views.conversation.link_target import LinkTarget
from agent_desk.views.conversation.note_card import NoteCard, UnreadCard
from agent_desk.views.conversation.place_cards import EarlierCard, SubjectCard
from agent_desk.views.conversation.post_card import PostCard
from agent_desk.views.conversation.post_work import PostWork
from agent_desk.views.conversation.seeking import Seeker
from agent_desk.views.conversation.structure import branching
from agent_desk.views.conversation.thread import ThreadView
from agent_desk.views.conversation.trail_card import TrailCard
from agent_desk.views.delivery_words import we
from agent_desk.views.media import VenuePictures
from agent_desk.views.ports import Now
from agent_desk.views.theme import px

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

PAGE = 1_000
"""Posts that are read at a time."""


class Column(QWidget):
    """Feeds the thread view. Reads of a page are small and indexed, so they happen on the GUI thread."""

    acted = Signal(object, object)
    """DeliveryAct, DeliveryRow"""
    enlarged = Signal(object)
    """Media that is wanted large."""
    hovered = Signal(str)
    """Where the link under the pointer leads; empty: there is none."""

    def __init__(self, desk: Desk, now: Now, work: PostWork, pictures: VenuePictures) -> None:
        super().__init__()
        self._desk, self._now, self._work, self.pictures = desk, now, work, pictures
        self._detail: ConversationDetail | None = None
        self._reading = Reading("", pictures.shows)
        self._words = ""
        self._earlier = 0
        self.messages: tuple[MessageRow, ...] = ()
        self.view = ThreadView(self._make)
        self.view.setMinimumHeight(px(24))  # a few large letters must leave room for what is written below
        self.view.earlier_wanted.connect(self._schedule_earlier)
        self.link_target = LinkTarget(self)
        self.hovered.connect(self.link_target.show_target)
        self._seeker = Seeker(self._read_earlier, self._refill, self)
        self._seeker.working.connect(
            lambda busy: self.link_target.show_target(tr("Reading older posts… Esc stops it") if busy else "")
        )
        self.arrivals = Arrivals(self.view, self)
        pictures.changed.connect(self._refill)
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.setInterval(0)
        self._loading.timeout.connect(self.load_earlier)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def begin(self, detail: ConversationDetail, venue: Venue, target: str | None) -> None:
        """Show a conversation: from where the agent stopped reading, else from its end."""
        self._seeker.stop()
        self._loading.stop()
        self.arrivals.forget()
        self._detail = detail
        self.pictures.begin(venue)
        fresh = _fresh(detail)
        self._reading = Reading(we(venue), self.pictures.shows, target, fresh=frozenset(fresh))
        self.messages, self._earlier = detail.messages, detail.earlier
        self.view.show_items(self._items(), afresh=True)
        if fresh:
            self.view.show_from(fresh[0] if branching(detail.row.kind) else "unread")
        elif branching(detail.row.kind) and detail.messages:
            self.view.reveal(detail.messages[-1].id)

    def update_detail(self, detail: ConversationDetail, target: str | None, touched: frozenset[str]) -> None:
        """The newest page of the same conversation read again; of older pages only the posts in `touched`."""
        known = {message.id: at for at, message in enumerate(self.messages)}
        came = [message for message in detail.messages if message.id not in known]
        first = known.get(detail.messages[0].id, 0) if detail.messages else 0
        older = self.messages[:first]
        if touched & {message.id for message in older}:
            older = tuple(self._read_again(message) if message.id in touched else message for message in older)
        self._earlier = max(0, detail.earlier - len(older))
        self._detail, self._reading.target = detail, target
        self.messages = older + self._kept(detail.messages)
        self._refill()
        self.arrivals.add([message for message in came if message.direction is not Direction.OURS])

    def _kept(self, messages: tuple[MessageRow, ...]) -> tuple[MessageRow, ...]:
        """The same posts, as the objects there were where nothing changed."""
        made = {key: item.message for key, item in self._reading.made.items()}
        return tuple(made[new.id] if made.get(new.id) == new else new for new in messages)

    def _read_again(self, message: MessageRow) -> MessageRow:
        try:
            return self._desk.inbox.message(message.id)
        except NotFound:
            return message

    def show_target(self, message_id: str | None) -> None:
        """Mark the post that the answer goes to."""
        if message_id != self._reading.target:
            self._reading.target = message_id
            self._refill()

    def show_words(self, words: str) -> None:
        """Mark these words in every post; empty takes the marks away."""
        self._words = words
        for card in self.view.visible_cards():
            if isinstance(card, PostCard):
                card.mark_words(words)

    def load_earlier(self) -> None:
        """Read another page of older posts; what is in view stays where it is."""
        if self._read_earlier():
            self._refill()

    def _read_earlier(self) -> tuple[MessageRow, ...]:
        if self._detail is None or not self._earlier or not self.messages:
            return ()
        older = self._desk.inbox.earlier(self._detail.row.id, self.messages[0], PAGE)
        self.messages = older + self.messages
        self._earlier = max(0, self._earlier - len(older)) if older else 0
        return older

    def reveal(self, message_id: str, *, focus: bool = True) -> bool:
        """Scroll to a post, reading older pages until it is there; False where there is surely none."""
        if any(message.id == message_id for message in self.messages):
            return self._show_post(message_id, focus=focus)
        found: list[bool] = []

        def then(message: MessageRow | None) -> None:
            found.append(message is not None and self._show_post(message_id, focus=focus))

        self._seeker.seek(lambda message: message.id == message_id, then)
        return not found or found[0]

    def seek(self, remote_id: str) -> None:
        """Scroll to the post of that name at the venue, where there is one."""
        known = next((message for message in self.messages if message.remote_id == remote_id), None)
        if known is not None:
            self._show_post(known.id)
            return

        def then(message: MessageRow | None) -> None:
            if message is not None:
                self._show_post(message.id)

        self._seeker.seek(lambda message: message.remote_id == remote_id, then)

    @property
    def seeker(self) -> Seeker:
        """Looks through older posts."""
        return self._seeker

    def _show_post(self, message_id: str, *, focus: bool = True) -> bool:
        self._unfold(message_id)
        return self.view.reveal(message_id, focus=focus)

    def _unfold(self, message_id: str) -> None:
        """Open the branches that hide a post."""
        if not self._reading.folded:
            return
        by_remote = {message.remote_id: message for message in self.messages}
        by_id = {message.id: message for message in self.messages}
        above, seen = by_id.get(message_id), set[str]()
        folded = set(self._reading.folded)
        while above is not None and above.id not in seen:
            seen.add(above.id)
            above = by_remote.get(above.parent_remote_id or "")
            if above is not None:
                self._reading.folded.discard(above.id)
        if folded != self._reading.folded:
            self._refill()

    def current_post(self) -> MessageRow | None:
        """The post that has the focus."""
        key = self.view.current_key()
        return next((message for message in self.messages if message.id == key), None)

    def _refill(self) -> None:
        self.view.show_items(self._items())

    def _items(self) -> list[Item]:
        if self._detail is None:
            return []
        earlier = EarlierItem(self._earlier) if self._earlier else None
        return items_of(replace(self._detail, messages=()), self.messages, earlier, self._reading)

    def _make(self, item: Item) -> Card:
        if isinstance(item, PostItem):
            return self._post_card()
        if isinstance(item, DeliveryItem):
            card = DeliveryCard(self._now, key_text("reply.undo"), self.pictures.loader)
            card.acted.connect(self.acted)
            return card
        if isinstance(item, NoteItem):
            note = NoteCard(self._now)
            note.followed.connect(self._work.follow)
            note.wants.connect(self._on_wanted)
            return note
        if isinstance(item, TrailItem):
            trail = TrailCard(self._now)
            trail.wants.connect(self._on_wanted)
            return trail
        if isinstance(item, UnreadItem):
            return UnreadCard()
        if isinstance(item, SubjectItem):
            subject = SubjectCard(self._now)
            subject.followed.connect(self._work.follow)
            subject.folding.connect(self._fold_subject)
            return subject
        earlier = EarlierCard()
        earlier.wanted.connect(self.load_earlier)
        return earlier

    def _post_card(self) -> PostCard:
        card = PostCard(self._now, self.pictures)
        card.mark_words(self._words)
        card.followed.connect(self._work.follow)
        card.hovered.connect(self.hovered)
        card.wants.connect(self._on_wanted)
        card.wants_menu.connect(self._open_menu)
        return card

    def _on_wanted(self, what: str, meant: object) -> None:
        """What a card wants, by name."""
        if isinstance(meant, PostItem):
            self._of_post(what, meant)
        elif isinstance(meant, Quote):
            if any(message.remote_id == meant.remote_id for message in self.messages):
                self.seek(meant.remote_id)
            elif meant.url:
                self._work.follow(meant.url)
        elif isinstance(meant, TrailItem):
            self._reading.unfolded_trail ^= {meant.key}
            self._refill()
        elif isinstance(meant, NoteRow):
            (self._work.notes.edit if what == "edit_note" else self._work.notes.remove)(meant)
        elif what == "enlarge":
            self.enlarged.emit(meant)

    def _of_post(self, what: str, item: PostItem) -> None:
        work, reading, message = self._work, self._reading, item.message
        if what in _CHANGES:
            _CHANGES[what](reading, item)
            self._refill()
        elif what == "parent":
            self.seek(message.parent_remote_id or "")
        elif what == "author":
            work.authors.open_menu(message.author, QCursor.pos(), self)
        else:
            {"reply": work.reply, "copy": work.copy, "history": work.show_history}[what](message)

    def _open_menu(self, item: Item, at: QPoint) -> None:
        if isinstance(item, PostItem):
            self._work.open_menu(item.message, at, self)

    def _fold_subject(self) -> None:
        self._reading.unfolded = not self._reading.unfolded
        self._refill()

    def _schedule_earlier(self) -> None:
        if self.view.verticalScrollBar().maximum() > 0:
            self._loading.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrivals.place()


def _fresh(detail: ConversationDetail) -> list[str]:
    """The posts that came since the conversation was read last; none where it never was."""
    theirs = [message.id for message in detail.messages if message.direction is not Direction.OURS]
    unread = detail.row.unread
    return theirs[-unread:] if 0 < unread < len(theirs) else []


def _more(reading: Reading, item: PostItem) -> None:
    reading.shown[item.key] = reading.shown.get(item.key, SHOWN_FIRST) + SHOWN_MORE


def _fold(reading: Reading, item: PostItem) -> None:
    reading.folded ^= {item.key}


def _open(reading: Reading, item: PostItem) -> None:
    reading.opened ^= {item.key}


_CHANGES: dict[str, Callable[[Reading, PostItem], None]] = {"more": _more, "fold": _fold, "open": _open}
"""What only changes how a post is read."""
