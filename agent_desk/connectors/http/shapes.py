"""Reads fields of a venue's JSON that may be missing or of another type, without raising where that can be borne."""

from __future__ import annotations

from agent_desk.connectors.http.answer import JsonValue
from agent_desk.domain.errors import Unexpected

JsonObject = dict[str, JsonValue]


def as_object(value: JsonValue, what: str) -> JsonObject:
    """The value as an object; raises Unexpected naming `what` where it is none."""
    if not isinstance(value, dict):
        raise Unexpected(f"{what} is not an object", repr(value))
    return value


def as_list(value: JsonValue, what: str) -> list[JsonValue]:
    """The value as a list; raises Unexpected naming `what` where it is none."""
    if not isinstance(value, list):
        raise Unexpected(f"{what} is not a list", repr(value))
    return value


def object_at(source: JsonObject, *path: str) -> JsonObject:
    """The object under that path of keys, empty where there is none."""
    for key in path:
        below = source.get(key)
        if not isinstance(below, dict):
            return {}
        source = below
    return source


def list_at(source: JsonObject, key: str) -> list[JsonValue]:
    """The list under that key, empty where there is none."""
    value = source.get(key)
    return value if isinstance(value, list) else []


def objects_at(source: JsonObject, key: str) -> list[JsonObject]:
    """The objects in the list under that key; anything else in it is left out."""
    return [item for item in list_at(source, key) if isinstance(item, dict)]


def text_at(source: JsonObject, key: str, default: str = "") -> str:
    """The text under that key, `default` where there is none."""
    value = source.get(key)
    return value if isinstance(value, str) else default


def number_at(source: JsonObject, key: str, default: int = 0) -> int:
    """The whole number under that key (within 64 bits), `default` where there is none."""
    value = source.get(key)
    fits = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    return value if fits and isinstance(value, int) else default


def needed_text(source: JsonObject, key: str, what: str) -> str:
    """The text under that key; raises Unexpected naming `what` where it is missing or empty."""
    value = source.get(key)
    if not isinstance(value, str) or not value:
        raise Unexpected(f"{what} has no {key}", repr(source))
    return value
