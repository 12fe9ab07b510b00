"""The schema, step by step. Each step runs in one transaction together with its record; `schema.sql` beside this file is
the outcome, dumped for review. Imported only when a database is not at the newest version."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from agent_desk.storage.sqlite.migrations import fifth as version_5
from agent_desk.storage.sqlite.migrations import first as version_1
from agent_desk.storage.sqlite.migrations import fourth as version_4
from agent_desk.storage.sqlite.migrations import second as version_2
from agent_desk.storage.sqlite.migrations import third as version_3

migrations = Migrations("agent_desk")


@migrations()
def first(db: Database) -> None:
    """Everything of the first version."""
    _run(db, version_1.SCRIPTS)


@migrations()
def second(db: Database) -> None:
    """What a product needs around it: notes, saved views, canned answers, marks on authors, retention."""
    _run(db, version_2.SCRIPTS)


@migrations()
def third(db: Database) -> None:
    """People found by name, and found conversations taken up."""
    _run(db, version_3.SCRIPTS)


@migrations()
def fourth(db: Database) -> None:
    """Lists by waiting time under every filter, and long conversations."""
    _run(db, version_4.SCRIPTS)


@migrations()
def fifth(db: Database) -> None:
    """A held post gets its name with its approval."""
    _run(db, version_5.SCRIPTS)


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
