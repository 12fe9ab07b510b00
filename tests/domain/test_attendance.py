"""Time in states: every moment of a span belongs to one state, and to none before anything is known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.attendance import time_spent
from agent_desk.domain.roster import Presence, PresenceEvent

A, B = "a", "b"


def test_what_began_before_counts_from_the_start_and_what_goes_on_until_the_end() -> None:
    events = [
        PresenceEvent(A, 0, Presence.AVAILABLE, ""),
        PresenceEvent(A, 150, Presence.AWAY, "lunch"),
        PresenceEvent(A, 180, Presence.AVAILABLE, ""),
        PresenceEvent(B, 190, Presence.OFFLINE, ""),
    ]
    found = time_spent(events, 100, 200)
    assert found[A].by == {Presence.AVAILABLE: 70, Presence.AWAY: 30}
    assert found[A].reasons == {"lunch": 30}
    assert found[B].by == {Presence.OFFLINE: 10}


def test_what_comes_after_is_no_part() -> None:
    assert time_spent([PresenceEvent(A, 300, Presence.BUSY, "")], 100, 200) == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(Presence)), min_size=1, max_size=8, unique_by=lambda e: e[0]
    )
)
def test_all_time_since_the_first_event_is_told_once(changes: list[tuple[int, Presence]]) -> None:
    events = [PresenceEvent(A, at, presence, "") for at, presence in changes]
    found = time_spent(reversed(events), 100, 300)
    known = max(0, 300 - max(100, min(at for at, _ in changes)))
    assert sum(found[A].by.values() if A in found else ()) == known
