"""The editor of one rule, in plain sentences: when, if, then."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import IN_RULES, Rule, Since, Wait
from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import tr
from agent_desk.views.rules.fields import Pick, SpanField
from agent_desk.views.rules.lines import EffectLine, LineStack, TermLine
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout, button, label, primary_button
from agent_desk.views.widgets.tab_order import tab_as_laid_out

_FOUR_HOURS = 240


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
        self.terms = LineStack(tr("Add a condition"), lambda: TermLine(self._known), TermLine.focus_value)
        self.effects = LineStack(tr("Add an effect"), lambda: EffectLine(self._known, IN_RULES), EffectLine.focus_value)
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
        self._lay_out()
        self.name.textEdited.connect(lambda _text: self._say())
        for pick in (self._since, self._span, self._every):
            pick.picked.connect(self._say)
        for stack in (self.terms, self.effects):
            stack.changed.connect(self._say)
            stack.lined_up.connect(lambda: tab_as_laid_out(self))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.on)
        when = QHBoxLayout()
        when.setSpacing(px(6))
        for part in (self.moment, self._since, self._span):
            when.addWidget(part)
        when.addStretch(1)
        page = QWidget()
        page.setProperty("ground", "pane")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self.saying)
        column.addLayout(when)
        column.addWidget(self._every, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.terms)
        column.addWidget(label(tr("Then"), bold=True))
        column.addWidget(self.effects)
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

    def _foot(self) -> QVBoxLayout:
        self.save = primary_button(tr("Save"))
        self.save.setObjectName("saveRule")
        self.save.clicked.connect(self.save_wanted)
        self.attempt = button(tr("Try it on what was"))
        self.attempt.setObjectName("tryRule")
        self.attempt.clicked.connect(self.try_wanted)
        self.remove = button(tr("Remove"))
        self.remove.setObjectName("removeRule")
        self.remove.clicked.connect(self.remove_wanted)
        flow = FlowLayout(gap=px(8))
        for one in (self.save, self.attempt, self.remove):
            flow.addWidget(one)
        foot = QVBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addLayout(flow)
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
        self.terms.show_lines(TermLine(names, term) for term in rule.terms)
        self.effects.show_lines(EffectLine(names, IN_RULES, effect) for effect in rule.effects)
        self.remove.setVisible(bool(rule.id))
        readable = not rule.trouble
        for part in (self.name, self.on, self.moment, self.save, self.attempt):
            part.setEnabled(readable)
        self._time()

    @property
    def changed(self) -> bool:
        """Whether something stands here that is not saved."""
        return self._names is not None and self.rule() != self._shown

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
            terms=tuple(line.term for line in self.terms.lines),
            effects=tuple(line.effect for line in self.effects.lines),
        )

    @property
    def _known(self) -> Names:
        if self._names is None:
            raise RuntimeError("no rule was shown yet")
        return self._names

    def _time(self) -> None:
        timed = Event(self.moment.value) is Event.TIME_PASSED
        self._since.setVisible(timed)
        self._span.setVisible(timed)
        self._say()

    def _say(self) -> None:
        self._every.setVisible(bool(self.terms.lines))
        if self._names is not None:
            whole = replace(self.rule(), terms=tuple(one.term for one in self.terms.lines if one.term.values))
            self.saying.setText(rule_words.sentence(whole, self._names) if whole.effects or whole.trouble else "")
