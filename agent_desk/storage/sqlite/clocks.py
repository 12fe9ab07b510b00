"""Clocks in SQLite: the facts of many conversations read with few statements, and rows written only where they changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.conversations import Direction, Disposition, Post, Status
from agent_desk.domain.histories import History, Said
from agent_desk.domain.levels import ClockRow, ClockState, Metric
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.roster import Priority
from agent_desk.domain.venues import Answers

_LISTED = "(SELECT value FROM json_each(?))"
_STAMP = (
    "SELECT (SELECT id FROM policy_version ORDER BY rowid DESC LIMIT 1),"
    " (SELECT number || ' ' || from_at || policies FROM policy_order ORDER BY number DESC LIMIT 1),"
    " (SELECT id FROM calendar_version ORDER BY rowid DESC LIMIT 1),"
    " (SELECT team_id || number || ' ' || from_at || coalesce(calendar_id, '') FROM team_hours ORDER BY number DESC LIMIT 1)"
)
_CONVERSATIONS = (
    "SELECT conversation.id, venue_id, network, kind, since, status, priority, tags, language, coalesce(assignee_id, ''),"
    " coalesce(team_id, ''), coalesce(policy_id, ''), solved, solved_at, merged_into, removed_at"
    f" FROM conversation JOIN venue ON venue.id = venue_id WHERE conversation.id IN {_LISTED}"
)
# Since when the disposition stands that stands now, and who of us sent a post.
_DECIDED_AT = (
    "(SELECT min(at) FROM disposition_event WHERE message_id = message.id AND number > coalesce((SELECT max(number)"
    "  FROM disposition_event WHERE message_id = message.id AND disposition IS NULL), 0))"
)
_SENT_BY = (
    "(SELECT agent_id FROM delivery WHERE conversation_id = message.conversation_id AND remote_id = message.remote_id)"
)
_POSTS = (
    "SELECT conversation_id, message.id, message.remote_id, parent_remote_id, author_id, direction, addressed, posted_at,"
    " state, decided, message.seen_at, CASE WHEN decided IS NULL THEN 0 ELSE"
    f" coalesce({_DECIDED_AT}, 0) END, origin = 'taken_up', trusted, automatic,"
    f" CASE WHEN direction = 'ours' THEN coalesce({_SENT_BY}, '') ELSE '' END"
    f" FROM message JOIN author ON author.id = author_id WHERE conversation_id IN {_LISTED}"
)
# The plus keeps the index by kind out: it would look at all acts there ever were.
_ACTS = (
    "SELECT conversation_id, id, kind, agent_id, at, message_id, details FROM action"
    f" WHERE conversation_id IN {_LISTED} AND +kind IN ('status', 'priority', 'tag', 'assign', 'take_up')"
)
_COLUMNS = tuple(vars(ClockRow)["__slots__"])
_KEY = ("conversation_id", "metric", "message_id")
_SET = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEY)
_UPSERT = (
    f"INSERT INTO clock ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {_SET}"
)
_RUNS = (ClockState.RUNNING, ClockState.BREACHED)
_FAR = 1 << 62
_DIRECTIONS = {one.value: one for one in Direction}
_STATES = {one.value: one for one in PostState}
_METRICS = {one.value: one for one in Metric}
_CLOCK_STATES = {one.value: one for one in ClockState}
_PRIORITIES = {one.value: one for one in Priority}


class SqliteClocks:
    """See agent_desk.storage.contract.clocks.Clocks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stamp(self) -> str:
        row = self._db.execute(_STAMP).fetchone()
        return "" if row[0] is None else json.dumps(list(row))

    def team_hours(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        rows = self._db.execute(
            "SELECT team_id, from_at, coalesce(calendar_id, '') FROM team_hours ORDER BY from_at, number"
        )
        for team, from_at, calendar in rows:
            found[team].append((from_at, calendar))
        return dict(found)

    def set_team_hours(self, team_id: str, calendar_id: str | None, from_at: int) -> None:
        self._db.execute(
            "INSERT INTO team_hours (team_id, from_at, calendar_id) SELECT ?1, ?2, ?3 WHERE ?3 IS NOT"
            " (SELECT calendar_id FROM team_hours WHERE team_id = ?1 ORDER BY from_at DESC, number DESC LIMIT 1)",
            (team_id, from_at, calendar_id),
        )

    def histories(self, conversation_ids: Iterable[str], answers: Callable[[str], Answers]) -> list[History]:
        merged = self._families(conversation_ids)
        listed = (json.dumps(list(merged)),)
        posts: dict[str, list[Said]] = defaultdict(list)
        for row in self._db.execute(_POSTS, listed):
            posts[row[0]].append(_said(row))
        acts: dict[str, list[Action]] = defaultdict(list)
        for row in self._db.execute(_ACTS, listed):
            acts[row[0]].append(_act(row))
        joined = self._joined(one for one, root in merged.items() if root != one)
        found: dict[str, History] = {}
        parts: dict[str, list[History]] = defaultdict(list)
        for row in self._db.execute(_CONVERSATIONS, listed):
            one = _history(row, answers(row[2]), tuple(posts[row[0]]), tuple(acts[row[0]]))
            if merged[one.conversation_id] != one.conversation_id:
                one = replace(one, merged_at=joined.get(one.conversation_id))
                parts[merged[one.conversation_id]].append(one)
            found[one.conversation_id] = one
        for root, members in parts.items():
            if root in found:
                found[root] = replace(found[root], parts=tuple(members))
        return list(found.values())

    def put_off(self, conversation_ids: Iterable[str], most: int) -> frozenset[str]:
        rows = self._db.execute(
            f"SELECT id FROM conversation WHERE id IN {_LISTED} AND message_count > ?",
            (json.dumps(list(conversation_ids)), most),
        )
        found = [row[0] for row in rows]
        self._db.executemany("INSERT OR IGNORE INTO clock_stale VALUES (?)", [(one,) for one in found])
        return frozenset(found)

    def venue_left(self, venue_id: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO clock_stale SELECT DISTINCT conversation_id FROM clock"
            " WHERE venue_id = ? AND state IN ('running', 'paused', 'breached')",
            (venue_id,),
        )

    def _families(self, conversation_ids: Iterable[str]) -> dict[str, str]:
        """For these conversations and all that are merged with them the one in which each goes on."""
        rows = self._db.execute(
            f"SELECT id, coalesce(merged_into, id) FROM conversation WHERE id IN {_LISTED}",
            (json.dumps(list(conversation_ids)),),
        )
        found = {row[0]: row[1] for row in rows}
        found |= {root: root for root in found.values()}
        members = self._db.execute(
            f"SELECT id, merged_into FROM conversation WHERE merged_into IN {_LISTED}", (json.dumps(list(found)),)
        )
        return found | {row[0]: row[1] for row in members}

    def _joined(self, members: Iterable[str]) -> dict[str, int]:
        """Since when each goes on in its root: what was merged along with another came there with it."""
        ids = list(members)
        if not ids:
            return {}
        rows = self._db.execute(
            f"SELECT conversation_id, into_id, at FROM merge WHERE ended_at IS NULL AND conversation_id IN {_LISTED}",
            (json.dumps(ids),),
        )
        edges = {row[0]: (row[1], row[2]) for row in rows}
        found: dict[str, int] = {}
        for one in edges:
            seen: set[str] = set()
            above = one
            while above in edges and above not in seen:
                seen.add(above)
                above, at = edges[above]
                found[one] = max(at, found.get(one, 0))
        return found

    def keep(self, clocks: Mapping[str, Sequence[ClockRow]]) -> frozenset[str]:
        before = self._stored(clocks)
        changed: set[str] = set()
        written: list[ClockRow] = []
        for conversation_id, rows in clocks.items():
            known = before.pop(conversation_id, {})
            for reckoned in rows:
                stored = known.pop((reckoned.metric, reckoned.message_id), None)
                row = reckoned if stored is None else _kept(reckoned, stored)
                if row != stored:
                    written.append(row)
                    changed.add(conversation_id)
            if known:
                changed.add(conversation_id)
                self._db.executemany(
                    "DELETE FROM clock WHERE conversation_id = ? AND metric = ? AND message_id = ?",
                    [(conversation_id, *key) for key in known],
                )
        self._db.executemany(_UPSERT, [tuple(getattr(row, name) for name in _COLUMNS) for row in written])
        return frozenset(changed) | self._project(clocks)

    def _project(self, clocks: Mapping[str, Sequence[ClockRow]]) -> frozenset[str]:
        """Bring the lines of the list up to date."""
        told = [(one, *_projected(rows)) for one, rows in clocks.items()]
        # One statement tells what differs: nearly always nothing does.
        rows = self._db.execute(
            "SELECT json_extract(value, '$[0]') FROM json_each(?)"
            " JOIN conversation ON conversation.id = json_extract(value, '$[0]')"
            " WHERE due_at IS NOT json_extract(value, '$[1]') OR at_risk_at IS NOT json_extract(value, '$[2]')"
            " OR clock <> json_extract(value, '$[3]')",
            (json.dumps(told),),
        )
        differing = {row[0] for row in rows}
        self._db.executemany(
            "UPDATE conversation SET due_at = ?, at_risk_at = ?, clock = ? WHERE id = ?",
            [(*values, one) for one, *values in told if one in differing],
        )
        return frozenset(differing)

    def differing(self, clocks: Mapping[str, Sequence[ClockRow]]) -> list[str]:
        before = self._stored(clocks)
        rows = self._db.execute(
            f"SELECT id, due_at, at_risk_at, clock FROM conversation WHERE id IN {_LISTED}",
            (json.dumps(list(clocks)),),
        )
        lines = {row[0]: tuple(row)[1:] for row in rows}
        found = []
        for one, reckoned in clocks.items():
            stored = before.get(one, {})
            kept = {
                (row.metric, row.message_id): _kept(row, stored.get((row.metric, row.message_id), row))
                for row in reckoned
            }
            if kept != stored or _projected(reckoned) != lines.get(one):
                found.append(one)
        return found

    def of(self, conversation_id: str) -> list[ClockRow]:
        rows = self._stored([conversation_id]).get(conversation_id, {}).values()
        return sorted(rows, key=lambda row: (row.started_at, row.metric, row.message_id))

    def before(self, number: int | None, limit: int) -> list[tuple[int, str]]:
        rows = self._db.execute(
            "SELECT number, id FROM conversation WHERE number < ? ORDER BY number DESC LIMIT ?",
            (_FAR if number is None else number, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def _stored(self, conversation_ids: Iterable[str]) -> dict[str, dict[tuple[str, str], ClockRow]]:
        rows = self._db.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM clock WHERE conversation_id IN {_LISTED}",
            (json.dumps(list(conversation_ids)),),
        )
        found: dict[str, dict[tuple[str, str], ClockRow]] = defaultdict(dict)
        for row in rows:
            clock = clock_row(row)
            found[clock.conversation_id][clock.metric, clock.message_id] = clock
        return dict(found)


def clock_row(row: sqlite3.Row) -> ClockRow:
    """A clock from a row whose columns stand as the fields do."""
    values = list(row)
    values[1], values[5], values[7] = _METRICS[values[1]], _PRIORITIES[values[5]], _CLOCK_STATES[values[7]]
    return ClockRow(*values)


def _kept(row: ClockRow, stored: ClockRow) -> ClockRow:
    """What was told of once as late need not be told of again."""
    told = stored.state is ClockState.BREACHED and row.state is ClockState.RUNNING and stored.due_at == row.due_at
    return replace(row, state=ClockState.BREACHED) if told else row


def _projected(rows: Sequence[ClockRow]) -> tuple[int | None, int | None, str]:
    """When a conversation falls due, from when on it is at risk, and by which clock."""
    running = sorted((row.due_at, row.metric) for row in rows if row.state in _RUNS and row.due_at is not None)
    if not running:
        return None, None, ""
    risks = [row.at_risk_at for row in rows if row.state in _RUNS and row.at_risk_at is not None]
    return running[0][0], min(risks, default=None), running[0][1].value


def _said(row: sqlite3.Row) -> Said:
    _, post, remote, parent, author, direction, addressed, at, state, decided, *more = row
    seen, decided_at, taken_up, trusted, automatic, agent = more
    return Said(
        Post(
            post,
            remote,
            parent,
            author,
            _DIRECTIONS[direction],
            bool(addressed),
            at,
            _STATES[state],
            Disposition(decided) if decided else None,
        ),
        seen,
        decided_at,
        bool(taken_up),
        bool(trusted),
        bool(automatic),
        agent,
    )


def _act(row: sqlite3.Row) -> Action:
    conversation, act, kind, agent, at, message, details = row
    return Action(act, ActionKind(kind), agent, conversation, at, message, json.loads(details))


def _history(row: sqlite3.Row, answers: Answers, posts: tuple[Said, ...], acts: tuple[Action, ...]) -> History:
    one, venue, network, kind, since, status, priority, tags, language, *holders, solved, solved_at, _, removed = row
    assignee, team, policy = holders
    return History(
        conversation_id=one,
        venue_id=venue,
        network=network,
        kind=ConversationKind(kind),
        answers=answers,
        since=since,
        posts=posts,
        acts=acts,
        status=Status(status),
        priority=_PRIORITIES[priority],
        tags=() if tags == "[]" else tuple(json.loads(tags)),
        language=language,
        assignee_id=assignee,
        team_id=team,
        policy_id=policy,
        solved=solved,
        solved_at=solved_at,
        removed_at=removed,
    )
