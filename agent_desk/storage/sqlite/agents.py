"""Agents and what they did, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.errors import NotFound
from agent_desk.domain.roster import AgentRow, Presence, Role
from agent_desk.domain.rows import ActivityRow
from agent_desk.storage.contract.around import Decision

AGENT = (
    "SELECT id, number, name, sign_off, handle, role, zone, calendar_id, languages, venues, capacity, reviewed, presence,"
    " presence_reason, presence_at, left_at FROM agent"
)


class SqliteAgents:
    """See agent_desk.storage.contract.around.Agents."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, agent_id: str) -> AgentRow:
        row = self._db.execute(f"{AGENT} WHERE id = ?", (agent_id,)).fetchone()
        if row is None:
            raise NotFound(f"agent {agent_id}", what="agent", name=agent_id)
        return agent_row(row)

    def set(self, agent_id: str, name: str, sign_off: str) -> None:
        self._db.execute("UPDATE agent SET name = ?, sign_off = ? WHERE id = ?", (name, sign_off, agent_id))

    def activity(self, since: int, limit: int) -> list[ActivityRow]:
        rows = self._db.execute(
            "SELECT action.id, action.kind, details, action.conversation_id, coalesce(conversation.number, 0) AS number,"
            " coalesce(nullif(title, ''), nullif(author_name, ''), author_handle, '') AS title,"
            " coalesce(venue_id, '') AS venue_id, at"
            " FROM action LEFT JOIN conversation ON conversation.id = action.conversation_id"
            " WHERE at >= ? ORDER BY at DESC, action.id DESC LIMIT ?",
            (since, limit),
        )
        return [
            ActivityRow(
                row["id"],
                row["kind"],
                json.loads(row["details"]),
                row["conversation_id"],
                row["number"],
                row["title"],
                row["venue_id"],
                row["at"],
            )
            for row in rows
        ]

    def totals(self, since: int) -> Mapping[ActionKind, int]:
        rows = self._db.execute("SELECT kind, count(*) FROM action WHERE at >= ? GROUP BY kind", (since,))
        return {ActionKind(row[0]): row[1] for row in rows}

    def decisions(self, conversation_id: str) -> list[Decision]:
        rows = self._db.execute(
            "SELECT message_id, disposition_event.disposition, note, action_id, at, reason FROM disposition_event"
            " JOIN message ON message.id = message_id WHERE conversation_id = ? ORDER BY disposition_event.number",
            (conversation_id,),
        )
        return [Decision(*row) for row in rows]


def agent_row(row: sqlite3.Row) -> AgentRow:
    """An agent from a row of AGENT, whose columns stand as the fields do."""
    return AgentRow(
        row["id"],
        row["number"],
        row["name"],
        row["sign_off"],
        row["handle"],
        Role(row["role"]),
        row["zone"],
        row["calendar_id"],
        tuple(json.loads(row["languages"])),
        tuple(json.loads(row["venues"])),
        row["capacity"],
        bool(row["reviewed"]),
        Presence(row["presence"]),
        row["presence_reason"],
        row["presence_at"],
        row["left_at"],
    )
