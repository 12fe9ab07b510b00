"""The fourth version: indexes for every filter of a list by waiting time, for finding what to re-read among a million, and
for deciding who waits without reading a long conversation whole."""

from __future__ import annotations

_LISTS = """
CREATE INDEX conversation_status_waiting ON conversation (found, status, waiting_since, number)
    WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_venue_waiting ON conversation (venue_id, found, waiting_since, number)
    WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_kind_waiting ON conversation (kind, found, waiting_since, number) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_unread_waiting ON conversation (found, waiting_since, number)
    WHERE unread > 0 AND waiting_since IS NOT NULL;
"""

_READING = """
DROP INDEX conversation_reread;
CREATE INDEX conversation_reread ON conversation (venue_id, last_at, reread_at)
    WHERE status IN ('open', 'pending') AND found = 0;
"""

_SETTLING = """
DROP INDEX message_ours;
CREATE INDEX message_ours ON message (conversation_id, posted_at) WHERE direction = 'ours';
CREATE INDEX message_parent ON message (conversation_id, parent_remote_id) WHERE parent_remote_id IS NOT NULL;
CREATE INDEX message_unanswered ON message (conversation_id, author_id, posted_at)
    WHERE addressed AND coalesce(disposition, '') <> 'answered_by_us';
"""

SCRIPTS = (_LISTS, _READING, _SETTLING)
