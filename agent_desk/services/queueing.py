"""Putting one delivery into the outbox: fixed id, fixed time, fixed words, and the action that stands behind it."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import INITIAL, Reason
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import Visibility
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryKind, DeliveryRow, MessageRow, StoredMedia
from agent_desk.domain.sending import PART_LOOK, fingerprint
from agent_desk.domain.typed import sound
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.services.reviewing import wants
from agent_desk.storage.contract import Nouns

UNDO_WINDOW = 10_000
LONGEST_UNDO = 60_000
"""Milliseconds in which a reply can be taken back before it leaves."""


LONGEST_WAIT = 366 * 24 * 3600 * 1000
"""Milliseconds ahead for which a reply can be scheduled."""


@frozen
class Sent:
    """What Send left behind: the row of the outbox, and what it touched. `parts`: all rows of a thread, else that row."""

    delivery: DeliveryRow
    changes: Changes
    parts: tuple[DeliveryRow, ...]


@frozen
class Leaving:
    """What leaves. `visibility`: None as the post that it answers. `part` of `parts`; `after_id` is the part before."""

    kind: DeliveryKind
    text: str
    media: Sequence[StoredMedia] = ()
    visibility: Visibility | None = None
    warning: str = ""
    part: int = 1
    parts: int = 1
    after_id: str | None = None


def queue(
    ground: Ground,
    nouns: Nouns,
    venue: Venue,
    target: MessageRow,
    leaving: Leaving,
    when: int,
    *,
    key: str | None = None,
) -> DeliveryRow:
    """Add a row inside the caller's transaction; it leaves at `when` (UTC milliseconds), a later part after the one before."""
    at, delivery_id, waits = ground.now(), ground.new_id(), leaving.after_id is not None
    seen_first = wants(ground, nouns, venue, target.conversation_id, leaving.kind)
    row = DeliveryRow(
        id=delivery_id,
        number=nouns.deliveries.next_number(),
        key=key or delivery_id,
        kind=leaving.kind,
        conversation_id=target.conversation_id,
        conversation_number=0,
        venue_id=venue.id,
        agent_id=ground.me,
        target_message_id=target.id,
        target_remote_id=target.remote_id,
        target_text_hash=fingerprint(nouns.messages.text_hash(target.id), target.visibility),
        text=sound(leaving.text),
        media=tuple(leaving.media),
        state=INITIAL,
        reason=Reason.AFTER_PART if waits else Reason.APPROVAL if seen_first else _reason(at, when),
        detail="",
        created_at=at,
        not_before=when,
        due_at=when + PART_LOOK if waits else when,
        attempts=0,
        first_sent_at=None,
        last_sent_at=None,
        absences=0,
        remote_id=None,
        url="",
        forced=False,
        updated_at=at,
        visibility=leaving.visibility,
        warning=sound(leaving.warning),
        part=leaving.part,
        parts=leaving.parts,
        after_id=leaving.after_id,
        approval=Approval.WANTED if seen_first else Approval.NONE,
        approval_reason=seen_first.code if seen_first else "",
    )
    return _entered(nouns, row)


def _entered(nouns: Nouns, row: DeliveryRow) -> DeliveryRow:
    nouns.deliveries.add(row)
    action = ActionKind.REPLY if row.kind is DeliveryKind.REPLY else ActionKind.VENUE_ACT
    kind, target = {"kind": row.kind.value}, row.target_message_id
    nouns.ledger.add(Action(row.id, action, row.agent_id, row.conversation_id, row.created_at, target, kind))
    return nouns.deliveries.get(row.id)


def check_time(when: int, now: int) -> None:
    """Raises Refused(`wrong_time`) for what is no time to send something later."""
    if not now < when <= now + LONGEST_WAIT:
        raise Refused("wrong_time")


def time_to_leave(moment: int, at: int | None, *, now: bool, window: int = UNDO_WINDOW) -> int:
    """When a reply leaves: at a chosen time, `now`, or after the undo window (milliseconds). Raises Refused(`wrong_time`)."""
    if at is None:
        return moment + (0 if now else min(window, LONGEST_UNDO))
    check_time(at, moment)
    return at


def _reason(now: int, when: int) -> Reason:
    if when <= now:
        return Reason.NONE
    return Reason.UNDO_WINDOW if when - now <= LONGEST_UNDO else Reason.SCHEDULED
