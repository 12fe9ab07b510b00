"""The files that leave with a reply, on their way to whatever network."""

from __future__ import annotations

from agent_desk.domain.errors import OwnWords, Rejected
from agent_desk.domain.outgoing import OutgoingMedia


def content_of(media: OutgoingMedia) -> bytes:
    """The file as it was fixed when the reply was queued; raises Rejected (`media_unreadable`)."""
    try:
        return media.path.read_bytes()
    except OSError as error:
        raise Rejected(
            OwnWords("the file cannot be read ({kind})", kind=type(error).__name__), code="media_unreadable"
        ) from None
