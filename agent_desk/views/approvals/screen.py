"""The screen of replies that wait for a second pair of eyes: the list, the chosen one in its thread, the decision by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSplitter, QStackedWidget, QTreeWidget, QTreeWidgetItem

from agent_desk.domain.changes import Changes
from agent_desk.domain.cleaning import first_line
from agent_desk.domain.errors import DeskError
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.approvals.detail import ApprovalDetail
from agent_desk.views.commands import bind
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, EmptyState
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.approvals import Approved, Waiting
    from agent_desk.views.tools import Tools

_ABOVE = 3
"""Posts of the thread that are shown above the reply."""
_SEARCHED = 60
_UNDO_SHOWN = 12_000


class ApprovalsScreen(WorkScreen):
    """Emits `conversation_wanted` for a reply whose conversation is wanted."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Approvals"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._waiting: list[Waiting] = []
        self._last: str | None = None
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Replies that wait for a second pair of eyes, the oldest first"))
        self.list.setHeaderLabels([tr("Waits"), tr("Agent"), tr("Reply")])
        self.list.setProperty("look", "pane")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(True)
        self.list.setMinimumWidth(px(280))
        self.list.currentItemChanged.connect(lambda _item, _before: self._show_detail())
        self.detail = ApprovalDetail()
        self.detail.setMinimumWidth(px(320))
        self.detail.approved.connect(self.approve)
        self.detail.refused.connect(self.refuse)
        self.detail.opened.connect(self._open)
        self.detail.left.connect(self.list.setFocus)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(self.list)
        self._panes.addWidget(self.detail)
        self._panes.setStretchFactor(1, 1)
        self._panes.setSizes([px(420), px(620)])
        self._nothing = EmptyState("approvals")
        self._nothing.show_text(
            tr("No reply waits for a second pair of eyes"),
            tr("Choose in the preferences whose replies do: those of some agents, at some venues, or under some tags."),
        )
        self._faces = QStackedWidget()
        self._faces.addWidget(self._panes)
        self._faces.addWidget(self._nothing)
        self.lay_out(self._faces)
        lead_focus(self, self.list)
        for command_id, slot in (
            ("approval.approve", self.approve),
            ("approval.refuse", self.detail.ask_reason),
            ("approval.open", self._open),
            ("approval.undo", self.undo),
        ):
            bind(self.list, command_id, slot)

    def refresh(self) -> None:
        """Read what waits; the chosen one stays chosen."""
        try:
            found = self._desk.approvals.waiting()
        except DeskError as error:
            self.bars.show_error(error)
            return
        chosen = self._current()
        at = self.list.currentIndex().row()
        self._waiting = found
        now = self._desk.ground.now()
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            name = tr("{name} (you)", name=one.author.name) if one.mine else one.author.name
            words = [when.age(one.delivery.created_at, now), name, first_line(one.text, 200)]
            self.list.addTopLevelItem(QTreeWidgetItem(words))
        ids = [one.delivery.id for one in found]
        if found:
            kept = (
                ids.index(chosen.delivery.id) if chosen and chosen.delivery.id in ids else min(max(at, 0), len(ids) - 1)
            )
            self.list.setCurrentIndex(self.list.model().index(kept, 0))
        self.list.blockSignals(False)
        self.said.setText(ntr("{n} reply waits", "{n} replies wait", len(found)) if found else "")
        self._faces.setCurrentIndex(0 if found else 1)
        self._show_detail()

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.deliveries or changes.agents or changes.everything)

    def approve(self) -> None:
        """Let the chosen one leave."""
        if (one := self._current()) is None or one.mine:
            return

        def done(approved: Approved) -> None:
            self._last = approved.delivery.id
            bar = Bar(tr("Approved. It leaves in some seconds."), tone="ok")
            bar.add(tr("Undo"), self.undo)
            self.bars.show_bar("approval", bar).close_after(_UNDO_SHOWN)
            self.refresh()

        self._acts.do(lambda: self._desk.approvals.approve(one.delivery.id), done, self._trouble)

    def refuse(self, why: str) -> None:
        """Give the chosen one back to its author."""
        if (one := self._current()) is None or one.mine:
            return

        def done(_changes: object) -> None:
            words = tr("Given back to {name}, with your reason.", name=one.author.name)
            self.bars.show_bar("approval", Bar(words, tone="ok")).close_after(_UNDO_SHOWN)
            self.refresh()
            self.list.setFocus()

        self._acts.do(lambda: self._desk.approvals.refuse(one.delivery.id, why), done, self._trouble)

    def undo(self) -> None:
        """Take the last approval back, while the reply has not left."""
        if (last := self._last) is not None:
            self._last = None
            self.bars.take("approval")
            self._acts.do(lambda: self._desk.approvals.withdraw(last), lambda _changes: self.refresh(), self._trouble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen one stands below the list where both have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= px(610)
        self._panes.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _trouble(self, error: DeskError) -> None:
        self.bars.show_error(error)
        self.refresh()

    def _current(self) -> Waiting | None:
        at = self.list.currentIndex().row()
        return self._waiting[at] if 0 <= at < len(self._waiting) else None

    def _show_detail(self) -> None:
        if (one := self._current()) is None:
            return
        try:
            posts = list(self._desk.inbox.open(one.delivery.conversation_id, _SEARCHED).messages)
        except DeskError as error:
            self.bars.show_error(error)
            return
        at = next((n for n, post in enumerate(posts) if post.id == one.delivery.target_message_id), len(posts) - 1)
        self.detail.show_waiting(one, posts[max(0, at + 1 - _ABOVE) : at + 1], self._desk.ground.now())

    def _open(self) -> None:
        if (one := self._current()) is not None:
            self.conversation_wanted.emit(one.delivery.conversation_id)
