"""One post: who, when and in what role, the words, what hangs on it, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from agent_desk.domain.conversations import Direction
from agent_desk.domain.markup import cut_to
from agent_desk.domain.posts import PostState
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.card import AVATAR, EDGE, OURS_SIGN, Card, chip_width, of_kind, paint_chip
from agent_desk.views.conversation.items import SHOWN_MAX, SHOWN_MORE, Item, PostItem
from agent_desk.views.conversation.media_card import MediaCard
from agent_desk.views.conversation.post_links import with_hosts
from agent_desk.views.conversation.post_words import (
    PostMark,
    marks_of,
    meta_of,
    spoken,
    text_or_place,
)
from agent_desk.views.people import name_of
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import icon_button, link_button, paint_avatar

_HTML_PER_CHARACTER = 12


class PostCard(Card):
    """A post of anybody. Emits what the agent wants; changes nothing itself."""

    followed = Signal(str)
    wants_reply = Signal(object)
    wants_more = Signal(object)
    wants_history = Signal(object)
    wants_copy = Signal(object)

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._marks: list[PostMark] = []
        self._media: list[MediaCard] = []
        self._body = PostBody(self)
        self._body.followed.connect(self.followed)
        self._reply = icon_button("reply", tr("Reply to this post"), self)
        self._reply.clicked.connect(lambda: self.wants_reply.emit(self.item))
        self._more = icon_button("more", tr("What can be done with this post"), self)
        self._more.setObjectName("postActs")
        self._more.clicked.connect(self._open_menu)
        self._longer: QPushButton | None = None
        self._copies = False
        self._meta = ""
        for tool in (self._reply, self._more):
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tool.hide()
        self._body.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    @property
    def post(self) -> PostItem:
        """The item it shows."""
        return of_kind(self.item, PostItem)

    def bind(self, item: Item) -> None:
        item = of_kind(item, PostItem)
        super().bind(item)
        message = item.message
        self._marks = marks_of(message)
        self._meta = meta_of(item, self._now())
        text = text_or_place(message)
        if len(text) > item.shown:
            self._body.show_plain(cut_to(text, item.shown))
        elif message.html and message.state is not PostState.DELETED and len(message.html) < _HTML_PER_CHARACTER * 4000:
            self._body.show_html(with_hosts(message.html))
        else:
            self._body.show_plain(text)
        self._body.setAccessibleName(tr("Text of the post"))
        self._show_media(item)
        self._offer_more(len(text), item.shown)
        self.setAccessibleName(spoken(item, self._now()))
        self.setAccessibleDescription(tr("Post"))

    def unbind(self) -> None:
        for card in self._media:
            card.setParent(None)
            card.deleteLater()
        self._media = []

    def selected_text(self) -> str:
        return self._body.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _show_media(self, item: PostItem) -> None:
        media = item.message.media
        while len(self._media) > len(media):
            card = self._media.pop()
            card.setParent(None)
            card.deleteLater()
        while len(self._media) < len(media):
            card = MediaCard(self)
            card.followed.connect(self.followed)
            card.show()
            self._media.append(card)
        for card, one in zip(self._media, media, strict=True):
            card.show_media(one)

    def _offer_more(self, length: int, shown: int) -> None:
        self._copies = shown >= SHOWN_MAX
        if length <= shown:
            if self._longer is not None:
                self._longer.hide()
            return
        if self._longer is None:
            self._longer = link_button("", parent=self)
            self._longer.setObjectName("showMore")
            self._longer.clicked.connect(self._show_more)
        number = self.locale().toString
        copy = tr("Copy the whole text: {length} characters", length=number(length))
        self._longer.setText(
            copy
            if self._copies
            else tr("Show more: {shown} of {length} characters are shown", shown=number(shown), length=number(length))
            if length - shown > SHOWN_MORE
            else tr("Show the rest: {left} more characters", left=number(length - shown))
        )
        self._longer.setAccessibleName(self._longer.text())
        self._longer.show()

    def _show_more(self) -> None:
        (self.wants_copy if self._copies else self.wants_more).emit(self.item)

    # Geometry

    def height_for(self, width: int) -> int:
        return self._arranged(width, place=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arranged(self.width(), place=True)

    def _arranged(self, width: int, *, place: bool) -> int:
        inner = self.inner(width)
        y = inner.y() + px(20)
        y = self._put(self._body, QRect(inner.x(), y, inner.width(), self._body.height_for(inner.width())), place)
        if self._longer is not None and not self._longer.isHidden():
            hint = self._longer.sizeHint()
            y = self._put(self._longer, QRect(QPoint(inner.x() - px(4), y + px(4)), hint), place)
        for card in self._media:
            card_width = min(inner.width(), px(420))
            y = self._put(card, QRect(inner.x(), y + px(6), card_width, card.height_for(card_width)), place)
        if self._marks:
            y += px(6) + px(19) * self._mark_rows(inner.width())
        if place:
            for at, tool in enumerate((self._more, self._reply)):
                side = QSize(px(28), px(24))
                self._put(tool, QRect(QPoint(width - px(EDGE) + px(6) - (at + 1) * px(30), px(6)), side), place)
        return y + px(11)

    def _put(self, widget: QWidget, rect: QRect, place: bool) -> int:
        if place:
            widget.setGeometry(self.mirrored(rect))
        return rect.y() + rect.height()

    def _mark_rows(self, width: int) -> int:
        x, rows = 0, 1
        for mark in self._marks:
            needed = chip_width(mark.text)
            if x and x + needed > width:
                x, rows = 0, rows + 1
            x += needed + px(6)
        return rows

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        message = self.post.message
        ours = message.direction is Direction.OURS
        if ours:
            painter.fillRect(self.rect(), color(Token.OURS))
        if self.post.target:
            painter.fillRect(self.mirrored(QRect(0, 0, px(3), self.height())), color(Token.ACCENT))
        place = self.mirrored(QRect(px(EDGE), px(10), px(AVATAR), px(AVATAR)))
        paint_avatar(painter, place, name_of(message), OURS_SIGN if ours else None)
        self._paint_head(painter)
        self._paint_marks(painter)
        self.paint_focus(painter)

    def _paint_head(self, painter: QPainter) -> None:
        inner = self.inner(self.width())
        message = self.post.message
        bold, plain = font(bold=True), font(12, tabular=True)
        room = inner.width() - (px(64) if not self._more.isHidden() else 0)
        waits = tr("● waits") if message.waits else ""
        needed = QFontMetrics(plain).horizontalAdvance(waits) + px(8) if waits else 0
        name = QFontMetrics(bold).elidedText(name_of(message), Qt.TextElideMode.ElideRight, (room - needed) * 3 // 5)
        used = QFontMetrics(bold).horizontalAdvance(name) + px(8)
        meta = QFontMetrics(plain).elidedText(self._meta, Qt.TextElideMode.ElideRight, max(0, room - used - needed))
        x = inner.x()
        for words, letters, token in ((name, bold, Token.TEXT), (meta, plain, Token.DIM), (waits, plain, Token.ACCENT)):
            width = QFontMetrics(letters).horizontalAdvance(words) + px(8)
            painter.setFont(letters)
            painter.setPen(color(token))
            place = self.mirrored(QRect(x, inner.y() - px(2), width, px(18)))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
            x += width

    def _paint_marks(self, painter: QPainter) -> None:
        if not self._marks:
            return
        inner = self.inner(self.width())
        y = self.height() - px(11) - px(19) * self._mark_rows(inner.width())
        # A number without a ground of its own begins where the words begin.
        x = -px(6) if self._marks[0].ground is Token.PANE else 0
        for mark in self._marks:
            width = chip_width(mark.text)
            if x > 0 and x + width > inner.width():
                x, y = 0, y + px(19)
            place = self.mirrored(QRect(inner.x() + x, y, width, px(19)))
            ground = (
                Token.OURS
                if mark.ground is Token.PANE and self.post.message.direction is Direction.OURS
                else mark.ground
            )
            paint_chip(painter, place.topLeft(), mark.text, mark.token, ground)
            x += width + px(6)

    # What the pointer does

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_tools(True)

    def leaveEvent(self, event: object) -> None:
        self._show_tools(False)

    def _show_tools(self, shown: bool) -> None:
        self._reply.setVisible(shown)
        self._more.setVisible(shown)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        head = self.inner(self.width())
        head.setHeight(px(20))
        if self.post.message.versions and self.mirrored(head).contains(event.position().toPoint()):
            self.wants_history.emit(self.item)

    def _open_menu(self) -> None:
        self.wants_menu.emit(self.item, self._more.mapToGlobal(QPoint(0, self._more.height())))
