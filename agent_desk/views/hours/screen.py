"""The screen of policies and calendars: both lists at the left, what is chosen with all its fields and versions at the right."""

from __future__ import annotations

from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.levels import Calendar, Policy
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.levels import CalendarSaved, PolicySaved
from agent_desk.views.hours.calendar_editor import CalendarEditor
from agent_desk.views.hours.editing import NEW_CALENDAR, NEW_POLICY, Editor, editor_of
from agent_desk.views.hours.foot import Foot
from agent_desk.views.hours.lists import NameList
from agent_desk.views.hours.policy_editor import PolicyEditor
from agent_desk.views.theme import px
from agent_desk.views.tools import Tools
from agent_desk.views.widgets import Bar, EmptyState, Hairline, label, link_button
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen


class _Progress(QObject):
    """Carries how far a background work is to the thread of the window."""

    came = Signal(int, int)


class HoursScreen(WorkScreen):
    """What was edited and not saved stays in its fields while one looks at others. Named: policies, calendars, newPolicy,
    newCalendar, saveLevel, discardLevel, removeLevel."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Policies and hours"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._editors: dict[str, Editor] = {}
        self._scrolled: dict[str, QScrollArea] = {}
        self._edited: set[str] = set()
        self._shown = ""
        self._ready = False
        self.policies = NameList(tr("Policies, in the order in which they hold"), movable=True)
        self.calendars = NameList(tr("Calendars"))
        self.policies.setObjectName("policies")
        self.calendars.setObjectName("calendars")
        self._pages = QStackedWidget()
        self._nothing = EmptyState("levels")
        self._nothing.show_text(
            tr("Nothing is promised yet"),
            tr("Make a calendar with your working hours first, then a policy that goes by it."),
        )
        self._foot = Foot()
        self.lay_out(self._whole())
        self.policies.chosen.connect(self._show)
        self.calendars.chosen.connect(self._show)
        self.policies.moved.connect(self._move)
        self._foot.save_wanted.connect(self.save)
        self._foot.discard_wanted.connect(self.discard)
        self._foot.remove_wanted.connect(self._take_away)
        lead_focus(self, self.policies)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.levels or changes.teams or changes.everything)

    def refresh(self) -> None:
        """Read both lists anew; what is being edited stays."""
        levels = self._desk.levels
        policies, calendars = levels.policies(), levels.calendars()
        self.policies.show_names([(one.id, self._called(one.id, one.name)) for one in policies], self._shown)
        self.calendars.show_names([(one.id, self._called(one.id, one.name)) for one in calendars], self._shown)
        policies_said = ntr("{n} policy", "{n} policies", len(policies))
        self.said.setText(f"{policies_said}, {ntr('{n} calendar', '{n} calendars', len(calendars))}")
        there = {one.id for one in policies} | {one.id for one in calendars}
        for gone in set(self._editors) - there - {NEW_POLICY, NEW_CALENDAR}:
            self._forget(gone)
        if not self._ready:
            # Holidays are loaded aside once, before a calendar is shown with them.
            self._ready = True
            self._acts.ask(levels.countries, lambda _found: self._show_first())
        elif self._shown not in there and self._shown not in self._editors:
            self._show_first()

    def _show_first(self) -> None:
        known = [one.id for one in self._desk.levels.policies()] + [one.id for one in self._desk.levels.calendars()]
        self._show(self._shown if self._shown in self._editors else known[0] if known else "")

    def _whole(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(Hairline(Qt.Orientation.Vertical))
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        right.addWidget(self._nothing, 1)
        right.addWidget(Hairline())
        right.addWidget(self._foot)
        row.addLayout(right, 1)
        return whole

    def _left(self) -> QWidget:
        left = QScrollArea()
        left.setFixedWidth(px(230))
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "pane")
        left.setWidget(inner)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, px(10), 0, px(10))
        column.setSpacing(px(4))
        for heading, names, words, name, key in (
            (tr("Policies"), self.policies, tr("New policy"), "newPolicy", NEW_POLICY),
            (tr("Calendars"), self.calendars, tr("New calendar"), "newCalendar", NEW_CALENDAR),
        ):
            said = label(heading, size="heading")
            said.setContentsMargins(px(12), 0, 0, 0)
            column.addWidget(said)
            column.addWidget(names)
            new = link_button(words)
            new.setObjectName(name)
            new.clicked.connect(partial(self._begin, key))
            beside = QHBoxLayout()
            beside.setContentsMargins(px(14), 0, 0, px(12))
            beside.addWidget(new)
            beside.addStretch(1)
            column.addLayout(beside)
        column.addStretch(1)
        return left

    def _begin(self, key: str) -> None:
        """Show the fields of a new one, the keyboard in its name."""
        self._show(key)
        name = self._editors[key].name
        name.setFocus(Qt.FocusReason.OtherFocusReason)
        name.selectAll()

    def _show(self, key: str) -> None:
        """Show the fields of one of them, as they were left."""
        self._shown = key
        editor = self._editor(key) if key else None
        self._pages.setVisible(editor is not None)
        self._nothing.setVisible(editor is None)
        self._foot.setVisible(editor is not None)
        if editor is not None:
            self._pages.setCurrentWidget(self._scrolled[key])
            self._tab_on(self._scrolled[key])
        self.policies.mark(key)
        self.calendars.mark(key)
        self._show_foot()

    def _tab_on(self, page: QWidget) -> None:
        """Let the keyboard come from the lists into the fields, and from the last field to what saves them."""
        fields = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        last: QWidget = page
        after = page.nextInFocusChain()
        while after is not None and after is not page:
            last = after if after in fields else last
            after = after.nextInFocusChain()
        for one in self._foot.presses:
            QWidget.setTabOrder(last, one)
            last = one

    def _editor(self, key: str) -> Editor | None:
        if key not in self._editors:
            made = editor_of(self._desk, key)
            if made is None:
                return None
            made.setEnabled(self._desk.levels.may_set())
            made.changed.connect(lambda: self._touched(key))
            self._editors[key] = made
            page = self._scrolled[key] = QScrollArea()
            page.setWidgetResizable(True)
            page.setAccessibleName(tr("What is chosen"))
            page.setWidget(made)
            self._pages.addWidget(page)
        return self._editors[key]

    def _touched(self, key: str) -> None:
        if key not in self._edited:
            self._edited.add(key)
            self.refresh()
            self._show_foot()

    def _called(self, key: str, name: str) -> str:
        return tr("{name} (edited)", name=name) if key in self._edited else name

    def _show_foot(self) -> None:
        new = self._shown in (NEW_POLICY, NEW_CALENDAR)
        self._foot.show_state(may=self._desk.levels.may_set(), edited=self._shown in self._edited, new=new)

    def save(self) -> None:
        """Save what is shown; where clocks run under a policy, ask first whether they go over to it."""
        editor = self._editors.get(self._shown)
        try:
            if isinstance(editor, CalendarEditor):
                self._save_calendar(editor, editor.calendar)
            elif editor is not None:
                self._save_policy(editor, editor.policy)
        except DeskError as error:
            self.bars.show_error(error)

    def _save_calendar(self, editor: CalendarEditor, calendar: Calendar | None) -> None:
        name, body, key = editor.name.text(), editor.body(), self._shown
        own_id = calendar.id if calendar else None

        def work() -> CalendarSaved:
            return self._desk.levels.save_calendar(name, body, own_id)

        self._acts.do(work, lambda saved: self._kept(key, saved.calendar.id), self._failed)

    def _save_policy(self, editor: PolicyEditor, policy: Policy | None) -> None:
        name, body, key = editor.name.text(), editor.body(), self._shown
        own_id = policy.id if policy else None

        def keep(running_too: bool) -> None:
            def work() -> PolicySaved:
                return self._desk.levels.save_policy(name, body, own_id, running_too=running_too)

            self._acts.do(work, lambda saved: self._policy_kept(key, saved), self._failed)

        running = self._desk.levels.running(policy.id) if policy and policy.latest.body != body else 0
        if not running:
            keep(False)
            return
        bar = Bar(
            ntr("{n} clock runs under this policy.", "{n} clocks run under this policy.", running),
            detail=tr("A clock keeps the version it began under, unless you say that this one holds for it, too."),
        )
        bar.add(tr("Only for new clocks"), lambda: keep(False))
        bar.add(tr("For running clocks too"), lambda: keep(True))
        self.bars.show_bar("running", bar).focus_first()

    def _policy_kept(self, key: str, saved: PolicySaved) -> None:
        self._kept(key, saved.policy.id)
        if not saved.stale:
            return
        progress, bar, stopped = _Progress(self), Bar(tr("Running clocks are reckoned anew.")), Event()
        bar.add(tr("Go on in the background"), stopped.set)
        told = label("", tone="dim")
        bar.add_widget(told)
        progress.came.connect(
            lambda done, whole: told.setText(tr("{done} of {whole} conversations", done=done, whole=whole))
        )
        self.bars.show_bar("stale", bar)
        self._acts.ask(
            lambda: self._desk.levels.catch_up(progress.came.emit, stopped.is_set),
            lambda _changes: self.bars.take("stale"),
        )

    def _kept(self, key: str, own_id: str) -> None:
        here = _works_in(self)
        self._forget(key)
        self._shown = own_id
        # What a policy's editor offers as calendars is read anew.
        for other in [one for one, editor in self._editors.items() if one not in self._edited and one != own_id]:
            self._forget(other)
        self.refresh()
        self._show(own_id)
        self.bars.take("error")
        if here:
            self._back_to_list()
        self.bars.show_bar("saved", Bar(tr("Saved."), tone="ok")).close_after(4000)

    def discard(self) -> None:
        """Forget the edits of what is shown."""
        key = self._shown
        self._forget(key)
        self.refresh()
        self._show("" if key in (NEW_POLICY, NEW_CALENDAR) else key)
        if not self._shown:
            self._show_first()
        self._back_to_list()

    def _back_to_list(self) -> None:
        """The keyboard goes to the line of what is shown, since what was pressed can be pressed no more."""
        calendars = self.calendars.keys()
        held = self.calendars if self._shown in calendars else self.policies
        held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_away(self) -> None:
        key, levels = self._shown, self._desk.levels
        if isinstance(self._editors.get(key), CalendarEditor):
            self._acts.do(lambda: levels.remove_calendar(key), lambda _changes: self._gone(), self._failed)
            return
        running = levels.running(key)
        bar = Bar(
            tr("Remove this policy?"),
            detail=ntr("{n} running clock is cancelled.", "{n} running clocks are cancelled.", running),
        )
        bar.add(
            tr("Remove it"),
            lambda: self._acts.do(lambda: levels.remove_policy(key), lambda _: self._gone(), self._failed),
        )
        bar.add(tr("Keep it"), lambda: None)
        self.bars.show_bar("remove", bar).focus_first()

    def _gone(self) -> None:
        here = _works_in(self)
        self._forget(self._shown)
        self.refresh()
        self._show_first()
        if here:
            self._back_to_list()

    def _move(self, key: str, position: int) -> None:
        self._acts.do(lambda: self._desk.levels.move_policy(key, position), lambda _: self.refresh(), self._failed)

    def _failed(self, error: DeskError) -> None:
        self.bars.show_error(error)
        self.refresh()

    def _forget(self, key: str) -> None:
        self._edited.discard(key)
        if self._editors.pop(key, None) is not None:
            page = self._scrolled.pop(key)
            self._pages.removeWidget(page)
            page.hide()
            page.deleteLater()


def _works_in(screen: QWidget) -> bool:
    """Whether the keyboard is there, or nowhere."""
    now = QApplication.focusWidget()
    return now is None or screen.isAncestorOf(now)
