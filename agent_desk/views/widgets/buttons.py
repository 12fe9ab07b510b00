"""Buttons in the few looks there are, and the small signs that say which key does the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from agent_desk.views.theme.icons import icon


def button(text: str, *, look: str = "", name: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button. `name`: accessible name where the text alone does not say it."""
    result = QPushButton(text, parent)
    result.setProperty("look", look)
    result.setAccessibleName(name or text)
    result.setAutoDefault(True)  # the Enter key presses it too, on every desktop
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return result


def primary_button(text: str, *, name: str = "", parent: QWidget | None = None) -> QPushButton:
    """The one button of a place that does what the place is for."""
    return button(text, look="primary", name=name, parent=parent)


def link_button(text: str, *, name: str = "", parent: QWidget | None = None) -> QPushButton:
    """A button that reads like a link."""
    return button(text, look="link", name=name, parent=parent)


def icon_button(icon_name: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """A button that shows a drawing only; its name is the accessible name and the tool tip."""
    result = QToolButton(parent)
    result.setIcon(icon(icon_name))
    result.setAccessibleName(name)
    result.setToolTip(name)
    return result


class FilterChip(QPushButton):
    """A filter that is on or off. On is said by a tick and by the accessible state, not by colour alone."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._text = text
        self.setProperty("look", "filter")
        self.setCheckable(True)
        self.toggled.connect(lambda _on: self._say())
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, name: str = "") -> None:
        """Change what it says. `name`: the accessible name where it differs."""
        self._text = text
        self.setAccessibleName(name or text)
        self._say()

    def _say(self) -> None:
        self.setText(f"✓ {self._text}" if self.isChecked() else self._text)


class KeyHint(QLabel):
    """The key that does what stands beside it; not read aloud, since the action itself names its key."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText), parent)
        self.setProperty("look", "key")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
