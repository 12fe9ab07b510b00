"""Commands by id: what they are called, which keys do them now, and how a widget is given one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.command_table import COMMANDS, Command, Menu, Where
from agent_desk.views.keymap import keymap

__all__ = ["COMMANDS", "Command", "Menu", "Where", "bind", "command", "key_text", "place_of"]

_BY_ID = {what.id: what for what in COMMANDS}
_PLACES = {
    Where.ANYWHERE: marked("anywhere"),
    Where.LIST: marked("in the list"),
    Where.CONVERSATION: marked("in the conversation"),
    Where.COMPOSER: marked("while writing"),
    Where.OUTBOX: marked("in the outbox"),
    Where.BOARD: marked("on the board"),
    Where.CLOSING: marked("while closing the day"),
    Where.APPROVALS: marked("among the approvals"),
}


def command(command_id: str) -> Command:
    """The command of that id; KeyError where there is none."""
    return _BY_ID[command_id]


def key_text(command_id: str) -> str:
    """The first key of a command as this system writes it, or nothing."""
    keys = keymap.keys(command_id)
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def place_of(what: Command) -> str:
    """Where a command's keys work, in words."""
    first = tr(_PLACES[what.where])
    return tr("{place}, {other}", place=first, other=tr(_PLACES[what.also])) if what.also else first


def bind(widget: QWidget, command_id: str, slot: Callable[[], object], *, where: Where | None = None) -> QAction:
    """Give a widget the command: an action with its keys, which work in that widget and its children (ANYWHERE: in the
    whole window; LIST, OUTBOX and BOARD: in the widget itself only). `where`: the command's second place, for a widget there."""
    what = command(command_id)
    action = _CommandAction(what, widget)
    action.setShortcutContext(_CONTEXTS[where or what.where])
    action.triggered.connect(lambda _checked=False: slot())
    widget.addAction(action)
    return action


class _CommandAction(QAction):
    """An action whose keys are those in use now."""

    def __init__(self, what: Command, parent: QWidget) -> None:
        super().__init__(tr(what.text), parent)
        self._id = what.id
        self.setObjectName(what.id)
        self._take_keys()
        keymap.changed.connect(self._take_keys)

    def _take_keys(self) -> None:
        self.setShortcuts([QKeySequence(key) for key in keymap.keys(self._id)])


_CONTEXTS = {
    Where.ANYWHERE: Qt.ShortcutContext.WindowShortcut,
    Where.LIST: Qt.ShortcutContext.WidgetShortcut,
    Where.CONVERSATION: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Where.COMPOSER: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Where.OUTBOX: Qt.ShortcutContext.WidgetShortcut,
    Where.BOARD: Qt.ShortcutContext.WidgetShortcut,
    Where.CLOSING: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Where.APPROVALS: Qt.ShortcutContext.WidgetShortcut,
}
