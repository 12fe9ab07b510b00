"""The outbox as an agent sees it: what is pending and why, its history, and what can be done about it."""

from __future__ import annotations

from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DUE, DeliveryState, Reason, Step, legal
from agent_desk.domain.errors import Refused
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Right, may
from agent_desk.domain.rows import DeliveryEventRow, DeliveryKind, DeliveryRow
from agent_desk.domain.sending import PATIENCE, may_arrive_late
from agent_desk.services.drafts import clear_reply, draft_in, give_back
from agent_desk.services.ground import Ground
from agent_desk.services.parts import as_draft, not_left, parts_of, waits_for_part
from agent_desk.services.queueing import check_time
from agent_desk.storage.contract import Nouns

KEPT = 30 * 24 * 3600 * 1000
"""Milliseconds for which ended deliveries are still shown."""


class Outbox:
    """Reads on any thread; acts on the write lane. Acts raise NotFound, Refused(`wrong_state`, `too_late`,
    `reply_of_other`)."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def rows(self) -> list[DeliveryRow]:
        """Oldest first: everything pending, and what ended in the last 30 days."""
        return self._ground.store.read.deliveries.rows(self._ground.now() - KEPT)

    def overdue(self) -> list[DeliveryRow]:
        """Which replies fell due more than some seconds ago; right after the start: while nobody was there."""
        now = self._ground.now()
        rows = self._ground.store.read.deliveries.rows(now)
        late = [row for row in rows if row.due_at is not None and row.due_at < now - PATIENCE]
        late = [row for row in late if row.approval is not Approval.WANTED]
        return [row for row in late if not waits_for_part(row)]

    def ended(self, limit: int, before: DeliveryRow | None = None) -> list[DeliveryRow]:
        """The history: what arrived or was given up, newest first; `before`: the last row of the page before."""
        return self._ground.store.read.deliveries.ended(limit, before)

    def get(self, ref: str) -> DeliveryRow:
        """One delivery from its id or short number."""
        return self._ground.store.read.deliveries.get(ref)

    def history(self, delivery_id: str) -> list[DeliveryEventRow]:
        """Every step it took, oldest first."""
        return self._ground.store.read.deliveries.history(delivery_id)

    def undo(self, ref: str) -> Changes:
        """Take back a reply that has not left, was refused, held back or waits to be tried again; its text is a draft
        again. Of a thread: all parts of which that is true. Raises Refused(`may_have_arrived`) where the venue may still
        publish it."""
        return self._take_back(ref, Reason.UNDONE, keep_text=True)

    def discard(self, ref: str) -> Changes:
        """Give a reply up for good, of a thread all parts that have not left."""
        return self._take_back(ref, Reason.DISCARDED_BY_AGENT, keep_text=False)

    def retry(self, ref: str) -> Changes:
        """Try now: send what surely did not arrive, read back what may have."""
        with self._ground.act() as (nouns, tally):
            row, at = _called_up(nouns, ref), self._ground.now()
            nouns.venues.get(row.venue_id)
            not_before = None
            if row.state in DUE:
                # Empty read-backs count only when they are far enough apart.
                absences = 0 if row.state is DeliveryState.UNKNOWN else row.absences
                reason = Reason.NONE if row.reason is Reason.SCHEDULED else row.reason
                step = Step(row.state, reason, row.detail, at, absences)
                not_before = min(row.not_before, at)
            elif row.state is DeliveryState.NEEDS_HUMAN:
                step = Step(DeliveryState.UNKNOWN, Reason.OUTCOME_UNKNOWN, "", at)
            else:
                step = Step(DeliveryState.QUEUED, Reason.NONE, "", at)
            tally.add(self._step(nouns, row, step, not_before=not_before))
        return tally.changes

    def send_anyway(self, ref: str) -> Changes:
        """A human takes it on: send past the check of the thread, or although reading back could not settle it."""
        with self._ground.act() as (nouns, tally):
            row = _called_up(nouns, ref)
            self._check(nouns, row)
            nouns.venues.get(row.venue_id)
            if row.state not in (DeliveryState.STOPPED, DeliveryState.NEEDS_HUMAN, DeliveryState.REJECTED):
                raise Refused("wrong_state", row.state, state=row.state)
            step = Step(DeliveryState.QUEUED, Reason.SENT_ANYWAY, "", self._ground.now())
            tally.add(self._step(nouns, row, step, forced=True))
        return tally.changes

    def reschedule(self, ref: str, at: int) -> Changes:
        """Let a reply that has not left leave at another time (UTC milliseconds). Raises Refused (`wrong_time` too)."""
        with self._ground.act() as (nouns, tally):
            row = _called_up(nouns, ref)
            self._check(nouns, row)
            if row.state is not DeliveryState.QUEUED:
                raise Refused("too_late" if row.state is DeliveryState.SENDING else "wrong_state", state=row.state)
            check_time(at, self._ground.now())
            step = Step(DeliveryState.QUEUED, Reason.SCHEDULED, "", at)
            tally.add(self._step(nouns, row, step, not_before=at))
        return tally.changes

    def _take_back(self, ref: str, reason: Reason, *, keep_text: bool) -> Changes:
        with self._ground.act() as (nouns, tally):
            named = nouns.deliveries.get(ref)
            self._check(nouns, named)
            parts = parts_of(nouns, named)
            back = tuple(row for row in parts if self._why_not(nouns, row, keep_text=keep_text) is None)
            why_not = self._why_not(nouns, named, keep_text=keep_text)
            if why_not is not None and (why_not.code == "may_have_arrived" or not back):
                raise why_not
            for row in back:
                tally.add(self._step(nouns, row, Step(DeliveryState.DISCARDED, reason)))
            if keep_text and named.kind is DeliveryKind.REPLY:
                tally.add(give_back(self._ground, nouns, as_draft(self._ground, back)))
        return tally.changes

    def _check(self, nouns: Nouns, row: DeliveryRow) -> None:
        """What becomes of words is decided by who wrote them, and by leads. Raises Refused(`reply_of_other`)."""
        if row.agent_id != self._ground.me and not may(nouns.agents.get(self._ground.me).role, Right.ASSIGN_OTHERS):
            author = nouns.agents.get(row.agent_id)
            raise Refused("reply_of_other", name=author.name or f"#{author.number}")

    def _why_not(self, nouns: Nouns, row: DeliveryRow, *, keep_text: bool) -> Refused | None:
        """Why a delivery cannot be taken back."""
        if not legal(row.state, DeliveryState.DISCARDED):
            return Refused("too_late" if row.state is DeliveryState.SENDING else "wrong_state", state=row.state)
        if row.state is DeliveryState.NEEDS_HUMAN and keep_text:
            return Refused("may_have_arrived", state=row.state)
        if keep_text and row.state is DeliveryState.RETRYING:
            network = self._ground.registry.get(nouns.venues.get(row.venue_id).network)
            if may_arrive_late(row, network.manifest.idempotency):
                return Refused("may_have_arrived", state=row.state)
        return None

    def _step(
        self, nouns: Nouns, row: DeliveryRow, step: Step, forced: bool | None = None, not_before: int | None = None
    ) -> Changes:
        nouns.deliveries.step(row, step, self._ground.now(), forced=forced, not_before=not_before)
        changes = Changes(conversations=frozenset({row.conversation_id}), deliveries=frozenset({row.id}))
        if row.state is DeliveryState.REJECTED and step.state is DeliveryState.QUEUED:
            # Its words were given back when it was refused; now that they leave, they must not wait to be sent again.
            typed = draft_in(nouns, row.conversation_id, row.agent_id)
            given = as_draft(self._ground, not_left(nouns, row))
            if typed is not None and (typed.text, typed.media) == (given.text, given.media):
                changes |= clear_reply(self._ground, nouns, row.conversation_id, row.agent_id)
        return changes


def _called_up(nouns: Nouns, ref: str) -> DeliveryRow:
    row = nouns.deliveries.get(ref)
    if waits_for_part(row):
        raise Refused("waits_for_part")
    if row.approval is Approval.WANTED:
        raise Refused("awaits_approval")
    return row
