"""Signing in to a venue that is connected already: because its token no longer counts, or to answer where it was only read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, SecretUnavailable
from agent_desk.domain.venues import SecretPlace, Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts, Question
from agent_desk.views.theme import px
from agent_desk.views.venues.assistant import why_not
from agent_desk.views.venues.browser import BrowserSignIn
from agent_desk.views.venues.help_text import HelpText
from agent_desk.views.venues.ways import Way, WayChoice, ways_of
from agent_desk.views.widgets import Bar, BarStack, button, label, primary_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class SignInPanel(QWidget):
    """Emits `done` when the venue takes us, `left` when the agent does not want to now. What was typed stays until then."""

    done = Signal()
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, venue: Venue, manifest: Manifest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._venue = desk, acts, venue
        self._question: Question | None = None
        self.browser: BrowserSignIn | None = None
        anonymous = venue.read_only and venue.secret_place is SecretPlace.NONE
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = tr("Sign in to answer at {label}") if anonymous else tr("Sign in again at {label}")
        title = title.format(label=venue.label)
        self.setAccessibleName(title)
        self.bars = BarStack()
        self.ways = WayChoice(manifest, tuple(way for way in ways_of(manifest) if way is not Way.READ))
        self.ways.chosen.connect(lambda _way: self._show_way())
        self.user = _field(tr("User name"), tr(manifest.user_help))
        self.secret = _field(tr(manifest.secret_label) or tr("New secret"), tr(manifest.secret_help))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._wants_user = (manifest.needs_user or bool(manifest.user_help)) and not venue.user
        self._needs_user = manifest.needs_user and not venue.user
        self.sign_in_button = primary_button(tr("Sign in"))
        self.sign_in_button.clicked.connect(self.sign_in)
        self.left_button = button(tr("Not now"))
        self.left_button.clicked.connect(self._leave)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Signing in"))
        self._progress.hide()
        self._form = QFormLayout()
        self._lay_out(title, anonymous=anonymous)
        self._show_way()

    def _lay_out(self, title: str, *, anonymous: bool) -> None:
        inner = QWidget()
        inner.setMaximumWidth(px(640))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(18), px(24), px(12))
        column.setSpacing(px(8))
        column.addWidget(label(title, size="title", wrap=True))
        kept = tr("Replies that wait are kept, and go out after it.")
        column.addWidget(label(tr("It goes on being read meanwhile.") if anonymous else kept, tone="dim", wrap=True))
        column.addWidget(self.bars)
        column.addWidget(self.ways)
        self.ways.setVisible(len(self.ways.buttons) > 1)
        self._form.setHorizontalSpacing(px(16))
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field in (self.user, self.secret):
            self._form.addRow(field.accessibleName(), field)
            field.returnPressed.connect(self.sign_in)
        self._help = HelpText(self.secret.accessibleDescription())
        self._form.addRow("", self._help)
        column.addLayout(self._form)
        column.addWidget(self._progress)
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        acts = QHBoxLayout()
        acts.setSpacing(px(8))
        acts.addWidget(self.sign_in_button)
        acts.addWidget(self.left_button)
        acts.addStretch(1)
        column.addLayout(acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)

    def focus_first(self) -> None:
        """The keyboard to what has to be decided or typed first."""
        first: QWidget = self.ways if self.ways.isVisibleTo(self) else self.user if self._wants_user else self.secret
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def sign_in(self) -> None:
        """Try it, off the GUI thread; by way of the browser where that was chosen."""
        if not self.sign_in_button.isEnabled() or self.browser is not None:
            return
        self.bars.take("error")
        if self.ways.way() is Way.BROWSER:
            self._open_browser()
            return
        missing = [self.user] if self._needs_user and not self.user.text().strip() else []
        missing += [self.secret] if not self.secret.text() else []
        if missing:
            missing[0].setFocus()
        else:
            self._try(self.secret.text(), None)

    def _try(self, secret: str, place: SecretPlace | None) -> None:
        venue_id, user = self._venue.id, self.user.text().strip() if self.ways.way() is not Way.BROWSER else ""
        self._progress.show()
        self.sign_in_button.setEnabled(False)

        def give() -> Changes:
            return self._desk.venues.sign_in(venue_id, secret, place, user=user)

        self._question = self._acts.ask(give, self._taken, partial(self._failed, secret))

    def _taken(self, _changes: Changes) -> None:
        self._rest()
        self.secret.clear()
        self.done.emit()

    def _failed(self, secret: str, error: DeskError) -> None:
        """Say why, in the venue's own words; what was typed is still there."""
        self._rest()
        if isinstance(error, SecretUnavailable):
            said = texts.what_happened(error)
            bar = Bar(
                said.what, tone="risk", detail=tr("Secrets are kept in the system's keyring only, never in a file.")
            )
            bar.add(tr("Try the keyring again"), partial(self._try, secret, None))
            bar.add(tr("For this session only"), partial(self._try, secret, SecretPlace.SESSION))
        else:
            bar = Bar(why_not(error), tone="risk", detail=tr("Nothing was changed. What you filled in is still there."))
        self.bars.show_bar("error", bar)

    def _open_browser(self) -> None:
        self.browser = BrowserSignIn(self._desk, self._acts, self._desk.venues.draft_of(self._venue.id))
        self.browser.done.connect(self._from_browser)
        self.browser.left.connect(self._close_browser)
        self.sign_in_button.hide()
        self.left_button.hide()
        self._place.addWidget(self.browser)
        self.browser.show()
        self.browser.start()

    def _from_browser(self, secret: str) -> None:
        self._close_browser()
        self._try(secret, None)

    def _close_browser(self) -> None:
        if self.browser is not None:
            self.browser.hide()
            self.browser.deleteLater()
            self.browser = None
        self.sign_in_button.show()
        self.left_button.show()

    def _leave(self) -> None:
        self._rest()
        self.left.emit()

    def _rest(self) -> None:
        if self._question is not None:
            self._question.cancel()
            self._question = None
        self._progress.hide()
        self.sign_in_button.setEnabled(True)

    def _show_way(self) -> None:
        by_secret = self.ways.way() is not Way.BROWSER
        self._form.setRowVisible(self.user, by_secret and self._wants_user)
        self._form.setRowVisible(self.secret, by_secret)
        self._form.setRowVisible(self._help, by_secret and bool(self._help.text()))


def _field(name: str, help_text: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setAccessibleDescription(help_text)
    return field
