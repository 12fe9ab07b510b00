"""A list of names of which one is chosen, and which can be put into another order by dragging and with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px

_KEY = Qt.ItemDataRole.UserRole


class NameList(QListWidget):
    """Emits `chosen` (a key), and where it is movable `moved` (a key and its new place, from 0): by dragging, or Alt with Up
    and Down."""

    chosen = Signal(str)
    moved = Signal(str, int)

    def __init__(self, name: str, *, movable: bool = False) -> None:
        super().__init__()
        self._movable, self._filling = movable, False
        self.setAccessibleName(name)
        if movable:
            self.setAccessibleDescription(tr("Alt with Up and Down moves it."))
            self.setToolTip(tr("The first that fits holds. Drag, or Alt with Up and Down, to change the order."))
            self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.currentItemChanged.connect(self._on_current)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_KEY)))

    def show_names(self, names: Sequence[tuple[str, str]], marked: str) -> None:
        """Show keys with their names, one of them marked."""
        self._filling = True
        self.clear()
        for key, name in names:
            item = QListWidgetItem(name)
            item.setData(_KEY, key)
            self.addItem(item)
        self._filling = False
        # As high as its names, so that what makes another one stands below the last.
        self.setFixedHeight(px(8) + px(31) * min(max(1, len(names)), 9))
        self.mark(marked)

    def keys(self) -> list[str]:
        """The keys in their order."""
        return [str(self.item(at).data(_KEY)) for at in range(self.count())]

    def mark(self, key: str) -> None:
        """Show which one is shown beside; none where it is not in this list."""
        self._filling = True
        keys = self.keys()
        self.setCurrentRow(keys.index(key) if key in keys else -1)
        if key not in keys:
            self.clearSelection()
        self._filling = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever only passes by with the keyboard chooses nothing: what is being written beside stays."""
        before, self._filling = self._filling, True
        super().focusInEvent(event)
        self._filling = before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if self._movable and by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            at = self.currentRow()
            if at >= 0 and 0 <= at + by < self.count():
                self.moved.emit(self.keys()[at], at + by)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.count():
            self.chosen.emit(self.keys()[max(0, self.currentRow())])
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        before = self.keys()
        key = before[self.currentRow()] if self.currentRow() >= 0 else ""
        self._filling = True
        super().dropEvent(event)
        self._filling = False
        after = self.keys()
        if key and after != before and sorted(after) == sorted(before):
            self.moved.emit(key, after.index(key))

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.chosen.emit(item.data(_KEY))
