"""Messages and their authors in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import islice
from typing import Any

from agent_desk.domain.balance import QUARTER
from agent_desk.domain.conversations import Direction, Disposition
from agent_desk.domain.errors import NotFound
from agent_desk.domain.ids import is_number
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import (
    Media,
    MediaKind,
    Origin,
    PostRef,
    PostState,
    Quote,
    SeenAuthor,
    ThreadRef,
    Visibility,
)
from agent_desk.domain.rows import AuthorRow, MessageRow
from agent_desk.storage.contract import KnownPost, Looks, NewMessage
from agent_desk.storage.sqlite.conversations import place_of

SELECT_MESSAGE = (
    "SELECT message.*, author.remote_id AS author_remote_id, handle, name, author.url AS author_url, avatar_url, ours,"
    " facts, mark, trusted, automatic, (SELECT count(*) FROM message_version WHERE message_id = message.id) AS versions"
    " FROM message JOIN author ON author.id = message.author_id"
)
_ANSWERABLE = ", ".join(
    f"(SELECT id FROM message WHERE conversation_id IN ({{0}}) AND {chosen} AND state <> 'deleted'"
    " ORDER BY posted_at DESC, number DESC LIMIT 1)"
    for chosen in ("addressed AND disposition IS NULL", "direction = 'customer'", "1")
)
_CHUNK = 500


class SqliteMessages:
    """See agent_desk.storage.contract.Messages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, ref: str) -> MessageRow:
        column, value = ("number", int(ref.lstrip("#"))) if is_number(ref) else ("id", ref)
        row = self._db.execute(f"{SELECT_MESSAGE} WHERE message.{column} = ?", (value,)).fetchone()
        if row is None:
            raise NotFound(f"message {ref}", what="message", name=ref)
        return message_row(row)

    def of(self, conversation_id: str, limit: int, before: MessageRow | None = None) -> tuple[MessageRow, ...]:
        return self.of_all((conversation_id,), limit, before)

    def of_all(
        self, conversation_ids: Sequence[str], limit: int, before: MessageRow | None = None
    ) -> tuple[MessageRow, ...]:
        bound = (before.posted_at, before.number) if before else (1 << 62, 1 << 62)
        rows = self._db.execute(
            f"{SELECT_MESSAGE} WHERE conversation_id IN ({_marks(conversation_ids)})"
            " AND (posted_at, message.number) < (?, ?) ORDER BY posted_at DESC, message.number DESC LIMIT ?",
            (*conversation_ids, *bound, limit),
        ).fetchall()
        return tuple(message_row(row) for row in reversed(rows))

    def count(self, conversation_id: str) -> int:
        return int(
            self._db.execute("SELECT count(*) FROM message WHERE conversation_id = ?", (conversation_id,)).fetchone()[0]
        )

    def known(self, venue_id: str, remote_ids: Iterable[str]) -> dict[str, KnownPost]:
        found: dict[str, KnownPost] = {}
        for chunk in _chunks(remote_ids):
            rows = self._db.execute(
                "SELECT id, remote_id, conversation_id, text_hash, html, direction, origin, state, parent_remote_id,"
                f" url, media, native, counts, visibility, warning, quote FROM message"
                f" WHERE venue_id = ? AND remote_id IN ({_marks(chunk)})",
                (venue_id, *chunk),
            )
            for row in rows:
                looks = Looks(
                    row["html"],
                    Direction(row["direction"]),
                    Origin(row["origin"]),
                    PostState(row["state"]),
                    row["parent_remote_id"],
                    row["url"],
                    _media_of(row["media"]),
                    json.loads(row["native"]),
                    Visibility(row["visibility"]),
                    row["warning"],
                    _quote_of(row["quote"]),
                )
                found[row["remote_id"]] = KnownPost(
                    row["id"], row["conversation_id"], row["text_hash"], looks, json.loads(row["counts"])
                )
        return found

    def waiting(
        self, conversation_id: str, *, with_author_of: str | None = None, until: int | None = None
    ) -> list[str]:
        rows = self._db.execute(
            "SELECT id FROM message WHERE conversation_id = ?1 AND addressed AND disposition IS NULL"
            " AND (?2 IS NULL OR author_id = (SELECT author_id FROM message WHERE id = ?2))"
            " AND (?3 IS NULL OR posted_at <= ?3) ORDER BY posted_at, number",
            (conversation_id, with_author_of, until),
        )
        return [row["id"] for row in rows]

    def answerable(self, *conversation_ids: str) -> str | None:
        # One look into an index each: sorting a thread of 100,000 posts would be felt by who opens it.
        query = f"SELECT coalesce({_ANSWERABLE.format(_marks(conversation_ids))}) AS id"
        row = self._db.execute(query, conversation_ids * 3).fetchone()
        return row["id"]  # type: ignore[no-any-return]  # a column that is text or nothing

    def text_hash(self, message_id: str) -> str:
        return str(
            self._db.execute("SELECT text_hash FROM message WHERE id = ?", (message_id,)).fetchone()["text_hash"]
        )

    def remote_ids(self, conversation_id: str) -> dict[str, PostState]:
        rows = self._db.execute("SELECT remote_id, state FROM message WHERE conversation_id = ?", (conversation_id,))
        return {row["remote_id"]: PostState(row["state"]) for row in rows}

    def thread_ref(self, conversation_id: str) -> ThreadRef:
        conversation = self._db.execute("SELECT * FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
        row = self._db.execute(
            f"{SELECT_MESSAGE} WHERE conversation_id = ? ORDER BY state = 'deleted', posted_at DESC LIMIT 1",
            (conversation_id,),
        ).fetchone()
        if conversation is None or row is None:
            raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
        known = tuple(
            remote_id for remote_id, state in self.remote_ids(conversation_id).items() if state is not PostState.DELETED
        )
        return ThreadRef(place_of(conversation), post_ref(message_row(row)), known)

    def authors(self, venue_id: str, authors: Sequence[SeenAuthor], at: int, new_ids: Sequence[str]) -> dict[str, str]:
        self._db.executemany(
            "INSERT INTO author (id, venue_id, remote_id, handle, name, url, avatar_url, ours, facts, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (venue_id, remote_id) DO UPDATE SET"
            " handle = excluded.handle, name = excluded.name, url = excluded.url, avatar_url = excluded.avatar_url,"
            " ours = excluded.ours, facts = CASE excluded.facts WHEN '{}' THEN facts ELSE excluded.facts END,"
            " seen_at = excluded.seen_at",
            [
                (
                    new_id,
                    venue_id,
                    author.remote_id,
                    author.handle,
                    author.name,
                    author.url,
                    author.avatar_url,
                    author.ours,
                    _json(author.facts),
                    at,
                )
                for author, new_id in zip(authors, new_ids, strict=True)
            ],
        )
        found: dict[str, str] = {}
        for chunk in _chunks(author.remote_id for author in authors):
            rows = self._db.execute(
                f"SELECT remote_id, id FROM author WHERE venue_id = ? AND remote_id IN ({_marks(chunk)})",
                (venue_id, *chunk),
            )
            found.update((row["remote_id"], row["id"]) for row in rows)
        return found

    def insert(self, messages: Sequence[NewMessage]) -> None:
        self._db.executemany(
            "INSERT INTO message (id, venue_id, conversation_id, author_id, remote_id, parent_remote_id, direction, origin,"
            " addressed, posted_at, seen_at, edited_at, state, text, html, text_hash, language, url, media, counts, native,"
            " visibility, warning, quote)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    new.id,
                    new.venue_id,
                    new.conversation_id,
                    new.author_id,
                    new.post.remote_id,
                    new.post.parent_remote_id,
                    new.direction,
                    new.post.origin,
                    new.post.origin.addressed and new.direction is Direction.CUSTOMER,
                    new.posted_at,
                    new.seen_at,
                    new.post.edited_at,
                    new.post.state,
                    new.text,
                    new.html,
                    new.text_hash,
                    ",".join(new.post.languages),
                    new.post.url,
                    _media_text(new.post.media),
                    _json(new.post.counts),
                    _json(new.post.native),
                    new.post.visibility,
                    new.post.warning,
                    _quote_text(new.post.quote),
                )
                for new in messages
            ],
        )
        self._db.executemany(
            "INSERT INTO message_count VALUES (?, ?, ?, ?)",
            [(new.id, name, new.seen_at, value) for new in messages for name, value in new.post.counts.items()],
        )

    def update(self, message_id: str, message: NewMessage, *, text_changed: bool, at: int) -> None:
        post = message.post
        if text_changed:
            self._db.execute(
                "INSERT INTO message_version SELECT id, ?, text FROM message WHERE id = ? AND text <> ''",
                (at, message_id),
            )
        addressed = post.origin.addressed and message.direction is Direction.CUSTOMER
        self._db.execute(
            "UPDATE message SET author_id = ?, parent_remote_id = ?, state = ?, text = ?, html = ?,"
            " text_hash = ?, edited_at = coalesce(?, edited_at), language = ?, url = ?, media = ?, native = ?,"
            " origin = ?, direction = ?, addressed = ?, visibility = ?, warning = ?, quote = ? WHERE id = ?",
            (
                message.author_id,
                post.parent_remote_id,
                post.state,
                message.text,
                message.html,
                message.text_hash,
                post.edited_at if post.edited_at is not None or not text_changed else at,
                ",".join(post.languages),
                post.url,
                _media_text(post.media),
                json.dumps(dict(post.native)),
                post.origin,
                message.direction,
                addressed,
                post.visibility,
                post.warning,
                _quote_text(post.quote),
                message_id,
            ),
        )

    def counts(self, message_id: str, counts: Mapping[str, int], at: int) -> None:
        self._db.execute("UPDATE message SET counts = ? WHERE id = ?", (json.dumps(dict(counts)), message_id))
        self._db.executemany(
            "INSERT OR REPLACE INTO message_count VALUES (?, ?, ?, ?)",
            [(message_id, name, at, value) for name, value in counts.items()],
        )

    def rename(self, venue_id: str, held: str, remote_id: str) -> None:
        names = (remote_id, venue_id, held)
        for table in ("draft", "delivery"):
            self._db.execute(
                f"UPDATE {table} SET target_message_id = (SELECT id FROM message WHERE venue_id = ?2 AND remote_id = ?3)"
                " WHERE target_message_id = (SELECT id FROM message WHERE venue_id = ?2 AND remote_id = ?1)",
                names,
            )
        # The same post came under two names, and was counted twice.
        self._db.execute(
            f"UPDATE fetched_post SET posts = posts - 1 WHERE (venue_id, quarter) = (SELECT venue_id, posted_at / {QUARTER}"
            " FROM message WHERE venue_id = ? AND remote_id = ? AND addressed AND direction = 'customer')",
            (venue_id, remote_id),
        )
        self._db.execute("DELETE FROM message WHERE venue_id = ? AND remote_id = ?", (venue_id, remote_id))
        self._db.execute("UPDATE message SET remote_id = ? WHERE venue_id = ? AND remote_id = ?", names)
        self._db.execute(
            "UPDATE message SET parent_remote_id = ?1 WHERE parent_remote_id = ?3 AND conversation_id ="
            " (SELECT conversation_id FROM message WHERE venue_id = ?2 AND remote_id = ?1)",
            names,
        )

    def erase(self, message_id: str, at: int) -> None:
        self._db.execute(
            "UPDATE message SET state = 'deleted', text = '', html = '', text_hash = '', media = '[]', warning = '',"
            " quote = NULL, edited_at = ?"
            " WHERE id = ?",
            (at, message_id),
        )
        self._db.execute("DELETE FROM message_version WHERE message_id = ?", (message_id,))

    def decide(
        self,
        message_id: str,
        disposition: Disposition | None,
        action_id: str | None,
        at: int,
        note: str,
        reason: str = "",
    ) -> None:
        self._db.execute("UPDATE message SET decided = ? WHERE id = ?", (disposition, message_id))
        self._db.execute(
            "INSERT INTO disposition_event (message_id, disposition, note, action_id, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (message_id, disposition, note, action_id, at, reason),
        )

    def versions(self, message_id: str) -> list[tuple[int, str]]:
        rows = self._db.execute(
            "SELECT replaced_at, text FROM message_version WHERE message_id = ? ORDER BY rowid", (message_id,)
        )
        return [(row["replaced_at"], row["text"]) for row in rows]


