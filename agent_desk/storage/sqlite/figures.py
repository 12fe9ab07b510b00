"""What stands behind the figures of reports, in SQLite."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from agent_desk.domain.histograms import STEPS
from agent_desk.domain.levels import Metric
from agent_desk.domain.reporting import PROMISES, Behind, Figure, Opened, PausedRow, ReportFilter
from agent_desk.domain.sums import PausedPart
from agent_desk.storage.sqlite.indexed import DECIDED, IS_DECIDED, LIVE
from agent_desk.storage.sqlite.sums import AGAIN, ANSWERS, IS_ANSWER, IS_RESOLVE

_CLOCK = (
    "clock INDEXED BY {0} JOIN conversation ON conversation.id = clock.conversation_id"
    " LEFT JOIN policy_version ON policy_version.id = clock.policy_version_id"
)
_CLOCK_FILTER = {
    "venue_id": "clock.venue_id",
    "team_id": "clock.team_id",
    "agent_id": "clock.agent_id",
    "policy_id": "policy_version.policy_id",
    "kind": "conversation.kind",
}
_HELD_FILTER = {
    "venue_id": "conversation.venue_id",
    "team_id": "coalesce(conversation.team_id, '')",
    "agent_id": "coalesce(conversation.assignee_id, '')",
    "kind": "conversation.kind",
}
_POST_FILTER = {"venue_id": "message.venue_id", "kind": "conversation.kind"}
_ANSWER_FILTER = {**_POST_FILTER, "agent_id": "coalesce(delivery.agent_id, '')"}
_ACT_FILTER = {"venue_id": "conversation.venue_id", "agent_id": "action.agent_id", "kind": "conversation.kind"}
_LINE = (
    "conversation.id, conversation.number,"
    " iif(conversation.title <> '', conversation.title, substr(conversation.text, 1, 160))"
)
_VENUE = " JOIN venue ON venue.id = conversation.venue_id AND venue.removed_at IS NULL"
_PAUSED = "clock.paused_unanswered > 0 AND clock.state <> 'cancelled' AND clock.started_at >= :start AND clock.started_at < :end"
_WAITS = f"{LIVE} AND conversation.waiting_since IS NOT NULL AND conversation.status <> 'snoozed'"

# What each kind of figure reads: from where, narrowed by which columns, and the values of a line: author, agent, message,
# moment, value, late, detail.
_Source = tuple[str, dict[str, str], str, tuple[str, str, str, str, str, str, str]]
_DURATION = "iif(clock.state IN ('met', 'breached_met'), coalesce(clock.worked, 0), NULL)"
_AGENT = "coalesce((SELECT name FROM agent WHERE agent.id = {0}), '')"
_CLOCKS: _Source = (
    _CLOCK.format("clock_decided"),
    _CLOCK_FILTER,
    f"{IS_DECIDED} AND {DECIDED} >= :start AND {DECIDED} < :end AND clock.metric = :metric",
    (
        "conversation.author_name",
        _AGENT.format("clock.agent_id"),
        "clock.message_id",
        DECIDED,
        _DURATION,
        "clock.state <> 'met'",
        "clock.state",
    ),
)
_PAUSES: _Source = (
    _CLOCK.format("clock_unanswered"),
    _CLOCK_FILTER,
    _PAUSED,
    (
        "conversation.author_name",
        _AGENT.format("clock.agent_id"),
        "clock.message_id",
        "clock.started_at",
        "clock.paused_unanswered",
        "NULL",
        "clock.metric",
    ),
)
_POSTS: _Source = (
    "message INDEXED BY message_customer JOIN conversation ON conversation.id = message.conversation_id",
    _POST_FILTER,
    (
        "message.addressed AND message.direction = 'customer' AND message.posted_at >= :start AND message.posted_at < :end"
        " AND message.venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL)"
    ),
    (
        "(SELECT name FROM author WHERE author.id = message.author_id)",
        "''",
        "message.id",
        "message.posted_at",
        "iif(message.posted_at >= venue.added_at, message.seen_at - message.posted_at, NULL)",
        "NULL",
        "coalesce(message.disposition, '')",
    ),
)
_OURS: _Source = (
    ANSWERS,
    _ANSWER_FILTER,
    f"{IS_ANSWER} AND message.posted_at >= :start AND message.posted_at < :end",
    (
        "(SELECT name FROM author WHERE author.id = message.author_id)",
        _AGENT.format("delivery.agent_id"),
        "message.id",
        "message.posted_at",
        "NULL",
        "NULL",
        "''",
    ),
)
_RESOLVES: _Source = (
    "action INDEXED BY action_kind JOIN conversation ON conversation.id = action.conversation_id",
    _ACT_FILTER,
    f"{IS_RESOLVE} AND action.at >= :start AND action.at < :end",
    (
        "conversation.author_name",
        _AGENT.format("action.agent_id"),
        "''",
        "action.at",
        "NULL",
        "NULL",
        f"iif({AGAIN}, 'again', '')",
    ),
)
_BACKLOG: _Source = (
    "conversation INDEXED BY conversation_live",
    _HELD_FILTER,
    _WAITS,
    (
        "conversation.author_name",
        _AGENT.format("conversation.assignee_id"),
        "''",
        "conversation.waiting_since",
        ":end - conversation.waiting_since",
        "NULL",
        "conversation.status",
    ),
)
_SOURCES: dict[Figure, _Source] = {
    **dict.fromkeys(PROMISES, _CLOCKS),
    Figure.PAUSED: _PAUSES,
    Figure.BACKLOG: _BACKLOG,
    Figure.REOPENED: _RESOLVES,
    Figure.DISPOSITIONS: _POSTS,
    Figure.ANSWERED_BY: _POSTS,
    Figure.ARRIVALS: _POSTS,
    Figure.LAG: _POSTS,
    Figure.ANSWERS: _OURS,
}


class SqliteFigures:
    """See agent_desk.storage.contract.sums.FigureReads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def durations(self, start: int, end: int, filter_: ReportFilter) -> dict[str, list[int]]:
        more, values = _narrowed(filter_, _CLOCK_FILTER)
        # Without these two the index alone tells everything.
        joined = (filter_.kind, filter_.policy_id) != (None, None)
        source = _CLOCKS[0] if joined else "clock INDEXED BY clock_decided"
        rows = self._db.execute(
            f"SELECT clock.metric, coalesce(clock.worked, 0) FROM {source} WHERE {IS_DECIDED} AND {DECIDED} >= :start"
            f" AND {DECIDED} < :end AND clock.state IN ('met', 'breached_met')"
            f" AND clock.venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL){more}",
            {"start": start, "end": end, **values},
        )
        found: dict[str, list[int]] = {}
        for metric, worked in rows:
            found.setdefault(metric, []).append(worked)
        return {metric: sorted(worked) for metric, worked in found.items()}

    def waits(self, filter_: ReportFilter) -> list[int]:
        more, values = _narrowed(filter_, _HELD_FILTER)
        rows = self._db.execute(
            f"SELECT waiting_since FROM conversation INDEXED BY conversation_live WHERE {_WAITS}{more}"
            " AND venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL)",
            values,
        )
        return [row[0] for row in rows]

    def paused(self, start: int, end: int, filter_: ReportFilter, limit: int) -> list[PausedRow]:
        more, values = _narrowed(filter_, _CLOCK_FILTER)
        rows = self._db.execute(
            f"SELECT {_LINE}, clock.metric, coalesce((SELECT name FROM policy WHERE policy.id = policy_version.policy_id), ''),"
            f" clock.agent_id, {_AGENT.format('clock.agent_id')}, clock.team_id,"
            " coalesce((SELECT name FROM team WHERE team.id = clock.team_id), ''), clock.venue_id, clock.started_at,"
            " clock.paused, clock.paused_unanswered, clock.reason"
            f" FROM {_CLOCK.format('clock_unanswered')}{_VENUE} WHERE {_PAUSED}{more}"
            " ORDER BY clock.paused_unanswered DESC, clock.started_at, conversation.number LIMIT :limit",
            {"start": start, "end": end, "limit": limit, **values},
        )
        return [replace(line, metric=Metric(line.metric)) for line in (PausedRow(*row) for row in rows)]

    def paused_sums(self, start: int, end: int, filter_: ReportFilter) -> list[PausedPart]:
        more, values = _narrowed(filter_, _CLOCK_FILTER)
        rows = self._db.execute(
            "SELECT clock.agent_id, clock.team_id, count(*), sum(clock.paused_unanswered)"
            f" FROM {_CLOCK.format('clock_unanswered')}{_VENUE} WHERE {_PAUSED}{more} GROUP BY 1, 2",
            {"start": start, "end": end, **values},
        )
        return [PausedPart(*row) for row in rows]

    def behind(
        self,
        figure: Figure,
        start: int,
        end: int,
        filter_: ReportFilter,
        opened: Opened,
        *,
        limit: int,
        after: Behind | None,
    ) -> list[Behind]:
        source, columns, where, line = _SOURCES[figure]
        author, agent, message, at, value, late, detail = line
        more, values = _narrowed(filter_, columns)
        values |= {"start": start, "end": end, "metric": figure.value, "limit": limit}
        for condition, found in _opened(figure, opened, columns, value):
            more += f" AND {condition}"
            values |= found
        if after is not None:
            more += f" AND ({at}, conversation.number, {message}) < (:after_at, :after_number, :after_message)"
            values |= {"after_at": after.at, "after_number": after.number, "after_message": after.message_id}
        rows = self._db.execute(
            f"SELECT {_LINE}, {author}, venue.id, venue.label, {agent}, {message}, {at}, {value}, {late}, {detail}"
            f" FROM {source}{_VENUE} WHERE {where}{more}"
            f" ORDER BY {at} DESC, conversation.number DESC, {message} DESC LIMIT :limit",
            values,
        )
        lines = (Behind(*row) for row in rows)
        return [line if line.late is None else replace(line, late=bool(line.late)) for line in lines]


