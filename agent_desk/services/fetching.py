"""Fetches the streams of one venue, page by page, each page in one transaction with its cursor."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from agent_desk.connectors.contract import Connector
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import ConnectorError, Gone, Rejected, Unexpected, Unreachable
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.threads import put_off, reread, stale

log = logging.getLogger(__name__)
PAGES = 200
"""Pages of one stream in one round; a longer back-fill goes on in the next."""
BROKEN = (Unreachable, Unexpected, Rejected, Gone)
"""What may concern a single stream or thread; a limit or a sign-in concerns the whole venue."""


def fetch_round(ground: Ground, venue: Venue, connector: Connector, heard: Callable[[Changes], bool]) -> Changes:
    """Fetch every stream as far as it goes, then re-read some open threads. Blocking; on the venue's reading lane.

    `heard` is told after each page and answers whether to go on. One broken stream or thread does not stop the others: it
    is raised at the end, or at once where the next one is broken, too. Raises ConnectorError; pages taken before stay.
    """
    changes = Changes()
    broken: ConnectorError | None = None
    failed = False
    for stream in connector.streams():
        try:
            for page_changes in _pages(ground, venue, connector, stream):
                changes |= page_changes
                if not heard(page_changes):
                    return changes
        except BROKEN as error:
            if failed:
                raise
            log.info("stream %s of venue %s cannot be read: %s", stream, venue.id, error)
            broken, failed = broken or error, True
        else:
            failed = False
    if not failed:
        changes |= _reread(ground, venue, connector, heard)
    if broken is not None:
        raise broken
    return changes


def _pages(ground: Ground, venue: Venue, connector: Connector, stream: str) -> Iterator[Changes]:
    for _ in range(PAGES):
        cursor = ground.store.read.venues.cursor(venue.id, stream)
        page = connector.fetch(stream, cursor)
        posts = prepare(page.posts)
        with ground.act(durable=False) as (nouns, tally):
            take_in(ground, nouns, tally, venue, posts, page.deleted)
            if page.cursor != cursor or page.more or stream in nouns.venues.behind().get(venue.id, ()):
                nouns.venues.save_cursor(venue.id, stream, page.cursor, ground.now(), behind=page.more)
        yield tally.changes
        if not page.more:
            return
        if page.cursor == cursor:
            log.warning("stream %s of venue %s says there is more, but does not move on", stream, venue.id)
            return


def _reread(ground: Ground, venue: Venue, connector: Connector, heard: Callable[[Changes], bool]) -> Changes:
    """Re-read the threads whose turn it is. One that cannot be read comes up again when all others were."""
    changes, failed = Changes(), False
    for conversation_id in stale(ground, venue):
        try:
            touched = reread(ground, venue, connector, conversation_id)
        except BROKEN as error:
            if failed:
                raise
            log.warning("conversation %s of venue %s cannot be re-read: %s", conversation_id, venue.id, error)
            touched, failed = put_off(ground, conversation_id), True
        else:
            failed = False
        changes |= touched
        if not heard(touched):
            break
    return changes
