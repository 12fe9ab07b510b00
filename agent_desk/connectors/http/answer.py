"""One whole HTTP answer, and its body read as JSON without trusting a byte of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import TypeAlias

from agent_desk.domain.errors import OutcomeUnknown, Unexpected
from agent_desk.domain.frozen import frozen

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

DEEPEST = 100
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


@frozen
class HttpAnswer:
    """An answer that arrived whole. `headers`: names in any case. `url`: where it came from, with its query.
    `writes`: the request could change something at the venue."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    writes: bool = False

    @property
    def ok(self) -> bool:
        """Whether the venue says that it did what was asked."""
        return 200 <= self.status < 300

    def text(self) -> str:
        """The body as UTF-8, whatever does not fit replaced."""
        return self.body.decode("utf-8-sig", errors="replace")

    def json(self) -> JsonValue:
        """The body as JSON; lone surrogates are replaced.

        Raises Unexpected where it is malformed, nested deeper than 100 levels or holds a number that is not finite;
        OutcomeUnknown instead when a write was acknowledged in such words.
        """
        try:
            value: JsonValue = json.loads(self.text(), parse_constant=_no_number, parse_float=_finite)
            if _too_deep(value):
                raise ValueError("nested too deep")
        except (ValueError, RecursionError) as error:
            # The error's own text quotes the body; only its kind is worth telling.
            detail = f"the answer is not usable JSON ({type(error).__name__})"
            if self.writes and self.ok:
                raise OutcomeUnknown(detail) from None
            raise Unexpected(detail, self.text()[:500]) from None
        return _without_surrogates(value) if _SURROGATE_ESCAPE.search(self.body) else value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _too_deep(value: JsonValue) -> bool:
    level: list[JsonValue] = [value]
    for _ in range(DEEPEST + 1):
        following: list[JsonValue] = []
        for item in level:
            if isinstance(item, dict):
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
        if not following:
            return False
        level = following
    return True


def _without_surrogates(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", key): _without_surrogates(item) for key, item in value.items()
        }
    return value
