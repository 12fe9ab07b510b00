"""The unattended ledger in SQLite: the count of what came against the posts that are kept and the sums of those that went."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent_desk.domain.balance import QUARTER, BalanceDay, Span
from agent_desk.domain.conversations import Disposition
from agent_desk.domain.rows import MessageRow
from agent_desk.storage.sqlite.messages import SELECT_MESSAGE, message_row

_SPANS = (
    "WITH span (at, start, until) AS (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
    " json_extract(value, '$[2]') FROM json_each(?1)),"
    " here (id) AS (SELECT id FROM venue WHERE removed_at IS NULL AND (?2 IS NULL OR id = ?2))"
)
_CUSTOMERS = "message.addressed AND message.direction = 'customer'"
# Counted inside each span and venue: all of a span at once would be sorted first, which takes more than counting.
_LIVE = (
    f"{_SPANS} SELECT span.at, here.id, (SELECT json_group_array(json_array(disposition, posts, oldest)) FROM"
    " (SELECT disposition, count(*) AS posts, min(posted_at) AS oldest FROM message WHERE message.venue_id = here.id"
    f" AND posted_at >= span.start AND posted_at < span.until AND {_CUSTOMERS} GROUP BY 1)) FROM span CROSS JOIN here"
)
_IN_SPAN = f"kept.venue_id = here.id AND quarter >= span.start / {QUARTER} AND quarter < span.until / {QUARTER}"
_REMOVED = (
    f"{_SPANS} SELECT span.at, here.id, disposition, sum(posts) FROM span CROSS JOIN here CROSS JOIN removed_post AS kept"
    f" ON {_IN_SPAN} GROUP BY 1, 2, 3"
)
_FETCHED = (
    f"{_SPANS} SELECT span.at, here.id, (SELECT sum(posts) FROM fetched_post AS kept WHERE {_IN_SPAN}) AS posts"
    " FROM span CROSS JOIN here WHERE posts > 0"
)
_WAITS = "message.addressed AND message.disposition IS NULL"


@dataclass(slots=True)
class _Line:
    fetched: int = 0
    waiting: int = 0
    removed: int = 0
    oldest: int | None = None
    by: dict[Disposition, int] = field(default_factory=dict)

    def add(self, disposition: str, posts: int) -> None:
        known = Disposition(disposition)
        self.by[known] = self.by.get(known, 0) + posts


class SqliteBalance:
    """See agent_desk.storage.contract.balance.Balance."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def days(self, spans: Sequence[Span], venue_id: str | None) -> list[BalanceDay]:
        wanted = json.dumps([[at, span.start, span.end] for at, span in enumerate(spans)])
        lines: dict[tuple[int, str], _Line] = {}

        def line(at: int, venue: str) -> _Line:
            return lines.setdefault((at, venue), _Line())

        for at, venue, counted in self._db.execute(_LIVE, (wanted, venue_id)):
            for disposition, posts, oldest in json.loads(counted):
                if disposition is None:
                    line(at, venue).waiting, line(at, venue).oldest = posts, oldest
                else:
                    line(at, venue).add(disposition, posts)
        for at, venue, disposition, posts in self._db.execute(_REMOVED, (wanted, venue_id)):
            line(at, venue).add(disposition, posts)
            line(at, venue).removed += posts
        for at, venue, posts in self._db.execute(_FETCHED, (wanted, venue_id)):
            line(at, venue).fetched = posts
        found = [
            BalanceDay(spans[at].day, venue, made.fetched, made.waiting, made.by, made.removed, made.oldest)
            for (at, venue), made in lines.items()
            if made.fetched or made.waiting or made.by
        ]
        return sorted(found, key=lambda made: (-made.day.toordinal(), made.venue_id))

    def posts(
        self, span: Span, venue_id: str | None, disposition: Disposition | None, limit: int, after: MessageRow | None
    ) -> list[MessageRow]:
        bound = (after.posted_at, after.number) if after else (-1, -1)
        rows = self._db.execute(
            f"{SELECT_MESSAGE} JOIN venue ON venue.id = message.venue_id AND venue.removed_at IS NULL"
            f" WHERE {_CUSTOMERS} AND posted_at >= ? AND posted_at < ? AND disposition IS ?"
            " AND message.venue_id = coalesce(?, message.venue_id) AND (posted_at, message.number) > (?, ?)"
            " ORDER BY posted_at, message.number LIMIT ?",
            (span.start, span.end, disposition, venue_id, *bound, limit),
        )
        return [message_row(row) for row in rows]

    def left(self, before: int, venue_id: str | None) -> list[str]:
        rows = self._db.execute(
            "SELECT message.id FROM message JOIN venue ON venue.id = message.venue_id AND venue.removed_at IS NULL"
            f" WHERE {_WAITS} AND posted_at < ? AND message.venue_id = coalesce(?, message.venue_id)"
            " ORDER BY posted_at, message.number",
            (before, venue_id),
        )
        return [row[0] for row in rows]

    def oldest(self) -> int | None:
        row = self._db.execute(
            "SELECT min(posted_at) FROM message JOIN venue ON venue.id = message.venue_id AND venue.removed_at IS NULL"
            f" WHERE {_WAITS}"
        ).fetchone()
        return None if row[0] is None else int(row[0])
