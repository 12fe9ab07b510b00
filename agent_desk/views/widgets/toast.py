"""The bar that counts down to something that can still be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Now
from agent_desk.views.theme import px
from agent_desk.views.widgets.buttons import KeyHint, button
from agent_desk.views.widgets.labels import label


class UndoBar(QWidget):
    """Says what is about to happen and when, with a button that takes it back. `text(seconds)` makes the sentence.

    The end is a wall-clock time (UTC milliseconds), so sleep and a slow window cannot stretch it. Emits `over` when the
    time is up, `undo` when the agent takes it back.
    """

    undo = Signal()
    over = Signal()

    def __init__(self, now: Now, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._until, self._whole = 0, 1
        self._sentence: Callable[[int], str] = str
        self.setProperty("look", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = label()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setAccessibleName(tr("Time left to undo"))
        self.button = button(tr("Undo"))
        self.button.clicked.connect(self._undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(8), px(18), px(8))
        row.setSpacing(px(10))
        row.addWidget(self._label)
        row.addWidget(self._progress, 1)
        if keys:
            row.addWidget(KeyHint(keys))
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def start(self, sentence: Callable[[int], str], until: int) -> None:
        """Show it until then. `sentence` gets the seconds left."""
        self._sentence, self._until = sentence, until
        self._whole = max(1, until - self._now())
        self.show()
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Take it away without a signal."""
        self._timer.stop()
        self.hide()

    def _undo(self) -> None:
        self.stop()
        self.undo.emit()

    def _tick(self) -> None:
        left = self._until - self._now()
        if left <= 0:
            self.stop()
            self.over.emit()
            return
        text = self._sentence(-(-left // 1000))
        self._label.setText(text)
        self.setAccessibleName(text)
        self._progress.setValue(round(1000 * (1 - left / self._whole)))
