"""Figures as a table: the twin of every chart, and the lists below tiles and numbers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from agent_desk.views.charts.figures import CELL_ROLE, Cell, FigureModel
from agent_desk.views.theme import BASE, LABEL, Token, color, font, px

_TONES = {"": Token.TEXT, "bold": Token.TEXT, "dim": Token.DIM, "late": Token.LATE, "risk": Token.RISK, "ok": Token.OK}
_GROUNDS = {"late": Token.LATE_SOFT, "risk": Token.RISK_SOFT, "ok": Token.OK_SOFT}
_ROW = 31
_MEASURED = 20
"""Lines that are measured for the width of a column; all of them would take longer than a frame."""
_PAD = 8


class _Painter(QStyledItemDelegate):
    def __init__(self, table: FigureTable, *, whole_rows: bool) -> None:
        super().__init__(table)
        self._table, self._whole = table, whole_rows

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return QSize(px(40), px(_ROW))
        letters = font(LABEL if cell.chip else BASE, bold=cell.tone == "bold", tabular=True)
        wide = QFontMetrics(letters).horizontalAdvance(cell.text) + px(2 * _PAD)
        wide += px(14) if cell.chip else px(2)
        most = self._table.widest
        return QSize(min(wide, most) if most and not cell.chip else wide, px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return
        painter.save()
        painter.setLayoutDirection(option.direction)
        rect: QRect = option.rect
        current = self._table.currentIndex()
        chosen = current.row() == index.row() if self._whole else current == index
        painter.fillRect(rect, color(Token.SELECTION if chosen else Token.PANE))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token.LINE))
        if chosen and self._table.hasFocus():
            self._draw_focus(painter, rect, index.column())
        inner = rect.adjusted(px(_PAD), 0, -px(_PAD), -1)
        self._draw_text(painter, inner, cell, option.direction)
        painter.restore()

    def _draw_focus(self, painter: QPainter, rect: QRect, column: int) -> None:
        painter.setPen(color(Token.ACCENT))
        if self._whole:
            painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
            if column == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), color(Token.ACCENT))
        else:
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _draw_text(self, painter: QPainter, rect: QRect, cell: Cell, direction: Qt.LayoutDirection) -> None:
        letters = font(LABEL if cell.chip else BASE, bold=cell.tone == "bold", tabular=True)
        metrics = QFontMetrics(letters)
        if cell.chip and cell.text:
            wide = min(rect.width(), metrics.horizontalAdvance(cell.text) + px(12))
            place = QRect(rect.left(), rect.center().y() - px(9), wide, px(18))
            rect = QStyle.visualRect(direction, rect, place)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(_GROUNDS.get(cell.tone, Token.CHIP)))
            painter.drawRoundedRect(rect, px(4), px(4))
        painter.setFont(letters)
        quiet = cell.chip and not cell.tone
        painter.setPen(color(Token.DIM if quiet else _TONES[cell.tone]))
        far = Qt.AlignmentFlag.AlignRight if cell.number else Qt.AlignmentFlag.AlignLeft
        side = Qt.AlignmentFlag.AlignHCenter if cell.chip else QStyle.visualAlignment(direction, far)
        text = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, rect.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(
            rect,
            side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            text,
        )


class FigureTable(QTableView):
    """`whole_rows`: lines are chosen, not figures, and have no headings. `stretch`: the column that takes what room there is,
    None: all of them share it. `opened`: the key of what was opened by Enter, Space
    or a double click (of single figures: by a click), `read`: the sentence of the figure that is read now."""

    opened = Signal(object)
    read = Signal(str)

    def __init__(self, model: FigureModel, name: str, *, whole_rows: bool = False, stretch: int | None = -1) -> None:
        super().__init__()
        self.figures, self._whole, self._stretch = model, whole_rows, stretch
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_Painter(self, whole_rows=whole_rows))
        self.setProperty("look", "figures")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        if whole_rows:
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            self.verticalHeader().hide()
            self.doubleClicked.connect(self._open)
        else:
            self.clicked.connect(self._open)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        model.modelReset.connect(self._fit)
        model.layoutChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED)
        even = self._stretch is None
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if even else QHeaderView.ResizeMode.ResizeToContents)
        if self._stretch is not None and 0 <= self._stretch < header.count():
            header.setSectionResizeMode(self._stretch, QHeaderView.ResizeMode.Stretch)

    @property
    def widest(self) -> int:
        """How wide a column may be that leaves room for the one that takes the rest, in pixels; 0: as wide as it wants."""
        stretched = self._stretch is not None and self._stretch >= 0
        return max(px(56), self.viewport().width() // 5) if stretched else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.widest:
            self.horizontalHeader().resizeSections()

    def choose_first(self) -> None:
        """Choose the first line where none is chosen."""
        if not self.currentIndex().isValid() and self.figures.rowCount():
            self.setCurrentIndex(self.figures.index(0, 0))

    def current_key(self) -> object:
        """The key of what is chosen; None where nothing is."""
        cell = self.figures.cell(self.currentIndex())
        return cell.key if cell is not None else None

    def current_identity(self) -> object:
        """By what the chosen line is known; None where none is."""
        at = self.currentIndex()
        return self.figures.figures.lines[at.row()].identity if at.isValid() else None

    def full_height(self, most: int = 12) -> int:
        """Pixels that the header and so many lines need."""
        lines = min(most, max(1, self.figures.rowCount()))
        spare = px(2) if self._whole or self._stretch is None else px(14)
        return self.horizontalHeader().sizeHint().height() + lines * px(_ROW) + spare

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if self.hasFocus():
            self.read.emit(self.figures.spoken(current))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.choose_first()
        self.viewport().update()
        self.read.emit(self.figures.spoken(self.currentIndex()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        self.read.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Escape or (event.text().isprintable() and event.text()):
            event.ignore()  # letters are commands of what is around
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        cell = self.figures.cell(index)
        if cell is not None and cell.key is not None:
            self.opened.emit(cell.key)
