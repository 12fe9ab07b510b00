"""Drafts in SQLite, one per conversation and agent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict

from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import DraftRow, StoredMedia


class SqliteDrafts:
    """See agent_desk.storage.contract.Drafts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, conversation_id: str, agent_id: str) -> DraftRow | None:
        row = self._db.execute(
            "SELECT * FROM draft WHERE conversation_id = ? AND agent_id = ?", (conversation_id, agent_id)
        ).fetchone()
        return _draft(row) if row else None

    def all(self, agent_id: str) -> list[DraftRow]:
        rows = self._db.execute("SELECT * FROM draft WHERE agent_id = ? ORDER BY updated_at DESC", (agent_id,))
        return [_draft(row) for row in rows]

    def save(self, draft: DraftRow) -> None:
        self._db.execute(
            "INSERT INTO draft (conversation_id, agent_id, text, target_message_id, media, updated_at, visibility, warning, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text,"
            " target_message_id = excluded.target_message_id, media = excluded.media, updated_at = excluded.updated_at,"
            " visibility = excluded.visibility, warning = excluded.warning, note = excluded.note",
            (
                draft.conversation_id,
                draft.agent_id,
                draft.text,
                draft.target_message_id,
                media_text(draft.media),
                draft.updated_at,
                draft.visibility,
                draft.warning,
                draft.note,
            ),
        )

    def discard(self, conversation_id: str, agent_id: str) -> bool:
        done = self._db.execute(
            "DELETE FROM draft WHERE conversation_id = ? AND agent_id = ?", (conversation_id, agent_id)
        )
        return done.rowcount > 0


def media_text(media: Sequence[StoredMedia]) -> str:
    """Attached files as JSON text."""
    return json.dumps([asdict(item) for item in media])


def media_of(text: str) -> tuple[StoredMedia, ...]:
    """The attached files from JSON text."""
    return tuple(StoredMedia(**item) for item in json.loads(text))


def _draft(row: sqlite3.Row) -> DraftRow:
    return DraftRow(
        conversation_id=row["conversation_id"],
        agent_id=row["agent_id"],
        text=row["text"],
        target_message_id=row["target_message_id"],
        media=media_of(row["media"]),
        updated_at=row["updated_at"],
        visibility=Visibility(row["visibility"]) if row["visibility"] else None,
        warning=row["warning"],
        note=row["note"],
    )
