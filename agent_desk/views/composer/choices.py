"""Lists to choose from while the keyboard stays in a field: a name, what stands beside it, and a line of what it would write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_desk.domain.frozen import frozen
from agent_desk.views.theme import LABEL, Token, color, font, px

_CHOICE = Qt.ItemDataRole.UserRole
_LINES = 8
SIGN_CELL = 40


@frozen
class Choice:
    """One thing to choose. `beside`: a short word at the edge, `below`: one dim line."""

    text: str
    value: object
    beside: str = ""
    below: str = ""


class ChoiceList(QListWidget):
    """Named choices. `taken`: the Choice that was clicked or taken by keyboard."""

    taken = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choices")
        self.setAccessibleName(name)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.itemClicked.connect(lambda _item: self.take())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these, the first one chosen."""
        self.clear()
        for choice in choices:
            item = QListWidgetItem(choice.text)
            item.setData(_CHOICE, choice)
            said = ", ".join(part for part in (choice.text, choice.beside, choice.below) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            item.setToolTip(choice.below if len(choice.below) > 40 else "")
            self.addItem(item)
        self.setCurrentRow(0)

    def current(self) -> Choice | None:
        """What is chosen now."""
        value = self.currentItem().data(_CHOICE) if self.currentRow() >= 0 else None
        return value if isinstance(value, Choice) else None

    def step(self, by: int, speaker: QWidget) -> None:
        """Choose another one, around the ends; screen readers are told through the field that has the keyboard."""
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())
            said = self.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(speaker, str(said)))

    def take(self) -> None:
        """Take what is chosen."""
        if (choice := self.current()) is not None:
            self.taken.emit(choice)

    def wanted_height(self) -> int:
        """Pixels for all lines, of eight at most."""
        rows = min(self.count(), _LINES)
        return sum(self.sizeHintForRow(at) for at in range(rows)) + px(10)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        choice = index.data(_CHOICE)
        lines = 2 if isinstance(choice, Choice) and choice.below else 1
        return QSize(px(200), option.fontMetrics.lineSpacing() * lines + px(10))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice = index.data(_CHOICE)
        if not isinstance(choice, Choice):
            return
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, color(Token.SELECTION))
        room = option.rect.adjusted(px(10), px(4), -px(10), -px(4))
        line = option.fontMetrics.lineSpacing()
        top = QRect(room.left(), room.top(), room.width(), line)
        painter.setFont(font(LABEL))
        painter.setPen(color(Token.DIM))
        beside = min(painter.fontMetrics().horizontalAdvance(choice.beside) + px(2), room.width() // 2)
        self._line(painter, option, QRect(top.right() - beside + 1, top.top(), beside, line), choice.beside)
        if choice.below:
            self._line(painter, option, QRect(room.left(), room.top() + line, room.width(), line), choice.below)
        painter.setFont(font(bold=chosen))
        painter.setPen(color(Token.TEXT))
        self._line(painter, option, top.adjusted(0, 0, -beside - px(10), 0), choice.text)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, option: QStyleOptionViewItem, room: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room.width())
        place = QStyle.visualRect(option.direction, option.rect, room)
        align = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, align, shown)


class SignDelegate(QStyledItemDelegate):
    """Signs in the cells of a grid, large."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(SIGN_CELL), px(SIGN_CELL))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, color(Token.SELECTION))
        painter.setFont(font(20))
        painter.setPen(color(Token.TEXT))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()
