"""The third version: the day's work of a team. Agents with roles, teams and states; who holds a conversation, priority, tags,
watchers, mentions, merging; customers; a second pair of eyes; calendars, policies and clocks; rules and macros; notices."""

from __future__ import annotations

from agent_desk.storage.sqlite.migrations import third_rules

_COLUMNS = """
ALTER TABLE workspace ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace ADD COLUMN choices TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(choices));
ALTER TABLE agent ADD COLUMN handle TEXT NOT NULL DEFAULT '';
ALTER TABLE agent ADD COLUMN role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'lead', 'supervisor', 'admin'));
ALTER TABLE agent ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE agent ADD COLUMN calendar_id TEXT;
ALTER TABLE agent ADD COLUMN languages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(languages));
ALTER TABLE agent ADD COLUMN venues TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(venues));
ALTER TABLE agent ADD COLUMN capacity INTEGER CHECK (capacity IS NULL OR capacity >= 0);
ALTER TABLE agent ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1));
ALTER TABLE agent ADD COLUMN presence TEXT NOT NULL DEFAULT 'available'
    CHECK (presence IN ('available', 'busy', 'away', 'offline'));
ALTER TABLE agent ADD COLUMN presence_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE agent ADD COLUMN presence_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN left_at INTEGER;
UPDATE agent SET role = 'admin' WHERE is_me = 1;
ALTER TABLE venue ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1));
ALTER TABLE author ADD COLUMN customer_id TEXT;
ALTER TABLE author ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted IN (0, 1));
ALTER TABLE author ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1));
ALTER TABLE conversation ADD COLUMN assignee_id TEXT;
ALTER TABLE conversation ADD COLUMN team_id TEXT;
ALTER TABLE conversation ADD COLUMN assigned_at INTEGER;
ALTER TABLE conversation ADD COLUMN priority INTEGER NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 4);
ALTER TABLE conversation ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));
ALTER TABLE conversation ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN solved_at INTEGER;
ALTER TABLE conversation ADD COLUMN policy_id TEXT;
ALTER TABLE conversation ADD COLUMN held_by TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN merged_into TEXT;
ALTER TABLE conversation ADD COLUMN due_at INTEGER;
ALTER TABLE conversation ADD COLUMN at_risk_at INTEGER;
ALTER TABLE conversation ADD COLUMN clock TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN approval TEXT NOT NULL DEFAULT '' CHECK (approval IN ('', 'wanted', 'given'));
ALTER TABLE delivery ADD COLUMN approval_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN approved_by TEXT;
ALTER TABLE saved_view ADD COLUMN owner_id TEXT;
ALTER TABLE saved_view ADD COLUMN team_id TEXT;
"""

