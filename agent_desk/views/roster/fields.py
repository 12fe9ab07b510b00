"""The controls of an editor of people: numbers with a word for none, several of many, and lists of languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from agent_desk.views.theme import px
from agent_desk.views.widgets import FilterChip, FlowLayout, label


class Number(QSpinBox):
    """A number; 0 stands for none, under the word given, and is None outside. The wheel scrolls the page."""

    def __init__(self, name: str, value: int | None, none: str, took: Callable[[int | None], object]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setRange(0, 9999)
        self.setSpecialValueText(none)
        self.setValue(value or 0)
        self.setKeyboardTracking(False)
        self.setMinimumWidth(px(130))
        self.lineEdit().setTextMargins(px(8), 0, px(8), 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda number: took(number or None))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Several(QWidget):
    """Any number of some; none at all means all."""

    def __init__(
        self,
        name: str,
        choices: Iterable[tuple[str, str]],
        chosen: Iterable[str],
        took: Callable[[tuple[str, ...]], object],
    ) -> None:
        """`choices`: value and the words shown; `chosen` that is not among them is kept."""
        super().__init__()
        self.setAccessibleName(name)
        self._took = took
        self._chips: dict[str, FilterChip] = {}
        flow = FlowLayout(self, px(4))
        kept = list(chosen)
        for value, words in choices:
            chip = FilterChip(words)
            chip.show_text(words)
            chip.setChecked(value in kept)
            chip.toggled.connect(self._tell)
            self._chips[value] = chip
            flow.addWidget(chip)
        self._others = tuple(value for value in kept if value not in self._chips)

    def _tell(self, _on: bool) -> None:
        self._took((*self._others, *(value for value, chip in self._chips.items() if chip.isChecked())))


def titled(text: str, hint: str, inner: QWidget) -> QWidget:
    """A control that needs the whole width, below what it is for."""
    result = QWidget()
    column = QVBoxLayout(result)
    column.setContentsMargins(0, px(6), 0, px(6))
    column.setSpacing(px(4))
    column.addWidget(label(text))
    column.addWidget(label(hint, tone="dim", size="label", wrap=True))
    column.addWidget(inner)
    inner.setAccessibleDescription(hint)
    return result


def languages_of(text: str) -> tuple[str, ...]:
    """`de, EN` as it is kept."""
    parts = (part.strip().lower() for part in text.replace(";", ",").replace(" ", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
