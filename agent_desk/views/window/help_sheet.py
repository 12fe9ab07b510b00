"""The sheet of keys: every command of the table with its keys. Floats over the window, never modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.commands import COMMANDS, Command, Menu, Where
from agent_desk.views.theme import px
from agent_desk.views.widgets import KeyHint, icon_button, label

_WHERE = {
    Where.ANYWHERE: "",
    Where.LIST: marked("in the list"),
    Where.CONVERSATION: marked("in the conversation"),
    Where.COMPOSER: marked("while writing"),
    Where.OUTBOX: marked("in the outbox"),
}


class HelpSheet(QWidget):
    """Keeps itself in the middle of its parent; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Keys and help"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        close = icon_button("close", tr("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(label(tr("Keys"), size="title"))
        head.addWidget(label(tr("Single keys work in lists only, never while you type."), tone="dim"))
        head.addStretch(1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(10), px(14))
        column.addLayout(head)
        column.addWidget(self._area, 1)
        parent.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Show or hide it."""
        if self.isVisible():
            self.hide()
            return
        if self._area.widget() is None:
            self._area.setWidget(_table())
        self._place()
        self.show()
        self.raise_()
        self._area.setFocus(Qt.FocusReason.PopupFocusReason)

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
        width, height = min(px(860), room.width() - px(40)), min(px(640), room.height() - px(80))
        self.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)


def _table() -> QWidget:
    inner = QWidget()
    inner.setProperty("ground", "pane")
    columns = QHBoxLayout(inner)
    columns.setContentsMargins(0, 0, px(10), 0)
    columns.setSpacing(px(40))
    halves = ((Menu.DESK, Menu.GO, Menu.LIST, Menu.VIEW, Menu.HELP), (Menu.CONVERSATION, Menu.REPLY, Menu.OUTBOX))
    for menus in halves:
        column = QVBoxLayout()
        column.setSpacing(px(4))
        for menu in menus:
            column.addLayout(_section(menu, [what for what in COMMANDS if what.menu is menu and what.keys]))
            column.addSpacing(px(10))
        column.addStretch(1)
        columns.addLayout(column, 1)
    return inner


def _section(menu: Menu, commands: list[Command]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(px(4))
    grid.setHorizontalSpacing(px(8))
    grid.setColumnStretch(0, 1)
    where = next((tr(_WHERE[what.where]) for what in commands if _WHERE[what.where]), "")
    heading = f"{tr(menu.value)} · {where}" if where and menu is not Menu.GO else tr(menu.value)
    grid.addWidget(label(heading, size="heading"), 0, 0, 1, 2)
    for line, what in enumerate(commands, 1):
        grid.addWidget(label(tr(what.text)), line, 0)
        keys = QHBoxLayout()
        keys.setSpacing(px(4))
        keys.addStretch(1)
        for key in what.keys[:2]:
            keys.addWidget(KeyHint(key))
        grid.addLayout(keys, line, 1)
    return grid
