"""The rules of the outbox as data and pure functions: every outcome is a legal step, and due exactly when it has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.delivery import (
    BACKOFF_SECONDS,
    DUE,
    INITIAL,
    PENDING,
    TRANSITIONS,
    DeliveryState,
    Reason,
    Step,
    backoff,
    legal,
)
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from agent_desk.domain.outgoing import CannotTell, Found, Receipt, SurelyAbsent
from agent_desk.domain.posts import PostState
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.domain.sending import (
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    PATIENCE,
    SECOND,
    Safety,
    Sighting,
    after_error,
    after_read_back,
    after_receipt,
    pause,
    preflight,
    waits_for_read_back,
    wants_preflight,
)
from agent_desk.domain.venues import Idempotency

NOW = 1_000_000_000
SETTLE = 30 * SECOND
ENDED = (DeliveryState.DELIVERED, DeliveryState.DISCARDED)


def row(**fields: object) -> DeliveryRow:
    """A delivery that was sent just now."""
    known: dict[str, object] = {
        "id": "d",
        "number": 1,
        "key": "d",
        "kind": DeliveryKind.REPLY,
        "conversation_id": "c",
        "conversation_number": 1,
        "venue_id": "v",
        "agent_id": "me",
        "target_message_id": "m",
        "target_remote_id": "r",
        "target_text_hash": "hash",
        "text": "Hello",
        "media": (),
        "state": DeliveryState.SENDING,
        "reason": Reason.NONE,
        "detail": "",
        "created_at": NOW,
        "not_before": NOW,
        "due_at": None,
        "attempts": 1,
        "first_sent_at": NOW,
        "last_sent_at": NOW,
        "absences": 0,
        "remote_id": None,
        "url": "",
        "forced": False,
        "updated_at": NOW,
    }
    return DeliveryRow(**{**known, **fields})  # type: ignore[arg-type]  # the fields of a row


errors = st.sampled_from(
    [
        Unreachable("x"),
        OutcomeUnknown("x"),
        RateLimited(None),
        RateLimited(NOW + 86_400 * SECOND),
        RateLimited(0),
        SignInAgain("x"),
        Rejected("x"),
        Gone("x"),
        Unexpected("x"),
    ]
)
rows = st.builds(
    row,
    attempts=st.integers(1, 30),
    absences=st.integers(0, 3),
    kind=st.sampled_from(DeliveryKind),
    last_sent_at=st.none() | st.integers(NOW - 100 * SECOND, NOW),
)


def _fits(before: DeliveryState, step: Step) -> None:
    assert step.state is before or legal(before, step.state)
    assert (step.due_at is not None) == (step.state in DUE)


def test_the_table_is_whole() -> None:
    assert set(TRANSITIONS) == set(DeliveryState)
    assert all(not TRANSITIONS[state] for state in ENDED)
    assert all(TRANSITIONS[state] for state in PENDING)
    assert set(DeliveryState) - set(ENDED) == PENDING
    reached, edge = {INITIAL}, {INITIAL}
    while edge:
        edge = {after for state in edge for after in TRANSITIONS[state]} - reached
        reached |= edge
    assert reached == set(DeliveryState)


def test_nothing_may_be_taken_back_while_it_may_be_at_the_venue() -> None:
    for state in (DeliveryState.SENDING, DeliveryState.UNKNOWN):
        assert not legal(state, DeliveryState.DISCARDED)
        assert not legal(state, DeliveryState.QUEUED)
    assert not legal(DeliveryState.UNKNOWN, DeliveryState.SENDING)


@given(error=errors, sent=rows)
def test_what_an_error_means_is_a_legal_step(error: ConnectorError, sent: DeliveryRow) -> None:
    step = after_error(error, sent, NOW)
    _fits(DeliveryState.SENDING, step)
    assert step.due_at is None or NOW < step.due_at <= NOW + LONGEST_PAUSE
    unknown = isinstance(error, OutcomeUnknown) and sent.kind is DeliveryKind.REPLY
    assert (step.state is DeliveryState.UNKNOWN) is unknown


@given(
    sent=rows,
    result=st.sampled_from(
        [Found(Receipt("x")), Found(Receipt("x", state=PostState.HELD)), SurelyAbsent(), CannotTell()]
    ),
    protects=st.sampled_from(Idempotency),
    later=st.integers(-1000, 200),
)
def test_a_reply_is_sent_again_only_where_that_is_safe(
    sent: DeliveryRow, result: Found | SurelyAbsent | CannotTell, protects: Idempotency, later: int
) -> None:
    now = NOW + later * SECOND
    step = after_read_back(result, sent, Safety(protects, 30), now)
    _fits(DeliveryState.UNKNOWN, step)
    if step.state is DeliveryState.RETRYING:
        assert isinstance(result, SurelyAbsent)
        settled = now >= min(sent.last_sent_at or sent.created_at, now) + SETTLE and sent.absences >= 1
        assert protects is Idempotency.KEY or (settled and sent.attempts < MOST_ATTEMPTS)


@given(error=errors, sent=rows)
def test_a_read_back_that_fails_leaves_it_unknown(error: ConnectorError, sent: DeliveryRow) -> None:
    step = waits_for_read_back(error, sent, NOW)
    _fits(DeliveryState.UNKNOWN, step)
    assert step.state is DeliveryState.UNKNOWN
    assert step.absences == sent.absences


@pytest.mark.parametrize(
    ("state", "expected"), [(PostState.HELD, "awaiting_moderation"), (PostState.PUBLISHED, "delivered")]
)
def test_a_receipt_ends_it(state: PostState, expected: str) -> None:
    assert after_receipt(Receipt("x", state=state)).state == expected


def test_the_first_pauses_are_short_and_all_of_them_grow() -> None:
    assert [backoff(attempts) for attempts in range(1, 5)] == [2000, 4000, 8000, 15000]
    assert sorted(BACKOFF_SECONDS) == list(BACKOFF_SECONDS)
    assert backoff(1000) == BACKOFF_SECONDS[-1] * SECOND
    assert pause(RateLimited(NOW + 7 * SECOND), 1, NOW) == NOW + 7 * SECOND
    assert pause(RateLimited(NOW - 7 * SECOND), 1, NOW) == NOW + SECOND


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"attempts": 0}, False),
        ({"attempts": 0, "not_before": NOW - PATIENCE - 1}, True),
        ({"attempts": 0, "not_before": NOW + 1}, True),
        ({"attempts": 1}, True),
        ({"attempts": 1, "forced": True}, False),
        ({"attempts": 1, "kind": DeliveryKind.LIKE}, False),
    ],
)
def test_the_thread_is_read_again_where_time_has_passed(fields: dict[str, object], wanted: bool) -> None:
    assert wants_preflight(row(**fields), NOW) is wanted


@pytest.mark.parametrize(
    ("sighting", "reason"),
    [
        (Sighting("hash", locked=False, answer=None), None),
        (Sighting(None, locked=False, answer=None), Reason.TARGET_DELETED),
        (Sighting("hash", locked=True, answer=None), Reason.LOCKED),
        (Sighting("hash", locked=False, answer="x" * 600), Reason.ANSWERED_MEANWHILE),
        (Sighting("other", locked=False, answer=None), Reason.TARGET_EDITED),
    ],
)
def test_what_moved_under_a_reply_stops_it(sighting: Sighting, reason: Reason | None) -> None:
    step = preflight(row(), sighting)
    assert (step.reason if step else None) is reason
    if step is not None:
        _fits(DeliveryState.QUEUED, step)
        assert len(step.detail) <= 500
