"""The rules of the outbox as pure functions: what an error, a read-back or a look at the thread means for a delivery."""

from __future__ import annotations

from agent_desk.domain.delivery import DeliveryState, Reason, Step, backoff
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
)
from agent_desk.domain.frozen import frozen
from agent_desk.domain.outgoing import CannotTell, Found, ReadBack, Receipt
from agent_desk.domain.posts import PostState, Visibility
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.domain.venues import Idempotency

SECOND = 1000
PATIENCE = 5 * SECOND
"""A reply that waited longer than this beyond its undo window is checked against the thread before it leaves."""
FRESH = 15 * SECOND
"""A reply that was to leave later than this after it was written is checked against the thread in any case."""
LONGEST_PAUSE = 3600 * SECOND
PART_LOOK = 3600 * SECOND
"""A part is called up when the one before it arrives; beyond that it is looked at so seldom."""
SECOND_LOOK = 2 * SECOND
"""Between two empty read-backs where something besides reading back protects the resend."""
MOST_ATTEMPTS = 8
"""Attempts with unknown outcome, none of which arrived, before a human is asked; only where no key protects."""


@frozen
class Safety:
    """What a network promises about repeated sends; `settle` in seconds."""

    idempotency: Idempotency
    settle: float


def after_receipt(receipt: Receipt) -> Step:
    """The venue took it."""
    if receipt.state is PostState.HELD:
        return Step(DeliveryState.AWAITING_MODERATION, Reason.HELD_BY_VENUE)
    return Step(DeliveryState.DELIVERED)


def after_error(error: ConnectorError, row: DeliveryRow, now: int) -> Step:
    """The attempt ended in an error; only OutcomeUnknown leaves open whether the venue took it."""
    if isinstance(error, OutcomeUnknown):
        if row.kind is DeliveryKind.REPLY:
            # The first look comes soon; a venue that never says what it did is not asked every second for ever.
            wait = SECOND if row.attempts <= 1 else backoff(row.attempts - 1)
            return Step(DeliveryState.UNKNOWN, Reason.OUTCOME_UNKNOWN, error.detail, now + wait)
        return Step(DeliveryState.RETRYING, Reason.OUTCOME_UNKNOWN, error.detail, now + backoff(row.attempts))
    if isinstance(error, Rejected):
        return Step(DeliveryState.REJECTED, Reason.REFUSED_BY_VENUE, error.reason)
    if isinstance(error, Gone):
        return Step(DeliveryState.REJECTED, Reason.TARGET_GONE, error.detail)
    return Step(DeliveryState.RETRYING, reason_of(error), error.detail, pause(error, row.attempts, now), row.absences)


def reason_of(error: ConnectorError) -> Reason:
    """Why we try again later."""
    if isinstance(error, RateLimited):
        return Reason.RATE_LIMITED
    if isinstance(error, SignInAgain):
        return Reason.SIGN_IN_AGAIN
    return Reason.UNEXPECTED if isinstance(error, Unexpected) else Reason.UNREACHABLE


def pause(error: ConnectorError, attempts: int, now: int) -> int:
    """When to try again: as the venue says (at most an hour), else by the table of back-offs."""
    if isinstance(error, RateLimited) and error.until is not None:
        return min(max(error.until, now + SECOND), now + LONGEST_PAUSE)
    return now + backoff(attempts)


def settled_at(row: DeliveryRow, safety: Safety, now: int) -> int:
    """When the venue can no longer be working on the last attempt (UTC milliseconds)."""
    return min(row.last_sent_at or row.created_at, now) + round(safety.settle * SECOND)


def may_arrive_late(row: DeliveryRow, idempotency: Idempotency) -> bool:
    """Whether a reply that is to be tried again was read back as absent at once, because its key makes the resend safe: the
    venue may still be working on the earlier attempt, so its words must not be given back to be sent under a new key."""
    return idempotency is Idempotency.KEY and row.state is DeliveryState.RETRYING and row.absences > 0


