"""Sums by day in SQLite, and the facts they are made of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from agent_desk.domain.balance import Span
from agent_desk.domain.reporting import ReportFilter
from agent_desk.domain.sums import AnswerFact, ClockFact, Fact, PostFact, ResolveFact, Stored, SumKey, Sums
from agent_desk.storage.sqlite.indexed import DAY, DECIDED, IS_DECIDED

WEEK = 7 * DAY
UNDONE = 60_000
"""Milliseconds within which taking a resolving back means that it never was."""
_CLOCKS = (
    "SELECT clock.venue_id, clock.team_id, clock.agent_id, coalesce(policy_version.policy_id, ''), conversation.kind,"
    " clock.metric, clock.state <> 'met', iif(clock.state IN ('met', 'breached_met'), coalesce(clock.worked, 0), NULL)"
    " FROM clock INDEXED BY clock_decided JOIN conversation ON conversation.id = clock.conversation_id"
    " LEFT JOIN policy_version ON policy_version.id = clock.policy_version_id"
    f" WHERE {IS_DECIDED} AND {DECIDED} >= ? AND {DECIDED} < ?"
)
_POSTS = (
    "SELECT message.venue_id, conversation.kind, posted_at, iif(posted_at >= venue.added_at, seen_at - posted_at, NULL)"
    " FROM venue CROSS JOIN message INDEXED BY message_customer ON message.venue_id = venue.id"
    " CROSS JOIN conversation ON conversation.id = message.conversation_id"
    " WHERE message.addressed AND message.direction = 'customer' AND posted_at >= ? AND posted_at < ?"
)
ANSWERS = (
    "message INDEXED BY message_answers CROSS JOIN conversation ON conversation.id = message.conversation_id"
    " LEFT JOIN delivery ON delivery.conversation_id = message.conversation_id AND delivery.remote_id = message.remote_id"
    "  AND delivery.kind = 'reply'"
)
IS_ANSWER = (
    "message.direction = 'ours' AND (message.parent_remote_id IS NOT NULL"
    " OR conversation.kind IN ('topic', 'direct', 'review', 'comments'))"
)
_ANSWERS = (
    f"SELECT message.venue_id, coalesce(delivery.agent_id, ''), conversation.kind FROM {ANSWERS}"
    f" WHERE {IS_ANSWER} AND message.posted_at >= ? AND message.posted_at < ?"
)
_NEXT = (
    "EXISTS (SELECT 1 FROM action AS later INDEXED BY action_conversation"
    " WHERE later.conversation_id = action.conversation_id AND later.kind = 'status' AND later.at > action.at"
    " AND later.at <= action.at + {0} AND json_extract(later.details, '$.status') <> 'resolved')"
)
AGAIN = (
    "(EXISTS (SELECT 1 FROM message INDEXED BY message_thread WHERE message.conversation_id = action.conversation_id"
    f" AND message.posted_at > action.at AND message.posted_at <= action.at + {WEEK} AND message.addressed"
    f" AND message.direction = 'customer') OR {_NEXT.format(WEEK)})"
)
IS_RESOLVE = (
    f"action.kind = 'status' AND json_extract(action.details, '$.status') = 'resolved' AND NOT {_NEXT.format(UNDONE)}"
)
_RESOLVES = (
    f"SELECT conversation.venue_id, action.agent_id, conversation.kind, {AGAIN}"
    " FROM action INDEXED BY action_kind JOIN conversation ON conversation.id = action.conversation_id"
    f" WHERE {IS_RESOLVE} AND action.at >= ? AND action.at < ?"
)
_KEPT = (
    "SELECT DISTINCT venue_id FROM day_kept WHERE day BETWEEN ? AND ?"
    " AND EXISTS (SELECT 1 FROM day_sum WHERE day_sum.day = ? AND day_sum.venue_id = day_kept.venue_id)"
)
_ALL_DAYS = (
    "SELECT DISTINCT posted_at / {0}, 1 FROM message",
    "SELECT DISTINCT at / {0}, 1 FROM action",
    f"SELECT DISTINCT ({DECIDED}) / {{0}}, 1 FROM clock WHERE {DECIDED} IS NOT NULL",
)


class SqliteSums:
    """See agent_desk.storage.contract.sums.DaySums."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stale(self) -> list[tuple[int, int]]:
        return [(day, touched) for day, touched in self._db.execute("SELECT day, n FROM day_stale ORDER BY day")]

    def fresh(self, days: Iterable[tuple[int, int]]) -> None:
        self._db.executemany("DELETE FROM day_stale WHERE day = ? AND n = ?", list(days))

    def facts(self, start: int, end: int, hour: Callable[[int], int]) -> Iterator[Fact]:
        span = (start, end)
        for venue, team, agent, policy, kind, metric, late, worked in self._db.execute(_CLOCKS, span):
            yield ClockFact(SumKey(venue, team, agent, policy, kind), metric, bool(late), worked)
        for venue, kind, posted_at, lag in self._db.execute(_POSTS, span):
            yield PostFact(SumKey(venue, "", "", "", kind), hour(posted_at), lag)
        for venue, agent, kind in self._db.execute(_ANSWERS, span):
            yield AnswerFact(SumKey(venue, "", agent, "", kind))
        for venue, agent, kind, again in self._db.execute(_RESOLVES, span):
            yield ResolveFact(SumKey(venue, "", agent, "", kind), bool(again))

    def replace(self, span: Span, sums: Mapping[SumKey, Sums]) -> None:
        day = span.day.isoformat()
        rows = self._db.execute(_KEPT, (span.start // DAY, (span.end - 1) // DAY, day))
        kept = {row[0] for row in rows}
        for venue in {row[0] for row in self._db.execute("SELECT venue_id FROM day_sum WHERE day = ?", (day,))} - kept:
            self._db.execute("DELETE FROM day_sum WHERE day = ? AND venue_id = ?", (day, venue))
        self._db.executemany(
            "INSERT INTO day_sum (day, venue_id, team_id, agent_id, policy_id, kind, figures) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (day, *key, json.dumps(one.plain(), separators=(",", ":")))
                for key, one in sorted(sums.items())
                if key.venue_id not in kept
            ],
        )

    def read(self, first: date, last: date, filter_: ReportFilter) -> Iterator[Stored]:
        narrowed = {
            "venue_id": filter_.venue_id,
            "team_id": filter_.team_id,
            "agent_id": filter_.agent_id,
            "policy_id": filter_.policy_id,
            "kind": filter_.kind,
        }
        chosen = {name: value for name, value in narrowed.items() if value is not None}
        more = "".join(f" AND {name} = :{name}" for name in chosen)
        rows = self._db.execute(
            "SELECT day, venue_id, team_id, agent_id, policy_id, kind, figures FROM day_sum WHERE day BETWEEN :first AND :last"
            f" AND venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL){more} ORDER BY day",
            {"first": first.isoformat(), "last": last.isoformat(), **chosen},
        )
        for day, venue, team, agent, policy, kind, figures in rows:
            yield Stored(day, SumKey(venue, team, agent, policy, kind), json.loads(figures))

    def zone(self) -> str:
        return str(self._db.execute("SELECT sums_zone FROM workspace").fetchone()[0])

    def begin_anew(self, zone: str) -> None:
        self._db.execute("UPDATE workspace SET sums_zone = ?", (zone,))
        self._db.execute(
            "DELETE FROM day_sum WHERE NOT EXISTS (SELECT 1 FROM day_kept WHERE day_kept.venue_id = day_sum.venue_id"
            " AND day_kept.day BETWEEN unixepoch(day_sum.day) / 86400 - 1 AND unixepoch(day_sum.day) / 86400 + 1)"
        )
        for days in _ALL_DAYS:
            self._db.execute(f"INSERT OR IGNORE INTO day_stale {days.format(DAY)}")

    def kept(self, start: int, end: int) -> bool:
        days = (start // DAY, (end - 1) // DAY)
        return self._db.execute("SELECT 1 FROM day_kept WHERE day BETWEEN ? AND ? LIMIT 1", days).fetchone() is not None
