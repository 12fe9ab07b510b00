"""The earlier texts of a post that its author changed, in a popover that the next click elsewhere takes away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.markup import cut_to
from agent_desk.runtime.clock import now
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

_SHOWN = 5_000


class HistoryPopover(QFrame):
    """`versions`: when each text was replaced, and the text, oldest first. Escape closes it."""

    def __init__(self, name: str, versions: Sequence[tuple[int, str]], text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("history")
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Earlier texts of the post by {name}", name=name))
        inside = QWidget()
        inside.setProperty("ground", "pane")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(px(14), px(12), px(14), px(12))
        lines.setSpacing(px(4))
        for at, earlier in versions:
            lines.addWidget(label(tr("until {moment}", moment=when.moment(at, now())), size="heading"))
            lines.addWidget(_text(earlier))
        lines.addWidget(label(tr("now"), size="heading"))
        lines.addWidget(_text(text))
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(scroll)
        self.resize(px(440), min(px(420), inside.sizeHint().height() + px(40)))

    def open_here(self) -> None:
        """Open beside the pointer."""
        self.move(QCursor.pos())
        self.show()
        self.setFocus()


def _text(text: str) -> QWidget:
    shown = label(cut_to(text, _SHOWN), wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown
