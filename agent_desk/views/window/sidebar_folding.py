"""Where the window is too narrow for the sidebar beside its screens, the two take turns, and a button leads to the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QWidget

from agent_desk.views.theme import px

NARROW = 760
"""Width of the window, in pixels at 100 %, below which sidebar and screens take turns."""


class SidebarFolding(QObject):
    """`button`: shows the sidebar while it is folded away."""

    def __init__(self, window: QWidget, sidebar: QWidget, screens: QWidget, button: QAbstractButton) -> None:
        super().__init__(window)
        self._window, self._sidebar, self._screens, self._button = window, sidebar, screens, button
        self._wanted = True
        self._turned = False
        self.narrow = False
        button.clicked.connect(self.toggle)
        window.installEventFilter(self)
        self.arrange()

    def want(self, wanted: bool) -> None:
        """Whether there is anything to show in the sidebar at all."""
        self._wanted = wanted
        self.arrange()

    def toggle(self) -> None:
        """Show the sidebar instead of the screens, or the screens again."""
        self._turned = not self._turned
        self.arrange()
        if self.narrow and self._turned:
            self._sidebar.setFocus()

    def close(self) -> None:
        """Something was chosen: back to the screens."""
        self._turned = False
        self.arrange()

    def arrange(self) -> None:
        """Share the room that there is now."""
        self.narrow = self._window.width() < px(NARROW)
        turned = self.narrow and self._turned and self._wanted
        self._sidebar.setVisible(self._wanted and (turned or not self.narrow))
        self._screens.setVisible(not turned)
        self._button.setVisible(self.narrow and self._wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        return super().eventFilter(watched, event)
