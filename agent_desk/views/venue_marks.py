"""The mark of each connected venue: its network's colour and letter, or its own where a network is there twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agent_desk.domain.errors import DeskError
from agent_desk.domain.frozen import frozen
from agent_desk.views.theme.tokens import AVATARS

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_UNKNOWN = "#6b6f7c"


@frozen
class Mark:
    """A colour (#rrggbb) and the letter on it."""

    colour: str
    letter: str


class VenueMarks:
    """Looks marks up by venue; call `forget` when venues changed. GUI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._marks: dict[str, Mark] = {}

    def forget(self) -> None:
        """Venues came, went or changed."""
        self._marks = {}

    def mark(self, venue_id: str) -> Mark:
        """The mark of a venue; a grey one where it is gone."""
        if not self._marks:
            self._marks = self._read()
        return self._marks.get(venue_id, Mark(_UNKNOWN, "?"))

    def _read(self) -> dict[str, Mark]:
        venues = self._desk.venues.all()
        often = Counter(venue.network for venue in venues)
        marks: dict[str, Mark] = {}
        for venue in venues:
            try:
                manifest = self._desk.venues.network(venue.network)
            except DeskError:
                marks[venue.id] = Mark(_UNKNOWN, venue.label[:1])
                continue
            alone = often[venue.network] == 1
            last_word = (venue.label.split() or [manifest.label])[-1].lstrip("@#/")
            colour = manifest.colour if alone else AVATARS[venue.number * 3 % len(AVATARS)]
            marks[venue.id] = Mark(colour, manifest.label[:1] if alone else last_word[:1] or "?")
        return marks
