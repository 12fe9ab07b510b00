"""The editor of one rule, in plain sentences: when, if, then."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import IN_RULES, Rule, Since, Wait
from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import tr
from agent_desk.views.rules.fields import Pick, SpanField
from agent_desk.views.rules.lines import EffectLine, Line, TermLine
from agent_desk.views.theme import px
from agent_desk.views.widgets import button, label, link_button, primary_button

_FOUR_HOURS = 240
AnyLine = TypeVar("AnyLine", bound=Line)


class RuleEditor(QWidget):
    """Emits `save_wanted`, `try_wanted` and `remove_wanted`; `rule()` is what stands here now. Named: ruleName, saveRule,
    tryRule, removeRule."""

    save_wanted = Signal()
    try_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = Rule("", "", Event.POST_ARRIVED)
        self._names: Names | None = None
        self._terms: list[TermLine] = []
        self._effects: list[EffectLine] = []
        self.name = QLineEdit()
        self.name.setObjectName("ruleName")
        self.name.setAccessibleName(tr("Name of the rule"))
        self.name.setPlaceholderText(tr("Name of the rule"))
        self.on = QCheckBox(tr("Runs"))
        events = {one.value: tr(words) for one, words in rule_words.EVENTS.items()}
        self.moment = Pick(tr("When the rule is asked"), events, Event.POST_ARRIVED)
        self.moment.picked.connect(self._time)
        self._since = Pick(tr("What time is counted"), {one.value: tr(said) for one, said in rule_words.SINCES.items()})
        self._span = SpanField(tr("For how long"), _FOUR_HOURS)
        self._every = Pick(
            tr("How the conditions belong together"),
            {"all": tr("If all of these hold"), "any": tr("If any of these holds")},
        )
        self.saying = label(tone="dim", wrap=True)
        self._term_rows, self._effect_rows = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.name.textEdited.connect(lambda _text: self._say())
        for pick in (self._since, self._span, self._every):
            pick.picked.connect(self._say)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.on)
        when = QHBoxLayout()
        when.setSpacing(px(6))
        for part in (self.moment, self._since, self._span):
            when.addWidget(part)
        when.addStretch(1)
        term = link_button(tr("Add a condition"))
        term.clicked.connect(lambda: self.add_term().focus_value())
        effect = link_button(tr("Add an effect"))
        effect.clicked.connect(lambda: self.add_effect().focus_value())
        page = QWidget()
        page.setProperty("ground", "pane")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self.saying)
        column.addLayout(when)
        column.addWidget(self._every, 0, Qt.AlignmentFlag.AlignLeft)
        for rows, add in ((self._term_rows, term), (self._effect_rows, effect)):
            rows.setSpacing(px(6))
            rows.setContentsMargins(px(20), 0, 0, 0)
            if rows is self._effect_rows:
                column.addWidget(label(tr("Then"), bold=True))
            column.addLayout(rows)
            column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.save = primary_button(tr("Save"))
        self.save.setObjectName("saveRule")
        self.save.clicked.connect(self.save_wanted)
        self.attempt = button(tr("Try it on what was"))
        self.attempt.setObjectName("tryRule")
        self.attempt.clicked.connect(self.try_wanted)
        self.remove = button(tr("Remove"))
        self.remove.setObjectName("removeRule")
        self.remove.clicked.connect(self.remove_wanted)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addWidget(self.save)
        foot.addWidget(self.attempt)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        return foot

    def show_rule(self, rule: Rule, names: Names) -> None:
        """Put a rule in front of the agent."""
        self._shown, self._names = rule, names
        self.name.setText(rule.name)
        self.on.setChecked(rule.enabled)
        self.moment.offer({one.value: tr(words) for one, words in rule_words.EVENTS.items()}, rule.event)
        wait = rule.wait or Wait(Since.WAITING, _FOUR_HOURS)
        self._since.offer({one.value: tr(said) for one, said in rule_words.SINCES.items()}, wait.since)
        self._span.show_minutes(wait.minutes)
        self._every.setCurrentIndex(0 if rule.every else 1)
        for line in (*self._terms, *self._effects):
            line.hide()
            line.deleteLater()
        self._terms, self._effects = [], []
        for term in rule.terms:
            self._add(self._terms, self._term_rows, TermLine(names, term))
        for effect in rule.effects:
            self._add(self._effects, self._effect_rows, EffectLine(names, IN_RULES, effect))
        self.remove.setVisible(bool(rule.id))
        readable = not rule.trouble
        for part in (self.name, self.on, self.moment, self.save, self.attempt):
            part.setEnabled(readable)
        self._time()

    @property
    def changed(self) -> bool:
        """Whether something stands here that is not saved."""
        return self.rule() != self._shown

    def rule(self) -> Rule:
        """The rule as it stands here."""
        timed = Event(self.moment.value) is Event.TIME_PASSED
        return replace(
            self._shown,
            name=self.name.text().strip(),
            enabled=self.on.isChecked(),
            event=Event(self.moment.value),
            wait=Wait(Since(self._since.value), self._span.minutes) if timed else None,
            every=self._every.value == "all",
            terms=tuple(line.term for line in self._terms),
            effects=tuple(line.effect for line in self._effects),
        )

    def add_term(self) -> TermLine:
        """Another condition, still without a value."""
        return self._add(self._terms, self._term_rows, TermLine(self._known))

    def add_effect(self) -> EffectLine:
        """Another effect, still without a value."""
        return self._add(self._effects, self._effect_rows, EffectLine(self._known, IN_RULES))

    @property
    def _known(self) -> Names:
        if self._names is None:
            raise RuntimeError("no rule was shown yet")
        return self._names

    def _add(self, lines: list[AnyLine], rows: QVBoxLayout, line: AnyLine) -> AnyLine:
        lines.append(line)
        rows.addWidget(line)
        line.changed.connect(self._say)
        line.removed.connect(lambda: self._drop(lines, line))
        self._say()
        return line

    def _drop(self, lines: list[AnyLine], line: AnyLine) -> None:
        lines.remove(line)
        line.hide()
        line.deleteLater()
        self._say()

    def _time(self) -> None:
        timed = Event(self.moment.value) is Event.TIME_PASSED
        self._since.setVisible(timed)
        self._span.setVisible(timed)
        self._say()

    def _say(self) -> None:
        self._every.setVisible(len(self._terms) > 0)
        if self._names is not None:
            whole = replace(self.rule(), terms=tuple(one.term for one in self._terms if one.term.values))
            self.saying.setText(rule_words.sentence(whole, self._names) if whole.effects or whole.trouble else "")
