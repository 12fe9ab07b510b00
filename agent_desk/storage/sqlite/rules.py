"""Rules, macros and what rules did, in SQLite: each body as JSON with a version of its own, kept even where it cannot be
understood."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from agent_desk.domain.errors import NotFound, WrongUse
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Effect, Macro, Rule
from agent_desk.domain.stored_rules import (
    effects_from,
    effects_written,
    macro_from,
    macro_written,
    rule_from,
    rule_written,
)
from agent_desk.storage.contract.rules import RuleRun, RunTotal
from agent_desk.storage.sqlite.rule_facts import RuleFacts

_LISTED = "(SELECT value FROM json_each(?))"


class SqliteRules(RuleFacts):
    """See agent_desk.storage.contract.rules.Rules."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)

    def all(self) -> list[Rule]:
        return [_rule(row) for row in self._db.execute("SELECT * FROM rule ORDER BY position, id")]

    def any_run(self) -> bool:
        return self._db.execute("SELECT 1 FROM rule WHERE enabled AND stopped = '' LIMIT 1").fetchone() is not None

    def save(self, rule: Rule, at: int) -> None:
        self._db.execute(
            "INSERT INTO rule (id, name, position, enabled, body, updated_at)"
            " VALUES (?, ?, (SELECT count(*) FROM rule), ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name, enabled = excluded.enabled, body = excluded.body, stopped = '',"
            " updated_at = excluded.updated_at",
            (rule.id, rule.name, rule.enabled, json.dumps(rule_written(rule)), at),
        )

    def enable(self, rule_id: str, on: bool, at: int) -> bool:
        done = self._db.execute(
            "UPDATE rule SET enabled = :on, stopped = '', updated_at = :at"
            " WHERE id = :id AND (enabled <> :on OR (:on AND stopped <> ''))",
            {"on": on, "at": at, "id": rule_id},
        )
        return done.rowcount > 0

    def stop(self, rule_id: str, why: str, at: int) -> None:
        self._db.execute("UPDATE rule SET stopped = ?, updated_at = ? WHERE id = ?", (why, at, rule_id))

    def move(self, rule_id: str, position: int) -> bool:
        return _move(self._db, "rule", rule_id, position)

    def remove(self, rule_id: str) -> bool:
        return _remove(self._db, "rule", rule_id)

    def note(self, runs: Sequence[RuleRun]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO rule_run (rule_id, conversation_id, message_id, event, at, effects, since)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    run.rule_id,
                    run.conversation_id,
                    run.message_id,
                    run.event,
                    run.at,
                    json.dumps(effects_written(run.effects)),
                    run.since,
                )
                for run in runs
            ],
        )

    def runs_in(self, conversation_id: str, limit: int) -> list[RuleRun]:
        rows = self._db.execute(
            "SELECT * FROM rule_run WHERE conversation_id = ? ORDER BY number DESC LIMIT ?", (conversation_id, limit)
        )
        return [_run(row) for row in rows]

    def runs_of(self, rule_id: str, limit: int) -> list[RuleRun]:
        rows = self._db.execute(
            "SELECT * FROM rule_run WHERE rule_id = ? ORDER BY at DESC, number DESC LIMIT ?", (rule_id, limit)
        )
        return [_run(row) for row in rows]

    def totals(self, since: int) -> dict[str, RunTotal]:
        rows = self._db.execute(
            "SELECT id, (SELECT count(*) FROM rule_run WHERE rule_id = rule.id AND at >= ?1) AS n,"
            " (SELECT max(at) FROM rule_run WHERE rule_id = rule.id AND at >= ?1) AS last_at FROM rule",
            (since,),
        )
        return {row["id"]: RunTotal(row["n"], row["last_at"]) for row in rows if row["n"]}

    def fired(self, conversation_ids: Collection[str]) -> set[tuple[str, str, int]]:
        rows = self._db.execute(
            "SELECT rule_id, conversation_id, since FROM rule_run"
            f" WHERE since IS NOT NULL AND conversation_id IN {_LISTED}",
            (json.dumps(list(conversation_ids)),),
        )
        return {(row[0], row[1], row[2]) for row in rows}

    def set_policy(self, conversation_id: str, policy_id: str | None) -> None:
        self._db.execute("UPDATE conversation SET policy_id = ? WHERE id = ?", (policy_id, conversation_id))

    def hold(self, conversation_id: str, rule_id: str) -> None:
        self._db.execute("UPDATE conversation SET held_by = ? WHERE id = ?", (rule_id, conversation_id))

    def held_by(self, conversation_id: str) -> str:
        row = self._db.execute("SELECT held_by FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        if row is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        return str(row["held_by"])


class SqliteMacros:
    """See agent_desk.storage.contract.rules.Macros."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[Macro]:
        return [_macro(row) for row in self._db.execute("SELECT * FROM macro ORDER BY position, id")]

    def save(self, macro: Macro, at: int) -> None:
        self._db.execute(
            "INSERT INTO macro (id, name, position, owner_id, body, updated_at)"
            " VALUES (?, ?, (SELECT count(*) FROM macro), ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name, owner_id = excluded.owner_id, body = excluded.body,"
            " updated_at = excluded.updated_at",
            (macro.id, macro.name, macro.owner_id, json.dumps(macro_written(macro)), at),
        )

    def move(self, macro_id: str, position: int) -> bool:
        return _move(self._db, "macro", macro_id, position)

    def remove(self, macro_id: str) -> bool:
        return _remove(self._db, "macro", macro_id)

    def used(self, macro_id: str, times: int, at: int) -> None:
        self._db.execute("UPDATE macro SET used = used + ?, used_at = ? WHERE id = ?", (times, at, macro_id))


def _rule(row: sqlite3.Row) -> Rule:
    state = {"position": row["position"], "enabled": bool(row["enabled"]), "stopped": row["stopped"]}
    try:
        read = rule_from(json.loads(row["body"]), row["id"], row["name"])
    except WrongUse as error:
        return Rule(row["id"], row["name"], Event.POST_ARRIVED, trouble=error.detail, **state)
    return Rule(read.id, read.name, read.event, read.terms, read.effects, read.every, read.wait, **state)


def _macro(row: sqlite3.Row) -> Macro:
    effects: tuple[Effect, ...] = ()
    trouble = ""
    try:
        effects = macro_from(json.loads(row["body"]))
    except WrongUse as error:
        trouble = error.detail
    used = row["used"], row["used_at"]
    return Macro(row["id"], row["name"], effects, row["owner_id"], row["position"], *used, trouble)


def _run(row: sqlite3.Row) -> RuleRun:
    try:
        effects = effects_from(json.loads(row["effects"]))
    except WrongUse:
        effects = ()
    about = row["conversation_id"], row["message_id"], row["event"], row["at"]
    return RuleRun(row["rule_id"], *about, effects, row["since"])


def _order(db: sqlite3.Connection, table: str) -> list[str]:
    return [row["id"] for row in db.execute(f"SELECT id FROM {table} ORDER BY position, id")]


def _move(db: sqlite3.Connection, table: str, chosen: str, position: int) -> bool:
    before = _order(db, table)
    if chosen not in before:
        return False
    after = [one for one in before if one != chosen]
    after.insert(max(0, position), chosen)
    _number(db, table, after)
    return after != before


def _remove(db: sqlite3.Connection, table: str, chosen: str) -> bool:
    done = db.execute(f"DELETE FROM {table} WHERE id = ?", (chosen,))
    _number(db, table, _order(db, table))
    return done.rowcount > 0


def _number(db: sqlite3.Connection, table: str, order: Sequence[str]) -> None:
    db.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", list(enumerate(order)))
