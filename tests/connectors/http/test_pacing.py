"""The shared budget: what headers and refusals teach, by an injected clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from requests.structures import CaseInsensitiveDict

from agent_desk.connectors.http import Pacer
from agent_desk.connectors.http.pacing import wait_until
from agent_desk.domain.errors import RateLimited
from tests.connectors.http.conftest import NOW

SECOND = 1000
DAY = 24 * 3600 * SECOND


@dataclass
class FakeClock:
    """A clock that stands until it is moved."""

    time: int = NOW

    def __call__(self) -> int:
        return self.time


def headers(values: Mapping[str, str]) -> CaseInsensitiveDict[str]:
    """Headers as an answer has them."""
    return CaseInsensitiveDict(values)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "7.5"}, 7.5),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "99999999"}, 24 * 3600),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30),
        ({"ratelimit-reset": str(NOW // 1000 + 40)}, 40),
        ({"RateLimit-Reset": "40"}, 40),
        ({"X-RateLimit-Reset": str(NOW + 40_000)}, 40),
        ({"X-RateLimit-Reset": "2027-01-15T08:00:40.000Z"}, 40),
        ({"X-RateLimit-Reset": "41.5"}, 41.5),
        ({"Retry-After": "Fri, 15 Jan 2027 09:00:30 GMT", "Date": "Fri, 15 Jan 2027 09:00:00 GMT"}, 30),
        ({"RateLimit-Reset": "1", "Retry-After": "9"}, 9),
        ({"Retry-After": "Fri, 99 Jan 2027 09:00:30 GMT"}, None),
        ({}, None),
    ],
)
def test_when_the_venue_will_serve_again(told: dict[str, str], seconds: float | None) -> None:
    expected = None if seconds is None else NOW + int(seconds * SECOND)
    assert wait_until(headers(told), NOW) == expected


def test_a_used_up_budget_holds_back_until_its_reset() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    told = {"RateLimit-Limit": "300", "RateLimit-Remaining": "21", "RateLimit-Reset": str(NOW // 1000 + 60)}
    pacer.learn("GET", "/posts", 200, headers(told), writes=False)
    pacer.before("GET", "/posts", writes=False)
    with pytest.raises(RateLimited) as refused:
        pacer.before("GET", "/posts", writes=False)
    assert refused.value.until == NOW + 60 * SECOND
    for _ in range(20):
        pacer.before("GET", "/posts", writes=True)
    with pytest.raises(RateLimited):
        pacer.before("GET", "/posts", writes=True)
    clock.time += 60 * SECOND
    pacer.before("GET", "/posts", writes=False)


def test_a_refusal_without_a_date_holds_everything_for_a_while() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    pacer.learn("GET", "/posts", 429, headers({}), writes=False)
    for path in ("/posts", "/other"):
        with pytest.raises(RateLimited):
            pacer.before("POST", path, writes=True)
    clock.time += 30 * SECOND
    pacer.before("POST", "/posts", writes=True)


def test_limits_with_names_hold_only_what_falls_under_them() -> None:
    pacer = Pacer(FakeClock())
    told = {"RateLimit-Policy": "30;w=300", "RateLimit-Remaining": "0", "RateLimit-Reset": "200"}
    pacer.learn("POST", "/sessions/17", 200, headers(told), writes=False)
    with pytest.raises(RateLimited):
        pacer.before("POST", "/sessions/18", writes=False)
    pacer.before("GET", "/posts", writes=False)


def test_a_clock_set_back_does_not_hold_for_ever() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    pacer.learn("GET", "/posts", 429, headers({"Retry-After": "60"}), writes=False)
    clock.time -= 2 * DAY
    pacer.before("GET", "/posts", writes=False)


@pytest.mark.parametrize("used_up", [True, False], ids=["posting", "reading"])
def test_a_limit_on_posting_is_none_on_reading(used_up: bool) -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    # Two limits of the same size, as Mastodon has them; only the answer to a post tells of the one for posts.
    posting = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(0 if used_up else 100)}
    reading = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(100 if used_up else 0)}
    hours, minutes = "2027-01-15T11:00:00Z", "2027-01-15T08:05:00Z"
    pacer.learn("GET", "/home", 200, headers({**reading, "X-RateLimit-Reset": minutes}), writes=False)
    pacer.learn("POST", "/statuses", 200, headers({**posting, "X-RateLimit-Reset": hours}), writes=True)
    free, held = (("GET", "/home", False), ("POST", "/statuses", True))[:: 1 if used_up else -1]
    pacer.before(free[0], free[1], writes=free[2])
    with pytest.raises(RateLimited):
        pacer.before(held[0], held[1], writes=held[2])
    pacer.before("POST", "/statuses/7/favourite", writes=True)


def test_a_write_that_is_refused_without_a_limit_holds_all_writes_and_no_reading() -> None:
    pacer = Pacer(FakeClock())
    pacer.learn("POST", "/posts", 429, headers({"Retry-After": "36000"}), writes=True)
    with pytest.raises(RateLimited):
        pacer.before("PUT", "/posts/7", writes=True)
    pacer.before("GET", "/posts", writes=False)
