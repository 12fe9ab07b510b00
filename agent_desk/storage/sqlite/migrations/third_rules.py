"""Rules, what they did, macros, and whose canned answers are, in the third version."""

from __future__ import annotations

_RULES = """
CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    body TEXT NOT NULL CHECK (json_valid(body)),
    stopped TEXT NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE rule_run (
    number INTEGER PRIMARY KEY,
    rule_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id TEXT,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    effects TEXT NOT NULL CHECK (json_valid(effects)),
    since INTEGER
) STRICT;
CREATE INDEX run_conversation ON rule_run (conversation_id);
CREATE UNIQUE INDEX run_wait ON rule_run (rule_id, conversation_id, since) WHERE since IS NOT NULL;
CREATE INDEX run_rule ON rule_run (rule_id, at);
CREATE TABLE macro (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    owner_id TEXT REFERENCES agent (id),
    body TEXT NOT NULL CHECK (json_valid(body)),
    used INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
"""

# Whose a canned answer is: one agent's, a team's, or everybody's. The same shortcut may stand in each of these.
_CANNED = """
ALTER TABLE canned_answer RENAME TO canned_before;
CREATE TABLE canned_answer (
    id TEXT PRIMARY KEY,
    shortcut TEXT NOT NULL,
    title TEXT NOT NULL,
    variants TEXT NOT NULL CHECK (json_valid(variants)),
    owner_id TEXT REFERENCES agent (id),
    team_id TEXT,
    used INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER,
    updated_at INTEGER NOT NULL,
    CHECK (owner_id IS NULL OR team_id IS NULL)
) STRICT;
INSERT INTO canned_answer SELECT id, shortcut, title, variants, NULL, NULL, used, used_at, updated_at FROM canned_before;
DROP TABLE canned_before;
CREATE UNIQUE INDEX canned_shortcut ON canned_answer (shortcut, coalesce(owner_id, ''), coalesce(team_id, ''));
"""

SCRIPTS = (_RULES, _CANNED)
