"""The second pair of eyes: what waits for it, giving it, taking it back, and refusing with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.reviewing import Approval, Wanted, parsed, why_not
from agent_desk.domain.roster import AgentRow, NoticeKind, Right, may
from agent_desk.domain.rows import ConversationRow, DeliveryKind, DeliveryRow
from agent_desk.domain.splitting import joined
from agent_desk.domain.typed import sound
from agent_desk.services.acting import acted
from agent_desk.services.drafts import give_back
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.parts import as_draft, parts_of, waits_for_part
from agent_desk.services.queueing import LONGEST_UNDO, UNDO_WINDOW
from agent_desk.services.reviewing import TAGS
from agent_desk.storage.contract import Nouns


@frozen
class Waiting:
    """One reply that waits for a second pair of eyes. `text`: its parts as one. `mine`: written by who looks, who may take
    it back and not approve it."""

    delivery: DeliveryRow
    text: str
    author: AgentRow
    row: ConversationRow
    why: Wanted | None
    mine: bool


@frozen
class Approved:
    """A reply that may leave, at `delivery.not_before` at the earliest; until then `withdraw` takes the word back."""

    delivery: DeliveryRow
    changes: Changes


@frozen
class Choices:
    """Whose words wait: of which agents, at which venues (ids), under which tags."""

    agents: tuple[str, ...]
    venues: frozenset[str]
    tags: tuple[str, ...]


class Approvals:
    """Reads on any thread; acts on the write lane. Acts raise Refused(`own_words`, `no_right`, `not_wanted`), NotFound."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def waiting(self) -> list[Waiting]:
        """What waits, oldest first."""
        read = self._ground.store.read
        rows = read.deliveries.wanting()
        return [
            Waiting(
                row,
                _text(read, row),
                read.agents.get(row.agent_id),
                read.conversations.row(row.conversation_id),
                parsed(row.approval_reason),
                row.agent_id == self._ground.me,
            )
            for row in rows
            if row.part == 1
        ]

    def count(self) -> int:
        """How many replies wait."""
        return self._ground.store.read.deliveries.count_wanting()

    def approve(self, ref: str) -> Approved:
        """Let a reply leave, all its parts: when its time comes, and not before the agent had some seconds to take that
        back."""
        with self._ground.act() as (nouns, tally):
            parts, now = self._wanted(nouns, ref), self._ground.now()
            for part in parts:
                nouns.deliveries.approve(part.id, Approval.GIVEN, self._ground.me)
                if not waits_for_part(part):
                    leaves = max(part.not_before, now + UNDO_WINDOW)
                    reason = Reason.UNDO_WINDOW if leaves - now <= LONGEST_UNDO else Reason.SCHEDULED
                    step = Step(DeliveryState.QUEUED, reason, "", leaves)
                    nouns.deliveries.step(nouns.deliveries.get(part.id), step, now, not_before=leaves)
            self._tell(nouns, tally, parts[0], NoticeKind.APPROVAL_GIVEN, {"approval": Approval.GIVEN.value})
            tally.add(_touched(parts))
        return Approved(self._ground.store.read.deliveries.get(parts[0].id), tally.changes)

    def withdraw(self, ref: str) -> Changes:
        """Take an approval back, as long as nothing has left."""
        with self._ground.act() as (nouns, tally):
            parts = parts_of(nouns, nouns.deliveries.get(ref))
            if any(part.approval is not Approval.GIVEN or part.approved_by != self._ground.me for part in parts):
                raise Refused("not_wanted")
            if any(part.state is not DeliveryState.QUEUED for part in parts):
                raise Refused("too_late", state=parts[0].state)
            for part in parts:
                nouns.deliveries.approve(part.id, Approval.WANTED, None)
                if not waits_for_part(part):
                    step = Step(DeliveryState.QUEUED, Reason.APPROVAL, "", part.not_before)
                    nouns.deliveries.step(nouns.deliveries.get(part.id), step, self._ground.now())
            self._tell(nouns, tally, parts[0], NoticeKind.APPROVAL_WANTED, {"approval": Approval.WANTED.value})
            tally.add(_touched(parts))
        return tally.changes

    def refuse(self, ref: str, why: str) -> Changes:
        """Give a reply back to its author's draft, with the reason. Raises Refused(`reason_missing`) too."""
        why = sound(why).strip()
        if not why:
            raise Refused("reason_missing")
        with self._ground.act() as (nouns, tally):
            parts = self._wanted(nouns, ref)
            for part in parts:
                step = Step(DeliveryState.DISCARDED, Reason.REVIEW_REFUSED, why[:500])
                nouns.deliveries.step(part, step, self._ground.now())
            if parts[0].kind is DeliveryKind.REPLY:
                tally.add(give_back(self._ground, nouns, as_draft(self._ground, parts)))
            details = {"approval": "refused", "reason": why}
            self._tell(nouns, tally, parts[0], NoticeKind.APPROVAL_REFUSED, details)
            tally.add(_touched(parts))
        return tally.changes

    def choices(self) -> Choices:
        """Whose replies wait."""
        read = self._ground.store.read
        agents = tuple(agent.id for agent in read.roster.agents() if agent.reviewed)
        return Choices(agents, read.choices.reviewed(), read.choices.names(TAGS))

    def choose_venue(self, venue_id: str, on: bool) -> Changes:
        """Every reply at that venue wants a second pair of eyes from now on, or no longer."""
        with self._ground.act() as (nouns, tally):
            self._check_settings(nouns)
            nouns.choices.set_reviewed(nouns.venues.get(venue_id).id, on)
            tally.add(Changes(venues=frozenset({venue_id})))
        return tally.changes

    def choose_tags(self, tags: Iterable[str]) -> Changes:
        """Every reply under one of these tags does."""
        with self._ground.act() as (nouns, tally):
            self._check_settings(nouns)
            kept = {sound(tag).strip().casefold(): sound(tag).strip() for tag in tags}
            nouns.choices.set_names(TAGS, [tag for plain, tag in sorted(kept.items()) if plain])
            tally.add(Changes(everything=True))
        return tally.changes

    def _check_settings(self, nouns: Nouns) -> None:
        if not may(nouns.agents.get(self._ground.me).role, Right.SET_LEVELS):
            raise Refused("no_right")

    def _wanted(self, nouns: Nouns, ref: str) -> tuple[DeliveryRow, ...]:
        """All parts of what waits; the agent at this desk may be its second pair of eyes."""
        row = nouns.deliveries.get(ref)
        if refusal := why_not(nouns.agents.get(self._ground.me), row.agent_id):
            raise refusal
        parts = parts_of(nouns, row)
        if any(part.approval is not Approval.WANTED or part.state is not DeliveryState.QUEUED for part in parts):
            raise Refused("not_wanted")
        return parts

    def _tell(self, nouns: Nouns, tally: Tally, row: DeliveryRow, kind: NoticeKind, details: dict[str, str]) -> None:
        from agent_desk.services.notifying import notify

        full = {"delivery": row.id, "author": row.agent_id, **details}
        acted(
            self._ground, nouns, tally, ActionKind.APPROVE, row.conversation_id, full, message_id=row.target_message_id
        )
        if kind is not NoticeKind.APPROVAL_WANTED:
            root = nouns.merging.root(row.conversation_id)
            notify(self._ground, nouns, tally, [row.agent_id], kind, root, details={**full, "agent": self._ground.me})


def _text(nouns: Nouns, row: DeliveryRow) -> str:
    return joined([part.text for part in parts_of(nouns, row)], row.part, row.parts)


def _touched(parts: Sequence[DeliveryRow]) -> Changes:
    ids = frozenset(part.id for part in parts)
    return Changes(conversations=frozenset(part.conversation_id for part in parts), deliveries=ids)
