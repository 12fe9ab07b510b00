"""The foot of the fields of a policy or calendar: save, discard, remove, and what they would do now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout, button, label, primary_button


class Foot(QWidget):
    """Named: saveLevel, discardLevel, removeLevel."""

    save_wanted = Signal()
    discard_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = label(tone="dim", wrap=True)
        self._save = primary_button(tr("Save"))
        self._discard = button(tr("Discard"), name=tr("Discard the edits"))
        self._remove = button(tr("Remove"))
        self.presses: tuple[QPushButton, ...] = (self._save, self._discard, self._remove)
        holder = QWidget()
        flow = FlowLayout(holder, px(8))
        wanted = (self.save_wanted, self.discard_wanted, self.remove_wanted)
        names = ("saveLevel", "discardLevel", "removeLevel")
        for press, name, signal in zip(self.presses, names, wanted, strict=True):
            press.setObjectName(name)
            press.clicked.connect(signal)
            flow.addWidget(press)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(8), px(12), px(8))
        column.setSpacing(px(6))
        column.addWidget(self._said)
        column.addWidget(holder)

    def show_state(self, *, may: bool, edited: bool, new: bool) -> None:
        """`may`: whether who sits here may change it; `edited`: since it was saved; `new`: it never was saved."""
        self._save.setEnabled(may and (new or edited))
        self._discard.setEnabled(edited or new)
        self._remove.setVisible(not new)
        self._remove.setEnabled(may)
        if not may:
            self._said.setText(tr("Only supervisors may change what is promised."))
        elif edited:
            self._said.setText(tr("Edited, not saved yet."))
        else:
            self._said.setText(tr("Saving makes a new version, which counts from then on."))
