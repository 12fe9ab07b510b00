"""The lines of the preferences: what is chosen, a word about it, the control; and the search over them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.setting_table import Section
from agent_desk.views.theme import px
from agent_desk.views.widgets import label


class Row(QWidget):
    """One line. `everybody`: the choice counts for all who work in this workspace, not at this desk alone."""

    def __init__(self, text: str, control: QWidget, *, hint: str = "", everybody: bool = False, more: str = "") -> None:
        """`more`: further words under which the search finds it."""
        super().__init__()
        self.control = control
        self._found_by = f"{text} {hint} {more}".casefold()
        name = label(text, wrap=True)
        name.setBuddy(control)
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(name)
        if hint:
            words.addWidget(label(hint, tone="dim", size="label", wrap=True))
            control.setAccessibleDescription(hint)
        if everybody:
            words.addWidget(label(tr("For everybody in this workspace"), tone="accent", size="label", wrap=True))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, px(6), 0, px(6))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setColumnStretch(0, 1)
        self._grid.addLayout(words, 0, 0)
        self._grid.addWidget(control, 0, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def found_by(self, words: list[str]) -> bool:
        """Whether all these words, in lower case, stand in it."""
        return all(word in self._found_by for word in words)


class Wide(QWidget):
    """A part of a section that needs the whole width; found by the words given."""

    def __init__(self, inner: QWidget, words: str) -> None:
        super().__init__()
        self._found_by = words.casefold()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(6), 0, px(6))
        column.addWidget(inner)

    def found_by(self, words: list[str]) -> bool:
        """Whether all these words, in lower case, stand in it."""
        return all(word in self._found_by for word in words)


class SectionBox(QWidget):
    """A heading with its lines; it goes where none of its lines is found."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.setAccessibleName(tr(section.value))
        self._rows: list[Row | Wide] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, px(18))
        self._column.setSpacing(0)
        self._heading: QLabel = label(tr(section.value), size="title")
        self._column.addWidget(self._heading)

    def add(self, row: Row | Wide) -> None:
        """One more line."""
        self._rows.append(row)
        self._column.addWidget(row)

    def clear(self) -> None:
        """Take all lines away."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self._rows.clear()

    def search(self, text: str) -> int:
        """Show only the lines in which all words stand; how many those are. The heading's own words show all of it."""
        words = text.casefold().split()
        whole = all(word in tr(self.section.value).casefold() for word in words)
        hits = [row for row in self._rows if whole or row.found_by(words)]
        for row in self._rows:
            row.setVisible(row in hits)
        self.setVisible(bool(hits))
        return len(hits)
