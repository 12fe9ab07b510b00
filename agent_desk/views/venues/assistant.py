"""Connecting a venue: choose the network, fill in, test the sign-in, see what it may do, save."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.errors import DeskError, SecretUnavailable, SignInAgain
from agent_desk.domain.venues import SecretPlace, VenueProfile
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, tr
from agent_desk.services.venues import VenueDraft
from agent_desk.views.ports import Acts, Now, Question
from agent_desk.views.theme import px
from agent_desk.views.venues.form import VenueForm
from agent_desk.views.venues.result import ProfileCard
from agent_desk.views.widgets import Bar, BarStack, button, label, paint_mark, primary_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_COLUMNS = 3
_LEAD = marked("A venue is one place where customers write to you. Nothing is saved before the sign-in was tested.")


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
        self.form: VenueForm | None = None
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Connect a venue"))
        self.bars = BarStack()
        self.network_buttons: dict[str, QPushButton] = {}
        self.test_button = primary_button(tr("Test the sign-in"))
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
        self._column.addWidget(
            label(
                tr(
                    "A venue is one place where customers write to you. Nothing is saved before the sign-in was tested."
                ),
                tone="dim",
                wrap=True,
            )
        )
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

    def choose(self, manifest: Manifest, _checked: bool = False) -> None:
        """Show the fields of a network."""
        self._stop_asking()
        self._manifest = manifest
        self.network_buttons[manifest.name].setChecked(True)
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.deleteLater()
        self.form = VenueForm(manifest, now=self._now)
        self.form.changed.connect(self._forget_result)
        self.form.finished.connect(self.test)
        self._form_place.addWidget(self.form)
        self._forget_result()
        self.form.first_field().setFocus()

    def test(self) -> None:
        """Try to sign in, off the GUI thread."""
        if self.form is None or self._question is not None:
            return
        missing = self.form.missing()
        if missing is not None:
            self._state.setText(tr("Fill in: {field}", field=missing.accessibleName()))
            missing.setFocus()
            return
        self._forget_result()
        draft = self.form.draft()
        self._progress.show()
        self.test_button.setEnabled(False)
        self._state.setText(tr("Asking {address}", address=draft.url))
        self._question = self._acts.ask(lambda: self._desk.venues.probe(draft), self.show_profile, self.show_failure)

    def show_profile(self, profile: VenueProfile) -> None:
        """What the sign-in found, for what is filled in now."""
        self._stop_asking()
        if self._manifest is None or self.form is None:
            return
        draft = self.form.draft()
        self._result_place.addWidget(ProfileCard(self._manifest, profile, read_only=draft.read_only))
        self.test_button.hide()
        self.save_button.show()
        self._tested = draft, profile
        self.save_button.setFocus()

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
        """The sign-in failed: say why. Nothing is saved yet, so nothing waits and nothing is tried again by itself."""
        self._stop_asking()
        said = texts.what_happened(error)
        what = tr("The venue does not accept this sign-in") if isinstance(error, SignInAgain) else said.what
        detail = tr("Nothing was saved. Check what you filled in, and test again.")
        self.bars.show_bar("error", Bar(what, tone="risk", detail=detail))

    def _reveal(self) -> None:
        """What was found is below the form, which may fill the window."""
        if self._tested is not None:
            self._area.ensureWidgetVisible(self.save_button)

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
        while item := self._result_place.takeAt(0):
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._tested = None
        self.save_button.hide()
        self.save_button.setEnabled(True)
        self.test_button.show()

    def _cancel(self) -> None:
        """Stop the test that is running; where none is, go back."""
        if self._question is not None:
            self._stop_asking()
        else:
            self.left.emit()


def _mark_icon(manifest: Manifest) -> QIcon:
    side = px(18)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_mark(painter, picture.rect(), manifest.colour, manifest.label)
    painter.end()
    return QIcon(picture)
