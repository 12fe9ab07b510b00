"""Authors beyond their posts, in SQLite: marks with their history, who wrote where, and finding people by name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from agent_desk.domain.errors import NotFound
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import AuthorRow, ConversationRow, MarkRow, PersonHit
from agent_desk.storage.sqlite.conditions import words_of
from agent_desk.storage.sqlite.conversations import SELECT_ROW, conversation_row

_LAST = "\U0010ffff"
_RECENT_POSTS = 2000
"""So many of the latest posts tell who and what is recent, of threads and authors of any length."""


class SqlitePeople:
    """See agent_desk.storage.contract.around.People."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, author_id: str) -> AuthorRow:
        return author_row(self._row(author_id))

    def venue_of(self, author_id: str) -> str:
        return str(self._row(author_id)["venue_id"])

    def mark(self, author_id: str, mark: AuthorMark, reason: str, agent_id: str, at: int) -> None:
        self._db.execute("UPDATE author SET mark = ? WHERE id = ?", (mark, author_id))
        self._db.execute(
            "INSERT INTO author_mark (author_id, mark, reason, agent_id, at) VALUES (?, ?, ?, ?, ?)",
            (author_id, mark, reason, agent_id, at),
        )

    def regard(self, author_id: str, *, trusted: bool, automatic: bool) -> None:
        self._db.execute("UPDATE author SET trusted = ?, automatic = ? WHERE id = ?", (trusted, automatic, author_id))

    def all_conversations(self, author_id: str) -> list[str]:
        rows = self._db.execute("SELECT DISTINCT conversation_id FROM message WHERE author_id = ?", (author_id,))
        return [row[0] for row in rows]

    def marks(self, author_ids: Iterable[str]) -> dict[str, AuthorMark]:
        rows = self._db.execute(
            "SELECT id, mark FROM author WHERE mark <> '' AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(author_ids)),),
        )
        return {row["id"]: AuthorMark(row["mark"]) for row in rows}

    def history(self, author_id: str) -> list[MarkRow]:
        rows = self._db.execute(
            "SELECT author_mark.*, agent.name FROM author_mark JOIN agent ON agent.id = agent_id"
            " WHERE author_id = ? ORDER BY author_mark.number DESC",
            (author_id,),
        )
        return [MarkRow(AuthorMark(row["mark"]), row["reason"], row["name"], row["at"]) for row in rows]

    def waiting(self, author_id: str) -> dict[str, list[str]]:
        return self._by_conversation(
            "SELECT conversation_id, id FROM message WHERE author_id = ? AND direction = 'customer' AND addressed"
            " AND disposition IS NULL",
            author_id,
        )

    def decided_by_mark(self, author_id: str) -> dict[str, list[str]]:
        return self._by_conversation(
            "SELECT conversation_id, id FROM message WHERE author_id = ? AND decided IS NOT NULL AND EXISTS ("
            " SELECT 1 FROM disposition_event WHERE number = (SELECT max(number) FROM disposition_event"
            "  WHERE message_id = message.id) AND note LIKE 'mark:%')",
            author_id,
        )

    def conversations(self, author_id: str, limit: int) -> list[ConversationRow]:
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE conversation.id IN (SELECT conversation_id FROM message WHERE author_id = ?"
            "  ORDER BY number DESC LIMIT ?)"
            " AND venue.removed_at IS NULL ORDER BY last_at DESC, conversation.number DESC LIMIT ?",
            (author_id, _RECENT_POSTS, limit),
        )
        return [conversation_row(row) for row in rows]

    def in_thread(self, conversation_id: str, limit: int) -> list[AuthorRow]:
        rows = self._db.execute(
            "SELECT author.* FROM (SELECT author_id, max(posted_at) AS at FROM (SELECT author_id, posted_at FROM message"
            " WHERE conversation_id = ? ORDER BY posted_at DESC, number DESC LIMIT ?) GROUP BY author_id)"
            " JOIN author ON author.id = author_id ORDER BY at DESC, author.id LIMIT ?",
            (conversation_id, _RECENT_POSTS, limit),
        )
        return [author_row(row) for row in rows]

    def named(self, venue_id: str, prefix: str, limit: int) -> list[AuthorRow]:
        # The plus keeps the planner from reading all authors of the venue for a few names.
        rows = self._db.execute(
            "SELECT * FROM author WHERE id IN (SELECT id FROM"
            " (SELECT id FROM author WHERE handle >= :from COLLATE NOCASE AND handle < :to COLLATE NOCASE"
            "   AND +venue_id = :venue AND handle <> '' LIMIT :most)"
            " UNION SELECT id FROM"
            " (SELECT id FROM author WHERE name >= :from COLLATE NOCASE AND name < :to COLLATE NOCASE"
            "   AND +venue_id = :venue AND handle <> '' LIMIT :most))"
            " ORDER BY seen_at DESC, id LIMIT :limit",
            {"from": prefix, "to": prefix + _LAST, "venue": venue_id, "limit": limit, "most": _RECENT_POSTS},
        )
        return [author_row(row) for row in rows]

    def find(self, text: str, limit: int) -> list[PersonHit]:
        wanted = text.strip().lstrip("@")
        if not wanted:
            return []
        words = words_of(wanted)
        written = " ".join(f'"{word}"' for word in words) + "*" if words else '""'
        rows = self._db.execute(
            "SELECT author.*, count(DISTINCT message.conversation_id) AS conversations,"
            " (SELECT conversation_id FROM message WHERE author_id = author.id ORDER BY posted_at DESC LIMIT 1) AS latest"
            " FROM author JOIN venue ON venue.id = author.venue_id LEFT JOIN message ON message.author_id = author.id"
            " WHERE venue.removed_at IS NULL AND NOT author.ours AND author.id IN ("
            " SELECT id FROM (SELECT id FROM author WHERE handle >= :from COLLATE NOCASE AND handle < :to COLLATE NOCASE"
            "  ORDER BY handle COLLATE NOCASE LIMIT :limit)"
            " UNION SELECT id FROM (SELECT id FROM author WHERE name >= :from COLLATE NOCASE AND name < :to COLLATE NOCASE"
            "  ORDER BY name COLLATE NOCASE LIMIT :limit)"
            " UNION SELECT author_id FROM (SELECT author_id FROM message WHERE number IN (SELECT rowid FROM message_words"
            "  WHERE message_words MATCH :words ORDER BY rowid DESC LIMIT :most) GROUP BY author_id LIMIT :limit))"
            " GROUP BY author.id"
            " ORDER BY handle = :from COLLATE NOCASE DESC, name = :from COLLATE NOCASE DESC, author.seen_at DESC, author.id"
            " LIMIT :limit",
            {
                "from": wanted,
                "to": wanted + _LAST,
                "words": f"author : ({written})",
                "limit": limit,
                "most": _RECENT_POSTS,
            },
        )
        return [PersonHit(author_row(row), row["venue_id"], row["latest"], row["conversations"]) for row in rows]

    def _row(self, author_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = self._db.execute("SELECT * FROM author WHERE id = ?", (author_id,)).fetchone()
        if row is None:
            raise NotFound(f"author {author_id}", what="author", name=author_id)
        return row

    def _by_conversation(self, query: str, author_id: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self._db.execute(query, (author_id,)):
            found.setdefault(row["conversation_id"], []).append(row["id"])
        return found


def author_row(row: sqlite3.Row) -> AuthorRow:
    """An identity from a row of the table."""
    return AuthorRow(
        row["id"],
        row["remote_id"],
        row["handle"],
        row["name"],
        row["url"],
        row["avatar_url"],
        bool(row["ours"]),
        json.loads(row["facts"]),
        AuthorMark(row["mark"]),
        bool(row["trusted"]),
        bool(row["automatic"]),
    )
