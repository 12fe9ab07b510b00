"""What a place shows when there is nothing in it: why, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets.buttons import button
from agent_desk.views.widgets.labels import label


class EmptyState(QWidget):
    """A drawing, a sentence, what to do next, and perhaps the button that does it."""

    def __init__(self, picture: str = "inbox", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture_name = picture
        self._picture = QLabel()
        self._title = label(size="title", wrap=True)
        self._text = label(tone="dim", wrap=True)
        self._act: Callable[[], object] = lambda: None
        self._button = button("")
        self._button.clicked.connect(self._do)
        for line in (self._picture, self._title, self._text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMaximumWidth(px(340))
        self._text.setMinimumWidth(min(px(240), 320))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.setSpacing(px(6))
        column.addStretch(2)
        row = QHBoxLayout()  # a wrapped text gets its true height only where its width is settled first
        row.addStretch(1)
        row.addWidget(self._text, 100)
        row.addStretch(1)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addLayout(row)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._draw()

    def show_text(
        self, title: str, text: str = "", act_text: str = "", act: Callable[[], object] | None = None, picture: str = ""
    ) -> None:
        """What it says, and what its button does."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(self.said())
        self._button.setText(act_text)
        self._button.setAccessibleName(act_text)
        self._button.setVisible(act is not None)
        self._act = act or (lambda: None)
        self._picture_name = picture or self._picture_name
        self._draw()

    def _do(self) -> None:
        self._act()

    def said(self) -> str:
        """Title and text."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._picture_name, Token.FAINT, 36))
