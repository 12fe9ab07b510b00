"""The head of a conversation: what it is about, where it stands, who can read it, and since when somebody waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.cleaning import first_line
from agent_desk.domain.conversations import Status
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import ConversationDetail, ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.commands import key_text
from agent_desk.views.theme import px
from agent_desk.views.venue_marks import Mark
from agent_desk.views.widgets import (
    Chip,
    ElidedLabel,
    FlowLayout,
    KeyHint,
    VenueMark,
    button,
    icon_button,
    link_button,
    plain_tip,
)

_LABELS_MOST = 8


class ConversationHeader(QWidget):
    """Two lines. Emits what the agent wants; the pane does it."""

    browse = Signal()
    status_wanted = Signal(QPushButton)
    """The status button was pressed: open its menu below it."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ElidedLabel(size="title")
        self._title.setObjectName("conversationTitle")
        self._mark = VenueMark(size=14)
        self._waiting = Chip()
        self._waiting.setObjectName("conversationWaiting")
        self._words = ElidedLabel(tone="dim")
        self._words.setObjectName("conversationWords")
        self.status = button("")
        self.status.setObjectName("statusButton")
        self.status.clicked.connect(lambda: self.status_wanted.emit(self.status))
        self._open = link_button("")
        self._open.setObjectName("openAtVenue")
        self._open.clicked.connect(self.browse)
        self._opens = False
        self._open_texts = ("", "")
        self._key = KeyHint(key_text("conversation.browse"))
        self._number = link_button("")
        self._number.setObjectName("conversationNumber")
        self._number.setProperty("letters", "label")
        self._number.clicked.connect(self._copy_number)
        self._solved = Chip()
        self._solved.setObjectName("conversationSolved")
        self._labels = QWidget()
        self._labels.setObjectName("conversationLabels")
        self._labels_flow = FlowLayout(self._labels, px(4))
        self.window_button = icon_button("window", tr("Open in a window of its own"))
        self.window_button.setObjectName("popOut")
        self.back_button = icon_button("left", tr("Back to the list"))
        self.back_button.setObjectName("backToList")
        self.back_button.hide()
        self.context_button = icon_button("info", tr("Show or hide the context"))
        self.context_button.setObjectName("showContext")
        self.context_button.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(px(8))
        first.addWidget(self.back_button)
        first.addWidget(self._title, 1)
        first.addWidget(self._number)
        first.addWidget(self.status)
        first.addWidget(self.window_button)
        first.addWidget(self.context_button)
        second = QHBoxLayout()
        second.setSpacing(px(8))
        second.addWidget(self._waiting)
        second.addWidget(self._solved)
        second.addWidget(self._mark)
        second.addWidget(self._words, 100)
        second.addStretch(1)
        second.addWidget(self._open)
        second.addWidget(self._key)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(9), px(18), px(7))
        column.setSpacing(px(3))
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._labels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, the less important words give way."""
        width = self.width()
        self._key.setVisible(self._opens and width >= px(480))
        self._words.setVisible(width >= px(330))
        self._number.setVisible(width >= px(460))
        self._open.setText(self._open_texts[0] if width >= px(420) else self._open_texts[1])
        self._open.setMinimumWidth(self._open.sizeHint().width())

    def show_conversation(self, detail: ConversationDetail, network: Manifest, mark: Mark, now: int) -> None:
        """Say what it is and how it stands."""
        row = detail.row
        title = first_line(row.title, 200) or first_line(row.text, 200) or row.author_name or row.author_handle
        self._title.setText(title)
        self._title.setAccessibleName(title)
        self._mark.show_network(mark.colour, mark.letter)
        self._mark.setAccessibleName(network.label)
        self._show_status(row, now)
        self._show_labels(row)
        self._number.setText(f"#{row.number}")
        self._number.setToolTip(tr("Copy the number of this conversation"))
        self._number.setAccessibleName(tr("Conversation number {number}. Copy it", number=row.number))
        self._solved.show_text(tr("✓ solved") if row.solved or detail.solved else "", "ok")
        self.tick(row, now)
        self._words.setText(_words(detail, network, now))
        self._words.setAccessibleName(self._words.text())
        self._open_texts = (tr("Open in {network} ↗", network=network.label), tr("Open ↗"))
        self._open.setAccessibleName(tr("Open the conversation in {network}, in the browser", network=network.label))
        self._opens = bool(row.url)
        self._open.setVisible(self._opens)
        self._fit()

    def tick(self, row: ConversationRow, now: int) -> None:
        """Say anew how long somebody has been waiting."""
        self._waiting.show_text("" if row.waiting_since is None else when.waiting(row.waiting_since, now), "accent")

    def _show_labels(self, row: ConversationRow) -> None:
        """Category and tags, by the venue's names."""
        if self._labels.property("shown") == list(row.labels):
            return
        self._labels.setProperty("shown", list(row.labels))
        while (taken := self._labels_flow.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        for name in row.labels[:_LABELS_MOST]:
            chip = Chip()
            chip.show_text(name[:40])
            chip.setToolTip(plain_tip(name))
            self._labels_flow.addWidget(chip)
        if len(row.labels) > _LABELS_MOST:
            rest = Chip()
            rest.show_text(tr("and {n} more", n=len(row.labels) - _LABELS_MOST))
            rest.setToolTip(plain_tip(", ".join(row.labels[_LABELS_MOST:])))
            self._labels_flow.addWidget(rest)
        self._labels.setVisible(bool(row.labels))
        self._labels.setAccessibleName(tr("Labels: {labels}", labels=", ".join(row.labels)))

    def _copy_number(self) -> None:
        QGuiApplication.clipboard().setText(self._number.text())

    def _show_status(self, row: ConversationRow, now: int) -> None:
        text = texts.status(row.status)
        if row.status is Status.SNOOZED and row.snoozed_until is not None:
            text = tr("Snoozed until {moment}", moment=when.moment(row.snoozed_until, now))
        self.status.setText(f"{text} ▾")
        self.status.setAccessibleName(tr("Status: {status}. Change it", status=text))


def _words(detail: ConversationDetail, network: Manifest, now: int) -> str:
    row = detail.row
    public = network.public_by_default and row.kind is not ConversationKind.DIRECT
    parts = [row.venue_label, texts.kind(row.kind), ntr("{n} post", "{n} posts", row.message_count)]
    if row.kind is not ConversationKind.MENTIONS:
        parts.insert(2, tr("public") if public else tr("private"))
    if detail.messages and not detail.earlier:
        parts.append(tr("since {moment}", moment=when.moment(detail.messages[0].posted_at, now)))
    if detail.locked:
        parts.append(tr("closed at the venue"))
    return " · ".join(parts)


def status_menu(row: ConversationRow, snooze: QMenu, parent: QWidget) -> QMenu:
    """The other statuses, each with its key; actions are named by the status they lead to."""
    menu = QMenu(parent)
    for status, command_id in (
        (Status.OPEN, "conversation.reopen"),
        (Status.PENDING, "conversation.pending"),
        (Status.RESOLVED, "conversation.resolve"),
    ):
        action = menu.addAction(f"{texts.status(status)}\t{key_text(command_id)}")
        action.setObjectName(status.value)
        action.setData(status)
        action.setCheckable(True)
        action.setChecked(row.status is status)
    snooze.setTitle(tr("Snooze until"))
    snooze.setParent(menu, snooze.windowFlags())
    menu.addMenu(snooze)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
