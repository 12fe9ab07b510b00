"""How far what we know reaches: a figure says nothing about posts that nobody has fetched yet."""

from __future__ import annotations

from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import VenueState


@frozen
class VenueCoverage:
    """One venue. `complete_from`: older posts are context and not counted. `complete_to`: every post up to then was fetched;
    None: it never was read to its end. `behind`: names of streams whose older posts are still being fetched. `fresh`: the
    last complete reading is not longer ago than its interval lets expect. Times are UTC milliseconds."""

    venue_id: str
    label: str
    network: str
    state: VenueState
    detail: str
    complete_from: int
    complete_to: int | None
    behind: tuple[str, ...]
    retry_at: int | None
    fresh: bool

    @property
    def up_to_date(self) -> bool:
        """Whether what it shows of the last minutes can be believed."""
        return self.fresh and not self.behind

    def covers(self, start: int, end: int) -> bool:
        """Whether every post from `start` on and before `end` (UTC milliseconds) was fetched, as far as that is over."""
        if self.behind or self.complete_to is None or start < self.complete_from:
            return False
        return self.complete_to >= end or self.fresh


@frozen
class Coverage:
    """The coverage of a figure: of the venues that its filter lets through, in the span from `start` on and before `end`
    (both None: right now). `at`: when this was read (UTC milliseconds)."""

    at: int
    venues: tuple[VenueCoverage, ...]
    start: int | None = None
    end: int | None = None

    @property
    def total(self) -> int:
        """How many venues there are."""
        return len(self.venues)

    @property
    def complete(self) -> tuple[VenueCoverage, ...]:
        """The venues of which nothing is missing."""
        return tuple(venue for venue in self.venues if self._is_complete(venue))

    @property
    def lacking(self) -> tuple[VenueCoverage, ...]:
        """The venues of which something is missing: what they show is a part, and a zero is not a zero."""
        return tuple(venue for venue in self.venues if not self._is_complete(venue))

    @property
    def complete_to(self) -> int | None:
        """Up to when the complete venues are complete; None where none is. Never past the end of the span."""
        moments = [venue.complete_to for venue in self.complete if venue.complete_to is not None]
        if not moments:
            return None
        return min(moments) if self.end is None else min(*moments, self.end)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing anywhere."""
        return not self.lacking

    def _is_complete(self, venue: VenueCoverage) -> bool:
        if self.start is None or self.end is None:
            return venue.up_to_date
        return venue.covers(self.start, self.end)

    def of_venue(self, venue_id: str) -> Coverage:
        """The coverage of one venue alone."""
        found = tuple(venue for venue in self.venues if venue.venue_id == venue_id)
        return Coverage(self.at, found, self.start, self.end)

    def within(self, start: int, end: int) -> Coverage:
        """The same for a span."""
        return Coverage(self.at, self.venues, start, end)
