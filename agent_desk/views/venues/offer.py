"""What a newcomer can do with a place that was found: read it at once, without an account, or sign in to answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.venues import SecretPlace, Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.services.recognising import Recognised
from agent_desk.services.venues import VenueDraft
from agent_desk.views.ports import Acts, Question
from agent_desk.views.theme import px
from agent_desk.views.venues.ways import Way
from agent_desk.views.widgets import Bar, BarStack, FlowLayout, button, label, primary_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Offer(QWidget):
    """Emits `saved` (venue id) when it is read from now on, `sign_in_wanted` with the way when the assistant shall go on."""

    saved = Signal(str)
    sign_in_wanted = Signal(object)

    def __init__(self, desk: Desk, acts: Acts, found: Recognised, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._found = desk, acts, found
        self._question: Question | None = None
        manifest = found.manifest
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = tr("{place} on {network}", place=urlsplit(found.url).hostname or found.url, network=manifest.label)
        self.setAccessibleName(title)
        self.bars = BarStack()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Connecting"))
        self._progress.hide()
        self.terms = self._needed()
        self.read_button = primary_button(tr("Read it now"), name=tr("Read it now, without an account"))
        self.read_button.clicked.connect(self.read)
        self.sign_in_button = button(tr("Sign in to answer"))
        self.sign_in_button.clicked.connect(
            lambda: self.sign_in_wanted.emit(Way.BROWSER if manifest.browser else Way.PASTE)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        column.addWidget(self.bars)
        column.addWidget(label(title, size="title", wrap=True))
        column.addWidget(label(self._words(), tone="dim", wrap=True))
        if self.terms is not None:
            column.addWidget(self.terms)
        column.addWidget(self._progress)
        acts_row = QWidget()
        flow = FlowLayout(acts_row, px(8))
        flow.addWidget(self.read_button)
        flow.addWidget(self.sign_in_button)
        column.addWidget(acts_row)
        self.read_button.setVisible(manifest.anonymous is not None)

    def focus_first(self) -> None:
        """The keyboard to what comes next."""
        reads = self.read_button if self._found.manifest.anonymous is not None else self.sign_in_button
        (self.terms or reads).setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Connect it for reading, off the GUI thread."""
        if not self.read_button.isEnabled():
            return
        if self.terms is not None and not self.terms.text().strip():
            self.terms.setFocus()
            return
        key = next(iter(self._found.manifest.anonymous or ()), "")
        options = {key: self.terms.text().strip()} if self.terms is not None else {}
        draft = VenueDraft(
            self._found.manifest.name,
            self._found.url,
            secret_place=SecretPlace.NONE,
            options=options,
            read_only=True,
        )
        self.bars.take("error")
        self._progress.show()
        self.read_button.setEnabled(False)
        self._question = self._acts.ask(lambda: self._connect(draft), self._connected, self._failed)

    def stop(self) -> None:
        """Another place is looked for."""
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def _connect(self, draft: VenueDraft) -> tuple[Venue, Changes]:
        profile = self._desk.venues.probe(draft)
        return self._desk.venues.add(replace(draft), profile)

    def _connected(self, made: tuple[Venue, Changes]) -> None:
        self._question = None
        self.saved.emit(made[0].id)

    def _failed(self, error: DeskError) -> None:
        self._question = None
        self._progress.hide()
        self.read_button.setEnabled(True)
        said = texts.what_happened(error)
        todo = tr("It may show nothing without an account: sign in then.")
        self.bars.show_bar("error", Bar(said.what, tone="risk", detail=todo, closable=False))

    def _needed(self) -> QLineEdit | None:
        keys = self._found.manifest.anonymous or ()
        option = next((option for option in self._found.manifest.options if option.key in keys), None)
        if option is None:
            return None
        field = QLineEdit()
        field.setAccessibleName(tr(option.label))
        field.setAccessibleDescription(tr(option.help))
        field.setPlaceholderText(tr(option.label))
        field.returnPressed.connect(self.read)
        return field

    def _words(self) -> str:
        if self._found.manifest.anonymous is None:
            return tr("It can be read and answered with an account there.")
        if self.terms is not None:
            return tr(
                "Without an account it can be searched: say what for. Signed in, you see who addresses you, and answer."
            )
        return tr("Its public posts can be read at once, without an account. To answer, sign in now or later.")
