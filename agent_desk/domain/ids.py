"""Global ids (UUIDv7, RFC 9562) that sort by their time of making, and their readable short numbers."""

from __future__ import annotations

from collections.abc import Callable

NewId = Callable[[], str]
"""Makes a fresh id; handed to whoever needs one, so that tests decide."""


def uuid7(now: int, random: bytes) -> str:
    """The UUIDv7 text (36 characters) of a moment (UTC milliseconds) and 10 random bytes."""
    value = (now & (1 << 48) - 1) << 80 | 0x7 << 76 | (int.from_bytes(random[:2]) & 0x0FFF) << 64
    value |= 0b10 << 62 | int.from_bytes(random[2:10]) & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_DIGITS = 18
"""A short number stays within 64 bits."""


def is_number(text: str) -> bool:
    """Whether a person typed a short number (`12`, `#12`) where an id is expected."""
    digits = text.lstrip("#")
    return digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