def post_ref(message: MessageRow) -> PostRef:
    """A message as a connector needs it."""
    return PostRef(message.remote_id, message.author.remote_id, message.author.handle, message.text, message.native)


def _chunks(items: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _marks(items: Sequence[str]) -> str:
    return ", ".join("?" * len(items))


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(dict(values)) if values else "{}"


def _media_text(media: Sequence[Media]) -> str:
    return json.dumps([asdict(item) for item in media]) if media else "[]"


def _media_of(text: str) -> tuple[Media, ...]:
    return (
        tuple(Media(**{**item, "kind": MediaKind(item["kind"])}) for item in json.loads(text)) if text != "[]" else ()
    )


def _quote_text(quote: Quote | None) -> str | None:
    return json.dumps(asdict(quote)) if quote else None


def _quote_of(text: str | None) -> Quote | None:
    return Quote(**json.loads(text)) if text else None


@lru_cache(maxsize=2048)
def _mapping(text: str) -> Mapping[str, Any]:
    """A stored mapping. Most are empty, and a thread has few authors: reading a thousand posts is mostly this."""
    found: dict[str, Any] = json.loads(text)
    return found


def message_row(row: sqlite3.Row) -> MessageRow:
    """A post from a row of SELECT_MESSAGE."""
    return MessageRow(
        id=row["id"],
        number=row["number"],
        conversation_id=row["conversation_id"],
        remote_id=row["remote_id"],
        parent_remote_id=row["parent_remote_id"],
        author=AuthorRow(
            row["author_id"],
            row["author_remote_id"],
            row["handle"],
            row["name"],
            row["author_url"],
            row["avatar_url"],
            bool(row["ours"]),
            _mapping(row["facts"]),
            AuthorMark(row["mark"]),
            bool(row["trusted"]),
            bool(row["automatic"]),
        ),
        direction=Direction(row["direction"]),
        origin=Origin(row["origin"]),
        addressed=bool(row["addressed"]),
        text=row["text"],
        html=row["html"],
        posted_at=row["posted_at"],
        seen_at=row["seen_at"],
        edited_at=row["edited_at"],
        state=PostState(row["state"]),
        disposition=Disposition(row["disposition"]) if row["disposition"] else None,
        url=row["url"],
        languages=tuple(row["language"].split(",")) if row["language"] else (),
        media=_media_of(row["media"]),
        counts=_mapping(row["counts"]),
        native=_mapping(row["native"]),
        versions=row["versions"],
        visibility=Visibility(row["visibility"]),
        warning=row["warning"],
        quote=_quote_of(row["quote"]),
    )
