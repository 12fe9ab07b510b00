"""Makes a workspace of a given size, raw and fast: what the services would have stored, without their work; indexes and
full text come after the rows."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.ids import uuid7
from agent_desk.runtime.places import for_folder
from tests.bench.words import Words

PER_CONVERSATION = 3
VENUES = 10
START = 1_780_000_000_000
LONG = {1: 1_000, 2: 1_000, 3: 1_000, 4: 1_000, 5: 1_000, 6: 20_000}
"""Numbers of the long conversations at small sizes, and how many posts each has."""
LONGEST = 100_000
FAR_OFF = START + 10 * 365 * 86_400_000
SNOOZED = DRAFTS = 50
"""How many conversations are put off, and how many have a draft, whatever the size."""
BYTES_EACH = 4_500
"""What one conversation takes on disk with its posts, indexes and full text, and while these are made."""


def long_ones(conversations: int) -> dict[int, int]:
    """Numbers of the conversations that are long, and how many posts each has."""
    return LONG if conversations < 50_000 else {**LONG, 7: LONGEST}


def require_room(folder: Path, conversations: int) -> None:
    """End with a clear word where the disk is too small. Raises SystemExit."""
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = conversations * BYTES_EACH + 500_000_000, shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(
            f"The bench needs {needed / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free."
            " Set TMPDIR to a larger disk, or take --quick."
        )


def fill(folder: Path, conversations: int) -> None:
    """Create a workspace with that many conversations of three messages each, a few long ones, at ten venues."""
    desk = open_desk(for_folder(folder))
    desk.ground.store.close()
    connection = sqlite3.connect(folder / "desk.db", isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000", "temp_store = FILE"):
        connection.execute(f"PRAGMA {pragma}")
    later = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' OR name = 'index_added')"
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _ in later:
        connection.execute(f"DROP {kind} {name}")
    words = Words()
    venues = _venues(connection, folder)
    authors = _authors(connection, venues, conversations)
    connection.executemany(_CONVERSATION, _conversations(conversations, venues, words))
    connection.executemany(_MESSAGE, _messages(conversations, venues, authors, words))
    connection.executemany(
        "INSERT INTO draft (conversation_id, agent_id, text, updated_at) SELECT ?, id, 'We are', ? FROM agent",
        [(conversation_id(1 + at * (conversations // DRAFTS)), START) for at in range(DRAFTS)],
    )
    for _, _, statement in later:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO message_words (rowid, text, author) SELECT message.number, text, name || ' ' || handle FROM message"
        " JOIN author ON author.id = author_id ORDER BY message.number"
    )
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


_CONVERSATION = (
    "INSERT INTO conversation (number, id, venue_id, kind, place_key, title, url, status, snoozed_until, waiting_since,"
    " waiting, unread, last_at, message_count, author_name, author_handle, text, created_at)"
    " VALUES (?, ?, ?, 'mentions', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MESSAGE = (
    "INSERT INTO message (id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin,"
    " addressed, posted_at, seen_at, state, text, html, text_hash, url, disposition)"
    " VALUES (?, ?, ?, ?, ?, ?, 'customer', 'mention', 1, ?, ?, 'published', ?, ?, ?, '', ?)"
)


def still(folder: Path) -> str:
    """The options of a place of the demo network in which nothing happens."""
    return json.dumps({"file": str(folder / "network.json"), "place": "social", "content": "empty", "crowd": "still"})


def _venues(connection: sqlite3.Connection, folder: Path) -> list[str]:
    """Ten places in which nothing happens."""
    venues = [_id(number) for number in range(VENUES)]
    connection.executemany(
        "INSERT INTO venue (id, number, network, url, label, user, options, since, read_only, secret_place, secret_name,"
        " state, synced_at, added_at) VALUES (?, ?, 'demo', 'demo://bench', ?, '', ?, 0, 0, 'none', '', 'ok', ?, ?)",
        [(venue, at + 1, f"Venue {at}", still(folder), START, START) for at, venue in enumerate(venues)],
    )
    return venues


def _authors(connection: sqlite3.Connection, venues: list[str], conversations: int) -> list[str]:
    authors = [_id(1000 + number) for number in range(max(conversations // 4, 1))]
    connection.executemany(
        "INSERT INTO author (id, venue_id, remote_id, handle, name, url, avatar_url, ours, facts, seen_at)"
        " VALUES (?, ?, ?, ?, ?, '', '', 0, '{}', ?)",
        ((author, venues[0], f"a{at:09}", f"user{at}", f"User {at}", START) for at, author in enumerate(authors)),
    )
    return authors


def _conversations(count: int, venues: list[str], words: Words) -> Iterator[tuple[object, ...]]:
    chance, long = random.Random(11), long_ones(count)
    for number in range(1, count + 1):
        at = START + number * 1000
        status = chance.choice(("open", "open", "pending", "resolved", "resolved", "resolved"))
        status = "snoozed" if number % (count // SNOOZED) == 0 else status
        waits = status == "open" and chance.random() < 0.5
        yield (
            number,
            conversation_id(number),
            venues[number % VENUES],
            f"t{number:09}",
            words.title(number),
            f"https://venue.example/t{number}",
            status,
            FAR_OFF if status == "snoozed" else None,
            at if waits else None,
            int(waits),
            int(chance.random() < 0.1),
            at,
            long.get(number, PER_CONVERSATION),
            f"User {number % 997}",
            f"user{number % 997}",
            words.sentence(number),
            at,
        )


def _messages(count: int, venues: list[str], authors: list[str], words: Words) -> Iterator[tuple[object, ...]]:
    serial, long = 0, long_ones(count)
    for number in range(1, count + 1):
        steps = long.get(number, PER_CONVERSATION)
        for step in range(steps):
            serial += 1
            at, text = START + number * 1000 + step, words.sentence(serial)
            yield (
                _id(50_000_000 + serial),
                venues[number % VENUES],
                conversation_id(number),
                authors[(number + step) % len(authors)],
                f"m{serial:09}",
                f"m{serial - 1 - step // 3:09}" if step else None,
                at,
                at,
                text,
                f"<p>{text}</p>",
                f"{serial:024x}",
                None if step == steps - 1 else "answered_by_us",
            )


def conversation_id(number: int) -> str:
    """The id of the conversation of that number."""
    return _id(10_000_000 + number)


def _id(number: int) -> str:
    return uuid7(START, number.to_bytes(10, "big"))
