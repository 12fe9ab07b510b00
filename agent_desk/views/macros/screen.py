"""The screen of macros: one's own and everybody's in their order, and the editor of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import Right
from agent_desk.domain.rules import IN_MACROS, Does, Effect, Macro
from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.canned import PLACEHOLDERS
from agent_desk.views.rules.fields import Pick
from agent_desk.views.rules.lines import EffectLine, LineStack
from agent_desk.views.rules.ordered_list import OrderedList
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, EmptyState, button, label, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.tab_order import tab_as_laid_out
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.macros import ListedMacro, MacroSaved
    from agent_desk.views.tools import Tools

_OWN, _SHARED = "own", "shared"


class MacrosScreen(WorkScreen):
    """Named: macroList, newMacro, macroName, saveMacro, removeMacro."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Macros"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._listed: list[ListedMacro] = []
        self._names: Names | None = None
        self._shown: Macro | None = None
        self._fresh = False
        self.list = OrderedList(tr("Macros in their order"))
        self.list.setObjectName("macroList")
        self.name = QLineEdit()
        self.name.setObjectName("macroName")
        self.name.setAccessibleName(tr("Name of the macro"))
        self.name.setPlaceholderText(tr("Name of the macro"))
        self.owner = Pick(tr("Whose it is"), {_OWN: tr("Only mine"), _SHARED: tr("For everybody")})
        self.effects = LineStack(tr("Add an act"), lambda: EffectLine(self._known, IN_MACROS), EffectLine.focus_value)
        self.save = primary_button(tr("Save"))
        self.save.setObjectName("saveMacro")
        self.remove = button(tr("Remove"))
        self.remove.setObjectName("removeMacro")
        self._nothing = EmptyState("macros")
        self._faces = QStackedWidget()
        new = primary_button(tr("New macro"))
        new.setObjectName("newMacro")
        new.clicked.connect(lambda _checked=False: self.begin_new())
        self.controls.addWidget(new)
        self._place()
        self.list.currentRowChanged.connect(lambda _row: self._choose())
        self.list.moved.connect(self._move)
        self.save.clicked.connect(lambda _checked=False: self._save())
        self.remove.clicked.connect(lambda _checked=False: self._remove())
        lead_focus(self, self.list)

    def _place(self) -> None:
        page = QWidget()
        page.setProperty("ground", "pane")
        form = QVBoxLayout(page)
        form.setContentsMargins(px(16), px(12), px(16), px(12))
        form.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self.name, 1)
        head.addWidget(self.owner)
        form.addLayout(head)
        form.addWidget(label(tr("Does all of this at once, and one undo takes it back:"), bold=True))
        form.addWidget(self.effects)
        words = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        form.addWidget(
            label(tr("In replies and notes these are filled in: {words}", words=words), tone="dim", wrap=True)
        )
        form.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(12))
        foot.addWidget(self.save)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        editor = QWidget()
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        self.list.setMinimumWidth(px(220))
        sides.addWidget(self.list)
        sides.addWidget(editor)
        sides.setSizes([px(340), px(880)])
        sides.setStretchFactor(1, 1)
        self.effects.lined_up.connect(lambda: tab_as_laid_out(editor))
        self._faces.addWidget(sides)
        self._faces.addWidget(self._nothing)
        self.lay_out(self._faces)

    def concerns(self, changes: Changes) -> bool:
        """Macros, and what they name."""
        return bool(changes.rules or changes.agents or changes.teams) or changes.everything

    def refresh(self) -> None:
        """Read the macros anew; what is being edited stays."""
        try:
            self._listed = self._desk.macros.all()
            self._names = Names(self._desk.rules.known(), {})
        except DeskError as error:
            self.bars.show_error(error)
            return
        editing = self._fresh or (self._shown is not None and self.macro() != self._shown)
        chosen = self.list.current_id()
        self.list.blockSignals(True)
        self.list.clear()
        for listed in self._listed:
            self._add(listed)
        self.list.blockSignals(False)
        self.list.choose(chosen)
        self._faces.setCurrentIndex(0 if self._listed or self._fresh else 1)
        self.said.setText(ntr("{n} macro", "{n} macros", len(self._listed)) if self._listed else "")
        if not self._listed and not self._fresh:
            self._nothing.show_text(
                tr("There are no macros yet"),
                tr("A macro does several things at once: it begins a reply, tags, assigns, resolves."),
                tr("Make a macro"),
                self.begin_new,
            )
        if not editing and self._listed:
            self._choose()

    def begin_new(self) -> None:
        """An empty macro in the editor."""
        self._fresh = True
        self._faces.setCurrentIndex(0)
        owner = None if self._desk.roster.may(Right.SHARE) else self._desk.ground.me
        self._show(Macro("", "", (Effect(Does.REPLY),), owner))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def macro(self) -> Macro:
        """The macro as it stands in the editor."""
        shown = self._shown or Macro("", "")
        owner = None if self.owner.value == _SHARED else shown.owner_id or self._desk.ground.me
        effects = tuple(line.effect for line in self.effects.lines)
        return replace(shown, name=self.name.text().strip(), owner_id=owner, effects=effects)

    @property
    def _known(self) -> Names:
        if self._names is None:
            raise RuntimeError("no macro was shown yet")
        return self._names

    def _add(self, listed: ListedMacro) -> None:
        macro = listed.macro
        said = rule_words.macro_sentence(macro, self._known)
        trouble = " ".join(rule_words.trouble(one) for one in listed.troubles)
        below = f"⚠ {trouble}" if trouble else " ".join(said.split())
        uses = ntr("used {n} time", "used {n} times", macro.used)
        whose = tr("for everybody") if macro.owner_id is None else tr("only mine")
        foot = tr("{whose}, {uses}", whose=whose, uses=uses)
        self.list.add_line(macro.id, f"{macro.name}\n{below}\n{foot}", f"{macro.name}\n{said}\n{trouble}".strip(), None)

    def _choose(self) -> None:
        chosen = self.list.current_id()
        macro = next((one.macro for one in self._listed if one.macro.id == chosen), None)
        if macro is not None:
            self._fresh = False
            self._show(macro)

    def _show(self, macro: Macro) -> None:
        self._shown = macro
        self.name.setText(macro.name)
        self.owner.offer(
            {_OWN: tr("Only mine"), _SHARED: tr("For everybody")}, _SHARED if macro.owner_id is None else _OWN
        )
        names = self._known
        self.effects.show_lines(EffectLine(names, IN_MACROS, effect) for effect in macro.effects)
        share = self._desk.roster.may(Right.SHARE)
        mine = not macro.trouble and (share or macro.owner_id is not None)
        for part in (self.name, self.effects, self.save, self.remove):
            part.setEnabled(mine)
        self.owner.setEnabled(mine and share)
        self.remove.setVisible(bool(macro.id))

    def _save(self) -> None:
        macro = self.macro()
        self._acts.do(lambda: self._desk.macros.save(macro), self._saved, self._failed)

    def _saved(self, saved: MacroSaved) -> None:
        self._fresh = False
        self._show(saved.macro)
        self.refresh()
        self.list.choose(saved.macro.id)
        bar = Bar(tr("The macro is saved."), tone="ok")
        bar.close_after(4000)
        self.bars.show_bar("macro", bar)

    def _remove(self) -> None:
        macro = self._shown
        if macro is None or not macro.id:
            return

        def removed(_changes: Changes) -> None:
            self._shown = None
            self.refresh()
            bar = Bar(tr("The macro “{name}” was removed.", name=macro.name))
            bar.add(tr("Undo"), lambda: self._acts.do(lambda: self._desk.macros.save(macro), self._saved, self._failed))
            self.bars.show_bar("macro", bar)

        self._acts.do(lambda: self._desk.macros.remove(macro.id), removed, self._failed)

    def _move(self, macro_id: str, place: int) -> None:
        def moved(_changes: Changes) -> None:
            self.refresh()
            self.list.choose(macro_id)

        self._acts.do(lambda: self._desk.macros.move(macro_id, place), moved, self._failed)

    def _failed(self, error: DeskError) -> None:
        self.bars.show_error(error)
