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

VENUES, AGENTS, TEAMS, POLICIES = 10, 8, 3, 2
OPEN_SHARE = 10
"""One of so many conversations is still open, and its clocks run."""
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_LANGUAGES = ("en", "de", "fr", "")
_KINDS = ("mentions", "topic", "direct")
_CONVERSATION = (
    "INSERT INTO conversation (number, id, venue_id, kind, place_key, title, url, status, waiting_since, waiting, last_at,"
    " message_count, author_name, text, created_at, assignee_id, team_id, language, due_at, at_risk_at, clock)"
    " VALUES (?, ?, ?, ?, ?, 'Where is it?', '', ?, ?, ?, ?, 2, 'User', 'Where is it?', ?, ?, ?, ?, ?, ?, ?)"
)
_MESSAGE = (
    "INSERT INTO message (id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin,"
    " addressed, posted_at, seen_at, state, text, html, text_hash, url, disposition)"
    " VALUES (?, ?, ?, 'author', ?, ?, ?, 'mention', ?, ?, ?, 'published', 'Where is it?', '', '', '', ?)"
)
_CLOCK = (
    "INSERT INTO clock (conversation_id, metric, message_id, policy_version_id, calendar_version_id, priority, target, state,"
    " started_at, fetched_at, due_at, at_risk_at, stopped_at, worked, paused_unanswered, agent_id, team_id, venue_id)"
    " VALUES (?, ?, ?, ?, '', 2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RESOLVE = (
    "INSERT INTO action (id, kind, agent_id, conversation_id, at, details)"
    """ VALUES (?, 'status', ?, ?, ?, '{"status": "resolved"}')"""
)


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
    _people(connection, now)
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
    connection.execute(f"INSERT INTO day_stale SELECT DISTINCT posted_at / {_DAY}, 1 FROM message")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _people(connection: sqlite3.Connection, now: int) -> None:
    start = now - 400 * _DAY
    connection.executemany(
        "INSERT INTO venue (id, number, network, url, label, user, options, since, read_only, secret_place, secret_name,"
        " state, synced_at, added_at) VALUES (?, ?, 'demo', 'demo://bench', ?, '', '{}', ?, 0, 'none', '', 'ok', ?, ?)",
        [(f"v{at}", at + 1, f"Venue {at}", start, now, start) for at in range(VENUES)],
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
    for at in range(POLICIES):
        connection.execute("INSERT INTO policy VALUES (?, ?, NULL)", (f"policy{at}", f"Policy {at}"))
        connection.execute(
            "INSERT INTO policy_version VALUES (?, ?, 1, 0, 0, (SELECT id FROM agent WHERE is_me = 1), 0, ?)",
            (f"version{at}", f"policy{at}", json.dumps(policy_written(_PROMISE))),
        )


_LADDER = (
    Step(StepWhen.AT_RISK, StepAct.NOTIFY_ASSIGNEE),
    Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS),
    Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 60),
)
_PROMISE = PolicyBody(Scope(), {metric: dict.fromkeys(Priority, 60) for metric in Metric}, steps=_LADDER)


def _rows(count: int, now: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    chance = random.Random(11)
    start, step = now - 365 * _DAY, 365 * _DAY / count
    for number in range(1, count + 1):
        at = round(start + (number - 1) * step)
        still = number % OPEN_SHARE == 0
        agent = number % AGENTS
        venue, kind = f"v{number % VENUES}", _KINDS[number % VENUES % 3]
        conversation, message = _id(10_000_000 + number), _id(20_000_000 + number)
        worked = round(chance.lognormvariate(3.5, 1.2) * _MINUTE)
        due = now + round((chance.random() - 0.2) * 48 * _HOUR) if still else at + _HOUR
        holder = None if still and chance.random() < 0.3 else f"agent{agent}"
        team = f"team{agent % TEAMS}"
        clock = (f"version{number % POLICIES}", _HOUR)
        yield (
            _CONVERSATION,
            (
                number,
                conversation,
                venue,
                kind,
                f"t{number}",
                "open" if still else "resolved",
                at if still else None,
                int(still),
                at,
                at,
                holder,
                team,
                _LANGUAGES[number % 4],
                due if still else None,
                due - 15 * _MINUTE if still else None,
                "first" if still else "",
            ),
        )
        lag = round(chance.lognormvariate(3, 1) * 1000)
        disposition = None if still else "answered_by_us"
        yield _MESSAGE, (message, venue, conversation, f"m{number}", None, "customer", 1, at, at + lag, disposition)
        who = (holder or "", team, venue)
        if still:
            yield _CLOCK, _clock((conversation, "first", message), clock, (at, due, None, None), who)
            continue
        answer = at + worked
        reply = (_id(30_000_000 + number), venue, conversation, f"r{number}", f"m{number}")
        yield _MESSAGE, (*reply, "ours", 0, answer, answer, None)
        for metric in ("first", "resolution"):
            yield _CLOCK, _clock((conversation, metric, message), clock, (at, due, answer, worked), who)
        yield _RESOLVE, (_id(40_000_000 + number), f"agent{agent}", conversation, answer)


def _clock(
    post: tuple[str, str, str],
    clock: tuple[str, int],
    moments: tuple[int, int, int | None, int | None],
    who: tuple[str, str, str],
) -> tuple[object, ...]:
    """`post`: conversation, metric, message; `moments`: start, due, stop and working time; `who`: agent, team, venue."""
    version, target = clock
    at, due, stopped, worked = moments
    unanswered = 30 * _MINUTE if at % 97 == 0 else 0
    state = "running" if worked is None else "met" if worked <= target else "breached_met"
    told = (at, at, due, due - 15 * _MINUTE, stopped, worked, unanswered)
    return (*post, version, target, state, *told, *who)


def _id(number: int) -> str:
    return uuid7(1_700_000_000_000, number.to_bytes(10, "big"))
