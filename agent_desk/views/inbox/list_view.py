"""The list itself: keys, selection that survives news, marks for acts on many, lines that never move under the pointer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import bind
from agent_desk.views.inbox.delegate import ConversationDelegate
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.inbox.model import ROW_ROLE, ConversationModel

_Move = QAbstractItemView.CursorAction


class ConversationList(QTableView):
    """One column with fixed heights, so that a million lines cost what a screenful costs."""

    chosen = Signal(str)
    """The line that the agent moved to (a conversation's id), or empty where there is none any more."""
    held_back = Signal(int)
    """So many lines would have come, gone or moved, but the pointer is over the list; 0 when they were shown."""

    def __init__(self, model: ConversationModel, delegate: ConversationDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt's own would make Python look through every kind of widget, 9 ms, to tell what it is.
        self._surface = QWidget()
        self.setViewport(self._surface)
        self._model, self._delegate = model, delegate
        self._restoring = False
        self._waiting_rows: list[ConversationRow] | None = None
        self._let_go: set[str] = set()
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(tr("Conversations"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_heights()
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def set_heights(self) -> None:
        """Take over the delegate's height of a line (density or scale changed)."""
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.verticalScrollBar().setSingleStep(self._delegate.row_height() // 2)
        self.viewport().update()

    def bind_keys(self, slots: dict[str, Callable[[], object]]) -> None:
        """Give the list its single keys, by id of the command."""
        for command_id, slot in slots.items():
            bind(self, command_id, slot)

    def current_row(self) -> ConversationRow | None:
        """The line that is selected."""
        row = self.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, ConversationRow) else None

    @property
    def query(self) -> ListQuery:
        """Which list it shows."""
        return self._model.query

    @property
    def marks(self) -> Marks:
        """Which conversations are marked for an act on many."""
        return self._model.marks

    def rows(self) -> list[ConversationRow]:
        """The lines that are loaded, in order."""
        return list(self._model.rows)

    def select(self, conversation_id: str) -> bool:
        """Move to a conversation without announcing it; False where it is not loaded."""
        at = self._model.position(conversation_id)
        self._go(at)
        return at is not None

    def step(self, by: int) -> None:
        """Move the selection by lines, from the first line where nothing is selected."""
        count = self._model.rowCount()
        if not count:
            return
        index = self.currentIndex()
        at = index.row() + by if index.isValid() else 0
        if at >= count and self._model.canFetchMore(QModelIndex()):
            self._model.fetchMore(QModelIndex())
            count = self._model.rowCount()
        self.setCurrentIndex(self._model.index(max(0, min(at, count - 1)), 0))

    def let_go(self, conversation_id: str) -> None:
        """The agent dealt with it: it may leave the list although it is selected."""
        self._let_go.add(conversation_id)

    def refresh(self, *, at_once: bool = False) -> None:
        """Read again what is shown. While the pointer is over the list, lines change at their places only; the rest is
        held back until it leaves, unless `at_once`."""
        current = self.current_row()
        keep = current.id if current and current.id not in self._let_go else None
        self._model.read_again(keep, lambda rows: self._show(rows, at_once=at_once))

    def mark_up_to(self, line: int) -> None:
        """Mark every line from the selected one to that one."""
        first, last = sorted((max(0, self.currentIndex().row()), line))
        self._model.marks.add(row.id for row in self._model.rows[first : last + 1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW_ROLE)
        if event.button() is Qt.MouseButton.LeftButton and isinstance(row, ConversationRow):
            sign = self._delegate.sign_rect(self.visualRect(index), self.layoutDirection())
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.mark_up_to(index.row())
                return
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier or sign.contains(event.position().toPoint()):
                self._model.marks.toggle(row.id)
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = index.data(ROW_ROLE)
        on_sign = self._delegate.sign_rect(self.visualRect(index), self.layoutDirection()).contains(point)
        pointed = row.id if isinstance(row, ConversationRow) and on_sign else ""
        if pointed != self._delegate.pointed:
            self._delegate.pointed = pointed
            self.viewport().update()

    def _show(self, rows: list[ConversationRow], *, at_once: bool) -> None:
        own = bool(self._let_go & ({row.id for row in self._model.rows} - {row.id for row in rows}))
        if self.viewport().underMouse() and not at_once and not own and self._model.rows:
            self._hold_back(rows)
            return
        self._take(rows)

    def show_held_back(self) -> None:
        """Show what was held back."""
        if self._waiting_rows is not None:
            self.refresh(at_once=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A bar at the foot must not cover the line it asks about."""
        current = self.currentIndex()
        seen = current.isValid() and QRect(QPoint(), event.oldSize()).intersects(self.visualRect(current))
        super().resizeEvent(event)
        if seen:
            self.scrollTo(current)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._delegate.pointed = ""
        self.show_held_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Tab or (event.text().isprintable() and event.text() and not event.modifiers()):
            event.ignore()
            return
        super().keyPressEvent(event)

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the first and the last line, since there is but one column to move in."""
        lines = {_Move.MoveHome: 0, _Move.MoveEnd: len(self._model.rows) - 1}
        return self._model.index(lines[action], 0) if action in lines else super().moveCursor(action, modifiers)

    def _hold_back(self, rows: list[ConversationRow]) -> None:
        new = self._model.update_known(rows)
        moved = [row.id for row in rows] != [row.id for row in self._model.rows]
        self._waiting_rows = rows if moved else None
        self.held_back.emit(max(new, 1) if moved else 0)

    def _take(self, rows: list[ConversationRow]) -> None:
        current = self.currentIndex()
        selected = self.current_row()
        bar = self.verticalScrollBar()
        height = max(1, self._delegate.row_height())
        before = bar.value()
        first, into = divmod(before, height)
        anchor = self._model.rows[first].id if before and first < len(self._model.rows) else None
        self._restoring = True
        if self._model.replace(rows):
            at = self._model.position(anchor)
            self._go(self._model.position(selected.id) if selected else None)
            bar.setValue(at * height + into if at is not None else before)
        self._restoring = False
        self._waiting_rows = None
        self._let_go.clear()
        self.held_back.emit(0)
        if selected and self._model.position(selected.id) is None:
            self._choose_near(current.row())

    def _choose_near(self, line: int) -> None:
        count = self._model.rowCount()
        if count:
            self.setCurrentIndex(self._model.index(max(0, min(line, count - 1)), 0))
        else:
            self.chosen.emit("")

    def _go(self, line: int | None) -> None:
        before, self._restoring = self._restoring, True
        if line is None:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        else:
            self.setCurrentIndex(self._model.index(line, 0))
        self._restoring = before

    def _on_current(self, current: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if not self._restoring and isinstance(row, ConversationRow):
            self.chosen.emit(row.id)
            if self._model.displaced:
                # The line that was kept for its reader may go where it belongs, once this change is over.
                QTimer.singleShot(0, self, self.refresh)
