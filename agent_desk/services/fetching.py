"""Fetches the streams of one venue, page by page, each page in one transaction with its cursor."""

from __future__ import annotations

import logging
from collections.abc import Callable

from agent_desk.connectors.contract import Connector
from agent_desk.domain.changes import Changes
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.threads import reread, stale

log = logging.getLogger(__name__)
PAGES = 200
"""Pages of one stream in one round; a longer back-fill goes on in the next."""


def fetch_round(ground: Ground, venue: Venue, connector: Connector, heard: Callable[[Changes], bool]) -> Changes:
    """Fetch every stream as far as it goes, then re-read some open threads. Blocking; on the venue's reading lane.

    `heard` is told after each page and answers whether to go on. Raises ConnectorError; pages taken before stay.
    """
    changes = Changes()
    for stream in connector.streams():
        for _ in range(PAGES):
            cursor = ground.store.read.venues.cursor(venue.id, stream)
            page = connector.fetch(stream, cursor)
            posts = prepare(page.posts)
            with ground.act(durable=False) as (nouns, tally):
                tally.add(take_in(ground, nouns, venue, posts, page.deleted))
                if page.cursor != cursor:
                    nouns.venues.save_cursor(venue.id, stream, page.cursor, ground.now())
            changes |= tally.changes
            if not heard(tally.changes):
                return changes
            if not page.more:
                break
            if page.cursor == cursor:
                log.warning("stream %s of venue %s says there is more, but does not move on", stream, venue.id)
                break
    for conversation_id in stale(ground, venue):
        touched = reread(ground, venue, connector, conversation_id)
        changes |= touched
        if not heard(touched):
            break
    return changes
