"""The lines of a list: pages of 200 by keyset, read again in place when something changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import Priority
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.inbox.streaming import Stream
from agent_desk.views.ports import Acts, Now
from agent_desk.views.triage_words import due_sign, priority_name

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

PAGE = 200
READ_AGAIN_MAX = 1000
"""So many lines at the top are read again when something changes; those below keep what they showed."""
ROW_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ConversationModel(QAbstractTableModel):
    """One column of ConversationRow (role `ROW_ROLE`). Reads are small and indexed, so they run on the GUI thread; they
    raise DeskError where the store refuses. Lists that no index serves come as a stream instead: `arrived` says that lines
    came (also none), `refused` (DeskError) that they did not."""

    arrived = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, acts: Acts, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now = now
        self._rows: list[ConversationRow] = []
        self._more = False
        self._again: Callable[[], None] | None = None
        self.names: Callable[[str], str] = lambda _id: ""
        """What the agent of that id is called."""
        self.query = ListQuery()
        self.displaced = False
        """Whether a line was kept where it would not stand by itself."""
        self.stream = Stream(desk, acts, self)
        self.marks = Marks(self)
        self.marks.changed.connect(self._repaint)

    @property
    def rows(self) -> list[ConversationRow]:
        """The lines that are loaded, in order."""
        return self._rows

    @property
    def more(self) -> bool:
        """Whether the list has lines that are not loaded."""
        return self._more

    def show(self, query: ListQuery) -> None:
        """Show another list from its beginning."""
        self.stream.stop()
        self._again = None
        if query.streamed:
            self.query = query
            self._set([], more=False)
            self.stream.read(query, None, PAGE, self._begin, self.refused.emit)
            return
        rows = self._desk.inbox.page(query, None, PAGE)
        self.query = query
        self._set(rows, more=len(rows) == PAGE)

    def read_again(self, keep: str | None, then: Callable[[list[ConversationRow]], None]) -> None:
        """Find what the list would show now; `then` gets the lines, at once or when the stream brought them. The line
        `keep` stays between its neighbours, so that what somebody reads neither moves nor vanishes under them."""
        limit = min(max(PAGE, len(self._rows)), READ_AGAIN_MAX)
        if not self.query.streamed:
            then(self._kept(self._desk.inbox.page(self.query, None, limit), limit, keep))
        elif self.stream.under_way:
            self._again = lambda: self.read_again(keep, then)
        else:
            self.stream.read(self.query, None, limit, lambda rows: self._end(rows, limit, keep, then), self._stay)

    def _begin(self, rows: list[ConversationRow]) -> None:
        self._set(rows, more=len(rows) == PAGE)
        self._go_on()

    def _end(
        self,
        rows: list[ConversationRow],
        limit: int,
        keep: str | None,
        then: Callable[[list[ConversationRow]], None],
    ) -> None:
        then(self._kept(rows, limit, keep))
        self._go_on()

    def _stay(self, error: DeskError) -> None:
        """What is shown stays: the next news reads it again."""
        self._again = None

    def _go_on(self) -> None:
        self.arrived.emit()
        again, self._again = self._again, None
        if again is not None:
            again()

    def _kept(self, rows: list[ConversationRow], limit: int, keep: str | None) -> list[ConversationRow]:
        rows = list(rows)
        known = {row.id: row for row in rows}
        if len(rows) == limit:
            rows += [row for row in self._rows[limit:] if row.id not in known]
        at = self.position(keep)
        self.displaced = False
        if keep is None or at is None:
            return rows
        order = [row.id for row in rows]
        try:
            line = known.get(keep) or self._desk.inbox.row(keep)
        except NotFound:
            return rows
        rows = [row for row in rows if row.id != keep]
        places = {row.id: place for place, row in enumerate(rows)}
        above = next((places[row.id] + 1 for row in reversed(self._rows[:at]) if row.id in places), None)
        below = next((places[row.id] for row in self._rows[at + 1 :] if row.id in places), 0)
        rows.insert(below if above is None else above, line)
        self.displaced = [row.id for row in rows] != order
        return rows

    def replace(self, rows: list[ConversationRow]) -> bool:
        """Take over what `fresh` found. True where lines came, went or moved: selection and scrolling are to be
        restored then; else the lines were repainted at their places."""
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self._set(rows, more=self._more or len(rows) % PAGE == 0)
            return True
        for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old != new:
                self._rows[at] = new
                self.dataChanged.emit(self.index(at, 0), self.index(at, 0))
        return False

    def update_known(self, rows: list[ConversationRow]) -> int:
        """Repaint the lines that are on screen anyway; returns how many others wait to be shown."""
        places = {row.id: at for at, row in enumerate(self._rows)}
        new = 0
        for row in rows:
            at = places.get(row.id)
            if at is None:
                new += 1
            elif self._rows[at] != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, 0))
        return new

    def position(self, conversation_id: str | None) -> int | None:
        """At which line a conversation stands, among those that are loaded."""
        return next((at for at, row in enumerate(self._rows) if row.id == conversation_id), None)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        if not self._rows:
            return
        if not self.query.streamed:
            self._append(self._desk.inbox.page(self.query, self._rows[-1], PAGE))
        elif not self.stream.under_way:
            self.stream.read(self.query, self._rows[-1], PAGE, self._append, self._stay)

    def _append(self, rows: list[ConversationRow]) -> None:
        known = {row.id for row in self._rows}
        new = [row for row in rows if row.id not in known]
        self._more = len(rows) == PAGE
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
            self._rows += new
            self.endInsertRows()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.author_name or row.author_handle
        if role == Qt.ItemDataRole.AccessibleTextRole:
            holder = self.names(row.assignee_id) if row.assignee_id else ""
            return spoken(row, self._now(), marked=row.id in self.marks, holder=holder)
        return None

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def _set(self, rows: list[ConversationRow], *, more: bool) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._more = more
        self.endResetModel()


def spoken(row: ConversationRow, now: int, *, marked: bool = False, holder: str = "") -> str:
    """A line of the list as a screen reader says it. `holder`: who works on it."""
    parts = [
        tr("selected") if marked else "",
        row.author_name or row.author_handle,
        tr("at {venue}", venue=row.venue_label),
        tr("assigned to {name}", name=holder) if holder else "",
        row.title,
        row.text[:200],
        texts.status(row.status),
        ntr("{n} unread post", "{n} unread posts", row.unread) if row.unread else "",
        when.waiting(row.waiting_since, now) if row.waiting_since is not None else "",
        due.spoken if (due := due_sign(row, now)) is not None else "",
        tr("priority {priority}", priority=priority_name(row.priority)) if row.priority is not Priority.NORMAL else "",
        tr("a reply needs you") if row.failed else "",
        tr("has a draft") if row.draft else "",
        tr("solved") if row.solved else "",
        tr("tagged {tags}", tags=", ".join(row.tags)) if row.tags else "",
        ntr("{n} note", "{n} notes", row.notes) if row.notes else "",
        when.age(row.last_at, now),
    ]
    return ", ".join(part for part in parts if part)
