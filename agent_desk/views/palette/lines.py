"""The lines of the palette: model and painting."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.palette.found import Found, Sort
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon

FOUND_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SORTS = {
    Sort.COMMAND: marked("Command"),
    Sort.VIEW: marked("View"),
    Sort.VENUE: marked("Venue"),
    Sort.CONVERSATION: marked("Conversation"),
    Sort.PERSON: marked("Person"),
}


class FoundModel(QAbstractListModel):
    """What is found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show(self, found: list[Found]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.found[index.row()]
        if role == FOUND_ROLE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (tr(_SORTS[one.sort]), one.title, one.detail, one.keys) if part)
        return None


class FoundDelegate(QStyledItemDelegate):
    """One line each: drawing, title, what it is, and the keys that do the same."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(200), px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        one = index.data(FOUND_ROLE)
        if not isinstance(one, Found):
            return
        rect: QRect = option.rect
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = rect.adjusted(px(6), 1, -px(6), -1)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(color(Token.ACCENT) if selected else Qt.PenStyle.NoPen)
            painter.setBrush(color(Token.SELECTION if selected else Token.HOVER))
            painter.drawRoundedRect(QRectF(ground).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        side = px(16)
        box = QRect(ground.left() + px(10), ground.top() + (ground.height() - side) // 2, side, side)
        paint_icon(painter, QRectF(QStyle.visualRect(option.direction, ground, box)), one.icon, Token.DIM)
        self._words(painter, option.direction, ground, one)
        painter.restore()

    def _words(self, painter: QPainter, direction: Qt.LayoutDirection, ground: QRect, one: Found) -> None:
        small, plain = font(LABEL), font(bold=one.sort is not Sort.COMMAND)
        start, end = px(36), ground.width() - px(10)

        def write(x: int, width: int, letters: QFont, token: Token, text: str) -> None:
            place = QRect(ground.left() + x, ground.top(), width, ground.height())
            align = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
            painter.setFont(letters)
            painter.setPen(color(token))
            short = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QStyle.visualRect(direction, ground, place), align, short)

        if one.keys:
            width = QFontMetrics(small).horizontalAdvance(one.keys) + px(2)
            write(end - width, width, small, Token.DIM, one.keys)
            end -= width + px(12)
        wanted = QFontMetrics(plain).horizontalAdvance(one.title) + px(4)
        width = min(wanted, (end - start) * 2 // 3)
        write(start, width, plain, Token.TEXT, one.title)
        left = end - start - width - px(10)
        if left > px(40):
            write(start + width + px(10), left, small, Token.DIM, one.detail)
