"""What a chart shows: lines of cells, read by the painted chart and by the table beside it from one model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import Token, color
from agent_desk.views.widgets import plain_tip

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NO_INDEX = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_TONES = {"late": Token.LATE, "risk": Token.RISK, "ok": Token.OK, "dim": Token.DIM, "bold": Token.TEXT}


@frozen
class Cell:
    """One figure. `text`: as it is written. `value`: how long or deep it is drawn, None where nobody knows; `most`: what it
    is measured against, where it has a measure of its own. `spoken`: the whole sentence, where heading and text do not say
    it. `tone`: late, risk, ok, dim, bold. `chip`: on a ground of its own. `key`: what opening it leads to, None: nothing."""

    text: str
    value: float | None = None
    most: float | None = None
    spoken: str = ""
    tone: str = ""
    chip: bool = False
    number: bool = False
    key: object = None


@frozen
class Line:
    """One line of figures. `key`: what it is known by when the figures are read anew, the heading where it is
    None. `short`: the heading where there is little room."""

    heading: str
    cells: tuple[Cell, ...]
    key: object = None
    short: str = ""

    @property
    def identity(self) -> object:
        """By what the line is known."""
        return self.heading if self.key is None else self.key


@frozen
class Figures:
    """A table of figures; each line has as many cells as there are columns."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...] = ()


class FigureModel(QAbstractTableModel):
    """Figures for views. What was chosen stays chosen when new figures come, wherever its line stands then."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures = Figures(())

    def show(self, figures: Figures) -> None:
        """Show these instead."""
        before = self.figures
        if figures == before:
            return
        if figures.columns != before.columns:
            self.beginResetModel()
            self.figures = figures
            self.endResetModel()
            return
        if [line.identity for line in figures.lines] == [line.identity for line in before.lines]:
            self.figures = figures
            if figures.lines and figures.columns:
                self.dataChanged.emit(self.index(0, 0), self.index(len(figures.lines) - 1, len(figures.columns) - 1))
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(figures.lines) - 1)
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        at = {line.identity: row for row, line in enumerate(figures.lines)}
        moved = [(at.get(before.lines[index.row()].identity, -1), index.column()) for index in kept]
        self.figures = figures
        self.changePersistentIndexList(kept, [self.index(row, column) for row, column in moved])
        self.layoutChanged.emit()

    def cell(self, index: _Index) -> Cell | None:
        """What stands there; None outside of the figures."""
        lines = self.figures.lines
        if not index.isValid() or index.row() >= len(lines) or index.column() >= len(lines[index.row()].cells):
            return None
        return lines[index.row()].cells[index.column()]

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.figures.lines)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.figures.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.spoken(index))
        if role == Qt.ItemDataRole.ForegroundRole and cell.tone:
            return color(_TONES[cell.tone])
        if role == Qt.ItemDataRole.TextAlignmentRole and cell.number:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        return None

    def spoken(self, index: _Index) -> str:
        """A figure as a whole sentence, empty outside of the figures."""
        cell = self.cell(index)
        if cell is None:
            return ""
        line, column = self.figures.lines[index.row()], self.figures.columns[index.column()]
        if cell.spoken:
            return cell.spoken
        if not line.heading:
            return tr("{column}: {value}", column=column, value=cell.text)
        return tr("{line}, {column}: {value}", line=line.heading, column=column, value=cell.text)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            if across:
                return self.figures.columns[section] if section < len(self.figures.columns) else None
            return self.figures.lines[section].heading if section < len(self.figures.lines) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and across and self.figures.lines:
            number = section < len(self.figures.columns) and self.figures.lines[0].cells[section].number
            side = Qt.AlignmentFlag.AlignTrailing if number else Qt.AlignmentFlag.AlignLeading
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
