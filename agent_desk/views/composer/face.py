"""How the composer looks: head, fields, what is said between them, foot, and what stands there when it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.composer.attachments import Attachments
from agent_desk.views.composer.closed import Closed
from agent_desk.views.composer.foot import ComposerFoot
from agent_desk.views.composer.head import ComposerHead
from agent_desk.views.composer.parts_panel import PartsPanel
from agent_desk.views.composer.place import Tab
from agent_desk.views.composer.preview import Preview
from agent_desk.views.composer.sign_off import SignOffLine
from agent_desk.views.composer.text_edit import GrowingEdit
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import BarStack, button, label, link_button


class ComposerFace(QWidget):
    """The widgets of the composer, and the words they show. Named: reply, note, contentWarning, alarm, problem, split,
    composerWarning, closed, and what head, foot, `parts` and `sign_off` name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setAccessibleName(tr("Composer"))
        self.head = ComposerHead()
        self.foot = ComposerFoot()
        self.bars = BarStack()
        self._make_field()
        self._make_said()
        self._make_closed()
        self._lay_out()

    def _make_field(self) -> None:
        self.edit = GrowingEdit()
        self.edit.setObjectName("reply")
        self.edit.setPlaceholderText(tr("Write an answer"))
        self.edit.setAccessibleName(tr("Write an answer"))
        self.note_edit = GrowingEdit()
        self.note_edit.setObjectName("note")
        self.note_edit.setProperty("look", "note")
        self.note_edit.setPlaceholderText(tr("Write a note that only the team sees"))
        self.note_edit.setAccessibleName(tr("Private note. Only the team sees it."))
        self.warning_edit = QLineEdit()
        self.warning_edit.setObjectName("contentWarning")
        self.warning_edit.setPlaceholderText(tr("Content warning"))
        self.warning_edit.setAccessibleName(tr("Content warning"))
        self.warning_edit.setMaxLength(500)
        self.warning_edit.hide()
        self.attachments = Attachments()
        self.sign_off = SignOffLine()
        self.preview = Preview()
        self.parts = PartsPanel()

    def _make_said(self) -> None:
        self._warning = label(tone="risk", wrap=True)
        self._warning.setObjectName("composerWarning")
        self._alarm = label(tone="risk", wrap=True, bold=True)
        self._alarm.setObjectName("alarm")
        self._alarm_sign = QLabel()
        self._complaint = label(tone="late", wrap=True)
        self._complaint.setObjectName("problem")
        self.split_button = link_button("")
        self.split_button.setObjectName("split")
        for quiet in (self._warning, self._alarm, self._alarm_sign, self._complaint, self.split_button):
            quiet.hide()

    def _make_closed(self) -> None:
        self._closed = QWidget()
        self._closed.setObjectName("closed")
        self._why_closed: Closed | None = None
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
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(12))
        row.addWidget(self._closed_sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.venue_button)

    def _lay_out(self) -> None:
        alarm = QHBoxLayout()
        alarm.setSpacing(px(6))
        alarm.addWidget(self._alarm_sign, 0, Qt.AlignmentFlag.AlignTop)
        alarm.addWidget(self._alarm, 1)
        complaint = QHBoxLayout()
        complaint.setSpacing(px(8))
        complaint.addWidget(self._complaint, 1)
        complaint.addWidget(self.split_button)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(px(7))
        for one in (self._warning, self.warning_edit, self.edit, self.note_edit, self.preview, self.sign_off):
            body.addWidget(one)
        body.addWidget(self.attachments)
        body.addWidget(self.parts)
        body.addLayout(alarm)
        body.addLayout(complaint)
        body.addWidget(self.foot)
        self._ground = QWidget()
        self._ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(px(18), px(7), px(18), px(10))
        column.setSpacing(px(7))
        column.addWidget(self.head)
        column.addWidget(self._body)
        column.addWidget(self._closed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bars)
        outer.addWidget(self._ground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def field(self) -> GrowingEdit:
        """Where one types now."""
        return self.note_edit if self.head.tab is Tab.NOTE else self.edit

    def is_open(self) -> bool:
        """Whether an answer can be written here; notes always can."""
        return self._why_closed is None

    def show_face(self, tab: Tab) -> None:
        """Show what belongs to what is being written, in the colour of that."""
        note = tab is Tab.NOTE
        self.head.show_tab(tab)
        self._body.setVisible(note or self.is_open())
        self._closed.setVisible(not note and not self.is_open())
        self.edit.setVisible(not note and not self.preview.on)
        self.note_edit.setVisible(note)
        if self._ground.property("ground") != (ground := "note" if note else "pane"):
            self._ground.setProperty("ground", ground)
            self._ground.style().unpolish(self._ground)
            self._ground.style().polish(self._ground)
        self._draw()

    def clear_bars(self) -> None:
        """What was asked about another conversation is asked no more."""
        for kind in ("readers", "later", "translation", "said"):
            self.bars.take(kind)

    def show_content_warning(self, text: str) -> None:
        """Show the warning that stands in front of the answer; the field hides where there is none."""
        self.warning_edit.setText(text)
        self.warning_edit.setVisible(bool(text))

    def toggle_warning(self) -> None:
        """Begin to write a content warning, or take it away."""
        if self.foot.tools["warning"].isHidden():
            return
        if self.warning_edit.isHidden():
            self.warning_edit.show()
            self.warning_edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.show_content_warning("")
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self, on: bool, text: str = "", markup: str = "plain") -> None:
        """Show these words as the network will draw them, or the field again."""
        on = on and not self.foot.tools["preview"].isHidden()
        if on == self.preview.on:
            return
        had_focus = self.edit.hasFocus() or self.preview.hasFocus()
        self.preview.on = on
        if on:
            self.preview.show_written(text, markup)
        self.preview.setVisible(on)
        self.edit.setVisible(not on)
        self.foot.tools["preview"].setChecked(on)
        if had_focus:
            (self.preview if on else self.edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_closed(self, why: Closed | None, *, kept: bool) -> None:
        """Say why nothing can be written here; None: one can. `kept`: there is a draft all the same."""
        self._why_closed = why
        if why is not None:
            self._why.setText(why.why)
            self._todo.setText(f"{why.todo} {tr('Your draft is kept.')}" if kept else why.todo)
            self.venue_button.setVisible(why.at_venue_page)
            self._closed.setAccessibleName(f"{why.why} {self._todo.text()}")

    def show_warning(self, text: str) -> None:
        """What one should know before writing; empty where there is nothing."""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def show_alarm(self, text: str) -> None:
        """Say loudly that more people will read the answer than the post it answers; empty: no more than those."""
        if self._alarm.text() != text:
            self._alarm.setText(text)
            if text:
                QAccessible.updateAccessibility(QAccessibleEvent(self._alarm, QAccessible.Event.Alert))
        self._alarm.setVisible(bool(text))
        self._alarm_sign.setVisible(bool(text))

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Asks for the height that its width needs: what wraps in it is otherwise given the height of a single line."""
        super().resizeEvent(event)
        self._ask_for_height()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._ask_for_height()
        return done

    def _ask_for_height(self) -> None:
        needed = min(self.heightForWidth(self.width()), self.window().height() // 2)
        if needed > 0 and needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._closed_sign.setPixmap(pixmap("lock", Token.DIM, 18))
        self._alarm_sign.setPixmap(pixmap("alert", Token.RISK, 16))
