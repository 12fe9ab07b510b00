"""The words of a post as they were typed: whether two texts are the same, and what a reply is called while it is held."""

from __future__ import annotations

import hashlib
import unicodedata

_HELD = "held-"
HELD_MESSAGE = f"{_HELD}0-"
"""How the names of held posts begin that are to begin a topic of their own."""


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, but for the white space that the server trims."""
    return fingerprint(one) == fingerprint(other)


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
