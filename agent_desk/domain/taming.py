"""Taming of characters: takes out what hides, reverses, floods or breaks a text, and leaves every script readable."""

from __future__ import annotations

import re

import regex

MARKS_PER_BASE = 6
"""Marks on one letter: enough for Hebrew with cantillation and Tibetan stacks, too few to paint over other lines."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_NEW_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, soft hyphen, zero width (but joiners), explicit bidi embedding, override and isolation (the marks
# LRM, RLM and ALM stay), invisible operators, Hangul fillers, interlinear annotation, noncharacters.
_TAKEN_OUT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]"
)
_HIDDEN_TAGS = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{2,8}\U000e007f)|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_CLINGING = r"[\p{M}\u200c\u200d\u200e\u200f\u061c]"
_FLOOD = regex.compile(rf"({_CLINGING}{{{MARKS_PER_BASE}}}){_CLINGING}++")
_LEADING = regex.compile(rf"^{_CLINGING}++")
_LEADING_OR_SPACE = regex.compile(r"^[\p{M}\u200c\u200d\u200e\u200f\u061c ]++")


def tame(text: str) -> str:
    """The text without hidden characters and floods of marks; lines end in U+000A, tabs stay, lone surrogates show as
    U+FFFD. Applying it twice changes nothing."""
    return limit_marks(take_out(text))


def take_out(text: str) -> str:
    """The part of `tame` that looks at one character at a time."""
    text = _NEW_LINES.sub("\n", _SURROGATES.sub("\ufffd", text))
    return _HIDDEN_TAGS.sub(lambda found: found[1] or "", _TAKEN_OUT.sub("", text))


def limit_marks(text: str) -> str:
    """At most `MARKS_PER_BASE` marks and joiners in a row."""
    return str(_FLOOD.sub(r"\1", text))


def without_leading_marks(text: str, *, nor_spaces: bool = False) -> str:
    """Without marks that would cling to what stands before, and without spaces where `nor_spaces`."""
    return str((_LEADING_OR_SPACE if nor_spaces else _LEADING).sub("", text))
