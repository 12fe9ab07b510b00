"""Customers in SQLite: persons, their identities, and every decision about who is who."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Sequence

from agent_desk.domain.customers import CustomerRow, Identity, LinkRow, plain_handle, plain_link
from agent_desk.domain.errors import NotFound
from agent_desk.domain.ids import is_number
from agent_desk.domain.rows import ConversationRow
from agent_desk.storage.sqlite.conditions import like
from agent_desk.storage.sqlite.conversations import SELECT_ROW, conversation_row
from agent_desk.storage.sqlite.people import author_row

_IDENTITY = (
    "SELECT author.*, venue.label AS venue_label,"
    " coalesce((SELECT max(posted_at) FROM message WHERE author_id = author.id), 0) AS last_at"
    " FROM author JOIN venue ON venue.id = author.venue_id"
)
_LINK = re.compile(r"""https?://[^\s<>"')]{1,500}""")
_POSTS_LOOKED_AT = 50
_LAST = "\U0010ffff"
_MOST = 1000


class SqliteCustomers:
    """See agent_desk.storage.contract.customers.Customers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, ref: str) -> CustomerRow:
        column, value = ("number", int(ref.lstrip("#"))) if is_number(ref) else ("id", ref)
        row = self._db.execute(f"SELECT * FROM customer WHERE {column} = ?", (value,)).fetchone()
        if row is None:
            raise NotFound(f"customer {ref}", what="customer", name=ref)
        return self._customer(row)

    def of_author(self, author_id: str) -> CustomerRow | None:
        row = self._db.execute(
            "SELECT customer.* FROM author JOIN customer ON customer.id = customer_id WHERE author.id = ?", (author_id,)
        ).fetchone()
        return None if row is None else self._customer(row)

    def identity(self, author_id: str) -> Identity:
        row = self._db.execute(f"{_IDENTITY} WHERE author.id = ?", (author_id,)).fetchone()
        if row is None:
            raise NotFound(f"author {author_id}", what="author", name=author_id)
        return _identity(row)

    def customer_ids(self, author_ids: Sequence[str]) -> dict[str, str | None]:
        rows = self._db.execute(
            "SELECT id, customer_id FROM author WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(author_ids)),),
        )
        return {row["id"]: row["customer_id"] for row in rows}

    def add(self, customer_id: str, name: str, at: int) -> CustomerRow:
        self._db.execute(
            "INSERT INTO customer (id, number, name, created_at)"
            " VALUES (?, (SELECT 1 + coalesce(max(number), 0) FROM customer), ?, ?)",
            (customer_id, name, at),
        )
        return self.get(customer_id)

    def change(self, customer_id: str, name: str, remark: str) -> None:
        self._db.execute("UPDATE customer SET name = ?, remark = ? WHERE id = ?", (name, remark, customer_id))

    def link(self, author_id: str, customer_id: str | None, agent_id: str, reason: str, at: int) -> bool:
        before = self.customer_ids([author_id]).get(author_id)
        if before == customer_id:
            return False
        self._db.execute("UPDATE author SET customer_id = ? WHERE id = ?", (customer_id, author_id))
        self._db.execute(
            "INSERT INTO customer_link (author_id, customer_id, before_id, agent_id, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
            (author_id, customer_id, before, agent_id, reason, at),
        )
        return True

    def history(self, customer_id: str) -> list[LinkRow]:
        rows = self._db.execute(
            "SELECT customer_link.*, agent.name FROM customer_link JOIN agent ON agent.id = agent_id"
            " WHERE customer_id = ?1 OR before_id = ?1 ORDER BY customer_link.number DESC",
            (customer_id,),
        )
        return [
            LinkRow(row["author_id"], row["customer_id"], row["before_id"], row["name"], row["reason"], row["at"])
            for row in rows
        ]

    def alike(self, author_id: str, handle: str, links: Sequence[str], limit: int) -> list[Identity]:
        found: dict[str, Identity] = {}
        if handle:
            # Handles begin with the name, with an @ before it or without.
            for start in (handle, f"@{handle}"):
                rows = self._db.execute(
                    f"{_IDENTITY} WHERE handle >= ? COLLATE NOCASE AND handle < ? COLLATE NOCASE AND author.id <> ?"
                    " AND NOT ours AND venue.removed_at IS NULL LIMIT ?",
                    (start, start + _LAST, author_id, _MOST),
                )
                found |= {row["id"]: _identity(row) for row in rows if plain_handle(row["handle"]) == handle}
        for link in links:
            for address in (f"https://{link}", f"https://www.{link}", f"http://{link}"):
                rows = self._db.execute(
                    f"{_IDENTITY} WHERE author.url <> '' AND author.url >= ? AND author.url <= ? AND author.id <> ? AND NOT ours"
                    " AND venue.removed_at IS NULL LIMIT ?",
                    (address, f"{address}/", author_id, limit),
                )
                found |= {row["id"]: _identity(row) for row in rows if plain_link(row["url"]) == link}
        return list(found.values())[:limit]

    def links(self, author_id: str) -> frozenset[str]:
        rows = self._db.execute(
            "SELECT html, text FROM message WHERE author_id = ? ORDER BY number DESC LIMIT ?",
            (author_id, _POSTS_LOOKED_AT),
        )
        written = (f"{html.unescape(row['html'])} {row['text']}" for row in rows)
        found = (plain_link(url) for words in written for url in _LINK.findall(words))
        return frozenset(link for link in found if link)

    def conversations(self, customer_id: str, limit: int) -> list[ConversationRow]:
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE conversation.id IN (SELECT conversation_id FROM (SELECT conversation_id,"
            " max(posted_at) AS at FROM message WHERE author_id IN (SELECT id FROM author WHERE customer_id = ?)"
            " GROUP BY conversation_id ORDER BY at DESC LIMIT ?)) ORDER BY last_at DESC, conversation.number DESC",
            (customer_id, limit),
        )
        return [conversation_row(row) for row in rows]

    def find(self, text: str, limit: int) -> list[CustomerRow]:
        if is_number(text):
            rows = self._db.execute("SELECT * FROM customer WHERE number = ?", (int(text.lstrip("#")),)).fetchall()
        else:
            rows = self._db.execute(
                "SELECT * FROM customer WHERE name LIKE ? ESCAPE '\\' ORDER BY name COLLATE NOCASE LIMIT ?",
                (like(text)[1:], limit),
            ).fetchall()
        return [self._customer(row) for row in rows]

    def _customer(self, row: sqlite3.Row) -> CustomerRow:
        rows = self._db.execute(
            f"{_IDENTITY} WHERE author.customer_id = ? ORDER BY last_at DESC, author.id", (row["id"],)
        )
        return CustomerRow(
            row["id"], row["number"], row["name"], row["remark"], row["created_at"], tuple(map(_identity, rows))
        )


def _identity(row: sqlite3.Row) -> Identity:
    return Identity(author_row(row), row["venue_id"], row["venue_label"], row["last_at"])
