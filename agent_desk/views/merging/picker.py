"""The small list of conversations into which others can be merged: of the same customer, or any by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.errors import DeskError
from agent_desk.domain.ids import is_number
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.theme import px
from agent_desk.views.widgets import label
from agent_desk.views.widgets.picker_popup import PickerPopup

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_ID = Qt.ItemDataRole.UserRole
_SHOWN = 8
_ROW = 31


class MergePicker(PickerPopup):
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
        self.list.itemClicked.connect(lambda _item: self.pick())
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

    def pick(self) -> None:
        if (item := self.list.currentItem()) is not None:
            chosen = str(item.data(_ID))
            self.close()
            self.picked.emit(chosen)
