"""Says at the lower edge where the link under the pointer or the caret leads, as browsers do it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from agent_desk.views.theme import px


class LinkTarget(QLabel):
    """Lies over its parent's lower edge while there is something to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("linkTarget")
        self.setProperty("look", "target")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_target(self, target: str) -> None:
        """Say this address; empty: there is none."""
        self.setVisible(bool(target))
        if not target:
            return
        whole = self._over.size()
        room = whole.width() - px(24)
        self.setText(self.fontMetrics().elidedText(target, Qt.TextElideMode.ElideMiddle, room))
        self.adjustSize()
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        self.move(0 if left else whole.width() - self.width(), whole.height() - self.height())
        self.raise_()
