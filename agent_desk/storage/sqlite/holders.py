"""Who holds which conversation, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.assigning import AUTOMATIC, Held
from agent_desk.domain.conversations import Status
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Priority
from agent_desk.domain.rows import ConversationRow
from agent_desk.storage.contract.roster import Gift, Given, Heap, Orphan
from agent_desk.storage.sqlite.conversations import SELECT_ROW, conversation_row

_DAY = 24 * 3600 * 1000
_HELD = (
    "SELECT id, venue_id, kind, status, found, merged_into IS NOT NULL AS merged, waiting, waiting_since, language, priority,"
    " tags, assignee_id, team_id, assigned_at, due_at, at_risk_at FROM conversation"
)
_WORK = "found = 0 AND merged_into IS NULL AND status <> 'resolved'"
_WAITS = "found = 0 AND merged_into IS NULL AND status IN ('open', 'pending') AND waiting > 0"
# The plus keeps indexes by venue out: they would look at all that is open at each of them.
_CONNECTED = "+venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL)"
_SERVED = (
    "(:languages = '[]' OR language = '' OR language IN (SELECT value FROM json_each(:languages)))"
    " AND (:venues = '[]' OR +venue_id IN (SELECT value FROM json_each(:venues)))"
)
_GONE = (
    "assignee_id IS NOT NULL AND (agent.id IS NULL OR agent.left_at IS NOT NULL)",
    "team_id IS NOT NULL AND (team.id IS NULL OR team.removed_at IS NOT NULL)",
)
_ORPHANED = (
    f"SELECT conversation.id, {_GONE[0]}, {_GONE[1]} FROM json_each(?) AS asked CROSS JOIN conversation"
    " ON conversation.id = asked.value LEFT JOIN agent ON agent.id = assignee_id LEFT JOIN team ON team.id = team_id"
    f" WHERE {_WORK} AND ({_GONE[0]} OR {_GONE[1]})"
)
_NOT_LEFT = "('queued', 'retrying', 'stopped', 'rejected', 'needs_human')"
_MANY = 2000
_STRETCHES = (
    ("due_at IS NOT NULL", "due_at, number", ""),
    ("due_at IS NULL AND waiting_since IS NOT NULL", "waiting_since, number", "conversation_waiting"),
    ("due_at IS NULL AND waiting_since IS NULL", "number", "conversation_live"),
)
"""In which order the lines of a heap stand, and by which index they are found where no holder and no team narrows them."""


class SqliteHolders:
    """See agent_desk.storage.contract.roster.Holders."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def held(self, conversation_ids: Iterable[str]) -> dict[str, Held]:
        rows = self._db.execute(
            f"{_HELD} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(conversation_ids)),)
        )
        return {row["id"]: _held(row) for row in rows}

    def orphaned(self, conversation_ids: Iterable[str]) -> list[Orphan]:
        rows = self._db.execute(_ORPHANED, (json.dumps(list(conversation_ids)),))
        return [Orphan(row[0], bool(row[1]), bool(row[2])) for row in rows]

    def give(self, gifts: Sequence[Gift]) -> None:
        self._db.executemany(
            "UPDATE conversation SET assignee_id = ?, team_id = ?, assigned_at = ? WHERE id = ?",
            [(gift.assignee_id, gift.team_id, gift.at, gift.conversation_id) for gift in gifts],
        )

    def of_agent(self, agent_id: str) -> list[str]:
        return self._ids(f"assignee_id = ? AND {_WORK}", agent_id)

    def of_team(self, team_id: str) -> list[str]:
        return self._ids(f"team_id = ? AND {_WORK}", team_id)

    def waiting(self, team_id: str, limit: int) -> list[str]:
        n = self._db.execute(
            "SELECT coalesce(sum(n), 0) FROM holding WHERE assignee_id = '' AND team_id = ? AND waits"
            f" AND status IN ('open', 'pending') AND {_CONNECTED}",
            (team_id,),
        ).fetchone()[0]
        if not n:
            return []
        # Few are found by their team; many, by who waits longest: the first ones come soon.
        by = "conversation_team" if n < _MANY else "conversation_waiting"
        rows = self._db.execute(
            f"SELECT id FROM conversation INDEXED BY {by} WHERE team_id = ? AND assignee_id IS NULL AND {_WAITS}"
            f" AND {_CONNECTED} AND status <> 'resolved' AND waiting_since IS NOT NULL ORDER BY waiting_since LIMIT ?",
            (team_id, limit),
        )
        return [row["id"] for row in rows]

    def held_waiting(self, agent_id: str) -> list[str]:
        return self._ids(f"assignee_id = ? AND status <> 'resolved' AND {_WAITS}", agent_id)

    def next_pool(self, agent: AgentRow, team_ids: Sequence[str], now: int, limit: int) -> list[Held]:
        order = (
            "due_at IS NULL OR (due_at >= :now AND coalesce(at_risk_at, due_at) > :now),"
            " iif(due_at < :now OR at_risk_at <= :now, due_at, 0), priority DESC, waiting_since, number"
        )
        found: list[Held] = []
        for by, whose in (
            ("conversation_assignee", "assignee_id = :agent AND status <> 'resolved'"),
            (
                "conversation_unassigned",
                "assignee_id IS NULL AND (team_id IS NULL OR team_id IN (SELECT value FROM json_each(:teams)))",
            ),
        ):
            rows = self._db.execute(
                f"{_HELD} INDEXED BY {by} WHERE {whose} AND {_WAITS} AND {_CONNECTED} AND {_SERVED}"
                f" ORDER BY {order} LIMIT :limit",
                {
                    "agent": agent.id,
                    "teams": json.dumps(list(team_ids)),
                    "languages": json.dumps(agent.languages),
                    "venues": json.dumps(agent.venues),
                    "now": now,
                    "limit": limit,
                },
            )
            found.extend(_held(row) for row in rows)
        return found

    def loads(self) -> Mapping[str, Mapping[ConversationKind, int]]:
        rows = self._db.execute(
            "SELECT assignee_id, kind, sum(n) FROM holding WHERE assignee_id <> '' AND status IN ('open', 'pending')"
            f" AND n > 0 AND {_CONNECTED} GROUP BY 1, 2"
        )
        loads: dict[str, dict[ConversationKind, int]] = {}
        for agent_id, kind, n in rows:
            loads.setdefault(agent_id, {})[ConversationKind(kind)] = n
        return loads

    def given(self, since: int) -> Mapping[str, Given]:
        rows = self._db.execute(
            "SELECT details ->> 'to' AS agent_id, sum(at >= ?1) AS n, max(at) AS last_at FROM action"
            f" WHERE kind = '{ActionKind.ASSIGN}' AND at >= min(?1, ?2)"
            f" AND details ->> 'by' IN ({', '.join(repr(str(by)) for by in AUTOMATIC)}) GROUP BY 1",
            (since, since - _DAY),
        )
        return {row["agent_id"]: Given(row["n"], row["last_at"]) for row in rows}

    def heap(self, agent_id: str | None, team_id: str | None) -> Heap:
        where, params = _whose(agent_id, team_id)
        held = (
            "assignee_id = ?" if agent_id is not None else "assignee_id = ''" + (" AND team_id = ?" if team_id else "")
        )
        n, waiting = self._db.execute(
            "SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (WHERE waits AND status <> 'snoozed'), 0)"
            f" FROM holding WHERE {held} AND {_CONNECTED}",
            params,
        ).fetchone()
        # Who holds nothing costs nothing; else the first that fits in the order of an index is it.
        oldest = due = None
        if waiting:
            by = "" if agent_id is not None else " INDEXED BY conversation_waiting"
            oldest = self._first("waiting_since", f"{by} WHERE {where} AND status <> 'snoozed'", params)
        if n:
            due = self._first("due_at", f" WHERE {where}", params)
        return Heap(n, waiting, oldest, due)

    def _first(self, column: str, where: str, params: tuple[str, ...]) -> int | None:
        row = self._db.execute(
            f"SELECT {column} FROM conversation{where} AND {column} IS NOT NULL AND {_WORK} AND {_CONNECTED}"
            f" ORDER BY {column} LIMIT 1",
            params,
        ).fetchone()
        return None if row is None else int(row[0])

    def rows(self, agent_id: str | None, team_id: str | None, limit: int) -> list[ConversationRow]:
        where, params = _whose(agent_id, team_id)
        # The few that are shown are chosen first, so that only for these the other tables are looked at.
        ids: list[str] = []
        for part, order, index in _STRETCHES:
            if len(ids) < limit:
                left = limit - len(ids)
                # What nobody holds and no team has may be nearly all there is.
                by = f"INDEXED BY {index} " if index and not params else ""
                ids += self._ids(
                    f"{where} AND {part} AND {_WORK} AND {_CONNECTED} ORDER BY {order} LIMIT ?", *params, left, by=by
                )
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE conversation.id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
        known = {row["id"]: conversation_row(row) for row in rows}
        return [known[one] for one in ids]

    def due(self, team_id: str, before: int, limit: int) -> list[ConversationRow]:
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE conversation.team_id = ? AND due_at < ? AND found = 0 AND merged_into IS NULL"
            f" AND status <> 'resolved' AND {_CONNECTED} ORDER BY due_at, conversation.number LIMIT ?",
            (team_id, before, limit),
        )
        return [conversation_row(row) for row in rows]

    def hand_replies(self, from_id: str, to_id: str) -> Mapping[str, list[str]]:
        rows = self._db.execute(
            f"UPDATE delivery SET agent_id = ? WHERE agent_id = ? AND kind = 'reply' AND state IN {_NOT_LEFT}"
            " RETURNING conversation_id, id",
            (to_id, from_id),
        )
        handed: dict[str, list[str]] = {}
        for conversation_id, delivery_id in rows:
            handed.setdefault(conversation_id, []).append(delivery_id)
        return handed

    def _ids(self, where: str, *params: str | int, by: str = "") -> list[str]:
        return [row["id"] for row in self._db.execute(f"SELECT id FROM conversation {by}WHERE {where}", params)]


def _whose(agent_id: str | None, team_id: str | None) -> tuple[str, tuple[str, ...]]:
    if agent_id is not None:
        return "assignee_id = ?", (agent_id,)
    if team_id is not None:
        return "assignee_id IS NULL AND team_id = ?", (team_id,)
    return "assignee_id IS NULL", ()


def _held(row: sqlite3.Row) -> Held:
    return Held(
        conversation_id=row["id"],
        venue_id=row["venue_id"],
        kind=ConversationKind(row["kind"]),
        status=Status(row["status"]),
        found=bool(row["found"]),
        merged=bool(row["merged"]),
        waiting=row["waiting"],
        waiting_since=row["waiting_since"],
        language=row["language"],
        priority=Priority(row["priority"]),
        tags=tuple(json.loads(row["tags"])),
        assignee_id=row["assignee_id"],
        team_id=row["team_id"],
        assigned_at=row["assigned_at"],
        due_at=row["due_at"],
        at_risk_at=row["at_risk_at"],
    )
