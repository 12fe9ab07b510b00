"""The lines of a search: the messages that match, and how each is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import SearchHit
from agent_desk.views import when
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import paint_avatar

RESULT_ROLE = Qt.ItemDataRole.UserRole
BEGIN, END = "\x02", "\x03"
"""A snippet's matches stand between these."""
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ResultModel(QAbstractListModel):
    """Messages, as the search found them."""

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._results: list[SearchHit] = []

    def show(self, results: list[SearchHit]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._results = results
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        result = self._results[index.row()]
        if role == RESULT_ROLE:
            return result
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            snippet = result.snippet.replace(BEGIN, "").replace(END, "")
            return ", ".join((result.author_name, snippet, when.age(result.posted_at, self._now())))
        return None


class ResultDelegate(QStyledItemDelegate):
    """A message in two lines; matches are bold."""

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(200), px(64))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        result = index.data(RESULT_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setClipRect(rect)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, color(Token.SELECTION if selected else Token.HOVER if hovered else Token.PANE))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token.LINE))
        if isinstance(result, SearchHit):
            self._paint_hit(painter, rect, option.direction, result)
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRect, direction: Qt.LayoutDirection, hit: SearchHit) -> None:
        side = px(28)
        box = QRect(rect.left() + px(14), rect.top() + px(10), side, side)
        paint_avatar(painter, QStyle.visualRect(direction, rect, box), hit.author_name)
        age = when.age(hit.posted_at, self._now())
        small = font(12, tabular=True)
        width = QFontMetrics(small).horizontalAdvance(age) + px(4)
        pen = _Pen(painter, rect, direction)
        pen.write((rect.width() - px(12) - width, px(8), px(12), px(20)), age, small, Token.DIM)
        head = f"{hit.author_name} · {hit.title}" if hit.title else hit.author_name
        pen.write((px(52), px(8), px(18) + width, px(20)), head, font(bold=True), Token.TEXT)
        self._paint_snippet(painter, rect, hit.snippet)

    def _paint_snippet(self, painter: QPainter, rect: QRect, snippet: str) -> None:
        """The words run one after the other; what does not fit is cut off."""
        plain, bold = font(), font(bold=True)
        x, end = rect.left() + px(52), rect.right() - px(12)
        for at, part in enumerate(" ".join(snippet.split(" ")).replace(END, BEGIN).split(BEGIN)):
            text = " ".join(part.split("\n"))
            if at == 0 and BEGIN in snippet:
                text = QFontMetrics(plain).elidedText(text, Qt.TextElideMode.ElideLeft, (end - x) * 2 // 5)
            letters = bold if at % 2 else plain
            metrics = QFontMetrics(letters)
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, end - x)
            painter.setFont(letters)
            painter.setPen(color(Token.TEXT if at % 2 else Token.DIM))
            painter.drawText(QRect(x, rect.top() + px(31), end - x, px(22)), Qt.AlignmentFlag.AlignVCenter, short)
            x += metrics.horizontalAdvance(short)
            if short != text or x >= end:
                return


@frozen
class _Pen:
    """Writes single lines of text into one line of the list, mirrored for right-to-left layouts."""

    painter: QPainter
    line: QRect
    direction: Qt.LayoutDirection

    def write(self, room: tuple[int, int, int, int], text: str, letters: QFont, token: Token) -> None:
        """`room`: distance from the start, top, distance from the end, height."""
        start, top, from_end, height = room
        width = self.line.width() - start - from_end
        box = QRect(self.line.left() + start, self.line.top() + top, width, height)
        self.painter.setFont(letters)
        self.painter.setPen(color(token))
        align = QStyle.visualAlignment(self.direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        short = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.painter.drawText(QStyle.visualRect(self.direction, self.line, box), align, short)
