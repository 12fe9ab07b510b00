"""One process at a time works for a venue: taking, renewing, expiry, the dead, a clock set back, fences, and requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from agent_desk.domain.changes import Changes
from agent_desk.storage.contract import Nouns
from tests.services.workspace import VENUE_ID, Process

T = TypeVar("T")
NOW, SECONDS = 1_000_000, 30.0


def _write(desk: Process, work: Callable[[Nouns], T]) -> T:
    with desk.store.write(durable=False) as nouns:
        return work(nouns)


def _take(desk: Process, holder: str, now: int = NOW, *, alive: bool = True) -> int | None:
    return _write(desk, lambda nouns: nouns.leases.take(VENUE_ID, holder, now, SECONDS, lambda _: alive))


def test_the_first_takes_it_and_renews_it_and_the_second_waits(desk: Process) -> None:
    assert _take(desk, "one") == 1
    assert _take(desk, "two") is None
    assert _take(desk, "one", NOW + 20_000) == 1
    assert _take(desk, "two", NOW + 40_000) is None
    assert desk.store.read.leases.holder(VENUE_ID, NOW + 40_000) == "one"


def test_a_lease_that_ran_out_goes_to_the_next_with_a_higher_fence(desk: Process) -> None:
    fence = _take(desk, "one")
    assert fence is not None
    assert _take(desk, "two", NOW + 30_001) == fence + 1
    read = desk.store.read.leases
    assert read.holder(VENUE_ID, NOW + 30_002) == "two"
    assert read.holder(VENUE_ID, NOW + 60_002) is None


def test_the_lease_of_a_dead_process_is_free_at_once(desk: Process) -> None:
    _take(desk, "one")
    assert _take(desk, "two", NOW + 1, alive=False) == 2


def test_a_clock_set_back_frees_a_lease_that_would_last_for_ever(desk: Process) -> None:
    _take(desk, "one", NOW + 86_400_000)
    assert _take(desk, "two", NOW) == 2


def test_a_released_lease_is_free_and_comes_back_with_another_fence(desk: Process) -> None:
    _take(desk, "one")
    _write(desk, lambda nouns: nouns.leases.release(VENUE_ID, "two"))
    assert _take(desk, "two") is None
    _write(desk, lambda nouns: nouns.leases.release(VENUE_ID, "one"))
    assert desk.store.read.leases.holder(VENUE_ID, NOW) is None
    assert _take(desk, "two") == 2
    assert _take(desk, "one", NOW + 31_000) == 3


def test_requests_are_answered_up_to_the_one_that_was_seen(desk: Process) -> None:
    first = _write(desk, lambda nouns: nouns.leases.ask(VENUE_ID, NOW))
    second = _write(desk, lambda nouns: nouns.leases.ask(VENUE_ID, NOW))
    read = desk.store.read.leases
    assert read.asked(VENUE_ID) == second
    assert (read.answered(first), read.answered(second)) == (None, None)
    _write(desk, lambda nouns: nouns.leases.answer(VENUE_ID, first, "ok"))
    assert (read.answered(first), read.answered(second)) == ("ok", None)
    assert read.asked(VENUE_ID) == second
    _write(desk, lambda nouns: nouns.leases.answer(VENUE_ID, second, "unreachable"))
    assert read.asked(VENUE_ID) is None
    assert read.answered(999) == "gone"


def test_each_process_hears_what_the_others_did_and_not_itself(desk: Process) -> None:
    ledger = desk.store.read.ledger
    start = ledger.last_published()
    mine, yours = Changes(venues=frozenset({"a"})), Changes(messages=frozenset({"b"}), arrived=frozenset({"c"}))
    _write(desk, lambda nouns: nouns.ledger.publish(mine, "one", NOW))
    _write(desk, lambda nouns: nouns.ledger.publish(yours, "two", NOW))
    _write(desk, lambda nouns: nouns.ledger.publish(Changes(), "two", NOW))
    assert ledger.published_after(start, "one") == (start + 2, yours)
    assert ledger.published_after(start, "two") == (start + 2, mine)
    assert ledger.published_after(start + 2, "one") == (start + 2, Changes())


def test_the_log_of_changes_stays_short(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    from agent_desk.storage.sqlite import ledger

    monkeypatch.setattr(ledger, "KEPT_CHANGES", 100)
    with desk.store.write(durable=False) as nouns:
        for _ in range(1000):
            nouns.ledger.publish(Changes(venues=frozenset({"a"})), "one", NOW)
        kept = nouns.connection.execute("SELECT count(*) FROM change_log").fetchone()[0]
    assert 100 <= kept <= 600


def test_a_commit_elsewhere_shows_in_the_data_version(desk: Process) -> None:
    before = desk.store.data_version()
    assert desk.store.data_version() == before
    _take(desk, "one")
    assert desk.store.data_version() != before
