"""The panels of a report in one or two columns, made one after the other so that the window never stands still for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_desk.views.reports.part_panel import PartPanel
from agent_desk.views.reports.parts import Part
from agent_desk.views.theme import px

_TWO = 900
"""Pixels of the design from which two panels stand side by side."""

_Place = tuple[int, int, int]
"""Row, column, and over how many columns."""


class Sheet(QWidget):
    """`show_parts` shows one part in each turn of the event loop, the first at once. `opened`: a Drill and the part's title;
    `explained`: what a panel counts, empty: not any more."""

    opened = Signal(object, str)
    explained = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.panels: dict[str, PartPanel] = {}
        self._parts: tuple[Part, ...] = ()
        self._coming: list[Part] = []
        self._places: dict[str, _Place] = {}
        self._columns = 1
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(12))
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._show_next)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these from now on; the same parts stay where they are."""
        self._parts, self._coming = tuple(parts), list(parts)
        self._places = _places(self._parts, self._columns)
        self._show_next()
        self._next.start()

    @property
    def under_way(self) -> bool:
        """Whether parts are still to be shown."""
        return bool(self._coming)

    def fit(self, width: int) -> None:
        """Two columns where there is room for them, `width` in pixels."""
        columns = 2 if width >= px(_TWO) else 1
        if columns == self._columns:
            return
        self._columns = columns
        self._places = _places(self._parts, columns)
        for name in self.panels:
            self._put(name)

    def _show_next(self) -> None:
        if not self._coming:
            self._next.stop()
            return
        part = self._coming.pop(0)
        if part.id not in self.panels:
            made = self.panels[part.id] = PartPanel(part, self)
            made.opened.connect(self.opened)
            made.panel.explained.connect(self.explained)
            self._put(part.id)
        self.panels[part.id].show_part(part)
        if not self._coming:
            self._next.stop()

    def _put(self, name: str) -> None:
        row, column, over = self._places[name]
        self._grid.addWidget(self.panels[name].panel, row, column, 1, over)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if self._columns == 2 else 0)


def _places(parts: Sequence[Part], columns: int) -> dict[str, _Place]:
    """Where each part stands: wide ones take all columns, and wait where they would leave a hole beside the one before."""
    result: dict[str, _Place] = {}
    later: list[Part] = []
    row = column = 0
    for part in parts:
        if part.wide and column:
            later.append(part)
            continue
        result[part.id] = (row, column, columns if part.wide else 1)
        column = 0 if part.wide else (column + 1) % columns
        row += 0 if column else 1
        while later and not column:
            result[later.pop(0).id] = (row, 0, columns)
            row += 1
    for part in later:
        row += 1
        result[part.id] = (row, 0, columns)
    return result
