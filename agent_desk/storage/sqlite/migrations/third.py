"""The third version: finding people by name among a million, and found conversations that were taken up."""

from __future__ import annotations

_PEOPLE = """
CREATE INDEX author_handle ON author (handle COLLATE NOCASE);
CREATE INDEX author_name ON author (name COLLATE NOCASE);
CREATE INDEX author_marked ON author (id) WHERE mark <> '';
"""

_TAKEN_UP = """
ALTER TABLE conversation ADD COLUMN taken_up INTEGER NOT NULL DEFAULT 0 CHECK (taken_up IN (0, 1));
"""

SCRIPTS = (_PEOPLE, _TAKEN_UP)
