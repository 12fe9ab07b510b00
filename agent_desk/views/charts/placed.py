"""A table whose figures lie where a painter wants them: to a screen reader and to the keyboard it is a table like any other."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from agent_desk.views.charts.figures import FigureModel

Action = QAbstractItemView.CursorAction
_BACK = (Action.MoveUp, Action.MoveLeft, Action.MovePrevious, Action.MovePageUp)
_NO_INDEX = QModelIndex()


class PlacedTable(QTableView):
    """`place` is for the chart to write: where each figure lies, read from the left; it is mirrored for right-to-left
    layouts. Arrows move the reading cursor from figure to figure; everything is in sight, nothing scrolls."""

    def __init__(self, model: FigureModel, name: str) -> None:
        super().__init__()
        self.figures = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)

    def place(self, row: int, column: int) -> QRectF:
        """Where a figure lies in the viewport, as if it were read from the left; empty: it is not drawn."""
        raise NotImplementedError

    def drawn(self) -> Iterator[QModelIndex]:
        """The figures that have a place."""
        for row in range(self.figures.rowCount()):
            for column in range(self.figures.columnCount()):
                if not self.place(row, column).isEmpty():
                    yield self.figures.index(row, column)

    def step(self, index: QModelIndex, action: Action) -> tuple[int, int]:
        """Where the cursor goes from a figure: line and column. Over lines alone unless a chart says otherwise; arrows to
        the side are mirrored already."""
        return index.row() + (-1 if action in _BACK else 1), index.column()

    def mirrored(self, rect: QRectF) -> QRectF:
        """A place where it lies in the direction of this layout."""
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            return rect
        return QRectF(self.viewport().width() - rect.right(), rect.y(), rect.width(), rect.height())

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        return self.mirrored(self.place(index.row(), index.column())).toAlignedRect() if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        return next((index for index in self.drawn() if self.visualRect(index).contains(point)), _NO_INDEX)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Everything is in sight."""

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return 0

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        current = self.currentIndex()
        drawn = list(self.drawn())
        if not drawn:
            return _NO_INDEX
        if not current.isValid() or action is Action.MoveHome:
            return drawn[0]
        if action is Action.MoveEnd:
            return drawn[-1]
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            sides = {Action.MoveLeft: Action.MoveRight, Action.MoveRight: Action.MoveLeft}
            action = sides.get(action, action)
        row, column = self.step(current, action)
        wanted = self.figures.index(row, column)
        return wanted if wanted.isValid() and not self.place(row, column).isEmpty() else current

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())
