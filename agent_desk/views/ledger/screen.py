"""The screen of the unattended ledger: both sides by day and venue above, the posts behind the chosen figure below, and the
way to close the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget

from agent_desk.domain.balance import BalanceDay, add_up
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.ledger.closing import ClosingPage
from agent_desk.views.ledger.posts import PostList
from agent_desk.views.ledger.table import Figure, LedgerTable
from agent_desk.views.ledger.words import day_words
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState, button
from agent_desk.views.widgets.focus_lead import lead_focus
from agent_desk.views.widgets.work_screen import WorkScreen

if TYPE_CHECKING:
    from agent_desk.domain.rows import MessageRow
    from agent_desk.views.tools import Tools

_ALL = "*"
_POSTS = 200


class LedgerScreen(WorkScreen):
    """Emits `conversation_wanted` for a post that was opened."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Unattended ledger"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self._days = 14
        self._figure: Figure | None = None
        spans = [("7", tr("The last 7 days")), ("14", tr("The last 14 days")), ("60", tr("The last 60 days"))]
        self.span = Choice(tr("Since when"), spans, "14", self._choose_days)
        self.venue = Choice(tr("Venue"), [(_ALL, tr("All venues"))], _ALL, lambda _venue: self.refresh())
        self.close_day = button(tr("Close the day"), look="primary")
        self.close_day.clicked.connect(self.begin_closing)
        for control in (self.span, self.venue, self.close_day):
            self.controls.addWidget(control)
        self.table = LedgerTable()
        self.table.wanted.connect(self._show_figure)
        self.posts = PostList()
        self.posts.opened.connect(self.conversation_wanted)
        self._panes = QSplitter(Qt.Orientation.Vertical)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(self.table)
        self._panes.addWidget(self.posts)
        self._panes.setSizes([px(380), px(260)])
        self.closing = ClosingPage(tools.desk, tools.acts, self.bars)
        self.closing.opened.connect(self.conversation_wanted)
        self.closing.left.connect(self.end_closing)
        self._nothing = EmptyState("ledger")
        self._faces = QStackedWidget()
        for face in (self._panes, self.closing, self._nothing):
            self._faces.addWidget(face)
        self.lay_out(self._faces)
        lead_focus(self, self.table)

    def refresh(self) -> None:
        """Read the balance anew; the chosen figure stays chosen."""
        if self._faces.currentWidget() is self.closing:
            return
        try:
            venues = self._desk.venues.all()
            today = self._desk.balance.today()
        except DeskError as error:
            self.bars.show_error(error)
            return
        self._show_venues([(venue.id, venue.label) for venue in venues])
        venue_id = self._venue_id()
        since = today - timedelta(days=self._days - 1)
        self._acts.ask(lambda: self._read(since, today, venue_id), self._show, self._trouble)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.conversations or changes.messages or changes.venues or changes.everything)

    def begin_closing(self) -> None:
        """Go through all that is left."""
        venue_id = self._venue_id()

        def begin(left: list[str]) -> None:
            self._faces.setCurrentWidget(self.closing)
            self.close_day.hide()
            self.closing.begin(left)
            self.closing.setFocus()

        self._acts.ask(lambda: self._desk.balance.left(None, venue_id), begin, self._trouble)

    def end_closing(self) -> None:
        """Back to the table."""
        self.close_day.show()
        self._faces.setCurrentWidget(self._panes)
        self.refresh()
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._faces.currentWidget() is self.closing:
            if not self.closing.back():
                self.end_closing()
            return
        super().keyPressEvent(event)

    def _read(self, since: date, today: date, venue_id: str | None) -> tuple[list[BalanceDay], int, int | None]:
        balance = self._desk.balance
        return balance.days(since, today, venue_id), len(balance.left(None, venue_id)), balance.oldest()

    def _show(self, found: tuple[list[BalanceDay], int, int | None]) -> None:
        days, left, oldest = found
        now, today = self._desk.ground.now(), self._desk.balance.today()
        sums = add_up(days)
        words = ntr("{n} post waits", "{n} posts wait", left) if left else tr("Nobody waits")
        if oldest is not None:
            words = tr("{what}, the oldest for {age}", what=words, age=when.age(oldest, now))
        even = tr("both sides are even") if not sums.difference else tr("the sides differ by {n}", n=sums.difference)
        self.said.setText(tr("{waiting} · {balance}", waiting=words, balance=even))
        self.close_day.setEnabled(bool(left))
        self.close_day.setText(
            ntr("Close the day: {n} left", "Close the day: {n} left", left) if left else tr("The day is closed")
        )
        if not days:
            self._nothing.show_text(
                tr("No customer's post was fetched in these days"),
                tr(
                    "What customers write to you is counted here, day by day: what waits, and how the rest was dealt with."
                ),
            )
        self._faces.setCurrentWidget(self._panes if days else self._nothing)
        names = {venue.id: venue.label for venue in self._desk.venues.all()}
        self.table.show_days(days, names, today, now)

    def _show_figure(self, figure: Figure) -> None:
        self._figure = figure
        balance = self._desk.balance

        def show(posts: list[MessageRow]) -> None:
            if self._figure != figure:
                return
            labels = {venue.id: venue.label for venue in self._desk.venues.all()}
            rows = {post.conversation_id: "" for post in posts}
            for one in rows:
                rows[one] = self._desk.inbox.row(one).venue_label
            what = texts.disposition(figure.disposition) if figure.disposition else tr("Waiting")
            day = day_words(figure.day, balance.today())
            where = labels.get(figure.venue_id or "", tr("all venues"))
            title = tr("{what}: {day}, {venue}", what=what, day=day, venue=where)
            self.posts.show_posts(title, posts, figure.posts, rows, self._desk.ground.now())

        self._acts.ask(
            lambda: balance.posts(figure.day, figure.venue_id, figure.disposition, _POSTS), show, self._trouble
        )

    def _show_venues(self, venues: list[tuple[str, str]]) -> None:
        known = [str(self.venue.itemData(at)) for at in range(1, self.venue.count())]
        if known == [venue_id for venue_id, _ in venues]:
            return
        chosen = str(self.venue.currentData())
        self.venue.clear()
        self.venue.addItem(tr("All venues"), _ALL)
        for venue_id, name in venues:
            self.venue.addItem(name, venue_id)
        self.venue.show_value(chosen)

    def _trouble(self, error: DeskError) -> None:
        self.bars.show_error(error)

    def _venue_id(self) -> str | None:
        chosen = str(self.venue.currentData())
        return None if chosen == _ALL else chosen

    def _choose_days(self, days: str) -> None:
        self._days = int(days)
        self.refresh()
