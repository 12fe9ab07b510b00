"""The cards above the posts: what the conversation stands under, and how many older posts there are."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent

from agent_desk.domain.cleaning import first_line
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.card import EDGE, Card, of_kind
from agent_desk.views.conversation.items import EarlierItem, Item, SubjectItem
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import link_button


class SubjectCard(Card):
    """The post under which a conversation stands: its title, and its text when unfolded."""

    folding = Signal()
    followed = Signal(str)

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._body = PostBody(self)
        self._body.followed.connect(self.followed)
        self._fold = link_button("", parent=self)
        self._fold.setObjectName("subjectFold")
        self._fold.clicked.connect(self.folding)
        self._open = link_button(tr("Open ↗"), name=tr("Open the post above in the browser"), parent=self)
        self._open.clicked.connect(lambda: self.followed.emit(self._subject().subject.url))

    def _subject(self) -> SubjectItem:
        return of_kind(self.item, SubjectItem)

    def bind(self, item: Item) -> None:
        item = of_kind(item, SubjectItem)
        super().bind(item)
        self._fold.setText(tr("Fold") if item.unfolded else tr("Read it"))
        self._fold.setAccessibleName(tr("Fold the post above") if item.unfolded else tr("Read the post above"))
        self._fold.setVisible(bool(item.subject.text))
        self._open.setVisible(bool(item.subject.url))
        self._body.setVisible(item.unfolded)
        if item.unfolded:
            self._body.show_plain(item.subject.text)
        self.setAccessibleName(tr("Stands under: {title}", title=self._title()))

    def _title(self) -> str:
        subject = self._subject().subject
        return first_line(subject.title, 200) or first_line(subject.text, 200)

    def height_for(self, width: int) -> int:
        if not self._subject().unfolded:
            return px(66)
        return px(70) + self._body.height_for(width - 2 * px(EDGE) - px(26))

    def resizeEvent(self, event: QResizeEvent) -> None:
        x = self.width() - px(EDGE) - px(8)
        for tool in (self._open, self._fold):
            if not tool.isHidden():
                hint = tool.sizeHint()
                x -= hint.width()
                tool.setGeometry(self.mirrored(QRect(x, px(15), hint.width(), hint.height())))
        width = self.width() - 2 * px(EDGE) - px(26)
        self._body.setGeometry(self.mirrored(QRect(px(EDGE + 13), px(56), width, max(0, self.height() - px(68)))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(px(EDGE) + 0.5, px(10) + 0.5, self.width() - 2 * px(EDGE) - 1, self.height() - px(16) - 1)
        painter.setPen(QPen(color(Token.LINE), 1))
        painter.setBrush(color(Token.BG))
        painter.drawRoundedRect(frame, px(6), px(6))
        subject = self._subject().subject
        tools = sum(tool.width() for tool in (self._open, self._fold) if not tool.isHidden())
        room = self.width() - 2 * px(EDGE + 13) - tools
        align = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeading
        said = tr(
            "Under the post by {name}, {day}", name=subject.author_name, day=when.day(subject.posted_at, self._now())
        )
        for y, letters, token, text in (
            (px(15), font(11), Token.DIM, said),
            (px(33), font(bold=True), Token.TEXT, self._title()),
        ):
            painter.setFont(letters)
            painter.setPen(color(token))
            shown = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.mirrored(QRect(px(EDGE + 13), y, room, px(18))), align, shown)
        self.paint_focus(painter)


class EarlierCard(Card):
    """Says that there are older posts; they are loaded by scrolling up to it, or by its button."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._button = link_button("", parent=self)
        self._button.setObjectName("earlierPosts")
        self._button.clicked.connect(self.wanted)

    def bind(self, item: Item) -> None:
        item = of_kind(item, EarlierItem)
        super().bind(item)
        text = ntr("{n} earlier post", "{n} earlier posts", item.count)
        show = ntr("Show {n} earlier post", "Show {n} earlier posts", item.count)
        self._button.setText(tr("Loading earlier posts…") if item.loading else show)
        self._button.setEnabled(not item.loading)
        self._button.setAccessibleName(self._button.text())
        self.setAccessibleName(text)

    def height_for(self, width: int) -> int:
        return px(40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        hint = self._button.sizeHint()
        self._button.setGeometry(QRect((self.width() - hint.width()) // 2, px(7), hint.width(), hint.height()))
