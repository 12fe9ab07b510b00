"""The page of one venue: how it is doing, what it may do, and what can be done about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.venues import SecretPlace, Venue, VenueProfile, VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, tr
from agent_desk.views import when
from agent_desk.views.ports import Acts, CollectorPort, Now, Question
from agent_desk.views.theme import px
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.venues.result import ProfileCard
from agent_desk.views.widgets import Bar, BarStack, Chip, VenueMark, button, label, link_button, primary_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_PLACES = {
    SecretPlace.NONE: marked("none needed"),
    SecretPlace.KEYRING: marked("in the system's keyring"),
    SecretPlace.ENVIRONMENT: marked("in an environment variable"),
    SecretPlace.SESSION: marked("until this window closes"),
}


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
        self._question: Question | None = None
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bars = BarStack()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
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
        """Show a venue as it is now; emits `left` where it is gone."""
        venue = next((venue for venue in self._desk.venues.all() if venue.id == venue_id), None)
        if venue is None:
            self._venue = None
            self.left.emit()
            return
        if venue_id != self.venue_id:
            if self._question is not None:
                self._question.cancel()
            for kind in ("error", "remove", "sign_in", "check"):
                self.bars.take(kind)
        self._venue = venue
        self.setAccessibleName(tr("Venue {label}", label=venue.label))
        self._area.setWidget(self._build(venue))
        if venue.state is VenueState.SIGN_IN and self.bars.current("sign_in") is None:
            self._ask_secret()

    def _build(self, venue: Venue) -> QWidget:
        inner = QWidget()
        inner.setProperty("ground", "pane")
        inner.setMaximumWidth(px(640))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(22), px(24), px(22))
        column.setSpacing(px(12))
        try:
            manifest = self._desk.venues.network(venue.network)
        except NotFound:
            manifest = None
        head = QHBoxLayout()
        head.setSpacing(px(10))
        mark = VenueMarks(self._desk).mark(venue.id)
        head.addWidget(VenueMark(mark.colour, mark.letter, 26))
        head.addWidget(label(venue.label, size="welcome"))
        head.addWidget(_state_chip(venue))
        head.addStretch(1)
        column.addLayout(head)
        column.addLayout(self._acts_row(venue))
        column.addSpacing(px(6))
        for name, value in self._facts(venue, manifest.label if manifest else venue.network):
            column.addLayout(_fact(name, value))
        if manifest and venue.profile:
            column.addSpacing(px(6))
            column.addWidget(label(tr("What we may do there"), size="heading"))
            column.addWidget(ProfileCard(manifest, venue.profile, read_only=venue.read_only))
        column.addStretch(1)
        return inner

    def _acts_row(self, venue: Venue) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        show = primary_button(tr("Show its conversations"))
        show.clicked.connect(lambda: self.conversations_wanted.emit(venue.id))
        fetch = button(tr("Fetch now"))
        fetch.clicked.connect(lambda: self._collector.sync_now(venue.id))
        check = button(tr("Check the sign-in"))
        check.clicked.connect(lambda: self._check(venue))
        for widget in (show, fetch, check):
            row.addWidget(widget)
        if venue.secret_place is not SecretPlace.NONE:
            again = button(tr("Sign in again"))
            again.clicked.connect(self._ask_secret)
            row.addWidget(again)
        row.addStretch(1)
        remove = link_button(tr("Remove"), name=tr("Remove {label}", label=venue.label))
        remove.clicked.connect(self._ask_remove)
        row.addWidget(remove)
        return row

    def _facts(self, venue: Venue, network: str) -> list[tuple[str, str]]:
        now = self._now()
        never = tr("never")
        facts = [(tr("State"), venue.state_detail)] if venue.state_detail and venue.state is not VenueState.OK else []
        facts += [
            (tr("Last fetched"), when.moment(venue.synced_at, now) if venue.synced_at else never),
        ]
        if venue.retry_at and venue.retry_at > now:
            facts.append((tr("Next try"), when.clock_seconds(venue.retry_at)))
        return [
            *facts,
            (tr("Network"), network),
            (tr("Address"), venue.url),
            (tr("Secret is kept"), tr(_PLACES[venue.secret_place])),
            (tr("Work begins"), when.moment(venue.since, now)),
            (tr("Connected"), when.moment(venue.added_at, now)),
        ]

    def _ask_secret(self) -> None:
        venue = self._venue
        if venue is None:
            return
        bar = Bar(
            tr("Sign in again at {label}", label=venue.label),
            detail=tr("Replies that wait are kept, and go out after it."),
        )
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(tr("New secret"))
        field.setPlaceholderText(tr("New secret"))
        field.setMinimumWidth(px(200))
        bar.add_widget(field)

        def sign_in() -> None:
            secret = field.text()
            if not secret:
                field.setFocus()
                return
            field.clear()
            bar.close_bar()
            self._question = self._acts.ask(
                lambda: self._desk.venues.sign_in(venue.id, secret),
                lambda _made: self._collector.sync_now(venue.id),
                self._show_error,
            )

        field.returnPressed.connect(sign_in)
        bar.add(tr("Sign in"), sign_in, look="primary", closes=False)
        self.bars.show_bar("sign_in", bar)
        field.setFocus()

    def _check(self, venue: Venue) -> None:
        def then(found: tuple[VenueProfile, Changes]) -> None:
            self.bars.show_bar(
                "check", Bar(tr("Signed in as {name}", name=found[0].name or found[0].handle), tone="ok")
            )
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

    def _show_error(self, error: DeskError) -> None:
        self.bars.take("check")
        self.bars.show_error(error)


def _state_chip(venue: Venue) -> Chip:
    tones = {VenueState.OK: "ok", VenueState.NEW: ""}
    return Chip(texts.venue_state(venue.state), tones.get(venue.state, "risk"))


def _fact(name: str, value: str) -> QHBoxLayout:
    row = QHBoxLayout()
    words = label(name, tone="dim")
    words.setFixedWidth(px(140))
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(value, wrap=True), 1)
    return row
