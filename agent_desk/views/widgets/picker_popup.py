"""A small list that opens where one works: letters narrow it, arrows move in it, Enter picks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PickerPopup(QFrame):
    """`search` and `list` are for the picker to lay out; what picking does, and what the letters narrow, is its own."""

    search: QLineEdit
    list: QListWidget

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
            if event.key() in _ENTER:
                self.pick()
                return True
        return super().eventFilter(watched, event)

    def pick(self) -> None:
        """What is chosen in the list is meant."""
        raise NotImplementedError
