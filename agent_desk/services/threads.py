"""Re-reading whole conversations, because most networks tell neither edits nor deletions."""

from __future__ import annotations

from agent_desk.connectors.contract import Connector
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Gone, NotFound
from agent_desk.domain.posts import PostState, ThreadReading
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.services.ingest import prepare, take_in

RECENT = 7 * 24 * 3600 * 1000
STALE = 10 * 60 * 1000
A_ROUND = 5
AT_ONCE = 500
"""Posts of a re-read thread in one transaction."""


def take_thread(ground: Ground, venue: Venue, conversation_id: str, reading: ThreadReading) -> Changes:
    """Take in a conversation re-read whole; what is no longer there was deleted."""
    posts = prepare(reading.posts)
    changes = Changes()
    # Order of arrival does not matter, so a thread of any length never holds the store for long.
    for first in range(0, len(posts), AT_ONCE):
        with ground.act(durable=False) as (nouns, tally):
            take_in(ground, nouns, tally, venue, posts[first : first + AT_ONCE])
        changes |= tally.changes
    with ground.act(durable=False) as (nouns, tally):
        at = ground.now()
        if reading.complete:
            seen = {post.remote_id for post in reading.posts}
            known = nouns.messages.remote_ids(conversation_id)
            gone = {remote_id for remote_id, state in known.items() if state is not PostState.DELETED} - seen
            take_in(ground, nouns, tally, venue, (), gone, seen_at=at)
        nouns.conversations.set_read_at(conversation_id, at)
        if nouns.conversations.locked(conversation_id) != reading.locked:
            nouns.conversations.set_locked(conversation_id, reading.locked)
            tally.add(Changes(conversations=frozenset({conversation_id})))
    return changes | tally.changes


def reread(ground: Ground, venue: Venue, connector: Connector, conversation_id: str) -> Changes:
    """Re-read one conversation. Blocking; on the venue's reading lane. Raises ConnectorError."""
    try:
        ref = ground.store.read.messages.thread_ref(conversation_id)
    except NotFound:
        # It was removed between being listed and being looked at.
        return Changes()
    try:
        reading = connector.thread(ref)
    except Gone:
        # Not even the thread is there any more: leave the words, the fetch of single posts tells what was deleted.
        return put_off(ground, conversation_id)
    return take_thread(ground, venue, conversation_id, reading)


def put_off(ground: Ground, conversation_id: str) -> Changes:
    """Let the others be re-read before this one comes up again."""
    with ground.act(durable=False) as (nouns, tally):
        nouns.conversations.set_read_at(conversation_id, ground.now())
    return tally.changes


def stale(ground: Ground, venue: Venue) -> list[str]:
    """The open conversations of a venue whose turn it is to be re-read."""
    now = ground.now()
    return ground.store.read.conversations.to_reread(venue.id, now - STALE, now - RECENT, A_ROUND)
