"""What all cards in the column of a conversation have in common: an item, a height for a width, the focus."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from agent_desk.views.conversation.items import Item
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon

EDGE, AVATAR, GAP, LINE_MAX, STEP = 18, 30, 12, 760, 22
"""Pixels of the design: the margin at both sides, the sign of a person, the room between it and the words, how long a
line may be before the eye loses it, and how far a branch steps in."""
_SIGN = 13


OURS_SIGN = QColor("#2f5bd8")
"""The ground of our own sign: white letters read on it in both schemes."""

K = TypeVar("K")


def of_kind(item: object, kind: type[K]) -> K:
    """The item as what it is; TypeError where a card was given something else."""
    if not isinstance(item, kind):
        raise TypeError(f"{type(item).__name__} on a card for {kind.__name__}")
    return item


class Card(QWidget):
    """One item on screen. Subclasses bind items of one kind and lay out by hand: it is done while scrolling."""

    wants_menu = Signal(object, QPoint)
    """The item, and where on screen its menu should open."""

    def __init__(self) -> None:
        super().__init__()
        self._item: Item | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.wants_menu.emit(self.item, self.mapToGlobal(at)))

    @property
    def item(self) -> Item:
        """What it shows; only after `bind`."""
        if self._item is None:
            raise RuntimeError("a card without an item")
        return self._item

    def bind(self, item: Item) -> None:
        """Show an item of this card's kind."""
        self._item = item
        self.update()

    def unbind(self) -> None:
        """Forget what depends on colours and sizes; the next `bind` builds it anew."""

    def height_for(self, width: int) -> int:
        """How high it is at that width."""
        raise NotImplementedError

    def selected_text(self) -> str:
        """What the agent selected in it with the mouse."""
        return ""

    def inner(self, width: int, level: int = 0) -> QRect:
        """The column of the words, with no height yet; `level`: steps of indentation, fewer where there is no room."""
        start = indent(width, level) + px(EDGE + AVATAR + GAP)
        return QRect(start, px(10), max(px(80), min(width - start - px(EDGE), px(LINE_MAX))), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paint_focus(self, painter: QPainter) -> None:
        """The ring of the focus, inside of the edges."""
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color(Token.SOFT), px(3)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 3, -4, -3), px(6), px(6))
            painter.setPen(QPen(color(Token.ACCENT), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 3.5, -4.5, -3.5), px(6), px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint_focus(QPainter(self))

    def mirrored(self, rect: QRect) -> QRect:
        """The rectangle where it lies in the direction of this layout."""
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            return rect
        return QRect(self.width() - rect.right() - 1, rect.y(), rect.width(), rect.height())


def indent(width: int, level: int) -> int:
    """How far a branch of that level stands from the edge, in pixels."""
    return min(level * px(STEP), max(0, width // 4))


def paint_chip(painter: QPainter, place: QPoint, text: str, token: Token, ground: Token, sign: str = "") -> int:
    """Paint a short word on a ground of its own, a drawing (`sign`) before it; returns its width in pixels."""
    letters = font(LABEL)
    width = chip_width(text, sign)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(ground))
    rect = QRectF(place.x(), place.y(), width, px(19))
    painter.drawRoundedRect(rect, px(4), px(4))
    painter.setFont(letters)
    painter.setPen(QColor(color(token)))
    if sign:
        left = painter.layoutDirection() == Qt.LayoutDirection.LeftToRight
        x = rect.left() + px(5) if left else rect.right() - px(5 + _SIGN)
        paint_icon(painter, QRectF(x, rect.top() + px(3), px(_SIGN), px(_SIGN)), sign, token)
        rect.adjust(px(_SIGN + 2) if left else 0, 0, 0 if left else -px(_SIGN + 2), 0)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return width


def chip_width(text: str, sign: str = "") -> int:
    """How wide `paint_chip` paints."""
    return QFontMetrics(font(LABEL)).horizontalAdvance(text) + px(12) + (px(_SIGN + 2) if sign else 0)