# Agents, teams, and what they hold.
_ROSTER = """
CREATE UNIQUE INDEX agent_handle ON agent (handle COLLATE NOCASE) WHERE handle <> '' AND left_at IS NULL;
CREATE TABLE presence_event (
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL,
    presence TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (agent_id, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE team (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    calendar_id TEXT,
    method TEXT NOT NULL DEFAULT 'by_hand' CHECK (method IN ('by_hand', 'round_robin', 'least_loaded')),
    venues TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(venues)),
    languages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(languages)),
    weights TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(weights)),
    fair_share INTEGER CHECK (fair_share IS NULL OR fair_share > 0),
    fair_minutes INTEGER NOT NULL DEFAULT 60 CHECK (fair_minutes > 0),
    take_back_minutes INTEGER CHECK (take_back_minutes IS NULL OR take_back_minutes > 0),
    last_agent_id TEXT,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX team_name ON team (name COLLATE NOCASE) WHERE removed_at IS NULL;
CREATE TABLE team_member (
    team_id TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    lead INTEGER NOT NULL DEFAULT 0 CHECK (lead IN (0, 1)),
    position INTEGER NOT NULL,
    PRIMARY KEY (team_id, agent_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE conversation_tag (
    name TEXT NOT NULL COLLATE NOCASE,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    PRIMARY KEY (name, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_conversation ON conversation_tag (conversation_id);
CREATE TABLE watcher (
    agent_id TEXT NOT NULL REFERENCES agent (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watcher_conversation ON watcher (conversation_id);
CREATE TABLE mention (
    agent_id TEXT NOT NULL REFERENCES agent (id),
    note_id TEXT NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    seen_at INTEGER,
    PRIMARY KEY (agent_id, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_conversation ON mention (conversation_id);
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL,
    conversation_id TEXT,
    details TEXT NOT NULL CHECK (json_valid(details)),
    at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    seen_at INTEGER
) STRICT;
CREATE INDEX notice_agent ON notice (agent_id, not_before DESC, id DESC);
CREATE INDEX notice_unseen ON notice (agent_id, not_before) WHERE seen_at IS NULL;
CREATE INDEX notice_conversation ON notice (conversation_id, kind, seen_at);
CREATE TABLE customer (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    remark TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE customer_link (
    number INTEGER PRIMARY KEY,
    author_id TEXT NOT NULL,
    customer_id TEXT,
    before_id TEXT,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_author ON customer_link (author_id);
CREATE INDEX author_customer ON author (customer_id) WHERE customer_id IS NOT NULL;
CREATE TABLE merge (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    into_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    ended_at INTEGER,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    PRIMARY KEY (conversation_id, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX merge_into ON merge (into_id);
"""

# How much everybody holds, kept by the database itself: the counts beside the queues and the load of each agent. What is
# merged into another conversation, resolved, or only found is nobody's load.
_HELD = "{0}.found = 0 AND {0}.merged_into IS NULL AND {0}.status IN ('open', 'pending', 'snoozed')"
_KEY = "coalesce({0}.assignee_id, ''), coalesce({0}.team_id, ''), {0}.venue_id, {0}.kind, {0}.status, {0}.waiting > 0"
_MATCH = (
    "assignee_id = coalesce(old.assignee_id, '') AND team_id = coalesce(old.team_id, '') AND venue_id = old.venue_id"
    " AND kind = old.kind AND status = old.status AND waits = (old.waiting > 0)"
)
_OUT = f"UPDATE holding SET n = n - 1 WHERE {_MATCH} AND {_HELD.format('old')};"
_IN = (
    f"INSERT INTO holding SELECT {_KEY.format('new')}, 1 WHERE {_HELD.format('new')}"
    " ON CONFLICT DO UPDATE SET n = n + 1;"
)
_HOLDING = f"""
CREATE TABLE holding (
    assignee_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    venue_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    waits INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (assignee_id, team_id, venue_id, kind, status, waits)
) STRICT, WITHOUT ROWID;
INSERT INTO holding SELECT {_KEY.format("conversation")}, count(*) FROM conversation
    WHERE {_HELD.format("conversation")} GROUP BY 1, 2, 3, 4, 5, 6;
CREATE TRIGGER holding_added AFTER INSERT ON conversation BEGIN
    {_IN}
END;
CREATE TRIGGER holding_removed AFTER DELETE ON conversation BEGIN
    {_OUT}
END;
CREATE TRIGGER holding_moved AFTER UPDATE OF found, status, waiting, assignee_id, team_id, merged_into, kind ON conversation
WHEN old.found <> new.found OR old.status <> new.status OR (old.waiting > 0) <> (new.waiting > 0)
    OR old.assignee_id IS NOT new.assignee_id OR old.team_id IS NOT new.team_id
    OR old.merged_into IS NOT new.merged_into OR old.kind <> new.kind
BEGIN
    {_OUT}
    {_IN}
END;
"""

