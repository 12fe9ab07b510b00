"""The outbox screen: the list, the chosen delivery beside it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.rows import DeliveryRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.commands import bind
from agent_desk.views.conversation.body import follow
from agent_desk.views.delivery_words import DeliveryAct, acts_for
from agent_desk.views.delivery_work import DeliveryWork
from agent_desk.views.outbox.detail import DeliveryDetail
from agent_desk.views.outbox.lines import Line, Lines
from agent_desk.views.outbox.list_view import OutboxList
from agent_desk.views.outbox.model import Group, OutboxModel, group_of
from agent_desk.views.outbox.rescheduling import ask_time, can_be_rescheduled
from agent_desk.views.ports import Acts, News
from agent_desk.views.theme import px
from agent_desk.views.widgets import BarStack, EmptyState, Hairline, label, link_button
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_TICK = 1000
_PAGE = 100


class OutboxScreen(QWidget):
    """Everything pending, held back, unknown and refused, what ended in the last 30 days, and, page by page, before."""

    conversation_wanted = Signal(str)

    def __init__(self, desk: Desk, acts: Acts, news: News, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._now = desk, desk.ground.now
        self.setObjectName("outbox")
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = Lines(desk)
        self.model = OutboxModel(self)
        self.list = OutboxList(self.model, self._now)
        self.detail = DeliveryDetail()
        self.bars = BarStack()
        self._work = DeliveryWork(desk, acts, self.bars)
        self._count = label(tone="dim")
        self._count.setObjectName("outboxCount")
        self._older: list[DeliveryRow] = []
        self.more = link_button(tr("Show older ones"))
        self.more.clicked.connect(self.show_older)
        self._lay_out()
        self._connect(news)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(12), px(16), px(10))
        head.setSpacing(px(10))
        head.addWidget(label(tr("Outbox"), size="title"))
        head.addWidget(self._count)
        head.addStretch(1)
        panes = self._panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setHandleWidth(1)
        panes.setChildrenCollapsible(False)
        self.list.setMinimumWidth(px(280))
        self.detail.setMinimumWidth(px(320))
        left = QWidget()
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.list, 1)
        lines.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        panes.addWidget(left)
        panes.addWidget(self.detail)
        panes.setStretchFactor(1, 1)
        panes.setSizes([px(420), px(620)])
        self._empty = EmptyState("outbox")
        self._empty.show_text(
            tr("Nothing on its way"),
            tr("What you send waits here for some seconds before it leaves. What has left stays as history."),
        )
        self._faces = QStackedWidget()
        self._faces.addWidget(panes)
        self._faces.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.bars)
        column.addWidget(self._faces, 1)
        lead_focus(self, self.list)

    def _connect(self, news: News) -> None:
        news.changed.connect(self._on_news)
        self.list.moved.connect(lambda _id: self._show_detail())
        self.list.doubleClicked.connect(lambda _index: self._open())
        self.detail.acted.connect(self.act)
        self.detail.conversation_wanted.connect(self.conversation_wanted)
        self.detail.browse.connect(follow)
        self.detail.reschedule_wanted.connect(self._ask_time)
        for command_id, slot in (
            ("outbox.retry", lambda: self._act_on_current(DeliveryAct.RETRY)),
            ("outbox.open", self._open),
            ("outbox.edit", self._edit),
            ("outbox.reschedule", self._reschedule),
            ("outbox.discard", lambda: self._act_on_current(DeliveryAct.DISCARD)),
        ):
            bind(self.list, command_id, slot)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.refresh_words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen one stands below the list where both have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= px(610)
        self._panes.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    # What the window asks

    def refresh(self) -> None:
        """Read the outbox again; the chosen delivery stays chosen."""
        chosen = self.list.current_id()
        self._lines.forget()
        now = self._now()
        rows = self._desk.outbox.rows()
        if not rows and not self._older:
            self._older = self._desk.outbox.ended(_PAGE)
        known = {row.id for row in rows}
        older = [self._desk.outbox.get(row.id) for row in self._older if row.id not in known]
        self.model.show_lines([self._lines.make(row, now) for row in (*rows, *older)])
        lines = self.model.lines()
        self.more.setVisible(bool(self._desk.outbox.ended(1, self._oldest())))
        self._faces.setCurrentIndex(0 if lines else 1)
        self._count.setText(_counted(lines))
        if lines and not self.list.select(chosen):
            self.list.select(lines[0].row.id)
        self._show_detail()

    def show_older(self) -> None:
        """One more page of the history."""
        self._older += self._desk.outbox.ended(_PAGE, self._oldest())
        self.refresh()

    def _oldest(self) -> DeliveryRow | None:
        ended = [line.row for line in self.model.lines() if group_of(line.row) is Group.ENDED]
        return ended[-1] if ended else None

    def refresh_words(self) -> None:
        """Time went on: say anew when things are due."""
        now = self._now()
        self.model.show_lines([self._lines.make(line.row, now) for line in self.model.lines()])
        self._show_detail()

    def act(self, act: DeliveryAct, row: DeliveryRow) -> None:
        """Do something about a delivery."""
        self._work.act(act, row)

    # What happens

    def _current(self) -> Line | None:
        chosen = self.list.current_id()
        return next((line for line in self.model.lines() if line.row.id == chosen), None)

    def _show_detail(self) -> None:
        if (line := self._current()) is not None:
            self.detail.show_line(line, self._desk.outbox.history(line.row.id), self._now())

    def _act_on_current(self, act: DeliveryAct) -> None:
        line = self._current()
        if line is not None and act in acts_for(line.row):
            self.act(act, line.row)

    def _edit(self) -> None:
        line = self._current()
        for act in (DeliveryAct.UNDO, DeliveryAct.BACK_TO_DRAFT):
            if line is not None and act in acts_for(line.row):
                self._work.act(act, line.row, then=lambda: self.conversation_wanted.emit(line.row.conversation_id))

    def _reschedule(self) -> None:
        line = self._current()
        if line is not None and can_be_rescheduled(line.row):
            self._ask_time(line.row)

    def _ask_time(self, row: DeliveryRow) -> None:
        ask_time(row, self._now(), self.bars, lambda at: self._work.reschedule(row, at))

    def _open(self) -> None:
        if (line := self._current()) is not None:
            self.conversation_wanted.emit(line.row.conversation_id)

    def _on_news(self, changes: Changes) -> None:
        if (changes.deliveries or changes.venues) and self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)


def _counted(lines: list[Line]) -> str:
    groups = [group_of(line.row) for line in lines]
    needs, going = groups.count(Group.NEEDS_YOU), groups.count(Group.ON_ITS_WAY)
    parts = [
        ntr("{n} needs you", "{n} need you", needs) if needs else "",
        ntr("{n} on its way", "{n} on their way", going) if going else "",
        ntr("{n} ended lately", "{n} ended lately", len(lines) - needs - going) if len(lines) > needs + going else "",
    ]
    return " · ".join(part for part in parts if part)
