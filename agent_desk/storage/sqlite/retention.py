"""Removing for good, in SQLite: conversations that are old enough, and all that one author wrote. What was removed stays in
the sums of its day."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from agent_desk.domain.balance import QUARTER
from agent_desk.domain.conversations import Disposition
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.storage.contract.around import Erasure
from agent_desk.storage.sqlite.forgetting import forget_words
from agent_desk.storage.sqlite.indexed import DAY, DECIDED

_IN = "IN (SELECT value FROM json_each(?))"
_BUSY = (
    "EXISTS (SELECT 1 FROM draft WHERE conversation_id = {0}.id) OR EXISTS (SELECT 1 FROM delivery"
    " WHERE conversation_id = {0}.id AND state NOT IN ('delivered', 'discarded'))"
)
# What was merged into another conversation goes with that one.
_OLD = (
    "FROM conversation WHERE venue_id = ? AND found IN (0, 1) AND last_at < ? AND status <> 'snoozed'"
    f" AND merged_into IS NULL AND NOT ({_BUSY.format('conversation')})"
    f" AND NOT EXISTS (SELECT 1 FROM conversation AS kin WHERE kin.merged_into = conversation.id AND ({_BUSY.format('kin')}))"
)
_MOMENTS = (
    f"SELECT venue_id, posted_at / {DAY} FROM message WHERE conversation_id {_IN}",
    (
        f"SELECT venue_id, at / {DAY} FROM action JOIN conversation ON conversation.id = conversation_id"
        f" WHERE conversation_id {_IN}"
    ),
    f"SELECT venue_id, ({DECIDED}) / {DAY} FROM clock WHERE {DECIDED} IS NOT NULL AND conversation_id {_IN}",
)
"""Venue and moment of everything in a conversation that is in the sums of a day."""


@frozen
class _Scope:
    """What an erasure takes: whole conversations, and single posts, deliveries and notes of shared ones.
    `named`: finds the author's names in a text."""

    whole: list[str]
    shared: list[str]
    posts: list[str]
    remote_ids: list[str]
    deliveries: list[str]
    notes: list[str]
    named: re.Pattern[str] | None


