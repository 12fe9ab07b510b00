"""Times on the command line: RFC 3339 in UTC going out; coming in also with any offset, and spans such as `7d`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from agent_desk.domain.errors import OwnWords, WrongUse

_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_EARLIEST, _LATEST = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999: what lies beyond cannot be written as a time again."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?")


def rfc3339(moment: int | None) -> str | None:
    """UTC milliseconds as `2026-11-22T10:00:00.000Z`."""
    if moment is None:
        return None
    text = datetime.fromtimestamp(moment // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{moment % 1000:03d}Z"


def ago(text: str, now: int) -> int:
    """A moment in UTC milliseconds; a span counts back from now. Raises WrongUse."""
    return _moment(text, now, -1)


def ahead(text: str, now: int) -> int:
    """A moment in UTC milliseconds; a span counts from now on. Raises WrongUse."""
    return _moment(text, now, 1)


def _moment(text: str, now: int, sign: int) -> int:
    moment = _read(text, now, sign)
    if moment is None:
        raise WrongUse(
            OwnWords("“{text}” is no time; write 2026-11-22T10:00:00Z, or a span such as 7d, 2h or 30m", text=text)
        )
    if not _EARLIEST <= moment <= _LATEST:
        raise WrongUse(OwnWords("“{text}” is too far away", text=text))
    return moment


def _read(text: str, now: int, sign: int) -> int | None:
    span = _SPAN.fullmatch(text)
    if span is not None:
        return now + sign * int(span[1]) * _UNITS[span[2]] * 1000
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    # A time without an offset is UTC, like every time this program prints.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)
