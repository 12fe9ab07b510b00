"""What can go wrong between a connector and its server, as data: faults, plans that say when, canned answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias


class Fault(StrEnum):
    """One way to fail. Whether the upstream got the request is part of the fault: see `Fault.taken`."""

    RESET_BEFORE = "reset_before"
    """Never forwarded; the connection is reset."""
    RESET_AFTER = "reset_after"
    """The upstream took it; the connection is reset instead of the answer."""
    SILENCE_BEFORE = "silence_before"
    """Never forwarded, never answered, until the client or the proxy closes."""
    SILENCE_AFTER = "silence_after"
    """The upstream took it; never answered, until the client or the proxy closes."""
    HALF_ANSWER = "half_answer"
    """The upstream took it; half of the body under the full Content-Length (without a body: half of the head)."""
    RATE_LIMITED = "rate_limited"
    """429, not forwarded; `retry_after` in seconds, as a date, or left out."""
    SERVER_ERROR_BEFORE = "server_error_before"
    """500, not forwarded."""
    SERVER_ERROR_AFTER = "server_error_after"
    """500 although the upstream took it."""
    BAD_GATEWAY_HTML = "bad_gateway_html"
    """502 with a page of HTML, not forwarded."""
    UNAUTHORIZED = "unauthorized"
    """401, not forwarded; `status` and `body` say it in the network's own words (`ATPROTO_EXPIRED_TOKEN`)."""
    MALFORMED_JSON = "malformed_json"
    """The upstream took it; 200 with JSON that breaks off."""
    HOSTILE_JSON = "hostile_json"
    """The upstream took it; 200 with valid but hostile JSON: `body=HOSTILE_JSON[...]`, wrong types unless said."""
    HUGE_ANSWER = "huge_answer"
    """The upstream took it; 200 with `size` bytes, `chunked` or under a Content-Length."""
    DRIP = "drip"
    """The upstream took it; its answer comes byte by byte, one every `seconds_per_byte`."""
    REDIRECT_OTHER_HOST = "redirect_other_host"
    """307 to another host, not forwarded; unless `location` says otherwise, to the proxy's own stranger."""
    REDIRECT_PRIVATE = "redirect_private"
    """307 to a private address, not forwarded; unless said, to a cloud's metadata service."""
    UNPLUG_AFTER = "unplug_after"
    """Forwarded and answered as usual, but from then on nothing listens until `FaultProxy.plug`."""

    @property
    def taken(self) -> bool:
        """Whether the upstream gets the request, unless the plan says otherwise."""
        return self in _TAKEN


_TAKEN = frozenset(
    {
        *(Fault.RESET_AFTER, Fault.SILENCE_AFTER, Fault.HALF_ANSWER, Fault.SERVER_ERROR_AFTER, Fault.MALFORMED_JSON),
        *(Fault.HOSTILE_JSON, Fault.HUGE_ANSWER, Fault.DRIP, Fault.UNPLUG_AFTER),
    }
)
_NOT_CANNED = frozenset(
    {
        *(Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER),
        *(Fault.HALF_ANSWER, Fault.HUGE_ANSWER, Fault.DRIP, Fault.UNPLUG_AFTER),
    }
)

ATPROTO_EXPIRED_TOKEN: Mapping[str, str] = MappingProxyType(
    {"error": "ExpiredToken", "message": "Token has expired"},
)
"""Body of an atproto server's 400 for an access token whose time is over."""
ATPROTO_INVALID_TOKEN: Mapping[str, str] = MappingProxyType(
    {"error": "InvalidToken", "message": "Token could not be verified"},
)
"""Body of an atproto server's 400 for an access token it does not know."""

HOSTILE_JSON: Mapping[str, bytes] = MappingProxyType(
    {
        "wrong_types": b'{"id": {"id": []}, "uri": 7, "content": [null, {"raw": 5}], "date_gmt": true, "feed": "no",'
        b' "notifications": {"0": 1}, "thread": [], "cursor": {"a": []}, "author": -1, "status": [["approved"]]}',
        "list_of_wrong_types": b'[null, true, 7, "text", [], {}, {"id": null}, {"id": "7", "content": 3}]',
        "scalar": b"7",
        "null": b"null",
        "deep": b"[" * 200_000 + b"]" * 200_000,
        "deep_objects": b'{"a":' * 100_000 + b"null" + b"}" * 100_000,
        "huge_number": b'{"id": ' + b"9" * 20_000 + b', "count": 1e999, "other": -0.0}',
        "not_a_number": b'{"id": NaN, "count": Infinity, "other": -Infinity}',
        "nul": b'{"id": "a\\u0000b", "content": "\\u0000", "text": "before\\u0000after"}',
        "lone_surrogates": b'{"id": 1, "content": "\\ud83d", "text": "\\udc00 reversed \\ude00\\ud83d", "\\udfff": 1}',
        "invalid_utf8": b'{"id": 1, "content": "\xff\xfe\xc0\xaf"}',
        "same_key_twice": b'{"id": 1, "id": 2, "content": "a", "content": {"raw": "b"}}',
        "empty": b"",
    }
)
"""Named hostile bodies for `Fault.HOSTILE_JSON`."""

