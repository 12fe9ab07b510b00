"""Two ways to begin: look around in the demo workspace, or connect a venue."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import button, label, primary_button


class WelcomePane(QWidget):
    """Emits `demo_wanted` or `connect_wanted`. In the demo workspace itself only the latter is offered."""

    demo_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, *, demo: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pictures: list[tuple[QLabel, str]] = []
        title = label(tr("Answer customers where they are"), size="welcome")
        words = label(
            tr(
                "Everything your customers write in your communities and on social networks, in one list. "
                "Each answer goes back to the place it came from. It all stays on this computer."
            ),
            tone="dim",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(px(520))
        self.connect_button = primary_button(tr("Connect a venue"))
        self.connect_button.clicked.connect(self.connect_wanted)
        self.demo_button = button(tr("Look around"), name=tr("Look around in the demo workspace"))
        self.demo_button.clicked.connect(self.demo_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addStretch(2)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(px(20))
        column.addLayout(self._cards(demo))
        column.addStretch(3)
        self._draw()

    def _cards(self, demo: bool) -> QHBoxLayout:
        cards = QHBoxLayout()
        cards.setSpacing(px(16))
        cards.addStretch(1)
        if not demo:
            cards.addWidget(
                self._card(
                    "inbox",
                    tr("See how it works"),
                    tr("A made-up brand with a living crowd that posts and answers back. Offline, apart from work."),
                    self.demo_button,
                )
            )
        cards.addWidget(
            self._card(
                "plug",
                tr("Start to work"),
                tr("Sign in to a place where customers write to you. It is tested before anything is saved."),
                self.connect_button,
            )
        )
        cards.addStretch(1)
        return cards

    def _card(self, picture: str, title: str, text: str, act: QWidget) -> QWidget:
        card = QWidget()
        card.setProperty("look", "sheet")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setFixedWidth(px(300))
        drawing = QLabel()
        self._pictures.append((drawing, picture))
        words = label(text, tone="dim", wrap=True)
        words.setMinimumHeight(px(56))
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(20), px(18), px(20), px(18))
        column.setSpacing(px(8))
        column.addWidget(drawing)
        column.addWidget(label(title, size="title"))
        column.addWidget(words, 1)
        column.addSpacing(px(6))
        column.addWidget(act)
        return card

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        for drawing, name in self._pictures:
            drawing.setPixmap(pixmap(name, Token.ACCENT, 26))
