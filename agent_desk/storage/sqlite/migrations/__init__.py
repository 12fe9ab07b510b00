"""The schema, step by step. Each step runs in one transaction together with its record; `schema.sql` beside this file is
the outcome, dumped for review. Imported only when a database is not at the newest version."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from agent_desk.storage.sqlite.migrations import first as version_1
from agent_desk.storage.sqlite.migrations import second as version_2
from agent_desk.storage.sqlite.migrations import third as version_3
from agent_desk.storage.sqlite.migrations import third_ledger, third_sums

migrations = Migrations("agent_desk")


@migrations()
def first(db: Database) -> None:
    """Everything of the first version."""
    _run(db, version_1.SCRIPTS)


@migrations()
def second(db: Database) -> None:
    """What a product needs around it, and indexes for a million conversations."""
    _run(db, version_2.SCRIPTS)


@migrations()
def third(db: Database) -> None:
    """The day's work of a team: queues, service levels, rules, figures."""
    _run(db, (*version_3.SCRIPTS, *third_ledger.SCRIPTS, *third_sums.SCRIPTS))


def _run(db: Database, scripts: tuple[str, ...]) -> None:
    for script in scripts:
        for statement in statements(script):
            db.execute(statement)


def statements(script: str) -> list[str]:
    """The single statements of a script, so that they can run inside a transaction."""
    import sqlite3

    found: list[str] = []
    current = ""
    for line in script.splitlines(keepends=True):
        current += line
        if current.strip() and sqlite3.complete_statement(current):
            found.append(current.strip())
            current = ""
    return found
