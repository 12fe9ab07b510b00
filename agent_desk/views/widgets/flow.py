"""A layout that puts things side by side and goes on in the next line where the room ends."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Lines of widgets in their own sizes, mirrored for right-to-left layouts. `gap`: pixels between them. `trailing`:
    lines end at the far edge."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6, *, trailing: bool = False) -> None:
        super().__init__()
        self._trailing = trailing
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        width = max((item.sizeHint().width() for item in shown), default=0)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def _shown(self) -> list[QLayoutItem]:
        # An item that Qt made is now and then taken for deleted although its widget lives. It stays where it stands: whatever is
        # raised while a size is asked for would end the program.
        return [item for item in self._items if shiboken6.isValid(item) and not item.isEmpty()]

    def _place(self, rect: QRect, *, really: bool) -> int:
        """Returns the height that all lines need. What is lower than its line stands in the middle of it."""
        widget = self.parentWidget()
        direction = widget.layoutDirection() if widget else Qt.LayoutDirection.LeftToRight
        y = rect.top()
        for at, line in enumerate(self._lines(rect.width())):
            y += self._gap if at else 0
            x, height = rect.left(), max(item.sizeHint().height() for item in line)
            if self._trailing:
                width = sum(item.sizeHint().width() for item in line) + self._gap * (len(line) - 1)
                x += max(0, rect.width() - width)
            for item in line:
                size = item.sizeHint()
                if really:
                    place = QRect(x, y + (height - size.height()) // 2, size.width(), size.height())
                    item.setGeometry(QStyle.visualRect(direction, rect, place))
                x += size.width() + self._gap
            y += height
        return y - rect.top()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not lines or used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wide + self._gap
        return lines