# What was merged into another conversation is counted nowhere beside the lists either.
_COUNTED = """
DROP TRIGGER count_added;
DROP TRIGGER count_removed;
DROP TRIGGER count_moved;
CREATE TRIGGER count_added AFTER INSERT ON conversation BEGIN
    INSERT INTO conversation_count
        SELECT new.venue_id, new.found, new.status, new.waiting > 0, new.unread > 0, 1 WHERE new.merged_into IS NULL
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER count_removed AFTER DELETE ON conversation WHEN old.merged_into IS NULL BEGIN
    UPDATE conversation_count SET n = n - 1 WHERE venue_id = old.venue_id AND found = old.found AND status = old.status
        AND waits = (old.waiting > 0) AND unread = (old.unread > 0);
END;
CREATE TRIGGER count_moved AFTER UPDATE OF found, status, waiting, unread, merged_into ON conversation
WHEN old.found <> new.found OR old.status <> new.status OR (old.waiting > 0) <> (new.waiting > 0)
    OR (old.unread > 0) <> (new.unread > 0) OR (old.merged_into IS NULL) <> (new.merged_into IS NULL)
BEGIN
    UPDATE conversation_count SET n = n - 1 WHERE old.merged_into IS NULL AND venue_id = old.venue_id
        AND found = old.found AND status = old.status AND waits = (old.waiting > 0) AND unread = (old.unread > 0);
    INSERT INTO conversation_count
        SELECT new.venue_id, new.found, new.status, new.waiting > 0, new.unread > 0, 1 WHERE new.merged_into IS NULL
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
"""

# What was promised (versions are never changed), and the clocks: derived from posts and acts, and rebuilt from them at any time.
# When each open clock is to be looked at next is kept by the database itself, so that a tick costs what falls due and no more.
_UNWATCH = (
    "DELETE FROM clock_watch WHERE conversation_id = {0}.conversation_id AND metric = {0}.metric"
    " AND message_id = {0}.message_id;"
)
_WATCH = (
    "INSERT INTO clock_watch SELECT new.conversation_id, new.metric, new.message_id, min(new.due_at, new.at_risk_at)"
    " WHERE new.state IN ('running', 'breached') AND new.due_at IS NOT NULL AND new.at_risk_at IS NOT NULL;"
)
_LEVELS = f"""
CREATE TABLE calendar (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE TABLE calendar_version (
    id TEXT PRIMARY KEY,
    calendar_id TEXT NOT NULL REFERENCES calendar (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    UNIQUE (calendar_id, number)
) STRICT;
CREATE TABLE policy (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE TABLE policy_version (
    id TEXT PRIMARY KEY,
    policy_id TEXT NOT NULL REFERENCES policy (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    running_too INTEGER NOT NULL DEFAULT 0 CHECK (running_too IN (0, 1)),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    UNIQUE (policy_id, number)
) STRICT;
CREATE TABLE policy_order (
    number INTEGER PRIMARY KEY,
    from_at INTEGER NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    policies TEXT NOT NULL CHECK (json_valid(policies))
) STRICT;
CREATE TABLE team_hours (
    number INTEGER PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    from_at INTEGER NOT NULL,
    calendar_id TEXT
) STRICT;
CREATE TRIGGER team_hours_fixed BEFORE UPDATE ON team_hours
BEGIN SELECT RAISE(ABORT, 'the hours a team had never change'); END;
CREATE TRIGGER calendar_version_fixed BEFORE UPDATE ON calendar_version
BEGIN SELECT RAISE(ABORT, 'a version of a calendar never changes'); END;
CREATE TRIGGER policy_version_fixed BEFORE UPDATE ON policy_version
BEGIN SELECT RAISE(ABORT, 'a version of a policy never changes'); END;
CREATE TRIGGER policy_order_fixed BEFORE UPDATE ON policy_order
BEGIN SELECT RAISE(ABORT, 'which policies held in which order never changes'); END;
CREATE TABLE clock (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    metric TEXT NOT NULL CHECK (metric IN ('first', 'next', 'resolution', 'verify')),
    message_id TEXT NOT NULL,
    policy_version_id TEXT NOT NULL,
    calendar_version_id TEXT NOT NULL,
    priority INTEGER NOT NULL,
    target INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'met', 'breached', 'breached_met', 'cancelled')),
    started_at INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    due_at INTEGER,
    at_risk_at INTEGER,
    stopped_at INTEGER,
    stopped_by TEXT,
    worked INTEGER,
    paused INTEGER NOT NULL DEFAULT 0,
    paused_unanswered INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    agent_id TEXT NOT NULL DEFAULT '',
    team_id TEXT NOT NULL DEFAULT '',
    venue_id TEXT NOT NULL,
    PRIMARY KEY (conversation_id, metric, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_due ON clock (due_at) WHERE state IN ('running', 'breached');
CREATE INDEX clock_risk ON clock (at_risk_at) WHERE state = 'running';
CREATE INDEX clock_started ON clock (started_at);
CREATE INDEX clock_stopped ON clock (stopped_at) WHERE stopped_at IS NOT NULL;
CREATE TABLE clock_watch (
    conversation_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, metric, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_watch_at ON clock_watch (at);
CREATE TRIGGER clock_watch_added AFTER INSERT ON clock BEGIN
    {_UNWATCH.format("new")}
    {_WATCH}
END;
CREATE TRIGGER clock_watch_moved AFTER UPDATE OF state, due_at, at_risk_at ON clock
WHEN old.due_at IS NOT new.due_at OR old.at_risk_at IS NOT new.at_risk_at
    OR (old.state IN ('running', 'breached')) <> (new.state IN ('running', 'breached'))
BEGIN
    {_UNWATCH.format("new")}
    {_WATCH}
END;
CREATE TRIGGER clock_watch_removed AFTER DELETE ON clock BEGIN
    {_UNWATCH.format("old")}
END;
CREATE TABLE clock_stale (conversation_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE escalation (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    message_id TEXT NOT NULL,
    step TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, metric, message_id, step, due_at)
) STRICT, WITHOUT ROWID;
"""

