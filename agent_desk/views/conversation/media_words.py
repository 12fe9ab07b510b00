"""What is said about a picture, video, link card or file beside its description."""

from __future__ import annotations

from urllib.parse import urlsplit

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.links import link_target
from agent_desk.domain.posts import Media, MediaKind
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.items import picture_url
from agent_desk.views.conversation.post_words import media_kind

DESCRIBED_MOST = 600


def described(media: Media) -> str:
    """What it shows, in the words of who posted it, as one line."""
    said = " · ".join(part for part in (media.title, media.alt) if part)
    return first_line(said.replace("\n", " "), DESCRIBED_MOST) or tr("Without a description")


def line_of(media: Media) -> str:
    """Its kind, where it lies and how large it is."""
    of_link = media.url if media.kind in (MediaKind.LINK, MediaKind.FILE) else picture_url(media) or media.url
    return " · ".join(part for part in (media_kind(media), _host(of_link), size_of(media)) if part)


def size_of(media: Media) -> str:
    """Width and height in pixels, where the venue tells."""
    if media.width <= 0 or media.height <= 0:
        return ""
    return tr("{width} × {height}", width=media.width, height=media.height)


def _host(url: str) -> str:
    try:
        return (urlsplit(link_target(url)).hostname or "").lower()
    except ValueError:
        return ""
