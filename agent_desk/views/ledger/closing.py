"""Closing the day: what is left goes by post by post, and a key or two deal with each. Done when nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.balance import REASONS, DisposeReason
from agent_desk.domain.conversations import BY_AGENT, Disposition
from agent_desk.domain.errors import DeskError
from agent_desk.domain.markup import cut_to
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.commands import bind, key_text
from agent_desk.views.ledger.words import reason
from agent_desk.views.ports import Acts
from agent_desk.views.theme import px
from agent_desk.views.widgets import BarStack, Chip, ElidedLabel, EmptyState, FlowLayout, Hairline, button, label
from agent_desk.views.widgets.buttons import KeyHint

if TYPE_CHECKING:
    from agent_desk.services.balance import Closed
    from agent_desk.services.desk import Desk

_SHOWN = 5_000
_BACK = "Esc"


class ClosingPage(QWidget):
    """Emits `opened` (a conversation's id) and `left` when the agent goes back to the table."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack) -> None:
        super().__init__()
        self._desk, self._acts, self._bars = desk, acts, bars
        self._ids: list[str] = []
        self._at = 0
        self._most = 0
        self._done: list[tuple[Closed, str]] = []
        self._chosen: Disposition | None = None
        self._post: MessageRow | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(px(6))
        self.progress.setAccessibleName(tr("How far the day is closed"))
        self.count = label(size="heading")
        self.hint = label(tone="dim")
        self._make_post()
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, px(8))
        self._empty = EmptyState("check")
        self._faces = QStackedWidget()
        self._faces.addWidget(self._make_work())
        self._faces.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addWidget(self._faces, 1)
        for number in range(len(BY_AGENT)):
            bind(self, f"closing.{number + 1}", partial(self._key, number))
        for command_id, slot in (
            ("closing.skip", self.skip),
            ("closing.open", self._open),
            ("closing.undo", self.undo),
            ("closing.usual", self._usual),
        ):
            bind(self, command_id, slot)

    def _make_post(self) -> None:
        self._who = ElidedLabel(size="title")
        self._where = label(tone="dim", wrap=True)
        self._age = Chip()
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _make_work(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(24), px(10), px(24), px(10))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(self.count)
        tools = FlowLayout(gap=px(8), trailing=True)
        head.addLayout(tools, 1)
        for text, command_id, slot in (
            (tr("Skip"), "closing.skip", self.skip),
            (tr("Open the conversation"), "closing.open", self._open),
            (tr("Undo"), "closing.undo", self.undo),
            (tr("Back to the ledger"), "", self.left.emit),
        ):
            tools.addWidget(_keyed(text, key_text(command_id) if command_id else _BACK, slot))
        who = QHBoxLayout()
        who.setSpacing(px(8))
        who.addWidget(self._who, 1)
        who.addWidget(self._age)
        holder = QWidget()
        holder.setProperty("ground", "pane")
        words = QVBoxLayout(holder)
        words.setContentsMargins(0, px(6), 0, px(6))
        words.setSpacing(px(6))
        words.addWidget(self._where)
        words.addWidget(self._text)
        words.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(holder)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(tr("The post"))
        area.setMinimumHeight(px(24))
        for item in (head, Hairline(), who):
            column.addLayout(item) if isinstance(item, QHBoxLayout) else column.addWidget(item)
        column.addWidget(area, 1)
        column.addWidget(Hairline())
        column.addWidget(self.hint)
        column.addWidget(self._buttons)
        return page

    def begin(self, message_ids: Sequence[str]) -> None:
        """Go through these, the oldest first."""
        self._ids, self._at, self._most = list(message_ids), 0, len(message_ids)
        self._done.clear()
        self._show()

    def skip(self) -> None:
        """The next one; this one comes again at the end of the round."""
        if self._ids:
            self._at = (self._at + 1) % len(self._ids)
            self._show()

    def undo(self) -> None:
        """Let the one dealt with last wait again."""
        if not self._done:
            return
        closed, message_id = self._done.pop()

        def again(_changes: object) -> None:
            self._ids.insert(self._at, message_id)
            self._show()

        self._acts.do(lambda: self._desk.balance.undo(closed), again, self._trouble)

    def deal(self, disposition: Disposition, why: DisposeReason | None) -> None:
        """Deal with the post that is shown."""
        if self._post is None:
            return
        message_id = self._post.id

        def done(closed: Closed) -> None:
            if closed.message_ids:
                self._done.append((closed, message_id))
            if message_id in self._ids:
                at = self._ids.index(message_id)
                self._ids.remove(message_id)
                self._at = at if at < len(self._ids) else 0
            self._show()

        work: Callable[[], Closed] = lambda: self._desk.balance.close([message_id], disposition, why)  # noqa: E731
        self._acts.do(work, done, self._trouble)

    def back(self) -> bool:
        """One step back: from the reasons to the dispositions; False where there is none to take."""
        if self._chosen is None:
            return False
        self._choose(None)
        return True

    def _show(self) -> None:
        self._post = self._next()
        self._chosen = None
        self.progress.setMaximum(max(1, self._most))
        self.progress.setValue(self._most - len(self._ids))
        if self._post is None:
            self._empty.show_text(
                tr("The day is closed"),
                tr("Every customer's post has been answered or has its disposition. Nobody waits."),
                tr("Back to the ledger"),
                self.left.emit,
            )
            self._faces.setCurrentIndex(1)
            return
        self._faces.setCurrentIndex(0)
        self.count.setText(ntr("{n} post left", "{n} posts left", len(self._ids)))
        now = self._desk.ground.now()
        post, row = self._post, self._desk.inbox.row(self._post.conversation_id)
        self._who.setText(post.author.name or post.author.handle)
        self._age.show_text(when.waiting(post.posted_at, now))
        place = tr("#{number} {title}", number=row.number, title=row.title) if row.title else f"#{row.number}"
        moment = when.moment(post.posted_at, now)
        self._where.setText(tr("{venue} · {moment} · {place}", venue=row.venue_label, moment=moment, place=place))
        self._text.setText(cut_to(post.text, _SHOWN))
        self._choose(None)
        self.setAccessibleDescription(tr("{who}: {text}", who=self._who.text(), text=cut_to(post.text, 300)))

    def _next(self) -> MessageRow | None:
        """The post whose turn it is; those that were dealt with meanwhile fall out."""
        while self._ids:
            self._at = min(self._at, len(self._ids) - 1)
            try:
                post = self._desk.inbox.message(self._ids[self._at])
            except DeskError:
                post = None
            if post is not None and post.waits:
                return post
            self._ids.pop(self._at)
        return None

    def _choose(self, disposition: Disposition | None) -> None:
        self._chosen = disposition
        while (taken := self._flow.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if disposition is None:
            self.hint.setText(tr("How was it dealt with?"))
            for number, one in enumerate(BY_AGENT):
                key = key_text(f"closing.{number + 1}")
                self._flow.addWidget(_keyed(texts.disposition(one), key, partial(self._key, number)))
            return
        what = texts.disposition(disposition)
        self.hint.setText(tr("{what}: why? Enter takes the first, Esc goes back.", what=what))
        for number, why in enumerate(REASONS[disposition]):
            key = key_text(f"closing.{number + 1}")
            self._flow.addWidget(_keyed(reason(why), key, partial(self._key, number)))

    def _key(self, number: int) -> None:
        if self._post is None:
            return
        if self._chosen is None:
            self._choose(BY_AGENT[number])
        elif number < len(REASONS[self._chosen]):
            self.deal(self._chosen, REASONS[self._chosen][number])

    def _usual(self) -> None:
        if self._chosen is not None:
            self.deal(self._chosen, REASONS[self._chosen][0])

    def _trouble(self, error: DeskError) -> None:
        self._bars.show_error(error)
        self._show()

    def _open(self) -> None:
        if self._post is not None:
            self.opened.emit(self._post.conversation_id)


def _keyed(text: str, keys: str, slot: Callable[[], object]) -> QWidget:
    """A button with its key beside it. It takes no focus, so that the keys stay with the page."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, px(8), 0)
    row.setSpacing(px(4))
    made: QPushButton = button(text)
    made.clicked.connect(slot)
    made.setToolTip(keys)
    row.addWidget(made)
    if keys:
        row.addWidget(KeyHint(keys))
    return holder
