"""The outbox in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from agent_desk.domain.delivery import PENDING, DeliveryState, Reason, Step, legal
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.ids import is_number
from agent_desk.domain.posts import Native, Visibility
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryEventRow, DeliveryKind, DeliveryRow
from agent_desk.storage.sqlite.drafts import media_of, media_text

_SELECT = (
    "SELECT delivery.*, coalesce(conversation.number, 0) AS conversation_number"
    " FROM delivery LEFT JOIN conversation ON conversation.id = delivery.conversation_id"
)
_WANTING = "delivery.approval = 'wanted' AND delivery.state = 'queued'"
CLOCK_SLACK = 2000
_LATEST = 1 << 60
_COLUMNS = (
    "number, id, key, kind, conversation_id, venue_id, agent_id, target_message_id, target_remote_id, target_text_hash,"
    " text, media, state, reason, detail, created_at, not_before, due_at, attempts, forced, updated_at,"
    " visibility, warning, part, parts, after_id, approval, approval_reason"
)


class SqliteDeliveries:
    """See agent_desk.storage.contract.Deliveries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def next_number(self) -> int:
        highest = "SELECT 1 + max(deliveries, (SELECT coalesce(max(number), 0) FROM delivery)) FROM workspace"
        return int(self._db.execute(highest).fetchone()[0])

    def add(self, row: DeliveryRow) -> None:
        values = [getattr(row, name.strip()) for name in _COLUMNS.split(",")]
        values[11] = media_text(row.media)
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO delivery ({_COLUMNS}) VALUES ({marks})", values)
        self._event(row.id, row.created_at, None, row.state, row.reason, row.detail)

    def get(self, ref: str) -> DeliveryRow:
        if is_number(ref):
            rows = self._rows("WHERE delivery.number = ?", int(ref.lstrip("#")))
        else:
            rows = self._rows("WHERE delivery.id = ?", ref)
        if not rows:
            raise NotFound(f"delivery {ref}", what="delivery", name=ref)
        return rows[0]

    def by_key(self, key: str) -> DeliveryRow | None:
        rows = self._rows("WHERE delivery.key = ?", key)
        return rows[0] if rows else None

    def rows(self, updated_after: int) -> list[DeliveryRow]:
        pending = self._rows("WHERE delivery.state NOT IN ('delivered', 'discarded')")
        ended = self._rows(
            "WHERE delivery.updated_at > ? AND delivery.state IN ('delivered', 'discarded')", updated_after
        )
        return sorted(pending + ended, key=lambda row: row.number)

    def ended(self, limit: int, before: DeliveryRow | None) -> list[DeliveryRow]:
        return self._rows(
            "WHERE delivery.state IN ('delivered', 'discarded')"
            " AND (delivery.updated_at, delivery.number) < (?, ?) AND delivery.updated_at <= ?"
            " ORDER BY delivery.updated_at DESC, delivery.number DESC LIMIT ?",
            *((before.updated_at, before.number, before.updated_at) if before else (_LATEST, 0, _LATEST)),
            limit,
        )

    def of(self, conversation_id: str) -> tuple[DeliveryRow, ...]:
        return tuple(self._rows("WHERE delivery.conversation_id = ? ORDER BY delivery.number", conversation_id))

    def due(self, venue_id: str, now: int) -> list[DeliveryRow]:
        # A row that was last touched in the future was written before the clock was set back: its due time means nothing.
        return self._rows(
            "WHERE delivery.venue_id = ? AND delivery.due_at IS NOT NULL AND (delivery.due_at <= ? OR delivery.updated_at > ?)"
            " AND delivery.approval <> 'wanted'"
            " ORDER BY delivery.attempts > 0, delivery.number",
            venue_id,
            now,
            now + CLOCK_SLACK,
        )

    def next_due(self, now: int) -> dict[str, int]:
        rows = self._db.execute(
            "SELECT venue_id, min(due) AS due FROM ("
            " SELECT venue_id, iif(updated_at > ?, ?, due_at) AS due FROM delivery"
            "  WHERE due_at IS NOT NULL AND approval <> 'wanted' UNION ALL"
            " SELECT venue_id, ? FROM delivery WHERE state = 'sending' AND state NOT IN ('delivered', 'discarded')"
            ") GROUP BY venue_id",
            (now + CLOCK_SLACK, now, now),
        )
        return {row["venue_id"]: row["due"] for row in rows}

    def in_state(self, state: DeliveryState, venue_id: str | None = None) -> list[DeliveryRow]:
        if state not in PENDING:
            return self._rows("WHERE delivery.state = ?", state)
        return self._rows(
            "WHERE delivery.state = ? AND delivery.state NOT IN ('delivered', 'discarded')"
            " AND coalesce(?, delivery.venue_id) = delivery.venue_id ORDER BY delivery.number",
            state,
            venue_id,
        )

    def step(
        self,
        row: DeliveryRow,
        step: Step,
        at: int,
        *,
        attempt: bool = False,
        remote_id: str | None = None,
        url: str | None = None,
        forced: bool | None = None,
        native: Native | None = None,
        not_before: int | None = None,
    ) -> DeliveryRow:
        if step.state is not row.state and not legal(row.state, step.state):
            raise Refused("wrong_state", f"{row.state} to {step.state}", state=row.state)
        done = self._db.execute(
            "UPDATE delivery SET state = ?, reason = ?, detail = ?, due_at = ?, absences = ?, updated_at = ?,"
            " attempts = attempts + ?, first_sent_at = coalesce(first_sent_at, ?),"
            " last_sent_at = coalesce(?, min(last_sent_at, ?)),"
            " remote_id = coalesce(?, remote_id), url = coalesce(?, url), forced = coalesce(?, forced),"
            " native = coalesce(?, native), not_before = coalesce(?, not_before)"
            " WHERE id = ? AND state = ? AND attempts = ?",
            (
                step.state,
                step.reason,
                step.detail,
                step.due_at,
                step.absences,
                at,
                attempt,
                at if attempt else None,
                at if attempt or row.state is DeliveryState.SENDING else None,
                at,
                remote_id,
                url,
                forced,
                json.dumps(dict(native)) if native is not None else None,
                not_before,
                row.id,
                row.state,
                row.attempts,
            ),
        )
        if done.rowcount != 1:
            current = self.get(row.id).state
            raise Refused("wrong_state", f"{row.state} became {current}", state=current)
        if (step.state, step.reason, step.detail) != (row.state, row.reason, row.detail):
            self._event(row.id, at, row.state, step.state, step.reason, step.detail)
        return self.get(row.id)

    def rename(self, venue_id: str, held: str, remote_id: str) -> None:
        self._db.execute(
            "UPDATE delivery SET remote_id = ? WHERE venue_id = ? AND remote_id = ?", (remote_id, venue_id, held)
        )

    def reschedule(self, venue_id: str, states: Iterable[DeliveryState], due_at: int) -> int:
        count = 0
        for state in states:
            done = self._db.execute(
                "UPDATE delivery SET due_at = min(due_at, max(?, not_before))"
                " WHERE venue_id = ? AND state = ? AND due_at IS NOT NULL",
                (due_at, venue_id, state),
            )
            count += done.rowcount
        return count

    def approve(self, delivery_id: str, approval: Approval, agent_id: str | None) -> None:
        self._db.execute(
            "UPDATE delivery SET approval = ?, approved_by = ? WHERE id = ?", (approval, agent_id, delivery_id)
        )

    def wanting(self) -> list[DeliveryRow]:
        return self._rows(f"WHERE {_WANTING} ORDER BY delivery.created_at, delivery.number")

    def count_wanting(self) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM delivery WHERE {_WANTING} AND part = 1").fetchone()[0])

    def history(self, delivery_id: str) -> list[DeliveryEventRow]:
        rows = self._db.execute("SELECT * FROM delivery_event WHERE delivery_id = ? ORDER BY rowid", (delivery_id,))
        return [
            DeliveryEventRow(
                at=row["at"],
                before=DeliveryState(row["before"]) if row["before"] else None,
                after=DeliveryState(row["after"]),
                reason=Reason(row["reason"]),
                detail=row["detail"],
            )
            for row in rows
        ]

    def _event(self, delivery_id: str, at: int, before: str | None, after: str, reason: str, detail: str) -> None:
        self._db.execute(
            "INSERT INTO delivery_event VALUES (?, ?, ?, ?, ?, ?)", (delivery_id, at, before, after, reason, detail)
        )

    def _rows(self, where: str, *params: str | int | None) -> list[DeliveryRow]:
        return [_delivery(row) for row in self._db.execute(f"{_SELECT} {where}", params)]


