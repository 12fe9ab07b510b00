"""Putting one delivery into the outbox: fixed id, fixed time, fixed words, and the action that stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import INITIAL, Reason
from agent_desk.domain.rows import DeliveryKind, DeliveryRow, MessageRow, StoredMedia
from agent_desk.domain.typed import sound
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns


@dataclass(frozen=True, slots=True)
class Sent:
    """What Send left behind: the row of the outbox, and what it touched."""

    delivery: DeliveryRow
    changes: Changes


def queue(
    ground: Ground,
    nouns: Nouns,
    venue: Venue,
    target: MessageRow,
    kind: DeliveryKind,
    text: str,
    *,
    wait: int,
    media: Sequence[StoredMedia] = (),
    key: str | None = None,
) -> DeliveryRow:
    """Add a row inside the caller's transaction; `wait` is the undo window in milliseconds."""
    at, delivery_id = ground.now(), ground.new_id()
    row = DeliveryRow(
        id=delivery_id,
        number=nouns.deliveries.next_number(),
        key=key or delivery_id,
        kind=kind,
        conversation_id=target.conversation_id,
        conversation_number=0,
        venue_id=venue.id,
        agent_id=ground.me,
        target_message_id=target.id,
        target_remote_id=target.remote_id,
        target_text_hash=nouns.messages.text_hash(target.id),
        text=sound(text),
        media=tuple(media),
        state=INITIAL,
        reason=Reason.UNDO_WINDOW if wait else Reason.NONE,
        detail="",
        created_at=at,
        not_before=at + wait,
        due_at=at + wait,
        attempts=0,
        first_sent_at=None,
        last_sent_at=None,
        absences=0,
        remote_id=None,
        url="",
        forced=False,
        updated_at=at,
    )
    nouns.deliveries.add(row)
    action = ActionKind.REPLY if kind is DeliveryKind.REPLY else ActionKind.VENUE_ACT
    nouns.ledger.add(Action(delivery_id, action, ground.me, row.conversation_id, at, target.id, {"kind": kind}))
    return nouns.deliveries.get(delivery_id)