def _opened(figure: Figure, opened: Opened, columns: dict[str, str], value: str) -> list[tuple[str, dict[str, object]]]:
    """The further conditions of what is opened."""
    found: list[tuple[str, dict[str, object]]] = []
    if figure in PROMISES:
        if opened.late is not None:
            found.append(("(clock.state <> 'met') = :late", {"late": opened.late}))
        if opened.open:
            found.append(("clock.state NOT IN ('met', 'breached_met')", {}))
    if opened.step is not None:
        low = STEPS[opened.step - 1] if opened.step else -1
        found.append((f"{value} > :low", {"low": low}))
        if opened.step < len(STEPS):
            found.append((f"{value} <= :high", {"high": STEPS[opened.step]}))
    if figure is Figure.LAG:
        found.append((f"{value} IS NOT NULL", {}))
    if opened.disposition is not None:
        found.append(("message.disposition = :disposition", {"disposition": opened.disposition}))
    if opened.waiting:
        found.append(("message.disposition IS NULL", {}))
    if opened.again:
        found.append((AGAIN, {}))
    if opened.agent_id is not None and "agent_id" in columns:
        found.append((f"{columns['agent_id']} = :opened_agent", {"opened_agent": opened.agent_id}))
    if opened.policy_id is not None and "policy_id" in columns:
        found.append((f"{columns['policy_id']} = :opened_policy", {"opened_policy": opened.policy_id}))
    return found


def _narrowed(filter_: ReportFilter, columns: dict[str, str]) -> tuple[str, dict[str, object]]:
    """The condition of a filter over the columns that a source has, and its values."""
    values = {name: wanted for name in columns if (wanted := getattr(filter_, name)) is not None}
    return "".join(f" AND {columns[name]} = :{name}" for name in values), values
