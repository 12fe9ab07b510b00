"""A list whose order matters: lines are dragged or moved by the keyboard, and may be switched on and off."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from agent_desk.runtime.texts import tr

_ID = Qt.ItemDataRole.UserRole


class OrderedList(QListWidget):
    """Lines with a tick each, dragged or moved by Alt+Up and Alt+Down. `moved`: id and new place from 0; `switched`: id and
    whether it is on."""

    moved = Signal(str, int)
    switched = Signal(str, bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setToolTip(tr("Drag a line, or press Alt+Up and Alt+Down, to change the order."))
        self.model().rowsMoved.connect(self._dropped)
        self.itemChanged.connect(self._changed)

    def add_line(self, line_id: str, text: str, said: str, on: bool | None) -> QListWidgetItem:
        """One more line. `said`: all of it, for the tool tip and readers; `on`: None for a line without a tick."""
        item = QListWidgetItem(text)
        item.setData(_ID, line_id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setToolTip(said)
        if on is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.addItem(item)
        return item

    def current_id(self) -> str:
        """Of the chosen line, or empty."""
        return str(self.item(self.currentRow()).data(_ID)) if self.currentRow() >= 0 else ""

    def choose(self, line_id: str) -> None:
        """Choose a line, else the first, without telling."""
        self.blockSignals(True)
        found = [at for at in range(self.count()) if self.item(at).data(_ID) == line_id]
        self.setCurrentRow(found[0] if found else min(0, self.count() - 1))
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            to = self.currentRow() + step
            if 0 <= to < self.count():
                self.moved.emit(self.current_id(), to)
            return
        super().keyPressEvent(event)

    def _dropped(self, _from: QModelIndex, start: int, _end: int, _to: QModelIndex, row: int) -> None:
        at = row - 1 if row > start else row
        self.moved.emit(str(self.item(at).data(_ID)), at)

    def _changed(self, item: QListWidgetItem) -> None:
        self.switched.emit(str(item.data(_ID)), item.checkState() == Qt.CheckState.Checked)
