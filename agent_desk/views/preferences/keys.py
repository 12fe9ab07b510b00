"""Choosing keys: every command with its keys, a field that takes a new one, and who would lose it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from agent_desk.runtime.texts import tr
from agent_desk.views.commands import COMMANDS, command, place_of
from agent_desk.views.keymap import keymap
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, FlowLayout, button, label

_ID = Qt.ItemDataRole.UserRole


class KeyTable(QWidget):
    """The table of keys. Clashes are said before a key is taken; whoever had it loses it and the bar says so."""

    def __init__(self, bars: BarStack) -> None:
        super().__init__()
        self._bars = bars
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search commands and keys"))
        self.search.setAccessibleName(tr("Search commands and keys"))
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Commands and their keys"))
        self.tree.setHeaderLabels([tr("Command"), tr("Keys"), tr("Where")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(px(280))
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.currentItemChanged.connect(lambda _new, _old: self._show_chosen())
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(2)
        self.field.setAccessibleName(tr("New keys"))
        self.field.keySequenceChanged.connect(lambda _keys: self._show_clash())
        self._name = label(bold=True, wrap=True)
        self._clash = label(tone="risk", wrap=True)
        self._clash.hide()
        self._lay_out()
        self._fill()
        keymap.changed.connect(self._on_keys)

    def _lay_out(self) -> None:
        self.take = button(tr("Use these keys"), look="primary")
        self.take.clicked.connect(lambda: self._choose(only=True))
        self.add = button(tr("Use them too"))
        self.add.clicked.connect(lambda: self._choose(only=False))
        self.none = button(tr("No keys"))
        self.none.clicked.connect(self._clear)
        self.reset = button(tr("Reset"))
        self.reset.clicked.connect(lambda: keymap.reset(self.chosen()))
        self.reset_all = button(tr("Reset all keys"))
        self.reset_all.clicked.connect(lambda _on=False: keymap.reset(None))
        acts = QWidget()
        flow = FlowLayout(acts, px(6))
        for control in (self.take, self.add, self.none, self.reset, self.reset_all):
            flow.addWidget(control)
        new = QHBoxLayout()
        new.addWidget(self._name, 1)
        new.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for widget in (self.search, self.tree):
            column.addWidget(widget)
        column.addLayout(new)
        column.addWidget(self._clash)
        column.addWidget(acts)

    def _fill(self) -> None:
        for what in COMMANDS:
            item = QTreeWidgetItem([tr(what.text), "", place_of(what)])
            item.setData(0, _ID, what.id)
            self.tree.addTopLevelItem(item)
        self._on_keys()
        self.choose_command(COMMANDS[0].id)

    def chosen(self) -> str:
        """The id of the command that is chosen."""
        item = self.tree.currentItem()
        return str(item.data(0, _ID)) if item is not None else COMMANDS[0].id

    def choose_command(self, command_id: str) -> None:
        """Choose a command as if the agent had."""
        at = next(at for at, what in enumerate(COMMANDS) if what.id == command_id)
        self.tree.setCurrentIndex(self.tree.model().index(at, 0))

    def _on_keys(self) -> None:
        for at, what in enumerate(COMMANDS):
            if (item := self.tree.topLevelItem(at)) is not None:
                text = ", ".join(_native(key) for key in keymap.chosen(what.id))
                item.setText(1, tr("{keys} (yours)", keys=text or tr("none")) if keymap.own(what.id) else text)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._name.setText(tr(command(self.chosen()).text))
        self.field.clear()
        self._show_clash()

    def _show_clash(self) -> None:
        keys = self._typed()
        for control in (self.take, self.add):
            control.setEnabled(bool(keys))
        self.reset.setEnabled(keymap.own(self.chosen()))
        others = keymap.clashes(self.chosen(), [keys]) if keys else []
        names = ", ".join(tr("“{command}”", command=tr(other.text)) for other in others)
        self._clash.setText(
            tr("{keys} does {commands} now, and would not any more.", keys=_native(keys), commands=names)
        )
        self._clash.setVisible(bool(others))

    def _typed(self) -> str:
        return self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _choose(self, *, only: bool) -> None:
        chosen, keys = self.chosen(), self._typed()
        losers = keymap.clashes(chosen, [keys])
        keymap.choose(chosen, [keys] if only else [*keymap.chosen(chosen), keys])
        if losers:
            names = ", ".join(tr("“{command}”", command=tr(other.text)) for other in losers)
            bar = Bar(tr("{commands} gave its keys away.", commands=names))
            bar.close_after(6000)
            self._bars.show_bar("keys", bar)

    def _clear(self) -> None:
        keymap.choose(self.chosen(), [])

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for at in range(self.tree.topLevelItemCount()):
            if (item := self.tree.topLevelItem(at)) is not None:
                said = " ".join(item.text(column) for column in range(3)).casefold()
                item.setHidden(not all(word in said for word in words))


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
