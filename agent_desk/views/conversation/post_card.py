"""One post: who, when and in what role, the words, what hangs on it, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from agent_desk.domain.conversations import Direction
from agent_desk.domain.markup import cut_to
from agent_desk.domain.posts import PostState
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.card import AVATAR, EDGE, Card, indent, of_kind
from agent_desk.views.conversation.items import Item, PostItem
from agent_desk.views.conversation.media_card import MediaCard
from agent_desk.views.conversation.post_links import with_hosts
from agent_desk.views.conversation.post_paint import (
    mark_rows,
    paint_ground,
    paint_head,
    paint_marks,
    paint_rails,
    paint_sign,
    sign_place,
)
from agent_desk.views.conversation.post_parts import AnswersChip, PostParts, QuoteCard
from agent_desk.views.conversation.post_words import PostMark, answers_words, marks_of, meta_of, spoken, text_or_place
from agent_desk.views.media import Decoded, Detail, VenuePictures
from agent_desk.views.ports import Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import icon_button

_HTML_PER_CHARACTER = 12
_BELOW_TOOL = QPoint(0, 24)
_BELOW = ("showChanges", "foldBranch")


class PostCard(Card):
    """A post of anybody. Emits what the agent wants; changes nothing itself."""

    followed = Signal(str)
    hovered = Signal(str)
    wants = Signal(str, object)
    """What (`reply`, `copy`, `more`, `history`, `fold`, `open`, `parent`, `author`, `quote`, `enlarge`), and the item or what
    of it was meant."""

    def __init__(self, now: Now, pictures: VenuePictures) -> None:
        super().__init__()
        self._now, self._pictures = now, pictures
        self._marks: list[PostMark] = []
        self._media: list[MediaCard] = []
        self._avatar: Decoded | None = None
        self._parts = PostParts(self, lambda act: self.wants.emit(act, self.item))
        self._answers: AnswersChip | None = None
        self._quote: QuoteCard | None = None
        self._name_width, self._placed = 0, False
        self._meta, self._find = "", ""
        self._body = PostBody(self)
        self._body.followed.connect(self.followed)
        self._body.hovered.connect(self.hovered)
        self._body.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._reply = icon_button("reply", tr("Reply to this post"), self)
        self._reply.clicked.connect(lambda: self.wants.emit("reply", self.item))
        self._more = icon_button("more", tr("What can be done with this post"), self)
        self._more.setObjectName("postActs")
        self._more.clicked.connect(lambda: self.wants_menu.emit(self.item, self._more.mapToGlobal(_BELOW_TOOL)))
        for tool in (self._reply, self._more):
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tool.hide()
        pictures.arrived.connect(self._on_arrived)

    @property
    def post(self) -> PostItem:
        """The item it shows."""
        return of_kind(self.item, PostItem)

    def bind(self, item: Item) -> None:
        item = of_kind(item, PostItem)
        super().bind(item)
        self._placed = False
        message = item.message
        self._marks = marks_of(item)
        self._meta = meta_of(item, self._now())
        self._avatar = self._pictures.get(message.author.avatar_url, Detail.AVATAR)
        self._show_text(item)
        self._show_answers(item)
        self._show_quote(item)
        self._show_media(item)
        self._parts.show(item)
        self.setAccessibleName(spoken(item, self._now()))
        self.setAccessibleDescription(tr("Post"))
        if self.isVisible():
            self._place()

    def unbind(self) -> None:
        for card in self._media:
            card.setParent(None)
            card.deleteLater()
        self._media = []

    def selected_text(self) -> str:
        return self._body.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def mark_words(self, words: str) -> None:
        """Mark these words wherever they stand in the text; empty takes the marks away."""
        if words != self._find:
            self._find = words
            self._body.mark(words)

    def _show_text(self, item: PostItem) -> None:
        message = item.message
        text = text_or_place(item, self._now())
        self._body.setVisible(not item.warned)
        if item.warned:
            return
        if len(text) > item.shown:
            self._body.show_plain(cut_to(text, item.shown))
        elif message.html and message.state is not PostState.DELETED and len(message.html) < _HTML_PER_CHARACTER * 4000:
            self._body.show_html(with_hosts(message.html))
        else:
            self._body.show_plain(text)
        self._body.setAccessibleName(tr("Text of the post"))
        self._body.mark(self._find)

    def _show_answers(self, item: PostItem) -> None:
        words = answers_words(item)
        if words and self._answers is None:
            self._answers = AnswersChip(self)
            self._answers.clicked.connect(lambda: self.wants.emit("parent", self.item))
        if self._answers is not None:
            self._answers.show_words(words)
            self._answers.setVisible(bool(words))

    def _show_quote(self, item: PostItem) -> None:
        quote = None if item.warned else item.message.quote
        if quote is not None and self._quote is None:
            self._quote = QuoteCard(self)
            self._quote.wanted.connect(lambda found: self.wants.emit("quote", found))
        if self._quote is not None:
            self._quote.setVisible(quote is not None)
            if quote is not None:
                self._quote.show_quote(quote)

    def _show_media(self, item: PostItem) -> None:
        media = () if item.warned else item.message.media
        while len(self._media) > len(media):
            card = self._media.pop()
            card.setParent(None)
            card.deleteLater()
        while len(self._media) < len(media):
            card = MediaCard(self._pictures, self)
            card.followed.connect(self.followed)
            card.enlarged.connect(lambda one: self.wants.emit("enlarge", one))
            card.show()
            self._media.append(card)
        for at, (card, one) in enumerate(zip(self._media, media, strict=True)):
            card.show_media(one, opened=at < len(item.pictures) and item.pictures[at])

    # Geometry

    def height_for(self, width: int) -> int:
        return self._arranged(width, lambda _widget, rect: rect.y() + rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._placed:
            # Other words in the same room: nothing was resized.
            self._place()

    def _place(self) -> None:
        self._arranged(self.width(), self._put)
        self._placed = True

    def _arranged(self, width: int, put: Callable[[QWidget, QRect], int]) -> int:
        inner = self._words(width)
        y = inner.y() + px(20)
        if self._answers is not None and not self._answers.isHidden():
            hint = self._answers.sizeHint()
            put(self._answers, QRect(inner.x(), px(8), min(inner.width(), hint.width()), hint.height()))
        y = self._parts.row(("warning",), inner, y, put)
        if not self._body.isHidden():
            y = put(self._body, QRect(inner.x(), y, inner.width(), self._body.height_for(inner.width())))
        y = self._parts.row(("showMore",), inner, y, put)
        if self._quote is not None and not self._quote.isHidden():
            wide = min(inner.width(), px(520))
            y = put(self._quote, QRect(inner.x(), y + px(6), wide, self._quote.height_for(wide)))
        for card in self._media:
            y = put(card, QRect(QPoint(inner.x(), y + px(6)), card.size_for(inner.width())))
        if self._marks:
            y += px(6) + px(22) * mark_rows(self._marks, inner.width()) - px(3)
        y = self._parts.row(_BELOW, inner, y, put)
        for at, tool in enumerate((self._more, self._reply)):
            side = QSize(px(28), px(24))
            put(tool, QRect(QPoint(width - px(EDGE) + px(6) - (at + 1) * px(30), px(6)), side))
        return y + px(11)

    def _words(self, width: int) -> QRect:
        """The column of the words; below the line that says what it answers."""
        inner = self.inner(width, self.post.level)
        if self._answers is not None and not self._answers.isHidden():
            inner.translate(0, px(20))
        return inner

    def _put(self, widget: QWidget, rect: QRect) -> int:
        widget.setGeometry(self.mirrored(rect))
        return rect.y() + rect.height()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        item, inner = self.post, self._words(self.width())
        paint_ground(painter, self, item)
        paint_rails(painter, self, item.level)
        paint_sign(painter, sign_place(self, self.width(), item.level, inner.y()), item, self._avatar)
        tools = px(64) if not self._more.isHidden() else 0
        self._name_width = paint_head(painter, self, item, self._meta, inner, tools)
        paint_marks(painter, self, self._marks, self._marks_area(inner), ours=item.message.direction is Direction.OURS)
        self.paint_focus(painter)

    def _marks_area(self, inner: QRect) -> QRect:
        """Above what stands below the marks, else at the end."""
        rows = mark_rows(self._marks, inner.width())
        end = self._parts.top(_BELOW, self.height() - px(11)) + px(3)
        return QRect(inner.x(), end - px(22) * rows, inner.width(), px(22) * rows)

    def _on_arrived(self, url: str) -> None:
        if self._item is not None and url and url == self.post.message.author.avatar_url:
            self._avatar = self._pictures.get(url, Detail.AVATAR)
            self.update()

    # What pointer and keys do

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_tools(True)

    def leaveEvent(self, event: object) -> None:
        self._show_tools(False)

    def _show_tools(self, shown: bool) -> None:
        self._reply.setVisible(shown)
        self._more.setVisible(shown)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.post.place
        keys = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._body.isHidden():
            self._body.enter()
        elif Qt.Key(event.key()) in keys and place is not None and place.below:
            if place.folded is keys[Qt.Key(event.key())]:
                self.wants.emit("fold", self.item)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inner = self._words(self.width())
        start = indent(self.width(), self.post.level) + px(EDGE)
        sign = QRect(start, inner.y(), px(AVATAR), px(AVATAR))
        name = QRect(inner.x(), inner.y() - px(2), self._name_width, px(18))
        at = event.position().toPoint()
        if self.mirrored(sign).contains(at) or self.mirrored(name).contains(at):
            self.wants.emit("author", self.item)