def after_read_back(result: ReadBack, row: DeliveryRow, safety: Safety, now: int) -> Step:
    """What reading back tells of a reply that may or may not have arrived.

    A resend needs a key that the server honours, or two complete and empty read-backs after the settle time; a guard that
    refuses duplicates comes on top, because guards have holes. The settle time counts from when the last attempt was
    given up (`last_sent_at`, which the store never leaves in the future). Where reading back is all there is, the two are a
    settle time apart: a clock set forth can then cut one of the two waits short, but not both.
    """
    if isinstance(result, Found):
        return after_receipt(result.receipt)
    settled = settled_at(row, safety, now)
    if isinstance(result, CannotTell):
        if now < settled:
            return Step(DeliveryState.UNKNOWN, Reason.OUTCOME_UNKNOWN, result.seen, min(settled, now + 5 * SECOND))
        return Step(DeliveryState.NEEDS_HUMAN, Reason.CANNOT_TELL, result.seen)
    if safety.idempotency is Idempotency.KEY:
        return Step(DeliveryState.RETRYING, Reason.OUTCOME_UNKNOWN, "", now, row.absences + 1)
    if now < settled:
        return Step(DeliveryState.UNKNOWN, Reason.OUTCOME_UNKNOWN, "", settled, 0)
    if row.absences + 1 < 2:
        gap = SECOND_LOOK if safety.idempotency is Idempotency.GUARD else round(safety.settle * SECOND)
        return Step(DeliveryState.UNKNOWN, Reason.OUTCOME_UNKNOWN, "", now + gap, row.absences + 1)
    if row.attempts >= MOST_ATTEMPTS:
        return Step(DeliveryState.NEEDS_HUMAN, Reason.CANNOT_TELL, row.detail)
    return Step(DeliveryState.RETRYING, Reason.OUTCOME_UNKNOWN, "", now, row.absences + 1)


def waits_for_read_back(error: ConnectorError, row: DeliveryRow, now: int) -> Step:
    """Reading back itself failed: the outcome stays unknown, and is asked for again later, the longer it lasts the later."""
    tries = 2 + max(now - (row.last_sent_at or now), 0) // (30 * SECOND)
    return Step(DeliveryState.UNKNOWN, row.reason, error.detail, pause(error, tries, now), row.absences)


def wants_preflight(row: DeliveryRow, now: int) -> bool:
    """Whether the thread must be re-read before this leaves: it waited, was scheduled or tried before, and no human sent it
    anyway."""
    if row.kind is not DeliveryKind.REPLY or row.forced:
        return False
    late = not row.not_before <= now <= row.not_before + PATIENCE
    return row.attempts > 0 or late or row.not_before > row.created_at + FRESH


def fingerprint(text_hash: str, visibility: Visibility) -> str:
    """What a reply remembers of its target: the words, and who could read them."""
    return f"{text_hash} {visibility}"


def wider(one: Visibility, other: Visibility) -> bool:
    """Whether more people read the one than the other."""
    order = tuple(Visibility)
    return order.index(one) < order.index(other)


@frozen
class Sighting:
    """What the re-read thread shows: the target's fingerprint (None: it is gone), whether the venue closed the thread, and
    the text of an answer of ours that nobody here knew when the reply was written."""

    target: str | None
    locked: bool
    answer: str | None


def preflight(row: DeliveryRow, sighting: Sighting) -> Step | None:
    """Whether the thread moved under the reply; None: it may leave."""
    if sighting.target is None:
        return Step(DeliveryState.STOPPED, Reason.TARGET_DELETED)
    if sighting.locked:
        return Step(DeliveryState.STOPPED, Reason.LOCKED)
    if sighting.answer is not None:
        return Step(DeliveryState.STOPPED, Reason.ANSWERED_MEANWHILE, sighting.answer[:500])
    words, _, visibility = sighting.target.partition(" ")
    words_then, _, visibility_then = row.target_text_hash.partition(" ")
    if words != words_then:
        return Step(DeliveryState.STOPPED, Reason.TARGET_EDITED)
    if visibility_then and row.visibility is not None:
        now, then = Visibility(visibility), Visibility(visibility_then)
        if wider(then, now) and wider(row.visibility, now):
            return Step(DeliveryState.STOPPED, Reason.TARGET_NARROWED)
    return None
