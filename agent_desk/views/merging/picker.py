"""The small list of conversations into which others can be merged: of the same customer, or any by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.errors import DeskError
from agent_desk.domain.ids import is_number
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_ID = Qt.ItemDataRole.UserRole
_SHOWN = 8
_ROW = 31


class MergePicker(QFrame):
    """Closes itself when a conversation was picked (`picked`: its id) and on Escape."""

    picked = Signal(str)

    def __init__(self, desk: Desk, conversation_ids: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._desk, self._ids = desk, frozenset(conversation_ids)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "popup")
        heading = ntr("Merge {n} conversation into", "Merge {n} conversations into", len(conversation_ids))
        self.setAccessibleName(heading)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Words, or a number like #12"))
        self.search.setAccessibleName(heading)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Other conversations of the same customer"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self._pick())
        self._none = label(tr("No other conversation of this customer: type its number."), tone="dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(8), px(10), px(10))
        column.setSpacing(px(6))
        column.addWidget(label(heading, tone="dim", size="label"))
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self._none)
        self._rows = desk.merging.candidates(conversation_ids)
        self.setFixedWidth(px(440))
        self._narrow("")

    def open_at(self, place: QPoint) -> None:
        """Show it near that point of the screen, whole."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = min(max(place.x(), room.left()), room.right() - self.width())
        y = min(max(place.y(), room.top()), room.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the letters go into the field."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick()
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        rows = self._numbered(text.strip()) if is_number(text.strip()) else self._rows
        self.list.clear()
        now = self._desk.ground.now()
        for row in rows:
            title = first_line(row.title, 60) or first_line(row.text, 60)
            said = tr(
                "#{number} {title} · {venue}, {day}",
                number=row.number,
                title=title,
                venue=row.venue_label,
                day=when.day(row.last_at, now),
            )
            if is_number(text.strip()) or all(word in said.casefold() for word in words):
                item = QListWidgetItem(said)
                item.setData(_ID, row.id)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)
        self.list.setFixedHeight(px(_ROW) * min(max(self.list.count(), 1), _SHOWN) + px(4))

    def _numbered(self, ref: str) -> list[ConversationRow]:
        try:
            row = self._desk.inbox.row(self._desk.inbox.find(ref))
        except DeskError:
            return []
        return [] if row.id in self._ids else [row]

    def _pick(self) -> None:
        if (item := self.list.currentItem()) is not None:
            chosen = str(item.data(_ID))
            self.close()
            self.picked.emit(chosen)
