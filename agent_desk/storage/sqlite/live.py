"""How the work stands now, in SQLite: added up over one index of what is open or waits."""

from __future__ import annotations

import json
import sqlite3

from agent_desk.domain.live import LiveFilter, LiveTile
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.sums import Kept, Standing
from agent_desk.storage.sqlite.conversations import SELECT_ROW, conversation_row
from agent_desk.storage.sqlite.indexed import DECIDED, IS_DECIDED, LIVE
from agent_desk.storage.sqlite.sums import ANSWERS, IS_ANSWER

_HOUR = 3600 * 1000
_HERE = "venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL)"
_STANDINGS = (
    "SELECT coalesce(assignee_id, ''), coalesce(team_id, ''), venue_id, language, clock, sum(status <> 'resolved'),"
    " sum(waiting_since IS NOT NULL AND status <> 'snoozed'), min(iif(status <> 'snoozed', waiting_since, NULL)),"
    " coalesce(sum(due_at < :now), 0), coalesce(sum(due_at >= :now AND due_at < :soon), 0),"
    " min(iif(due_at >= :now, due_at, NULL))"
    f" FROM conversation INDEXED BY conversation_live WHERE {LIVE} AND {_HERE}"
    " GROUP BY assignee_id, team_id, venue_id, language, clock"
)
_TODAY = (
    "clock INDEXED BY clock_decided{0}"
    f" WHERE {IS_DECIDED} AND {DECIDED} >= :start AND {DECIDED} < :now AND clock.{_HERE}"
)
_WITH = " CROSS JOIN conversation ON conversation.id = clock.conversation_id"
_CUSTOMERS = (
    "venue CROSS JOIN message INDEXED BY message_customer ON message.venue_id = venue.id"
    " WHERE venue.removed_at IS NULL AND message.addressed AND message.direction = 'customer'"
    " AND message.posted_at >= :start AND message.posted_at <= :now AND (:venue IS NULL OR venue.id = :venue)"
)
_OURS = (
    f"{ANSWERS} WHERE {IS_ANSWER} AND message.posted_at >= :start AND message.posted_at <= :now"
    f" AND message.{_HERE} AND (:venue IS NULL OR message.venue_id = :venue)"
)
_TILES = {
    LiveTile.HELD: "status <> 'resolved'",
    LiveTile.WAITING: "waiting_since IS NOT NULL AND status <> 'snoozed'",
    LiveTile.LATE: "due_at < :now",
    LiveTile.DUE_HOUR: "due_at >= :now AND due_at < :soon",
    LiveTile.DUE_HOUR_UNASSIGNED: "due_at >= :now AND due_at < :soon AND assignee_id IS NULL",
}
_URGENT = "due_at IS NULL, due_at, waiting_since IS NULL, waiting_since, number"
_LONGEST = "waiting_since, number"


class SqliteLive:
    """See agent_desk.storage.contract.sums.LiveReads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def standings(self, now: int) -> list[Standing]:
        return [Standing(*row) for row in self._db.execute(_STANDINGS, {"now": now, "soon": now + _HOUR})]

    def today(self, start: int, now: int, filter_: LiveFilter) -> list[Kept]:
        more, values = _narrowed(filter_, "clock.", "agent_id")
        rows = self._db.execute(
            "SELECT clock.metric, clock.state <> 'met',"
            f" iif(clock.state IN ('met', 'breached_met'), coalesce(clock.worked, 0), NULL)"
            f" FROM {_TODAY.format(_WITH if filter_.language is not None else '')}{more}",
            {"start": start, "now": now, **values},
        )
        return [Kept(metric, bool(late), worked) for metric, late, worked in rows]

    def last_posts(self, start: int, now: int, venue_id: str | None) -> tuple[int, int]:
        values = {"start": start, "now": now, "venue": venue_id}
        arrivals, answers = (
            int(self._db.execute(f"SELECT count(*) FROM {source}", values).fetchone()[0])
            for source in (_CUSTOMERS, _OURS)
        )
        return arrivals, answers

    def rows(self, filter_: LiveFilter, tile: LiveTile, start: int, now: int, limit: int) -> list[ConversationRow]:
        values: dict[str, object] = {"start": start, "now": now, "soon": now + _HOUR, "limit": limit}
        if tile in _TILES:
            more, found = _narrowed(filter_, "", "assignee_id")
            order = _LONGEST if tile is LiveTile.WAITING else _URGENT
            chosen = (
                f"SELECT number FROM conversation INDEXED BY conversation_live WHERE {LIVE} AND {_TILES[tile]} AND {_HERE}{more}"
                f" ORDER BY {order}"
            )
        elif tile in (LiveTile.TARGET_TODAY, LiveTile.FIRST_TODAY):
            more, found = _narrowed(filter_, "clock.", "agent_id")
            first = " AND clock.metric = 'first'" if tile is LiveTile.FIRST_TODAY else ""
            chosen = (
                f"SELECT conversation.number FROM {_TODAY.format(_WITH)}{more}{first} GROUP BY 1"
                f" ORDER BY max(clock.state <> 'met') DESC, max({DECIDED}) DESC"
            )
        else:
            found = {"venue": filter_.venue_id}
            source = _CUSTOMERS if tile is LiveTile.ARRIVALS_HOUR else _OURS
            chosen = (
                "SELECT number FROM conversation JOIN (SELECT message.conversation_id AS here, max(message.posted_at) AS latest"
                f" FROM {source} GROUP BY 1) ON here = conversation.id ORDER BY latest DESC"
            )
        numbers = [row[0] for row in self._db.execute(f"{chosen} LIMIT :limit", {**values, **found})]
        rows = self._db.execute(
            f"{SELECT_ROW} WHERE conversation.number IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)
        )
        by_number = {row.number: row for row in map(conversation_row, rows)}
        return [by_number[number] for number in numbers if number in by_number]


def _narrowed(filter_: LiveFilter, table: str, agent: str) -> tuple[str, dict[str, object]]:
    """The condition of a filter and its values; whoever has nothing there stands as empty or not at all."""
    columns = {
        "team_id": f"coalesce({table}team_id, '')",
        "venue_id": f"{table}venue_id",
        "language": "conversation.language",
        "agent_id": f"coalesce({table}{agent}, '')",
    }
    values = {name: wanted for name in columns if (wanted := getattr(filter_, name)) is not None}
    return "".join(f" AND {columns[name]} = :{name}" for name in values), values
