"""What leaves for a venue: replies and repeatable acts, and the venue's word about them."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from pathlib import Path

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import Native, Place, PostRef, PostState, Visibility


@frozen
class OutgoingMedia:
    """A file that goes with a reply: our own copy on disk, fixed when the reply was queued."""

    path: Path
    mime: str
    alt: str
    width: int = 0
    height: int = 0


@frozen
class OutgoingReply:
    """A reply, fixed for good when it was queued. `id`: the delivery's UUIDv7; `created_at`: UTC milliseconds.

    `visibility`: None as the post that it answers. DIRECT under a public post moves the exchange to a direct message.
    `warning`: a content warning in front of it, plain.
    """

    id: str
    place: Place
    target: PostRef
    text: str
    created_at: int
    media: tuple[OutgoingMedia, ...] = ()
    visibility: Visibility | None = None
    warning: str = ""


@frozen
class Receipt:
    """The venue's word that a reply exists. `state` HELD: it waits for the venue's moderation. `native`: what the connector
    wants back when the reply itself is answered, as the next part of a thread does."""

    remote_id: str
    url: str = ""
    state: PostState = PostState.PUBLISHED
    posted_at: int | None = None
    native: Native = field(default_factory=dict)


@frozen
class Found:
    """Read-back: the reply is at the venue."""

    receipt: Receipt


@frozen
class SurelyAbsent:
    """Read-back: every place in which the reply could be was read completely, and it is not there."""


@frozen
class CannotTell:
    """Read-back: neither can be said. `seen` tells a human what was seen (plain text, at most 500 characters)."""

    seen: str = ""


ReadBack = Found | SurelyAbsent | CannotTell


class VenueActKind(StrEnum):
    """Acts on a post that may be repeated without harm."""

    LIKE = "like"
    UNLIKE = "unlike"
    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    DELETE = "delete"
    EDIT = "edit"
    ACCEPT = "accept"
    UNACCEPT = "unaccept"
    FLAG = "flag"
    CLOSE = "close"
    UNCLOSE = "unclose"


@frozen
class VenueAct:
    """One repeatable act on a post. `text` is the new text of an EDIT, the reason of a FLAG. ACCEPT marks the
    post as the solution; CLOSE and UNCLOSE concern the topic in which it stands. `id` is the delivery's UUIDv7."""

    id: str
    kind: VenueActKind
    target: PostRef
    created_at: int
    text: str = ""
