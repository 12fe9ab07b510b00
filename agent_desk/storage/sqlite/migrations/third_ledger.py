"""The unattended ledger, second pairs of eyes and merging in the third version: two independent counts of customers' posts,
and what must never happen to a reply that waits for approval or to a conversation that was merged into one that goes."""

from __future__ import annotations

_QUARTER = 15 * 60 * 1000
_COUNTS = "{0}.addressed AND {0}.direction = 'customer'"


def _moved(row: str, way: str) -> str:
    return (
        f"INSERT INTO fetched_post SELECT {row}.venue_id, {row}.posted_at / {_QUARTER}, {way}1"
        f" WHERE {_COUNTS.format(row)} ON CONFLICT DO UPDATE SET posts = posts + excluded.posts;"
    )


# What came is counted as it comes, apart from what became of it: so the two sides can be compared. Removing posts does not
# count down; only one that was stored twice under two names does.
_FETCHED = f"""
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
INSERT INTO removed_post SELECT venue_id, unixepoch(day || ' 12:00') * 1000 / {_QUARTER}, disposition, posts FROM day_total;
DROP TABLE day_total;
INSERT INTO fetched_post SELECT venue_id, posted_at / {_QUARTER}, count(*) FROM message
    WHERE addressed AND direction = 'customer' GROUP BY 1, 2;
INSERT INTO fetched_post SELECT venue_id, quarter, sum(posts) FROM removed_post WHERE 1 GROUP BY 1, 2
    ON CONFLICT DO UPDATE SET posts = posts + excluded.posts;
CREATE TRIGGER fetched_added AFTER INSERT ON message WHEN {_COUNTS.format("new")} BEGIN
    {_moved("new", "")}
END;
CREATE TRIGGER fetched_moved AFTER UPDATE OF addressed, direction ON message
WHEN ({_COUNTS.format("old")}) <> ({_COUNTS.format("new")}) BEGIN
    {_moved("old", "-")}
    {_moved("new", "")}
END;
ALTER TABLE disposition_event ADD COLUMN reason TEXT NOT NULL DEFAULT '';
"""

_APPROVED = """
CREATE TRIGGER delivery_unapproved BEFORE UPDATE OF state ON delivery WHEN new.state = 'sending' AND new.approval = 'wanted'
BEGIN SELECT RAISE(ABORT, 'a reply that wants a second pair of eyes never leaves without'); END;
CREATE TRIGGER delivery_own_approval BEFORE UPDATE OF approval ON delivery
WHEN new.approval = 'given' AND coalesce(new.approved_by, new.agent_id) = new.agent_id
BEGIN SELECT RAISE(ABORT, 'nobody approves their own reply'); END;
"""

_MERGED = """
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
ALTER TABLE merge ADD COLUMN reopened TEXT NOT NULL DEFAULT '';
CREATE INDEX author_url ON author (url) WHERE url <> '';
CREATE INDEX link_customer ON customer_link (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX link_before ON customer_link (before_id) WHERE before_id IS NOT NULL;
"""

SCRIPTS = (_FETCHED, _APPROVED, _MERGED)
