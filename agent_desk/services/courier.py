"""Carries the deliveries of one venue: checks the thread, makes at most one attempt at a time, reads back what is unknown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent_desk.connectors.contract import Connector
from agent_desk.connectors.departure import asking
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import TRANSITIONS, DeliveryState, Reason, Step
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    NotFound,
    OutcomeUnknown,
    OwnWords,
    Refused,
    Rejected,
    SecretUnavailable,
    SignInAgain,
    StoreError,
    Unexpected,
    Unreachable,
)
from agent_desk.domain.outgoing import (
    CannotTell,
    Found,
    OutgoingMedia,
    OutgoingReply,
    Receipt,
    VenueAct,
    VenueActKind,
)
from agent_desk.domain.posts import IncomingPost, Origin, SeenAuthor
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.domain.sending import (
    FRESH,
    PART_LOOK,
    SECOND,
    Safety,
    after_error,
    after_read_back,
    after_receipt,
    may_arrive_late,
    pause,
    preflight,
    reason_of,
    settled_at,
    waits_for_read_back,
    wants_preflight,
)
from agent_desk.domain.venues import Venue
from agent_desk.services.drafts import give_back
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.parts import as_draft, call_next, not_left
from agent_desk.services.standing import sighting, target_of
from agent_desk.services.threads import reread, take_thread
from agent_desk.storage.contract import Nouns

log = logging.getLogger(__name__)
T = TypeVar("T")
WAIT = 2 * SECOND
"""How long a reply waits for another one in its conversation to be known of."""


SLOW_UPLOAD = 300 * SECOND
"""Between two writes of one attempt."""


class LeaseLost(Exception):
    """Another process took the venue over: stop at once, it finds everything on disk."""


class Courier:
    """For one venue on one desk. Blocking; on the venue's sending lane.

    `holds`: whether this process still has the venue's lease, asked inside the transaction that precedes each attempt.
    """

    def __init__(
        self, ground: Ground, venue: Venue, connector: Connector, safety: Safety, holds: Callable[[Nouns], bool]
    ) -> None:
        self._ground = ground
        self._venue = venue
        self._connector = connector
        self._safety = safety
        self._holds = holds

    def round(self) -> tuple[Changes, ConnectorError | None]:
        """Deal with everything that is due now; also the last trouble of the venue's that should show on the venue."""
        changes, trouble = Changes(), None
        for due in self._ground.store.read.deliveries.due(self._venue.id, self._ground.now()):
            row = self._fresh(due)
            if row.due_at is None or row.approval is Approval.WANTED:
                # Undone meanwhile, or ended by what an earlier one of this round brought.
                continue
            done, error = self._one(row)
            changes |= done
            trouble = error or trouble
        return changes, trouble

    def _one(self, row: DeliveryRow) -> tuple[Changes, ConnectorError | None]:
        try:
            changes = Changes()
            if row.state is DeliveryState.UNKNOWN or (row.state is DeliveryState.RETRYING and row.absences):
                changes, error, row = self._read_back(row)
                if row.state is not DeliveryState.RETRYING or error is not None:
                    return changes, error
            wait = self._must_wait(row)
            if wait is not None:
                return changes | self._stepped(row, wait, None)[0], None
            stopped, error = self._look(row)
            if stopped is not None:
                return changes | stopped, error
            sent, error = self._attempt(row)
            return changes | sent, error
        except NotFound as lost:
            # Its conversation did not survive a damaged database: only a human can judge it.
            open_ = row.state is DeliveryState.UNKNOWN
            state = DeliveryState.NEEDS_HUMAN if open_ else DeliveryState.STOPPED
            return self._stepped(row, Step(state, Reason.TARGET_GONE, lost.detail), None)
        except Refused as refused:
            # The row moved while we looked at it: undone by its agent, or finished by another process.
            log.info("delivery %s moved meanwhile: %s", row.id, refused.detail)
            return _touched(row), None

    def _read_back(self, row: DeliveryRow) -> tuple[Changes, ConnectorError | None, DeliveryRow]:
        now, reply = self._ground.now, self._reply(row)
        try:
            result = self._asked(lambda: self._connector.find_sent(reply))
        except (Gone, Rejected) as error:
            result = CannotTell(error.detail)
        except ConnectorError as error:
            step = waits_for_read_back(error, row, now())
            return *self._stepped(row, step, error), self._fresh(row)
        step = after_read_back(result, row, self._safety, now())
        receipt = result.receipt if isinstance(result, Found) else None
        changes, _ = self._stepped(row, step, None, receipt)
        return changes, None, self._fresh(row)

    def _look(self, row: DeliveryRow) -> tuple[Changes | None, ConnectorError | None]:
        """The check before sending; a Changes says that the row does not leave now."""
        if any(not Path(item.path).is_file() for item in row.media):
            return self._stepped(row, Step(DeliveryState.REJECTED, Reason.MEDIA_MISSING), None)
        if not wants_preflight(row, self._ground.now()):
            return None, None
        read = self._ground.store.read
        try:
            ref = read.messages.thread_ref(row.conversation_id)
            reading = self._asked(lambda: self._connector.thread(ref))
        except (Gone, Rejected) as error:
            return self._stepped(row, Step(DeliveryState.STOPPED, Reason.TARGET_GONE, error.detail), None)
        except ConnectorError as error:
            if row.state is DeliveryState.QUEUED:
                # Nothing was tried yet; the row waits where it is.
                now = self._ground.now()
                tries = 1 + (now - row.not_before) // (30 * SECOND)
                step = Step(row.state, reason_of(error), error.detail, pause(error, tries, now))
            else:
                step = after_error(error, row, self._ground.now())
            return self._stepped(row, step, error)
        taken = take_thread(self._ground, self._venue, row.conversation_id, reading)
        seen = sighting(self._ground, self._venue, row, locked=reading.locked)
        step_or_none = preflight(row, seen)
        if step_or_none is None:
            return None, None
        if row.state is DeliveryState.RETRYING and row.absences:
            # What moved under the reply may be the reply itself, where an earlier attempt arrived after all.
            changes, trouble, row = self._read_back(row)
            if trouble is not None or row.state is not DeliveryState.RETRYING:
                return changes | taken, trouble
            now = self._ground.now()
            settled = settled_at(row, self._safety, now)
            if may_arrive_late(row, self._safety.idempotency) and now < settled:
                step_or_none = Step(row.state, row.reason, row.detail, settled, row.absences)
        changes, _ = self._stepped(row, step_or_none, None)
        return changes | taken, None

    def _attempt(self, row: DeliveryRow) -> tuple[Changes, ConnectorError | None]:
        leave = self._leaving(row)
        with self._ground.act() as (nouns, tally):
            if not self._holds(nouns):
                raise LeaseLost
            if nouns.deliveries.get(row.id).approval is Approval.WANTED:
                raise Refused("awaits_approval")
            row = nouns.deliveries.step(
                row, Step(DeliveryState.SENDING, row.reason, absences=row.absences), self._ground.now(), attempt=True
            )
            tally.add(_touched(row))
        try:
            with asking(self._departure(row)):
                receipt = leave()
        except SecretUnavailable as error:
            # Secrets are asked for before anything is sent.
            signed_out = _signed_out(error)
            changes, trouble = self._stepped(row, after_error(signed_out, row, self._ground.now()), signed_out)
            return changes | tally.changes, trouble
        except ConnectorError as error:
            step = after_error(error, row, self._ground.now())
            changes, trouble = self._stepped(row, step, error)
            return changes | tally.changes, trouble
        except Exception:
            # A fault of our own in a connector: whether the venue took it is open, and the outbox must go on.
            log.exception("connector failed while sending delivery %s", row.id)
            step = after_error(OutcomeUnknown("connector failed"), row, self._ground.now())
            changes, _ = self._stepped(row, step, None)
            return changes | tally.changes, None
        step = after_receipt(receipt) if row.kind is DeliveryKind.REPLY else Step(DeliveryState.DELIVERED)
        changes, _ = self._stepped(row, step, None, receipt)
        return changes | tally.changes | self._refreshed(row), None

    def _departure(self, row: DeliveryRow) -> Callable[[], None]:
        """Asked before each write of an attempt. A process that was frozen since it noted the attempt may wake up after
        another one has read back and sent the reply itself; the lease's fence and the row tell."""
        asked, patience = row.updated_at, round(self._safety.settle * SECOND)

        def check() -> None:
            nonlocal asked, patience
            now = self._ground.now()
            try:
                with self._ground.store.write(durable=False) as nouns:
                    current = nouns.deliveries.get(row.id)
                    ours = (current.state, current.attempts) == (row.state, row.attempts) and self._holds(nouns)
            except StoreError as error:
                raise Unreachable(error.detail) from error
            if not ours or not asked <= now < asked + patience:
                raise Unreachable(OwnWords("the attempt was held up for too long"))
            # Pictures go up before the reply, and a slow line takes its time for each.
            asked, patience = now, SLOW_UPLOAD

        return check

    def _refreshed(self, row: DeliveryRow) -> Changes:
        """After an act on a post: what the venue shows now. The act itself is done, so a failure here is no trouble."""
        if row.kind is DeliveryKind.REPLY:
            return Changes()
        try:
            return reread(self._ground, self._venue, self._connector, row.conversation_id)
        except ConnectorError as error:
            log.info("conversation %s could not be re-read: %s", row.conversation_id, error.detail)
            return Changes()

    def _leaving(self, row: DeliveryRow) -> Callable[[], Receipt]:
        """Everything that the attempt needs is read before it begins."""
        if row.kind is DeliveryKind.REPLY:
            reply = self._reply(row)
            return lambda: self._connector.send(reply)
        act = VenueAct(
            row.id, VenueActKind(row.kind.value), target_of(self._ground, self._venue, row), row.created_at, row.text
        )
        return lambda: self._connector.act(act)

    def _stepped(
        self, row: DeliveryRow, step: Step, error: ConnectorError | None, receipt: Receipt | None = None
    ) -> tuple[Changes, ConnectorError | None]:
        """Write the outcome down; what was delivered stands in the thread from the same moment on.

        A receipt counts whatever became of the row meanwhile; any other outcome only where the row did not move.
        """
        with self._ground.act() as (nouns, tally):
            current = nouns.deliveries.get(row.id) if receipt else row
            if TRANSITIONS[current.state]:
                nouns.deliveries.step(
                    current,
                    step,
                    self._ground.now(),
                    remote_id=receipt.remote_id if receipt else None,
                    url=receipt.url if receipt else None,
                    native=receipt.native if receipt else None,
                )
                if step.state is DeliveryState.DELIVERED:
                    tally.add(call_next(self._ground, nouns, row))
            tally.add(_touched(row))
            if receipt is not None and row.kind is DeliveryKind.REPLY:
                self._show(nouns, tally, row, receipt)
            if step.state is DeliveryState.REJECTED and row.kind is DeliveryKind.REPLY:
                tally.add(give_back(self._ground, nouns, as_draft(self._ground, not_left(nouns, row))))
        return tally.changes, error

    def _show(self, nouns: Nouns, tally: Tally, row: DeliveryRow, receipt: Receipt) -> None:
        # Where a fetch was faster, it knows more of the post than the receipt does.
        if not nouns.messages.known(self._venue.id, [receipt.remote_id]):
            take_in(self._ground, nouns, tally, self._venue, prepare([self._as_post(row, receipt)]))

    def _as_post(self, row: DeliveryRow, receipt: Receipt) -> IncomingPost:
        read = self._ground.store.read
        profile = self._venue.profile
        account = profile.account_id if profile else self._venue.user
        return IncomingPost(
            remote_id=receipt.remote_id,
            place=read.conversations.place(row.conversation_id),
            author=SeenAuthor(
                account,
                profile.handle if profile else self._venue.user,
                profile.name if profile else self._venue.label,
                profile.url if profile else "",
                profile.avatar_url if profile else "",
                ours=True,
            ),
            # A reply may wait for hours before the venue has it.
            posted_at=receipt.posted_at or row.last_sent_at or row.created_at,
            body=row.text,
            origin=Origin.CONTEXT,
            state=receipt.state,
            parent_remote_id=target_of(self._ground, self._venue, row).remote_id,
            url=receipt.url,
            visibility=row.visibility or read.messages.get(row.target_message_id).visibility,
            warning=row.warning,
        )

    def _must_wait(self, row: DeliveryRow) -> Step | None:
        """What keeps a reply from leaving now, however its due time came about: its hour, a part before it that has not
        arrived, or another reply in the conversation that may or may not be there, so that the thread cannot be judged."""
        if row.kind is not DeliveryKind.REPLY:
            return None
        read, now = self._ground.store.read, self._ground.now()
        if row.after_id is not None and read.deliveries.get(row.after_id).state is not DeliveryState.DELIVERED:
            return Step(row.state, Reason.AFTER_PART, "", now + PART_LOOK)
        if row.state is DeliveryState.QUEUED and row.not_before > max(now, row.created_at + FRESH):
            return Step(row.state, Reason.SCHEDULED, "", row.not_before)
        others = read.deliveries.of(row.conversation_id)
        if any(other.state is DeliveryState.UNKNOWN and other.id != row.id for other in others):
            return Step(row.state, row.reason, row.detail, now + WAIT, row.absences)
        return None

    def _asked(self, question: Callable[[], T]) -> T:
        """Ask the venue something. A fault of our own in a connector counts as an answer that nobody understands."""
        try:
            return question()
        except ConnectorError:
            raise
        except SecretUnavailable as error:
            raise _signed_out(error) from error
        except Exception as error:
            log.exception("connector of venue %s failed", self._venue.id)
            raise Unexpected(type(error).__name__) from error

    def _reply(self, row: DeliveryRow) -> OutgoingReply:
        return OutgoingReply(
            id=row.id,
            place=self._ground.store.read.conversations.place(row.conversation_id),
            target=target_of(self._ground, self._venue, row),
            text=row.text,
            created_at=row.created_at,
            media=tuple(
                OutgoingMedia(Path(item.path), item.mime, item.alt, item.width, item.height) for item in row.media
            ),
            visibility=row.visibility,
            warning=row.warning,
        )

    def _fresh(self, row: DeliveryRow) -> DeliveryRow:
        return self._ground.store.read.deliveries.get(row.id)


