"""The page of one venue: how it is doing, how we are signed in, what it may do, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.venues import Capability, SecretPlace, Venue, VenueProfile, VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.ports import Acts, CollectorPort, Now, Question
from agent_desk.views.theme import px
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.venues import words
from agent_desk.views.venues.again import SignInPanel
from agent_desk.views.venues.assistant import why_not
from agent_desk.views.venues.columns import Columns
from agent_desk.views.venues.keeping import Keeping
from agent_desk.views.venues.result import ProfileCard
from agent_desk.views.widgets import (
    Bar,
    BarStack,
    Chip,
    ElidedLabel,
    FlowLayout,
    VenueMark,
    button,
    label,
    link_button,
    primary_button,
)

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class VenuePage(QWidget):
    """Emits `conversations_wanted` (venue id) and `left` when the venue was removed."""

    conversations_wanted = Signal(str)
    left = Signal()

    def __init__(
        self, desk: Desk, acts: Acts, collector: CollectorPort, *, now: Now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._collector, self._now = desk, acts, collector, now
        self._venue: Venue | None = None
        self._built: Venue | None = None
        self._question: Question | None = None
        self._facts: dict[str, QLabel] = {}
        self._chip = Chip()
        self.panel: SignInPanel | None = None
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bars = BarStack()
        self._body: QWidget | None = None
        content = QWidget()
        content.setProperty("ground", "pane")
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bars)
        column.addWidget(self._area, 1)

    @property
    def venue_id(self) -> str:
        """The venue that is shown, or empty."""
        return self._venue.id if self._venue else ""

    def show_venue(self, venue_id: str) -> None:
        """Show a venue as it is now; emits `left` where it is gone. What the agent is about to choose stays."""
        venue = next((venue for venue in self._desk.venues.all() if venue.id == venue_id), None)
        if venue is None:
            self._venue = self._built = None
            self._close_panel()
            self.left.emit()
            return
        other = venue_id != self.venue_id
        if other:
            if self._question is not None:
                self._question.cancel()
            for kind in ("error", "remove", "check"):
                self.bars.take(kind)
            self._close_panel()
        wants = venue.state is VenueState.SIGN_IN and (
            self._venue is None or other or self._venue.state is not venue.state
        )
        self._venue = venue
        self.setAccessibleName(tr("Venue {label}", label=venue.label))
        lasting = replace(venue, synced_at=None, retry_at=None, state=VenueState.NEW, state_detail="")
        if lasting != self._built:
            self._built = lasting
            self._show_body(self._build(venue))
        self._show_facts(venue)
        if wants:
            self.ask_to_sign_in()

    def ask_to_sign_in(self) -> None:
        """Show the way to sign in again, or at all."""
        venue = self._venue
        manifest = self._manifest(venue) if venue else None
        if venue is None or manifest is None or self.panel is not None:
            return
        self.panel = SignInPanel(self._desk, self._acts, venue, manifest)
        self.panel.done.connect(self._on_signed_in)
        self.panel.left.connect(self._close_panel)
        self._content.insertWidget(0, self.panel)
        self.panel.show()
        self._area.verticalScrollBar().setValue(0)
        self.panel.focus_first()

    def _show_body(self, body: QWidget) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._content.addWidget(body, 1)
        body.show()

    def _build(self, venue: Venue) -> QWidget:
        inner = QWidget()
        inner.setProperty("ground", "pane")
        inner.setMaximumWidth(px(1160))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(22), px(24), px(22))
        column.setSpacing(px(12))
        manifest = self._manifest(venue)
        line = QHBoxLayout()
        line.setSpacing(px(10))
        mark = VenueMarks(self._desk).mark(venue.id)
        line.addWidget(VenueMark(mark.colour, mark.letter, 26))
        name = ElidedLabel(venue.label, size="welcome")
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line.addWidget(name)
        self._chip = Chip()
        line.addWidget(self._chip)
        if venue.read_only:
            line.addWidget(Chip(tr("read only"), "accent"))
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._acts_row(venue))
        column.addSpacing(px(6))
        columns = Columns()
        self._fill_first(columns.first, venue, manifest)
        self._fill_second(columns.second, venue, manifest)
        column.addWidget(columns)
        column.addStretch(1)
        outer = QWidget()
        outer.setProperty("ground", "pane")
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        return outer

    def _fill_first(self, column: QVBoxLayout, venue: Venue, manifest: Manifest | None) -> None:
        column.addWidget(label(tr("How it is doing"), size="heading"))
        self._facts = {}
        for name, value in self._fact_values(venue, manifest.label if manifest else venue.network):
            row, text = _fact(name, value)
            self._facts[name] = text
            column.addWidget(row)
        column.addSpacing(px(8))
        column.addWidget(label(tr("Sign-in"), size="heading"))
        for sentence in words.sign_in(venue, needed=manifest is None or manifest.auth != "none"):
            column.addWidget(label(sentence, wrap=True))
        if _nobody(venue) and manifest and manifest.auth != "none":
            answer = button(tr("Sign in to answer"))
            answer.clicked.connect(self.ask_to_sign_in)
            column.addWidget(answer, 0, Qt.AlignmentFlag.AlignLeading)
        elif manifest and Capability.REPLY in manifest.writes:
            column.addWidget(
                self._switch(tr("Read only: never send anything there"), venue.read_only, self._set_read_only)
            )
        if manifest and Capability.REPLY in manifest.writes and not venue.read_only:
            column.addSpacing(px(8))
            column.addWidget(label(tr("Answers"), size="heading"))
            sign_off = tr("End answers there with the agent's own line")
            column.addWidget(self._switch(sign_off, venue.sign_off, self._set_sign_off))
        column.addStretch(1)

    def _fill_second(self, column: QVBoxLayout, venue: Venue, manifest: Manifest | None) -> None:
        if manifest and venue.profile:
            column.addWidget(label(tr("What we may do there"), size="heading"))
            column.addWidget(ProfileCard(manifest, venue.profile, read_only=venue.read_only))
            column.addSpacing(px(8))
        column.addWidget(label(tr("How long it is kept on this desk"), size="heading"))
        column.addWidget(Keeping(self._desk, self._acts, venue))
        column.addStretch(1)

    def _acts_row(self, venue: Venue) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, px(8))
        show = primary_button(tr("Show its conversations"))
        show.clicked.connect(lambda: self.conversations_wanted.emit(venue.id))
        fetch = button(tr("Fetch now"))
        fetch.clicked.connect(lambda: self._collector.sync_now(venue.id))
        check = button(tr("Check what is there") if _nobody(venue) else tr("Check the sign-in"))
        check.clicked.connect(lambda: self._check(venue))
        for widget in (show, fetch, check):
            flow.addWidget(widget)
        if venue.secret_place is not SecretPlace.NONE:
            again = button(tr("Sign in again"))
            again.clicked.connect(self.ask_to_sign_in)
            flow.addWidget(again)
        remove = link_button(tr("Remove"), name=tr("Remove {label}", label=venue.label))
        remove.clicked.connect(self._ask_remove)
        flow.addWidget(remove)
        return row

    def _fact_values(self, venue: Venue, network: str) -> list[tuple[str, str]]:
        now = self._now()
        next_try = when.clock_seconds(venue.retry_at) if venue.retry_at and venue.retry_at > now else ""
        return [
            (tr("State"), venue.state_detail if venue.state is not VenueState.OK else ""),
            (tr("Last fetched"), when.moment(venue.synced_at, now) if venue.synced_at else tr("never")),
            (tr("Next try"), next_try),
            (tr("Requests left"), self._budget(venue)),
            (tr("Network"), network),
            (tr("Address"), venue.url),
            (tr("Work begins"), when.moment(venue.since, now)),
            (tr("Connected"), when.moment(venue.added_at, now)),
        ]

    def _budget(self, venue: Venue) -> str:
        budget = self._desk.venues.budget(venue)
        if budget is None:
            return ""
        return tr("{n} until {time}", n=budget[0], time=when.clock_seconds(budget[1]))

    def _show_facts(self, venue: Venue) -> None:
        manifest = self._manifest(venue)
        tones = {VenueState.OK: "ok", VenueState.NEW: ""}
        self._chip.show_text(texts.venue_state(venue.state), tones.get(venue.state, "risk"))
        for name, value in self._fact_values(venue, manifest.label if manifest else venue.network):
            self._facts[name].setText(value)
            row = self._facts[name].parentWidget()
            if row is not None:
                row.setVisible(bool(value))

    def _switch(self, text: str, on: bool, act: object) -> QCheckBox:
        switch = QCheckBox(text)
        switch.setChecked(on)
        switch.clicked.connect(act)
        return switch

    def _set_sign_off(self, on: bool) -> None:
        set_it = partial(self._desk.venues.set_sign_off, self.venue_id, on)
        self._acts.do(set_it, failed=self._show_error_and_state)

    def _set_read_only(self, on: bool) -> None:
        set_it = partial(self._desk.venues.set_read_only, self.venue_id, on)
        self._question = self._acts.ask(set_it, lambda _changes: None, self._show_error_and_state)

    def _check(self, venue: Venue) -> None:
        def then(found: tuple[VenueProfile, Changes]) -> None:
            name = found[0].name or found[0].handle
            said = tr("It can be read: {name}", name=name) if _nobody(venue) else tr("Signed in as {name}", name=name)
            self.bars.show_bar("check", Bar(said, tone="ok"))
            self.show_venue(venue.id)

        self.bars.show_bar("check", Bar(tr("Asking {address}", address=venue.url)))
        self._question = self._acts.ask(lambda: self._desk.venues.check(venue.id), then, self._show_error)

    def _ask_remove(self) -> None:
        venue = self._venue
        if venue is None:
            return
        bar = Bar(
            tr("Remove {label} from this desk?", label=venue.label),
            tone="risk",
            detail=tr("Its conversations leave the inbox, its secret is deleted. Nothing changes at the venue itself."),
        )
        remove = partial(self._desk.venues.remove, venue.id)
        bar.add(tr("Remove"), lambda: self._acts.do(remove, failed=self._show_error))
        bar.add(tr("Keep"), lambda: None)
        self.bars.show_bar("remove", bar)

    def _manifest(self, venue: Venue) -> Manifest | None:
        try:
            return self._desk.venues.network(venue.network)
        except NotFound:
            return None  # its network is not installed any more

    def _on_signed_in(self) -> None:
        venue_id = self.venue_id
        self._close_panel()
        self.bars.show_bar("check", Bar(tr("Signed in. Replies that waited go out now."), tone="ok")).close_after(6000)
        self._collector.sync_now(venue_id)

    def _close_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _show_error(self, error: DeskError) -> None:
        self.bars.take("check")
        said = texts.what_happened(error)
        detail = " ".join(part for part in (said.kept, said.todo) if part)
        self.bars.show_bar("error", Bar(why_not(error), tone="risk", detail=detail))

    def _show_error_and_state(self, error: DeskError) -> None:
        """A switch that did not take goes back."""
        self._show_error(error)
        self._built = None
        self.show_venue(self.venue_id)


def _nobody(venue: Venue) -> bool:
    return venue.read_only and venue.secret_place is SecretPlace.NONE


def _fact(name: str, value: str) -> tuple[QWidget, QLabel]:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    title = label(name, tone="dim", wrap=True)
    title.setFixedWidth(px(120))
    row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    text = label(value, wrap=True)
    row.addWidget(text, 1)
    return both, text
