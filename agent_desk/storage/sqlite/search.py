"""Full text in SQLite: words for every script with spaces, grams of three for those without."""

from __future__ import annotations

import sqlite3

from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow, SearchHit
from agent_desk.storage.sqlite.conditions import WORKED_IN, Asked, conditions, match, source, unspaced
from agent_desk.storage.sqlite.conversations import SELECT_ROW, conversation_row

_HIT = (
    "SELECT conversation.id AS conversation_id, conversation.number AS conversation_number, message.id AS message_id,"
    " message.venue_id, author.name AS author_name, title, posted_at, hit.snippet AS snippet FROM hit"
    " JOIN message ON message.number = hit.rowid JOIN conversation ON conversation.id = message.conversation_id"
    " JOIN author ON author.id = message.author_id JOIN venue ON venue.id = message.venue_id"
    " WHERE venue.removed_at IS NULL ORDER BY posted_at DESC"
)


class SqliteSearch:
    """See agent_desk.storage.contract.Search."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def find(self, text: str, limit: int) -> list[SearchHit]:
        found = source(text)
        if found is None:
            return []
        table, term = found
        rows = self._db.execute(
            f"WITH hit AS MATERIALIZED (SELECT rowid, {_snippet(table)} AS snippet FROM {match(table)}"
            f" ORDER BY rowid DESC LIMIT ?) {_HIT}",
            (term, limit),
        )
        return [SearchHit(**dict(row)) for row in rows]

    def conversations(self, text: str, query: ListQuery, limit: int) -> list[ConversationRow]:
        found = source(text)
        if found is None:
            return []
        table, term = found
        where, params = conditions(query, Asked())
        merged = self._db.execute("SELECT 1 FROM conversation WHERE merged_into IS NOT NULL LIMIT 1").fetchone()
        home = WORKED_IN if merged else "conversation_id"
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE {' AND '.join(where)} AND conversation.id IN (SELECT {home} FROM message"
            f" WHERE message.number IN (SELECT rowid FROM {match(table)}))"
            " ORDER BY last_at DESC, conversation.number DESC LIMIT ?",
            (*params, term, limit),
        )
        return [conversation_row(row) for row in rows]

    def behind(self) -> bool:
        return self._db.execute("SELECT 1 FROM index_queue LIMIT 1").fetchone() is not None

    def index_some(self, limit: int) -> int:
        rows = self._db.execute(
            "SELECT message_number, text, name || ' ' || handle AS author FROM index_queue"
            " JOIN message ON number = message_number JOIN author ON author.id = author_id ORDER BY message_number LIMIT ?",
            (limit,),
        ).fetchall()
        for number, text, author in rows:
            for table in ("message_words", "message_grams"):
                self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))
            if text:
                self._db.execute(
                    "INSERT INTO message_words (rowid, text, author) VALUES (?, ?, ?)", (number, text, author)
                )
            if text and unspaced(text):
                self._db.execute("INSERT INTO message_grams (rowid, text) VALUES (?, ?)", (number, text))
        self._db.executemany("DELETE FROM index_queue WHERE message_number = ?", [(row[0],) for row in rows])
        return len(rows)


def _snippet(table: str) -> str:
    if table.endswith("LIKE"):
        return "substr(text, 1, 200)"
    return f"snippet({table}, 0, char(2), char(3), '…', 24)"
