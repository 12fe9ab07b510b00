"""Conversations in SQLite: the list, its counters, and the line that sums each one up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from heapq import merge
from itertools import islice
from typing import Any

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound
from agent_desk.domain.ids import is_number
from agent_desk.domain.lists import MINE, NO_ONE, InboxCounts, ListOrder, ListQuery, Looker
from agent_desk.domain.posts import ConversationKind, Place, Subject
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.rows import ConversationRow
from agent_desk.storage.sqlite.conditions import WORKED_IN, Asked, Value, conditions
from agent_desk.storage.sqlite.counting import counted

_FAILED = "('needs_human', 'stopped', 'rejected')"
_PENDING = "state NOT IN ('delivered', 'discarded')"
_FROM = " FROM conversation"
_VENUE = " JOIN venue ON venue.id = conversation.venue_id"
SELECT_ROW = (
    "SELECT conversation.id, conversation.number, conversation.venue_id, venue.network, venue.label, conversation.kind,"
    " conversation.status, conversation.snoozed_until, conversation.unread, conversation.waiting_since, conversation.waiting,"
    " conversation.last_at, conversation.author_name, conversation.author_handle, conversation.title, conversation.text,"
    " conversation.url, conversation.message_count, conversation.has_media,"
    " EXISTS (SELECT 1 FROM draft WHERE conversation_id = conversation.id) AS draft,"
    " (SELECT count(*) FROM delivery WHERE conversation_id = conversation.id"
    "  AND state IN ('queued', 'sending', 'retrying', 'unknown')) AS pending,"
    " EXISTS (SELECT 1 FROM delivery WHERE conversation_id = conversation.id"
    "  AND state IN ('needs_human', 'stopped', 'rejected')) AS failed,"
    " coalesce(conversation.author_id, ''), conversation.notes, conversation.solved, conversation.labels,"
    " conversation.assignee_id, conversation.team_id, conversation.priority, conversation.tags, conversation.language,"
    " conversation.merged_into, conversation.due_at, conversation.at_risk_at, conversation.clock"
    f"{_FROM}{_VENUE}"
)
_FEW = {
    "draft": f"SELECT DISTINCT {WORKED_IN} AS few FROM draft",
    "failed": f"SELECT DISTINCT {WORKED_IN} AS few FROM delivery WHERE state IN {_FAILED} AND {_PENDING}",
    "mentions": "SELECT DISTINCT conversation_id AS few FROM mention WHERE agent_id = ? AND seen_at IS NULL",
    "watched": "SELECT conversation_id AS few FROM watcher WHERE agent_id = ?",
}
_OF_LOOKER = frozenset({"mentions", "watched"})
_KINDS = {kind.value: kind for kind in ConversationKind}
_STATUSES = {status.value: status for status in Status}
_PRIORITIES = {priority.value: priority for priority in Priority}
_FIRST = {ListOrder.WAITING: "waiting_since", ListOrder.DUE: "due_at"}
"""By what a list is sorted first, where not every conversation has it."""
_FAR = 1 << 62
_STEPS = 20_000
"""Instructions of SQLite between two looks at whether the answer is still wanted; well below a millisecond."""


_NEXT = "(SELECT 1 + max(conversations, (SELECT coalesce(max(number), 0) FROM conversation)) FROM workspace)"


class SqliteConversations:
    """See agent_desk.storage.contract.Conversations."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def find(self, ref: str) -> str:
        column, value = ("number", int(ref.lstrip("#"))) if is_number(ref) else ("id", ref)
        row = self._db.execute(f"SELECT id FROM conversation WHERE {column} = ?", (value,)).fetchone()
        if row is None:
            raise NotFound(f"conversation {ref}", what="conversation", name=ref)
        return str(row["id"])

    def row(self, conversation_id: str) -> ConversationRow:
        row = self._db.execute(f"{SELECT_ROW} WHERE conversation.id = ?", (conversation_id,)).fetchone()
        if row is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        return conversation_row(row)

    def page(
        self,
        query: ListQuery,
        after: ConversationRow | None,
        limit: int,
        now: int = 0,
        cancelled: Callable[[], bool] | None = None,
        looker: Looker = NO_ONE,
    ) -> list[ConversationRow]:
        found: list[ConversationRow] = []
        with self._until(cancelled):
            if query.team == MINE and len(looker.teams) > 1:
                # One list for each team is in order by its index; all in one would have to be sorted whole.
                lists = [
                    list(islice(self._lines(replace(query, team=team), after, limit, Asked(now, looker)), limit))
                    for team in looker.teams
                ]
                found.extend(islice(merge(*lists, key=_in_order(query.order)), limit))
            else:
                found.extend(islice(self._lines(query, after, limit, Asked(now, looker)), limit))
        return found

    def _lines(
        self, query: ListQuery, after: ConversationRow | None, limit: int, asked: Asked
    ) -> Iterator[ConversationRow]:
        """The lines that follow `after`, at most so many of each stretch."""
        select, first = _select(query, asked.looker)
        where, params = conditions(query, asked)
        for terms, more in _stretches(query, after):
            chosen = f"WHERE {' AND '.join([*where, *terms[:1]])} ORDER BY {terms[1]} LIMIT ?"
            rows = self._db.execute(f"{select} {chosen}", [*first, *params, *more, limit])
            yield from map(conversation_row, rows)

    def count(
        self,
        query: ListQuery,
        most: int,
        now: int = 0,
        cancelled: Callable[[], bool] | None = None,
        looker: Looker = NO_ONE,
    ) -> int:
        return len(self._chosen(query, most, cancelled, Asked(now, looker)))

    def ids(self, query: ListQuery, now: int, cancelled: Callable[[], bool], looker: Looker = NO_ONE) -> list[str]:
        return self._chosen(query, -1, cancelled, Asked(now, looker))

    def _chosen(self, query: ListQuery, most: int, cancelled: Callable[[], bool] | None, asked: Asked) -> list[str]:
        where, params = conditions(query, asked)
        found: list[str] = []
        with self._until(cancelled):
            found.extend(
                row[0]
                for row in self._db.execute(
                    "SELECT conversation.id FROM conversation JOIN venue ON venue.id = conversation.venue_id"
                    f" WHERE {' AND '.join(where)} LIMIT ?",
                    [*params, most],
                )
            )
        return found

    @contextmanager
    def _until(self, cancelled: Callable[[], bool] | None) -> Iterator[None]:
        """Ends the statement inside as soon as `cancelled` says so; what it found until then stays."""
        if cancelled is None:
            yield
            return
        self._db.set_progress_handler(cancelled, _STEPS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_INTERRUPT":
                raise
        finally:
            self._db.set_progress_handler(None, 0)

    def counts(self, now: int = 0, looker: Looker = NO_ONE) -> InboxCounts:
        return counted(self._db, now, looker)

    def looker(self, agent_id: str) -> Looker:
        rows = self._db.execute(
            "SELECT team_id FROM team_member JOIN team ON team.id = team_id WHERE agent_id = ? AND removed_at IS NULL"
            " ORDER BY team.position, team_id",
            (agent_id,),
        )
        found = self._db.execute(
            "SELECT role, (SELECT count(*) FROM (SELECT 1 FROM agent WHERE left_at IS NULL LIMIT 2)) < 2,"
            " EXISTS (SELECT 1 FROM policy WHERE removed_at IS NULL) FROM agent WHERE id = ?",
            (agent_id,),
        ).fetchone()
        role, alone, promised = found or (Role.AGENT, True, False)
        return Looker(agent_id, tuple(row[0] for row in rows), Role(role), bool(alone), bool(promised))

    def place(self, conversation_id: str) -> Place:
        row = self._db.execute("SELECT * FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        if row is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        return place_of(row)

    def locked(self, conversation_id: str) -> bool:
        row = self._db.execute("SELECT locked FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        return bool(row and row["locked"])

    def by_place(self, venue_id: str, keys: Iterable[str]) -> dict[str, str]:
        rows = self._db.execute(
            "SELECT place_key, id FROM conversation WHERE venue_id = ? AND place_key IN (SELECT value FROM json_each(?))",
            (venue_id, json.dumps(list(keys))),
        )
        return {row["place_key"]: row["id"] for row in rows}

    def add(self, conversation_id: str, venue_id: str, place: Place, at: int) -> None:
        self._db.execute(
            "INSERT INTO conversation"
            " (number, id, venue_id, kind, place_key, title, url, subject, created_at, solved, solved_at, labels)"
            f" VALUES ({_NEXT}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                conversation_id,
                venue_id,
                place.kind,
                place.key,
                place.title,
                place.url,
                _subject_text(place.subject),
                at,
                place.solved,
                at if place.solved else None,
                json.dumps(place.labels),
            ),
        )

    def set_place(self, conversation_id: str, place: Place, at: int) -> bool:
        subject = _subject_text(place.subject)
        done = self._db.execute(
            "UPDATE conversation SET place_key = :key, title = :title, url = :url, subject = coalesce(:subject, subject),"
            " kind = iif(kind = 'found', :kind, kind), labels = :labels,"
            " solved = :solved, solved_at = CASE :solved WHEN solved THEN solved_at WHEN '' THEN NULL ELSE :at END"
            " WHERE id = :id AND (place_key <> :key OR title <> :title OR url <> :url OR solved <> :solved OR labels <> :labels"
            " OR subject IS NOT coalesce(:subject, subject) OR kind <> iif(kind = 'found', :kind, kind))",
            {
                "key": place.key,
                "title": place.title,
                "url": place.url,
                "subject": subject,
                "kind": place.kind,
                "solved": place.solved,
                "labels": json.dumps(place.labels),
                "at": at,
                "id": conversation_id,
            },
        )
        return done.rowcount > 0

    def reopen(self, conversation_ids: Iterable[str]) -> None:
        self._db.execute(
            "UPDATE conversation SET status = 'open', snoozed_until = NULL"
            " WHERE status <> 'open' AND id IN (SELECT value FROM json_each(?1) UNION SELECT merged_into FROM conversation"
            "  WHERE merged_into IS NOT NULL AND +id IN (SELECT value FROM json_each(?1)))",
            (json.dumps(list(conversation_ids)),),
        )

    def set_status(self, conversation_id: str, status: Status, until: int | None) -> None:
        self._db.execute(
            "UPDATE conversation SET status = ?, snoozed_until = ? WHERE id = ?", (status, until, conversation_id)
        )

    def newest(self, venue_id: str) -> int:
        # One look each into the index of the inbox and of what was found.
        latest = "coalesce((SELECT max(last_at) FROM conversation WHERE venue_id = ?1 AND found = {}), 0)"
        row = self._db.execute(f"SELECT max({latest.format(0)}, {latest.format(1)}) AS at", (venue_id,)).fetchone()
        return int(row["at"])

    def woken(self, now: int) -> list[str]:
        rows = self._db.execute("SELECT id FROM conversation WHERE snoozed_until <= ?", (now,))
        return [row["id"] for row in rows]

    def mark_read(self, conversation_id: str) -> bool:
        done = self._db.execute(
            "UPDATE conversation SET unread = 0,"
            " read_up_to = (SELECT max(number) FROM message WHERE conversation_id = conversation.id)"
            " WHERE (id = ?1 OR merged_into = ?1) AND unread > 0",
            (conversation_id,),
        )
        return done.rowcount > 0

    def set_read_at(self, conversation_id: str, at: int) -> None:
        self._db.execute("UPDATE conversation SET reread_at = ? WHERE id = ?", (at, conversation_id))

    def set_locked(self, conversation_id: str, locked: bool) -> None:
        self._db.execute("UPDATE conversation SET locked = ? WHERE id = ?", (locked, conversation_id))

    def to_reread(self, venue_id: str, read_before: int, active_after: int, limit: int) -> list[str]:
        rows = self._db.execute(
            "SELECT id FROM conversation WHERE number IN (SELECT number FROM conversation INDEXED BY conversation_reread"
            "   WHERE venue_id = ? AND status IN ('open', 'pending') AND reread_at < ? AND last_at > ? AND found = 0"
            "   ORDER BY reread_at LIMIT ?) ORDER BY reread_at",
            (venue_id, read_before, active_after, limit),
        )
        return [row["id"] for row in rows]


def _in_order(order: ListOrder) -> Callable[[ConversationRow], tuple[int, ...]]:
    """By what lists of that order are merged."""

    def key(row: ConversationRow) -> tuple[int, ...]:
        if order is ListOrder.OLDEST:
            return (row.last_at, row.number)
        since: int | None = getattr(row, _FIRST[order]) if order in _FIRST else None
        return (0, since, row.number) if since is not None else (1, -row.last_at, -row.number)

    return key


def _select(query: ListQuery, looker: Looker) -> tuple[str, list[Value]]:
    """SELECT_ROW with its parameters. It begins with the few conversations that can match where a filter lets only few
    through: to walk down the whole list for them would take long."""
    name = next((name for name in _FEW if getattr(query, name)), None)
    if name is None:
        return SELECT_ROW, []
    few = f" FROM ({_FEW[name]}) CROSS JOIN conversation ON conversation.id = few{_VENUE}"
    return SELECT_ROW.replace(f"{_FROM}{_VENUE}", few), [looker.agent_id] if name in _OF_LOOKER else []


def _stretches(query: ListQuery, after: ConversationRow | None) -> Iterator[tuple[tuple[str, str], list[Value]]]:
    """What follows `after` in the order of the list: the term and the order of each stretch, and the parameters."""
    if (first := _FIRST.get(query.order)) is not None:
        since = getattr(after, first) if after else None
        if after is None or since is not None:
            bound = [since, after.number] if after else [-1, -1]
            term = f"{first} IS NOT NULL AND ({first}, conversation.number) > (?, ?)"
            yield (term, f"{first}, conversation.number"), [*bound]
            after = None
        if not (query.waiting if query.order is ListOrder.WAITING else query.due):
            bound = [after.last_at, after.number] if after else [_FAR, _FAR]
            term = f"{first} IS NULL AND (last_at, conversation.number) < (?, ?)"
            yield (term, "last_at DESC, conversation.number DESC"), [*bound]
        return
    newest = query.order is ListOrder.NEWEST
    way = "DESC" if newest else "ASC"
    order = f"last_at {way}, conversation.number {way}"
    if after is None:
        yield ("1", order), []
    else:
        yield (f"(last_at, conversation.number) {'<' if newest else '>'} (?, ?)", order), [after.last_at, after.number]


def place_of(row: sqlite3.Row) -> Place:
    """The place of a conversation row."""
    subject = Subject(**json.loads(row["subject"])) if row["subject"] else None
    labels = tuple(json.loads(row["labels"]))
    return Place(
        ConversationKind(row["kind"]), row["place_key"], row["title"], row["url"], subject, row["solved"], labels
    )


def conversation_row(row: sqlite3.Row) -> ConversationRow:
    """A line of the list from a row of SELECT_ROW, whose columns stand as the fields do: a list reads hundreds of them
    whenever something comes in, while the window is to be painted."""
    has_media, draft, pending, failed, author_id, notes, solved, labels, assignee, team, priority, tags = row[18:30]
    values: tuple[Any, ...] = (
        *row[:5],
        _KINDS[row[5]],
        _STATUSES[row[6]],
        *row[7:18],
        bool(has_media),
        bool(draft),
        pending,
        bool(failed),
        author_id,
        notes,
        solved != "",
        _names(labels),
        assignee,
        team,
        _PRIORITIES[priority],
        _names(tags),
        *row[30:],
    )
    return ConversationRow(*values)


def _names(listed: str) -> tuple[str, ...]:
    return () if listed == "[]" else tuple(json.loads(listed))


def _subject_text(subject: Subject | None) -> str | None:
    return json.dumps(asdict(subject)) if subject else None
