"""The list of deliveries: where to, what it says, how it stands; headings between the groups."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.conversation.card import chip_width, paint_chip
from agent_desk.views.outbox.lines import Line
from agent_desk.views.outbox.model import LINE_ROLE, OutboxModel, group_of
from agent_desk.views.ports import Now
from agent_desk.views.theme import LABEL, Token, color, font, px

_ROW, _HEADING = 74, 26
_TONES = {
    "": (Token.DIM, Token.CHIP),
    "ok": (Token.OK, Token.OK_SOFT),
    "risk": (Token.RISK, Token.RISK_SOFT),
    "late": (Token.LATE, Token.LATE_SOFT),
}
_LEADING = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine


class _Delegate(QStyledItemDelegate):
    def __init__(self, now: Now, model: OutboxModel) -> None:
        super().__init__(model)
        self._now, self._model = now, model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(240), px(_ROW) + (px(_HEADING) if self._model.first_of_group(index.row()) else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        painter.setLayoutDirection(direction)
        if self._model.first_of_group(index.row()):
            self._paint_heading(painter, rect, group_of(line.row).heading)
            rect = rect.adjusted(0, px(_HEADING), 0, 0)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, color(Token.SELECTION if selected else Token.PANE))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token.LINE))
        if selected:
            edge = rect.left() if direction == Qt.LayoutDirection.LeftToRight else rect.right() - px(3) + 1
            painter.fillRect(QRect(edge, rect.top(), px(3), rect.height()), color(Token.ACCENT))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(color(Token.ACCENT))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        self._paint_line(painter, rect.adjusted(px(16), 0, -px(14), 0), line, direction)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        place = QRect(rect.left(), rect.top(), rect.width(), px(_HEADING))
        painter.fillRect(place, color(Token.BG))
        painter.setFont(font(LABEL, bold=True))
        painter.setPen(color(Token.DIM))
        painter.drawText(place.adjusted(px(16), 0, -px(14), 0), _LEADING, text)

    def _paint_line(self, painter: QPainter, rect: QRect, line: Line, direction: Qt.LayoutDirection) -> None:
        age = when.age(line.row.created_at, self._now())
        small = font(12, tabular=True)
        used = QFontMetrics(small).horizontalAdvance(age)
        left = direction == Qt.LayoutDirection.LeftToRight
        painter.setFont(small)
        painter.setPen(color(Token.DIM))
        top = QRect(rect.left(), rect.top() + px(8), rect.width(), px(19))
        trailing = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing
        painter.drawText(top, trailing | Qt.TextFlag.TextSingleLine, age)
        room = top.adjusted(0, 0, -used - px(8), 0) if left else top.adjusted(used + px(8), 0, 0, 0)
        self._text(painter, room, line.place, Token.TEXT, bold=True)
        says = QRect(rect.left(), rect.top() + px(27), rect.width(), px(19))
        self._text(painter, says, line.says, Token.TEXT)
        token, ground = _TONES[line.said.tone]
        y = rect.top() + px(48)
        chip = chip_width(line.state)
        x = rect.left() if left else rect.right() - chip
        paint_chip(painter, QRect(x, y, 0, 0).topLeft(), line.state, token, ground)
        rest = QRect(rect.left() + chip + px(8), y, rect.width() - chip - px(8), px(19))
        if not left:
            rest.moveLeft(rect.left())
        self._text(painter, rest, line.said.detail or line.said.text, Token.DIM, size=12)

    def _text(
        self, painter: QPainter, rect: QRect, text: str, token: Token, *, bold: bool = False, size: int = 13
    ) -> None:
        letters = font(size, bold=bold)
        painter.setFont(letters)
        painter.setPen(color(token))
        painter.drawText(
            rect, _LEADING, QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        )


class OutboxList(QTableView):
    """One column. `moved`: another line is current; its delivery's id, or empty."""

    moved = Signal(str)

    def __init__(self, model: OutboxModel, now: Now) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(now, model))
        self.setObjectName("outboxList")
        self.setAccessibleName(tr("Outbox"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        model.modelReset.connect(self.fit_rows)

    def fit_rows(self) -> None:
        """Give each line its height; headings make the first of a group higher."""
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        for at in range(self._model.rowCount()):
            if self._model.first_of_group(at):
                self.setRowHeight(at, px(_ROW) + px(_HEADING))

    def current_id(self) -> str:
        """The delivery that is chosen, or empty."""
        line = self.currentIndex().data(LINE_ROLE)
        return line.row.id if isinstance(line, Line) else ""

    def select(self, delivery_id: str) -> bool:
        """Choose a delivery; False where it is gone."""
        index = self._model.find(delivery_id)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.moved.emit(self.current_id())
