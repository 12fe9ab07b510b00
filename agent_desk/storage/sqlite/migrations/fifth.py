"""The fifth version: a post that its venue held may get another name with its approval."""

from __future__ import annotations

_IDENTITY = """
DROP TRIGGER message_identity;
CREATE TRIGGER message_identity BEFORE UPDATE OF id, venue_id, conversation_id ON message
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;
CREATE TRIGGER message_name BEFORE UPDATE OF remote_id ON message WHEN old.state <> 'held'
BEGIN SELECT RAISE(ABORT, 'the identity of a message never changes'); END;
"""

SCRIPTS = (_IDENTITY,)