def recover(ground: Ground, venue_id: str) -> Changes:
    """Whoever was sending when the lease came to us is gone: what it was sending may have arrived, or not."""
    at = ground.now()
    with ground.act() as (nouns, tally):
        for row in nouns.deliveries.in_state(DeliveryState.SENDING, venue_id):
            reply = row.kind is DeliveryKind.REPLY
            state = DeliveryState.UNKNOWN if reply else DeliveryState.RETRYING
            nouns.deliveries.step(row, Step(state, Reason.INTERRUPTED, "", at), at)
            tally.add(_touched(row))
    return tally.changes


def put_off(ground: Ground, venue_id: str, error: ConnectorError) -> Changes:
    """No connector can be had for the venue: everything that is due waits, with the reason."""
    with ground.act() as (nouns, tally):
        now = ground.now()
        for row in nouns.deliveries.due(venue_id, now):
            tries = 1 + max(now - row.not_before, 0) // (30 * SECOND)
            step = Step(row.state, reason_of(error), error.detail, pause(error, tries, now), row.absences)
            nouns.deliveries.step(row, step, now)
            tally.add(_touched(row))
    return tally.changes


def _signed_out(error: SecretUnavailable) -> SignInAgain:
    return SignInAgain(error.detail)


def _touched(row: DeliveryRow) -> Changes:
    return Changes(conversations=frozenset({row.conversation_id}), deliveries=frozenset({row.id}))
