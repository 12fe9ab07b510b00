"""Merged conversations in SQLite: a tree in the history of merges, and on each conversation the pointer straight to its root."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from agent_desk.domain.errors import Refused
from agent_desk.domain.merging import Family, root_of

_LISTED = "(SELECT value FROM json_each(?))"
# The same post as a conversation by itself would show: the customers' latest, else anybody's, else ours; deleted ones last.
_LINE = (
    "SELECT name, handle, substr(message.text, 1, 2000) AS text, author.id AS author_id FROM message"
    " JOIN author ON author.id = message.author_id WHERE message.number = (SELECT number FROM message"
    f" WHERE conversation_id IN {_LISTED} ORDER BY CASE direction WHEN 'customer' THEN 0 WHEN 'other' THEN 1 ELSE 2 END,"
    " state = 'deleted', posted_at DESC, number DESC LIMIT 1)"
)
_KEEP = (
    "UPDATE conversation SET waiting = :waiting, waiting_since = :waiting_since, last_at = :last_at, message_count = :n,"
    " has_media = :has_media, unread = :unread, found = :found, author_id = :author_id, author_name = :name,"
    " author_handle = :handle, text = :text WHERE id = :id"
)


class SqliteMerging:
    """See agent_desk.storage.contract.merging.Merging."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def root(self, conversation_id: str) -> str:
        row = self._db.execute("SELECT merged_into FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        return conversation_id if row is None or row[0] is None else str(row[0])

    def family(self, conversation_id: str) -> Family:
        root = self.root(conversation_id)
        rows = self._db.execute("SELECT id FROM conversation WHERE merged_into = ? ORDER BY number", (root,))
        return Family(root, tuple(row[0] for row in rows))

    def roots(self, conversation_ids: Iterable[str]) -> dict[str, str]:
        if not self._any():
            return {}
        rows = self._db.execute(
            f"SELECT id, merged_into FROM conversation WHERE merged_into IS NOT NULL AND +id IN {_LISTED}",
            (json.dumps(list(conversation_ids)),),
        )
        return {row[0]: row[1] for row in rows}

    def tree(self, conversation_ids: Iterable[str]) -> dict[str, str]:
        rows = self._db.execute(
            "WITH kin (id) AS (SELECT id FROM conversation WHERE id IN (SELECT coalesce(merged_into, id) FROM conversation"
            f" WHERE id IN {_LISTED})),"
            " whole (id) AS (SELECT id FROM kin UNION SELECT conversation.id FROM conversation JOIN kin"
            "  ON conversation.merged_into = kin.id)"
            " SELECT conversation_id, into_id FROM merge JOIN whole ON whole.id = conversation_id WHERE ended_at IS NULL",
            (json.dumps(list(conversation_ids)),),
        )
        return {row[0]: row[1] for row in rows}

    def merge(self, conversation_id: str, into_id: str, agent_id: str, at: int) -> None:
        latest = self._db.execute("SELECT max(at) FROM merge WHERE conversation_id = ?", (conversation_id,)).fetchone()[
            0
        ]
        # Twice within one tick of the clock, or after it was set back: still two merges.
        self._db.execute(
            "INSERT INTO merge (conversation_id, into_id, at, agent_id) VALUES (?, ?, ?, ?)",
            (conversation_id, into_id, at if latest is None else max(at, latest + 1), agent_id),
        )
        self._point({*self._carried(conversation_id)})

    def unmerge(self, conversation_id: str, at: int) -> str:
        row = self._db.execute(
            "UPDATE merge SET ended_at = max(at, ?) WHERE conversation_id = ? AND ended_at IS NULL RETURNING into_id",
            (at, conversation_id),
        ).fetchone()
        if row is None:
            raise Refused("not_merged")
        self._point({*self._carried(conversation_id)})
        return str(row["into_id"])

    def across(self, venue_id: str) -> list[str]:
        rows = self._db.execute(
            "SELECT merge.conversation_id FROM merge JOIN conversation AS one ON one.id = merge.conversation_id"
            " JOIN conversation AS other ON other.id = into_id"
            " WHERE ended_at IS NULL AND (one.venue_id = ?1) <> (other.venue_id = ?1)",
            (venue_id,),
        )
        return [row[0] for row in rows]

    def at(self, conversation_id: str) -> int | None:
        row = self._db.execute(
            "SELECT at FROM merge WHERE conversation_id = ? AND ended_at IS NULL", (conversation_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def note_reopened(self, conversation_id: str, before: str) -> None:
        self._db.execute(
            "UPDATE merge SET reopened = ? WHERE conversation_id = ? AND ended_at IS NULL", (before, conversation_id)
        )

    def reopened(self, conversation_id: str) -> str:
        row = self._db.execute(
            "SELECT reopened FROM merge WHERE conversation_id = ? AND ended_at IS NULL", (conversation_id,)
        ).fetchone()
        return "" if row is None else str(row[0])

    def sum_up(self, conversation_ids: Iterable[str]) -> frozenset[str]:
        ids = list(conversation_ids)
        if not ids or not self._any():
            return frozenset()
        rows = self._db.execute(
            "SELECT DISTINCT merged_into FROM conversation INDEXED BY conversation_merged WHERE merged_into IS NOT NULL"
            f" AND (merged_into IN {_LISTED} OR id IN {_LISTED})",
            (json.dumps(ids), json.dumps(ids)),
        )
        found = frozenset(row[0] for row in rows)
        for root in found:
            self._sum(root, self.family(root).all)
        return found

    def stand_alone(self, conversation_ids: Iterable[str]) -> None:
        for one in conversation_ids:
            self._sum(one, (one,))

    def _any(self) -> bool:
        """Whether anything is merged at all: the one look that a desk without merges pays."""
        return (
            self._db.execute("SELECT 1 FROM conversation WHERE merged_into IS NOT NULL LIMIT 1").fetchone() is not None
        )

    def _carried(self, conversation_id: str) -> list[str]:
        """A conversation and all that were merged into it, directly or with another."""
        rows = self._db.execute(
            "WITH RECURSIVE below (id) AS (SELECT ? UNION SELECT conversation_id FROM below JOIN merge"
            " ON into_id = below.id AND ended_at IS NULL) SELECT id FROM below",
            (conversation_id,),
        )
        return [row[0] for row in rows]

    def _point(self, ids: set[str]) -> None:
        """Let the pointers of these follow from the tree."""
        rows = self._db.execute(
            "WITH RECURSIVE above (id, into_id) AS (SELECT conversation_id, into_id FROM merge WHERE ended_at IS NULL"
            f"  AND conversation_id IN {_LISTED} UNION SELECT merge.conversation_id, merge.into_id FROM above JOIN merge"
            "  ON merge.conversation_id = above.into_id AND ended_at IS NULL) SELECT id, into_id FROM above",
            (json.dumps(sorted(ids)),),
        )
        into = {row[0]: row[1] for row in rows}
        goals = [(goal if (goal := root_of(one, into)) != one else None, one) for one in sorted(ids)]
        self._db.executemany("UPDATE conversation SET merged_into = ? WHERE id = ?", goals)

    def _sum(self, conversation_id: str, ids: Iterable[str]) -> None:
        listed = json.dumps(list(ids))
        sums = dict(self._db.execute(_sums(), (listed,)).fetchone())
        line = self._db.execute(_LINE, (listed,)).fetchone()
        if line is not None:
            self._db.execute(_KEEP, {**sums, **dict(line), "id": conversation_id})


def _sums() -> str:
    """What the posts of conversations add up to."""
    # Loaded here, because a conversation is opened before anything is summed up.
    from agent_desk.storage.sqlite.settling import COUNTS_AS_UNREAD

    return (
        "SELECT max(posted_at) AS last_at, count(*) AS n, max(media <> '[]') AS has_media,"
        f" sum({COUNTS_AS_UNREAD} AND message.number > read_up_to) AS unread,"
        " NOT max(addressed OR direction = 'ours' OR taken_up) AS found, sum(addressed AND disposition IS NULL) AS waiting,"
        " min(iif(addressed AND disposition IS NULL, posted_at, NULL)) AS waiting_since"
        f" FROM message JOIN conversation ON conversation.id = conversation_id WHERE conversation_id IN {_LISTED}"
    )
