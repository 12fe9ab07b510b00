"""Global ids (UUIDv7, RFC 9562) that sort by their time of making, and their readable short numbers."""

from __future__ import annotations

from collections.abc import Callable

NewId = Callable[[], str]
"""Makes a fresh id; handed to whoever needs one, so that tests decide."""

_MOMENT = (1 << 48) - 1
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid7(now: int, random: bytes) -> str:
    """The UUIDv7 text (36 characters) of a moment (UTC milliseconds) and 10 random bytes."""
    moment, chance = f"{now & _MOMENT:012x}", random.hex()
    return f"{moment[:8]}-{moment[8:]}-7{chance[1:4]}-{_VARIANT[chance[4]]}{chance[5:8]}-{chance[8:]}"


_DIGITS = 18
"""A short number stays within 64 bits."""


def is_number(text: str) -> bool:
    """Whether a person typed a short number (`12`, `#12`) where an id is expected."""
    digits = text.lstrip("#")
    return digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