def _delivery(row: sqlite3.Row) -> DeliveryRow:
    return DeliveryRow(
        id=row["id"],
        number=row["number"],
        key=row["key"],
        kind=DeliveryKind(row["kind"]),
        conversation_id=row["conversation_id"],
        conversation_number=row["conversation_number"],
        venue_id=row["venue_id"],
        agent_id=row["agent_id"],
        target_message_id=row["target_message_id"],
        target_remote_id=row["target_remote_id"],
        target_text_hash=row["target_text_hash"],
        text=row["text"],
        media=media_of(row["media"]),
        state=DeliveryState(row["state"]),
        reason=Reason(row["reason"]),
        detail=row["detail"],
        created_at=row["created_at"],
        not_before=row["not_before"],
        due_at=row["due_at"],
        attempts=row["attempts"],
        first_sent_at=row["first_sent_at"],
        last_sent_at=row["last_sent_at"],
        absences=row["absences"],
        remote_id=row["remote_id"],
        url=row["url"],
        forced=bool(row["forced"]),
        updated_at=row["updated_at"],
        visibility=Visibility(row["visibility"]) if row["visibility"] else None,
        warning=row["warning"],
        part=row["part"],
        parts=row["parts"],
        after_id=row["after_id"],
        native=json.loads(row["native"]),
        approval=Approval(row["approval"]),
        approval_reason=row["approval_reason"],
        approved_by=row["approved_by"],
    )
