-- What the migrations make; renewed by: python -m tests.storage.dump_schema

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
, conversations INTEGER NOT NULL DEFAULT 0, deliveries INTEGER NOT NULL DEFAULT 0, zone TEXT NOT NULL DEFAULT '', choices TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(choices)), sums_zone TEXT NOT NULL DEFAULT 'UTC') STRICT;

CREATE TABLE agent (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_me INTEGER NOT NULL DEFAULT 0 CHECK (is_me IN (0, 1))
, sign_off TEXT NOT NULL DEFAULT '', handle TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'lead', 'supervisor', 'admin')), zone TEXT NOT NULL DEFAULT '', calendar_id TEXT, languages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(languages)), venues TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(venues)), capacity INTEGER CHECK (capacity IS NULL OR capacity >= 0), reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1)), presence TEXT NOT NULL DEFAULT 'available'
    CHECK (presence IN ('available', 'busy', 'away', 'offline')), presence_reason TEXT NOT NULL DEFAULT '', presence_at INTEGER NOT NULL DEFAULT 0, left_at INTEGER) STRICT;

CREATE UNIQUE INDEX agent_me ON agent (is_me) WHERE is_me = 1;

CREATE TABLE venue (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    network TEXT NOT NULL,
    url TEXT NOT NULL,
    label TEXT NOT NULL,
    user TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
    since INTEGER NOT NULL,
    read_only INTEGER NOT NULL CHECK (read_only IN (0, 1)),
    secret_place TEXT NOT NULL CHECK (secret_place IN ('none', 'keyring', 'environment', 'session')),
    secret_name TEXT NOT NULL,
    profile TEXT CHECK (profile IS NULL OR json_valid(profile)),
    state TEXT NOT NULL,
    state_detail TEXT NOT NULL DEFAULT '',
    synced_at INTEGER,
    retry_at INTEGER,
    added_at INTEGER NOT NULL,
    removed_at INTEGER
, retention_days INTEGER CHECK (retention_days IS NULL OR retention_days > 0), sign_off INTEGER NOT NULL DEFAULT 0 CHECK (sign_off IN (0, 1)), reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1))) STRICT;

CREATE UNIQUE INDEX venue_label ON venue (label) WHERE removed_at IS NULL;

CREATE TABLE stream (
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    cursor TEXT NOT NULL,
    fetched_at INTEGER NOT NULL, behind INTEGER NOT NULL DEFAULT 0 CHECK (behind IN (0, 1)),
    PRIMARY KEY (venue_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE author (
    id TEXT PRIMARY KEY,
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    remote_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    avatar_url TEXT NOT NULL,
    ours INTEGER NOT NULL CHECK (ours IN (0, 1)),
    facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts)),
    seen_at INTEGER NOT NULL, mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'muted', 'spam', 'troll')), customer_id TEXT, trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted IN (0, 1)), automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
    UNIQUE (venue_id, remote_id)
) STRICT;

CREATE TABLE conversation (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    place_key TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    subject TEXT CHECK (subject IS NULL OR json_valid(subject)),
    found INTEGER NOT NULL DEFAULT 0 CHECK (found IN (0, 1)),
    locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'pending', 'resolved', 'snoozed')),
    snoozed_until INTEGER CHECK ((snoozed_until IS NULL) = (status <> 'snoozed')),
    waiting_since INTEGER,
    waiting INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    read_up_to INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    message_count INTEGER NOT NULL DEFAULT 0,
    has_media INTEGER NOT NULL DEFAULT 0,
    author_name TEXT NOT NULL DEFAULT '',
    author_handle TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    reread_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, solved TEXT NOT NULL DEFAULT '', labels TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)), author_id TEXT, notes INTEGER NOT NULL DEFAULT 0, taken_up INTEGER NOT NULL DEFAULT 0 CHECK (taken_up IN (0, 1)), assignee_id TEXT, team_id TEXT, assigned_at INTEGER, priority INTEGER NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 4), tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)), language TEXT NOT NULL DEFAULT '', solved_at INTEGER, policy_id TEXT, held_by TEXT NOT NULL DEFAULT '', merged_into TEXT, due_at INTEGER, at_risk_at INTEGER, clock TEXT NOT NULL DEFAULT '',
    CHECK ((waiting = 0) = (waiting_since IS NULL)),
    UNIQUE (venue_id, place_key)
) STRICT;

