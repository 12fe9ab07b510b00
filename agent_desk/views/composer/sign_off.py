"""The line that a reply will end with, shown where it will be appended; it can be left off for this reply."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import ElidedLabel, link_button


class SignOffLine(QWidget):
    """Named: signOff, leaveOff. `toggled`: the agent left it off, or put it back."""

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._left_off = "", False
        self._label = ElidedLabel(tone="dim")
        self._label.setObjectName("signOff")
        self._switch = link_button(tr("Leave it off"))
        self._switch.setObjectName("leaveOff")
        self._switch.clicked.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._label, 1)
        row.addWidget(self._switch)
        self.hide()

    @property
    def text(self) -> str:
        """What is to be appended; empty where nothing is."""
        return "" if self._left_off else self._text

    def begin(self, text: str) -> None:
        """Another reply: it ends with this again."""
        self._left_off = False
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """The sign-off of this place; what the agent chose for this reply stays."""
        self._text = text
        self._say()

    def show_for(self, written: str, *, reply: bool) -> None:
        """Show it where it will be appended: below a reply that does not end with it already."""
        self.setVisible(reply and bool(self._text) and not written.rstrip().endswith(self._text))

    def _toggle(self) -> None:
        self._left_off = not self._left_off
        self._say()
        self.toggled.emit()

    def _say(self) -> None:
        if self._left_off:
            self._label.setText(tr("Without your sign-off this time"))
            self._switch.setText(tr("Put it back"))
        else:
            self._label.setText(tr("Ends with: {sign_off}", sign_off=self._text))
            self._switch.setText(tr("Leave it off"))
        self._switch.setAccessibleName(f"{self._switch.text()}: {self._text}")
        self._label.setAccessibleName(self._label.text())
