"""How far what we know reaches, venue by venue."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.coverage import Coverage, VenueCoverage
from agent_desk.domain.errors import NotFound
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.services.ground import Ground

PATIENCE = 10 * 60 * 1000
"""Milliseconds within which a reading is not stale yet, however often a venue is read."""
_ROUNDS = 3
"""So many rounds may be missed before what is known of a venue counts as old."""


def coverage(ground: Ground) -> Coverage:
    """The coverage of all venues right now. A small read; any thread."""
    read, now = ground.store.read, ground.now()
    behind = read.venues.behind()
    return Coverage(now, tuple(_venue(ground, venue, behind.get(venue.id, ()), now) for venue in read.venues.all()))


def _venue(ground: Ground, venue: Venue, behind: Sequence[str], now: int) -> VenueCoverage:
    try:
        poll = ground.registry.get(venue.network).manifest.poll
    except NotFound:
        poll = 0.0
    since = None if venue.synced_at is None else now - venue.synced_at
    return VenueCoverage(
        venue_id=venue.id,
        label=venue.label,
        network=venue.network,
        state=venue.state,
        detail=venue.state_detail,
        complete_from=venue.since,
        complete_to=None if behind else venue.synced_at,
        behind=tuple(behind),
        retry_at=venue.retry_at,
        fresh=venue.state is VenueState.OK
        and since is not None
        and since <= max(PATIENCE, round(_ROUNDS * poll * 1000)),
    )
