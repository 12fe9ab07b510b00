"""Agents, teams and presence in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.errors import NotFound
from agent_desk.domain.ids import is_number
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Member, Method, Presence, PresenceEvent, TeamRow
from agent_desk.storage.sqlite.agents import AGENT, agent_row


class SqliteRoster:
    """See agent_desk.storage.contract.roster.Roster."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def agents(self, *, left: bool = False) -> list[AgentRow]:
        rows = self._db.execute(f"{AGENT} WHERE ? OR left_at IS NULL ORDER BY number", (left,))
        return [agent_row(row) for row in rows]

    def agent(self, ref: str) -> AgentRow:
        if is_number(ref):
            rows = self._db.execute(f"{AGENT} WHERE number = ?", (int(ref.lstrip("#")),)).fetchall()
        else:
            name = ref.removeprefix("@")
            rows = self._db.execute(
                f"{AGENT} WHERE id = ?1 OR (?2 <> '' AND (handle = ?2 COLLATE NOCASE OR name = ?2 COLLATE NOCASE))"
                " ORDER BY id = ?1 DESC, left_at IS NOT NULL, handle = ?2 COLLATE NOCASE DESC, number LIMIT 1",
                (ref, name),
            ).fetchall()
        if not rows:
            raise NotFound(f"agent {ref}", what="agent", name=ref)
        return agent_row(rows[0])

    def save_agent(self, agent: AgentRow) -> AgentRow:
        self._db.execute(
            "INSERT INTO agent (id, number, name, sign_off, handle, role, zone, calendar_id, languages, venues, capacity,"
            " reviewed, presence, presence_reason, presence_at, left_at)"
            " VALUES (?1, (SELECT 1 + max(number) FROM agent), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, sign_off = ?3, handle = ?4, role = ?5, zone = ?6, calendar_id = ?7,"
            " languages = ?8, venues = ?9, capacity = ?10, reviewed = ?11, left_at = ?15",
            (
                agent.id,
                agent.name,
                agent.sign_off,
                agent.handle,
                agent.role,
                agent.zone,
                agent.calendar_id,
                json.dumps(agent.languages),
                json.dumps(agent.venues),
                agent.capacity,
                agent.reviewed,
                agent.presence,
                agent.presence_reason,
                agent.presence_at,
                agent.left_at,
            ),
        )
        return self.agent(agent.id)

    def set_presence(self, agent_id: str, presence: Presence, reason: str, at: int) -> None:
        self._db.execute(
            "UPDATE agent SET presence = ?, presence_reason = ?, presence_at = ? WHERE id = ?",
            (presence, reason, at, agent_id),
        )
        self._db.execute(
            "INSERT INTO presence_event (agent_id, at, presence, reason) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET presence = excluded.presence, reason = excluded.reason",
            (agent_id, at, presence, reason),
        )

    def presences(self, since: int) -> list[PresenceEvent]:
        rows = self._db.execute(
            "SELECT agent_id, at, presence, reason FROM presence_event AS event WHERE at >= coalesce("
            " (SELECT max(at) FROM presence_event WHERE agent_id = event.agent_id AND at <= ?1), ?1) ORDER BY at, agent_id",
            (since,),
        )
        return [PresenceEvent(row["agent_id"], row["at"], Presence(row["presence"]), row["reason"]) for row in rows]

    def sit(self, agent_id: str) -> None:
        self._db.execute("UPDATE agent SET is_me = 0 WHERE is_me = 1")
        self._db.execute("UPDATE agent SET is_me = 1 WHERE id = ?", (agent_id,))

    def teams(self) -> list[TeamRow]:
        members: dict[str, list[Member]] = {}
        for row in self._db.execute("SELECT team_id, agent_id, lead FROM team_member ORDER BY team_id, position"):
            members.setdefault(row["team_id"], []).append(Member(row["agent_id"], bool(row["lead"])))
        rows = self._db.execute("SELECT * FROM team WHERE removed_at IS NULL ORDER BY position, number")
        return [_team(row, tuple(members.get(row["id"], ()))) for row in rows]

    def team(self, ref: str) -> TeamRow:
        numbers = {int(ref.lstrip("#"))} if is_number(ref) else set()
        for team in self.teams():
            if team.id == ref or team.number in numbers or team.name.casefold() == ref.casefold():
                return team
        raise NotFound(f"team {ref}", what="team", name=ref)

    def save_team(self, team: TeamRow) -> TeamRow:
        self._db.execute(
            "INSERT INTO team (id, number, name, position, calendar_id, method, venues, languages, weights, fair_share,"
            " fair_minutes, take_back_minutes, last_agent_id)"
            " VALUES (?1, (SELECT 1 + coalesce(max(number), 0) FROM team), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, position = ?3, calendar_id = ?4, method = ?5, venues = ?6,"
            " languages = ?7, weights = ?8, fair_share = ?9, fair_minutes = ?10, take_back_minutes = ?11, last_agent_id = ?12,"
            " removed_at = NULL",
            (
                team.id,
                team.name,
                team.position,
                team.calendar_id,
                team.method,
                json.dumps(team.venues),
                json.dumps(team.languages),
                json.dumps({kind.value: weight for kind, weight in team.weights.items()}),
                team.fair_share,
                team.fair_minutes,
                team.take_back_minutes,
                team.last_agent_id,
            ),
        )
        self._db.execute("DELETE FROM team_member WHERE team_id = ?", (team.id,))
        self._db.executemany(
            "INSERT INTO team_member (team_id, agent_id, lead, position) VALUES (?, ?, ?, ?)",
            [(team.id, member.agent_id, member.lead, place) for place, member in enumerate(team.members)],
        )
        return self.team(team.id)

    def remove_team(self, team_id: str, at: int) -> None:
        self._db.execute("UPDATE team SET removed_at = ? WHERE id = ?", (at, team_id))

    def latest_choice(self, conversation_id: str) -> Mapping[str, str] | None:
        row = self._db.execute(
            "SELECT details FROM action WHERE conversation_id = ? AND kind = ? ORDER BY at DESC, id DESC LIMIT 1",
            (conversation_id, ActionKind.ASSIGN),
        ).fetchone()
        return None if row is None else dict(json.loads(row["details"]))

    def set_last_agent(self, team_id: str, agent_id: str) -> None:
        self._db.execute("UPDATE team SET last_agent_id = ? WHERE id = ?", (agent_id, team_id))


def _team(row: sqlite3.Row, members: tuple[Member, ...]) -> TeamRow:
    return TeamRow(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        position=row["position"],
        calendar_id=row["calendar_id"],
        method=Method(row["method"]),
        venues=tuple(json.loads(row["venues"])),
        languages=tuple(json.loads(row["languages"])),
        weights={ConversationKind(kind): weight for kind, weight in json.loads(row["weights"]).items()},
        fair_share=row["fair_share"],
        fair_minutes=row["fair_minutes"],
        take_back_minutes=row["take_back_minutes"],
        last_agent_id=row["last_agent_id"],
        members=members,
    )
