"""Bars: what the window has to say without stopping anybody. Never modal; each can be closed or acted on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desk.domain.errors import DeskError
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets.buttons import button, icon_button
from agent_desk.views.widgets.flow import FlowLayout
from agent_desk.views.widgets.labels import label

_SIGNS = {
    "": ("info", Token.ACCENT),
    "risk": ("alert", Token.RISK),
    "ok": ("check", Token.OK),
}


class Bar(QWidget):
    """One message with what can be done about it. `tone`: empty (plain), ok, risk (an error too: red is for late)."""

    closed = Signal()

    def __init__(self, text: str, *, tone: str = "", detail: str = "", closable: bool = True) -> None:
        super().__init__()
        self._sign = _SIGNS[tone]
        self._buttons: list[QPushButton] = []
        self._came_from: QWidget | None = None
        self.setProperty("look", "bar")
        self.setProperty("tone", tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(f"{text} {detail}".strip())
        self._picture = QLabel()
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(label(text, wrap=True, bold=bool(detail)))
        if detail:
            words.addWidget(label(detail, tone="dim", wrap=True))
        self._words = words
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(14), px(7), px(8), px(7))
        self._row.setSpacing(px(8))
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        self._acts = QWidget()
        self._acts_flow = FlowLayout(self._acts, px(6))
        self._acts.hide()
        self._beside = True
        self._row.addWidget(self._acts, 0, Qt.AlignmentFlag.AlignVCenter)
        self._close = icon_button("close", tr("Close"))
        self._close.clicked.connect(self.close_bar)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._close.setVisible(closable)  # what is shown before it has a place is a window of its own for a moment
        self._draw()

    def add(self, text: str, act: Callable[[], object], *, look: str = "", closes: bool = True) -> QPushButton:
        """A button that acts, and closes the bar unless told otherwise."""
        result = button(text, look=look)

        def clicked() -> None:
            if closes:
                self.close_bar()
            act()

        result.clicked.connect(clicked)
        self._buttons.append(result)
        self.add_widget(result)
        return result

    def add_widget(self, widget: QWidget) -> None:
        """Anything else that belongs among the buttons."""
        self._acts_flow.addWidget(widget)
        self._acts.show()
        self._arrange()

    def focus_first(self) -> None:
        """Put the keyboard on the first button."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def remember_focus(self) -> None:
        """Where the keyboard is now, it goes back to when the bar closes with the keyboard in it."""
        self._came_from = QApplication.focusWidget()

    def close_after(self, milliseconds: int) -> None:
        """Close by itself, for what needs no answer; waits while the pointer or the keyboard is on it."""

        def due() -> None:
            if self.underMouse() or self.isAncestorOf(QApplication.focusWidget() or self):
                timer.start()
            else:
                self.close_bar()

        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(due)
        timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._close.isVisible():
            self.close_bar()
            return
        super().keyPressEvent(event)

    def close_bar(self) -> None:
        """Take it away for good."""
        focused = QApplication.focusWidget()
        if focused and self.isAncestorOf(focused) and self._came_from and isValid(self._came_from):
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _arrange(self) -> None:
        """The buttons beside the words, or below them where the words would have too little room."""
        beside = self._acts_flow.sizeHint().width() <= self.width() // 2
        if beside == self._beside:
            return
        self._beside = beside
        if beside:
            self._words.removeWidget(self._acts)
            self._row.insertWidget(2, self._acts, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            self._row.removeWidget(self._acts)
            self._words.addWidget(self._acts)

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._sign[0], self._sign[1], 16))


class BarStack(QWidget):
    """Where the bars of a pane appear: newest first, one per `kind`, at most three."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[str, Bar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.hide()

    def show_bar(self, kind: str, bar: Bar) -> Bar:
        """Show a bar, instead of the one of the same kind, and tell screen readers about it."""
        self.take(kind)
        while len(self._bars) >= 3:
            self.take(next(iter(self._bars)))
        self._bars[kind] = bar
        bar.remember_focus()
        bar.closed.connect(lambda: self._forget(kind, bar))
        self._column.insertWidget(0, bar)
        self.show()
        bar.show()
        QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
        return bar

    def show_error(self, error: DeskError) -> Bar:
        """Say what happened, what was kept and what to do."""
        said = texts.what_happened(error)
        detail = " ".join(part for part in (said.kept, said.todo) if part)
        return self.show_bar("error", Bar(said.what, tone="risk", detail=detail))

    def take(self, kind: str) -> None:
        """Take away the bar of that kind, where there is one."""
        if bar := self._bars.get(kind):
            bar.close_bar()

    def current(self, kind: str) -> Bar | None:
        """The bar of that kind that is on screen."""
        return self._bars.get(kind)

    def _forget(self, kind: str, bar: Bar) -> None:
        if self._bars.get(kind) is bar:
            del self._bars[kind]
        self.setVisible(bool(self._bars))
