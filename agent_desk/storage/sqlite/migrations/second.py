"""The second version: what a venue tells of visibility, quotes and solutions; notes, saved views, canned answers; marks on
authors, and people found by name; found conversations taken up; parts of a thread and scheduled replies; retention and
erasure; lists and long conversations read by index alone."""

from __future__ import annotations

_COLUMNS = """
ALTER TABLE workspace ADD COLUMN conversations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN deliveries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN sign_off TEXT NOT NULL DEFAULT '';
ALTER TABLE venue ADD COLUMN retention_days INTEGER CHECK (retention_days IS NULL OR retention_days > 0);
ALTER TABLE venue ADD COLUMN sign_off INTEGER NOT NULL DEFAULT 0 CHECK (sign_off IN (0, 1));
ALTER TABLE author ADD COLUMN mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'muted', 'spam', 'troll'));
ALTER TABLE conversation ADD COLUMN solved TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN labels TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels));
ALTER TABLE conversation ADD COLUMN author_id TEXT;
ALTER TABLE conversation ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN taken_up INTEGER NOT NULL DEFAULT 0 CHECK (taken_up IN (0, 1));
ALTER TABLE message ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public'
    CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct'));
ALTER TABLE message ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN quote TEXT CHECK (quote IS NULL OR json_valid(quote));
ALTER TABLE draft ADD COLUMN visibility TEXT;
ALTER TABLE draft ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN visibility TEXT;
ALTER TABLE delivery ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN part INTEGER NOT NULL DEFAULT 1 CHECK (part >= 1);
ALTER TABLE delivery ADD COLUMN parts INTEGER NOT NULL DEFAULT 1 CHECK (parts >= 1);
ALTER TABLE delivery ADD COLUMN after_id TEXT REFERENCES delivery (id);
ALTER TABLE delivery ADD COLUMN native TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(native));
UPDATE conversation SET author_id = (SELECT message.author_id FROM message WHERE message.conversation_id = conversation.id
    ORDER BY message.direction = 'customer' DESC, message.posted_at DESC LIMIT 1);
"""

# A number that somebody may have read out is never given to another one; the workspace knows the highest that went.
_NUMBERS = """
CREATE TRIGGER conversation_number AFTER DELETE ON conversation BEGIN
    UPDATE workspace SET conversations = max(conversations, old.number);
END;
CREATE TRIGGER delivery_number AFTER DELETE ON delivery BEGIN
    UPDATE workspace SET deliveries = max(deliveries, old.number);
END;
"""

# A post that its venue held may get another name with its approval.
_IDENTITY = """
DROP TRIGGER message_identity;
CREATE TRIGGER message_identity BEFORE UPDATE OF id, venue_id, conversation_id ON message
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;
CREATE TRIGGER message_name BEFORE UPDATE OF remote_id ON message WHEN old.state <> 'held'
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;
"""

_TABLES = """
CREATE TABLE note (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    edited_at INTEGER,
    removed_at INTEGER
) STRICT;
CREATE INDEX note_conversation ON note (conversation_id, at);
CREATE TRIGGER note_added AFTER INSERT ON note BEGIN
    UPDATE conversation SET notes = notes + 1 WHERE id = new.conversation_id;
END;
CREATE TRIGGER note_removed AFTER UPDATE OF removed_at ON note
WHEN (old.removed_at IS NULL) <> (new.removed_at IS NULL) BEGIN
    UPDATE conversation SET notes = notes + iif(new.removed_at IS NULL, 1, -1) WHERE id = new.conversation_id;
END;
CREATE TABLE saved_view (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    query TEXT NOT NULL CHECK (json_valid(query)),
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE canned_answer (
    id TEXT PRIMARY KEY,
    shortcut TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    variants TEXT NOT NULL CHECK (json_valid(variants)),
    used INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE author_mark (
    number INTEGER PRIMARY KEY,
    author_id TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('', 'muted', 'spam', 'troll')),
    reason TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX mark_author ON author_mark (author_id, at);
CREATE TABLE day_total (
    venue_id TEXT NOT NULL,
    day TEXT NOT NULL,
    disposition TEXT NOT NULL,
    posts INTEGER NOT NULL,
    PRIMARY KEY (venue_id, day, disposition)
) STRICT, WITHOUT ROWID;
CREATE TABLE forgotten_author (
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (venue_id, fingerprint)
) STRICT, WITHOUT ROWID;
"""

_INDEXES = """
CREATE INDEX conversation_author ON conversation (author_id, last_at DESC);
CREATE INDEX conversation_kind ON conversation (kind, found, last_at DESC, number DESC);
CREATE INDEX conversation_status_waiting ON conversation (found, status, waiting_since, number)
    WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_venue_waiting ON conversation (venue_id, found, waiting_since, number)
    WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_kind_waiting ON conversation (kind, found, waiting_since, number) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_unread_waiting ON conversation (found, waiting_since, number)
    WHERE unread > 0 AND waiting_since IS NOT NULL;
DROP INDEX conversation_reread;
CREATE INDEX conversation_reread ON conversation (venue_id, last_at, reread_at)
    WHERE status IN ('open', 'pending') AND found = 0;
DROP INDEX message_ours;
CREATE INDEX message_ours ON message (conversation_id, posted_at) WHERE direction = 'ours';
CREATE INDEX message_parent ON message (conversation_id, parent_remote_id) WHERE parent_remote_id IS NOT NULL;
CREATE INDEX message_unanswered ON message (conversation_id, author_id, posted_at)
    WHERE addressed AND coalesce(disposition, '') <> 'answered_by_us';
CREATE INDEX author_handle ON author (handle COLLATE NOCASE);
CREATE INDEX author_name ON author (name COLLATE NOCASE);
CREATE INDEX author_marked ON author (id) WHERE mark <> '';
CREATE INDEX delivery_after ON delivery (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX action_at ON action (at);
"""

SCRIPTS = (_COLUMNS, _NUMBERS, _IDENTITY, _TABLES, _INDEXES)
