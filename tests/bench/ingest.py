"""Taking posts in through the service, against `executemany` of the same rows into the same tables and indexes."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, SeenAuthor
from agent_desk.runtime.places import for_folder
from agent_desk.services.admission import Cleaned
from agent_desk.services.desk import Desk
from agent_desk.services.ingest import prepare, take_in
from tests.bench.figures import Figure, at_least, at_most, noise, reading
from tests.bench.networks import PAGE, FakeNetworks, pages, venue
from tests.bench.words import Words
from tests.bench.workspace import START

BRANCH = 50
_BY_TRIGGER = (
    *("conversation_count", "holding", "fetched_post", "day_stale", "clock_watch"),
    *("index_queue", "sqlite_sequence", "sqlite_stat1"),
)


def measure(folder: Path, posts: int, times: int = 3) -> list[Figure]:
    """Posts a second through the service, as a part of raw; cleaning and full text counted apart. Medians of rounds taken
    in turn, of CPU time (the disk is not waited for: posts can be fetched again)."""
    told = pages(posts, Words())
    service, raw, cleaning, indexing = [], [], [], []
    for turn in range(times):
        place = folder / f"turn{turn}"
        start = time.process_time()
        cleaned = [prepare(page) for page in told]
        cleaning.append(time.process_time() - start)
        desk = open_desk(for_folder(place / "service"), registry=FakeNetworks())
        service.append(_through_service(desk, cleaned))
        start = time.process_time()
        while desk.search.catch_up():
            pass
        indexing.append(time.process_time() - start)
        desk.ground.store.close()
        raw.append(_raw(place))
    ratio = sorted(before / after for before, after in zip(raw, service, strict=True))[times // 2]
    per_second = f"{posts / min(service):,.0f} to {posts / min(raw):,.0f} posts/s; {noise(service)}"
    return [
        at_least(f"ingest of {posts:,} posts to raw executemany", ratio, "×", 0.5, per_second),
        reading("cleaning", posts / min(cleaning), "posts/s"),
        reading("full text", posts / min(indexing), "posts/s", "lags behind, off the path"),
    ]


def measure_thread(folder: Path, posts: int) -> list[Figure]:
    """A thread of that many posts fetched from its beginning, with an answer of ours on each page."""
    desk = open_desk(for_folder(folder / "thread"), registry=FakeNetworks())
    told = _long_thread(posts)
    cleaned = [prepare(page) for page in told]
    place = venue(desk.ground.new_id())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(place)
    taken = []
    for page in cleaned:
        start = time.process_time()
        with desk.ground.act(durable=False) as (nouns, tally):
            take_in(desk.ground, nouns, tally, place, page)
        taken.append(time.process_time() - start)
    desk.ground.store.close()
    tenth = len(taken) // 10
    first, last = sum(taken[:tenth]), sum(taken[-tenth:])
    note = f"{posts / sum(taken):,.0f} posts/s; a page at the end {1000 * last / tenth:.0f} ms"
    return [at_most(f"a thread of {posts:,} posts with our answers, last tenth to first", last / first, "×", 3, note)]


def _through_service(desk: Desk, cleaned: list[list[Cleaned]]) -> float:
    place = venue(desk.ground.new_id())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(place)
    start = time.process_time()
    for page in cleaned:
        with desk.ground.act(durable=False) as (nouns, tally):
            take_in(desk.ground, nouns, tally, place, page)
    return time.process_time() - start


def _raw(folder: Path) -> float:
    """Seconds for the same rows of all tables into a fresh database, in transactions of a page each."""
    source = sqlite3.connect(folder / "service" / "desk.db")
    desk = open_desk(for_folder(folder / "raw"))
    desk.ground.store.close()
    target = sqlite3.connect(folder / "raw" / "desk.db", isolation_level=None)
    target.execute("PRAGMA synchronous = NORMAL")
    target.execute("PRAGMA foreign_keys = 1")
    target.execute("PRAGMA cache_size = -16000")
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in _tables(source, target)}
    source.close()
    start = time.process_time()
    for table, found in rows.items():
        for first in range(0, len(found), PAGE):
            chunk = found[first : first + PAGE]
            marks = ", ".join("?" * len(chunk[0]))
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", chunk)
            target.execute("COMMIT")
    taken = time.process_time() - start
    target.close()
    return taken


def _tables(source: sqlite3.Connection, target: sqlite3.Connection) -> list[str]:
    """Every table that the service filled, those that others refer to first."""
    names = [
        name
        for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        if not name.startswith(("message_words", "message_grams")) and name not in _BY_TRIGGER
    ]

    def count(of: sqlite3.Connection, name: str) -> int:
        return int(of.execute(f"SELECT count(*) FROM {name}").fetchone()[0])

    return [name for name in names if count(source, name) and not count(target, name)]


def _parent(number: int) -> str | None:
    """Branches of fifty posts below the first one, each some levels deep."""
    if number % BRANCH == 0:
        return "p0" if number else None
    return f"p{max(number - 1 - number % 7, number - number % BRANCH)}"


def _long_thread(posts: int) -> list[list[IncomingPost]]:
    words = Words()
    found = []
    for number in range(posts):
        ours = number % PAGE == PAGE - 1
        name = "brand" if ours else f"a{number % 5000}"
        found.append(
            IncomingPost(
                remote_id=f"p{number}",
                place=Place(ConversationKind.MENTIONS, "thread"),
                author=SeenAuthor(name, name, name, ours=ours),
                posted_at=START + number,
                body=words.sentence(number),
                origin=Origin.CONTEXT if ours else Origin.MENTION,
                parent_remote_id=_parent(number),
            )
        )
    return [found[first : first + PAGE] for first in range(0, posts, PAGE)]
