"""One reply that waits for a second pair of eyes: the thread above it, its words, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.conversations import Direction
from agent_desk.domain.markup import cut_to
from agent_desk.domain.rows import DeliveryKind, MessageRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.approvals.words import why_words
from agent_desk.views.commands import key_text
from agent_desk.views.theme import px
from agent_desk.views.widgets import Chip, ElidedLabel, FlowLayout, Hairline, KeyHint, button, label

if TYPE_CHECKING:
    from agent_desk.services.approvals import Waiting

_SHOWN = 5_000


class _Reason(QLineEdit):
    """Esc gives up refusing."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class ApprovalDetail(QScrollArea):
    """Emits `approved`, `refused` (the reason) and `opened`; `left` when the keyboard is to go back to the list."""

    approved = Signal()
    refused = Signal(str)
    opened = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("The chosen reply"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = self._page = QWidget()
        page.setProperty("ground", "pane")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(24), px(18), px(24), px(18))
        column.setSpacing(px(8))
        self.setWidget(page)
        self._place = ElidedLabel(size="title")
        self._why = label(tone="dim", wrap=True)
        self._own = Chip()
        self._thread = QVBoxLayout()
        self._thread.setSpacing(px(10))
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setContentsMargins(px(12), px(10), px(12), px(10))
        self._heading = label(size="heading")
        words = QWidget()
        words.setProperty("ground", "ours")
        words.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(words)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._text)
        for widget in (self._place, self._why, self._own):
            column.addWidget(widget)
        column.addWidget(Hairline())
        column.addLayout(self._thread)
        column.addWidget(self._heading)
        column.addWidget(words)
        column.addLayout(self._make_decision())
        column.addWidget(self._make_refusal())
        column.addStretch(1)

    def _make_decision(self) -> QLayout:
        self.approve = button(tr("Approve"), look="primary")
        self.approve.clicked.connect(self.approved)
        self.refuse = button(tr("Refuse…"))
        self.refuse.clicked.connect(self.ask_reason)
        show = button(tr("Show the conversation"))
        show.clicked.connect(self.opened)
        row = FlowLayout(gap=px(6))
        for control, command_id in (
            (self.approve, "approval.approve"),
            (self.refuse, "approval.refuse"),
            (show, "approval.open"),
        ):
            row.addWidget(control)
            row.addWidget(KeyHint(key_text(command_id)))
        return row

    def _make_refusal(self) -> QWidget:
        self.refusal = QWidget()
        self.reason = _Reason()
        self.reason.setPlaceholderText(tr("What should be different?"))
        self.reason.setAccessibleName(tr("Why the reply goes back"))
        self.reason.returnPressed.connect(self._refuse)
        self.reason.left.connect(self._leave_reason)
        back = button(tr("Give it back"), look="primary")
        back.clicked.connect(self._refuse)
        lines = QVBoxLayout(self.refusal)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.reason)
        lines.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self.refusal.hide()
        return self.refusal

    def show_waiting(self, one: Waiting, posts: Sequence[MessageRow], now: int) -> None:
        """Show this reply below the posts it answers."""
        row, delivery = one.row, one.delivery
        title = tr("#{number} {title}", number=row.number, title=row.title or row.author_name)
        self._place.setText(title)
        why = why_words(one.why, one.author.name, row.venue_label)
        self._why.setText(tr("{venue} · {why}", venue=row.venue_label, why=why) if why else row.venue_label)
        self._own.show_text(tr("Your own words: somebody else looks them over") if one.mine else "", "accent")
        _clear(self._thread)
        for post in posts:
            self._thread.addWidget(_post(post, now))
        written = when.moment(delivery.created_at, now)
        name = tr("{name} (you)", name=one.author.name) if one.mine else one.author.name
        self._heading.setText(tr("{name} wrote, {moment}", name=name, moment=written))
        if delivery.kind is DeliveryKind.EDIT:
            self._heading.setText(tr("{name} changed our post, {moment}", name=name, moment=written))
        parts = ntr("(leaves as {n} post)", "(leaves as {n} posts)", delivery.parts) if delivery.parts > 1 else ""
        self._text.setText(f"{cut_to(one.text, _SHOWN)}\n\n{parts}".strip())
        for control in (self.approve, self.refuse):
            control.setEnabled(not one.mine)
        self._leave_reason(quietly=True)

    def ask_reason(self) -> None:
        """Let the agent say why."""
        if self.refuse.isEnabled():
            self.refusal.show()
            self.reason.setFocus()

    def _refuse(self) -> None:
        if words := self.reason.text().strip():
            self.refused.emit(words)

    def _leave_reason(self, *, quietly: bool = False) -> None:
        self.reason.clear()
        self.refusal.hide()
        if not quietly:
            self.left.emit()


def _post(post: MessageRow, now: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(2))
    name = tr("Us") if post.direction is Direction.OURS else post.author.name or post.author.handle
    moment = when.moment(post.posted_at, now)
    column.addWidget(label(tr("{name}, {moment}", name=name, moment=moment), tone="dim", bold=True))
    words = label(cut_to(post.text, _SHOWN) or tr("(deleted by its author)"), wrap=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(words)
    return holder


def _clear(layout: QLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            widget.hide()
            widget.deleteLater()
