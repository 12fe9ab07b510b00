"""What agents did where an author is forgotten: that they did it stays, what they typed about the author goes."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Mapping

_TYPED = ("reason", "add", "remove")
"""Details of acts and notices that are in an agent's own words."""


def forget_words(
    db: sqlite3.Connection,
    whole: Collection[str],
    shared: Collection[str],
    deliveries: Collection[str],
    named: re.Pattern[str] | None,
) -> None:
    """Take what was typed out of acts and notices: all of it in `whole` conversations and about `deliveries`, in `shared` ones
    what names the author; and tags that do."""
    ids = json.dumps([*whole, *shared])

    def rid(details: Mapping[str, str], *, all_: bool) -> dict[str, str]:
        gone = all_ or details.get("delivery") in deliveries
        return {
            name: text
            for name, text in details.items()
            if name not in _TYPED or not (gone or (named is not None and named.search(text)))
        }

    for table in ("action", "notice"):
        rows = db.execute(
            f"SELECT id, conversation_id, details FROM {table} WHERE conversation_id IN (SELECT value FROM json_each(?))",
            (ids,),
        ).fetchall()
        told = [(row, json.loads(row["details"])) for row in rows]
        left = [(rid(details, all_=row["conversation_id"] in whole), details, row["id"]) for row, details in told]
        db.executemany(
            f"UPDATE {table} SET details = ? WHERE id = ?",
            [(json.dumps(kept), own_id) for kept, details, own_id in left if kept != details],
        )
    rows = db.execute(
        "SELECT name, conversation_id FROM conversation_tag WHERE conversation_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(shared)),),
    ).fetchall()
    tags = [tuple(row) for row in rows if named is not None and named.search(row["name"])]
    db.executemany("DELETE FROM conversation_tag WHERE name = ? AND conversation_id = ?", tags)
    db.executemany(
        "UPDATE conversation SET tags = (SELECT json_group_array(name) FROM (SELECT name FROM conversation_tag"
        " WHERE conversation_id = conversation.id ORDER BY name)) WHERE id = ?",
        [(conversation_id,) for _, conversation_id in tags],
    )
