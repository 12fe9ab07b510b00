"""How conversations were sorted, in SQLite: priority, tags, watchers, mentions, and the trail of acts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.errors import NotFound
from agent_desk.domain.roster import Priority
from agent_desk.domain.trail import TrailRow

_LISTED = "(SELECT value FROM json_each(?))"
_NAMES = (
    f"SELECT id, name FROM agent WHERE id IN {_LISTED} UNION ALL SELECT id, name FROM team WHERE id IN {_LISTED}"
    f" UNION ALL SELECT id, name FROM rule WHERE id IN {_LISTED} UNION ALL SELECT id, name FROM macro WHERE id IN {_LISTED}"
    f" UNION ALL SELECT id, '#' || number FROM conversation WHERE id IN {_LISTED}"
)


class SqliteTriage:
    """See agent_desk.storage.contract.triage.Triage."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def priority(self, conversation_id: str) -> Priority:
        return Priority(self._row(conversation_id)["priority"])

    def set_priority(self, conversation_id: str, priority: Priority) -> None:
        self._db.execute("UPDATE conversation SET priority = ? WHERE id = ?", (int(priority), conversation_id))

    def tags(self, conversation_id: str) -> tuple[str, ...]:
        return tuple(json.loads(self._row(conversation_id)["tags"]))

    def set_tags(self, conversation_id: str, tags: Collection[str]) -> None:
        ordered = sorted(tags, key=str.casefold)
        self._db.execute("DELETE FROM conversation_tag WHERE conversation_id = ?", (conversation_id,))
        self._db.executemany(
            "INSERT OR IGNORE INTO conversation_tag (name, conversation_id) VALUES (?, ?)",
            [(tag, conversation_id) for tag in ordered],
        )
        self._db.execute("UPDATE conversation SET tags = ? WHERE id = ?", (json.dumps(ordered), conversation_id))

    def known_tags(self, prefix: str, limit: int) -> list[str]:
        # From one name to the next in the index, because one tag may stand on many conversations.
        rows = self._db.execute(
            "WITH RECURSIVE tag (name) AS (SELECT min(name) FROM conversation_tag WHERE name >= :prefix"
            " UNION ALL SELECT (SELECT min(name) FROM conversation_tag WHERE conversation_tag.name > tag.name)"
            "   FROM tag WHERE name IS NOT NULL)"
            " SELECT name FROM tag WHERE name IS NOT NULL AND substr(name, 1, length(:prefix)) = :prefix COLLATE NOCASE"
            " LIMIT :most",
            {"prefix": prefix, "most": limit},
        )
        return [row[0] for row in rows]

    def watch(self, conversation_id: str, agent_id: str, at: int | None) -> bool:
        if at is None:
            done = self._db.execute(
                "DELETE FROM watcher WHERE agent_id = ? AND conversation_id = ?", (agent_id, conversation_id)
            )
        else:
            done = self._db.execute(
                "INSERT OR IGNORE INTO watcher (agent_id, conversation_id, at) VALUES (?, ?, ?)",
                (agent_id, conversation_id, at),
            )
        return done.rowcount > 0

    def watchers(self, conversation_ids: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        rows = self._db.execute(
            f"SELECT conversation_id, agent_id FROM watcher WHERE conversation_id IN {_LISTED} ORDER BY at, agent_id",
            (json.dumps(list(conversation_ids)),),
        )
        for row in rows:
            found.setdefault(row[0], []).append(row[1])
        return found

    def mention(self, note_id: str, conversation_id: str, agent_ids: Collection[str], at: int) -> list[str]:
        before = {row[0] for row in self._db.execute("SELECT agent_id FROM mention WHERE note_id = ?", (note_id,))}
        gone = [(note_id, agent) for agent in before.difference(agent_ids)]
        self._db.executemany("DELETE FROM mention WHERE note_id = ? AND agent_id = ?", gone)
        new = [agent for agent in agent_ids if agent not in before]
        self._db.executemany(
            "INSERT INTO mention (agent_id, note_id, conversation_id, at) VALUES (?, ?, ?, ?)",
            [(agent, note_id, conversation_id, at) for agent in new],
        )
        return new

    def see_mentions(self, conversation_id: str, agent_id: str, at: int) -> bool:
        done = self._db.execute(
            "UPDATE mention SET seen_at = ? WHERE agent_id = ? AND conversation_id = ? AND seen_at IS NULL",
            (at, agent_id, conversation_id),
        )
        return done.rowcount > 0

    def mentioned(self, conversation_id: str, agent_id: str) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM mention WHERE agent_id = ? AND conversation_id = ? AND seen_at IS NULL",
            (agent_id, conversation_id),
        )
        return found.fetchone() is not None

    def names(self) -> Mapping[str, str]:
        rows = self._db.execute(
            "SELECT id, coalesce(nullif(name, ''), handle) FROM agent UNION ALL SELECT id, name FROM team"
        )
        return {row[0]: row[1] for row in rows}

    def handles(self) -> Mapping[str, str]:
        rows = self._db.execute("SELECT handle, id FROM agent WHERE handle <> '' AND left_at IS NULL")
        return {row[0].lower(): row[1] for row in rows}

    def trail(self, conversation_id: str, limit: int) -> list[TrailRow]:
        rows = self._db.execute(
            "SELECT action.id, action.kind, agent_id, agent.name, message_id, details, at FROM action"
            " JOIN agent ON agent.id = agent_id WHERE conversation_id = ? ORDER BY at DESC, action.id DESC LIMIT ?",
            (conversation_id, limit),
        ).fetchall()
        told = {row[0]: json.loads(row[5]) for row in rows}
        names = self._names({part for details in told.values() for text in details.values() for part in _ids(text)})
        return [
            TrailRow(
                row[0],
                ActionKind(row[1]),
                row[2],
                row[3],
                told[row[0]].get("by", ""),
                row[4],
                told[row[0]],
                {part: names[part] for text in told[row[0]].values() for part in _ids(text) if part in names},
                row[6],
            )
            for row in reversed(rows)
        ]

    def _names(self, ids: set[str]) -> dict[str, str]:
        """What ids of agents, teams, rules, macros and conversations are called."""
        if not ids:
            return {}
        return {row[0]: row[1] for row in self._db.execute(_NAMES, [json.dumps(list(ids))] * 5)}

    def _row(self, conversation_id: str) -> sqlite3.Row:
        found = self._db.execute("SELECT priority, tags FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        if found is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        row: sqlite3.Row = found
        return row


def _ids(text: str) -> tuple[str, ...]:
    """What may be an id in a detail: `ID`, `rule:ID`."""
    return (text, text.partition(":")[2]) if ":" in text else (text,)
