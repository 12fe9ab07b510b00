"""The sheet of keys: every command of the table with the keys it has now, and a search. Floats over the window, never modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.commands import COMMANDS, Command, Menu, place_of
from agent_desk.views.keymap import keymap
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState, KeyHint, icon_button, label

_HALVES = (
    (Menu.DESK, Menu.GO, Menu.LIST, Menu.VIEW, Menu.HELP),
    (Menu.CONVERSATION, Menu.REPLY, Menu.OUTBOX, Menu.CLOSING, Menu.APPROVALS, Menu.BOARD),
)
_BESIDE = 620
"""Width, in pixels at 100 %, from which the two halves stand side by side."""


class HelpSheet(QWidget):
    """Keeps itself in the middle of its parent; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._table: _Table | None = None
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Keys and help"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search commands and keys"))
        self.search.setAccessibleName(tr("Search commands and keys"))
        self.search.textChanged.connect(self._on_search)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        close = icon_button("close", tr("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(label(tr("Keys"), size="title"))
        head.addWidget(self.search, 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(10), px(14))
        column.addLayout(head)
        said = tr("Single keys never fire while you type. Preferences change keys and switch single keys off.")
        column.addWidget(label(said, tone="dim", wrap=True))
        column.addWidget(self._area, 1)
        parent.installEventFilter(self)
        keymap.changed.connect(self._forget)
        self.hide()

    def toggle(self) -> None:
        """Show or hide it."""
        if self.isVisible():
            self.hide()
            return
        if self._table is None:
            self._table = _Table()
            self._area.setWidget(self._table)
        self.search.clear()
        self._place()
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[str]:
        """The commands on the sheet that the search leaves, in its order."""
        return self._table.shown() if self._table is not None else []

    def _on_search(self, text: str) -> None:
        if self._table is not None:
            self._table.search(text)

    def _forget(self) -> None:
        """Keys changed: the sheet is made anew when it is wanted again."""
        self.hide()
        self._table = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def _place(self) -> None:
        room = self._over.rect()
        width, height = min(px(860), room.width() - px(24)), min(px(640), room.height() - px(60))
        self.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)


class _Table(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "pane")
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(px(40))
        self._nothing = EmptyState("search")
        self._nothing.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(8), px(10), 0)
        outer.addLayout(self._halves)
        outer.addWidget(self._nothing)
        outer.addStretch(1)
        self._sections: list[_Section] = []
        for menus in _HALVES:
            column = QVBoxLayout()
            column.setSpacing(0)
            for menu in menus:
                section = _Section(menu)
                self._sections.append(section)
                column.addWidget(section)
            column.addStretch(1)
            self._halves.addLayout(column, 1)

    def search(self, text: str) -> None:
        """Leave only the commands with these words in name, key or place."""
        words = text.casefold().split()
        found = [section.search(words) for section in self._sections]
        self._nothing.setVisible(not any(found))
        self._nothing.show_text(tr("No command is called so"), tr("Try fewer or other words."))

    def shown(self) -> list[str]:
        """The commands that are left."""
        return [line.what.id for section in self._sections for line in section.lines if not line.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= px(_BESIDE)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


class _Section(QWidget):
    def __init__(self, menu: Menu) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        commands = [what for what in COMMANDS if what.menu is menu and keymap.keys(what.id)]
        places = {place_of(what) for what in commands}
        place = places.pop() if len(places) == 1 else ""
        heading = tr("{menu}, {place}", menu=tr(menu.value), place=place) if place else tr(menu.value)
        self.lines = [_Line(what) for what in commands]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(12))
        column.setSpacing(px(4))
        column.addWidget(label(heading, size="heading"))
        for line in self.lines:
            column.addWidget(line)

    def search(self, words: list[str]) -> bool:
        """Leave the lines with all these words; whether there are any."""
        for line in self.lines:
            line.setVisible(line.found_by(words))
        left = any(not line.isHidden() for line in self.lines)
        self.setVisible(left)
        return left


class _Line(QWidget):
    def __init__(self, what: Command) -> None:
        super().__init__()
        self.what = what
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        name = label(tr(what.text))
        name.setToolTip(place_of(what))
        row.addWidget(name, 1)
        hints = [KeyHint(key) for key in keymap.keys(what.id)[:2]]
        for hint in hints:
            row.addWidget(hint)
        self._found_by = " ".join((tr(what.text), place_of(what), *(hint.text() for hint in hints))).casefold()

    def found_by(self, words: list[str]) -> bool:
        """Whether all these words, in lower case, stand in it."""
        return all(word in self._found_by for word in words)
