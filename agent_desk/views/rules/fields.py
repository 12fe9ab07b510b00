"""The controls in which the values of conditions and effects are chosen or typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import Combo

_UNITS = ((1, marked("minutes")), (60, marked("hours")), (1440, marked("days")))


class Pick(Combo):
    """One of several. The wheel scrolls the page and never changes a choice. `picked`: the agent chose."""

    picked = Signal()

    def __init__(self, name: str, choices: Mapping[str, str], value: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda _at: self.picked.emit())
        self.offer(choices, value)

    def offer(self, choices: Mapping[str, str], value: str = "") -> None:
        """Other choices. A value that is gone keeps its place: what was said is not changed by looking at it."""
        self.clear()
        kept = {value: tr("gone: {name}", name=value), **choices} if value and value not in choices else choices
        for one, words in kept.items():
            self.addItem(words, one)
        self.setCurrentIndex(max(0, self.findData(value)))

    @property
    def value(self) -> str:
        """What is chosen."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Several(QToolButton):
    """Any of several, ticked in a menu; says which. `picked`: the agent ticked."""

    picked = Signal()

    def __init__(self, name: str, choices: Mapping[str, str], values: Sequence[str]) -> None:
        super().__init__()
        self._name = name
        self.setProperty("look", "button")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        gone = {one: tr("gone: {name}", name=one) for one in values if one not in choices}
        for value, words in {**gone, **choices}.items():
            action = menu.addAction(words)
            action.setData(value)
            action.setCheckable(True)
            action.setChecked(value in values)
            action.toggled.connect(lambda _on: self._ticked())
        self.setMenu(menu)
        self._say()

    @property
    def values(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(str(action.data()) for action in self.menu().actions() if action.isChecked())

    def _ticked(self) -> None:
        self._say()
        self.picked.emit()

    def _say(self) -> None:
        names = [action.text() for action in self.menu().actions() if action.isChecked()]
        shown = ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")
        self.setText(f"{shown or tr('choose')} ▾")
        self.setAccessibleName(tr("{name}: {values}", name=self._name, values=", ".join(names) or tr("nothing chosen")))


class Number(QLineEdit):
    """A whole number from 0."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(value)
        self.setAccessibleName(name)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,9}"), self))
        self.setMaximumWidth(px(90))


class SpanField(QWidget):
    """A length of time. `picked`: the agent changed it."""

    picked = Signal()

    def __init__(self, name: str, minutes: int) -> None:
        super().__init__()
        self._number = Number(name, "")
        self._unit = Pick(tr("Unit of time"), {str(each): tr(words) for each, words in _UNITS})
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self._number)
        row.addWidget(self._unit)
        row.addStretch(1)
        self._number.textEdited.connect(lambda _text: self.picked.emit())
        self._unit.picked.connect(self.picked)
        self.setFocusProxy(self._number)
        self.show_minutes(minutes)

    def show_minutes(self, minutes: int) -> None:
        """Another length, in the largest whole unit."""
        unit = next((each for each, _ in reversed(_UNITS) if minutes and minutes % each == 0), 1)
        self._number.setText(str(minutes // unit))
        self._unit.setCurrentIndex(self._unit.findData(str(unit)))

    @property
    def minutes(self) -> int:
        """How long, in minutes; 0 where nothing is typed."""
        return int(self._number.text() or 0) * int(self._unit.value)


class Words(QLineEdit):
    """Words, several apart by commas."""

    def __init__(self, name: str, values: Sequence[str]) -> None:
        super().__init__(", ".join(values))
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("words, apart by commas"))

    @property
    def values(self) -> tuple[str, ...]:
        """What is typed, without what is empty."""
        return tuple(one.strip() for one in self.text().split(",") if one.strip())
