"""How list, conversation and context share the room: side by side, or, where the window is narrow, one in place of another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from agent_desk.views.ports import Settings
from agent_desk.views.theme import px

NARROW = 1100
"""Width of the window, in pixels at 100 %, below which list and conversation take turns and the context is a drawer."""
CONTEXT_FROM = 1200
"""Width of the panes, in pixels at 100 %, from which the context is shown unless somebody hid it."""
_DRAWER = 300


class PaneFolding(QObject):
    """Arranges three widgets of a splitter: the lists, the conversation in the middle, the context at the edge."""

    arranged = Signal(bool)
    """Whether the panes take turns now."""

    def __init__(self, panes: QSplitter, lists: QWidget, middle: QWidget, edge: QWidget, settings: Settings) -> None:
        super().__init__(panes)
        self._panes, self._lists, self._middle, self._edge = panes, lists, middle, edge
        self._settings = settings
        self._reading = False
        self.narrow = False
        middle.installEventFilter(self)

    def arrange(self) -> None:
        """Share the room that there is now."""
        narrow = self._panes.window().width() < px(NARROW)
        if narrow != self.narrow:
            self.narrow = narrow
            self._move_edge()
        self._lists.setVisible(not narrow or not self._reading)
        self._middle.setVisible(not narrow or self._reading)
        if not narrow:
            choice = self._settings.get("context")
            wide = self._panes.width() >= px(CONTEXT_FROM)
            self._edge.setVisible(choice == "shown" or (choice != "hidden" and wide))
        self._place_drawer()
        self.arranged.emit(narrow)

    def turn_to(self, *, reading: bool) -> None:
        """Where there is room for one: the conversation, or the list."""
        self._reading = reading
        if self.narrow:
            self.close_drawer()
            self.arrange()

    def toggle_context(self) -> bool:
        """Show or hide the context; remembered where it has a place of its own. Returns whether it is shown."""
        shown = self._edge.isHidden()
        if self.narrow:
            self.turn_to(reading=True)
        else:
            self._settings.set("context", "shown" if shown else "hidden")
        self._edge.setVisible(shown)
        self._place_drawer()
        return shown

    def close_drawer(self) -> bool:
        """Take the context from above the conversation; False where it was not there."""
        if not self.narrow or self._edge.isHidden():
            return False
        self._edge.hide()
        return True

    def _move_edge(self) -> None:
        self._edge.hide()
        if self.narrow:
            self._edge.setParent(self._middle)
        else:
            self._panes.addWidget(self._edge)

    def _place_drawer(self) -> None:
        if self.narrow and not self._edge.isHidden():
            width = min(px(_DRAWER), self._middle.width())
            left = self._panes.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._edge.setGeometry(0 if left else self._middle.width() - width, 0, width, self._middle.height())
            self._edge.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._middle and event.type() == QEvent.Type.Resize:
            self._place_drawer()
        return super().eventFilter(watched, event)
