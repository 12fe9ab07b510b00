"""The words of a post as they were typed: whether two texts are the same, and what a reply is called while it is held."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_HELD = "held-"
HELD_MESSAGE = f"{_HELD}0-"
"""How the names of held posts begin that are to begin a topic of their own."""

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^\s()]+\)")
_NO_NAME = re.compile(r"[\[\]|\\\s]+")


def with_pictures(text: str, pictures: Iterable[tuple[str, str]]) -> str:
    """The text with pictures below it; each the words for who cannot see it, and its address."""
    shown = (f"![{_NO_NAME.sub(' ', alt).strip() or 'image'}]({address})" for alt, address in pictures)
    return "\n\n".join([text, *shown])


def says(raw: str, text: str, pictures: int) -> bool:
    """Whether a post as it was typed is that text with so many pictures below it, whatever they are called there."""
    for _ in range(pictures):
        words, mark, last = raw.rstrip().rpartition("![")
        if not _PICTURE.fullmatch(f"{mark}{last}"):
            return False
        raw = words
    return fingerprint(raw) == fingerprint(text)


def fingerprint(raw: str) -> str:
    """What stays of a text whatever the server does to its white space."""
    kept = "".join(
        sign for sign in unicodedata.normalize("NFC", raw) if unicodedata.category(sign) != "Cc" or sign.isspace()
    )
    return hashlib.sha256(" ".join(kept.split()).encode("utf-8", "replace")).hexdigest()[:16]


def held_id(topic_id: int, raw: str) -> str:
    """What a reply is called while it waits for moderators: it has no number of its own yet, and gets one with its
    approval. Its topic (0 where it begins one) and its text find it again."""
    return f"{_HELD}{topic_id}-{fingerprint(raw)}"