CREATE TRIGGER conversation_identity BEFORE UPDATE OF id, venue_id ON conversation
BEGIN SELECT RAISE(ABORT, 'the identity of a conversation never changes'); END;

CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL REFERENCES author (id),
    remote_id TEXT NOT NULL,
    parent_remote_id TEXT,
    direction TEXT NOT NULL CHECK (direction IN ('customer', 'ours', 'other')),
    origin TEXT NOT NULL,
    addressed INTEGER NOT NULL CHECK (addressed IN (0, 1)),
    posted_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    edited_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'spam', 'trashed', 'deleted')),
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL,
    media TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(media)),
    counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
    native TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(native)),
    disposition TEXT,
    decided TEXT, visibility TEXT NOT NULL DEFAULT 'public'
    CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct')), warning TEXT NOT NULL DEFAULT '', quote TEXT CHECK (quote IS NULL OR json_valid(quote)),
    CHECK (posted_at <= seen_at),
    CHECK (state <> 'deleted' OR text = ''),
    UNIQUE (venue_id, remote_id)
) STRICT;

CREATE TABLE message_version (
    message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    replaced_at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE message_count (
    message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (message_id, name, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE disposition_event (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    disposition TEXT,
    note TEXT NOT NULL DEFAULT '',
    action_id TEXT,
    at INTEGER NOT NULL
, reason TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE action (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    conversation_id TEXT NOT NULL,
    message_id TEXT,
    at INTEGER NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details))
) STRICT;

CREATE TABLE draft (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    target_message_id TEXT,
    media TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(media)),
    updated_at INTEGER NOT NULL, visibility TEXT, warning TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, agent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    venue_id TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    target_message_id TEXT NOT NULL,
    target_remote_id TEXT NOT NULL,
    target_text_hash TEXT NOT NULL,
    text TEXT NOT NULL,
    media TEXT NOT NULL CHECK (json_valid(media)),
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retrying', 'unknown', 'needs_human', 'stopped',
        'awaiting_moderation', 'delivered', 'rejected', 'discarded')),
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    due_at INTEGER CHECK ((due_at IS NOT NULL) = (state IN ('queued', 'retrying', 'unknown'))),
    attempts INTEGER NOT NULL DEFAULT 0,
    first_sent_at INTEGER,
    last_sent_at INTEGER,
    absences INTEGER NOT NULL DEFAULT 0,
    remote_id TEXT,
    url TEXT NOT NULL DEFAULT '',
    forced INTEGER NOT NULL DEFAULT 0 CHECK (forced IN (0, 1)),
    updated_at INTEGER NOT NULL, visibility TEXT, warning TEXT NOT NULL DEFAULT '', part INTEGER NOT NULL DEFAULT 1 CHECK (part >= 1), parts INTEGER NOT NULL DEFAULT 1 CHECK (parts >= 1), after_id TEXT REFERENCES delivery (id), native TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(native)), approval TEXT NOT NULL DEFAULT '' CHECK (approval IN ('', 'wanted', 'given')), approval_reason TEXT NOT NULL DEFAULT '', approved_by TEXT,
    CHECK (state NOT IN ('delivered', 'awaiting_moderation') OR remote_id IS NOT NULL)
) STRICT;

CREATE TRIGGER delivery_fixed BEFORE UPDATE OF id, key, kind, conversation_id, venue_id, target_remote_id, text, media,
    created_at ON delivery
BEGIN SELECT RAISE(ABORT, 'what was queued never changes'); END;

CREATE TRIGGER delivery_final BEFORE UPDATE OF state ON delivery WHEN old.state IN ('delivered', 'discarded')
BEGIN SELECT RAISE(ABORT, 'a delivery that ended never moves again'); END;

