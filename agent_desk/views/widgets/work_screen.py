"""The frame of a screen beside the inbox: title and controls above, bars, the work below; kept in step with the news while it
is seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import News
from agent_desk.views.theme import px
from agent_desk.views.widgets.bar import BarStack
from agent_desk.views.widgets.buttons import icon_button
from agent_desk.views.widgets.flow import FlowLayout
from agent_desk.views.widgets.labels import Hairline, label

_SAID = 230
"""Pixels of the design that what a screen says of itself wants beside its title."""
_TOGETHER = 500
"""Milliseconds in which news are gathered before the screen is read again."""


class WorkScreen(QWidget):
    """`refresh` is for the screen to write: it reads everything anew, quickly, and is called whenever the screen is shown and
    after news. Emits `conversation_wanted` (an id), `room_wanted` (the id of another entry of the sidebar), `left`."""

    conversation_wanted = Signal(str)
    room_wanted = Signal(str)
    left = Signal()

    def __init__(self, title: str, news: News) -> None:
        super().__init__()
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.title = label(title, size="title")
        self.said = label(tone="dim", wrap=True)
        """Beside the title: what the screen shows right now, in a few words."""
        self.bars = BarStack()
        self.controls = FlowLayout(gap=px(8), trailing=True)
        """At the end of the head, before the button that closes the screen; in several lines where the room is narrow."""
        self._head = QGridLayout()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER)
        self._soon.timeout.connect(self.refresh)
        news.changed.connect(self._on_news)

    def lay_out(self, body: QWidget) -> None:
        """Put the screen together, once its parts are made."""
        close = icon_button("close", tr("Close"))
        close.clicked.connect(self.left)
        self._head.setContentsMargins(px(16), px(10), px(10), px(10))
        self._head.setHorizontalSpacing(px(12))
        self._head.setColumnStretch(1, 1)
        self._head.addWidget(self.title, 0, 0)
        self._head.addWidget(self.said, 0, 1)
        self._head.addLayout(self.controls, 0, 2)
        self._head.addWidget(close, 0, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(Hairline())
        column.addWidget(self.bars)
        column.addWidget(body, 1)

    def refresh(self) -> None:
        """Read everything anew. On the GUI thread, so only small reads; slow ones go through `Acts.ask`."""
        raise NotImplementedError

    def concerns(self, changes: Changes) -> bool:
        """Whether these changes may show on this screen."""
        return bool(changes)

    def _on_news(self, changes: Changes) -> None:
        if self.isVisible() and self.concerns(changes) and not self._soon.isActive():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what is said stands below the title and the controls take the rest."""
        super().resizeEvent(event)
        wanted = self.controls.sizeHint().width() + self.title.sizeHint().width() + px(_SAID)
        beside = self.width() >= wanted
        self._head.removeWidget(self.said)
        self._head.addWidget(self.said, *((0, 1) if beside else (1, 0, 1, 4)))
        self._head.setColumnStretch(1, int(beside))
        self._head.setColumnStretch(2, int(not beside))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
