"""Editing one policy: for which conversations, what is promised by metric and priority, what stops time, and the steps that are
taken when little time or none is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from agent_desk.domain.durations import DAY
from agent_desk.domain.errors import Refused
from agent_desk.domain.levels import Basis, Calendar, Metric, Peers, Policy, PolicyBody, Reopening, Scope
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.promises import PAUSING
from agent_desk.domain.roster import Priority
from agent_desk.runtime import level_words, texts
from agent_desk.runtime.texts import tr
from agent_desk.views.hours.fields import Chips, Form, LengthField, Names, VersionList
from agent_desk.views.hours.steps import StepList
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_NEW = PolicyBody(Scope(), {Metric.FIRST: dict.fromkeys(Priority, 240)})
_PRIORITIES = tuple(reversed(Priority))
_KINDS = tuple(kind for kind in ConversationKind if kind is not ConversationKind.FOUND)


class PolicyEditor(QWidget):
    """The fields of a policy. Named: policyName, policyCalendar, target-METRIC-PRIORITY, peerWindow, riskShare, riskLeast.
    Emits `changed` for every edit."""

    changed = Signal()

    def __init__(self, desk: Desk, policy: Policy | None) -> None:
        super().__init__()
        self.policy = policy
        self._calendars = {one.id: one for one in desk.levels.calendars()}
        body = policy.latest.body if policy else replace(_NEW, calendar_id=next(iter(self._calendars), None))
        self.setProperty("ground", "pane")
        self._form = Form(self)
        self.name = QLineEdit(policy.name if policy else tr("Standard"))
        self.name.setObjectName("policyName")
        self.name.textEdited.connect(self._edited)
        self._form.heading(tr("Policy"))
        self._form.line(tr("Name"), self.name)
        self._hours(body)
        self.targets: dict[tuple[Metric, Priority], LengthField] = {}
        self._promises(body)
        self._scope(desk, body.scope)
        self._risk(body)
        self._pauses(body)
        self._peers(body)
        self._form.heading(
            tr("Steps"), tr("Each is taken once, inside the working hours of who is told, unless it is urgent.")
        )
        self.steps = StepList(body.steps)
        self.steps.changed.connect(self._edited)
        self._form.wide(self.steps)
        self._versions = VersionList()
        self._form.wide(self._versions)
        self._form.addStretch(1)
        self._use_day()

    def show_versions(self, told: list[str]) -> None:
        """Show the versions there are, the latest first."""
        self._versions.show_lines(told)

    def body(self) -> PolicyBody:
        """What the fields say. Raises Refused(`length_unread`) for a length of time that cannot be read."""
        targets: dict[Metric, dict[Priority, int]] = {}
        for (metric, priority), field in self.targets.items():
            if field.minutes is not None:
                targets.setdefault(metric, {})[priority] = field.minutes
        for length in (*self.targets.values(), self.least, self.peer_window):
            if length.wrong:
                raise Refused("length_unread", text=length.text()[:40])
        return PolicyBody(
            scope=Scope(
                venues=self.venues.chosen,
                networks=self._networks,
                kinds=tuple(ConversationKind(kind) for kind in self.kinds.chosen),
                teams=self.teams.chosen,
                languages=self.languages.words,
                tags=self.tags.words,
            ),
            targets=targets,
            calendar_id=str(self.calendar.currentData() or "") or None,
            team_hours=self.team_hours.isChecked(),
            basis=Basis(str(self.basis.currentData())),
            pausing=self.pausing.chosen,
            risk_share=self.share.value(),
            risk_minutes=self.least.minutes or 0,
            peer_window=self.peer_window.minutes or 0,
            accepted=Peers(str(self.accepted.currentData())),
            trusted=Peers(str(self.trusted.currentData())),
            reopening=Reopening(str(self.reopening.currentData())),
            reopening_days=self.days.value(),
            steps=self.steps.steps,
        )

    def _edited(self, *_: object) -> None:
        self.changed.emit()

    def _choice(self, name: str, choices: Iterable[tuple[str, str]], value: str) -> Choice:
        return Choice(name, choices, value, self._edited)

    def _hours(self, body: PolicyBody) -> None:
        choices = [("", tr("All hours of all days")), *((one.id, one.name) for one in self._calendars.values())]
        self.calendar = self._choice(tr("Calendar"), choices, body.calendar_id or "")
        self.calendar.setObjectName("policyCalendar")
        self.calendar.currentIndexChanged.connect(lambda _at: self._use_day())
        self.team_hours = QCheckBox(tr("The hours of the conversation's team, where it has its own"))
        self.team_hours.setChecked(body.team_hours)
        self.team_hours.toggled.connect(self._edited)
        bases = [(one.value, tr(words)) for one, words in level_words.BASES.items()]
        self.basis = self._choice(tr("Time counts from"), bases, body.basis.value)
        self._form.line(tr("Hours"), self.calendar)
        self._form.line("", self.team_hours)
        self._form.line(tr("Time counts from"), self.basis)

    def _promises(self, body: PolicyBody) -> None:
        self._form.heading(
            tr("Promised within"), tr("Working time, such as 30 min, 4 h or 2 d. Empty: nothing is promised.")
        )
        matrix = QWidget()
        grid = QGridLayout(matrix)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        grid.setColumnMinimumWidth(0, px(174))
        for at, priority in enumerate(_PRIORITIES, 1):
            grid.addWidget(label(tr(level_words.PRIORITIES[priority]), size="heading"), 0, at)
        for row, metric in enumerate(Metric, 1):
            named = tr(level_words.METRICS[metric])
            grid.addWidget(label(named), row, 0)
            for at, priority in enumerate(_PRIORITIES, 1):
                said = tr("{metric}, {priority}", metric=named, priority=tr(level_words.PRIORITIES[priority]))
                field = LengthField(said, body.targets.get(metric, {}).get(priority))
                field.setObjectName(f"target-{metric.value}-{priority.name.lower()}")
                field.textEdited.connect(self._edited)
                self.targets[metric, priority] = field
                grid.addWidget(field, row, at)
        grid.setColumnStretch(len(_PRIORITIES) + 1, 1)
        self._form.wide(matrix)

    def _scope(self, desk: Desk, scope: Scope) -> None:
        self._form.heading(tr("For which conversations"), tr("What is left open does not narrow it."))
        self._networks = scope.networks
        self.venues = Chips(tr("Venues"), [(one.id, one.label) for one in desk.venues.all()], scope.venues)
        self.kinds = Chips(
            tr("Kinds"), [(one.value, texts.kind(one)) for one in _KINDS], [str(one) for one in scope.kinds]
        )
        self.teams = Chips(tr("Teams"), [(one.id, one.name) for one in desk.roster.teams()], scope.teams)
        self.languages = Names(tr("Languages"), scope.languages, tr("all, or codes such as de, fr"))
        self.tags = Names(tr("Tags"), scope.tags, tr("all, or any of these: vip, outage"))
        for chips in (self.venues, self.kinds, self.teams):
            chips.changed.connect(self._edited)
            self._form.line(chips.accessibleName(), chips)
        for names in (self.languages, self.tags):
            names.textEdited.connect(self._edited)
            self._form.line(names.accessibleName(), names)

    def _risk(self, body: PolicyBody) -> None:
        self._form.heading(
            tr("At risk"), tr("When so much of the target or less is left; of both the longer one counts.")
        )
        self.share = _number(tr("Share of the target"), body.risk_share, 100, " %")
        self.share.setObjectName("riskShare")
        self.share.valueChanged.connect(self._edited)
        self.least = LengthField(tr("At least"), body.risk_minutes, empty=False)
        self.least.setObjectName("riskLeast")
        self.least.textEdited.connect(self._edited)
        self._form.line(tr("Share of the target"), self.share)
        self._form.line(tr("At least"), self.least)

    def _pauses(self, body: PolicyBody) -> None:
        self._form.heading(tr("What stops time"), tr("A customer's post always lets it go on."))
        pausing = [(one, tr(level_words.PAUSING[one])) for one in PAUSING]
        self.pausing = Chips(tr("While it is"), pausing, body.pausing)
        self.pausing.changed.connect(self._edited)
        self._form.line(tr("While it is"), self.pausing)
        reopenings = [(one.value, tr(words)) for one, words in level_words.REOPENINGS.items()]
        self.reopening = self._choice(tr("Reopened, its resolution"), reopenings, body.reopening.value)
        self.days = _number(tr("Within so many days"), body.reopening_days, 3660)
        self.days.setSpecialValueText(tr("always"))
        self.days.valueChanged.connect(self._edited)
        self._form.line(tr("Reopened, its resolution"), self.reopening)
        self._form.line(tr("Within so many days"), self.days)

    def _peers(self, body: PolicyBody) -> None:
        self._form.heading(tr("Other people's answers"), tr("In forum topics and comments."))
        self.peer_window = LengthField(tr("Others may answer first for"), body.peer_window, empty=False)
        self.peer_window.setObjectName("peerWindow")
        self.peer_window.textEdited.connect(self._edited)
        peers = [(one.value, tr(words)) for one, words in level_words.PEERS.items()]
        self.accepted = self._choice(tr("An accepted answer"), peers, body.accepted.value)
        self.trusted = self._choice(tr("A trusted member's answer"), peers, body.trusted.value)
        self._form.line(tr("Others may answer first for"), self.peer_window)
        self._form.line(tr("An accepted answer"), self.accepted)
        self._form.line(tr("A trusted member's answer"), self.trusted)

    def _use_day(self) -> None:
        """A day in a length of time is a working day of the calendar."""
        minutes = working_day(self._calendars.get(str(self.calendar.currentData() or "")))
        for field in (*self.targets.values(), self.least, self.peer_window):
            field.use_day(minutes)


def working_day(calendar: Calendar | None) -> int:
    """How many minutes a day of these hours has: the mean of those days of the week that are open at all."""
    if calendar is None:
        return DAY
    lengths = [sum(span.end - span.start for span in day) for day in calendar.latest.body.week if day]
    return round(sum(lengths) / len(lengths)) if lengths else DAY


def _number(name: str, value: int, most: int, unit: str = "") -> QSpinBox:
    result = QSpinBox()
    result.setAccessibleName(name)
    result.setRange(0, most)
    result.setValue(value)
    result.setSuffix(unit)
    result.setFixedWidth(px(110))
    result.lineEdit().setTextMargins(px(8), 0, px(8), 0)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return result
