"""What a server tells of itself: its software, and the limits of a post there. Pure.

Facts: /api/v2/instance and /api/v1/instance; Mastodon's StatusLengthValidator (graphemes, an address counts as 23, of a
mention only the name, the content warning counts as it is); Pleroma names its limits at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import JsonObject, list_at, number_at, object_at, text_at
from agent_desk.domain.venues import LengthUnit, Limits

MASTODON = "Mastodon"
MENTION = 32
"""Kept free for the mention of whom we answer: a name there has at most 30 letters, then `@` and a space."""
_COMPATIBLE = re.compile(r"compatible; ([^\s()]+) ([^\s()]+)")
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_BY_GRAPHEMES = frozenset({MASTODON, "Pleroma", "Akkoma"})
_TEXT, _PICTURES_MAX, _PICTURE_BYTES, _ALT = 500, 4, 16_777_216, 1500
_DOMAIN = re.compile(r"[\w.-]+(:\d+)?")


def software(instance: JsonObject) -> tuple[str, str]:
    """Name and version. Others than Mastodon say with which version they are compatible, or name their source."""
    version = clean_text(text_at(instance, "version"), 80)
    match = _COMPATIBLE.search(version)
    if match:
        return match[1].capitalize(), match[2]
    source = text_at(instance, "source_url").rstrip("/").rpartition("/")[2].lower()
    if not source or source == "mastodon":
        return (MASTODON, version) if not version.startswith("0.") else ("Mastodon API", version)
    return clean_text(source, 40).capitalize(), version


def domain(instance: JsonObject) -> str:
    """The server's name in the names of its accounts, empty where it does not tell."""
    told = text_at(instance, "domain") or text_at(instance, "uri").removeprefix("https://")
    return told if _DOMAIN.fullmatch(told) else ""


def limits(instance: JsonObject) -> Limits:
    """The limits of a post; what the server leaves out is Mastodon's own default."""
    posts = object_at(instance, "configuration", "statuses")
    media = object_at(instance, "configuration", "media_attachments")
    name, _ = software(instance)
    most = _first(number_at(posts, "max_characters"), number_at(instance, "max_toot_chars"), _TEXT)
    offered = [kind for kind in _PICTURES if kind in list_at(media, "supported_mime_types")]
    return Limits(
        text_max=max(most - MENTION, 1),
        unit=LengthUnit.GRAPHEMES if name in _BY_GRAPHEMES else LengthUnit.CHARACTERS,
        media_max=_first(number_at(posts, "max_media_attachments"), _PICTURES_MAX),
        media_bytes_max=_first(
            number_at(media, "image_size_limit"), number_at(instance, "upload_limit"), _PICTURE_BYTES
        ),
        media_types=tuple(offered) or _PICTURES,
        alt_max=_first(number_at(media, "description_limit"), number_at(instance, "description_limit"), _ALT),
        url_length=max(number_at(posts, "characters_reserved_per_url"), 0),
        short_mentions=name == MASTODON,
        counts_warning=True,
    )


def _first(*numbers: int) -> int:
    found: Iterable[int] = (number for number in numbers if number > 0)
    return next(iter(found), 0)