CREATE TABLE delivery_event (
    delivery_id TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE lease (
    venue_id TEXT PRIMARY KEY REFERENCES venue (id) ON DELETE CASCADE,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    fence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_request (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    outcome TEXT
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE change_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    origin TEXT NOT NULL,
    at INTEGER NOT NULL,
    changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;

CREATE INDEX conversation_newest ON conversation (found, last_at DESC, number DESC);

CREATE INDEX conversation_status ON conversation (found, status, last_at DESC, number DESC);

CREATE INDEX conversation_venue ON conversation (venue_id, found, last_at DESC, number DESC);

CREATE INDEX conversation_venue_status ON conversation (venue_id, found, status, last_at DESC, number DESC);

CREATE INDEX conversation_waiting ON conversation (found, waiting_since, number) WHERE waiting_since IS NOT NULL;

CREATE INDEX conversation_waiting_newest ON conversation (found, last_at DESC, number DESC) WHERE waiting_since IS NOT NULL;

CREATE INDEX conversation_unread ON conversation (found, last_at DESC, number DESC) WHERE unread > 0;

CREATE INDEX conversation_snoozed ON conversation (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE INDEX message_thread ON message (conversation_id, posted_at, number);

CREATE INDEX message_waiting ON message (conversation_id, posted_at) WHERE addressed AND disposition IS NULL;

CREATE INDEX message_author ON message (author_id);

CREATE INDEX version_message ON message_version (message_id);

CREATE INDEX disposition_message ON disposition_event (message_id);

CREATE INDEX action_conversation ON action (conversation_id, at);

CREATE INDEX delivery_due ON delivery (venue_id, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX delivery_conversation ON delivery (conversation_id);

CREATE INDEX delivery_updated ON delivery (updated_at);

CREATE INDEX delivery_state ON delivery (state) WHERE state NOT IN ('delivered', 'discarded');

CREATE INDEX event_delivery ON delivery_event (delivery_id);

CREATE INDEX request_open ON sync_request (venue_id) WHERE outcome IS NULL;

CREATE TABLE conversation_count (
    venue_id TEXT NOT NULL,
    found INTEGER NOT NULL,
    status TEXT NOT NULL,
    waits INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (venue_id, found, status, waits, unread)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_words USING fts5 (text, author, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

CREATE VIRTUAL TABLE message_grams USING fts5 (text, tokenize = 'trigram');

CREATE TABLE index_queue (message_number INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER index_added AFTER INSERT ON message BEGIN
    INSERT OR IGNORE INTO index_queue VALUES (new.number);
END;

CREATE TRIGGER index_changed AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
    INSERT OR IGNORE INTO index_queue VALUES (new.number);
END;

CREATE TRIGGER index_erased AFTER UPDATE OF state ON message WHEN new.state = 'deleted' BEGIN
    DELETE FROM message_words WHERE rowid = new.number;
    DELETE FROM message_grams WHERE rowid = new.number;
END;

CREATE TRIGGER index_removed AFTER DELETE ON message BEGIN
    DELETE FROM index_queue WHERE message_number = old.number;
    DELETE FROM message_words WHERE rowid = old.number;
    DELETE FROM message_grams WHERE rowid = old.number;
END;

CREATE TRIGGER conversation_number AFTER DELETE ON conversation BEGIN
    UPDATE workspace SET conversations = max(conversations, old.number);
END;

CREATE TRIGGER delivery_number AFTER DELETE ON delivery BEGIN
    UPDATE workspace SET deliveries = max(deliveries, old.number);
END;

CREATE TRIGGER message_identity BEFORE UPDATE OF id, venue_id, conversation_id ON message
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;

CREATE TRIGGER message_name BEFORE UPDATE OF remote_id ON message WHEN old.state <> 'held'
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;

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
, owner_id TEXT, team_id TEXT) STRICT;

CREATE TABLE author_mark (
    number INTEGER PRIMARY KEY,
    author_id TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('', 'muted', 'spam', 'troll')),
    reason TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX mark_author ON author_mark (author_id, at);

CREATE TABLE forgotten_author (
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (venue_id, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_author ON conversation (author_id, last_at DESC);

CREATE INDEX conversation_kind ON conversation (kind, found, last_at DESC, number DESC);

CREATE INDEX conversation_status_waiting ON conversation (found, status, waiting_since, number)
    WHERE waiting_since IS NOT NULL;

CREATE INDEX conversation_venue_waiting ON conversation (venue_id, found, waiting_since, number)
    WHERE waiting_since IS NOT NULL;

CREATE INDEX conversation_kind_waiting ON conversation (kind, found, waiting_since, number) WHERE waiting_since IS NOT NULL;

CREATE INDEX conversation_unread_waiting ON conversation (found, waiting_since, number)
    WHERE unread > 0 AND waiting_since IS NOT NULL;

CREATE INDEX conversation_reread ON conversation (venue_id, last_at, reread_at)
    WHERE status IN ('open', 'pending') AND found = 0;

CREATE INDEX message_ours ON message (conversation_id, posted_at) WHERE direction = 'ours';

CREATE INDEX message_parent ON message (conversation_id, parent_remote_id) WHERE parent_remote_id IS NOT NULL;

CREATE INDEX message_unanswered ON message (conversation_id, author_id, posted_at)
    WHERE addressed AND coalesce(disposition, '') <> 'answered_by_us';

CREATE INDEX author_handle ON author (handle COLLATE NOCASE);

CREATE INDEX author_name ON author (name COLLATE NOCASE);

CREATE INDEX author_marked ON author (id) WHERE mark <> '';

CREATE INDEX delivery_after ON delivery (after_id) WHERE after_id IS NOT NULL;

CREATE INDEX action_at ON action (at);

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
    agent_id TEXT NOT NULL REFERENCES agent (id), reopened TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX merge_into ON merge (into_id);

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

CREATE TRIGGER holding_added AFTER INSERT ON conversation BEGIN
    INSERT INTO holding SELECT coalesce(new.assignee_id, ''), coalesce(new.team_id, ''), new.venue_id, new.kind, new.status, new.waiting > 0, 1 WHERE new.found = 0 AND new.merged_into IS NULL AND new.status IN ('open', 'pending', 'snoozed') ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER holding_removed AFTER DELETE ON conversation BEGIN
    UPDATE holding SET n = n - 1 WHERE assignee_id = coalesce(old.assignee_id, '') AND team_id = coalesce(old.team_id, '') AND venue_id = old.venue_id AND kind = old.kind AND status = old.status AND waits = (old.waiting > 0) AND old.found = 0 AND old.merged_into IS NULL AND old.status IN ('open', 'pending', 'snoozed');
END;

CREATE TRIGGER holding_moved AFTER UPDATE OF found, status, waiting, assignee_id, team_id, merged_into, kind ON conversation
WHEN old.found <> new.found OR old.status <> new.status OR (old.waiting > 0) <> (new.waiting > 0)
    OR old.assignee_id IS NOT new.assignee_id OR old.team_id IS NOT new.team_id
    OR old.merged_into IS NOT new.merged_into OR old.kind <> new.kind
BEGIN
    UPDATE holding SET n = n - 1 WHERE assignee_id = coalesce(old.assignee_id, '') AND team_id = coalesce(old.team_id, '') AND venue_id = old.venue_id AND kind = old.kind AND status = old.status AND waits = (old.waiting > 0) AND old.found = 0 AND old.merged_into IS NULL AND old.status IN ('open', 'pending', 'snoozed');
    INSERT INTO holding SELECT coalesce(new.assignee_id, ''), coalesce(new.team_id, ''), new.venue_id, new.kind, new.status, new.waiting > 0, 1 WHERE new.found = 0 AND new.merged_into IS NULL AND new.status IN ('open', 'pending', 'snoozed') ON CONFLICT DO UPDATE SET n = n + 1;
END;

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
    DELETE FROM clock_watch WHERE conversation_id = new.conversation_id AND metric = new.metric AND message_id = new.message_id;
    INSERT INTO clock_watch SELECT new.conversation_id, new.metric, new.message_id, min(new.due_at, new.at_risk_at) WHERE new.state IN ('running', 'breached') AND new.due_at IS NOT NULL AND new.at_risk_at IS NOT NULL;
END;

CREATE TRIGGER clock_watch_moved AFTER UPDATE OF state, due_at, at_risk_at ON clock
WHEN old.due_at IS NOT new.due_at OR old.at_risk_at IS NOT new.at_risk_at
    OR (old.state IN ('running', 'breached')) <> (new.state IN ('running', 'breached'))
BEGIN
    DELETE FROM clock_watch WHERE conversation_id = new.conversation_id AND metric = new.metric AND message_id = new.message_id;
    INSERT INTO clock_watch SELECT new.conversation_id, new.metric, new.message_id, min(new.due_at, new.at_risk_at) WHERE new.state IN ('running', 'breached') AND new.due_at IS NOT NULL AND new.at_risk_at IS NOT NULL;
END;

CREATE TRIGGER clock_watch_removed AFTER DELETE ON clock BEGIN
    DELETE FROM clock_watch WHERE conversation_id = old.conversation_id AND metric = old.metric AND message_id = old.message_id;
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

CREATE UNIQUE INDEX canned_shortcut ON canned_answer (shortcut, coalesce(owner_id, ''), coalesce(team_id, ''));

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

CREATE TABLE fetched_post (
    venue_id TEXT NOT NULL,
    quarter INTEGER NOT NULL,
    posts INTEGER NOT NULL,
    PRIMARY KEY (venue_id, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE removed_post (
    venue_id TEXT NOT NULL,
    quarter INTEGER NOT NULL,
    disposition TEXT NOT NULL,
    posts INTEGER NOT NULL,
    PRIMARY KEY (venue_id, quarter, disposition)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER fetched_added AFTER INSERT ON message WHEN new.addressed AND new.direction = 'customer' BEGIN
    INSERT INTO fetched_post SELECT new.venue_id, new.posted_at / 900000, 1 WHERE new.addressed AND new.direction = 'customer' ON CONFLICT DO UPDATE SET posts = posts + excluded.posts;
END;

CREATE TRIGGER fetched_moved AFTER UPDATE OF addressed, direction ON message
WHEN (old.addressed AND old.direction = 'customer') <> (new.addressed AND new.direction = 'customer') BEGIN
    INSERT INTO fetched_post SELECT old.venue_id, old.posted_at / 900000, -1 WHERE old.addressed AND old.direction = 'customer' ON CONFLICT DO UPDATE SET posts = posts + excluded.posts;
    INSERT INTO fetched_post SELECT new.venue_id, new.posted_at / 900000, 1 WHERE new.addressed AND new.direction = 'customer' ON CONFLICT DO UPDATE SET posts = posts + excluded.posts;
END;

CREATE TRIGGER delivery_unapproved BEFORE UPDATE OF state ON delivery WHEN new.state = 'sending' AND new.approval = 'wanted'
BEGIN SELECT RAISE(ABORT, 'a reply that wants a second pair of eyes never leaves without'); END;

CREATE TRIGGER delivery_own_approval BEFORE UPDATE OF approval ON delivery
WHEN new.approval = 'given' AND coalesce(new.approved_by, new.agent_id) = new.agent_id
BEGIN SELECT RAISE(ABORT, 'nobody approves their own reply'); END;

CREATE TRIGGER merged_root_gone AFTER DELETE ON conversation BEGIN
    UPDATE merge SET ended_at = max(at, coalesce(ended_at, at)) WHERE ended_at IS NULL
        AND conversation_id IN (SELECT id FROM conversation WHERE merged_into = old.id);
    UPDATE conversation SET merged_into = NULL WHERE merged_into = old.id;
END;

CREATE TRIGGER merged_into_itself BEFORE UPDATE OF merged_into ON conversation
WHEN new.merged_into = new.id OR (new.merged_into IS NOT NULL
    AND EXISTS (SELECT 1 FROM conversation WHERE id = new.merged_into AND merged_into = new.id))
BEGIN SELECT RAISE(ABORT, 'a conversation never goes on in itself'); END;

CREATE INDEX merge_open ON merge (conversation_id) WHERE ended_at IS NULL;

CREATE INDEX author_url ON author (url) WHERE url <> '';

CREATE INDEX link_customer ON customer_link (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX link_before ON customer_link (before_id) WHERE before_id IS NOT NULL;

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

CREATE TRIGGER stale_message AFTER INSERT ON message WHEN new.direction = 'ours' OR (new.addressed AND new.direction = 'customer') BEGIN
    INSERT INTO day_stale SELECT new.posted_at / 86400000, 1  WHERE 1 ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT at / 86400000, 1 FROM action WHERE kind = 'status' AND conversation_id = new.conversation_id AND at BETWEEN new.posted_at - 604800000 AND new.posted_at ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_message_moved AFTER UPDATE OF addressed, direction, parent_remote_id ON message
WHEN (old.addressed, old.direction, old.parent_remote_id) IS NOT (new.addressed, new.direction, new.parent_remote_id) BEGIN
    INSERT INTO day_stale SELECT new.posted_at / 86400000, 1  WHERE 1 ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT at / 86400000, 1 FROM action WHERE kind = 'status' AND conversation_id = new.conversation_id AND at BETWEEN new.posted_at - 604800000 AND new.posted_at ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_message_gone AFTER DELETE ON message WHEN EXISTS (SELECT 1 FROM conversation WHERE id = old.conversation_id)
BEGIN
    INSERT INTO day_stale SELECT old.posted_at / 86400000, 1  WHERE 1 ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT at / 86400000, 1 FROM action WHERE kind = 'status' AND conversation_id = old.conversation_id AND at BETWEEN old.posted_at - 604800000 AND old.posted_at ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_delivery AFTER UPDATE OF remote_id, agent_id ON delivery
WHEN old.remote_id IS NOT new.remote_id OR old.agent_id <> new.agent_id BEGIN
    INSERT INTO day_stale SELECT posted_at / 86400000, 1 FROM message WHERE venue_id = new.venue_id AND remote_id = new.remote_id ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_kind AFTER UPDATE OF kind ON conversation WHEN old.kind <> new.kind BEGIN
    INSERT INTO day_stale SELECT posted_at / 86400000, 1 FROM message WHERE conversation_id = new.id ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT at / 86400000, 1 FROM action WHERE conversation_id = new.id ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT (CASE WHEN clock.state = 'met' THEN clock.stopped_at ELSE clock.due_at END) / 86400000, 1 FROM clock WHERE conversation_id = new.id AND CASE WHEN clock.state = 'met' THEN clock.stopped_at ELSE clock.due_at END IS NOT NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_action AFTER INSERT ON action WHEN new.kind = 'status' BEGIN
    INSERT INTO day_stale SELECT at / 86400000, 1 FROM action WHERE kind = 'status' AND conversation_id = new.conversation_id AND at BETWEEN new.at - 604800000 AND new.at ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_clock AFTER INSERT ON clock BEGIN
    INSERT INTO day_stale SELECT (CASE WHEN new.state = 'met' THEN new.stopped_at ELSE new.due_at END) / 86400000, 1  WHERE CASE WHEN new.state = 'met' THEN new.stopped_at ELSE new.due_at END IS NOT NULL AND new.state IN ('running', 'met', 'breached', 'breached_met') ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_clock_moved AFTER UPDATE OF state, stopped_at, due_at, worked, agent_id, team_id, policy_version_id ON clock
BEGIN
    INSERT INTO day_stale SELECT (CASE WHEN old.state = 'met' THEN old.stopped_at ELSE old.due_at END) / 86400000, 1  WHERE CASE WHEN old.state = 'met' THEN old.stopped_at ELSE old.due_at END IS NOT NULL AND old.state IN ('running', 'met', 'breached', 'breached_met') ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO day_stale SELECT (CASE WHEN new.state = 'met' THEN new.stopped_at ELSE new.due_at END) / 86400000, 1  WHERE CASE WHEN new.state = 'met' THEN new.stopped_at ELSE new.due_at END IS NOT NULL AND new.state IN ('running', 'met', 'breached', 'breached_met') ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER stale_clock_gone AFTER DELETE ON clock WHEN EXISTS (SELECT 1 FROM conversation WHERE id = old.conversation_id)
BEGIN
    INSERT INTO day_stale SELECT (CASE WHEN old.state = 'met' THEN old.stopped_at ELSE old.due_at END) / 86400000, 1  WHERE CASE WHEN old.state = 'met' THEN old.stopped_at ELSE old.due_at END IS NOT NULL AND old.state IN ('running', 'met', 'breached', 'breached_met') ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE INDEX conversation_live ON conversation
    (assignee_id, team_id, venue_id, language, clock, status, waiting_since, due_at) WHERE found = 0 AND merged_into IS NULL AND (status <> 'resolved' OR waiting_since IS NOT NULL);

CREATE INDEX clock_decided ON clock (CASE WHEN state = 'met' THEN stopped_at ELSE due_at END, metric, state, worked, venue_id, team_id, agent_id,
    stopped_at, due_at) WHERE state IN ('running', 'met', 'breached', 'breached_met');

CREATE INDEX clock_unanswered ON clock (started_at) WHERE paused_unanswered > 0;

CREATE INDEX message_answers ON message (posted_at) WHERE direction = 'ours';
