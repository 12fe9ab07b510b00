"""Dumps the schema that the migrations make, for review: `python -m tests.storage.dump_schema` renews the file."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from agent_desk.storage.sqlite import migrations
from tests.storage.conftest import open_store

SCHEMA = Path(migrations.__file__).with_name("schema.sql")
_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


def dumped() -> str:
    """Every statement of the schema, as SQLite keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        open_store(Path(folder)).close()
        connection = sqlite3.connect(Path(folder) / "desk.db")
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        connection.close()
    own = [sql for name, sql in rows if not (name.startswith("message_") and name.endswith(_SHADOWS))]
    return (
        "-- What the migrations make; renewed by: python -m tests.storage.dump_schema\n\n" + ";\n\n".join(own) + ";\n"
    )


if __name__ == "__main__":
    SCHEMA.write_text(dumped(), encoding="utf-8")
