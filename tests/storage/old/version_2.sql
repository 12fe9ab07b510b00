-- A database of the second version with demo content, as that version left it.
PRAGMA application_id = 1095002929;
PRAGMA user_version = 2;
BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES
(1, 'agent_desk', 'first', '2026-11-23 03:04:22.928199+00:00'),
(2, 'agent_desk', 'second', '2026-11-23 05:41:14.072575+00:00');
CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
, conversations INTEGER NOT NULL DEFAULT 0, deliveries INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "workspace" (id, created_at, conversations, deliveries) VALUES
('01a20320-a200-7000-8000-000000000001', 1795348800000, 0, 0);
CREATE TABLE agent (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_me INTEGER NOT NULL DEFAULT 0 CHECK (is_me IN (0, 1))
, sign_off TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "agent" (id, number, name, is_me, sign_off) VALUES
('01a20320-a200-7000-8000-000000000002', 1, 'Mira', 1, '^MK');
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
, retention_days INTEGER CHECK (retention_days IS NULL OR retention_days > 0), sign_off INTEGER NOT NULL DEFAULT 0 CHECK (sign_off IN (0, 1))) STRICT;
INSERT INTO "venue" (id, number, network, url, label, user, options, since, read_only, secret_place, secret_name, profile, state, state_detail, synced_at, retry_at, added_at, removed_at, retention_days, sign_off) VALUES
('01a20320-a200-7000-8000-000000000004', 1, 'demo', 'demo://social', 'Wattlark on Social', 'wattlark.example', '{"place":"social","staff":"noor.adler,tomasz.wrona","search":"wattlark","file":"demo-network.json"}', 1794744000004, 0, 'none', '01a20320-a200-7000-8000-000000000004', '{"account_id": "brand", "handle": "wattlark.example", "name": "Wattlark", "url": "https://social.example/@wattlark.example", "server": "Demo network 1", "limits": {"text_max": 300, "unit": "graphemes", "bytes_max": 0, "media_max": 4, "media_bytes_max": 1000000, "media_types": ["image/png", "image/jpeg", "image/webp", "image/gif"], "alt_max": 1000, "url_length": 0, "short_mentions": false}, "may": ["delete_own", "like", "media", "read", "reply", "search"], "avatar_url": "", "notes": ["Short public posts; mentions and answers."]}', 'ok', '', 1795348800197, NULL, 1795348800004, NULL, NULL, 0),
('01a20320-a200-7000-8000-000000000006', 2, 'demo', 'demo://direct', 'Wattlark Messages', 'wattlark', '{"place":"direct","staff":"noor.adler,tomasz.wrona","file":"demo-network.json"}', 1794744000008, 0, 'none', '01a20320-a200-7000-8000-000000000006', '{"account_id": "brand", "handle": "wattlark", "name": "Wattlark", "url": "https://chat.example/@wattlark", "server": "Demo network 1", "limits": {"text_max": 1000, "unit": "characters", "bytes_max": 0, "media_max": 4, "media_bytes_max": 1000000, "media_types": ["image/png", "image/jpeg", "image/webp", "image/gif"], "alt_max": 1000, "url_length": 0, "short_mentions": false}, "may": ["media", "read", "reply"], "avatar_url": "", "notes": ["Private messages; nobody else reads them."]}', 'ok', '', 1795348800188, NULL, 1795348800008, NULL, NULL, 0),
('01a20320-a200-7000-8000-000000000008', 3, 'demo', 'demo://community', 'Wattlark Community', 'Wattlark', '{"place":"community","staff":"noor.adler,tomasz.wrona","file":"demo-network.json"}', 1794744000012, 0, 'none', '01a20320-a200-7000-8000-000000000008', '{"account_id": "brand", "handle": "Wattlark", "name": "Wattlark Community", "url": "https://community.wattlark.example/@Wattlark", "server": "Demo network 1", "limits": {"text_max": 32000, "unit": "characters", "bytes_max": 0, "media_max": 4, "media_bytes_max": 1000000, "media_types": ["image/png", "image/jpeg", "image/webp", "image/gif"], "alt_max": 1000, "url_length": 0, "short_mentions": false}, "may": ["delete_own", "edit", "like", "media", "moderate", "read", "reply"], "avatar_url": "", "notes": ["Our own forum; a topic is one conversation."]}', 'ok', '', 1795348800241, NULL, 1795348800012, NULL, NULL, 0),
('01a20320-a200-7000-8000-00000000000a', 4, 'demo', 'demo://blog', 'Wattlark Journal', 'wattlark', '{"place":"blog","staff":"noor.adler,tomasz.wrona","file":"demo-network.json"}', 1794744000016, 0, 'none', '01a20320-a200-7000-8000-00000000000a', '{"account_id": "brand", "handle": "wattlark", "name": "Wattlark Journal", "url": "https://journal.wattlark.example/@wattlark", "server": "Demo network 1", "limits": {"text_max": 65525, "unit": "bytes", "bytes_max": 0, "media_max": 0, "media_bytes_max": 0, "media_types": [], "alt_max": 0, "url_length": 0, "short_mentions": false}, "may": ["delete_any", "delete_own", "edit", "moderate", "read", "reply"], "avatar_url": "", "notes": ["Comments on our own articles; first comments of a person are held."]}', 'ok', '', 1795348800171, NULL, 1795348800016, NULL, NULL, 0),
('01a20320-a200-7000-8000-00000000000c', 5, 'demo', 'demo://reviews', 'Wattlark Shop', 'Wattlark', '{"place":"reviews","staff":"noor.adler,tomasz.wrona","file":"demo-network.json"}', 1794744000020, 0, 'none', '01a20320-a200-7000-8000-00000000000c', '{"account_id": "brand", "handle": "Wattlark", "name": "Wattlark Shop", "url": "https://shop.example/@Wattlark", "server": "Demo network 1", "limits": {"text_max": 4096, "unit": "bytes", "bytes_max": 0, "media_max": 0, "media_bytes_max": 0, "media_types": [], "alt_max": 0, "url_length": 0, "short_mentions": false}, "may": ["delete_own", "edit", "read", "reply"], "avatar_url": "", "notes": ["Reviews in a shop; each takes one answer."]}', 'ok', '', 1795348800203, NULL, 1795348800020, NULL, NULL, 0);
CREATE TABLE stream (
    venue_id TEXT NOT NULL REFERENCES venue (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    cursor TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
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
    seen_at INTEGER NOT NULL, mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'muted', 'spam', 'troll')),
    UNIQUE (venue_id, remote_id)
) STRICT;
INSERT INTO "author" (id, venue_id, remote_id, handle, name, url, avatar_url, ours, facts, seen_at, mark) VALUES
('01a20320-a200-7000-8000-000000000031', '01a20320-a200-7000-8000-00000000000c', 'bernd', 'bsauerwald', 'Bernd Sauerwald', 'https://shop.example/@bsauerwald', '', 0, '{}', 1795348800038, ''),
('01a20320-a200-7000-8000-00000000005f', '01a20320-a200-7000-8000-00000000000a', 'brand', 'wattlark', 'Wattlark Journal', 'https://journal.wattlark.example/@wattlark', '', 1, '{}', 1795348800166, ''),
('01a20320-a200-7000-8000-00000000006a', '01a20320-a200-7000-8000-00000000000a', 'sam', 'samw_diy', 'Sam Whitcombe', 'https://journal.wattlark.example/@samw_diy', '', 0, '{}', 1795348800042, ''),
('01a20320-a200-7000-8000-00000000006b', '01a20320-a200-7000-8000-00000000000a', 'kenji', 'aramaki.k', 'Kenji Aramaki', 'https://journal.wattlark.example/@aramaki.k', '', 0, '{}', 1795348800042, ''),
('01a20320-a200-7000-8000-000000000073', '01a20320-a200-7000-8000-00000000000a', 'crypto', 'kilowattcoin', 'Kilowatt Coin 🚀', 'https://journal.wattlark.example/@kilowattcoin', '', 0, '{}', 1795348800042, ''),
('01a20320-a200-7000-8000-000000000074', '01a20320-a200-7000-8000-00000000000a', 'hugo', 'hugob', 'Hugo Ballantine', 'https://journal.wattlark.example/@hugob', '', 0, '{}', 1795348800042, ''),
('01a20320-a200-7000-8000-0000000000aa', '01a20320-a200-7000-8000-000000000006', 'brand', 'wattlark', 'Wattlark', 'https://chat.example/@wattlark', '', 1, '{}', 1795348800183, ''),
('01a20320-a200-7000-8000-0000000000b7', '01a20320-a200-7000-8000-000000000006', 'pete', 'hollowpete', 'Pete Hollowell', 'https://chat.example/@hollowpete', '', 0, '{}', 1795348800045, ''),
('01a20320-a200-7000-8000-0000000000bc', '01a20320-a200-7000-8000-000000000006', 'tomasz', 'tomasz.wrona', 'Tomasz Wrona', 'https://chat.example/@tomasz.wrona', '', 1, '{}', 1795348800045, ''),
('01a20320-a200-7000-8000-0000000000be', '01a20320-a200-7000-8000-000000000006', 'moira', 'moirafen', 'Moira Fenwick', 'https://chat.example/@moirafen', '', 0, '{}', 1795348800045, 'troll'),
('01a20320-a200-7000-8000-00000000010b', '01a20320-a200-7000-8000-000000000004', 'brand', 'wattlark.example', 'Wattlark', 'https://social.example/@wattlark.example', '', 1, '{}', 1795348800190, ''),
('01a20320-a200-7000-8000-000000000112', '01a20320-a200-7000-8000-000000000004', 'dale', 'dalepruett', 'Dale Pruett', 'https://social.example/@dalepruett', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-000000000113', '01a20320-a200-7000-8000-000000000004', 'moira', 'moirafen', 'Moira Fenwick', 'https://social.example/@moirafen', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-000000000116', '01a20320-a200-7000-8000-000000000004', 'joris', 'jorisvdp', 'Joris Vandeputte', 'https://social.example/@jorisvdp', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-000000000117', '01a20320-a200-7000-8000-000000000004', 'maya', 'mayabuilds', 'Maya Okonkwo', 'https://social.example/@mayabuilds', '', 0, '{}', 1795348800049, ''),
('01a20320-a200-7000-8000-00000000011b', '01a20320-a200-7000-8000-000000000004', 'zoe', 'zoemarch', 'Zoë Marchetti', 'https://social.example/@zoemarch', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-00000000011d', '01a20320-a200-7000-8000-000000000004', 'pete', 'hollowpete', 'Pete Hollowell', 'https://social.example/@hollowpete', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-000000000125', '01a20320-a200-7000-8000-000000000004', 'rui', 'ruifig', 'Rui Figueiral', 'https://social.example/@ruifig', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-000000000185', '01a20320-a200-7000-8000-000000000008', 'elsa', 'elsaron', 'Elsa Rönnberg', 'https://community.wattlark.example/@elsaron', '', 0, '{}', 1795348800236, ''),
('01a20320-a200-7000-8000-000000000187', '01a20320-a200-7000-8000-000000000008', 'hugo', 'hugob', 'Hugo Ballantine', 'https://community.wattlark.example/@hugob', '', 0, '{}', 1795348800236, ''),
('01a20320-a200-7000-8000-000000000188', '01a20320-a200-7000-8000-000000000008', 'zoe', 'zoemarch', 'Zoë Marchetti', 'https://community.wattlark.example/@zoemarch', '', 0, '{}', 1795348800205, ''),
('01a20320-a200-7000-8000-00000000018b', '01a20320-a200-7000-8000-000000000008', 'wei', 'linwei', '林伟', 'https://community.wattlark.example/@linwei', '', 0, '{}', 1795348800172, ''),
('01a20320-a200-7000-8000-00000000018c', '01a20320-a200-7000-8000-000000000008', 'sam', 'samw_diy', 'Sam Whitcombe', 'https://community.wattlark.example/@samw_diy', '', 0, '{}', 1795348800205, ''),
('01a20320-a200-7000-8000-000000000195', '01a20320-a200-7000-8000-000000000008', 'priya', 'priyar', 'Priya Raghunathan', 'https://community.wattlark.example/@priyar', '', 0, '{}', 1795348800205, ''),
('01a20320-a200-7000-8000-000000000198', '01a20320-a200-7000-8000-000000000008', 'nikos', 'nvlachavas', 'Νίκος Βλαχάβας', 'https://community.wattlark.example/@nvlachavas', '', 0, '{}', 1795348800205, ''),
('01a20320-a200-7000-8000-000000000199', '01a20320-a200-7000-8000-000000000008', 'maya', 'mayabuilds', 'Maya Okonkwo', 'https://community.wattlark.example/@mayabuilds', '', 0, '{}', 1795348800205, ''),
('01a20320-a200-7000-8000-000000000206', '01a20320-a200-7000-8000-000000000004', 'grace', 'gracelq', 'Grace Lindqvist', 'https://social.example/@gracelq', '', 0, '{}', 1795348800063, ''),
('01a20320-a200-7000-8000-00000000023b', '01a20320-a200-7000-8000-000000000008', 'dimitra', 'dimitra_k', 'Δήμητρα Κανελλάκη', 'https://community.wattlark.example/@dimitra_k', '', 0, '{}', 1795348800172, '');
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
    created_at INTEGER NOT NULL, solved TEXT NOT NULL DEFAULT '', labels TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)), author_id TEXT, notes INTEGER NOT NULL DEFAULT 0, taken_up INTEGER NOT NULL DEFAULT 0 CHECK (taken_up IN (0, 1)),
    CHECK ((waiting = 0) = (waiting_since IS NULL)),
    UNIQUE (venue_id, place_key)
) STRICT;
INSERT INTO "conversation" (number, id, venue_id, kind, place_key, title, url, subject, found, locked, status, snoozed_until, waiting_since, waiting, unread, read_up_to, last_at, message_count, has_media, author_name, author_handle, text, reread_at, created_at, solved, labels, author_id, notes, taken_up) VALUES
(18, '01a20320-a200-7000-8000-00000000001e', '01a20320-a200-7000-8000-00000000000c', 'review', 'reviews-c0', 'Wattlark Hub (DIN)', 'https://shop.example/reviews-c0', NULL, 0, 0, 'open', NULL, 1795343760002, 1, 1, 0, 1795343760002, 1, 0, 'Bernd Sauerwald', 'bsauerwald', '★☆☆☆☆
Nach dem Update tot. Kundendienst: Schweigen im Walde. Finger weg.', 0, 1795348800038, '', '[]', '01a20320-a200-7000-8000-000000000031', 0, 0),
(30, '01a20320-a200-7000-8000-000000000054', '01a20320-a200-7000-8000-00000000000a', 'comments', 'blog-c9', '', 'https://journal.wattlark.example/blog-c9', '{"remote_id": "journal-3", "title": "How to read a heat pump", "text": "A heat pump that modulates draws a landscape. We walk through one day of it: the start, the plateau, the defrost, the night.", "url": "https://journal.wattlark.example/journal-3", "author_name": "Wattlark Journal", "posted_at": 1794664800002}', 0, 0, 'open', NULL, 1795251600002, 2, 3, 0, 1795265100002, 4, 0, 'Sam Whitcombe', 'samw_diy', 'My work here is done.', 0, 1795348800042, '', '[]', '01a20320-a200-7000-8000-00000000006a', 0, 0),
(38, '01a20320-a200-7000-8000-00000000005c', '01a20320-a200-7000-8000-00000000000a', 'comments', 'blog-c1', '', 'https://journal.wattlark.example/blog-c1', '{"remote_id": "journal-1", "title": "What went wrong on Thursday night", "text": "For sixty-five minutes some of your Hubs could not reach us. This is what happened, in the order in which it happened, and what we change so that it does not happen again.", "url": "https://journal.wattlark.example/journal-1", "author_name": "Wattlark Journal", "posted_at": 1795291200002}', 0, 0, 'open', NULL, 1795344840002, 1, 0, 54, 1795344840002, 1, 0, 'Kilowatt Coin 🚀', 'kilowattcoin', 'Great article!! I also earn with my socket, see kilowatt coin 🚀', 0, 1795348800042, '', '[]', '01a20320-a200-7000-8000-000000000073', 0, 0),
(39, '01a20320-a200-7000-8000-00000000005d', '01a20320-a200-7000-8000-00000000000a', 'comments', 'blog-c0', '', 'https://journal.wattlark.example/blog-c0', '{"remote_id": "journal-1", "title": "What went wrong on Thursday night", "text": "For sixty-five minutes some of your Hubs could not reach us. This is what happened, in the order in which it happened, and what we change so that it does not happen again.", "url": "https://journal.wattlark.example/journal-1", "author_name": "Wattlark Journal", "posted_at": 1795291200002}', 0, 0, 'open', NULL, 1795346280002, 1, 0, 55, 1795346280002, 1, 0, 'Hugo Ballantine', 'hugob', 'Thanks for the open words. One question: if the second site had been there already, would we have noticed anything?', 0, 1795348800042, '', '[]', '01a20320-a200-7000-8000-000000000074', 0, 0),
(53, '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-000000000006', 'direct', 'direct-c6', '', 'https://chat.example/direct-c6', NULL, 0, 0, 'open', NULL, 1795337700002, 1, 3, 0, 1795337700002, 5, 0, 'Pete Hollowell', 'hollowpete', 'Fast! Thanks.', 0, 1795348800045, '', '[]', '01a20320-a200-7000-8000-0000000000b7', 0, 0),
(59, '01a20320-a200-7000-8000-0000000000a8', '01a20320-a200-7000-8000-000000000006', 'direct', 'direct-c0', '', 'https://chat.example/direct-c0', NULL, 0, 0, 'resolved', NULL, NULL, 0, 1, 0, 1795346640002, 1, 0, 'Moira Fenwick', 'moirafen', 'Hi, it is about order WL-20817, the parcel that went to a red door. My address for you to check: 14 Larch Row, second floor. Please do not post it in public 🙂', 0, 1795348800045, '', '[]', '01a20320-a200-7000-8000-0000000000be', 0, 0),
(68, '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-000000000004', 'mentions', 'social-c28', '', 'https://social.example/social-c28', NULL, 0, 0, 'open', NULL, 1795150800002, 2, 2, 0, 1795159800002, 5, 0, 'Dale Pruett', 'dalepruett', 'OK. That I can live with. Longer than the hamster.', 0, 1795348800049, '', '[]', '01a20320-a200-7000-8000-000000000112', 0, 0),
(93, '01a20320-a200-7000-8000-000000000107', '01a20320-a200-7000-8000-000000000004', 'mentions', 'social-c1', '', 'https://social.example/social-c1', NULL, 0, 0, 'open', NULL, 1795345920002, 1, 0, 163, 1795345920002, 1, 0, 'Rui Figueiral', 'ruifig', '@wattlark boa tarde! O Lark Plug deixou de aparecer na app depois de mudar o router. Como volto a ligá-lo sem perder o histórico?', 0, 1795348800049, '', '[]', '01a20320-a200-7000-8000-000000000125', 0, 0),
(94, '01a20320-a200-7000-8000-000000000108', '01a20320-a200-7000-8000-000000000004', 'mentions', 'social-c0', '', 'https://social.example/social-c0', NULL, 0, 0, 'snoozed', 1826884800000, 1795347360002, 1, 1, 0, 1795347360002, 1, 1, 'Maya Okonkwo', 'mayabuilds', '@wattlark my Hub shows 0 W on all three Clips since the update last night. Breaker panel is definitely not at zero 😅', 0, 1795348800049, '', '[]', '01a20320-a200-7000-8000-000000000117', 0, 0),
(109, '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000008', 'topic', 'community-c7', 'Lark Solar on a balcony: show yours', 'https://community.wattlark.example/community-c7', NULL, 0, 0, 'open', NULL, 1795240800002, 7, 7, 0, 1795251240002, 7, 1, 'Priya Raghunathan', 'priyar', 'Hooks over the rail and a lot of trust.', 0, 1795348800054, '', '[]', '01a20320-a200-7000-8000-000000000195', 0, 0),
(115, '01a20320-a200-7000-8000-000000000201', '01a20320-a200-7000-8000-000000000004', 'found', 'social-c30', '', 'https://social.example/social-c30', NULL, 1, 0, 'open', NULL, NULL, 0, 4, 0, 1795114920002, 4, 0, 'Zoë Marchetti', 'zoemarch', 'It saved my curtains.', 0, 1795348800063, '', '[]', '01a20320-a200-7000-8000-00000000011b', 0, 0),
(117, '01a20320-a200-7000-8000-000000000203', '01a20320-a200-7000-8000-000000000004', 'found', 'social-c10', '', 'https://social.example/social-c10', NULL, 1, 0, 'open', NULL, NULL, 0, 3, 0, 1795326300002, 3, 1, 'Grace Lindqvist', 'gracelq', 'Two, with the price of last winter 😭', 0, 1795348800063, '', '[]', '01a20320-a200-7000-8000-000000000206', 0, 0),
(118, '01a20320-a200-7000-8000-000000000224', '01a20320-a200-7000-8000-000000000008', 'topic', 'community-c4', 'Κοινόχρηστος μετρητής σε πολυκατοικία', 'https://community.wattlark.example/community-c4', NULL, 0, 0, 'open', NULL, 1795302000002, 3, 3, 0, 1795306500002, 3, 0, 'Δήμητρα Κανελλάκη', 'dimitra_k', 'Έξυπνο! Θα το δοκιμάσω.', 0, 1795348800101, '', '[]', '01a20320-a200-7000-8000-00000000023b', 0, 0),
(121, '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000008', 'topic', 'community-c1', 'All Clips at 0 W after 4.2.1', 'https://community.wattlark.example/community-c1', NULL, 0, 0, 'open', NULL, 1795345200002, 5, 5, 0, 1795347720002, 5, 1, 'Priya Raghunathan', 'priyar', 'Can confirm, had the same, fixed by that. Still a bug though.', 0, 1795348800205, '', '[]', '01a20320-a200-7000-8000-000000000195', 1, 0);
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
INSERT INTO "message" (number, id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin, addressed, posted_at, seen_at, edited_at, state, text, html, text_hash, language, url, media, counts, native, disposition, decided, visibility, warning, quote) VALUES
(23, '01a20320-a200-7000-8000-000000000048', '01a20320-a200-7000-8000-00000000000c', '01a20320-a200-7000-8000-00000000001e', '01a20320-a200-7000-8000-000000000031', 'reviews-502', NULL, 'customer', 'review', 1, 1795343760002, 1795348800038, NULL, 'published', '★☆☆☆☆
Nach dem Update tot. Kundendienst: Schweigen im Walde. Finger weg.', '<p>★☆☆☆☆<br>Nach dem Update tot. Kundendienst: Schweigen im Walde. Finger weg.</p>', 'cac88ab3f7653aa5d71138b6', 'de', 'https://shop.example/reviews-502', '[]', '{"likes": 0, "stars": 1}', '{"conversation": "reviews-c0"}', NULL, NULL, 'public', '', NULL),
(39, '01a20320-a200-7000-8000-000000000084', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-000000000054', '01a20320-a200-7000-8000-00000000006a', 'blog-151', NULL, 'customer', 'own_place', 1, 1795251600002, 1795348800042, NULL, 'published', 'The defrost cycle in figure 3 looks like two cycles to me: there is a second valve click at 04:12.', '<p>The defrost cycle in figure 3 looks like two cycles to me: there is a second valve click at 04:12.</p>', 'b4b28aa2e5af5038eb455288', 'en', 'https://journal.wattlark.example/blog-151', '[]', '{"likes": 0}', '{"conversation": "blog-c9"}', NULL, NULL, 'public', '', NULL),
(40, '01a20320-a200-7000-8000-000000000085', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-000000000054', '01a20320-a200-7000-8000-00000000006b', 'blog-154', 'blog-151', 'customer', 'own_place', 1, 1795257000002, 1795348800042, NULL, 'published', 'Looking at the raw seconds, Sam is right.', '<p>Looking at the raw seconds, Sam is right.</p>', 'cd3a476bfe91f9990c0f4829', 'en', 'https://journal.wattlark.example/blog-154', '[]', '{"likes": 0}', '{"conversation": "blog-c9"}', 'answered_by_us', NULL, 'public', '', NULL),
(41, '01a20320-a200-7000-8000-000000000086', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-000000000054', '01a20320-a200-7000-8000-00000000005f', 'blog-165', 'blog-154', 'ours', 'context', 0, 1795264800002, 1795348800042, NULL, 'published', 'You are both right. Figure and text are corrected, with thanks to you.', '<p>You are both right. Figure and text are corrected, with thanks to you.</p>', '346c81ba759438f882dc47df', 'en', 'https://journal.wattlark.example/blog-165', '[]', '{"likes": 0}', '{"conversation": "blog-c9"}', NULL, NULL, 'public', '', NULL),
(42, '01a20320-a200-7000-8000-000000000087', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-000000000054', '01a20320-a200-7000-8000-00000000006a', 'blog-166', 'blog-165', 'customer', 'own_place', 1, 1795265100002, 1795348800042, NULL, 'published', 'My work here is done.', '<p>My work here is done.</p>', 'a8d96859697e7a6a00488c85', 'en', 'https://journal.wattlark.example/blog-166', '[]', '{"likes": 0}', '{"conversation": "blog-c9"}', NULL, NULL, 'public', '', NULL),
(54, '01a20320-a200-7000-8000-000000000093', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-00000000005c', '01a20320-a200-7000-8000-000000000073', 'blog-509', NULL, 'customer', 'own_place', 1, 1795344840002, 1795348800042, NULL, 'held', 'Great article!! I also earn with my socket, see kilowatt coin 🚀', '<p>Great article!! I also earn with my socket, see kilowatt coin 🚀</p>', 'a04d6f4daedc6c9a58f17a86', 'en', 'https://journal.wattlark.example/blog-509', '[]', '{"likes": 0}', '{"conversation": "blog-c1"}', NULL, NULL, 'public', '', NULL),
(55, '01a20320-a200-7000-8000-000000000094', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-00000000005d', '01a20320-a200-7000-8000-000000000074', 'blog-515', NULL, 'customer', 'own_place', 1, 1795346280002, 1795348800042, NULL, 'held', 'Thanks for the open words. One question: if the second site had been there already, would we have noticed anything?', '<p>Thanks for the open words. One question: if the second site had been there already, would we have noticed anything?</p>', '611e2c580c884e54adf4b709', 'en', 'https://journal.wattlark.example/blog-515', '[]', '{"likes": 0}', '{"conversation": "blog-c0"}', NULL, NULL, 'public', '', NULL),
(79, '01a20320-a200-7000-8000-0000000000d6', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-0000000000b7', 'direct-265', NULL, 'customer', 'direct', 1, 1795298400002, 1795348800045, NULL, 'published', 'Security report, not public please: the local page of the Hub shows the last letters of the wifi name to anyone on the guest network. Harmless I think, but you will want to know.', '<p>Security report, not public please: the local page of the Hub shows the last letters of the wifi name to anyone on the guest network. Harmless I think, but you will want to know.</p>', 'e55a5ae3c6d96dd8e7211396', 'en', 'https://chat.example/direct-265', '[]', '{"likes": 0}', '{"conversation": "direct-c6"}', 'answered_by_us', NULL, 'public', '', NULL),
(80, '01a20320-a200-7000-8000-0000000000d7', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-0000000000aa', 'direct-270', 'direct-265', 'ours', 'context', 0, 1795299360002, 1795348800045, NULL, 'published', 'Thank you for telling us this way. It is with our security people; Tomasz will write to you here. May we name you in the notes when it is fixed?', '<p>Thank you for telling us this way. It is with our security people; Tomasz will write to you here. May we name you in the notes when it is fixed?</p>', '58ef8780f2631ee8f0343efc', 'en', 'https://chat.example/direct-270', '[]', '{"likes": 0}', '{"conversation": "direct-c6"}', NULL, NULL, 'public', '', NULL),
(81, '01a20320-a200-7000-8000-0000000000d8', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-0000000000b7', 'direct-273', 'direct-270', 'customer', 'direct', 1, 1795299900002, 1795348800045, NULL, 'published', 'Sure. "Hollow Pete" will do.', '<p>Sure. "Hollow Pete" will do.</p>', '9f28ab6324676b925951d343', 'en', 'https://chat.example/direct-273', '[]', '{"likes": 0}', '{"conversation": "direct-c6"}', 'answered_by_us', NULL, 'public', '', NULL),
(90, '01a20320-a200-7000-8000-0000000000e1', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-0000000000bc', 'direct-456', 'direct-273', 'ours', 'context', 0, 1795335900002, 1795348800045, NULL, 'published', 'Pete, confirmed and fixed in 4.2.2, out on Monday. Thank you, a Plug of your choice is on its way.', '<p>Pete, confirmed and fixed in 4.2.2, out on Monday. Thank you, a Plug of your choice is on its way.</p>', '00de04fee0794a0bc77d5136', 'en', 'https://chat.example/direct-456', '[]', '{"likes": 0}', '{"conversation": "direct-c6"}', NULL, NULL, 'public', '', NULL),
(91, '01a20320-a200-7000-8000-0000000000e2', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a2', '01a20320-a200-7000-8000-0000000000b7', 'direct-470', 'direct-456', 'customer', 'direct', 1, 1795337700002, 1795348800045, NULL, 'published', 'Fast! Thanks.', '<p>Fast! Thanks.</p>', '9a315475bfa5145cba937dcc', 'en', 'https://chat.example/direct-470', '[]', '{"likes": 0}', '{"conversation": "direct-c6"}', NULL, NULL, 'public', '', NULL),
(94, '01a20320-a200-7000-8000-0000000000e5', '01a20320-a200-7000-8000-000000000006', '01a20320-a200-7000-8000-0000000000a8', '01a20320-a200-7000-8000-0000000000be', 'direct-518', NULL, 'customer', 'direct', 1, 1795346640002, 1795348800045, NULL, 'published', 'Hi, it is about order WL-20817, the parcel that went to a red door. My address for you to check: 14 Larch Row, second floor. Please do not post it in public 🙂', '<p>Hi, it is about order WL-20817, the parcel that went to a red door. My address for you to check: 14 Larch Row, second floor. Please do not post it in public 🙂</p>', 'fc897d657003149c3d51ff40', 'en', 'https://chat.example/direct-518', '[]', '{"likes": 0}', '{"conversation": "direct-c0"}', 'idea', 'idea', 'public', '', NULL),
(113, '01a20320-a200-7000-8000-000000000138', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-000000000112', 'social-98', NULL, 'customer', 'mention', 1, 1795150800002, 1795348800049, NULL, 'published', '@wattlark so the "lifetime" history I paid for is now "up to five years"? Whose lifetime, a hamster''s? 🐹', '<p>@wattlark so the "lifetime" history I paid for is now "up to five years"? Whose lifetime, a hamster''s? 🐹</p>', 'ba4e5bf689b4ac8b8cfe9336', 'en', 'https://social.example/social-98', '[]', '{"likes": 44}', '{"conversation": "social-c28"}', NULL, NULL, 'public', '', NULL),
(114, '01a20320-a200-7000-8000-000000000139', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-000000000113', 'social-99', 'social-98', 'other', 'context', 0, 1795151220002, 1795348800049, NULL, 'published', 'Wait, what? Where does it say that?', '<p>Wait, what? Where does it say that?</p>', '12cd224c36f1f3ae1303c112', 'en', 'https://social.example/social-99', '[]', '{"likes": 0}', '{"conversation": "social-c28"}', NULL, NULL, 'public', '', NULL),
(115, '01a20320-a200-7000-8000-00000000013a', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-000000000112', 'social-101', 'social-99', 'other', 'context', 0, 1795151520002, 1795348800049, NULL, 'published', 'New terms, point 6.2. Came with the app update.', '<p>New terms, point 6.2. Came with the app update.</p>', 'f3b0795ca65d868916cea3ec', 'en', 'https://social.example/social-101', '[]', '{"likes": 0}', '{"conversation": "social-c28"}', NULL, NULL, 'public', '', NULL),
(116, '01a20320-a200-7000-8000-00000000013b', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-00000000010b', 'social-104', 'social-101', 'ours', 'context', 0, 1795158720002, 1795348800049, NULL, 'published', 'Point 6.2 is for new free accounts. Who bought lifetime keeps lifetime, yours included. The mail was badly written and a clear one goes out today. — Tomasz', '<p>Point 6.2 is for new free accounts. Who bought lifetime keeps lifetime, yours included. The mail was badly written and a clear one goes out today. — Tomasz</p>', 'ec14a63c4dacb5b2ddf34524', 'en', 'https://social.example/social-104', '[]', '{"likes": 0}', '{"conversation": "social-c28"}', NULL, NULL, 'public', '', NULL),
(117, '01a20320-a200-7000-8000-00000000013c', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-0000000000ee', '01a20320-a200-7000-8000-000000000112', 'social-105', 'social-104', 'customer', 'reply', 1, 1795159800002, 1795348800049, NULL, 'published', 'OK. That I can live with. Longer than the hamster.', '<p>OK. That I can live with. Longer than the hamster.</p>', '723d081a828f3d59ed31d19f', 'en', 'https://social.example/social-105', '[]', '{"likes": 0}', '{"conversation": "social-c28"}', NULL, NULL, 'public', '', NULL),
(163, '01a20320-a200-7000-8000-00000000016a', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000107', '01a20320-a200-7000-8000-000000000125', 'social-513', NULL, 'customer', 'mention', 1, 1795345920002, 1795348800049, NULL, 'published', '@wattlark boa tarde! O Lark Plug deixou de aparecer na app depois de mudar o router. Como volto a ligá-lo sem perder o histórico?', '<p>@wattlark boa tarde! O Lark Plug deixou de aparecer na app depois de mudar o router. Como volto a ligá-lo sem perder o histórico?</p>', '3e7ee654abac39e8666410a1', 'pt', 'https://social.example/social-513', '[]', '{"likes": 0}', '{"conversation": "social-c1"}', NULL, NULL, 'public', '', NULL),
(164, '01a20320-a200-7000-8000-00000000016b', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000108', '01a20320-a200-7000-8000-000000000117', 'social-519', NULL, 'customer', 'mention', 1, 1795347360002, 1795348800049, NULL, 'published', '@wattlark my Hub shows 0 W on all three Clips since the update last night. Breaker panel is definitely not at zero 😅', '<p>@wattlark my Hub shows 0 W on all three Clips since the update last night. Breaker panel is definitely not at zero 😅</p>', '5168032a462cbb2ae336ea0f', 'en', 'https://social.example/social-519', '[{"kind": "image", "url": "demo:picture/flat-line.png", "alt": "A chart in the Roost app: all three lines drop to zero at ten past two", "thumb_url": "", "title": "", "width": 640, "height": 400}]', '{"likes": 4}', '{"conversation": "social-c0"}', NULL, NULL, 'public', '', NULL),
(212, '01a20320-a200-7000-8000-0000000001ca', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000195', 'community-143', NULL, 'customer', 'own_place', 1, 1795240800002, 1795348800054, NULL, 'published', 'Two panels, 600 W on a good day, mostly facing a church. Here is my best Sunday.', '<p>Two panels, 600 W on a good day, mostly facing a church. Here is my best Sunday.</p>', 'd3d5fcdf4a209ac9c030e4d1', 'en', 'https://community.wattlark.example/community-143', '[{"kind": "image", "url": "demo:picture/solar-day.png", "alt": "A bell curve of solar power with a bite out of it at noon, where the church tower stands", "thumb_url": "", "title": "", "width": 640, "height": 400}]', '{"likes": 45}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(213, '01a20320-a200-7000-8000-0000000001cb', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000185', 'community-144', 'community-143', 'customer', 'own_place', 1, 1795242120002, 1795348800054, NULL, 'published', 'The church is visible in your curve 😂', '<p>The church is visible in your curve 😂</p>', 'b7b078b396637d6e0773c3b7', 'en', 'https://community.wattlark.example/community-144', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(214, '01a20320-a200-7000-8000-0000000001cc', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000195', 'community-145', 'community-144', 'customer', 'own_place', 1, 1795242420002, 1795348800054, NULL, 'published', 'Every day at 12:40 it takes its tithe.', '<p>Every day at 12:40 it takes its tithe.</p>', '8620a34ae50ddf0c31bc4a68', 'en', 'https://community.wattlark.example/community-145', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(215, '01a20320-a200-7000-8000-0000000001cd', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000188', 'community-146', 'community-145', 'customer', 'own_place', 1, 1795245060002, 1795348800054, NULL, 'published', 'North side here. I produce hope.', '<p>North side here. I produce hope.</p>', 'af1dc990a0b4acf5d5a9c45e', 'en', 'https://community.wattlark.example/community-146', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(216, '01a20320-a200-7000-8000-0000000001ce', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-00000000018b', 'community-148', 'community-146', 'customer', 'own_place', 1, 1795248660002, 1795348800054, NULL, 'published', '新加坡,朝东,早上就结束了。', '<p>新加坡,朝东,早上就结束了。</p>', '93499a8c2842d56c39a44eb5', 'zh', 'https://community.wattlark.example/community-148', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(217, '01a20320-a200-7000-8000-0000000001cf', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000187', 'community-149', 'community-148', 'customer', 'own_place', 1, 1795250640002, 1795348800054, NULL, 'published', 'What mounting is that?', '<p>What mounting is that?</p>', 'd169322ac9a411edeb294348', 'en', 'https://community.wattlark.example/community-149', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(218, '01a20320-a200-7000-8000-0000000001d0', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000017a', '01a20320-a200-7000-8000-000000000195', 'community-150', 'community-149', 'customer', 'own_place', 1, 1795251240002, 1795348800054, NULL, 'published', 'Hooks over the rail and a lot of trust.', '<p>Hooks over the rail and a lot of trust.</p>', '10f646bc6067584b1960dade', 'en', 'https://community.wattlark.example/community-150', '[]', '{"likes": 0}', '{"conversation": "community-c7"}', NULL, NULL, 'public', '', NULL),
(267, '01a20320-a200-7000-8000-00000000020e', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000201', '01a20320-a200-7000-8000-000000000206', 'social-75', NULL, 'customer', 'found', 0, 1795111200002, 1795348800063, NULL, 'published', 'Home automation thread: what do you measure with, and would you buy it again? I have heard good things about Wattlark and bad things about everything else.', '<p>Home automation thread: what do you measure with, and would you buy it again? I have heard good things about Wattlark and bad things about everything else.</p>', 'ab71cd6f93831e8e9f532099', 'en', 'https://social.example/social-75', '[]', '{"likes": 0}', '{"conversation": "social-c30"}', NULL, NULL, 'public', '', NULL),
(268, '01a20320-a200-7000-8000-00000000020f', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000201', '01a20320-a200-7000-8000-00000000011d', 'social-77', 'social-75', 'customer', 'found', 0, 1795112400002, 1795348800063, NULL, 'published', 'Again, yes. Only the app is slow when you look at a whole year.', '<p>Again, yes. Only the app is slow when you look at a whole year.</p>', 'f5d2aa080f762e37c0be0d3e', 'en', 'https://social.example/social-77', '[]', '{"likes": 0}', '{"conversation": "social-c30"}', NULL, NULL, 'public', '', NULL),
(269, '01a20320-a200-7000-8000-000000000210', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000201', '01a20320-a200-7000-8000-000000000112', 'social-78', 'social-77', 'customer', 'found', 0, 1795114200002, 1795348800063, NULL, 'published', 'Again, no.', '<p>Again, no.</p>', 'be2a6dadea59b79923c8e43b', 'en', 'https://social.example/social-78', '[]', '{"likes": 0}', '{"conversation": "social-c30"}', NULL, NULL, 'public', '', NULL),
(270, '01a20320-a200-7000-8000-000000000211', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000201', '01a20320-a200-7000-8000-00000000011b', 'social-79', 'social-78', 'customer', 'found', 0, 1795114920002, 1795348800063, NULL, 'published', 'It saved my curtains.', '<p>It saved my curtains.</p>', 'c2ce843f4b003e051557df5a', 'en', 'https://social.example/social-79', '[]', '{"likes": 0}', '{"conversation": "social-c30"}', NULL, NULL, 'public', '', NULL),
(272, '01a20320-a200-7000-8000-000000000213', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000203', '01a20320-a200-7000-8000-000000000206', 'social-388', NULL, 'customer', 'found', 0, 1795324320002, 1795348800063, NULL, 'published', 'Finally found out why our bill doubled: the old heating rod in the cellar never switched off. Wattlark clip on the second circuit told me in ten minutes. 400 W, day and night, for three years.', '<p>Finally found out why our bill doubled: the old heating rod in the cellar never switched off. Wattlark clip on the second circuit told me in ten minutes. 400 W, day and night, for three years.</p>', '439310ea0e8f45b9ed5dd782', 'en', 'https://social.example/social-388', '[{"kind": "image", "url": "demo:picture/dashboard.png", "alt": "The Roost app with a constant block of 400 watts in the cellar", "thumb_url": "", "title": "", "width": 640, "height": 400}]', '{"likes": 58}', '{"conversation": "social-c10"}', NULL, NULL, 'public', '', NULL),
(273, '01a20320-a200-7000-8000-000000000214', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000203', '01a20320-a200-7000-8000-000000000116', 'social-395', 'social-388', 'customer', 'found', 0, 1795325820002, 1795348800063, NULL, 'published', 'Three years… that is a holiday.', '<p>Three years… that is a holiday.</p>', 'a312d0a1aebf31651ecb576e', 'en', 'https://social.example/social-395', '[]', '{"likes": 0}', '{"conversation": "social-c10"}', NULL, NULL, 'public', '', NULL),
(274, '01a20320-a200-7000-8000-000000000215', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000203', '01a20320-a200-7000-8000-000000000206', 'social-398', 'social-395', 'customer', 'found', 0, 1795326300002, 1795348800063, NULL, 'published', 'Two, with the price of last winter 😭', '<p>Two, with the price of last winter 😭</p>', 'e75bc20aa51dfc22e08052d6', 'en', 'https://social.example/social-398', '[]', '{"likes": 0}', '{"conversation": "social-c10"}', NULL, NULL, 'public', '', NULL),
(332, '01a20320-a200-7000-8000-00000000027b', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-000000000224', '01a20320-a200-7000-8000-00000000023b', 'community-283', NULL, 'customer', 'own_place', 1, 1795302000002, 1795348800101, NULL, 'published', 'Έχουμε έναν Hub για τα κοινόχρηστα. Πώς μπορεί ο διαχειριστής να βλέπει μόνο αυτόν και όχι τα διαμερίσματα;', '<p>Έχουμε έναν Hub για τα κοινόχρηστα. Πώς μπορεί ο διαχειριστής να βλέπει μόνο αυτόν και όχι τα διαμερίσματα;</p>', '502837958a7b8dcb9c745fd5', 'el', 'https://community.wattlark.example/community-283', '[]', '{"likes": 0}', '{"conversation": "community-c4"}', NULL, NULL, 'public', '', NULL),
(345, '01a20320-a200-7000-8000-000000000288', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-000000000224', '01a20320-a200-7000-8000-000000000198', 'community-297', 'community-283', 'customer', 'own_place', 1, 1795305000002, 1795348800101, NULL, 'published', 'Φτιάξε δεύτερο «σπίτι» στο Roost και βάλε εκεί μόνο τον κοινόχρηστο Hub.', '<p>Φτιάξε δεύτερο «σπίτι» στο Roost και βάλε εκεί μόνο τον κοινόχρηστο Hub.</p>', 'a05d52357c87183c9a7e5f97', 'el', 'https://community.wattlark.example/community-297', '[]', '{"likes": 0}', '{"conversation": "community-c4"}', NULL, NULL, 'public', '', NULL),
(352, '01a20320-a200-7000-8000-00000000028f', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-000000000224', '01a20320-a200-7000-8000-00000000023b', 'community-306', 'community-297', 'customer', 'own_place', 1, 1795306500002, 1795348800101, NULL, 'published', 'Έξυπνο! Θα το δοκιμάσω.', '<p>Έξυπνο! Θα το δοκιμάσω.</p>', '17dc5fee09a53469f1b4d483', 'el', 'https://community.wattlark.example/community-306', '[]', '{"likes": 0}', '{"conversation": "community-c4"}', NULL, NULL, 'public', '', NULL),
(515, '01a20320-a200-7000-8000-00000000039b', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000199', 'community-512', NULL, 'customer', 'own_place', 1, 1795345200002, 1795348800205, NULL, 'published', 'Three Clips, DIN Hub, since the update of last night everything reads zero. Restarted twice. Photo of my board attached, nothing moved.', '<p>Three Clips, DIN Hub, since the update of last night everything reads zero. Restarted twice. Photo of my board attached, nothing moved.</p>', 'aad7acf162f2c09ddd75f486', 'en', 'https://community.wattlark.example/community-512', '[{"kind": "image", "url": "demo:picture/wiring.png", "alt": "An open distribution board with a Hub and three clamp sensors", "thumb_url": "", "title": "", "width": 640, "height": 400}, {"kind": "image", "url": "demo:picture/flat-line.png", "alt": "A chart that drops to zero", "thumb_url": "", "title": "", "width": 640, "height": 400}]', '{"likes": 0}', '{"conversation": "community-c1"}', NULL, NULL, 'public', '', NULL),
(516, '01a20320-a200-7000-8000-00000000039c', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-00000000018c', 'community-514', 'community-512', 'customer', 'own_place', 1, 1795345920002, 1795348800205, NULL, 'published', 'Did it ask you for the mains voltage again after the update? Mine was set to 0 V, which explains 0 W quite well 😄', '<p>Did it ask you for the mains voltage again after the update? Mine was set to 0 V, which explains 0 W quite well 😄</p>', '8ddda22ef68f58d5e7f90975', 'en', 'https://community.wattlark.example/community-514', '[]', '{"likes": 0}', '{"conversation": "community-c1"}', NULL, NULL, 'public', '', NULL),
(517, '01a20320-a200-7000-8000-00000000039d', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000199', 'community-516', 'community-514', 'customer', 'own_place', 1, 1795346340002, 1795348800205, NULL, 'published', 'Where is that?', '<p>Where is that?</p>', 'e79aef986595c203f2f18e95', 'en', 'https://community.wattlark.example/community-516', '[]', '{"likes": 0}', '{"conversation": "community-c1"}', NULL, NULL, 'public', '', NULL),
(518, '01a20320-a200-7000-8000-00000000039e', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-00000000018c', 'community-517', 'community-516', 'customer', 'own_place', 1, 1795346520002, 1795348800205, NULL, 'published', 'Roost → Hub → Calibration.', '<p>Roost → Hub → Calibration.</p>', '24aaa5a8e88150063ca8655e', 'en', 'https://community.wattlark.example/community-517', '[]', '{"likes": 0}', '{"conversation": "community-c1"}', NULL, NULL, 'public', '', NULL),
(519, '01a20320-a200-7000-8000-00000000039f', '01a20320-a200-7000-8000-000000000008', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000195', 'community-520', 'community-517', 'customer', 'own_place', 1, 1795347720002, 1795348800205, NULL, 'published', 'Can confirm, had the same, fixed by that. Still a bug though.', '<p>Can confirm, had the same, fixed by that. Still a bug though.</p>', '0bcaada42a9f02ed016997ba', 'en', 'https://community.wattlark.example/community-520', '[]', '{"likes": 0}', '{"conversation": "community-c1"}', NULL, NULL, 'public', '', NULL);
CREATE TABLE message_version (
    message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    replaced_at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
INSERT INTO "message_version" (message_id, replaced_at, text) VALUES
('01a20320-a200-7000-8000-000000000048', 1795348800000, 'An earlier wording');
CREATE TABLE message_count (
    message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (message_id, name, at)
) STRICT, WITHOUT ROWID;
INSERT INTO "message_count" (message_id, name, at, value) VALUES
('01a20320-a200-7000-8000-000000000048', 'likes', 1795348800038, 0),
('01a20320-a200-7000-8000-000000000048', 'stars', 1795348800038, 1),
('01a20320-a200-7000-8000-000000000084', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-000000000085', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-000000000086', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-000000000087', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-000000000093', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-000000000094', 'likes', 1795348800042, 0),
('01a20320-a200-7000-8000-0000000000d6', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-0000000000d7', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-0000000000d8', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-0000000000e1', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-0000000000e2', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-0000000000e5', 'likes', 1795348800045, 0),
('01a20320-a200-7000-8000-000000000138', 'likes', 1795348800049, 44),
('01a20320-a200-7000-8000-000000000139', 'likes', 1795348800049, 0),
('01a20320-a200-7000-8000-00000000013a', 'likes', 1795348800049, 0),
('01a20320-a200-7000-8000-00000000013b', 'likes', 1795348800049, 0),
('01a20320-a200-7000-8000-00000000013c', 'likes', 1795348800049, 0),
('01a20320-a200-7000-8000-00000000016a', 'likes', 1795348800049, 0),
('01a20320-a200-7000-8000-00000000016b', 'likes', 1795348800049, 4),
('01a20320-a200-7000-8000-0000000001ca', 'likes', 1795348800054, 45),
('01a20320-a200-7000-8000-0000000001cb', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-0000000001cc', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-0000000001cd', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-0000000001ce', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-0000000001cf', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-0000000001d0', 'likes', 1795348800054, 0),
('01a20320-a200-7000-8000-00000000020e', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-00000000020f', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-000000000210', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-000000000211', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-000000000213', 'likes', 1795348800063, 58),
('01a20320-a200-7000-8000-000000000214', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-000000000215', 'likes', 1795348800063, 0),
('01a20320-a200-7000-8000-00000000027b', 'likes', 1795348800101, 0),
('01a20320-a200-7000-8000-000000000288', 'likes', 1795348800101, 0),
('01a20320-a200-7000-8000-00000000028f', 'likes', 1795348800101, 0),
('01a20320-a200-7000-8000-00000000039b', 'likes', 1795348800205, 0),
('01a20320-a200-7000-8000-00000000039c', 'likes', 1795348800205, 0),
('01a20320-a200-7000-8000-00000000039d', 'likes', 1795348800205, 0),
('01a20320-a200-7000-8000-00000000039e', 'likes', 1795348800205, 0),
('01a20320-a200-7000-8000-00000000039f', 'likes', 1795348800205, 0);
CREATE TABLE disposition_event (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    disposition TEXT,
    note TEXT NOT NULL DEFAULT '',
    action_id TEXT,
    at INTEGER NOT NULL
) STRICT;
INSERT INTO "disposition_event" (number, message_id, disposition, note, action_id, at) VALUES
(1, '01a20320-a200-7000-8000-0000000000e5', 'idea', 'for the next version', '01a20320-a200-7000-8000-0000000003bd', 1795348800251);
CREATE TABLE action (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    conversation_id TEXT NOT NULL,
    message_id TEXT,
    at INTEGER NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details))
) STRICT;
INSERT INTO "action" (id, kind, agent_id, conversation_id, message_id, at, details) VALUES
('01a20320-a200-7000-8000-0000000003bb', 'status', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-000000000108', NULL, 1795348800246, '{"status": "snoozed", "until": "1826884800000"}'),
('01a20320-a200-7000-8000-0000000003bc', 'status', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-0000000000a8', NULL, 1795348800249, '{"status": "resolved"}'),
('01a20320-a200-7000-8000-0000000003bd', 'dispose', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-0000000000a8', '01a20320-a200-7000-8000-0000000000e5', 1795348800250, '{"disposition": "idea"}'),
('01a20320-a200-7000-8000-0000000003be', 'reply', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-000000000107', '01a20320-a200-7000-8000-00000000016a', 1795348800254, '{"kind": "reply"}'),
('01a20320-a200-7000-8000-0000000003bf', 'reply', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-00000000005c', '01a20320-a200-7000-8000-000000000093', 1795348800256, '{"kind": "reply"}'),
('0192d000-0000-7000-8000-000000005004', 'note', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-00000000035d', NULL, 1780000000000, '{"note": "0192d000-0000-7000-8000-000000005003", "act": "add"}'),
('0192d000-0000-7000-8000-000000005007', 'mark', '01a20320-a200-7000-8000-000000000002', '', NULL, 1780000000000, '{"author": "01a20320-a200-7000-8000-0000000000be", "mark": "troll"}');
CREATE TABLE draft (
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    target_message_id TEXT,
    media TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(media)),
    updated_at INTEGER NOT NULL, visibility TEXT, warning TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, agent_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "draft" (conversation_id, agent_id, text, target_message_id, media, updated_at, visibility, warning, note) VALUES
('01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000002', 'A draft that was being typed', NULL, '[]', 1795348800243, NULL, '', '');
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
    updated_at INTEGER NOT NULL, visibility TEXT, warning TEXT NOT NULL DEFAULT '', part INTEGER NOT NULL DEFAULT 1 CHECK (part >= 1), parts INTEGER NOT NULL DEFAULT 1 CHECK (parts >= 1), after_id TEXT REFERENCES delivery (id), native TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(native)),
    CHECK (state NOT IN ('delivered', 'awaiting_moderation') OR remote_id IS NOT NULL)
) STRICT;
INSERT INTO "delivery" (number, id, key, kind, conversation_id, venue_id, agent_id, target_message_id, target_remote_id, target_text_hash, text, media, state, reason, detail, created_at, not_before, due_at, attempts, first_sent_at, last_sent_at, absences, remote_id, url, forced, updated_at, visibility, warning, part, parts, after_id, native) VALUES
(1, '01a20320-a200-7000-8000-0000000003be', '01a20320-a200-7000-8000-0000000003be', 'reply', '01a20320-a200-7000-8000-000000000107', '01a20320-a200-7000-8000-000000000004', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-00000000016a', 'social-513', '3e7ee654abac39e8666410a1', 'On its way.', '[]', 'queued', 'undo_window', '', 1795348800254, 1795348810254, 1795348810254, 0, NULL, NULL, 0, NULL, '', 0, 1795348800254, NULL, '', 1, 1, NULL, '{}'),
(2, '01a20320-a200-7000-8000-0000000003bf', '01a20320-a200-7000-8000-0000000003bf', 'reply', '01a20320-a200-7000-8000-00000000005c', '01a20320-a200-7000-8000-00000000000a', '01a20320-a200-7000-8000-000000000002', '01a20320-a200-7000-8000-000000000093', 'blog-509', 'a04d6f4daedc6c9a58f17a86', 'Given up.', '[]', 'discarded', 'discarded_by_agent', '', 1795348800256, 1795348810256, NULL, 0, NULL, NULL, 0, NULL, '', 0, 1795348800258, NULL, '', 1, 1, NULL, '{}');
CREATE TABLE delivery_event (
    delivery_id TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
INSERT INTO "delivery_event" (delivery_id, at, before, after, reason, detail) VALUES
('01a20320-a200-7000-8000-0000000003be', 1795348800254, NULL, 'queued', 'undo_window', ''),
('01a20320-a200-7000-8000-0000000003bf', 1795348800256, NULL, 'queued', 'undo_window', ''),
('01a20320-a200-7000-8000-0000000003bf', 1795348800258, 'queued', 'discarded', 'discarded_by_agent', '');
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
CREATE TABLE change_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    origin TEXT NOT NULL,
    at INTEGER NOT NULL,
    changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;
INSERT INTO "change_log" (number, origin, at, changes) VALUES
(1, 'vm:13076:2372969', 1780000000000, '{"conversations": ["01a20320-a200-7000-8000-00000000035d"]}'),
(2, 'vm:13076:2372969', 1780000000000, '{"views": ["0192d000-0000-7000-8000-000000005005"]}'),
(3, 'vm:13076:2372969', 1780000000000, '{"canned": ["0192d000-0000-7000-8000-000000005006"]}'),
(4, 'vm:13076:2372969', 1780000000000, '{"authors": ["01a20320-a200-7000-8000-0000000000be"]}');
CREATE TABLE conversation_count (
    venue_id TEXT NOT NULL,
    found INTEGER NOT NULL,
    status TEXT NOT NULL,
    waits INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (venue_id, found, status, waits, unread)
) STRICT, WITHOUT ROWID;
INSERT INTO "conversation_count" (venue_id, found, status, waits, unread, n) VALUES
('01a20320-a200-7000-8000-000000000004', 0, 'open', 1, 0, 1),
('01a20320-a200-7000-8000-000000000004', 0, 'open', 1, 1, 1),
('01a20320-a200-7000-8000-000000000004', 0, 'snoozed', 1, 1, 1),
('01a20320-a200-7000-8000-000000000004', 1, 'open', 0, 1, 2),
('01a20320-a200-7000-8000-000000000006', 0, 'open', 1, 1, 1),
('01a20320-a200-7000-8000-000000000006', 0, 'resolved', 0, 1, 1),
('01a20320-a200-7000-8000-000000000008', 0, 'open', 1, 1, 3),
('01a20320-a200-7000-8000-00000000000a', 0, 'open', 1, 0, 2),
('01a20320-a200-7000-8000-00000000000a', 0, 'open', 1, 1, 1),
('01a20320-a200-7000-8000-00000000000c', 0, 'open', 1, 1, 1);
CREATE VIRTUAL TABLE message_words USING fts5 (text, author, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO "message_words" (rowid, text, author) VALUES
(23, '★☆☆☆☆
Nach dem Update tot. Kundendienst: Schweigen im Walde. Finger weg.', 'Bernd Sauerwald bsauerwald'),
(39, 'The defrost cycle in figure 3 looks like two cycles to me: there is a second valve click at 04:12.', 'Sam Whitcombe samw_diy'),
(40, 'Looking at the raw seconds, Sam is right.', 'Kenji Aramaki aramaki.k'),
(41, 'You are both right. Figure and text are corrected, with thanks to you.', 'Wattlark Journal wattlark'),
(42, 'My work here is done.', 'Sam Whitcombe samw_diy'),
(54, 'Great article!! I also earn with my socket, see kilowatt coin 🚀', 'Kilowatt Coin 🚀 kilowattcoin'),
(55, 'Thanks for the open words. One question: if the second site had been there already, would we have noticed anything?', 'Hugo Ballantine hugob'),
(79, 'Security report, not public please: the local page of the Hub shows the last letters of the wifi name to anyone on the guest network. Harmless I think, but you will want to know.', 'Pete Hollowell hollowpete'),
(80, 'Thank you for telling us this way. It is with our security people; Tomasz will write to you here. May we name you in the notes when it is fixed?', 'Wattlark wattlark'),
(81, 'Sure. "Hollow Pete" will do.', 'Pete Hollowell hollowpete'),
(90, 'Pete, confirmed and fixed in 4.2.2, out on Monday. Thank you, a Plug of your choice is on its way.', 'Tomasz Wrona tomasz.wrona'),
(91, 'Fast! Thanks.', 'Pete Hollowell hollowpete'),
(94, 'Hi, it is about order WL-20817, the parcel that went to a red door. My address for you to check: 14 Larch Row, second floor. Please do not post it in public 🙂', 'Moira Fenwick moirafen'),
(113, '@wattlark so the "lifetime" history I paid for is now "up to five years"? Whose lifetime, a hamster''s? 🐹', 'Dale Pruett dalepruett'),
(114, 'Wait, what? Where does it say that?', 'Moira Fenwick moirafen'),
(115, 'New terms, point 6.2. Came with the app update.', 'Dale Pruett dalepruett'),
(116, 'Point 6.2 is for new free accounts. Who bought lifetime keeps lifetime, yours included. The mail was badly written and a clear one goes out today. — Tomasz', 'Wattlark wattlark.example'),
(117, 'OK. That I can live with. Longer than the hamster.', 'Dale Pruett dalepruett'),
(163, '@wattlark boa tarde! O Lark Plug deixou de aparecer na app depois de mudar o router. Como volto a ligá-lo sem perder o histórico?', 'Rui Figueiral ruifig'),
(164, '@wattlark my Hub shows 0 W on all three Clips since the update last night. Breaker panel is definitely not at zero 😅', 'Maya Okonkwo mayabuilds'),
(212, 'Two panels, 600 W on a good day, mostly facing a church. Here is my best Sunday.', 'Priya Raghunathan priyar'),
(213, 'The church is visible in your curve 😂', 'Elsa Rönnberg elsaron'),
(214, 'Every day at 12:40 it takes its tithe.', 'Priya Raghunathan priyar'),
(215, 'North side here. I produce hope.', 'Zoë Marchetti zoemarch'),
(216, '新加坡,朝东,早上就结束了。', '林伟 linwei'),
(217, 'What mounting is that?', 'Hugo Ballantine hugob'),
(218, 'Hooks over the rail and a lot of trust.', 'Priya Raghunathan priyar'),
(267, 'Home automation thread: what do you measure with, and would you buy it again? I have heard good things about Wattlark and bad things about everything else.', 'Grace Lindqvist gracelq'),
(268, 'Again, yes. Only the app is slow when you look at a whole year.', 'Pete Hollowell hollowpete'),
(269, 'Again, no.', 'Dale Pruett dalepruett'),
(270, 'It saved my curtains.', 'Zoë Marchetti zoemarch'),
(272, 'Finally found out why our bill doubled: the old heating rod in the cellar never switched off. Wattlark clip on the second circuit told me in ten minutes. 400 W, day and night, for three years.', 'Grace Lindqvist gracelq'),
(273, 'Three years… that is a holiday.', 'Joris Vandeputte jorisvdp'),
(274, 'Two, with the price of last winter 😭', 'Grace Lindqvist gracelq'),
(332, 'Έχουμε έναν Hub για τα κοινόχρηστα. Πώς μπορεί ο διαχειριστής να βλέπει μόνο αυτόν και όχι τα διαμερίσματα;', 'Δήμητρα Κανελλάκη dimitra_k'),
(345, 'Φτιάξε δεύτερο «σπίτι» στο Roost και βάλε εκεί μόνο τον κοινόχρηστο Hub.', 'Νίκος Βλαχάβας nvlachavas'),
(352, 'Έξυπνο! Θα το δοκιμάσω.', 'Δήμητρα Κανελλάκη dimitra_k'),
(515, 'Three Clips, DIN Hub, since the update of last night everything reads zero. Restarted twice. Photo of my board attached, nothing moved.', 'Maya Okonkwo mayabuilds'),
(516, 'Did it ask you for the mains voltage again after the update? Mine was set to 0 V, which explains 0 W quite well 😄', 'Sam Whitcombe samw_diy'),
(517, 'Where is that?', 'Maya Okonkwo mayabuilds'),
(518, 'Roost → Hub → Calibration.', 'Sam Whitcombe samw_diy'),
(519, 'Can confirm, had the same, fixed by that. Still a bug though.', 'Priya Raghunathan priyar');
CREATE VIRTUAL TABLE message_grams USING fts5 (text, tokenize = 'trigram');
INSERT INTO "message_grams" (rowid, text) VALUES
(216, '新加坡,朝东,早上就结束了。');
CREATE TABLE index_queue (message_number INTEGER PRIMARY KEY) STRICT;
CREATE TABLE note (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    edited_at INTEGER,
    removed_at INTEGER
) STRICT;
INSERT INTO "note" (id, conversation_id, agent_id, text, at, edited_at, removed_at) VALUES
('0192d000-0000-7000-8000-000000005003', '01a20320-a200-7000-8000-00000000035d', '01a20320-a200-7000-8000-000000000002', 'A note kept from before', 1780000000000, NULL, NULL);
CREATE TABLE saved_view (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    query TEXT NOT NULL CHECK (json_valid(query)),
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "saved_view" (id, name, position, query, updated_at) VALUES
('0192d000-0000-7000-8000-000000005005', 'Long waits', 0, '{"version": 1, "order": "waiting", "waiting": true, "where": {"every": true, "terms": [{"field": "waited", "operator": "at_least", "value": "2"}]}}', 1780000000000);
CREATE TABLE canned_answer (
    id TEXT PRIMARY KEY,
    shortcut TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    variants TEXT NOT NULL CHECK (json_valid(variants)),
    used INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO "canned_answer" (id, shortcut, title, variants, used, used_at, updated_at) VALUES
('0192d000-0000-7000-8000-000000005006', 'thanks', 'Thanks', '[{"text": "Thank you, {first_name}!", "network": "", "language": ""}, {"text": "Danke!", "network": "", "language": "de"}]', 0, NULL, 1780000000000);
CREATE TABLE author_mark (
    number INTEGER PRIMARY KEY,
    author_id TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('', 'muted', 'spam', 'troll')),
    reason TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL
) STRICT;
INSERT INTO "author_mark" (number, author_id, mark, reason, agent_id, at) VALUES
(1, '01a20320-a200-7000-8000-0000000000be', 'troll', 'kept', '01a20320-a200-7000-8000-000000000002', 1780000000000);
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
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX agent_me ON agent (is_me) WHERE is_me = 1;
CREATE UNIQUE INDEX venue_label ON venue (label) WHERE removed_at IS NULL;
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
CREATE INDEX note_conversation ON note (conversation_id, at);
CREATE INDEX mark_author ON author_mark (author_id, at);
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
CREATE TRIGGER conversation_identity BEFORE UPDATE OF id, venue_id ON conversation
BEGIN SELECT RAISE(ABORT, 'the identity of a conversation never changes'); END;
CREATE TRIGGER delivery_fixed BEFORE UPDATE OF id, key, kind, conversation_id, venue_id, target_remote_id, text, media,
    created_at ON delivery
BEGIN SELECT RAISE(ABORT, 'what was queued never changes'); END;
CREATE TRIGGER delivery_final BEFORE UPDATE OF state ON delivery WHEN old.state IN ('delivered', 'discarded')
BEGIN SELECT RAISE(ABORT, 'a delivery that ended never moves again'); END;
CREATE TRIGGER count_added AFTER INSERT ON conversation BEGIN
    INSERT INTO conversation_count VALUES (new.venue_id, new.found, new.status, new.waiting > 0, new.unread > 0, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER count_removed AFTER DELETE ON conversation BEGIN
    UPDATE conversation_count SET n = n - 1 WHERE venue_id = old.venue_id AND found = old.found AND status = old.status
        AND waits = (old.waiting > 0) AND unread = (old.unread > 0);
END;
CREATE TRIGGER count_moved AFTER UPDATE OF found, status, waiting, unread ON conversation
WHEN old.found <> new.found OR old.status <> new.status OR (old.waiting > 0) <> (new.waiting > 0)
    OR (old.unread > 0) <> (new.unread > 0)
BEGIN
    UPDATE conversation_count SET n = n - 1 WHERE venue_id = old.venue_id AND found = old.found AND status = old.status
        AND waits = (old.waiting > 0) AND unread = (old.unread > 0);
    INSERT INTO conversation_count VALUES (new.venue_id, new.found, new.status, new.waiting > 0, new.unread > 0, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
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
CREATE TRIGGER note_added AFTER INSERT ON note BEGIN
    UPDATE conversation SET notes = notes + 1 WHERE id = new.conversation_id;
END;
CREATE TRIGGER note_removed AFTER UPDATE OF removed_at ON note
WHEN (old.removed_at IS NULL) <> (new.removed_at IS NULL) BEGIN
    UPDATE conversation SET notes = notes + iif(new.removed_at IS NULL, 1, -1) WHERE id = new.conversation_id;
END;
COMMIT;
