"""Too long an answer as a numbered thread: offered beside the complaint, shown in full before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from agent_desk.domain.errors import Refused
from agent_desk.runtime.texts import ntr
from agent_desk.views.composer.checking import words_left
from agent_desk.views.composer.parts_panel import PartsPanel
from agent_desk.views.composer.place import Place

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_LONGEST = 20_000
"""Characters of a text whose parts are counted at each key."""


class Splitting:
    """Keeps the offer and the panel in step with what is typed."""

    def __init__(self, desk: Desk, panel: PartsPanel, offer: QPushButton) -> None:
        self._desk, self._panel, self._offer = desk, panel, offer
        self._place: Place | None = None
        self._parts: tuple[str, ...] = ()
        offer.clicked.connect(self.open_panel)

    @property
    def shown(self) -> bool:
        """Whether the parts of this very text are on screen."""
        return bool(self._parts) and self._panel.shown == self._parts

    def follow(self, place: Place | None, text: str, *, too_long: bool) -> None:
        """The text is this now."""
        self._place = place
        self._parts = self._split(place, text) if place is not None and too_long else ()
        said = ntr("Split into {n} numbered post", "Split into {n} numbered posts", len(self._parts))
        self._offer.setText(said)
        self._offer.setAccessibleName(said)
        self._offer.setVisible(bool(self._parts) and not self._panel.shown)
        if not self._parts:
            self._panel.close_panel()
        elif self._panel.shown and self._panel.shown != self._parts:
            self.open_panel()

    def open_panel(self) -> None:
        """Show the posts as which it would leave."""
        if self._place is not None and self._parts:
            venue = self._place.venue
            self._panel.show_parts(self._parts, [words_left(self._desk.measure(part, venue)) for part in self._parts])
            self._offer.hide()

    def _split(self, place: Place, text: str) -> tuple[str, ...]:
        if len(text) > _LONGEST:
            return ()
        try:
            return self._desk.replies.split(text, place.venue)
        except Refused:
            return ()
