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
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.ports import Settings
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import paint_mark
from agent_desk.views.window.sections import Entry, Sections

_TOGGLING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
ENTRY_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> bool:
        """True where lines came or went."""
        if [(entry.id, entry.section) for entry in entries] != [(one.id, one.section) for one in self.entries]:
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
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

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
        if role == Qt.ItemDataRole.AccessibleTextRole and not entry.id:
            return tr("{name}, folded", name=entry.text) if entry.folded else tr("{name}, unfolded", name=entry.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            count = ntr("{n} conversation", "{n} conversations", entry.count) if entry.count else ""
            return ", ".join(part for part in (entry.text, count, entry.said) if part)
        return None


class _Painter(QStyledItemDelegate):
    chosen = ""
    """The entry that is open, also while the keyboard is on another line."""

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
            self._paint_heading(painter, option, rect.adjusted(px(8), rect.height() - px(24), -px(8), -px(1)), entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> None:
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(color(Token.ACCENT))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        painter.setFont(font(LABEL, bold=True))
        painter.setPen(color(Token.TEXT if option.state & QStyle.StateFlag.State_MouseOver else Token.DIM))
        inner = rect.adjusted(px(8), 0, -px(8), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | _leading(option.direction), entry.text)
        side, top = px(12), inner.top() + (inner.height() - px(12)) // 2
        place = QStyle.visualRect(option.direction, inner, QRect(inner.right() + 1 - side, top, side, side))
        onward = "left" if option.direction is Qt.LayoutDirection.RightToLeft else "right"
        paint_icon(painter, QRectF(place), onward if entry.folded else "down", Token.DIM)

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> None:
        selected = entry.id == self.chosen
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
    """Emits `chosen` with the id of the entry the agent went to, `opened` on Enter or a double click. A heading folds its
    section by a click, Enter or Space, and by the arrows to the sides."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = Sections(settings)
        self._all: list[Entry] = []
        self._entries = _Entries(self)
        self._painter = _Painter(self)
        self._silent = False
        self.setModel(self._entries)
        self.setItemDelegate(self._painter)
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
        self._all = list(entries)
        if not any(entry.id == self._painter.chosen for entry in entries):
            self._painter.chosen = ""
        self._show()

    def entries(self) -> list[Entry]:
        """What there is, folded away or not."""
        return list(self._all)

    def current(self) -> str:
        """The id of the selected entry, or empty."""
        return self._painter.chosen

    def select(self, entry_id: str) -> None:
        """Mark an entry without announcing it; nothing is marked where there is no such entry."""
        self._painter.chosen = entry_id if any(entry.id == entry_id for entry in self._all if entry.id) else ""
        self._show()
        self._stand_at(self._painter.chosen)
        self.viewport().update()

    def fold(self, section: str, *, folded: bool) -> None:
        """Fold or unfold a section; the keyboard is on its heading then."""
        self._sections.fold(section, folded=folded)
        self._show()
        self._stand_at("", section)

    def _show(self) -> None:
        """Show what is not folded away; the line that the keyboard is on keeps it."""
        before = self.currentIndex().data(ENTRY_ROLE)
        if self._entries.show(self._sections.visible(self._all, self._painter.chosen)):
            if isinstance(before, Entry) and not before.id:
                self._stand_at("", before.section)
            else:
                self._stand_at(self._painter.chosen)

    def _stand_at(self, entry_id: str, section: str = "") -> None:
        """The keyboard onto an entry, or onto the heading of a section; onto nothing where neither is there."""
        wanted = (entry_id, section)
        rows = [(entry.id, "" if entry.id else entry.section) for entry in self._entries.entries]
        self._silent = True
        at = rows.index(wanted) if any(wanted) and wanted in rows else None
        self.setCurrentIndex(self._entries.index(at) if at is not None else QModelIndex())
        if at is None:
            self.clearSelection()
        self._silent = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entry = self.indexAt(event.position().toPoint()).data(ENTRY_ROLE)
        if isinstance(entry, Entry) and not entry.id:
            if event.button() == Qt.MouseButton.LeftButton:
                self.fold(entry.section, folded=not entry.folded)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the sides: from an entry to its heading, and there folding and unfolding."""
        entry = self.currentIndex().data(ENTRY_ROLE)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        out, into = (Qt.Key.Key_Right, Qt.Key.Key_Left) if rtl else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        key = event.key()
        if isinstance(entry, Entry) and not entry.id and key in (out, into, *_TOGGLING):
            self.fold(entry.section, folded=not entry.folded if key in _TOGGLING else key == out)
        elif isinstance(entry, Entry) and key == out:
            above = self._entries.entries[: self.currentIndex().row()]
            self._stand_at("", next(one.section for one in reversed(above) if not one.id))
        else:
            super().keyPressEvent(event)

    def rescale(self) -> None:
        """The scale of text changed."""
        self.scheduleDelayedItemsLayout()

    def _on_current(self, current: QModelIndex) -> None:
        entry = current.data(ENTRY_ROLE)
        if not self._silent and isinstance(entry, Entry) and entry.id:
            self._painter.chosen = entry.id
            self.chosen.emit(entry.id)
