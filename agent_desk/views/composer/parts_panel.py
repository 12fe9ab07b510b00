"""The posts as which too long an answer would leave, each with its own count, before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import Chip, button, icon_button, label, primary_button

_HIGHEST = 220


class PartsPanel(QWidget):
    """Named: parts, sendParts, part0... `wanted`: send them; `closed`: the agent goes on writing."""

    wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parts")
        self.setProperty("look", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: tuple[str, ...] = ()
        self._title = label(bold=True, wrap=True)
        close = icon_button("close", tr("Go on writing"))
        close.setObjectName("closeParts")
        close.clicked.connect(self.close_panel)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.send_button = primary_button("")
        self.send_button.setObjectName("sendParts")
        self.send_button.clicked.connect(self.wanted)
        back = button(tr("Go on writing"))
        back.clicked.connect(self.close_panel)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(self.send_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(8), px(10), px(8))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self._area)
        column.addLayout(foot)
        self.hide()

    @property
    def shown(self) -> tuple[str, ...]:
        """The posts that are shown, in order; none while it is closed."""
        return () if self.isHidden() else self._shown

    def show_parts(self, parts: Sequence[str], counts: Sequence[str]) -> None:
        """Show these posts; `counts`: how much room each leaves, in words."""
        self._shown = tuple(parts)
        many = ntr("It leaves as {n} post", "It leaves as {n} posts, each below the one before", len(parts))
        self._title.setText(many)
        self.setAccessibleName(many)
        send = ntr("Send {n} post", "Send {n} posts", len(parts))
        self.send_button.setText(send)
        self.send_button.setAccessibleName(send)
        page = QWidget()
        page.setProperty("ground", "pane")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(px(8), px(6), px(8), px(6))
        lines.setSpacing(px(8))
        for at, (part, count) in enumerate(zip(parts, counts, strict=True)):
            lines.addWidget(_line(at, part, count))
        lines.addStretch(1)
        self._area.setWidget(page)
        wanted = page.heightForWidth(max(self._area.viewport().width(), px(240)))
        self._area.setFixedHeight(min(px(_HIGHEST), max(wanted, px(60))))
        self.show()

    def close_panel(self) -> None:
        """Go on writing."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)


def _line(at: int, part: str, count: str) -> QWidget:
    line = QWidget()
    words = label(part, wrap=True)
    words.setObjectName(f"part{at}")
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    row = QVBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(2))
    row.addWidget(words)
    row.addWidget(Chip(count))
    return line
