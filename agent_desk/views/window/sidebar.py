"""The left pane: views, what goes out, and the venues with their state."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import paint_mark

ENTRY_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@frozen
class Entry:
    """One line of the sidebar. Without an `id` it is a heading. `sign`: a small drawing at the end that says how a
    venue is doing (`said` says it in words); `mark`: colour and letter of a network. `late`: what is counted is late."""

    id: str
    text: str
    icon: str = ""
    mark: tuple[str, str] | None = None
    count: int = 0
    alarm: bool = False
    late: bool = False
    sign: str = ""
    sign_token: Token = Token.DIM
    said: str = ""
    more: bool = False
    """There are more than `count`, which was as far as anybody counted."""


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> bool:
        """True where lines came or went."""
        if [entry.id for entry in entries] != [entry.id for entry in self.entries]:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()
            return True
        for at, (old, new) in enumerate(zip(self.entries, entries, strict=True)):
            if old != new:
                self.entries[at] = new
                self.dataChanged.emit(self.index(at), self.index(at))
        return False

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].id:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.said or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            count = ntr("{n} conversation", "{n} conversations", entry.count) if entry.count else ""
            return ", ".join(part for part in (entry.text, count, entry.said) if part)
        return None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Entry) and not entry.id:
            return QSize(px(120), px(32 if index.row() else 26))
        return QSize(px(120), px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        rect: QRect = option.rect
        if entry.id:
            self._paint_entry(painter, option, rect.adjusted(px(8), px(1), -px(8), -px(1)), entry)
        else:
            painter.setFont(font(LABEL, bold=True))
            painter.setPen(color(Token.DIM))
            place = rect.adjusted(px(16), 0, -px(16), -px(4))
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom | _leading(option.direction), entry.text)
        painter.restore()

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(Token.SELECTION if selected else Token.CHIP))
            painter.drawRoundedRect(rect, px(6), px(6))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(color(Token.ACCENT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))

        def place(x: int, width: int, height: int) -> QRect:
            top = rect.top() + (rect.height() - height) // 2
            return QStyle.visualRect(option.direction, rect, QRect(rect.left() + x, top, width, height))

        side = px(15)
        if entry.mark:
            paint_mark(painter, place(px(8), side, side), *entry.mark)
        elif entry.icon:
            token = Token.ACCENT if selected else Token.DIM
            paint_icon(painter, QRectF(place(px(8), side, side)), entry.icon, token)
        end = rect.width() - px(8)
        end = self._paint_end(painter, entry, selected, end, place)
        painter.setFont(font(bold=selected))
        painter.setPen(color(Token.TEXT))
        start = px(8) + side + px(9)
        words = QFontMetrics(painter.font()).elidedText(entry.text, Qt.TextElideMode.ElideRight, end - start)
        painter.drawText(
            place(start, end - start, rect.height()), _leading(option.direction) | Qt.AlignmentFlag.AlignVCenter, words
        )

    def _paint_end(self, painter: QPainter, entry: Entry, selected: bool, end: int, place: Any) -> int:
        """Count and sign at the end of the line; returns where the room for the text ends."""
        if entry.count:
            figures = font(12, bold=entry.alarm or entry.late, tabular=True)
            painter.setFont(figures)
            text = f"{figure(entry.count)}+" if entry.more else figure(entry.count)
            width = QFontMetrics(figures).horizontalAdvance(text) + px(2)
            token = Token.ACCENT if selected else Token.DIM
            painter.setPen(color(Token.LATE if entry.late else Token.RISK if entry.alarm else token))
            painter.drawText(place(end - width, width, px(20)), Qt.AlignmentFlag.AlignCenter, text)
            end -= width + px(6)
        if entry.sign:
            side = px(14)
            paint_icon(painter, QRectF(place(end - side, side, side)), entry.sign, entry.sign_token)
            end -= side + px(6)
        return end


def figure(count: int) -> str:
    """A count as the locale writes it."""
    return QLocale().toString(count)


def _leading(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    return QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)


class Sidebar(QListView):
    """Emits `chosen` with the id of the entry the agent went to, `opened` on Enter or a double click."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = _Entries(self)
        self._silent = False
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(tr("Views and venues"))
        self.setProperty("ground", "side")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.activated.connect(lambda _index: self.opened.emit(self.current()))

    def show_entries(self, entries: list[Entry]) -> None:
        """Show these lines; what is selected stays selected."""
        current = self.current()
        if self._entries.show(entries):
            self.select(current)

    def entries(self) -> list[Entry]:
        """What is shown."""
        return list(self._entries.entries)

    def current(self) -> str:
        """The id of the selected entry, or empty."""
        entry = self.currentIndex().data(ENTRY_ROLE)
        return entry.id if isinstance(entry, Entry) else ""

    def select(self, entry_id: str) -> None:
        """Mark an entry without announcing it; nothing is marked where there is no such entry."""
        self._silent = True
        at = next((at for at, entry in enumerate(self._entries.entries) if entry.id and entry.id == entry_id), None)
        self.setCurrentIndex(self._entries.index(at) if at is not None else QModelIndex())
        if at is None:
            self.clearSelection()
        self._silent = False

    def rescale(self) -> None:
        """The scale of text changed."""
        self.scheduleDelayedItemsLayout()

    def _on_current(self, current: QModelIndex) -> None:
        entry = current.data(ENTRY_ROLE)
        if not self._silent and isinstance(entry, Entry) and entry.id:
            self.chosen.emit(entry.id)
