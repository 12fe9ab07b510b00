"""A small panel over the composer to pick from: a search on top, what fits below, Return takes, Escape goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from agent_desk.views.composer.choices import SIGN_CELL, Choice, ChoiceList, SignDelegate
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

Find = Callable[[str], Sequence[Choice]]
"""What fits the words typed, at once."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Picker(QFrame):
    """`picked`: the Choice. `grid`: signs in a grid instead of lines. Goes when the keyboard leaves it."""

    picked = Signal(object)

    def __init__(self, name: str, hint: str, find: Find, empty: str, *, grid: bool = False) -> None:
        super().__init__()
        self.setObjectName("picker")
        self.setProperty("look", "sheet")
        self.setAccessibleName(name)
        self._find, self._grid = find, grid
        self._came_from: QWidget | None = None
        self.search = QLineEdit()
        self.search.setObjectName("pickerSearch")
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.textChanged.connect(self._look)
        self.search.installEventFilter(self)
        self.list = ChoiceList(name)
        self.list.taken.connect(self._take)
        if grid:
            self._make_grid()
        self._empty = label(empty, tone="dim", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(8), px(8), px(8), px(8))
        self._column.setSpacing(px(6))
        self._column.addWidget(self.search)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self._empty, 1)
        self.hide()

    def _make_grid(self) -> None:
        self.list.setItemDelegate(SignDelegate(self.list))
        self.list.setGridSize(QSize(px(SIGN_CELL), px(SIGN_CELL)))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)

    def add(self, below: QPushButton) -> None:
        """One more thing to do, below the list."""
        below.clicked.connect(self.close_panel)
        below.installEventFilter(self)
        self._column.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)

    def open_over(self, composer: QWidget, came_from: QWidget) -> None:
        """Open above the foot of the composer; the keyboard goes back to where it came from."""
        window = composer.window()
        self._came_from = came_from
        self.setParent(window)
        self.search.clear()
        self._look("")
        width, height = min(px(400), window.width() - px(16)), min(px(330), window.height() - px(16))
        corner = composer.mapTo(window, QPoint(px(12), composer.height() - height - px(44)))
        x = max(px(8), min(corner.x(), window.width() - width - px(8)))
        self.setGeometry(x, max(px(8), corner.y()), width, height)
        self.raise_()
        self.show()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Go, the keyboard back where it was."""
        if self.isVisible():
            self.hide()
            if self._came_from is not None:
                self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        if kind == QEvent.Type.FocusOut:
            focused = QApplication.focusWidget()
            if focused is None or not self.isAncestorOf(focused):
                self.hide()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_panel()
        elif not self.search.hasFocus():
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.take()
        elif key in _STEPS:
            row = max(1, self.list.viewport().width() // max(1, self.list.gridSize().width())) if self._grid else 1
            self.list.step(_STEPS[Qt.Key(key)] * row, self.search)
        elif self._grid and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.search.text():
            forward = (key == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self.list.step(1 if forward else -1, self.search)
        else:
            return False
        return True

    def _look(self, words: str) -> None:
        choices = self._find(words)
        self.list.show_choices(choices)
        if self._grid:
            for at, choice in enumerate(choices):
                self.list.item(at).setToolTip(choice.below)
        self.list.setVisible(bool(choices))
        self._empty.setVisible(not choices)

    def _take(self, choice: Choice) -> None:
        self.close_panel()
        self.picked.emit(choice)
