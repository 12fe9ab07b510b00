"""The screen of what was done: sums above, each act with its conversation below, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
)

from agent_desk.domain.errors import DeskError
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.activity.words import said, summed
from agent_desk.views.ports import News
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.widgets import EmptyState
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

MOST = 500
_CONVERSATION = Qt.ItemDataRole.UserRole


class ActivityScreen(WorkScreen):
    """Emits `conversation_wanted` for a line that was opened."""

    def __init__(self, desk: Desk, news: News) -> None:
        super().__init__(tr("Activity"), news)
        self._desk = desk
        self._days = 1
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("What was done, newest first"))
        self.list.setHeaderLabels([tr("Time"), tr("What"), tr("Conversation")])
        self.list.setProperty("look", "pane")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(True)
        self.list.itemActivated.connect(self._open)
        self._nothing = EmptyState("check")
        self._faces = QStackedWidget()
        self._faces.addWidget(self.list)
        self._faces.addWidget(self._nothing)
        choices = [("1", tr("Today")), ("7", tr("The last 7 days")), ("30", tr("The last 30 days"))]
        self.span = Choice(tr("Since when"), choices, "1", self._choose_days)
        self.controls.addWidget(self.span)
        self.lay_out(self._faces)
        lead_focus(self, self.list)

    def refresh(self) -> None:
        """Read what was done anew; the chosen line stays chosen."""
        now = self._desk.ground.now()
        today = QDateTime.fromMSecsSinceEpoch(now).date()
        since = when.midnight(QDate(today).addDays(1 - self._days))
        try:
            rows, totals = self._desk.activity.since(since, MOST), self._desk.activity.totals(since)
        except DeskError as error:
            self.bars.show_error(error)
            return
        at = max(0, self.list.currentIndex().row())
        self.list.clear()
        for row in rows:
            place = tr("#{number} {title}", number=row.conversation_number, title=row.title)
            item = QTreeWidgetItem([when.moment(row.at, now), said(row), place if row.conversation_number else ""])
            item.setData(0, _CONVERSATION, row.conversation_id if row.conversation_number else "")
            item.setToolTip(2, place)
            self.list.addTopLevelItem(item)
        self.list.setCurrentIndex(self.list.model().index(min(at, len(rows) - 1), 0))
        self.said.setText(summed(totals))
        self._faces.setCurrentWidget(self.list if rows else self._nothing)
        if not rows:
            self._nothing.show_text(
                tr("Nothing was done yet"), tr("Replies, notes and decisions of this desk are listed here.")
            )

    def _choose_days(self, days: str) -> None:
        self._days = int(days)
        self.refresh()

    def _open(self, item: QTreeWidgetItem) -> None:
        if conversation_id := item.data(0, _CONVERSATION):
            self.conversation_wanted.emit(str(conversation_id))
