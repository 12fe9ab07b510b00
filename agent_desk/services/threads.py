"""Re-reading whole conversations, because most networks tell neither edits nor deletions."""

from __future__ import annotations

from agent_desk.connectors.contract import Connector
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Gone
from agent_desk.domain.posts import PostState, ThreadReading
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.services.ingest import prepare, take_in
from agent_desk.storage.contract import Nouns

RECENT = 7 * 24 * 3600 * 1000
STALE = 10 * 60 * 1000
A_ROUND = 5


def take_thread(ground: Ground, nouns: Nouns, venue: Venue, conversation_id: str, reading: ThreadReading) -> Changes:
    """Take in a conversation re-read whole, inside the caller's transaction; what is no longer there was deleted."""
    at = ground.now()
    gone: set[str] = set()
    if reading.complete:
        seen = {post.remote_id for post in reading.posts}
        known = nouns.messages.remote_ids(conversation_id)
        gone = {remote_id for remote_id, state in known.items() if state is not PostState.DELETED} - seen
    changes = take_in(ground, nouns, venue, prepare(reading.posts), gone, at)
    nouns.conversations.set_read_at(conversation_id, at)
    if nouns.conversations.locked(conversation_id) != reading.locked:
        nouns.conversations.set_locked(conversation_id, reading.locked)
        changes |= Changes(conversations=frozenset({conversation_id}))
    return changes


def reread(ground: Ground, venue: Venue, connector: Connector, conversation_id: str) -> Changes:
    """Re-read one conversation. Blocking; on the venue's reading lane. Raises ConnectorError."""
    try:
        reading = connector.thread(ground.store.read.messages.thread_ref(conversation_id))
    except Gone:
        # Not even the thread is there any more: leave the words, the fetch of single posts tells what was deleted.
        with ground.act(durable=False) as (nouns, tally):
            nouns.conversations.set_read_at(conversation_id, ground.now())
        return tally.changes
    with ground.act(durable=False) as (nouns, tally):
        tally.add(take_thread(ground, nouns, venue, conversation_id, reading))
    return tally.changes


def stale(ground: Ground, venue: Venue) -> list[str]:
    """The open conversations of a venue whose turn it is to be re-read."""
    now = ground.now()
    return ground.store.read.conversations.to_reread(venue.id, now - STALE, now - RECENT, A_ROUND)
