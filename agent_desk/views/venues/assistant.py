"""Connecting a venue: find it by its address or choose the network, sign in one way or another, see what it may do, save."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.errors import DeskError, SecretUnavailable, SignInAgain
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import SecretPlace, VenueProfile
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.services.recognising import Recognised
from agent_desk.services.venues import VenueDraft
from agent_desk.views.ports import Acts, Now, Question
from agent_desk.views.theme import px
from agent_desk.views.venues.browser import BrowserSignIn
from agent_desk.views.venues.finder import AddressFinder
from agent_desk.views.venues.form import VenueForm
from agent_desk.views.venues.result import ProfileCard
from agent_desk.views.venues.ways import Way
from agent_desk.views.widgets import Bar, BarStack, button, label, paint_mark, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_COLUMNS = 3


@frozen
class Beginning:
    """Where the assistant starts: a place that was found, and how to sign in there."""

    found: Recognised
    way: Way


class VenueAssistant(QWidget):
    """Emits `saved` with the id of the new venue, or `left` when the agent goes back."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, *, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._now = desk, acts, now
        self._question: Question | None = None
        self._manifest: Manifest | None = None
        self._tested: tuple[VenueDraft, VenueProfile] | None = None
        self._forms: dict[str, VenueForm] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self.form: VenueForm | None = None
        self.browser: BrowserSignIn | None = None
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Connect a venue"))
        self.bars = BarStack()
        self.finder = AddressFinder(desk, acts)
        self.finder.found.connect(lambda found: self.choose(found.manifest, url=found.url))
        self.network_buttons: dict[str, QPushButton] = {}
        self.test_button = primary_button("")
        self.test_button.clicked.connect(self.test)
        self.save_button = primary_button(tr("Save and start fetching"))
        self.save_button.clicked.connect(lambda: self._save(SecretPlace.KEYRING))
        self.cancel_button = button(tr("Cancel"))
        self.cancel_button.clicked.connect(self._cancel)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Testing the sign-in"))
        self._state = label(tone="dim")
        self._lay_out()
        self._forget_result()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("ground", "pane")
        inner.setFixedWidth(px(600))
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(px(20), px(24), px(20), px(24))
        self._column.setSpacing(px(12))
        self._column.addWidget(label(tr("Connect a venue"), size="welcome"))
        lead = tr("A venue is one place where customers write to you. Nothing is saved before the sign-in was tested.")
        self._column.addWidget(label(lead, tone="dim", wrap=True))
        self._column.addWidget(self.finder)
        self._column.addWidget(label(tr("Or choose its network"), size="heading"))
        self._column.addLayout(self._networks())
        self._form_place = QVBoxLayout()
        self._column.addLayout(self._form_place)
        acts = QHBoxLayout()
        acts.addWidget(self._state, 1)
        for widget in (self.cancel_button, self.test_button):
            acts.addWidget(widget)
        self._column.addWidget(self._progress)
        self._column.addLayout(acts)
        self._result_place = QVBoxLayout()
        self._column.addLayout(self._result_place)
        self._column.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTrailing)
        self._column.addStretch(1)
        outer = QWidget()
        outer.setProperty("ground", "pane")
        row = QHBoxLayout(outer)
        row.addStretch(1)
        row.addWidget(inner)
        row.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(outer)
        self._area.verticalScrollBar().rangeChanged.connect(self._reveal)
        lead_focus(self, self.finder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bars)
        column.addWidget(self._area, 1)

    def _networks(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(px(8))
        for at, manifest in enumerate(self._desk.venues.networks()):
            choice = button(manifest.label, look="card")
            choice.setCheckable(True)
            choice.setAutoExclusive(True)
            choice.setIcon(_mark_icon(manifest))
            choice.setSizePolicy(choice.sizePolicy().Policy.Expanding, choice.sizePolicy().Policy.Fixed)
            choice.clicked.connect(partial(self.choose, manifest))
            self.network_buttons[manifest.name] = choice
            grid.addWidget(choice, at // _COLUMNS, at % _COLUMNS)
        return grid

    def begin(self, beginning: Beginning) -> None:
        """Go on with a place that was found."""
        self.finder.field.setText(beginning.found.url)
        self.choose(beginning.found.manifest, url=beginning.found.url)
        if self.form is not None:
            self.form.ways.choose(beginning.way)
            self.form.first_field().setFocus()

    def choose(self, manifest: Manifest, _checked: bool = False, *, url: str = "") -> None:
        """Show the fields of a network, as they were left. `url`: the address that was found."""
        self._stop_asking()
        self._manifest = manifest
        if choice := self.network_buttons.get(manifest.name):
            choice.setChecked(True)
        if self.form is not None:
            self.form.hide()
        if manifest.name not in self._forms:
            form = self._forms[manifest.name] = VenueForm(manifest, now=self._now)
            form.changed.connect(self._forget_result)
            form.finished.connect(self.test)
            self._form_place.addWidget(form)
        self.form = self._forms[manifest.name]
        if url:
            self.form.url.setText(url)
        self.form.show()
        self._forget_result()
        self.form.first_field().setFocus()

    def test(self) -> None:
        """Try to sign in, off the GUI thread; by way of the browser where that was chosen."""
        if self.form is None or not self.test_button.isEnabled() or self.browser is not None:
            return
        missing = self.form.missing()
        if missing is not None:
            self._state.setText(tr("Fill in: {field}", field=missing.accessibleName()))
            missing.setFocus()
            return
        self._forget_result()
        draft = self._draft(self.form)
        if self.form.way is Way.BROWSER and not draft.secret:
            self._open_browser(draft)
            return
        self._progress.show()
        self.test_button.setEnabled(False)
        self._state.setText(tr("Asking {address}", address=draft.url))
        self._question = self._acts.ask(lambda: self._desk.venues.probe(draft), self.show_profile, self.show_failure)

    def show_profile(self, profile: VenueProfile) -> None:
        """What the sign-in found, for what is filled in now."""
        self._stop_asking()
        if self._manifest is None or self.form is None:
            return
        draft = self._draft(self.form)
        card = ProfileCard(self._manifest, profile, read_only=draft.read_only)
        self._result_place.addWidget(card)
        card.show()
        self.test_button.hide()
        self.save_button.show()
        self._tested = draft, profile
        self.save_button.setFocus()

    def _draft(self, form: VenueForm) -> VenueDraft:
        """What was filled in, with the key that the browser brought for this place."""
        draft = form.draft()
        if form.way is not Way.BROWSER:
            return draft
        return replace(draft, secret=self._keys.get((draft.network, draft.url), ""))

    def _open_browser(self, draft: VenueDraft) -> None:
        def done(secret: str) -> None:
            self._keys[draft.network, draft.url] = secret
            self._close_browser()
            self.test()

        self.browser = BrowserSignIn(self._desk, self._acts, draft)
        self.browser.done.connect(done)
        self.browser.left.connect(self._close_browser)
        self.test_button.hide()
        self.cancel_button.hide()
        self._result_place.addWidget(self.browser)
        self.browser.show()
        self.browser.start()

    def _close_browser(self) -> None:
        if self.browser is not None:
            self.browser.hide()
            self.browser.deleteLater()
            self.browser = None
        self.test_button.show()
        self.cancel_button.show()

    def _save(self, place: SecretPlace) -> None:
        if self._tested is None:
            return
        draft, profile = self._tested
        place = place if draft.secret else SecretPlace.NONE

        def failed(error: DeskError) -> None:
            self.save_button.setEnabled(True)
            if isinstance(error, SecretUnavailable) and place is SecretPlace.KEYRING:
                self.offer_session(error)
            else:
                self.bars.show_error(error)

        self.save_button.setEnabled(False)
        add = partial(self._desk.venues.add, replace(draft, secret_place=place), profile)
        self._acts.ask(add, lambda made: self.saved.emit(made[0].id), failed)

    def offer_session(self, error: SecretUnavailable) -> None:
        """The keyring refused: say why, and offer to go without it."""
        said = texts.what_happened(error)
        bar = Bar(
            said.what,
            tone="risk",
            detail=tr(
                "Secrets are kept in the system's keyring only, never in a file. You can start the keyring and save "
                "again, or keep the secret until this window closes and sign in again next time."
            ),
        )
        bar.add(tr("Try the keyring again"), partial(self._save, SecretPlace.KEYRING))
        bar.add(tr("For this session only"), partial(self._save, SecretPlace.SESSION))
        self.bars.show_bar("keyring", bar)

    def show_failure(self, error: DeskError) -> None:
        """The sign-in failed: say why, in the venue's own words where it has any. Nothing is saved yet, so nothing waits and
        nothing is tried again by itself."""
        self._stop_asking()
        if self._manifest is not None and isinstance(error, SignInAgain):
            self._keys = {place: key for place, key in self._keys.items() if place[0] != self._manifest.name}
            self._name_test()
        detail = tr("Nothing was saved. Check what you filled in, and test again.")
        self.bars.show_bar("error", Bar(why_not(error), tone="risk", detail=detail))

    def _reveal(self) -> None:
        """What was found is below the form, which may fill the window."""
        if self._tested is not None:
            self._area.ensureWidgetVisible(self.save_button)
        elif self.browser is not None:
            self._area.ensureWidgetVisible(self.browser)

    def _stop_asking(self) -> None:
        if self._question is not None:
            self._question.cancel()
            self._question = None
        self._progress.hide()
        self._state.setText("")
        self.test_button.setEnabled(self.form is not None)

    def _forget_result(self) -> None:
        self._stop_asking()
        self.bars.take("error")
        self.bars.take("keyring")
        self._close_browser()
        while item := self._result_place.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._tested = None
        self.save_button.hide()
        self.save_button.setEnabled(True)
        self.test_button.show()
        self._name_test()

    def _name_test(self) -> None:
        """The button says what the chosen way does."""
        words = tr("Test the sign-in")
        if self.form is not None and self.form.way is Way.READ:
            words = tr("Look what can be read")
        elif self.form is not None and self.form.way is Way.BROWSER and not self._draft(self.form).secret:
            words = tr("Sign in with the browser")
        self.test_button.setText(words)
        self.test_button.setAccessibleName(words)

    def _cancel(self) -> None:
        """Stop the test that is running; where none is, go back."""
        if self._question is not None:
            self._stop_asking()
        else:
            self.left.emit()


def why_not(error: DeskError) -> str:
    """Why a sign-in failed, with the venue's own words where it gave any."""
    if not isinstance(error, SignInAgain):
        return texts.what_happened(error).what
    if error.detail and error.detail != error.code:
        return tr("The venue does not accept this sign-in: {reason}", reason=texts.detail(error))
    return tr("The venue does not accept this sign-in")


def _mark_icon(manifest: Manifest) -> QIcon:
    side = px(18)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_mark(painter, picture.rect(), manifest.colour, manifest.label)
    painter.end()
    return QIcon(picture)
