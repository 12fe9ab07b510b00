"""Finding words in the conversation that is open: one field, from match to match, older posts included."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import icon_button, label

_PAUSE = 120


class FindBar(QWidget):
    """`wanted`: look for these words from the place that is shown, upwards (-1) or downwards (1); 0: they changed."""

    wanted = Signal(str, int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Find in this conversation"))
        self.field = QLineEdit()
        self.field.setObjectName("findWords")
        self.field.setPlaceholderText(tr("Find in this conversation"))
        self.field.setAccessibleName(tr("Find in this conversation"))
        self.field.setClearButtonEnabled(True)
        self._said = label(tone="dim")
        self._said.setObjectName("findSaid")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(6), px(8), px(6))
        row.setSpacing(px(6))
        row.addWidget(self.field, 1)
        row.addWidget(self._said)
        for name, icon, said, step in (
            ("findUp", "up", tr("Previous match (Shift+Enter)"), -1),
            ("findDown", "down", tr("Next match (Enter)"), 1),
        ):
            tool = icon_button(icon, said)
            tool.setObjectName(name)
            tool.clicked.connect(lambda _checked=False, by=step: self.wanted.emit(self.words, by))
            row.addWidget(tool)
        close = icon_button("close", tr("Close"))
        close.clicked.connect(self.close_bar)
        row.addWidget(close)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.words, 0))
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.hide()

    @property
    def words(self) -> str:
        """What is looked for."""
        return self.field.text().strip()

    def open_bar(self, words: str = "") -> None:
        """Show it, the keyboard in its field; `words`: what is selected in a post."""
        self.show()
        if words and "\n" not in words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Take it away."""
        self._pause.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def say(self, text: str) -> None:
        """How many there are, or that there is none."""
        self._said.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            up = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._pause.stop()
            self.wanted.emit(self.words, -1 if up else 1)
        else:
            super().keyPressEvent(event)
