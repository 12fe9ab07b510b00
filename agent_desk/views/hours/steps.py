"""The escalation steps of a policy, one line each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.domain.levels import Step, StepAct, StepWhen
from agent_desk.runtime import level_words
from agent_desk.runtime.texts import tr
from agent_desk.views.hours.fields import LengthField
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import icon_button, label, link_button


class StepLine(QWidget):
    """One step: when, after how long, what. Emits `changed`, `unwanted`."""

    changed = Signal()
    unwanted = Signal()

    def __init__(self, step: Step) -> None:
        super().__init__()
        whens = [(one.value, tr(words)) for one, words in level_words.STEP_WHENS.items()]
        acts = [(one.value, tr(words)) for one, words in level_words.STEP_ACTS.items()]
        self.when = Choice(tr("When"), whens, step.when.value, self._choose)
        self.after = LengthField(tr("Late for"), step.minutes or 30, empty=False)
        self.after.textEdited.connect(lambda _text: self.changed.emit())
        self.act = Choice(tr("What to do"), acts, step.act.value, lambda _act: self.changed.emit())
        remove = icon_button("close", tr("Remove this step"))
        remove.clicked.connect(self.unwanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for part in (self.when, self.after, self.act):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(remove)
        self._choose(step.when.value)

    @property
    def step(self) -> Step:
        """What is chosen here."""
        when = StepWhen(str(self.when.currentData()))
        minutes = (self.after.minutes or 0) if when is StepWhen.AFTER else 0
        return Step(when, StepAct(str(self.act.currentData())), minutes)

    def _choose(self, when: str) -> None:
        self.after.setVisible(when == StepWhen.AFTER.value)
        self.changed.emit()


class StepList(QWidget):
    """All steps. Named: addStep. Emits `changed`."""

    changed = Signal()

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__()
        self.lines: list[StepLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._none = label(tr("Nothing is done by itself."), tone="dim")
        self._column.addWidget(self._none)
        add = link_button(tr("Another step"))
        add.setObjectName("addStep")
        add.clicked.connect(lambda _checked=False: self._add(Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS)))
        self._column.addWidget(add)
        for step in steps:
            self._insert(step)
        self._none.setVisible(not self.lines)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps as they stand."""
        return tuple(line.step for line in self.lines)

    def _add(self, step: Step) -> None:
        self._insert(step).when.setFocus()
        self._none.hide()
        self.changed.emit()

    def _insert(self, step: Step) -> StepLine:
        line = StepLine(step)
        line.changed.connect(self.changed)
        line.unwanted.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._column.insertWidget(self._column.count() - 1, line)
        return line

    def _remove(self, line: StepLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._none.setVisible(not self.lines)
        self.changed.emit()