_PRIVATE_ADDRESS = "http://169.254.169.254/latest/meta-data/"
_HTML = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>"
)


@dataclass(frozen=True)
class SeenRequest:
    """One request that reached the proxy; `target` is path and query as sent.

    `forwarded` says whether the upstream took it, `fault` what was done to it, `upstream_status` what the upstream
    really answered (nothing when it was not asked or failed).
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    forwarded: bool = False
    fault: Fault | None = None
    upstream_status: int | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def matches(self, match: Match) -> bool:
        """Whether the request is meant by a plan or a wait."""
        if match is None:
            return True
        if callable(match):
            return match(self)
        method, part = match
        return method in ("*", self.method) and part in self.target


Match: TypeAlias = Callable[[SeenRequest], bool] | tuple[str, str] | None
"""Which requests: a predicate, (method or "*", part of path and query), or all."""

Body: TypeAlias = bytes | str | Mapping[str, Any] | list[Any]
"""Bytes and text go out as they are, anything else as JSON."""


@dataclass(frozen=True)
class Answer:
    """A whole response, the upstream's or a canned one; hop-by-hop headers are not part of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Plan:
    """A fault, for which requests and how often; `None` times is always. See `FaultProxy.plan` for the rest."""

    match: Match
    fault: Fault
    times: int | None = 1
    skip: int = 0
    forward: bool | None = None
    status: int | None = None
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    retry_after: int | datetime | None = None
    location: str | None = None
    seconds_per_byte: float = 1.0
    size: int = 200_000_000
    chunked: bool = False

    def __post_init__(self) -> None:
        replaced = (self.forward, self.status, self.body, self.headers or None)
        if self.fault in _NOT_CANNED and any(value is not None for value in replaced):
            raise ValueError(f"{self.fault} is what it is: forward, status, body and headers do not go with it")

    @property
    def forwards(self) -> bool:
        """Whether the upstream gets the request."""
        return self.fault.taken if self.forward is None else self.forward

    def canned(self, stranger_url: str) -> Answer:
        """The answer that stands in for the upstream's; not for faults of the connection itself."""
        status, media, body, extra = self._defaults(stranger_url)
        if self.body is not None:
            media, body = _encoded(self.body)
        headers = {"Content-Type": media, **extra, **self.headers}
        return Answer(self.status or status, tuple(headers.items()), body)

    def _defaults(self, stranger_url: str) -> tuple[int, str, bytes, dict[str, str]]:
        as_json = "application/json"
        match self.fault:
            case Fault.RATE_LIMITED:
                return 429, as_json, b'{"error": "RateLimitExceeded", "message": "Too many requests"}', self._retry()
            case Fault.SERVER_ERROR_BEFORE | Fault.SERVER_ERROR_AFTER:
                return 500, as_json, b'{"error": "InternalServerError", "message": "Internal Server Error"}', {}
            case Fault.BAD_GATEWAY_HTML:
                return 502, "text/html", _HTML, {}
            case Fault.UNAUTHORIZED:
                return 401, as_json, b'{"code": "rest_not_logged_in", "error": "AuthenticationRequired"}', {}
            case Fault.MALFORMED_JSON:
                return 200, as_json, b'{"id": 1, "content": {"raw": "it breaks o', {}
            case Fault.HOSTILE_JSON:
                return 200, as_json, HOSTILE_JSON["wrong_types"], {}
            case Fault.REDIRECT_OTHER_HOST:
                return 307, "text/plain", b"", {"Location": self.location or stranger_url}
            case Fault.REDIRECT_PRIVATE:
                return 307, "text/plain", b"", {"Location": self.location or _PRIVATE_ADDRESS}
            case _:
                raise ValueError(f"{self.fault} has no canned answer")

    def _retry(self) -> dict[str, str]:
        if self.retry_after is None:
            return {}
        if isinstance(self.retry_after, datetime):
            return {"Retry-After": format_datetime(self.retry_after.astimezone(UTC), usegmt=True)}
        return {"Retry-After": str(self.retry_after)}


class Script:
    """The plans in force, in the order they were made; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plans: list[Plan] = []

    def add(self, plan: Plan) -> None:
        """Appends; of two plans for the same request the older one goes first."""
        with self._lock:
            self._plans.append(plan)

    def clear(self) -> None:
        """From now on everything passes."""
        with self._lock:
            self._plans.clear()

    def take(self, request: SeenRequest) -> Plan | None:
        """The plan for this request, counted as used; nothing when it is to pass."""
        with self._lock:
            for plan in self._plans:
                if not request.matches(plan.match):
                    continue
                if plan.skip:
                    plan.skip -= 1
                    continue
                if plan.times is not None:
                    plan.times -= 1
                    if not plan.times:
                        self._plans.remove(plan)
                return plan
        return None


def _encoded(body: Body) -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "application/json", body
    if isinstance(body, str):
        return "text/html; charset=utf-8", body.encode()
    return "application/json", json.dumps(dict(body) if isinstance(body, Mapping) else body).encode()
