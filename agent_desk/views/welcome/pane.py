"""Ways to begin: name the address of an own community, look around in the demo workspace, or connect a venue by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.services.recognising import Recognised
from agent_desk.views.ports import Acts
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.venues.assistant import Beginning
from agent_desk.views.venues.finder import AddressFinder
from agent_desk.views.venues.offer import Offer
from agent_desk.views.venues.ways import Way
from agent_desk.views.widgets import button, label
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_WIDTH = 616


class WelcomePane(QWidget):
    """Emits `demo_wanted`; `connect_wanted` (by hand); `sign_in_wanted` with a Beginning for a place that was found; `saved`
    (venue id) when a place is read from now on. In the demo workspace itself only connecting is offered."""

    demo_wanted = Signal()
    connect_wanted = Signal()
    sign_in_wanted = Signal(object)
    saved = Signal(str)

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pictures: list[tuple[QLabel, str]] = []
        self.offer: Offer | None = None
        self.finder = AddressFinder(desk, acts)
        self.finder.found.connect(self._show_offer)
        self.finder.touched.connect(self._forget_offer)
        self.connect_button = button(tr("Connect a venue"))
        self.connect_button.clicked.connect(self.connect_wanted)
        self.demo_button = button(tr("Look around"), name=tr("Look around in the demo workspace"))
        self.demo_button.clicked.connect(self.demo_wanted)
        self._offer_place = QVBoxLayout()
        self._lay_out()
        lead_focus(self, self.connect_button if desk.demo else self.finder)
        self._draw()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(20), px(16), px(20))
        column.setSpacing(px(10))
        title = label(tr("Answer customers where they are"), size="welcome", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words = label(
            tr(
                "Everything your customers write in your communities and on social networks, in one list. "
                "Each answer goes back to the place it came from. It all stays on this computer."
            ),
            tone="dim",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(px(14))
        if not self._desk.demo:
            question = label(tr("Where do your customers write?"), size="title")
            question.setBuddy(self.finder.field)
            column.addWidget(question)
            column.addWidget(self.finder)
            column.addLayout(self._offer_place)
            column.addSpacing(px(10))
        column.addLayout(self._cards())
        column.addStretch(3)
        ground = QWidget()
        ground.setProperty("ground", "bg")
        row = QHBoxLayout(ground)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(ground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _cards(self) -> QHBoxLayout:
        cards = QHBoxLayout()
        cards.setSpacing(px(16))
        if not self._desk.demo:
            cards.addWidget(
                self._card(
                    "inbox",
                    tr("See how it works"),
                    tr("A made-up brand with a living crowd that posts and answers back. Offline, apart from work."),
                    self.demo_button,
                ),
                1,
            )
        cards.addWidget(
            self._card(
                "plug",
                tr("Start to work"),
                tr("Choose the network and sign in. It is tested before anything is saved."),
                self.connect_button,
            ),
            1,
        )
        return cards

    def _card(self, picture: str, title: str, text: str, act: QWidget) -> QWidget:
        card = QWidget()
        card.setProperty("look", "sheet")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        drawing = QLabel()
        self._pictures.append((drawing, picture))
        words = label(text, tone="dim", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(20), px(18), px(20), px(18))
        column.setSpacing(px(8))
        column.addWidget(drawing)
        column.addWidget(label(title, size="title", wrap=True))
        column.addWidget(words, 1)
        column.addSpacing(px(6))
        column.addWidget(act)
        return card

    def _show_offer(self, found: Recognised) -> None:
        self._forget_offer()
        self.finder.state.hide()  # the offer says it
        self.offer = Offer(self._desk, self._acts, found)
        self.offer.saved.connect(self.saved)
        self.offer.sign_in_wanted.connect(lambda way: self._begin(found, way))
        self._offer_place.addWidget(self.offer)
        self.offer.show()
        self.offer.focus_first()

    def _begin(self, found: Recognised, way: Way) -> None:
        self.sign_in_wanted.emit(Beginning(found, way))

    def _forget_offer(self) -> None:
        if self.offer is not None:
            self.offer.stop()
            self.offer.hide()
            self.offer.deleteLater()
            self.offer = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        for drawing, name in self._pictures:
            drawing.setPixmap(pixmap(name, Token.ACCENT, 26))
