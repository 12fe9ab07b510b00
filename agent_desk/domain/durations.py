"""Lengths of working time as people type them: `30 min`, `4 h`, `1 h 30`, `2 d`."""

from __future__ import annotations

import re

_PART = re.compile(r"\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*([^\W\d_]*)\.?")
_UNITS = {
    "min": ("m", "min", "mins", "minute", "minutes", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"),
    "d": ("d", "day", "days", "t", "tag", "tage", "tagen"),
}
HOUR, DAY = 60, 24 * 60


def minutes_from(text: str, day: int = DAY) -> int | None:
    """Minutes, None where that is no length of time. A number without a unit is minutes, after hours the rest of them. `day`:
    how many working minutes a day stands for."""
    sizes = {"min": 1, "h": HOUR, "d": day}
    at, whole, unit = 0, 0.0, ""
    text = text.strip()
    if not text:
        return None
    while at < len(text):
        found = _PART.match(text, at)
        if found is None or found.end() == at:
            return None
        number = float(f"{found[1]}.{found[2] or 0}")
        unit = _unit(found[3].casefold()) if found[3] else "min"
        if unit not in sizes:
            return None
        whole += number * sizes[unit]
        at = found.end()
    minutes = round(whole)
    return minutes if abs(whole - minutes) < 1e-6 else None


def _unit(word: str) -> str:
    return next((unit for unit, words in _UNITS.items() if word in words), "?")


def parts_of(minutes: int) -> tuple[int, int]:
    """Hours, and the minutes that are left over them."""
    return divmod(minutes, HOUR)
