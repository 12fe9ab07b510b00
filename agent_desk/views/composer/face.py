"""How the composer looks: the lines above and below the field, and what stands there when nothing can be written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.commands import key_text
from agent_desk.views.composer.attachments import Attachments
from agent_desk.views.composer.closed import Closed
from agent_desk.views.composer.saving import Saved
from agent_desk.views.composer.text_edit import GrowingEdit
from agent_desk.views.people import name_of
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import ElidedLabel, button, icon_button, label, primary_button

_ONE_LINE_FROM, _KEYS_FROM = 560, 380
"""Widths in pixels at 100 % from which the foot is one line, and the buttons show their keys."""


class ComposerFace(QWidget):
    """The widgets of the composer, and the words they show. Named: reply, send, sendAndResolve, attach, counter, saved,
    problem, readers, replyingTo, closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setAccessibleName(tr("Composer"))
        self._make_head()
        self._make_field()
        self._make_foot()
        self._make_closed()
        self._lay_out()

    def _make_head(self) -> None:
        self._tab = label(tr("Reply"), bold=True)
        self._sign = QLabel()
        self._sign_name = "globe"
        self._readers = ElidedLabel(tone="dim")
        self._readers.setObjectName("readers")
        self._readers.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._to = ElidedLabel(tone="dim")
        self._to.setObjectName("replyingTo")
        self.target_clear = icon_button("close", tr("Answer the post that waits, not this one"))
        self.target_clear.setObjectName("clearTarget")
        self._warning = label(tone="risk", wrap=True)
        self._warning.setObjectName("composerWarning")

    def _make_field(self) -> None:
        self.edit = GrowingEdit()
        self.edit.setObjectName("reply")
        self.edit.setPlaceholderText(tr("Write an answer"))
        self.attachments = Attachments()

    def _make_foot(self) -> None:
        self.attach_button = icon_button("attach", tr("Attach a picture ({keys})", keys=key_text("reply.attach")))
        self.attach_button.setObjectName("attach")
        self._saved = label(tone="dim")
        self._saved.setObjectName("saved")
        self._complaint = label(tone="late")
        self._complaint.setObjectName("problem")
        self._count = label(tone="dim")
        self._count.setObjectName("counter")
        self.send_button = button(tr("Send"))
        self.send_button.setObjectName("send")
        self.resolve_button = primary_button(tr("Send and resolve"))
        self.resolve_button.setObjectName("sendAndResolve")

    def _make_closed(self) -> None:
        self._closed = QWidget()
        self._closed.setObjectName("closed")
        self._closed_sign = QLabel()
        self._why = label(bold=True, wrap=True)
        self._todo = label(tone="dim", wrap=True)
        self.venue_button = button(tr("Show the venue"))
        self.venue_button.setObjectName("showVenue")
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._why)
        words.addWidget(self._todo)
        row = QHBoxLayout(self._closed)
        row.setContentsMargins(px(18), px(14), px(18), px(14))
        row.setSpacing(px(12))
        row.addWidget(self._closed_sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.venue_button)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._tab)
        head.addWidget(self._to, 1)
        head.addWidget(self.target_clear)
        head.addWidget(self._sign)
        head.addWidget(self._readers)
        said = QHBoxLayout()
        said.setSpacing(px(8))
        said.addWidget(self.attach_button)
        said.addWidget(self._saved)
        said.addStretch(1)
        said.addWidget(self._complaint)
        said.addWidget(self._count)
        does = QHBoxLayout()
        does.setSpacing(px(8))
        does.addStretch(1)
        does.addWidget(self.send_button)
        does.addWidget(self.resolve_button)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(px(8))
        foot.addLayout(said, 1)
        foot.addLayout(does)
        self._open = QWidget()
        column = QVBoxLayout(self._open)
        column.setContentsMargins(px(18), px(9), px(18), px(10))
        column.setSpacing(px(7))
        column.addLayout(head)
        column.addWidget(self._warning)
        column.addWidget(self.edit)
        column.addWidget(self.attachments)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._open)
        outer.addWidget(self._closed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(_ONE_LINE_FROM)
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for control in (self.send_button, self.resolve_button):
            name = control.accessibleName()
            keys = _sign_of("reply.send" if control is self.send_button else "reply.send_resolve")
            control.setText(name if event.size().width() < px(_KEYS_FROM) else f"{name}  {keys}")

    def is_open(self) -> bool:
        """Whether one can write here."""
        return not self._open.isHidden()

    def show_closed(self, why: Closed | None, *, kept: bool) -> None:
        """Say why nothing can be written here; None: one can. `kept`: there is a draft all the same."""
        self._open.setVisible(why is None)
        self._closed.setVisible(why is not None)
        if why is not None:
            self._why.setText(why.why)
            self._todo.setText(f"{why.todo} {tr('Your draft is kept.')}" if kept else why.todo)
            self.venue_button.setVisible(why.at_venue_page)
            self._closed.setAccessibleName(f"{why.why} {self._todo.text()}")
        self._draw()

    def show_readers(self, text: str, *, public: bool) -> None:
        """Who will read it, and as whom it goes out."""
        self._sign_name = "globe" if public else "lock"
        self._readers.setText(text)
        self._readers.setAccessibleName(text)
        self._tone(self._readers, "accent" if public else "ok")
        self._draw()

    def show_warning(self, text: str) -> None:
        """What one should know before writing; empty where there is nothing."""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def _show_target(self, message: MessageRow | None) -> None:
        said = ""
        if message is not None:
            said = tr("Replying to {name}: {words}", name=name_of(message), words=first_line(message.text, 120))
        self._to.setText(said)
        self._to.setAccessibleName(said)
        self.target_clear.setVisible(message is not None)

    def show_saved(self, saved: Saved) -> None:
        """How safe the text is, in a word."""
        words = {
            Saved.NOTHING: "",
            Saved.SAVING: tr("Saving…"),
            Saved.SAVED: tr("Saved"),
            Saved.FAILED: tr("Not saved: it is in this window only"),
        }
        self._saved.setText(words[saved])
        self._tone(self._saved, "late" if saved is Saved.FAILED else "dim")

    def show_count(self, text: str, *, over: bool) -> None:
        """How much room is left."""
        self._count.setText(text)
        self._count.setVisible(bool(text) and not over)

    def show_problem(self, text: str, *, insisting: bool = False) -> None:
        """Why it cannot be sent; `insisting`: somebody just tried."""
        self._complaint.setText(text)
        self._complaint.setVisible(bool(text))
        self._tone(self._complaint, "late")
        if insisting:
            QAccessible.updateAccessibility(QAccessibleEvent(self._complaint, QAccessible.Event.Alert))

    def show_undescribed(self, n: int) -> None:
        """Ask for descriptions that are missing, where nothing worse is to be said."""
        if n and self._complaint.isHidden():
            self._complaint.setText(ntr("{n} picture without a description", "{n} pictures without a description", n))
            self._tone(self._complaint, "risk")
            self._complaint.show()

    def _tone(self, widget: QWidget, tone: str) -> None:
        if widget.property("tone") != tone:
            widget.setProperty("tone", tone)
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        token = Token.ACCENT if self._sign_name == "globe" else Token.OK
        self._sign.setPixmap(pixmap(self._sign_name, token, 14))
        self._closed_sign.setPixmap(pixmap("lock", Token.DIM, 18))


def _sign_of(command_id: str) -> str:
    """The keys of a command in the signs that keyboards bear."""
    return key_text(command_id).replace("Shift", "⇧").replace("Return", "↵").replace("+", " ")
