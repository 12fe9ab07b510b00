"""One delivery in full: what it says, where to, how it stands and why, what can be done, and every step it took."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.markup import cut_to
from agent_desk.domain.rows import DeliveryEventRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.delivery_words import act_label, acts_for, soon
from agent_desk.views.outbox.lines import Line
from agent_desk.views.outbox.rescheduling import can_be_rescheduled
from agent_desk.views.theme import px
from agent_desk.views.widgets import Chip, ElidedLabel, FlowLayout, Hairline, button, label, link_button

_SHOWN = 5_000


class DeliveryDetail(QScrollArea):
    """Shows one line of the outbox; emits what the agent wants done."""

    acted = Signal(object, object)
    """DeliveryAct, DeliveryRow"""

    reschedule_wanted = Signal(object)
    """DeliveryRow"""

    conversation_wanted = Signal(str)
    browse = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("deliveryDetail")
        self.setAccessibleName(tr("The chosen delivery"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._line: Line | None = None
        self._made: tuple[object, ...] = ()
        self._page = QWidget()
        self._page.setProperty("ground", "pane")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(px(24), px(18), px(24), px(18))
        self._column.setSpacing(px(8))
        self.setWidget(self._page)
        self._make_head()
        self._changing = QVBoxLayout()
        self._changing.setSpacing(px(4))
        self._column.addLayout(self._changing)
        self._column.addStretch(1)

    def _make_head(self) -> None:
        self._place = ElidedLabel(size="title")
        self._state = Chip()
        self._state.setObjectName("detailState")
        self._facts = ElidedLabel(tone="dim")
        self._facts.setObjectName("detailFacts")
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("detailSentence")
        self._detail = label(tone="dim", wrap=True)
        self._detail.setObjectName("detailReason")
        second = QHBoxLayout()
        second.setSpacing(px(8))
        second.addWidget(self._state)
        second.addWidget(self._facts, 1)
        acts = QWidget()
        self._buttons = FlowLayout(acts, px(8))
        self._column.addWidget(self._place)
        self._column.addLayout(second)
        self._column.addWidget(self._sentence)
        self._column.addWidget(self._detail)
        self._column.addWidget(acts)

    def show_line(self, line: Line, history: Sequence[DeliveryEventRow], now: int) -> None:
        """Show this delivery; only what changed is made anew, so that buttons keep the focus."""
        self._line = line
        row = line.row
        self._place.setText(line.place)
        self._state.show_text(line.state, line.said.tone)
        self._facts.setText(_facts(line, now))
        self._sentence.setText(line.said.text)
        self._detail.setText(tr("“{words}”", words=first_line(line.said.detail, 500)) if line.said.detail else "")
        self._detail.setVisible(bool(line.said.detail))
        self._page.setAccessibleName(line.spoken)
        made = (row.id, row.state, row.reason, len(history))
        if made != self._made:
            self._made = made
            self._make_buttons(line)
            self._make_rest(line, history, now)

    def _make_buttons(self, line: Line) -> None:
        _clear(self._buttons)
        row = line.row
        for at, act in enumerate(acts_for(row)):
            control = button(act_label(act, row), look="primary" if at == 0 else "")
            control.setObjectName(act.value)
            control.clicked.connect(lambda _checked=False, chosen=act: self.acted.emit(chosen, row))
            self._buttons.addWidget(control)
        if can_be_rescheduled(row):
            later = button(tr("Send at another time"))
            later.setObjectName("reschedule")
            later.clicked.connect(lambda: self.reschedule_wanted.emit(row))
            self._buttons.addWidget(later)
        show = button(tr("Show the conversation"))
        show.setObjectName("showConversation")
        show.clicked.connect(lambda: self.conversation_wanted.emit(row.conversation_id))
        self._buttons.addWidget(show)
        if row.url:
            there = link_button(tr("Open it in the browser ↗"))
            there.clicked.connect(lambda: self.browse.emit(row.url))
            self._buttons.addWidget(there)

    def _make_rest(self, line: Line, history: Sequence[DeliveryEventRow], now: int) -> None:
        _clear(self._changing)
        row = line.row
        if row.text:
            self._changing.addWidget(_heading(tr("What it says")))
            text = label(cut_to(row.text, _SHOWN), wrap=True)
            text.setObjectName("detailText")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._changing.addWidget(text)
        for media in row.media:
            said = tr("Attached: {alt}", alt=media.alt or tr("no description"))
            self._changing.addWidget(label(said, tone="dim", wrap=True))
        self._changing.addWidget(_heading(tr("What happened")))
        for event in history:
            self._changing.addWidget(_step(event, now))
        self._changing.addWidget(Hairline())
        number = tr("Number {number}, key {key}", number=row.number, key=row.key)
        known = tr("{number}, at the venue {remote}", number=number, remote=row.remote_id) if row.remote_id else number
        about = label(known, tone="dim", size="label", wrap=True)
        about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._changing.addWidget(about)

    def buttons(self) -> list[QPushButton]:
        """What can be done, as it is offered."""
        return self._page.findChildren(QPushButton)


def _facts(line: Line, now: int) -> str:
    row = line.row
    parts = [tr("as {who}", who=line.who), tr("written {moment}", moment=when.moment(row.created_at, now))]
    if row.attempts:
        parts.append(ntr("tried {n} time", "tried {n} times", row.attempts))
    if row.due_at is not None and row.due_at > row.not_before:
        parts.append(tr("due {when}", when=soon(row.due_at, now)))
    return " · ".join(parts)


def _heading(text: str) -> QLabel:
    heading = label(text, size="heading")
    heading.setContentsMargins(0, px(12), 0, 0)
    return heading


def _step(event: DeliveryEventRow, now: int) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, px(2), 0, px(2))
    line.setSpacing(px(10))
    at = label(f"{when.day(event.at, now)}, {when.clock_seconds(event.at)}", tone="dim")
    at.setFixedWidth(px(140))
    said = texts.delivery_state(event.after)
    if event.after is not DeliveryState.SENDING and (reason := texts.reason(event.reason)):
        said = tr("{state}: {reason}", state=said, reason=reason)
    if event.detail:
        said = tr("{what} (“{detail}”)", what=said, detail=first_line(event.detail, 300))
    line.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(said, wrap=True), 1)
    return row


def _clear(layout: QLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
