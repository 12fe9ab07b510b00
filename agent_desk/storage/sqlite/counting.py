"""The figures beside the views, from maintained counters and from indexes; what no counter is kept for is counted so far."""

from __future__ import annotations

import json
import sqlite3

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import COUNTED, InboxCounts, Looker
from agent_desk.storage.sqlite.conditions import OVERDUE, SOON

_LISTED = "merged_into IS NULL AND venue_id IN (SELECT id FROM venue WHERE removed_at IS NULL)"
_DUE = (
    "SELECT count(*) FROM (SELECT 1 FROM conversation INDEXED BY conversation_due"
    f" WHERE found = 0 AND {{}} AND {_LISTED} LIMIT ?)"
)
_HELD = (
    "SELECT sum(iif(assignee_id = :me, n, 0)), sum(iif(assignee_id = '', n, 0)),"
    " sum(iif(team_id IN (SELECT value FROM json_each(:teams)), n, 0))"
    " FROM holding JOIN venue ON venue.id = venue_id WHERE removed_at IS NULL AND status IN ('open', 'pending') AND n > 0"
)
_CONCERN = (
    "SELECT count(*) FROM (SELECT 1 FROM (SELECT DISTINCT conversation_id AS few FROM {}) CROSS JOIN conversation"
    f" ON conversation.id = few WHERE found = 0 AND {_LISTED} LIMIT ?)"
)
_MENTIONED = _CONCERN.format("mention WHERE agent_id = ? AND seen_at IS NULL")
_WATCHED = _CONCERN.format("watcher WHERE agent_id = ?")
_SINGLE = (
    "SELECT (SELECT count(*) FROM draft),"
    " (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending', 'retrying', 'unknown', 'awaiting_moderation')"
    "   AND state NOT IN ('delivered', 'discarded')),"
    " (SELECT count(*) FROM delivery WHERE state IN ('needs_human', 'stopped', 'rejected')"
    "   AND state NOT IN ('delivered', 'discarded')),"
    " (SELECT count(*) FROM delivery WHERE approval = 'wanted' AND state = 'queued' AND part = 1)"
)


def counted(db: sqlite3.Connection, now: int, looker: Looker) -> InboxCounts:
    """See agent_desk.storage.contract.Conversations.counts."""
    by_status = dict.fromkeys(Status, 0)
    open_: dict[str, int] = {}
    waiting: dict[str, int] = {}
    unread = found = 0
    rows = db.execute(
        "SELECT conversation_count.* FROM conversation_count JOIN venue ON venue.id = venue_id"
        " WHERE removed_at IS NULL AND n > 0"
    )
    for row in rows:
        if row["found"]:
            found += row["n"]
            continue
        by_status[Status(row["status"])] += row["n"]
        unread += row["n"] if row["unread"] else 0
        if row["status"] == Status.OPEN:
            open_[row["venue_id"]] = open_.get(row["venue_id"], 0) + row["n"]
        if row["waits"] and row["status"] != Status.SNOOZED:
            waiting[row["venue_id"]] = waiting.get(row["venue_id"], 0) + row["n"]
    drafts, outbox, outbox_failed, approvals = db.execute(_SINGLE).fetchone()
    mine, unassigned, my_team = db.execute(_HELD, {"me": looker.agent_id, "teams": json.dumps(looker.teams)}).fetchone()
    return InboxCounts(
        by_status,
        sum(waiting.values()),
        unread,
        drafts,
        found,
        open_,
        waiting,
        outbox,
        outbox_failed,
        mine=(mine or 0) if looker.agent_id else 0,
        unassigned=unassigned or 0,
        my_team=my_team or 0,
        overdue=_one(db, _DUE.format(OVERDUE), now, COUNTED),
        due_soon=_one(db, _DUE.format(SOON), now, now, COUNTED),
        mentions=_one(db, _MENTIONED, looker.agent_id, COUNTED),
        watched=_one(db, _WATCHED, looker.agent_id, COUNTED),
        approvals=approvals,
    )


def _one(db: sqlite3.Connection, statement: str, *values: str | int) -> int:
    return int(db.execute(statement, values).fetchone()[0])
