"""Calendars, policies, their versions and their order, in SQLite: bodies as JSON with a version of their own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from agent_desk.domain.levels import Calendar, CalendarVersion, Policy, PolicyOrder, PolicyVersion
from agent_desk.domain.stored_levels import calendar_from, calendar_written, policy_from, policy_written

_LATEST = "number = (SELECT max(number) FROM {0}_version AS other WHERE other.{0}_id = {0}_version.{0}_id)"


class SqliteLevels:
    """See agent_desk.storage.contract.levels.Levels."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def any(self) -> bool:
        return self._db.execute("SELECT 1 FROM policy LIMIT 1").fetchone() is not None

    def calendars(self) -> list[Calendar]:
        rows = self._db.execute(
            "SELECT calendar.name, calendar_version.* FROM calendar_version JOIN calendar ON calendar.id = calendar_id"
            f" WHERE removed_at IS NULL AND {_LATEST.format('calendar')} ORDER BY calendar.name COLLATE NOCASE, calendar.id"
        )
        return [Calendar(row["calendar_id"], row["name"], _calendar_version(row)) for row in rows]

    def calendar_versions(self, calendar_id: str | None = None) -> list[CalendarVersion]:
        rows = self._db.execute(
            "SELECT * FROM calendar_version WHERE ?1 IS NULL OR calendar_id = ?1 ORDER BY calendar_id, number",
            (calendar_id,),
        )
        return [_calendar_version(row) for row in rows]

    def calendar_name(self, calendar_id: str) -> str:
        row = self._db.execute("SELECT name FROM calendar WHERE id = ?", (calendar_id,)).fetchone()
        return str(row["name"]) if row else ""

    def add_calendar_version(self, name: str, version: CalendarVersion) -> None:
        self._db.execute(
            "INSERT INTO calendar (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (version.calendar_id, name),
        )
        self._db.execute(
            "INSERT INTO calendar_version (id, calendar_id, number, from_at, agent_id, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                version.id,
                version.calendar_id,
                version.number,
                version.from_at,
                version.agent_id,
                version.at,
                json.dumps(calendar_written(version.body), ensure_ascii=False),
            ),
        )

    def rename_calendar(self, calendar_id: str, name: str) -> None:
        self._db.execute("UPDATE calendar SET name = ? WHERE id = ?", (name, calendar_id))

    def remove_calendar(self, calendar_id: str, at: int) -> None:
        self._db.execute("UPDATE calendar SET removed_at = ? WHERE id = ?", (at, calendar_id))

    def calendar_users(self, calendar_id: str) -> tuple[list[str], list[str], list[str]]:
        policies = [one.name for one in self.policies() if one.latest.body.calendar_id == calendar_id]
        teams = self._db.execute(
            "SELECT name FROM team WHERE calendar_id = ? AND removed_at IS NULL ORDER BY position", (calendar_id,)
        )
        agents = self._db.execute(
            "SELECT name FROM agent WHERE calendar_id = ? AND left_at IS NULL ORDER BY number", (calendar_id,)
        )
        return policies, [row["name"] for row in teams], [row["name"] for row in agents]

    def policies(self) -> list[Policy]:
        rows = self._db.execute(
            "SELECT policy.name, policy_version.* FROM policy_version JOIN policy ON policy.id = policy_id"
            f" WHERE removed_at IS NULL AND {_LATEST.format('policy')}"
        )
        found = {row["policy_id"]: row for row in rows}
        last = self._db.execute(
            "SELECT policies FROM policy_order ORDER BY from_at DESC, number DESC LIMIT 1"
        ).fetchone()
        order = [one for one in (json.loads(last["policies"]) if last else ()) if one in found]
        return [Policy(one, found[one]["name"], at, _policy_version(found[one])) for at, one in enumerate(order)]

    def policy_versions(self, policy_id: str | None = None) -> list[PolicyVersion]:
        rows = self._db.execute(
            "SELECT * FROM policy_version WHERE ?1 IS NULL OR policy_id = ?1 ORDER BY policy_id, number", (policy_id,)
        )
        return [_policy_version(row) for row in rows]

    def policy_name(self, policy_id: str) -> str:
        row = self._db.execute("SELECT name FROM policy WHERE id = ?", (policy_id,)).fetchone()
        return str(row["name"]) if row else ""

    def add_policy_version(self, name: str, version: PolicyVersion) -> None:
        self._db.execute(
            "INSERT INTO policy (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (version.policy_id, name),
        )
        self._db.execute(
            "INSERT INTO policy_version (id, policy_id, number, from_at, running_too, agent_id, at, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                version.id,
                version.policy_id,
                version.number,
                version.from_at,
                version.running_too,
                version.agent_id,
                version.at,
                json.dumps(policy_written(version.body), ensure_ascii=False),
            ),
        )

    def rename_policy(self, policy_id: str, name: str) -> None:
        self._db.execute("UPDATE policy SET name = ? WHERE id = ?", (name, policy_id))

    def remove_policy(self, policy_id: str, at: int) -> None:
        self._db.execute("UPDATE policy SET removed_at = ? WHERE id = ?", (at, policy_id))

    def orders(self) -> list[PolicyOrder]:
        rows = self._db.execute("SELECT from_at, policies FROM policy_order ORDER BY from_at, number")
        return [PolicyOrder(row["from_at"], tuple(json.loads(row["policies"]))) for row in rows]

    def set_order(self, policies: Sequence[str], from_at: int, agent_id: str) -> None:
        self._db.execute(
            "INSERT INTO policy_order (from_at, agent_id, policies) VALUES (?, ?, ?)",
            (from_at, agent_id, json.dumps(list(policies))),
        )


def _calendar_version(row: sqlite3.Row) -> CalendarVersion:
    return CalendarVersion(
        row["id"],
        row["calendar_id"],
        row["number"],
        row["from_at"],
        calendar_from(json.loads(row["body"])),
        row["agent_id"],
        row["at"],
    )


def _policy_version(row: sqlite3.Row) -> PolicyVersion:
    return PolicyVersion(
        row["id"],
        row["policy_id"],
        row["number"],
        row["from_at"],
        bool(row["running_too"]),
        policy_from(json.loads(row["body"])),
        row["agent_id"],
        row["at"],
    )
