"""Finding anything from the window: which commands would do something now, and where what was found leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from agent_desk.views.commands import COMMANDS
from agent_desk.views.ports import Acts, Settings
from agent_desk.views.window import rooms
from agent_desk.views.window.reading import ReadingScreen
from agent_desk.views.window.screens import Screens
from agent_desk.views.window.sidebar import Sidebar

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.views.palette import Found, Palette


class Led(Protocol):
    """What leading somewhere needs of the window."""

    reading: ReadingScreen
    screens: Screens
    sidebar: Sidebar
    actions_by_id: Mapping[str, QAction]

    def go(self, entry: str) -> None: ...
    def open_conversation(self, conversation_id: str) -> None: ...


class Finding:
    """Makes the palette when it is first wanted. `widget`: the window that it floats over."""

    def __init__(self, window: Led, widget: QWidget, desk: Desk, acts: Acts, settings: Settings) -> None:
        self._window, self._widget = window, widget
        self._desk, self._acts, self._settings = desk, acts, settings
        self._palette: Palette | None = None

    @property
    def palette(self) -> Palette:
        """The palette of this window."""
        if self._palette is None:
            from agent_desk.views.palette import Palette

            self._palette = Palette(self._desk, self._acts, self._settings, self.works, over=self._widget)
            self._palette.chosen.connect(self._lead)
        return self._palette

    def open(self) -> None:
        """Show the palette, or take it away again."""
        self.palette.open()

    def search(self, text: str) -> None:
        """Search posts for what the field above holds."""
        self._window.screens.show_inbox()
        self._window.sidebar.select("")
        self._window.reading.show_search()
        self._window.reading.search.search(text)

    def show_post(self, conversation_id: str, message_id: str) -> None:
        """Show a post that was found, in its conversation."""
        self._window.reading.read(conversation_id)
        self._window.reading.conversation.reveal(message_id)

    def works(self) -> list[str]:
        """The commands of the palette that would do something now, in the order of the table."""
        there = self._actions()
        closed = {f"go.{room.id}" for room in rooms.ROOMS if not rooms.open_to(room, self._desk)}
        return [what.id for what in COMMANDS if what.palette and what.id in there and what.id not in closed]

    def _actions(self) -> dict[str, QAction]:
        """What is bound to widgets on screen; where a command is bound twice, the list's own comes first."""
        found: dict[str, QAction] = dict(self._window.actions_by_id)
        for action in self._widget.findChildren(QAction):
            owner = action.parent()
            if action.objectName() and action.isEnabled() and isinstance(owner, QWidget) and owner.isVisible():
                found.setdefault(action.objectName(), action)
        return found

    def _lead(self, found: Found) -> None:
        from agent_desk.views.palette import Sort
        from agent_desk.views.palette.sources import MACRO

        if found.id.startswith(MACRO):
            self._window.reading.inbox.run_macro(found.id.removeprefix(MACRO))
        elif found.sort is Sort.COMMAND:
            if (action := self._actions().get(found.id)) is not None:
                action.trigger()
        elif found.sort in (Sort.VIEW, Sort.VENUE):
            self._window.go(found.id)
            self._window.reading.focus_list()
        else:
            self._window.open_conversation(found.id)
            if found.message_id:
                self._window.reading.conversation.reveal(found.message_id)
