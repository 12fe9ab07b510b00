"""Where a reply stands at its venue: the post that it goes below, and what the thread shows around it by now."""

from __future__ import annotations

from agent_desk.domain.conversations import Direction
from agent_desk.domain.posts import PostRef, PostState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.sending import Sighting, fingerprint
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground

_GONE = (PostState.DELETED, PostState.TRASHED, PostState.SPAM)


def target_of(ground: Ground, venue: Venue, row: DeliveryRow) -> PostRef:
    """The post that a reply stands below: the customer's, of a later part the part before it. Raises NotFound."""
    read = ground.store.read
    if row.after_id is None:
        message = read.messages.get(row.target_message_id)
        author = message.author
        return PostRef(message.remote_id, author.remote_id, author.handle, message.text, message.native)
    part = read.deliveries.get(row.after_id)
    remote_id = part.remote_id or ""
    known = read.messages.known(venue.id, [remote_id]).get(remote_id)
    profile = venue.profile
    account, handle = (profile.account_id, profile.handle) if profile else (venue.user, venue.user)
    # What was fetched since tells more than the receipt did.
    native = {**part.native, **(known.looks.native if known else {})}
    return PostRef(remote_id, account, handle, part.text, native)


def sighting(ground: Ground, venue: Venue, row: DeliveryRow, *, locked: bool) -> Sighting:
    """What the re-read thread shows. A later part stands below our own words, whatever becomes of the customer's."""
    read = ground.store.read
    target = read.messages.get(row.target_message_id)
    gone = target.state in _GONE
    shown = fingerprint(read.messages.text_hash(target.id), target.visibility)
    if row.after_id is not None:
        remote_id = target_of(ground, venue, row).remote_id
        above = read.messages.known(venue.id, [remote_id]).get(remote_id)
        gone, shown = above is not None and above.state in _GONE, row.target_text_hash
    own = {delivery.remote_id for delivery in read.deliveries.of(row.conversation_id) if delivery.remote_id}
    unknown = [
        message.text
        for message in read.messages.of(row.conversation_id, 1000)
        if message.direction is Direction.OURS
        and message.seen_at > row.created_at
        and message.posted_at >= target.posted_at
        and message.remote_id not in own
    ]
    return Sighting(None if gone else shown, locked, unknown[-1] if unknown else None)
