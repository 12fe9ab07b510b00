"""Deliveries: one post or act on its way to a venue, with its state machine as data."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.frozen import frozen


class DeliveryState(StrEnum):
    """Where a delivery stands; what each state means for the agent is told in the guide."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRYING = "retrying"
    UNKNOWN = "unknown"
    NEEDS_HUMAN = "needs_human"
    STOPPED = "stopped"
    AWAITING_MODERATION = "awaiting_moderation"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    DISCARDED = "discarded"


S = DeliveryState

TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    # Before the first byte: sent, undone by its agent, or held back by the check before sending.
    S.QUEUED: frozenset({S.SENDING, S.STOPPED, S.REJECTED, S.DISCARDED}),
    # One attempt is under way; a process that dies here leaves UNKNOWN to whoever finds it.
    S.SENDING: frozenset({S.DELIVERED, S.AWAITING_MODERATION, S.RETRYING, S.UNKNOWN, S.REJECTED, S.NEEDS_HUMAN}),
    # Surely not sent; a read-back may still find it, where a late answer of the venue proves us wrong.
    S.RETRYING: frozenset(
        {S.SENDING, S.STOPPED, S.UNKNOWN, S.DELIVERED, S.AWAITING_MODERATION, S.REJECTED, S.DISCARDED}
    ),
    # Perhaps sent: only a read-back or a human leads out.
    S.UNKNOWN: frozenset({S.DELIVERED, S.AWAITING_MODERATION, S.RETRYING, S.NEEDS_HUMAN}),
    S.NEEDS_HUMAN: frozenset({S.DELIVERED, S.AWAITING_MODERATION, S.QUEUED, S.UNKNOWN, S.DISCARDED}),
    S.STOPPED: frozenset({S.QUEUED, S.DISCARDED}),
    S.REJECTED: frozenset({S.QUEUED, S.DISCARDED}),
    S.AWAITING_MODERATION: frozenset({S.DELIVERED, S.REJECTED}),
    S.DELIVERED: frozenset(),
    S.DISCARDED: frozenset(),
}
INITIAL = S.QUEUED
DUE = frozenset({S.QUEUED, S.RETRYING, S.UNKNOWN})
"""States in which the program has something to do by itself when `due_at` comes."""
PENDING = frozenset(
    {S.QUEUED, S.SENDING, S.RETRYING, S.UNKNOWN, S.NEEDS_HUMAN, S.STOPPED, S.AWAITING_MODERATION, S.REJECTED}
)
"""States that still want somebody's attention or time."""


def legal(before: DeliveryState, after: DeliveryState) -> bool:
    """Whether the table allows this step."""
    return after in TRANSITIONS[before]


class Reason(StrEnum):
    """Why a delivery is in its state; rendered by the text catalogue."""

    NONE = ""
    UNDO_WINDOW = "undo_window"
    SCHEDULED = "scheduled"
    AFTER_PART = "after_part"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    SIGN_IN_AGAIN = "sign_in_again"
    OUTCOME_UNKNOWN = "outcome_unknown"
    INTERRUPTED = "interrupted"
    CANNOT_TELL = "cannot_tell"
    UNEXPECTED = "unexpected"
    REFUSED_BY_VENUE = "refused_by_venue"
    TARGET_GONE = "target_gone"
    ANSWERED_MEANWHILE = "answered_meanwhile"
    TARGET_EDITED = "target_edited"
    TARGET_DELETED = "target_deleted"
    TARGET_NARROWED = "target_narrowed"
    LOCKED = "locked"
    MEDIA_MISSING = "media_missing"
    VENUE_REMOVED = "venue_removed"
    READ_ONLY = "read_only"
    UNDONE = "undone"
    DISCARDED_BY_AGENT = "discarded_by_agent"
    HELD_BY_VENUE = "held_by_venue"
    NOT_APPROVED = "not_approved"
    SENT_ANYWAY = "sent_anyway"
    APPROVAL = "approval"
    REVIEW_REFUSED = "review_refused"


BACKOFF_SECONDS = (2, 4, 8, 15, 30, 60, 120, 300, 600, 900)
"""First back-offs stay within 15 seconds, so that a passing fault costs the customer little."""


def backoff(attempts: int) -> int:
    """Milliseconds to wait after that many failed attempts (1 = the first)."""
    return BACKOFF_SECONDS[min(max(attempts, 1), len(BACKOFF_SECONDS)) - 1] * 1000


@frozen
class Step:
    """The next state of a delivery: why, when it is due again (UTC milliseconds, None: by nobody but a human or the
    venue), and how many empty read-backs were counted since the last attempt."""

    state: DeliveryState
    reason: Reason = Reason.NONE
    detail: str = ""
    due_at: int | None = None
    absences: int = 0
