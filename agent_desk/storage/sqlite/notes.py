"""Private notes in SQLite."""

from __future__ import annotations

import sqlite3

from agent_desk.domain.errors import NotFound
from agent_desk.domain.rows import NoteRow

_SELECT = "SELECT note.*, agent.name AS agent_name FROM note JOIN agent ON agent.id = note.agent_id"


class SqliteNotes:
    """See agent_desk.storage.contract.around.Notes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, note_id: str, conversation_id: str, agent_id: str, text: str, at: int) -> NoteRow:
        self._db.execute(
            "INSERT INTO note (id, conversation_id, agent_id, text, at) VALUES (?, ?, ?, ?, ?)",
            (note_id, conversation_id, agent_id, text, at),
        )
        return self.get(note_id)

    def get(self, note_id: str) -> NoteRow:
        row = self._db.execute(f"{_SELECT} WHERE note.id = ?", (note_id,)).fetchone()
        if row is None:
            raise NotFound(f"note {note_id}", what="note", name=note_id)
        return _note(row)

    def of(self, conversation_id: str) -> tuple[NoteRow, ...]:
        rows = self._db.execute(
            f"{_SELECT} WHERE conversation_id = ? AND removed_at IS NULL ORDER BY at, note.id", (conversation_id,)
        )
        return tuple(_note(row) for row in rows)

    def edit(self, note_id: str, text: str, at: int) -> None:
        self._db.execute("UPDATE note SET text = ?, edited_at = ? WHERE id = ?", (text, at, note_id))

    def remove(self, note_id: str, at: int | None) -> bool:
        done = self._db.execute(
            "UPDATE note SET removed_at = :at WHERE id = :id AND (removed_at IS NULL) <> (:at IS NULL)",
            {"at": at, "id": note_id},
        )
        return done.rowcount > 0


def _note(row: sqlite3.Row) -> NoteRow:
    return NoteRow(
        row["id"],
        row["conversation_id"],
        row["agent_id"],
        row["agent_name"],
        False,
        row["text"],
        row["at"],
        row["edited_at"],
    )
