"""The cards among the posts that no venue ever sees: private notes, and the line above what is new."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.card import AVATAR, EDGE, Card, of_kind
from agent_desk.views.conversation.items import Item, NoteItem, UnreadItem
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import icon_button, paint_avatar


class NoteCard(Card):
    """A private note, in a colour of its own and barred; says who can read it."""

    followed = Signal(str)
    wants = Signal(str, object)
    """`edit_note` or `remove_note`, and the note."""

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._body = PostBody(self)
        self._body.followed.connect(self.followed)
        self._edit = icon_button("draft", tr("Change the note"), self)
        self._edit.setObjectName("editNote")
        self._edit.clicked.connect(lambda: self.wants.emit("edit_note", self._note.note))
        self._remove = icon_button("trash", tr("Remove the note"), self)
        self._remove.setObjectName("removeNote")
        self._remove.clicked.connect(lambda: self.wants.emit("remove_note", self._note.note))
        for tool in (self._edit, self._remove):
            tool.hide()

    @property
    def _note(self) -> NoteItem:
        return of_kind(self.item, NoteItem)

    def bind(self, item: Item) -> None:
        item = of_kind(item, NoteItem)
        super().bind(item)
        self._body.show_plain(item.note.text)
        self._body.setAccessibleName(tr("Text of the note"))
        self.setAccessibleName(f"{tr('Private note')}. {self._meta()}. {item.note.text[:500]}")
        self.setAccessibleDescription(tr("Only the team sees this"))

    def selected_text(self) -> str:
        return self._body.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _meta(self) -> str:
        note, now = self._note.note, self._now()
        parts = [note.agent_name, when.moment(note.at, now)]
        if note.edited_at is not None:
            parts.append(tr("edited {moment}", moment=when.moment(note.edited_at, now)))
        parts.append(tr("only the team sees this"))
        return " · ".join(part for part in parts if part)

    def height_for(self, width: int) -> int:
        inner = self.inner(width)
        return inner.y() + px(20) + self._body.height_for(inner.width()) + px(11)

    def resizeEvent(self, event: QResizeEvent) -> None:
        inner, width = self.inner(self.width()), self.width()
        body = QRect(inner.x(), inner.y() + px(20), inner.width(), self._body.height_for(inner.width()))
        self._body.setGeometry(self.mirrored(body))
        for at, tool in enumerate((self._remove, self._edit)):
            place = QRect(QPoint(width - px(EDGE) + px(6) - (at + 1) * px(30), px(6)), QSize(px(28), px(24)))
            tool.setGeometry(self.mirrored(place))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(Token.NOTE))
        painter.fillRect(self.mirrored(QRect(0, 0, px(3), self.height())), color(Token.NOTE_LINE))
        place = self.mirrored(QRect(px(EDGE), px(10), px(AVATAR), px(AVATAR)))
        paint_avatar(painter, place, self._note.note.agent_name or tr("Private note"))
        inner = self.inner(self.width())
        room = inner.width() - (px(64) if not self._edit.isHidden() else 0)
        bold, plain = font(bold=True), font(12, tabular=True)
        title = tr("Private note")
        used = QFontMetrics(bold).horizontalAdvance(title) + px(8)
        meta = QFontMetrics(plain).elidedText(self._meta(), Qt.TextElideMode.ElideRight, max(0, room - used))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine
        x = inner.x()
        for words, letters, token, width in (
            (title, bold, Token.TEXT, used),
            (meta, plain, Token.DIM, max(0, room - used)),
        ):
            painter.setFont(letters)
            painter.setPen(color(token))
            painter.drawText(self.mirrored(QRect(x, inner.y() - px(2), width, px(18))), flags, words)
            x += width
        self.paint_focus(painter)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_tools(True)

    def leaveEvent(self, event: object) -> None:
        self._show_tools(False)

    def _show_tools(self, shown: bool) -> None:
        for tool in (self._edit, self._remove):
            tool.setVisible(shown and self._note.note.mine)
        self.update()


class UnreadCard(Card):
    """The line above what came since the conversation was read last."""

    def bind(self, item: Item) -> None:
        super().bind(of_kind(item, UnreadItem))
        self.setAccessibleName(self._words())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _words(self) -> str:
        return ntr(
            "{n} new since you last read it", "{n} new since you last read it", of_kind(self.item, UnreadItem).count
        )

    def height_for(self, width: int) -> int:
        return px(30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        letters = font(11, bold=True)
        words, middle = self._words(), self.height() // 2
        width = QFontMetrics(letters).horizontalAdvance(words) + px(16)
        start, end = (self.width() - width) // 2, (self.width() + width) // 2
        painter.fillRect(px(EDGE), middle, start - px(EDGE), 1, color(Token.ACCENT))
        painter.fillRect(end, middle, self.width() - px(EDGE) - end, 1, color(Token.ACCENT))
        painter.setFont(letters)
        painter.setPen(color(Token.ACCENT))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
