"""Reckoning: due times on compiled calendars, whole histories, and keeping the clocks of a large workspace in step."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.calendars import compile_calendar
from agent_desk.domain.choosing import promised
from agent_desk.domain.clockwork import reckon
from agent_desk.domain.conversations import Direction, Post
from agent_desk.domain.histories import History, Said
from agent_desk.domain.levels import (
    MINUTE,
    CalendarBody,
    CalendarVersion,
    Hours,
    Metric,
    PolicyBody,
    PolicyOrder,
    PolicyVersion,
    Scope,
)
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.roster import Priority
from agent_desk.domain.venues import Answers
from agent_desk.runtime.places import for_folder
from agent_desk.services.admission import Cleaned
from agent_desk.services.almanac import changes_of
from agent_desk.services.desk import Desk
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.reckoning import renew
from agent_desk.storage.contract import Nouns
from tests.bench.figures import Figure, at_least, at_most, percentile, reading
from tests.bench.networks import FakeNetworks, pages, venue
from tests.bench.words import Words
from tests.bench.workspace import START, conversation_id

DUES, HISTORIES, RENEWED = 200_000, 5_000, 300
YEAR = 365 * 24 * 60
DAY = (Hours(9 * 60, 12 * 60), Hours(13 * 60, 17 * 60))


def measure(folder: Path, scratch: Path, size: int, posts: int) -> list[Figure]:
    """`folder`: where the large workspace lies; it is left as it was. CPU time, but for single conversations."""
    body = CalendarBody("Europe/Berlin", (DAY,) * 5 + ((), ()), changes=changes_of("Europe/Berlin", START))
    return [_dues(body), _histories(body), *_renewals(folder, size, body), *_taking_in(scratch, posts, body)]


def _dues(body: CalendarBody) -> Figure:
    chance, calendar = random.Random(5), compile_calendar(body)
    asked = [
        (START + chance.randrange(YEAR) * MINUTE, chance.choice((15, 60, 240, 480, 2400)) * MINUTE) for _ in range(DUES)
    ]
    start = time.process_time()
    for at, working in asked:
        calendar.due(at, working)
    return at_least("due times on a compiled calendar", DUES / (time.process_time() - start), "/s", 100_000)


def _histories(body: CalendarBody) -> Figure:
    chance = random.Random(6)
    version, hours = _version(body, "")
    known = promised([version], [PolicyOrder(0, ("p",))], [hours], {})
    told = [_history(chance) for _ in range(HISTORIES)]
    start = time.process_time()
    found = sum(len(reckon(one, known)) for one in told)
    taken = time.process_time() - start
    return reading(
        "clocks reckoned from histories of six posts", found / taken, "/s", f"{HISTORIES / taken:,.0f} histories"
    )


def _history(chance: random.Random) -> History:
    posts = []
    for number in range(6):
        author = chance.choice(("ann", "ann", "bob", "us"))
        direction = Direction.OURS if author == "us" else Direction.CUSTOMER
        at = START + (number * 300 + chance.randrange(300)) * MINUTE
        parent = f"m{number - 1}" if number else None
        post = Post(f"m{number}", f"m{number}", parent, author, direction, author != "us", at, PostState.PUBLISHED)
        posts.append(Said(post, at))
    return History("c", "v", "fake", ConversationKind.MENTIONS, Answers.TARGET, 0, tuple(posts))


class _TakenBack(Exception):
    """Ends a transaction that must leave nothing behind."""


def _renewals(folder: Path, size: int, body: CalendarBody) -> list[Figure]:
    """One conversation after the other in one transaction, as many acts would; then all of them again, where nothing is to be
    written any more."""
    desk = open_desk(for_folder(folder / "large"), registry=FakeNetworks())
    chance = random.Random(7)
    # The long ones are the first ones, and are left to the tick.
    ids = [conversation_id(chance.randrange(100, size)) for _ in range(RENEWED)]
    taken: list[list[float]] = []
    try:
        with desk.ground.store.write(durable=False) as nouns:
            _promise(nouns, body, desk.ground.me)
            renew(desk.ground, nouns, ids[:1])
            taken.extend([_one(desk, nouns, one) for one in ids] for _ in range(2))
            raise _TakenBack
    except _TakenBack:
        pass
    desk.ground.store.close()
    first, again = taken
    note = f"95 of 100: {percentile(first, 0.95):.2f} ms; nothing new: {statistics.median(again):.2f} ms"
    return [at_most(f"the clocks of one of {size:,} conversations", statistics.median(first), "ms", 1, note)]


def _one(desk: Desk, nouns: Nouns, conversation: str) -> float:
    start = time.perf_counter()
    renew(desk.ground, nouns, (conversation,))
    return (time.perf_counter() - start) * 1000


def _taking_in(scratch: Path, posts: int, body: CalendarBody) -> list[Figure]:
    told = [prepare(page) for page in pages(posts, Words())]
    plain = _taken_in(scratch / "without", told, None)
    clocked = _taken_in(scratch / "with", told, body)
    note = f"{posts / clocked:,.0f} to {posts / plain:,.0f} posts/s"
    return [at_least(f"ingest of {posts:,} posts with clocks to without", plain / clocked, "×", 0.5, note)]


def _taken_in(folder: Path, told: list[list[Cleaned]], body: CalendarBody | None) -> float:
    desk = open_desk(for_folder(folder), registry=FakeNetworks())
    place = venue(desk.ground.new_id())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(place)
        if body is not None:
            _promise(nouns, body, desk.ground.me)
    start = time.process_time()
    for page in told:
        with desk.ground.act(durable=False) as (nouns, tally):
            take_in(desk.ground, nouns, tally, place, page)
    taken = time.process_time() - start
    desk.ground.store.close()
    return taken


def _promise(nouns: Nouns, body: CalendarBody, agent: str) -> None:
    version, hours = _version(body, agent)
    nouns.levels.add_calendar_version("Office", hours)
    nouns.levels.add_policy_version("Usual", version)
    nouns.levels.set_order(["p"], 0, agent)


def _version(body: CalendarBody, agent: str) -> tuple[PolicyVersion, CalendarVersion]:
    targets = {metric: dict.fromkeys(Priority, 240) for metric in (Metric.FIRST, Metric.NEXT, Metric.RESOLUTION)}
    policy = PolicyBody(Scope(), targets, calendar_id="hours")
    return PolicyVersion("p1", "p", 1, 0, False, policy, agent), CalendarVersion("hours1", "hours", 1, 0, body, agent)
