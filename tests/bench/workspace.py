"""Makes a workspace of a given size, raw and fast: what the services would have stored, without their work."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.ids import uuid7
from agent_desk.runtime.places import for_folder

PER_CONVERSATION = 3
VENUES = 10
START = 1_790_000_000_000
_WORDS = [
    "order",
    "charged",
    "twice",
    "hub",
    "update",
    "sensor",
    "battery",
    "thanks",
    "refund",
    "please",
    "broken",
    "loses",
    "night",
    "wifi",
    "again",
    "parcel",
    "invoice",
    "works",
    "great",
    "slow",
    "help",
    "since",
    "yesterday",
    "panel",
    "shows",
    "zero",
    "anyone",
    "same",
    "problem",
    "fixed",
    "restart",
    "shipping",
]


def fill(folder: Path, conversations: int) -> None:
    """Create a workspace with that many conversations of three messages each at ten venues."""
    desk = open_desk(for_folder(folder))
    desk.ground.store.close()
    connection = sqlite3.connect(folder / "desk.db", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    venues = [_id(number) for number in range(VENUES)]
    connection.executemany(
        "INSERT INTO venue (id, number, network, url, label, user, since, read_only, secret_place, secret_name, state,"
        " synced_at, added_at) VALUES (?, ?, 'demo', 'demo://bench', ?, '', 0, 0, 'none', '', 'ok', ?, ?)",
        [(venue, at + 1, f"Venue {at}", START, START) for at, venue in enumerate(venues)],
    )
    chance = random.Random(7)
    authors = [_id(1000 + number) for number in range(max(conversations // 4, 1))]
    connection.executemany(
        "INSERT INTO author VALUES (?, ?, ?, ?, ?, '', '', 0, '{}', ?)",
        ((author, venues[0], f"a{at}", f"user{at}", f"User {at}", START) for at, author in enumerate(authors)),
    )
    connection.executemany(_CONVERSATION, _conversations(conversations, venues, random.Random(11)))
    connection.executemany(_MESSAGE, _messages(conversations, venues, authors, chance))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def text(chance: random.Random, words: int = 18) -> str:
    """Some words a customer might write."""
    return " ".join(chance.choices(_WORDS, k=words))


_CONVERSATION = (
    "INSERT INTO conversation (number, id, venue_id, kind, place_key, title, url, status, snoozed_until, waiting_since,"
    " waiting, unread, last_at, message_count, author_name, author_handle, text, created_at)"
    " VALUES (?, ?, ?, 'mentions', ?, ?, '', ?, NULL, ?, ?, ?, ?, 3, ?, ?, ?, ?)"
)
_MESSAGE = (
    "INSERT INTO message (id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin,"
    " addressed, posted_at, seen_at, state, text, html, text_hash, url, disposition)"
    " VALUES (?, ?, ?, ?, ?, NULL, 'customer', 'mention', 1, ?, ?, 'published', ?, ?, 'h', '', ?)"
)


def _conversations(count: int, venues: list[str], chance: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        at = START + number * 1000
        status = chance.choice(("open", "open", "pending", "resolved", "resolved", "resolved"))
        waits = status == "open" and chance.random() < 0.5
        yield (
            number,
            _id(10_000_000 + number),
            venues[number % VENUES],
            f"t{number}",
            text(chance, 5),
            status,
            at if waits else None,
            int(waits),
            int(chance.random() < 0.1),
            at,
            f"User {number % 997}",
            f"user{number % 997}",
            text(chance),
            at,
        )


def _messages(count: int, venues: list[str], authors: list[str], chance: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        for step in range(PER_CONVERSATION):
            at = START + number * 1000 + step
            words = text(chance)
            yield (
                _id(50_000_000 + number * PER_CONVERSATION + step),
                venues[number % VENUES],
                _id(10_000_000 + number),
                authors[number % len(authors)],
                f"m{number}-{step}",
                at,
                at,
                words,
                f"<p>{words}</p>",
                None if step == PER_CONVERSATION - 1 else "answered_by_us",
            )


def _id(number: int) -> str:
    return uuid7(START, number.to_bytes(10, "big"))
