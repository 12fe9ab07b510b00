"""Makes a year of work, raw and fast: conversations spread over 365 days with an answer, their clocks, and a tenth of them
still open in the hands of a team of eight."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.ids import uuid7
from agent_desk.domain.levels import Metric, PolicyBody, Scope, Step, StepAct, StepWhen
from agent_desk.domain.roster import Priority
from agent_desk.domain.stored_levels import policy_written
from agent_desk.runtime.places import for_folder
from tests.bench.workspace import require_room, still

VENUES, AGENTS, TEAMS, POLICIES = 10, 8, 3, 2
OPEN_SHARE = 10
"""One of so many conversations is still open, and its clocks run."""
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_LANGUAGES = ("en", "de", "fr", "")
_KINDS = ("mentions", "topic", "direct")
_CONVERSATION = (
    "INSERT INTO conversation (number, id, venue_id, kind, place_key, title, url, status, waiting_since, waiting, last_at,"
    " message_count, author_name, text, created_at, assignee_id, team_id, language, due_at, at_risk_at, clock,"
    " priority) VALUES (?, ?, ?, ?, ?, 'Where is it?', '', ?, ?, ?, ?, 2, 'User', 'Where is it?', ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MESSAGE = (
    "INSERT INTO message (id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin,"
    " addressed, posted_at, seen_at, state, text, html, text_hash, url, disposition)"
    " VALUES (?, ?, ?, 'author', ?, ?, ?, 'mention', ?, ?, ?, 'published', 'Where is it?', '', '', '', ?)"
)
_CLOCK = (
    "INSERT INTO clock (conversation_id, metric, message_id, policy_version_id, calendar_version_id, priority, target, state,"
    " started_at, fetched_at, due_at, at_risk_at, stopped_at, stopped_by, worked, paused_unanswered, agent_id, team_id, venue_id)"
    " VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RESOLVE = (
    "INSERT INTO action (id, kind, agent_id, conversation_id, at, details)"
    """ VALUES (?, 'status', ?, ?, ?, '{"status": "resolved"}')"""
)
_WATCHED = "SELECT conversation_id, metric, message_id, min(due_at, at_risk_at) FROM clock WHERE state = 'running'"
_KEPT_BY_TRIGGERS = (
    f"INSERT INTO day_stale SELECT DISTINCT posted_at / {_DAY}, 1 FROM message",
    f"INSERT INTO clock_watch {_WATCHED}",
    (
        "INSERT INTO conversation_count SELECT venue_id, found, status, waiting > 0, unread > 0, count(*) FROM conversation"
        " GROUP BY 1, 2, 3, 4, 5"
    ),
    (
        "INSERT INTO holding SELECT coalesce(assignee_id, ''), coalesce(team_id, ''), venue_id, kind, status, waiting > 0,"
        " count(*) FROM conversation WHERE status = 'open' GROUP BY 1, 2, 3, 4, 5, 6"
    ),
    (
        "INSERT INTO fetched_post SELECT venue_id, posted_at / 900000, count(*) FROM message WHERE direction = 'customer'"
        " GROUP BY 1, 2"
    ),
)


def make_year(folder: Path, conversations: int) -> float | None:
    """Make it unless it is there; how many seconds that took."""
    if (folder / "desk.db").exists():
        return None
    require_room(folder.parent, conversations)
    start = time.perf_counter()
    fill_year(folder, conversations)
    return time.perf_counter() - start


def fill_year(folder: Path, conversations: int) -> None:
    """Create the workspace; the year ends now."""
    desk = open_desk(for_folder(folder))
    desk.ground.store.close()
    connection = sqlite3.connect(folder / "desk.db", isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    later = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' OR type = 'trigger')"
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _ in later:
        connection.execute(f"DROP {kind} {name}")
    now = int(time.time() * 1000)
    _people(connection, folder, now)
    _promises(connection, now)
    batch: dict[str, list[tuple[object, ...]]] = {_CONVERSATION: [], _MESSAGE: [], _CLOCK: [], _RESOLVE: []}
    for statement, row in _rows(conversations, now):
        batch[statement].append(row)
        if len(batch[statement]) == 20_000:
            connection.executemany(statement, batch[statement])
            batch[statement].clear()
    for statement, rows in batch.items():
        connection.executemany(statement, rows)
    for _, _, statement in later:
        connection.execute(statement)
    for statement in _KEPT_BY_TRIGGERS:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _people(connection: sqlite3.Connection, folder: Path, now: int) -> None:
    start = now - 400 * _DAY
    connection.executemany(
        "INSERT INTO venue (id, number, network, url, label, user, options, since, read_only, secret_place, secret_name,"
        " state, synced_at, added_at) VALUES (?, ?, 'demo', 'demo://bench', ?, '', ?, ?, 0, 'none', '', 'ok', ?, ?)",
        [(f"v{at}", at + 1, f"Venue {at}", still(folder), start, now, start) for at in range(VENUES)],
    )
    connection.execute(
        "INSERT INTO author (id, venue_id, remote_id, handle, name, url, avatar_url, ours, seen_at)"
        " VALUES ('author', 'v0', 'a', 'user', 'User', '', '', 0, ?)",
        (now,),
    )
    connection.executemany(
        "INSERT INTO agent (id, number, name, presence_at) VALUES (?, ?, ?, ?)",
        [(f"agent{at}", at + 2, f"Agent {at}", start) for at in range(AGENTS)],
    )
    connection.executemany(
        "INSERT INTO team (id, number, name, position) VALUES (?, ?, ?, ?)",
        [(f"team{at}", at + 1, f"Team {at}", at) for at in range(TEAMS)],
    )
    connection.executemany(
        "INSERT INTO team_member VALUES (?, ?, 0, ?)", [(f"team{at % TEAMS}", f"agent{at}", at) for at in range(AGENTS)]
    )


def _promises(connection: sqlite3.Connection, now: int) -> None:
    """Each policy is for every so-manieth venue, and holds since before the year."""
    start, me = now - 400 * _DAY, "(SELECT id FROM agent WHERE is_me = 1)"
    for at in range(POLICIES):
        scope = Scope(venues=tuple(f"v{venue}" for venue in range(at, VENUES, POLICIES)))
        body = json.dumps(policy_written(PolicyBody(scope, _TARGETS, risk_share=0, steps=_LADDER)))
        connection.execute("INSERT INTO policy VALUES (?, ?, NULL)", (f"policy{at}", f"Policy {at}"))
        connection.execute(
            f"INSERT INTO policy_version VALUES (?, ?, 1, ?, 0, {me}, ?, ?)",
            (f"version{at}", f"policy{at}", start, start, body),
        )
    order = json.dumps([f"policy{at}" for at in range(POLICIES)])
    connection.execute(f"INSERT INTO policy_order (from_at, agent_id, policies) VALUES (?, {me}, ?)", (start, order))


_LADDER = (
    Step(StepWhen.AT_RISK, StepAct.NOTIFY_ASSIGNEE),
    Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS),
    Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 60),
)
_SLOW = 292 * _DAY
"""What is still open came at any time of the year and has low priority, with so much time that a fifth of it is late."""
_TARGETS = {
    Metric.FIRST: {Priority.NORMAL: _HOUR // _MINUTE, Priority.LOW: _SLOW // _MINUTE},
    Metric.RESOLUTION: {Priority.NORMAL: _HOUR // _MINUTE},
}


def _rows(count: int, now: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    chance = random.Random(11)
    start, step = now - 365 * _DAY, 365 * _DAY / count
    for number in range(1, count + 1):
        at = round(start + (number - 1) * step)
        opened = number % OPEN_SHARE == number // OPEN_SHARE % OPEN_SHARE
        agent = number // 3 % AGENTS
        venue, kind = f"v{number % VENUES}", _KINDS[number % VENUES % 3]
        priority, target = (Priority.LOW, _SLOW) if opened else (Priority.NORMAL, _HOUR)
        conversation, message = _id(10_000_000 + number), _id(20_000_000 + number)
        worked = round(chance.lognormvariate(3.5, 1.2) * _MINUTE)
        due = at + target
        holder = None if opened and chance.random() < 0.3 else f"agent{agent}"
        team = f"team{agent % TEAMS}"
        clock = (f"version{number % POLICIES}", priority, target)
        yield (
            _CONVERSATION,
            (
                number,
                conversation,
                venue,
                kind,
                f"t{number}",
                "open" if opened else "resolved",
                at if opened else None,
                int(opened),
                at,
                at,
                holder,
                team,
                _LANGUAGES[number % 4],
                due if opened else None,
                due - 15 * _MINUTE if opened else None,
                "first" if opened else "",
                priority,
            ),
        )
        lag = round(chance.lognormvariate(3, 1) * 1000)
        disposition = None if opened else "answered_by_us"
        yield _MESSAGE, (message, venue, conversation, f"m{number}", None, "customer", 1, at, at + lag, disposition)
        who = (holder or "", team, venue)
        if opened:
            yield _CLOCK, _clock((conversation, "first", message), clock, (at, at + lag, None, None), (None, *who))
            continue
        answer = at + worked
        reply = (_id(30_000_000 + number), venue, conversation, f"r{number}", f"m{number}")
        yield _MESSAGE, (*reply, "ours", 0, answer, answer, None)
        for metric, by in (("first", reply[0]), ("resolution", None)):
            yield _CLOCK, _clock((conversation, metric, message), clock, (at, at + lag, answer, worked), (by, *who))
        yield _RESOLVE, (_id(40_000_000 + number), f"agent{agent}", conversation, answer)


def _clock(
    post: tuple[str, str, str],
    clock: tuple[str, int, int],
    moments: tuple[int, int, int | None, int | None],
    who: tuple[str | None, str, str, str],
) -> tuple[object, ...]:
    """`post`: conversation, metric, message; `clock`: version, priority, target; `moments`: start, fetched, stop, working time;
    `who`: reply, agent, team, venue."""
    version, priority, target = clock
    at, fetched, stopped, worked = moments
    due = at + target
    unanswered = 30 * _MINUTE if at % 97 == 0 else 0
    state = "running" if worked is None else "met" if worked <= target else "breached_met"
    told = (at, fetched, due, due - 15 * _MINUTE, stopped, who[0], worked, unanswered)
    return (*post, version, priority, target, state, *told, *who[1:])


def _id(number: int) -> str:
    return uuid7(1_700_000_000_000, number.to_bytes(10, "big"))