class SqliteRetention:
    """See agent_desk.storage.contract.around.Retention."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def set_days(self, venue_id: str, days: int | None) -> None:
        self._db.execute("UPDATE venue SET retention_days = ? WHERE id = ?", (days, venue_id))

    def old(self, venue_id: str, before: int, limit: int) -> list[str]:
        return self._column(f"SELECT id {_OLD} ORDER BY last_at LIMIT ?", venue_id, before, limit)

    def count_old(self, venue_id: str, before: int) -> int:
        return int(self._db.execute(f"SELECT count(*) {_OLD}", (venue_id, before)).fetchone()[0])

    def remove(self, conversation_ids: Sequence[str]) -> Erasure:
        merged = self._column(f"SELECT id FROM conversation WHERE merged_into {_IN}", list(conversation_ids))
        return self._remove([*conversation_ids, *merged], Disposition.EXPIRED_BY_RULE)

    def would_erase(self, author_id: str) -> Erasure:
        scope = self._scope(author_id)
        wholly = json.dumps(scope.whole)
        return Erasure(
            posts=len(scope.posts) + self._count(f"message WHERE conversation_id {_IN}", wholly),
            replies=len(scope.deliveries) + self._count(f"delivery WHERE conversation_id {_IN}", wholly),
            notes=len(scope.notes) + self._count(f"note WHERE conversation_id {_IN}", wholly),
            conversations_removed=tuple(scope.whole),
            conversations=tuple(scope.shared),
        )

    def sending(self, author_id: str) -> bool:
        scope = self._scope(author_id)
        under_way = "state IN ('queued', 'sending', 'retrying', 'unknown') AND state NOT IN ('delivered', 'discarded')"
        return bool(
            self._count(f"delivery WHERE {under_way} AND conversation_id {_IN}", json.dumps(scope.whole))
            + self._count(f"delivery WHERE {under_way} AND id {_IN}", json.dumps(scope.deliveries))
        )

    def erase(self, author_id: str, key: Callable[[str], str], at: int) -> Erasure:
        # What is removed is overwritten where it stood, not only let go.
        self._db.execute("PRAGMA secure_delete = 1")
        author = self._author(author_id)
        scope = self._scope(author_id)
        gone = [
            *scope.remote_ids,
            *self._column(f"SELECT remote_id FROM message WHERE conversation_id {_IN}", scope.whole),
        ]
        pictures = self._pictures(author_id, str(author["avatar_url"]))
        self._cut_quotes(author["venue_id"], gone)
        self._unname(author_id, scope.shared)
        theirs = self._column(f"SELECT id FROM delivery WHERE conversation_id {_IN}", scope.whole)
        forget_words(self._db, scope.whole, scope.shared, {*scope.deliveries, *theirs}, scope.named)
        removed = self._remove(scope.whole, Disposition.DELETED_BY_AUTHOR)
        parts = self._take_out(scope)
        self._db.executemany(
            "INSERT OR IGNORE INTO forgotten_author VALUES (?, ?, ?)",
            [
                (author["venue_id"], key(name), at)
                for name in (f"author:{author['remote_id']}", *(f"post:{r}" for r in gone))
            ],
        )
        self._db.execute("DELETE FROM author_mark WHERE author_id = ?", (author_id,))
        self._forget_customer(author)
        self._db.execute("UPDATE conversation SET author_id = NULL WHERE author_id = ?", (author_id,))
        self._db.execute("DELETE FROM author WHERE id = ?", (author_id,))
        return Erasure(
            posts=removed.posts + len(scope.posts),
            replies=removed.replies + len(scope.deliveries),
            notes=removed.notes + len(scope.notes),
            conversations_removed=(*removed.conversations_removed, *parts.conversations_removed),
            conversations=parts.conversations,
            files=(*removed.files, *parts.files),
            pictures=(*pictures, *removed.pictures),
        )

    def forgotten(self, venue_id: str, fingerprints: Sequence[str]) -> set[str]:
        query = f"SELECT fingerprint FROM forgotten_author WHERE venue_id = ? AND fingerprint {_IN}"
        return set(self._column(query, venue_id, list(fingerprints)))

    def forgets(self, venue_id: str) -> bool:
        return bool(self._count("(SELECT 1 FROM forgotten_author WHERE venue_id = ? LIMIT 1)", venue_id))

    def total(self, venue_id: str) -> Mapping[tuple[str, str], int]:
        rows = self._db.execute(
            f"SELECT date(quarter * {QUARTER // 1000}, 'unixepoch') AS day, disposition, sum(posts) AS posts"
            " FROM removed_post WHERE venue_id = ? GROUP BY 1, 2",
            (venue_id,),
        )
        return {(row["day"], row["disposition"]): row["posts"] for row in rows}

    def _scope(self, author_id: str) -> _Scope:
        """Conversations with nobody else's posts but ours go whole; of the others the author's posts, our answers to them,
        and notes that name the author."""
        author = self._author(author_id)
        all_ = self._column("SELECT DISTINCT conversation_id FROM message WHERE author_id = ?", author_id)
        shared = self._column(
            "SELECT DISTINCT conversation_id FROM message"
            f" WHERE conversation_id {_IN} AND author_id <> ? AND direction <> 'ours'",
            all_,
            author_id,
        )
        rows = self._db.execute(
            "WITH theirs AS (SELECT id, remote_id, venue_id FROM message WHERE author_id = ?1"
            "  AND conversation_id IN (SELECT value FROM json_each(?2)))"
            " SELECT id, remote_id FROM theirs UNION SELECT message.id, message.remote_id FROM message"
            " WHERE message.conversation_id IN (SELECT value FROM json_each(?2)) AND message.direction = 'ours'"
            " AND message.parent_remote_id IN (SELECT remote_id FROM theirs)",
            (author_id, json.dumps(shared)),
        ).fetchall()
        posts, remote_ids = [row["id"] for row in rows], [row["remote_id"] for row in rows]
        deliveries = self._column(
            "WITH RECURSIVE taken (id) AS (SELECT id FROM delivery WHERE conversation_id IN (SELECT value FROM json_each(?))"
            f"  AND target_message_id {_IN} UNION SELECT delivery.id FROM taken JOIN delivery ON after_id = taken.id)"
            " SELECT id FROM taken",
            shared,
            posts,
        )
        names = [re.escape(name) for name in (author["handle"], author["name"]) if name]
        named = re.compile(rf"(?<!\w)({'|'.join(names)})(?!\w)", re.IGNORECASE) if names else None
        rows = self._db.execute(
            f"SELECT id, text FROM note WHERE conversation_id {_IN}", (json.dumps(shared),)
        ).fetchall()
        notes = [row["id"] for row in rows if named is not None and named.search(row["text"])]
        return _Scope(sorted(set(all_) - set(shared)), shared, posts, remote_ids, deliveries, notes, named)

    def _take_out(self, scope: _Scope) -> Erasure:
        """Remove the single things of shared conversations; one that is left without posts goes too."""
        posts = json.dumps(scope.posts)
        self._seal(f"SELECT venue_id, posted_at / {DAY} FROM message WHERE id {_IN}", posts)
        self._add_up(f"id {_IN}", posts, Disposition.DELETED_BY_AUTHOR)
        files = self._files(f"SELECT media FROM delivery WHERE id {_IN}", json.dumps(scope.deliveries))
        files |= self._files(f"SELECT media FROM draft WHERE target_message_id {_IN}", posts)
        self._db.execute(f"DELETE FROM delivery WHERE id {_IN}", (json.dumps(scope.deliveries),))
        self._db.execute(f"DELETE FROM draft WHERE target_message_id {_IN}", (posts,))
        self._db.execute(f"DELETE FROM note WHERE id {_IN}", (json.dumps(scope.notes),))
        self._db.execute(f"DELETE FROM disposition_event WHERE message_id {_IN}", (posts,))
        self._db.execute(f"DELETE FROM message WHERE id {_IN}", (posts,))
        self._db.execute(
            "UPDATE conversation SET notes = (SELECT count(*) FROM note WHERE conversation_id = conversation.id"
            "  AND removed_at IS NULL),"
            # The next post may get the number of one that went, and must not pass for read.
            " read_up_to = (SELECT coalesce(max(number), 0) FROM message WHERE conversation_id = conversation.id"
            f"  AND number <= read_up_to) WHERE id {_IN}",
            (json.dumps(scope.shared),),
        )
        return Erasure(conversations=tuple(scope.shared), files=tuple(sorted(self._unused(files))))

    def _remove(self, conversation_ids: Sequence[str], for_waiting: Disposition) -> Erasure:
        ids = json.dumps(list(conversation_ids))
        chosen = f"conversation_id {_IN}"
        for moments in _MOMENTS:
            self._seal(moments, ids)
        self._add_up(chosen, ids, for_waiting)
        posts, replies = self._count(f"message WHERE {chosen}", ids), self._count(f"delivery WHERE {chosen}", ids)
        notes = self._count(f"note WHERE {chosen}", ids)
        files = self._files(f"SELECT media FROM delivery WHERE {chosen}", ids)
        files |= self._files(f"SELECT media FROM draft WHERE {chosen}", ids)
        authors = self._column(f"SELECT DISTINCT author_id FROM message WHERE {chosen}", list(conversation_ids))
        media = self._column(f"SELECT media FROM message WHERE {chosen} AND media <> '[]'", list(conversation_ids))
        self._db.execute(f"DELETE FROM delivery WHERE {chosen}", (ids,))
        self._db.execute(
            f"DELETE FROM disposition_event WHERE message_id IN (SELECT id FROM message WHERE {chosen})", (ids,)
        )
        for table in ("notice", "rule_run", "clock_stale"):
            self._db.execute(f"DELETE FROM {table} WHERE {chosen}", (ids,))
        self._db.execute(f"DELETE FROM conversation WHERE id {_IN}", (ids,))
        self._db.execute(
            f"DELETE FROM author WHERE id {_IN} AND NOT ours AND mark = '' AND customer_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM message WHERE author_id = author.id)",
            (json.dumps(authors),),
        )
        return Erasure(
            posts,
            replies,
            notes,
            tuple(conversation_ids),
            files=tuple(sorted(self._unused(files))),
            pictures=tuple(sorted(set(_addresses(media)))),
        )

    def _seal(self, moments: str, ids: str) -> None:
        """The sums of these days stay as they are from now on, because what they were made of goes."""
        self._db.execute(f"INSERT OR IGNORE INTO day_kept (venue_id, day) {moments}", (ids,))

    def _add_up(self, chosen: str, ids: str, for_waiting: Disposition) -> None:
        self._db.execute(
            "INSERT INTO removed_post (venue_id, quarter, disposition, posts)"
            f" SELECT venue_id, posted_at / {QUARTER} AS quarter, coalesce(disposition, ?) AS outcome, count(*)"
            f" FROM message WHERE {chosen} AND direction = 'customer' AND addressed GROUP BY venue_id, quarter, outcome"
            " ON CONFLICT DO UPDATE SET posts = posts + excluded.posts",
            (for_waiting, ids),
        )

    def _forget_customer(self, author: sqlite3.Row) -> None:
        """Nothing of an author stays with the customer; a customer without other identities goes, and one that had the
        author's name is called like the latest of the others."""
        self._db.execute("DELETE FROM customer_link WHERE author_id = ?", (author["id"],))
        customer_id = author["customer_id"]
        if customer_id is None:
            return
        other = self._db.execute(
            "SELECT coalesce(nullif(name, ''), handle) AS name FROM author WHERE customer_id = ? AND id <> ?"
            " ORDER BY seen_at DESC LIMIT 1",
            (customer_id, author["id"]),
        ).fetchone()
        if other is None:
            self._db.execute("DELETE FROM customer_link WHERE customer_id = ?1 OR before_id = ?1", (customer_id,))
            self._db.execute("DELETE FROM customer WHERE id = ?", (customer_id,))
            return
        self._db.execute(
            "UPDATE customer_link SET reason = '' WHERE customer_id = ?1 OR before_id = ?1", (customer_id,)
        )
        self._db.execute(
            "UPDATE customer SET name = iif(name IN (?, ?), ?, name), remark = '' WHERE id = ?",
            (author["name"], author["handle"], other["name"], customer_id),
        )

    def _cut_quotes(self, venue_id: str, remote_ids: Sequence[str]) -> None:
        """What others quoted of posts that go, and what stands above a conversation as such a post."""
        ids = json.dumps(list(remote_ids))
        self._db.execute(
            "UPDATE message SET quote = NULL WHERE venue_id = ? AND quote IS NOT NULL"
            f" AND json_extract(quote, '$.remote_id') {_IN}",
            (venue_id, ids),
        )
        self._db.execute(
            "UPDATE conversation SET subject = NULL WHERE venue_id = ? AND subject IS NOT NULL"
            f" AND json_extract(subject, '$.remote_id') {_IN}",
            (venue_id, ids),
        )

    def _unname(self, author_id: str, shared: Sequence[str]) -> None:
        """The title of a thread that the author began is the author's text."""
        self._db.execute(
            f"UPDATE conversation SET title = '', url = '' WHERE id {_IN} AND subject IS NULL AND ? ="
            " (SELECT author_id FROM message WHERE conversation_id = conversation.id ORDER BY posted_at, number LIMIT 1)",
            (json.dumps(list(shared)), author_id),
        )

    def _pictures(self, author_id: str, avatar: str) -> list[str]:
        media = self._column("SELECT media FROM message WHERE author_id = ? AND media <> '[]'", author_id)
        return [url for url in (avatar, *_addresses(media)) if url]

    def _files(self, query: str, ids: str) -> set[str]:
        return {item["path"] for row in self._db.execute(query, (ids,)) for item in json.loads(row[0])}

    def _unused(self, files: Iterable[str]) -> list[str]:
        """Those that no other reply or draft names."""
        named = "SELECT 1 FROM {} WHERE media <> '[]' AND instr(media, ?) > 0"
        return [
            path
            for path in files
            if not any(
                self._db.execute(named.format(table), (json.dumps(path),)).fetchone() for table in ("delivery", "draft")
            )
        ]

    def _author(self, author_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = self._db.execute("SELECT * FROM author WHERE id = ?", (author_id,)).fetchone()
        if row is None:
            raise NotFound(f"author {author_id}", what="author", name=author_id)
        return row

    def _count(self, chosen: str, *values: object) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {chosen}", values).fetchone()[0])

    def _column(self, query: str, *values: object) -> list[str]:
        written = [json.dumps(value) if isinstance(value, list) else value for value in values]
        return [row[0] for row in self._db.execute(query, written)]


def _addresses(media: Iterable[str]) -> list[str]:
    return [
        item[name] for text in media for item in json.loads(text) for name in ("url", "thumb_url") if item.get(name)
    ]