# The queues: what a query has to say for the planner to take one of the first three is `status <> 'resolved'`.
_INDEXES = """
CREATE INDEX conversation_assignee ON conversation (assignee_id, found, last_at DESC, number DESC)
    WHERE assignee_id IS NOT NULL AND status <> 'resolved';
CREATE INDEX conversation_team ON conversation (team_id, found, last_at DESC, number DESC)
    WHERE team_id IS NOT NULL AND status <> 'resolved';
CREATE INDEX conversation_unassigned ON conversation (found, last_at DESC, number DESC)
    WHERE assignee_id IS NULL AND status IN ('open', 'pending');
CREATE INDEX conversation_due ON conversation (found, due_at, number, at_risk_at, venue_id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_assignee_due ON conversation (assignee_id, found, due_at, number)
    WHERE assignee_id IS NOT NULL AND due_at IS NOT NULL;
CREATE INDEX conversation_team_due ON conversation (team_id, found, due_at, number)
    WHERE team_id IS NOT NULL AND due_at IS NOT NULL;
CREATE INDEX conversation_unassigned_due ON conversation (found, due_at, number)
    WHERE assignee_id IS NULL AND due_at IS NOT NULL;
CREATE INDEX mention_unseen ON mention (agent_id, conversation_id) WHERE seen_at IS NULL;
CREATE INDEX conversation_merged ON conversation (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX message_customer ON message (venue_id, posted_at, disposition) WHERE addressed AND direction = 'customer';
CREATE INDEX delivery_approval ON delivery (created_at) WHERE approval = 'wanted';
CREATE INDEX action_kind ON action (kind, at);
"""

SCRIPTS = (_COLUMNS, _ROSTER, _HOLDING, _COUNTED, _LEVELS, *third_rules.SCRIPTS, _INDEXES)
