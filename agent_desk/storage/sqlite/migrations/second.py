"""The second version: what a venue tells of visibility, quotes and solutions; notes, saved views, canned answers; marks on
authors; parts of a thread and scheduled replies; retention and erasure."""

from __future__ import annotations

_COLUMNS = """
ALTER TABLE agent ADD COLUMN sign_off TEXT NOT NULL DEFAULT '';
ALTER TABLE venue ADD COLUMN retention_days INTEGER CHECK (retention_days IS NULL OR retention_days > 0);
ALTER TABLE venue ADD COLUMN sign_off INTEGER NOT NULL DEFAULT 0 CHECK (sign_off IN (0, 1));
ALTER TABLE author ADD COLUMN mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'muted', 'spam', 'troll'));
ALTER TABLE conversation ADD COLUMN solved TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN labels TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels));
ALTER TABLE conversation ADD COLUMN author_id TEXT;
ALTER TABLE conversation ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;
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
CREATE INDEX conversation_author ON conversation (author_id, last_at DESC);
CREATE INDEX conversation_kind ON conversation (kind, found, last_at DESC, number DESC);
CREATE INDEX delivery_after ON delivery (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX action_at ON action (at);
UPDATE conversation SET author_id = (SELECT message.author_id FROM message WHERE message.conversation_id = conversation.id
    ORDER BY message.direction = 'customer' DESC, message.posted_at DESC LIMIT 1);
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

SCRIPTS = (_COLUMNS, _TABLES)
