"""Signing in with the browser: opens the venue's page there, waits for it to come back, or takes a pasted answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError, Refused, Rejected
from agent_desk.runtime import texts
from agent_desk.runtime.loopback import Loopback
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts, Question
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, FlowLayout, button, label, link_button

if TYPE_CHECKING:
    from agent_desk.connectors.contract import Handshake
    from agent_desk.services.desk import Desk
    from agent_desk.services.venues import VenueDraft

_LOOK = 200
"""Milliseconds between two looks whether the browser came back."""


class _Door:
    """Holds the receiver, so that it is closed also when the widget is taken apart."""

    def __init__(self) -> None:
        self.loopback: Loopback | None = None

    def open(self) -> Loopback:
        self.close()
        self.loopback = Loopback()
        return self.loopback

    def close(self, *_: object) -> None:
        if self.loopback is not None:
            self.loopback.close()
            self.loopback = None


class BrowserSignIn(QWidget):
    """Emits `done` with the secret, which is never shown, or `left` when the agent stops it. Begin it with `start`."""

    done = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, draft: VenueDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._draft = desk, acts, draft
        self._door = _Door()
        self._handshake: Handshake | None = None
        self._question: Question | None = None
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Sign in with the browser"))
        self.bars = BarStack()
        self._title = label(bold=True, wrap=True)
        self._words = label(tone="dim", wrap=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Waiting for the browser"))
        self.again_button = button(tr("Open the page again"))
        self.again_button.clicked.connect(self._open_page)
        self.copy_button = button(tr("Copy its address"))
        self.copy_button.clicked.connect(self._copy)
        self.cancel_button = button(tr("Stop"), name=tr("Stop signing in"))
        self.cancel_button.clicked.connect(self.stop)
        self.elsewhere_button = link_button(tr("The browser is on another computer"))
        self.elsewhere_button.clicked.connect(partial(self.start, pasted=True))
        self.paste = QLineEdit()
        self.paste.setAccessibleName(tr("Answer of the browser"))
        self.paste.setPlaceholderText(tr("paste the answer here"))
        self.paste.setEchoMode(QLineEdit.EchoMode.Password)
        self.paste.returnPressed.connect(self._take_pasted)
        self.paste_button = button(tr("Go on"), name=tr("Go on with the pasted answer"))
        self.paste_button.clicked.connect(self._take_pasted)
        self._paste_words = label(tone="dim", size="label", wrap=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)
        self.destroyed.connect(self._door.close)
        self._lay_out()

    def _lay_out(self) -> None:
        acts = QWidget()
        flow = FlowLayout(acts, px(8))
        for widget in (self.again_button, self.copy_button, self.cancel_button):
            flow.addWidget(widget)
        pasting = QHBoxLayout()
        pasting.setSpacing(px(8))
        pasting.addWidget(self.paste, 1)
        pasting.addWidget(self.paste_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        for line in (self.bars, self._title, self._words, self._progress, acts):
            column.addWidget(line)
        column.addSpacing(px(6))
        column.addWidget(self._paste_words)
        column.addLayout(pasting)
        column.addWidget(self.elsewhere_button, 0, Qt.AlignmentFlag.AlignLeading)

    def start(self, _checked: bool = False, *, pasted: bool = False) -> None:
        """Ask the venue for its page, and open it. `pasted`: the browser cannot come back to this computer."""
        self._cancel_question()
        self.bars.take("error")
        self._handshake = None
        try:
            redirect = "" if pasted else self._door.open().redirect
        except DeskError:
            redirect = ""  # no port: the answer can still be pasted
        draft, venues = self._draft, self._desk.venues

        def begin() -> Handshake:
            if redirect:
                try:
                    return venues.begin_sign_in(draft, redirect)
                except Rejected:
                    pass  # the venue allows only a page of its own, whose text is pasted
            return venues.begin_sign_in(draft, "")

        self._say(tr("Asking {address} for its sign-in page", address=draft.url), "", waiting=False)
        self._progress.show()
        self._question = self._acts.ask(begin, self._begun, self._failed)

    def stop(self) -> None:
        """Nothing is waited for any more."""
        self._cancel_question()
        self._door.close()
        self.left.emit()

    def _begun(self, handshake: Handshake) -> None:
        self._question = None
        self._handshake = handshake
        if handshake.redirect:
            title = tr("Say yes in your browser")
            self._say(title, tr("Its page is open there. This goes on by itself when you are done."), waiting=True)
            self._paste_words.setText(
                tr("The browser does not come back? Paste the address at which it ended, or the text that it shows.")
            )
        else:
            self._door.close()
            title = tr("Say yes in your browser, then paste its answer")
            self._say(title, tr("Its page is open there. It ends with a text to copy."), waiting=True)
            self._paste_words.setText(tr("Paste the whole text that the page shows, or the address at which it ended."))
        self.elsewhere_button.setVisible(bool(handshake.redirect))
        self._progress.setVisible(bool(handshake.redirect))
        self._timer.start()
        self._open_page()
        (self.again_button if handshake.redirect else self.paste).setFocus()

    def _open_page(self) -> None:
        if self._handshake is not None and not QDesktopServices.openUrl(QUrl(self._handshake.url)):
            self._words.setText(tr("No browser could be opened. Copy the address, and open it yourself."))

    def _copy(self) -> None:
        if self._handshake is not None:
            QGuiApplication.clipboard().setText(self._handshake.url)
            self.copy_button.setText(tr("Copied"))
            QTimer.singleShot(2000, self.copy_button, lambda: self.copy_button.setText(tr("Copy its address")))

    def _look(self) -> None:
        loopback = self._door.loopback
        if loopback is None:
            return
        answer = loopback.answer()
        if answer is not None:
            self._finish(answer)
        elif loopback.late():
            self._failed(Refused("sign_in_late"))

    def _take_pasted(self) -> None:
        answer = self.paste.text().strip()
        if answer:
            self._finish(answer)
        else:
            self.paste.setFocus()

    def _finish(self, answer: str) -> None:
        handshake, draft, door = self._handshake, self._draft, self._door
        if handshake is None:
            return
        self._timer.stop()
        self._say(tr("The browser came back. Asking {address} for the key", address=draft.url), "", waiting=False)
        self._progress.show()

        def finish() -> str:
            try:
                return self._desk.venues.finish_sign_in(draft, handshake, answer)
            finally:
                door.close()  # waits a moment for the browser's last page, so not on the GUI thread

        self._question = self._acts.ask(finish, self._finished, self._failed)

    def _finished(self, secret: str) -> None:
        self._question = None
        self._progress.hide()
        self.paste.clear()
        self.done.emit(secret)

    def _failed(self, error: DeskError) -> None:
        """Say why, in place; the agent can begin again, and what was pasted is still there."""
        self._cancel_question()
        self._door.close()
        self._say(tr("The sign-in did not work"), "", waiting=False)
        self._progress.hide()
        self.cancel_button.show()
        said = texts.what_happened(error)
        bar = Bar(
            said.what, tone="risk", detail=tr("Nothing was saved. What you filled in is still there."), closable=False
        )
        bar.add(tr("Begin again"), self.start, look="primary")
        self.bars.show_bar("error", bar).focus_first()

    def _cancel_question(self) -> None:
        self._timer.stop()
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def _say(self, title: str, words: str, *, waiting: bool) -> None:
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        for widget in (self.again_button, self.copy_button, self.paste, self.paste_button, self._paste_words):
            widget.setVisible(waiting)
        self.elsewhere_button.setVisible(False)
