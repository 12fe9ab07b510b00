"""Figures in the third version: sums by day, which of them are stale, and what lets panels and reports read by index alone."""

from __future__ import annotations

from agent_desk.storage.sqlite.indexed import DAY, DECIDED, IS_DECIDED, LIVE

_WEEK = 7 * DAY

# Sums by day of the workspace's zone, made anew from the facts whenever a day was touched: `day_stale` holds days of UTC, and
# how often each was touched, so that a touch while its sums are made is not forgotten.
# Of a day from which something was removed for good at a venue, that venue's sums stay as they are.
_SUMS = """
CREATE TABLE day_sum (
    day TEXT NOT NULL,
    venue_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    figures TEXT NOT NULL CHECK (json_valid(figures)),
    PRIMARY KEY (day, venue_id, team_id, agent_id, policy_id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_stale (
    day INTEGER PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT;
CREATE TABLE day_kept (
    venue_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (venue_id, day)
) STRICT, WITHOUT ROWID;
ALTER TABLE workspace ADD COLUMN sums_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE stream ADD COLUMN behind INTEGER NOT NULL DEFAULT 0 CHECK (behind IN (0, 1));
"""


def _mark(moment: str, where: str = "1", source: str = "") -> str:
    return (
        f"INSERT INTO day_stale SELECT {moment} / {DAY}, 1 {source} WHERE {where} ON CONFLICT DO UPDATE SET n = n + 1;"
    )


def _clock(row: str) -> str:
    at, decided = (text.replace("clock.", f"{row}.") for text in (DECIDED, IS_DECIDED))
    return _mark(f"({at})", f"{at} IS NOT NULL AND {decided}")


def _resolves(row: str, moment: str) -> str:
    return _mark(
        "at",
        f"kind = 'status' AND conversation_id = {row}.conversation_id AND at BETWEEN {row}.{moment} - {_WEEK} AND {row}.{moment}",
        "FROM action",
    )


_CUSTOMER = "{0}.addressed AND {0}.direction = 'customer'"
_ANSWER = _mark("posted_at", "venue_id = new.venue_id AND remote_id = new.remote_id", "FROM message")

# A customer's post and an act of an agent also tell of what was resolved in the week before.
_MARKS = f"""
CREATE TRIGGER stale_message AFTER INSERT ON message WHEN new.direction = 'ours' OR ({_CUSTOMER.format("new")}) BEGIN
    {_mark("new.posted_at")}
    {_resolves("new", "posted_at")}
END;
CREATE TRIGGER stale_message_moved AFTER UPDATE OF addressed, direction, parent_remote_id ON message
WHEN (old.addressed, old.direction, old.parent_remote_id) IS NOT (new.addressed, new.direction, new.parent_remote_id) BEGIN
    {_mark("new.posted_at")}
    {_resolves("new", "posted_at")}
END;
CREATE TRIGGER stale_message_gone AFTER DELETE ON message WHEN EXISTS (SELECT 1 FROM conversation WHERE id = old.conversation_id)
BEGIN
    {_mark("old.posted_at")}
    {_resolves("old", "posted_at")}
END;
CREATE TRIGGER stale_delivery AFTER UPDATE OF remote_id, agent_id ON delivery
WHEN old.remote_id IS NOT new.remote_id OR old.agent_id <> new.agent_id BEGIN
    {_ANSWER}
END;
CREATE TRIGGER stale_kind AFTER UPDATE OF kind ON conversation WHEN old.kind <> new.kind BEGIN
    {_mark("posted_at", "conversation_id = new.id", "FROM message")}
    {_mark("at", "conversation_id = new.id", "FROM action")}
    {_mark(f"({DECIDED})", f"conversation_id = new.id AND {DECIDED} IS NOT NULL", "FROM clock")}
END;
CREATE TRIGGER stale_action AFTER INSERT ON action WHEN new.kind = 'status' BEGIN
    {_resolves("new", "at")}
END;
CREATE TRIGGER stale_clock AFTER INSERT ON clock BEGIN
    {_clock("new")}
END;
CREATE TRIGGER stale_clock_moved AFTER UPDATE OF state, stopped_at, due_at, worked, agent_id, team_id, policy_version_id ON clock
BEGIN
    {_clock("old")}
    {_clock("new")}
END;
CREATE TRIGGER stale_clock_gone AFTER DELETE ON clock WHEN EXISTS (SELECT 1 FROM conversation WHERE id = old.conversation_id)
BEGIN
    {_clock("old")}
END;
INSERT INTO day_stale SELECT DISTINCT posted_at / {DAY}, 1 FROM message;
INSERT OR IGNORE INTO day_stale SELECT DISTINCT at / {DAY}, 1 FROM action;
"""

_INDEXES = f"""
CREATE INDEX conversation_live ON conversation
    (assignee_id, team_id, venue_id, language, clock, status, waiting_since, due_at) WHERE {LIVE};
CREATE INDEX clock_decided ON clock ({DECIDED.replace("clock.", "")}, metric, state, worked, venue_id, team_id, agent_id,
    stopped_at, due_at) WHERE {IS_DECIDED.replace("clock.", "")};
CREATE INDEX clock_unanswered ON clock (started_at) WHERE paused_unanswered > 0;
CREATE INDEX message_answers ON message (posted_at) WHERE direction = 'ours';
"""

SCRIPTS = (_SUMS, _MARKS, _INDEXES)
