"""The condition builder: lines of field, comparison and value under the head of the list, with effect at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.filtering import OPERATORS, Condition, Conditions, Field, Operator
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import tr
from agent_desk.views.inbox import condition_words
from agent_desk.views.inbox.condition_words import Known
from agent_desk.views.theme import px
from agent_desk.views.widgets import Combo, FlowLayout, button, icon_button, label

_TYPING = 350
_ONE_LINE = 560
"""Width, in pixels at 100 %, from which a condition stands in one line."""


class ConditionLine(QWidget):
    """One condition being made. `changed`: whenever it may mean something else; `removed`: the agent took it away."""

    changed = Signal()
    removed = Signal()

    def __init__(self, known: Known, condition: Condition | None = None) -> None:
        super().__init__()
        self._known = known
        self._field, self._operator = Combo(), Combo()
        self._choice, self._typed = Combo(), QLineEdit()
        self._field.setAccessibleName(tr("What is asked about"))
        self._operator.setAccessibleName(tr("How it compares"))
        for field in condition_words.fields():
            self._field.addItem(condition_words.field_name(field), field)
        self._typed.setMinimumWidth(px(90))
        remove = icon_button("close", tr("Remove this condition"))
        remove.clicked.connect(self.removed)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._field, 1)
        second.addWidget(self._operator)
        second.addWidget(self._choice, 1)
        second.addWidget(self._typed, 1)
        self._lines = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        for part in (first, second, self._lines):
            part.setSpacing(px(6))
        self._lines.addLayout(first)
        self._lines.addLayout(second, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, px(4))
        whole.setSpacing(px(6))
        whole.addLayout(self._lines, 1)
        whole.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._field.currentIndexChanged.connect(lambda _at: self._take_field(None))
        self._operator.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._typed.textEdited.connect(lambda _text: self.changed.emit())
        if condition is not None:
            self._field.setCurrentIndex(self._field.findData(condition.field))
        self._take_field(condition)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where the room is wide, which is low where the text is large."""
        super().resizeEvent(event)
        wide = self.width() >= px(_ONE_LINE)
        self._lines.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def condition(self) -> Condition | None:
        """The condition as it stands; None while its value is missing or does not fit."""
        field, operator = Field(self._field.currentData()), Operator(self._operator.currentData())
        chosen = self._choice.isVisibleTo(self)
        value = str(self._choice.currentData() or "") if chosen else self._typed.text().strip().replace(",", ".")
        if not chosen and field not in condition_words.NUMBERS:
            value = self._typed.text().strip()
        if not value and not (chosen and field is Field.MARK):
            return None
        try:
            return Condition(field, operator, value)
        except WrongUse:
            return None

    def focus_value(self) -> None:
        """The keyboard into the value."""
        (self._choice if self._choice.isVisibleTo(self) else self._typed).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_field(self, condition: Condition | None) -> None:
        field = Field(self._field.currentData())
        for widget in (self._operator, self._choice):
            widget.blockSignals(True)
        self._operator.clear()
        for operator in OPERATORS[field]:
            self._operator.addItem(condition_words.operator_name(operator), operator)
        known = condition_words.choices(field, self._known)
        if known is not None and condition is not None and condition.value not in known:
            # Somebody or something that is gone keeps its place: what was asked is not changed by looking at it.
            known = {condition.value: condition.value, **known}
        self._choice.clear()
        for value, name in (known or {}).items():
            self._choice.addItem(name, value)
        self._choice.setVisible(known is not None)
        self._typed.setVisible(known is None)
        self._choice.setAccessibleName(condition_words.field_name(field))
        self._typed.setAccessibleName(condition_words.field_name(field))
        self._typed.setPlaceholderText("24" if field in condition_words.NUMBERS else tr("a word"))
        if condition is not None:
            self._operator.setCurrentIndex(self._operator.findData(condition.operator))
            self._choice.setCurrentIndex(self._choice.findData(condition.value))
            self._typed.setText(condition.value)
        for widget in (self._operator, self._choice):
            widget.blockSignals(False)
        self.changed.emit()


