"""The ledger as a table: a line per day with its venues below, both sides of the balance in each, every figure a way to the
posts behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from agent_desk.domain.balance import BalanceDay, BalanceSum, add_up
from agent_desk.domain.conversations import Disposition
from agent_desk.domain.frozen import frozen
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.ledger.words import day_words, short
from agent_desk.views.theme import Token, color

_FIRST = 3
"""Columns before the dispositions: name, fetched, waiting."""
_FIGURE = Qt.ItemDataRole.UserRole


@frozen
class Figure:
    """What stands behind a figure of the table: `venue_id` None: of all venues; `disposition` None: those that wait. `kept`:
    of how many the posts are still here."""

    day: date
    venue_id: str | None
    disposition: Disposition | None
    posts: int


class LedgerTable(QTreeWidget):
    """Emits `wanted` (a Figure) for the figure that is chosen, by a click or by the keys."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("The ledger by day and venue"))
        self.setProperty("look", "pane")
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setAllColumnsShowFocus(False)
        self.setTabKeyNavigation(False)
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(True)
        self.currentItemChanged.connect(lambda item, _before: self._tell(item))
        self.itemClicked.connect(lambda item, _column: self._tell(item))
        self._columns: list[Disposition] = []
        self._at = -1

    def show_days(self, days: Sequence[BalanceDay], names: Mapping[str, str], today: date, now: int) -> None:
        """Show these lines. `names`: what the venues are called."""
        chosen = self._place()
        self.blockSignals(True)
        self.clear()
        self._columns = [one for one in Disposition if any(line.by.get(one) for line in days)]
        heads = [tr("Day"), tr("Fetched"), tr("Waiting"), *(short(one) for one in self._columns)]
        self.setHeaderLabels([*heads, tr("Balance"), tr("Oldest waiting")])
        for at, one in enumerate(self._columns, start=_FIRST):
            self.headerItem().setToolTip(at, texts.disposition(one))
        for at in range(1, _FIRST + len(self._columns)):
            self.headerItem().setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        by_day: dict[date, list[BalanceDay]] = {}
        for line in days:
            by_day.setdefault(line.day, []).append(line)
        for number, (day, lines) in enumerate(by_day.items()):
            top = self._line(day, None, add_up(lines), day_words(day, today), now)
            bold = QFont(top.font(0))
            bold.setBold(True)
            top.setFont(0, bold)
            self.addTopLevelItem(top)
            for line in sorted(lines, key=lambda one: names.get(one.venue_id, "")):
                below = self._line(day, line.venue_id, add_up([line]), names.get(line.venue_id, ""), now)
                top.addChild(below)
            top.setExpanded(number < _FIRST)
        for column in range(self.columnCount()):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.blockSignals(False)
        self._go_to(chosen)

    def _line(self, day: date, venue_id: str | None, sums: BalanceSum, name: str, now: int) -> QTreeWidgetItem:
        balance = tr("Even") if sums.difference == 0 else ntr("{n} post missing", "{n} posts missing", sums.difference)
        oldest = when.age(sums.oldest, now) if sums.oldest is not None else ""
        figures = [sums.fetched, sums.waiting, *(sums.by.get(one, 0) for one in self._columns)]
        item = QTreeWidgetItem([name, *(str(n) if n else "–" for n in figures), balance, oldest])
        for at, figure in enumerate(figures, start=1):
            item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            disposition = self._columns[at - _FIRST] if at >= _FIRST else None
            if at > 1:
                item.setData(at, _FIGURE, Figure(day, venue_id, disposition, figure))
            if not figure:
                item.setForeground(at, color(Token.DIM))
        if sums.removed:
            words = ntr(
                "{n} of these posts is kept in this sum alone",
                "{n} of these posts are kept in these sums alone",
                sums.removed,
            )
            item.setToolTip(1, words)
        item.setData(0, _FIGURE, Figure(day, venue_id, None, sums.waiting))
        if sums.difference:
            item.setForeground(_FIRST + len(self._columns), color(Token.RISK))
        return item

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        found = item.data(self.currentColumn(), _FIGURE) if item is not None else None
        if isinstance(found, Figure):
            self.wanted.emit(found)

    def _place(self) -> tuple[object, int]:
        item = self.currentItem()
        found = item.data(0, _FIGURE) if item is not None else None
        return (found.day, found.venue_id) if isinstance(found, Figure) else None, self.currentColumn()

    def _go_to(self, place: tuple[object, int]) -> None:
        where, column = place
        tops = [item for at in range(self.topLevelItemCount()) if (item := self.topLevelItem(at)) is not None]
        lines = [one for top in tops for one in (top, *(top.child(at) for at in range(top.childCount())))]
        every = [line for line in lines if line is not None]
        for item in every:
            found = item.data(0, _FIGURE)
            if isinstance(found, Figure) and (found.day, found.venue_id) == where:
                self.setCurrentItem(item, max(0, min(column, self.columnCount() - 1)))
                return
        if every:
            self.setCurrentItem(every[0], 2)
