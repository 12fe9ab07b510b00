"""A reply that leaves as a thread: its parts, what may still be taken back of them, and the next one when one has arrived."""

from __future__ import annotations

from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.rows import DeliveryRow, DraftRow
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns


def parts_of(nouns: Nouns, row: DeliveryRow) -> tuple[DeliveryRow, ...]:
    """All parts of the thread that a row belongs to, in order; of a single reply itself."""
    if row.parts == 1:
        return (row,)
    rows = {other.id: other for other in nouns.deliveries.of(row.conversation_id)}
    first = row
    while first.after_id in rows:
        first = rows[first.after_id]
    found = [first]
    following = {other.after_id: other for other in rows.values() if other.after_id is not None}
    while found[-1].id in following:
        found.append(following[found[-1].id])
    return tuple(found)


def not_left(nouns: Nouns, row: DeliveryRow) -> tuple[DeliveryRow, ...]:
    """A part and those that wait behind it."""
    return (row, *(part for part in parts_of(nouns, row) if part.part > row.part and waits_for_part(part)))


def waits_for_part(row: DeliveryRow) -> bool:
    """Whether a part was not called up yet, because the one before it has not arrived."""
    return row.state is DeliveryState.QUEUED and row.reason is Reason.AFTER_PART


def call_next(ground: Ground, nouns: Nouns, arrived: DeliveryRow) -> Changes:
    """A part has arrived: the next one leaves now. In the transaction that says so, so that no death comes between."""
    if arrived.part == arrived.parts:
        return Changes()
    now = ground.now()
    for row in nouns.deliveries.of(arrived.conversation_id):
        if row.after_id == arrived.id and waits_for_part(row):
            nouns.deliveries.step(row, Step(DeliveryState.QUEUED, Reason.NONE, "", now), now, not_before=now)
            return Changes(conversations=frozenset({row.conversation_id}), deliveries=frozenset({row.id}))
    return Changes()


def as_draft(ground: Ground, rows: tuple[DeliveryRow, ...]) -> DraftRow:
    """The words of successive parts as one draft, without their numbers."""
    from agent_desk.domain.splitting import joined

    first = rows[0]
    return DraftRow(
        first.conversation_id,
        first.agent_id,
        joined([row.text for row in rows], first.part, first.parts),
        first.target_message_id,
        tuple(item for row in rows for item in row.media),
        ground.now(),
        first.visibility,
        first.warning,
    )
