"""What a venue tells of its rate limits, and the budget that the reading and the sending lane of one venue share."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agent_desk.domain.errors import RateLimited

_SECOND = 1000
_LONGEST = 24 * 3600 * _SECOND
_WITHOUT_DATE = 30 * _SECOND
_LARGEST_RESERVE = 20
_MOST_ROUTES = 500
_WRITES = "writes"
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = 1e8, 1e11
_NUMBER_IN_PATH = re.compile(r"(?<=/)\d+(?=/|$)")
_RESETS = ("RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset")
_REMAINING = ("RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining")
_LIMITS = ("RateLimit-Limit", "X-RateLimit-Limit", "X-Rate-Limit-Limit")


@dataclass(slots=True)
class _Budget:
    """What is left of one limit until it is filled again (UTC milliseconds)."""

    remaining: float
    reserve: float
    resets_at: int


class Pacer:
    """The budget of one venue, shared by its lanes; safe in any thread, never waits.

    Limits are told apart by the policy that the venue names; where it names none, by the size of the limit, and each kind
    of write has limits of its own, so that used-up posting holds up no reading, nor the other way round. Which one a route
    falls under is learned from the answers. A refusal that tells of no limit counts for all that is read and written, or,
    if it met a write, for all that is written. A small part of each limit is kept for sending.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        """`now`: UTC milliseconds."""
        self._now = now
        self._lock = threading.Lock()
        self._policy_of: dict[str, str] = {}
        self._budgets: dict[str, _Budget] = {}

    def before(self, method: str, path: str, *, writes: bool) -> None:
        """Take one request from the budget; raises RateLimited when it is known to be used up."""
        with self._lock:
            now = self._now()
            names = {"", self._policy_of.get(_route(method, path), "")} | ({_WRITES} if writes else set())
            budgets = [self._budgets.get(name) for name in names]
            running = [budget for budget in budgets if budget is not None and now < budget.resets_at <= now + _LONGEST]
            for budget in running:
                if budget.remaining < 1 or (not writes and budget.remaining <= budget.reserve):
                    raise RateLimited(budget.resets_at, "the venue's rate limit is used up")
            for budget in running:
                budget.remaining -= 1

    def left(self) -> tuple[int, int] | None:
        """How many requests the tightest limit that is running still allows, and until when (UTC milliseconds); None where the
        venue told none."""
        with self._lock:
            now = self._now()
            running = [budget for budget in self._budgets.values() if now < budget.resets_at <= now + _LONGEST]
            tightest = min(running, key=lambda budget: budget.remaining, default=None)
            return None if tightest is None else (int(tightest.remaining), tightest.resets_at)

    def learn(self, method: str, path: str, status: int, headers: Mapping[str, str], *, writes: bool) -> None:
        """Take over what an answer tells of the limits."""
        route = _route(method, path)
        policy = _policy(headers, route if writes else "") or (_WRITES if writes else "")
        limit, remaining = _number(_first(headers, _LIMITS)), _number(_first(headers, _REMAINING))
        until = wait_until(headers, self._now())
        if status == 429:
            remaining, until = 0, until or self._now() + _WITHOUT_DATE
        if remaining is None or until is None:
            return
        reserve = min(_LARGEST_RESERVE, (limit or 0) // 10)
        with self._lock:
            if len(self._policy_of) > _MOST_ROUTES:
                self._policy_of.clear()
            self._policy_of[route] = policy
            self._budgets[policy] = _Budget(remaining, reserve, until)


def wait_until(headers: Mapping[str, str], now: int) -> int | None:
    """When the venue will serve us again (UTC milliseconds, within a day), None when it does not say.

    Understands Retry-After in seconds or as a date and the common reset headers: seconds to go, seconds or milliseconds
    since 1970, ISO 8601. Dates are taken relative to the answer's own Date, so a clock that is wrong here does no harm.
    """
    text = (headers.get("Retry-After") or "").strip() or (_first(headers, _RESETS) or "").strip()
    number = _number(text)
    if number is None:
        moment = _moment(text)
    elif number > _EPOCH_MILLISECONDS:
        moment = number
    elif number > _EPOCH_SECONDS:
        moment = number * _SECOND
    else:
        return now + int(min(max(number * _SECOND, _SECOND), _LONGEST))
    if moment is None:
        return None
    there = _moment(headers.get("Date") or "")
    wait = moment - (now if there is None else there)
    return now + int(min(max(wait, _SECOND), _LONGEST))


def _policy(headers: Mapping[str, str], route: str) -> str:
    """The limit that an answer tells of, empty where it tells of none. `route`: of a write, empty for a read."""
    named = headers.get("RateLimit-Policy", "")[:100]
    size = (_first(headers, _LIMITS) or "")[:100]
    return named or (f"{size} {route}".strip() if size else "")


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((headers[name] for name in names if name in headers), None)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _moment(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * _SECOND


def _route(method: str, path: str) -> str:
    return f"{method} {_NUMBER_IN_PATH.sub('#', path)}"[:200]
