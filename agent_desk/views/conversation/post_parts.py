"""Parts of a post that are controls of their own: what it quotes, what it answers, and its warning."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from agent_desk.domain.posts import Quote
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.conversation.items import SHOWN_MAX, SHOWN_MORE, PostItem
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import link_button, plain_tip

_LINES = 4


class QuoteCard(QAbstractButton):
    """A post that the post quotes, as the venue shows it there; a click goes to it."""

    wanted = Signal(object)
    """Quote"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quote: Quote | None = None
        self.setObjectName("quote")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.wanted.emit(self._quote))

    def show_quote(self, quote: Quote) -> None:
        """What it shows."""
        self._quote = quote
        self.setAccessibleName(tr("Quotes {name}: {words}", name=quote.author_name, words=quote.text[:300]))
        self.setToolTip(plain_tip(quote.text[:1000]))
        self.update()

    def height_for(self, width: int) -> int:
        """How high it is at that width."""
        return px(32) + self._lines(width) * QFontMetrics(font(12)).lineSpacing()

    def _lines(self, width: int) -> int:
        metrics = QFontMetrics(font(12))
        room = QRect(0, 0, max(px(40), width - px(30)), px(4000))
        text = self._quote.text[:600] if self._quote else ""
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
        return max(1, min(_LINES, needed // max(1, metrics.lineSpacing())))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._quote is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color(Token.ACCENT if self.hasFocus() else Token.LINE))
        painter.setBrush(color(Token.HOVER if self.underMouse() else Token.BG))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        bar = QRect(px(8) if left else self.width() - px(11), px(8), px(3), self.height() - px(16))
        painter.fillRect(bar, color(Token.LINE))
        room = QRect(px(18) if left else px(12), px(7), self.width() - px(30), px(17))
        align = Qt.AlignmentFlag.AlignLeading
        bold = font(12, bold=True)
        painter.setFont(bold)
        painter.setPen(color(Token.TEXT))
        name = QFontMetrics(bold).elidedText(self._quote.author_name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align | Qt.TextFlag.TextSingleLine, name)
        painter.setFont(font(12))
        painter.setPen(color(Token.DIM))
        words = QRect(room.x(), px(25), room.width(), self.height() - px(31))
        painter.drawText(words, align | Qt.TextFlag.TextWordWrap, self._quote.text[:600])


class AnswersChip(QAbstractButton):
    """Says what a post answers; a click goes there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_words(self, words: str) -> None:
        """What it says."""
        self.setText(words)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(tr("Go to the post it answers. {words}", words=words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(11)).horizontalAdvance(self.text()) + px(22), px(19))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = Token.ACCENT if self.hasFocus() or self.underMouse() else Token.DIM
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        side = px(13)
        sign = QRectF(0 if left else self.width() - side, (self.height() - side) / 2, side, side)
        paint_icon(painter, sign, "reply", token)
        letters = font(11)
        letters.setUnderline(self.hasFocus())
        painter.setFont(letters)
        painter.setPen(color(token))
        room = self.rect().adjusted(px(18) if left else 0, 0, 0 if left else -px(18), 0)
        words = QFontMetrics(letters).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)


class PostParts:
    """The words above and below the text that can be pressed, made when first needed: most posts have none. `act` is told
    what is wanted: `open`, `more`, `copy`, `history`, `fold`."""

    def __init__(self, card: QWidget, act: Callable[[str], None]) -> None:
        self._card, self._act = card, act
        self._parts: dict[str, QPushButton] = {}

    def show(self, item: PostItem) -> None:
        """Offer what fits this post."""
        message, place = item.message, item.place
        self._part("warning", _warning_words(item) if message.warning else "", "open")
        self._part("showMore", *_longer(item, self._card.locale().toString))
        self._part("showChanges", tr("Show what was changed") if message.versions else "", "history")
        below = place.below if place else 0
        said = ntr("Fold {n} post below", "Fold {n} posts below", below) if below else ""
        if place is not None and place.folded:
            said = ntr("▸ Show {n} post below", "▸ Show {n} posts below", below)
        self._part("foldBranch", said, "fold")

    def row(self, names: tuple[str, ...], inner: QRect, y: int, put: Callable[[QWidget, QRect], int]) -> int:
        """Put some of them side by side, or below each other where there is no room; returns where they end."""
        x, top = inner.x() - px(4), y + px(4)
        for part in self._shown(names):
            hint = part.sizeHint()
            if x > inner.x() and x + hint.width() > inner.right():
                x, top = inner.x() - px(4), top + hint.height()
            y = put(part, QRect(x, top, min(hint.width(), inner.width()), hint.height()))
            x += hint.width() + px(6)
        return y

    def top(self, names: tuple[str, ...], otherwise: int) -> int:
        """Where the first of them begins, less the gap above it."""
        return min((part.y() - px(4) for part in self._shown(names)), default=otherwise)

    def _shown(self, names: tuple[str, ...]) -> list[QPushButton]:
        return [part for name in names if (part := self._parts.get(name)) is not None and not part.isHidden()]

    def _part(self, name: str, words: str, act: str) -> None:
        part = self._parts.get(name)
        if not words:
            if part is not None:
                part.hide()
            return
        if part is None:
            part = self._parts[name] = link_button("", parent=self._card)
            part.setObjectName(name)
            if name != "warning":
                part.setProperty("letters", "label")
            part.clicked.connect(lambda: self._act(str(part.property("act"))))
        part.setProperty("act", act)
        part.setText(words)
        part.setAccessibleName(words)
        part.show()


def _warning_words(item: PostItem) -> str:
    said = tr("Show what it says") if item.warned else tr("Fold it again")
    return tr("Content warning: {warning} · {act}", warning=item.message.warning[:120], act=said)


def _longer(item: PostItem, number: Callable[[int], str]) -> tuple[str, str]:
    """What is offered for a text that is not shown whole, and the act."""
    length = len(item.message.text)
    if length <= item.shown or item.warned:
        return "", "more"
    if item.shown >= SHOWN_MAX:
        return tr("Copy the whole text: {length} characters", length=number(length)), "copy"
    if length - item.shown <= SHOWN_MORE:
        return tr("Show the rest: {left} more characters", left=number(length - item.shown)), "more"
    said = tr("Show more: {shown} of {length} characters are shown", shown=number(item.shown), length=number(length))
    return said, "more"
