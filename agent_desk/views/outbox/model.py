"""The deliveries as a list: what needs somebody first, then what is on its way, then what ended, newest first."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.runtime.texts import tr
from agent_desk.views.outbox.lines import Line

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NO_INDEX = QModelIndex()


class Group(IntEnum):
    """Under which heading a delivery stands; the order is the order on screen."""

    NEEDS_YOU = 0
    ON_ITS_WAY = 1
    ENDED = 2

    @property
    def heading(self) -> str:
        """What the group is called."""
        return (tr("Needs you"), tr("On their way"), tr("Ended lately"))[self.value]


_NEEDS_YOU = frozenset({DeliveryState.NEEDS_HUMAN, DeliveryState.STOPPED, DeliveryState.REJECTED})
_ENDED = frozenset({DeliveryState.DELIVERED, DeliveryState.DISCARDED})


def group_of(row: DeliveryRow) -> Group:
    """Where a delivery belongs."""
    if row.state in _NEEDS_YOU:
        return Group.NEEDS_YOU
    return Group.ENDED if row.state in _ENDED else Group.ON_ITS_WAY


class OutboxModel(QAbstractTableModel):
    """One column; each index gives a Line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Replace everything; rows that are still there keep their place only if nothing before them changed."""
        ended = [line for line in lines if group_of(line.row) is Group.ENDED]
        others = [line for line in lines if group_of(line.row) is not Group.ENDED]
        ordered = sorted(others, key=lambda line: (group_of(line.row), line.row.created_at))
        ordered += sorted(ended, key=lambda line: -line.row.updated_at)
        if [line.row.id for line in ordered] == [line.row.id for line in self._lines]:
            self._lines = ordered
            if ordered:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ordered) - 1, 0))
            return
        self.beginResetModel()
        self._lines = ordered
        self.endResetModel()

    def lines(self) -> list[Line]:
        """All lines, in order."""
        return self._lines

    def find(self, delivery_id: str) -> QModelIndex:
        """The index of a delivery; invalid where it is gone."""
        at = next((at for at, line in enumerate(self._lines) if line.row.id == delivery_id), None)
        return QModelIndex() if at is None else self.index(at, 0)

    def first_of_group(self, at: int) -> bool:
        """Whether a heading belongs above this line."""
        return at == 0 or group_of(self._lines[at].row) is not group_of(self._lines[at - 1].row)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return None
