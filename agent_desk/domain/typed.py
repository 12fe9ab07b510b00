"""What agents type, made fit to be kept: input methods, pastes and command lines can hand over half a character."""

from __future__ import annotations

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def sound(text: str) -> str:
    """The text with pairs of surrogates joined and lone ones shown as U+FFFD; everything else stays as it was typed."""
    if not _LONE_SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
