"""One condition and one effect, as lines of an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from agent_desk.domain.rules import COMPARES, Asks, Does, Effect, How, Term
from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import tr
from agent_desk.views.rules.fields import Number, Pick, Several, SpanField, Words
from agent_desk.views.theme import px
from agent_desk.views.widgets import icon_button, link_button

_NUMBERS = (Asks.REACH, Asks.WAITED)
_LONG = (Does.NOTE, Does.REPLY)
_HOUR = 60


class Line(QWidget):
    """A line that can be taken away. `changed`: it may say something else; `replaced`: by other controls;
    `removed`: the agent took it away."""

    changed = Signal()
    replaced = Signal()
    removed = Signal()

    def __init__(self, remove: str) -> None:
        super().__init__()
        self.row = QHBoxLayout()
        self.row.setSpacing(px(6))
        away = icon_button("close", remove)
        away.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addLayout(self.row, 1)
        head.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(4))
        self.column.addLayout(head)
        self._values: list[QWidget] = []

    def put(self, widgets: Iterable[QWidget], *, below: bool = False) -> None:
        """Other controls for the value."""
        for old in self._values:
            old.hide()
            old.deleteLater()
        self._values = list(widgets)
        for one in self._values:
            if below:
                self.column.addWidget(one)
            else:
                hugs = isinstance(one, Several | SpanField | Number)
                self.row.addWidget(one, 1, Qt.AlignmentFlag.AlignLeft if hugs else Qt.AlignmentFlag(0))
        self.replaced.emit()


AnyLine = TypeVar("AnyLine", bound=Line)


class LineStack(QWidget, Generic[AnyLine]):
    """Lines one below the other, and the button that adds another. `changed`: any of them may say something else; `lined_up`:
    other controls stand in them."""

    changed = Signal()
    lined_up = Signal()

    def __init__(self, add_text: str, make: Callable[[], AnyLine], focus: Callable[[AnyLine], object]) -> None:
        super().__init__()
        self.lines: list[AnyLine] = []
        self._make, self._focus = make, focus
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(6))
        self._rows.setContentsMargins(px(20), 0, 0, 0)
        self._add = add = link_button(add_text)
        add.clicked.connect(lambda _checked=False: self.add())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(self._rows)
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_lines(self, lines: Iterable[AnyLine]) -> None:
        """These lines and no others."""
        for old in self.lines:
            old.hide()
            old.deleteLater()
        self.lines = []
        for line in lines:
            self._put(line)
        self.changed.emit()
        self.lined_up.emit()

    def add(self) -> AnyLine:
        """Another line, still without a value, and the keyboard in it."""
        line = self._put(self._make())
        self._focus(line)
        self.changed.emit()
        self.lined_up.emit()
        return line

    def _put(self, line: AnyLine) -> AnyLine:
        self.lines.append(line)
        self._rows.addWidget(line)
        line.changed.connect(self.changed)
        line.replaced.connect(self.lined_up)
        line.removed.connect(lambda: self._drop(line))
        return line

    def _drop(self, line: AnyLine) -> None:
        at = self.lines.index(line)
        self.lines.remove(line)
        if self.lines:
            self._focus(self.lines[min(at, len(self.lines) - 1)])
        else:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        line.hide()
        line.deleteLater()
        self.changed.emit()


class TermLine(Line):
    """One condition."""

    def __init__(self, names: Names, term: Term | None = None) -> None:
        super().__init__(tr("Remove this condition"))
        self._names = names
        chosen = term or Term(Asks.TEXT, How.CONTAINS, ())
        self._asks = Pick(
            tr("What is asked about"), {one.value: tr(words) for one, words in rule_words.ASKS.items()}, chosen.asks
        )
        self._how = Pick(tr("How it compares"), {})
        self._value: QWidget = QWidget()
        self.row.addWidget(self._asks)
        self.row.addWidget(self._how)
        self._asks.picked.connect(lambda: self._take(Term(asks := Asks(self._asks.value), COMPARES[asks][0], ())))
        self._how.picked.connect(self.changed)
        self._take(chosen)

    @property
    def term(self) -> Term:
        """The condition as it stands; without values while none is chosen."""
        value = self._value
        if isinstance(value, Number):
            values: tuple[str, ...] = (value.text(),) if value.text() else ()
        elif isinstance(value, Pick):
            values = (value.value,)
        else:
            values = value.values if isinstance(value, Several | Words) else ()
        return Term(Asks(self._asks.value), How(self._how.value), values)

    def focus_value(self) -> None:
        """The keyboard into the value."""
        self._value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, term: Term) -> None:
        name = tr(rule_words.ASKS[term.asks])
        self._how.offer({one.value: tr(rule_words.HOWS[one]) for one in COMPARES[term.asks]}, term.how)
        choices = rule_words.asked_choices(term.asks, self._names)
        value: QWidget
        if term.asks in _NUMBERS:
            value = number = Number(name, term.values[0] if term.values else "")
            number.textEdited.connect(lambda _text: self.changed.emit())
        elif term.asks is Asks.PRIORITY:
            value = one = Pick(name, choices or {}, term.values[0] if term.values else "3")
            one.picked.connect(self.changed)
        elif choices is not None:
            value = several = Several(name, choices, term.values)
            several.picked.connect(self.changed)
        else:
            value = words = Words(name, term.values)
            words.textEdited.connect(lambda _text: self.changed.emit())
        self._value = value
        self.put([value])
        self.changed.emit()


class EffectLine(Line):
    """One effect. `offered`: the kinds there are to choose from."""

    def __init__(self, names: Names, offered: Iterable[Does], effect: Effect | None = None) -> None:
        super().__init__(tr("Remove this effect"))
        self._names = names
        chosen = effect or Effect(Does.TAG)
        self._does = Pick(tr("What is done"), {one.value: tr(rule_words.DOES[one]) for one in offered}, chosen.does)
        self._value: QWidget = QWidget()
        self.row.addWidget(self._does)
        self._does.picked.connect(lambda: self._take(Effect(Does(self._does.value))))
        self._take(chosen)

    @property
    def effect(self) -> Effect:
        """The effect as it stands; with an empty value while none is given."""
        value, does = self._value, Does(self._does.value)
        if isinstance(value, SpanField):
            said = str(value.minutes)
        elif isinstance(value, Pick):
            said = value.value
        elif isinstance(value, QPlainTextEdit):
            said = value.toPlainText().strip()
        else:
            said = value.text().strip() if isinstance(value, QLineEdit) else ""
        return Effect(does, said)

    def focus_value(self) -> None:
        """The keyboard into the value."""
        self._value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, effect: Effect) -> None:
        does, name = effect.does, tr(rule_words.DOES[effect.does])
        choices = rule_words.effect_choices(does, self._names)
        if does is Does.SNOOZE:
            span = SpanField(name, int(effect.value or 4 * _HOUR))
            span.picked.connect(self.changed)
            self._value = span
        elif choices is not None:
            pick = Pick(name, choices, effect.value)
            pick.picked.connect(self.changed)
            self._value = pick
        elif does in _LONG:
            text = QPlainTextEdit(effect.value)
            text.setAccessibleName(name)
            text.setTabChangesFocus(True)
            text.setFixedHeight(px(72))
            text.textChanged.connect(self.changed)
            self._value = text
        elif does is Does.HOLD:
            self._value = QWidget()
        else:
            typed = QLineEdit(effect.value)
            typed.setAccessibleName(name)
            typed.textEdited.connect(lambda _text: self.changed.emit())
            self._value = typed
        self.put([self._value], below=does in _LONG)
        self.changed.emit()
