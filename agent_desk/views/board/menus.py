"""The menus of a column: what can be done with all of it, and with one card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from agent_desk.runtime.texts import tr
from agent_desk.views.board.column import ColumnPane
from agent_desk.views.commands import command, key_text
from agent_desk.views.inbox.marks import Marks

_OF_A_CARD = ("board.open", "board.pick", "board.select", "board.spread", "board.undo")


class Board(Protocol):
    """What the menus ask of the board."""

    marks: Marks

    @property
    def team_id(self) -> str | None: ...
    def slots(self) -> dict[str, Callable[[], object]]: ...
    def spread_over(self) -> None: ...
    def take_over(self, pane: ColumnPane) -> None: ...


class ColumnMenus:
    """Of one column. `enter` is told before a menu shows, so that the keys are on that column."""

    def __init__(self, board: Board, pane: ColumnPane, enter: Callable[[], object]) -> None:
        self._board, self._pane, self._enter = board, pane, enter

    def show_menu(self, place: QPoint) -> None:
        """What can be done with a whole column."""
        self._enter()
        pane, menu = self._pane, self._menu()
        ids = [row.id for row in pane.model.rows]
        self._add(menu, tr("Select all of them"), lambda: self._board.marks.add(ids), possible=bool(ids))
        possible = bool(ids) and self._board.team_id is not None
        self._add(menu, tr("Spread these over the team"), lambda: self._spread(ids), possible=possible)
        if pane.agent_id is not None:
            text = tr("Take over drafts and replies of {name}", name=pane.name)
            self._add(menu, text, lambda: self._board.take_over(pane), possible=pane.away())
        menu.popup(place)

    def show_card_menu(self, place: QPoint) -> None:
        """What can be done with the card that the keys are on, or with all that are marked."""
        self._enter()
        if self._pane.current_row() is None:
            return
        menu, slots = self._menu(), self._board.slots()
        for command_id in _OF_A_CARD:
            text = f"{tr(command(command_id).text)}\t{key_text(command_id)}"
            self._add(menu, text, slots[command_id], possible=True)
        menu.popup(place)

    def _spread(self, ids: list[str]) -> None:
        self._board.marks.clear()
        self._board.marks.add(ids)
        self._board.spread_over()

    def _menu(self) -> QMenu:
        menu = QMenu(self._pane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add(self, menu: QMenu, text: str, act: Callable[[], object], *, possible: bool) -> None:
        action = menu.addAction(text)
        action.setEnabled(possible)
        action.triggered.connect(lambda _on=False: act())
