"""Where the work on conversations stands, in SQLite: to put it back after a bulk act, and to take up what was found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound
from agent_desk.domain.posts import Origin
from agent_desk.storage.contract.around import ReadState
from agent_desk.storage.sqlite.settling import COUNTS_AS_UNREAD

_UNREAD = (
    "UPDATE conversation SET read_up_to = :up_to, unread = (SELECT count(*) FROM message"
    f" WHERE conversation_id = conversation.id AND message.number > :up_to AND {COUNTS_AS_UNREAD}) WHERE id = :id"
)


class SqliteStates:
    """See agent_desk.storage.contract.around.States."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, conversation_id: str) -> ReadState:
        row = self._db.execute(
            "SELECT status, snoozed_until, read_up_to FROM conversation WHERE id = ?", (conversation_id,)
        ).fetchone()
        if row is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        return ReadState(Status(row["status"]), row["snoozed_until"], row["read_up_to"])

    def restore(self, conversation_id: str, state: ReadState) -> None:
        self._db.execute(
            "UPDATE conversation SET status = ?, snoozed_until = ? WHERE id = ?",
            (state.status, state.snoozed_until, conversation_id),
        )
        self._db.execute(_UNREAD, {"id": conversation_id, "up_to": state.read_up_to})

    def mark_unread(self, conversation_id: str) -> bool:
        row = self._db.execute(
            "SELECT max(message.number) AS latest FROM message JOIN conversation ON conversation.id = conversation_id"
            f" WHERE conversation_id = ? AND {COUNTS_AS_UNREAD} AND unread = 0",
            (conversation_id,),
        ).fetchone()
        if row["latest"] is None:
            return False
        self._db.execute(_UNREAD, {"id": conversation_id, "up_to": row["latest"] - 1})
        return True

    def take_up(self, conversation_id: str) -> bool:
        done = self._db.execute(
            "UPDATE conversation SET taken_up = 1 WHERE id = ? AND found AND NOT taken_up", (conversation_id,)
        )
        self._db.execute(
            "UPDATE message SET origin = ?, addressed = 1 WHERE conversation_id = ? AND origin = ? AND direction = 'customer'",
            (Origin.TAKEN_UP, conversation_id, Origin.FOUND),
        )
        return done.rowcount > 0

    def taken_up(self, conversation_ids: Iterable[str]) -> set[str]:
        rows = self._db.execute(
            "SELECT id FROM conversation WHERE taken_up AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(conversation_ids)),),
        )
        return {row["id"] for row in rows}
