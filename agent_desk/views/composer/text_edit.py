"""The field one types into: grows with its text up to a limit, takes files and pictures, leaves Tab alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from agent_desk.views.theme import px

_LINES_MIN, _LINES_MAX = 3, 12
_SHARE = 0.22
"""Of the window's height at most, so that the posts stay in sight with large text too."""
_SHARE_MIN = 0.06
"""Of the window's height, where three lines of large text would push the buttons out of it."""


class GrowingEdit(QPlainTextEdit):
    """Plain text only, whatever is pasted. `files`: paths that were pasted or dropped; `picture`: an image that was."""

    files = Signal(list)
    picture = Signal(QImage)
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(True)
        self.takes_files = False
        self.textChanged.connect(self._grow)
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        most = min(_LINES_MAX, round(self.window().height() * _SHARE / line)) if self.isVisible() else _LINES_MAX
        least = min(_LINES_MIN, max(1, round(self.window().height() * _SHARE_MIN / line)))
        lines = max(least, min(most, round(self.document().size().height())))
        edges = round(2 * self.document().documentMargin()) + px(14)
        if self.height() != lines * line + edges:
            self.setFixedHeight(lines * line + edges)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        """The key for redo takes back the reply just sent, where nothing typed is left to redo."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Redo)
            and not self.document().isRedoAvailable()
        ):
            event.ignore()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return (self.takes_files and (bool(_paths(source)) or source.hasImage())) or super().canInsertFromMimeData(
            source
        )

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.takes_files and (paths := _paths(source)):
            self.files.emit(paths)
        elif self.takes_files and source.hasImage() and not source.hasText():
            self.picture.emit(QImage(source.imageData()))
        elif source.hasText():
            self.insertPlainText(source.text())


def _paths(source: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