class ConditionBuilder(QWidget):
    """Emits `changed` with Conditions or None, a moment after the agent stopped changing them; `save_wanted` when they are
    to be kept as a view; `closed` when the agent is done with them."""

    changed = Signal(object)
    save_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        called: Callable[[str], str],
        values: Callable[[Field], Mapping[str, str]] = lambda _field: {},
        parent: QWidget | None = None,
    ) -> None:
        """`called`: what a network is called; `values`: the agents, teams, tags or customers there are, by what stands for
        each in a condition."""
        super().__init__(parent)
        self._called, self._values = called, values
        self._venues: Sequence[Venue] = ()
        self._lines: list[ConditionLine] = []
        self._said: Conditions | None = None
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Conditions"))
        self._every = Combo()
        self._every.setAccessibleName(tr("How the conditions belong together"))
        self._every.addItem(tr("All of these hold"), True)
        self._every.addItem(tr("Any of these holds"), False)
        self._every.currentIndexChanged.connect(lambda _at: self._soon())
        self._count = label(tone="dim")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(6))
        add = button(tr("Add a condition"))
        add.clicked.connect(lambda: self.add_line().focus_value())
        save = button(tr("Save as a view"))
        save.clicked.connect(self.save_wanted)
        close = icon_button("close", tr("Close the conditions"))
        close.clicked.connect(self.closed)
        self._lay_out(add, save, close)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_TYPING)
        self._wait.timeout.connect(self._say)
        self.hide()

    def _lay_out(self, add: QWidget, save: QWidget, close: QWidget) -> None:
        first = QHBoxLayout()
        first.addWidget(self._every)
        first.addWidget(self._count, 1)
        first.addWidget(close)
        below = QWidget()
        flow = FlowLayout(below, px(6))
        flow.addWidget(add)
        flow.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(8), px(8))
        column.setSpacing(px(6))
        column.addLayout(first)
        column.addLayout(self._rows)
        column.addWidget(below)

    def show_conditions(self, conditions: Conditions | None, venues: Sequence[Venue]) -> None:
        """Take over what the list is filtered by; what the agent is just typing stays."""
        self._venues = venues
        if conditions == self._said and self._lines:
            return
        self._said = conditions
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines.clear()
        self._every.blockSignals(True)
        self._every.setCurrentIndex(0 if conditions is None or conditions.every else 1)
        self._every.blockSignals(False)
        for condition in conditions.terms if conditions else ():
            self._add(ConditionLine(self._known, condition))

    def show_count(self, text: str) -> None:
        """How many match, in words."""
        self._count.setText(text)

    def add_line(self) -> ConditionLine:
        """Another condition, still without a value."""
        return self._add(ConditionLine(self._known))

    @property
    def _known(self) -> Known:
        return Known(tuple(self._venues), self._called, self._values)

    def lines(self) -> list[ConditionLine]:
        """The conditions being made."""
        return list(self._lines)

    def conditions(self) -> Conditions | None:
        """Those that are whole; None where there is none."""
        terms = tuple(filter(None, (line.condition() for line in self._lines)))
        return Conditions(terms, every=bool(self._every.currentData())) if terms else None

    def _add(self, line: ConditionLine) -> ConditionLine:
        self._lines.append(line)
        self._rows.addWidget(line)
        line.changed.connect(self._soon)
        line.removed.connect(lambda: self._remove(line))
        return line

    def _remove(self, line: ConditionLine) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self._say()
        if self._lines:
            self._lines[-1].focus_value()

    def _soon(self) -> None:
        self._wait.start()

    def _say(self) -> None:
        self._wait.stop()
        conditions = self.conditions()
        if conditions != self._said:
            self._said = conditions
            self.changed.emit(conditions)
