"""The screen of rules: the ordered list, the editor, and what a rule would do and did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound, Refused
from agent_desk.domain.happenings import Event
from agent_desk.domain.rule_checks import check_rule
from agent_desk.domain.rules import Does, Effect, Rule
from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.dry_running import DryRun, Hit
from agent_desk.views.inbox.pane import network_name
from agent_desk.views.rules.editor import RuleEditor
from agent_desk.views.rules.ordered_list import OrderedList
from agent_desk.views.rules.trying import TryPanel
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, EmptyState, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.rules import Listed, RuleSaved
    from agent_desk.views.errands import Errand
    from agent_desk.views.tools import Tools


class RulesScreen(WorkScreen):
    """Named: ruleList, newRule."""

    _found = Signal(int, object)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Rules"), tools.news)
        self._desk, self._acts, self._errands = tools.desk, tools.acts, tools.errands
        self._listed: list[Listed] = []
        self._names: Names | None = None
        self._fresh = False
        self._errand: Errand | None = None
        self._trial = 0
        """The number of the latest trial; what an earlier one says is not shown."""
        self.list = OrderedList(tr("Rules in their order"))
        self.list.setObjectName("ruleList")
        self.editor, self.trial = RuleEditor(), TryPanel()
        self._nothing = EmptyState("rules")
        self._faces = QStackedWidget()
        new = primary_button(tr("New rule"))
        new.setObjectName("newRule")
        new.clicked.connect(lambda _checked=False: self.begin_new())
        self.controls.addWidget(new)
        self._place()
        self._connect()
        lead_focus(self, self.list)

    def _place(self) -> None:
        work = QSplitter(Qt.Orientation.Vertical)
        work.setChildrenCollapsible(False)
        work.addWidget(self.editor)
        work.addWidget(self.trial)
        work.setStretchFactor(0, 3)
        work.setStretchFactor(1, 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(work)
        sides = self._sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        self.list.setMinimumWidth(px(200))
        sides.addWidget(self.list)
        sides.addWidget(area)
        sides.setSizes([px(320), px(900)])
        sides.setStretchFactor(1, 1)
        self._faces.addWidget(sides)
        self._faces.addWidget(self._nothing)
        body = QWidget()
        row = QVBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._faces)
        self.lay_out(body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen rule stands below the list where both have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= px(680)
        self._sides.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._choose())
        self.list.moved.connect(self._move)
        self.list.switched.connect(self._switch)
        self.editor.save_wanted.connect(self._save)
        self.editor.try_wanted.connect(self._try)
        self.editor.remove_wanted.connect(self._remove)
        self.trial.days.picked.connect(self._try)
        self.trial.stop_wanted.connect(self._stop)
        self.trial.lately_wanted.connect(self._show_lately)
        self.trial.conversation_wanted.connect(self.conversation_wanted)
        self._found.connect(self._list_hits)

    def concerns(self, changes: Changes) -> bool:
        """Rules, and what they name."""
        about = changes.rules or changes.agents or changes.teams or changes.levels or changes.venues
        return bool(about) or changes.everything

    def refresh(self) -> None:
        """Read the rules anew; what is being edited stays."""
        try:
            self._listed = self._desk.rules.all()
            self._names = Names(self._desk.rules.known(), self._networks())
        except DeskError as error:
            self.bars.show_error(error)
            return
        editing = self._fresh or (self._faces.currentIndex() == 0 and self.editor.changed and bool(self._listed))
        chosen = self.list.current_id()
        self.list.blockSignals(True)
        self.list.clear()
        for listed in self._listed:
            self._add(listed)
        self.list.blockSignals(False)
        self.list.choose(chosen)
        self._faces.setCurrentIndex(0 if self._listed or self._fresh else 1)
        running = sum(1 for one in self._listed if _runs(one))
        self.said.setText(ntr("{n} rule runs", "{n} rules run", running) if self._listed else "")
        if not self._listed and not self._fresh:
            self._nothing.show_text(
                tr("Nothing happens by itself yet"),
                tr("A rule sorts, assigns or deals with conversations when something happens. Try it before it runs."),
                tr("Make a rule"),
                self.begin_new,
            )
        if not editing and self._listed:
            self._choose()

    def begin_new(self) -> None:
        """An empty rule in the editor."""
        if self._names is None:
            return
        self._fresh = True
        self._faces.setCurrentIndex(0)
        self.editor.show_rule(Rule("", "", Event.POST_ARRIVED, effects=(Effect(Does.TAG),)), self._names)
        self.trial.begin_nothing()
        self.editor.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: DeskError) -> None:
        self.bars.show_error(error)

    def _networks(self) -> dict[str, str]:
        return {venue.network: network_name(self._desk, venue.network) for venue in self._desk.venues.all()}

    def _add(self, listed: Listed) -> None:
        rule, names = listed.rule, self._names
        if names is None:
            return
        said = rule_words.sentence(rule, names)
        trouble = self._trouble(listed)
        below = f"⚠ {trouble}" if trouble else said
        text = f"{rule.position + 1}. {rule.name}\n{below}"
        if listed.runs:
            text += "\n" + ntr("{n} time in the last 7 days", "{n} times in the last 7 days", listed.runs)
        self.list.add_line(rule.id, text, "\n".join(part for part in (rule.name, said, trouble) if part), rule.enabled)

    def _trouble(self, listed: Listed) -> str:
        if listed.rule.stopped:
            return rule_words.stopped(listed.rule.stopped, {one.rule.id: one.rule.name for one in self._listed})
        return " ".join(rule_words.trouble(one) for one in listed.troubles)

    def _current(self) -> Listed | None:
        chosen = self.list.current_id()
        return next((one for one in self._listed if one.rule.id == chosen), None)

    def _choose(self) -> None:
        listed = self._current()
        if listed is None or self._names is None:
            return
        self._fresh = False
        self._stop()
        self.editor.show_rule(listed.rule, self._names)
        self.bars.take("rule")
        if trouble := self._trouble(listed):
            bar = Bar(trouble, tone="risk")
            if listed.rule.stopped:
                bar.add(tr("Let it run again"), lambda: self._switch(listed.rule.id, True))
            self.bars.show_bar("rule", bar)
        if self.trial.tabs.currentIndex() == 1:
            self._show_lately()
        else:
            self.trial.begin_nothing()

    def _save(self) -> None:
        rule = self.editor.rule()
        self._acts.do(lambda: self._desk.rules.save(rule), self._saved, self._failed)

    def _saved(self, saved: RuleSaved) -> None:
        self._fresh = False
        if self._names is not None:
            self.editor.show_rule(saved.rule, self._names)
        self.refresh()
        self.list.choose(saved.rule.id)
        self._choose()
        if saved.circles:
            names = self._desk.rules.names()
            told = " → ".join(names.get(one, one) for one in (*saved.circles[0].rules, saved.circles[0].rules[0]))
            text = tr(
                "Saved. These rules may go round in a circle; while they run that is stopped: {names}", names=told
            )
            self.bars.show_bar("rule", Bar(text, tone="risk"))
            return
        bar = Bar(tr("The rule is saved."), tone="ok")
        bar.close_after(4000)
        self.bars.show_bar("rule", bar)

    def _remove(self) -> None:
        rule = self.editor.rule()
        if not rule.id:
            return

        def removed(_changes: Changes) -> None:
            self.refresh()
            bar = Bar(tr("The rule “{name}” was removed.", name=rule.name))
            bar.add(
                tr("Undo"),
                lambda: self._acts.do(lambda: self._desk.rules.save(rule), self._saved, self._failed),
            )
            self.bars.show_bar("rule", bar)

        self._acts.do(lambda: self._desk.rules.remove(rule.id), removed, self._failed)

    def _move(self, rule_id: str, place: int) -> None:
        self._acts.do(lambda: self._desk.rules.move(rule_id, place), lambda _: self._moved(rule_id), self._failed)

    def _moved(self, rule_id: str) -> None:
        self.refresh()
        self.list.choose(rule_id)

    def _switch(self, rule_id: str, on: bool) -> None:
        self._acts.do(lambda: self._desk.rules.enable(rule_id, on), lambda _: self.refresh(), self._failed)

    def _try(self) -> None:
        if self._names is None:
            return
        self._stop()
        rule, days = self.editor.rule(), int(self.trial.days.value)
        try:
            check_rule(replace(rule, name=rule.name or "-"))
        except Refused as error:
            self.bars.show_error(error)
            return
        self._trial += 1
        number = self._trial
        self.trial.begin(self._names, self._desk.ground.now())

        def work(errand: Errand) -> DryRun:
            def found(hits: tuple[Hit, ...]) -> None:
                self._found.emit(number, hits)

            return self._desk.rules.dry_run(rule, days, errand.tell, errand.cancelled, found)

        errand = self._errands.run(tr("Trying a rule"), work, lambda run: self._tried(number, run))
        if errand in self._errands.running():
            errand.changed.connect(lambda: self.trial.show_progress(errand.done, errand.most))
            self._errand = errand

    def _list_hits(self, number: int, hits: tuple[Hit, ...]) -> None:
        if number == self._trial:
            self.trial.add(hits)

    def _tried(self, number: int, run: DryRun) -> None:
        if number == self._trial:
            self._errand = None
            self.trial.finish(run)

    def _stop(self) -> None:
        if self._errand is not None:
            self._errand.cancel()

    def _titles(self, conversation_ids: set[str]) -> dict[str, str]:
        titles = {}
        for one in conversation_ids:
            try:
                row = self._desk.inbox.row(one)
            except NotFound:
                continue
            titles[one] = tr("#{number} {title}", number=row.number, title=row.title or row.author_name)
        return titles

    def _show_lately(self) -> None:
        listed = self._current()
        if listed is None or self._names is None:
            return
        runs = self._desk.rules.lately(listed.rule.id, 100)
        self.trial.show_lately(
            runs, self._titles({run.conversation_id for run in runs}), self._names, self._desk.ground.now()
        )


def _runs(listed: Listed) -> bool:
    return listed.rule.enabled and not listed.rule.stopped and not listed.troubles
