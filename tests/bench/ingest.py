"""Taking posts in through the service, against `executemany` of the same rows into the same tables."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, SeenAuthor
from agent_desk.domain.venues import SecretPlace, Venue, VenueState
from agent_desk.runtime.places import for_folder
from agent_desk.services.ingest import prepare, take_in
from tests.bench.figures import Figure, at_least, reading
from tests.bench.workspace import START, text

PAGE = 100


def measure(folder: Path, posts: int) -> list[Figure]:
    """Posts a second through the service, as a part of raw; cleaning and full text counted apart."""
    desk = open_desk(for_folder(folder / "service"))
    venue = _venue(desk.ground.new_id())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(venue)
    pages = _pages(posts)
    start = time.perf_counter()
    cleaned = [prepare(page) for page in pages]
    cleaning = time.perf_counter() - start
    start = time.perf_counter()
    for page in cleaned:
        with desk.ground.act(durable=False) as (nouns, tally):
            tally.add(take_in(desk.ground, nouns, venue, page))
    service = time.perf_counter() - start
    start = time.perf_counter()
    while desk.search.catch_up():
        pass
    indexing = time.perf_counter() - start
    desk.ground.store.close()
    raw = _raw(folder)
    return [
        at_least(f"ingest of {posts:,} posts to raw executemany", raw / service, "×", 0.5, f"{posts / service:,.0f}/s"),
        reading("cleaning", posts / cleaning, "posts/s"),
        reading("full text", posts / indexing, "posts/s", "lags behind, off the path"),
    ]


def _raw(folder: Path) -> float:
    """Seconds for the same rows of all tables into a fresh database, in transactions of a page each."""
    source = sqlite3.connect(folder / "service" / "desk.db")
    desk = open_desk(for_folder(folder / "raw"))
    desk.ground.store.close()
    target = sqlite3.connect(folder / "raw" / "desk.db", isolation_level=None)
    target.execute("PRAGMA synchronous = NORMAL")
    tables = ("venue", "author", "conversation", "message", "change_log")
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    source.close()
    start = time.perf_counter()
    for table in tables:
        for first in range(0, len(rows[table]), PAGE):
            chunk = rows[table][first : first + PAGE]
            marks = ", ".join("?" * len(chunk[0]))
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", chunk)
            target.execute("COMMIT")
    taken = time.perf_counter() - start
    target.close()
    return taken


def _pages(posts: int) -> list[list[IncomingPost]]:
    chance = random.Random(5)
    found = [
        IncomingPost(
            remote_id=f"p{number}",
            place=Place(ConversationKind.MENTIONS, f"t{number // 3}"),
            author=SeenAuthor(f"a{number % 5000}", f"user{number % 5000}", f"User {number % 5000}"),
            posted_at=START + number,
            body=text(chance),
            origin=Origin.MENTION,
            parent_remote_id=f"p{number - 1}" if number % 3 else None,
        )
        for number in range(posts)
    ]
    return [found[first : first + PAGE] for first in range(0, posts, PAGE)]


def _venue(venue_id: str) -> Venue:
    return Venue(
        id=venue_id,
        number=1,
        network="demo",
        url="demo://bench",
        label="Bench",
        user="",
        options={},
        since=0,
        read_only=False,
        secret_place=SecretPlace.NONE,
        secret_name="",
        profile=None,
        state=VenueState.OK,
        state_detail="",
        synced_at=None,
        retry_at=None,
        added_at=START,
    )
