"""A part of the context with a heading that folds it; what was folded stays folded."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Settings
from agent_desk.views.theme import px
from agent_desk.views.widgets import ElidedLabel, button, label, plain_tip

FOLDED = "context.folded"


class Section(QWidget):
    """`key`: under which it is remembered whether it is folded."""

    def __init__(self, key: str, title: str, settings: Settings) -> None:
        super().__init__()
        self._key, self._title, self._settings = key, title, settings
        self.heading: QPushButton = button("", look="heading")
        self.heading.setObjectName(f"fold-{key}")
        self.heading.setCheckable(True)
        self.heading.clicked.connect(self._toggled)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(px(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.heading)
        column.addWidget(self._inside)
        self._show(key not in settings.get(FOLDED).split())

    def add(self, widget: QWidget) -> None:
        """Another line."""
        self._lines.addWidget(widget)

    def add_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Names with their values; both can be read whole, by a tool tip where the room ends."""
        for name, value in facts:
            row = QHBoxLayout()
            row.setSpacing(px(8))
            row.addWidget(ElidedLabel(name, tone="dim"), 1)
            said = label(value)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{name}: {value}")
            row.addWidget(said)
            self._lines.addLayout(row)

    def _toggled(self) -> None:
        opened = self.heading.isChecked()
        folded = set(self._settings.get(FOLDED).split()) - {self._key} | (set() if opened else {self._key})
        self._settings.set(FOLDED, " ".join(sorted(folded)))
        self._show(opened)

    def _show(self, opened: bool) -> None:
        self.heading.setChecked(opened)
        self.heading.setText(f"{'▾' if opened else '▸'} {self._title}")
        self.heading.setAccessibleName(
            tr("{title}, open", title=self._title) if opened else tr("{title}, folded", title=self._title)
        )
        self._inside.setVisible(opened)


class ElidedLink(QPushButton):
    """Reads like a link, in one line that ends in an ellipsis where the room ends; the whole text is its tool tip.
    `said`: what it does, for those who hear it."""

    def __init__(self, text: str, said: str) -> None:
        super().__init__(text)
        self._whole = " ".join(text.split())
        self.setProperty("look", "link")
        self.setProperty("align", "start")
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(px(40))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - px(6)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
