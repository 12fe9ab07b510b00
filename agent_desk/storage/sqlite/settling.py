"""Who waits, in SQLite: read and kept for all conversations of a page at once, and without reading long ones whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from agent_desk.domain.conversations import Direction, Disposition, Post, Status
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.venues import Answers
from agent_desk.storage.contract.settling import Around, Settled, Standing

_LISTED = "(SELECT value FROM json_each(?))"
# What no human of ours wrote answers nobody.
_DIRECTION = (
    "CASE WHEN direction = 'ours' AND (SELECT automatic FROM author WHERE author.id = message.author_id) THEN 'other'"
    " ELSE direction END"
)
_POSTS = (
    f"SELECT conversation_id, id, remote_id, parent_remote_id, author_id, {_DIRECTION}, addressed, posted_at, state, decided"
    " FROM message"
)
_BELOW = (
    "SELECT 1 FROM message WHERE conversation_id = ?"
    f" AND parent_remote_id IN (SELECT remote_id FROM message WHERE id IN {_LISTED}) AND id NOT IN {_LISTED} LIMIT 1"
)
# Our answers that may reach a post of that time: later ones, and those to later posts.
_REPLIES = (
    "SELECT id FROM message WHERE conversation_id = :conversation AND direction = 'ours' AND posted_at >= :since"
    " UNION SELECT reply.id FROM message AS target JOIN message AS reply ON reply.conversation_id = target.conversation_id"
    " AND reply.parent_remote_id = target.remote_id AND reply.direction = 'ours'"
    " WHERE target.conversation_id = :conversation AND target.posted_at >= :since"
)
_UNANSWERED = (
    f"{_POSTS} INDEXED BY message_unanswered WHERE conversation_id = ? AND posted_at <= ?"
    " AND addressed AND coalesce(disposition, '') <> 'answered_by_us'"
)
_ABOVE = (
    "WITH RECURSIVE up (id, venue_id, parent) AS ("
    f"SELECT id, venue_id, parent_remote_id FROM message WHERE id IN {_LISTED}"
    " UNION SELECT message.id, message.venue_id, message.parent_remote_id FROM up JOIN message"
    " ON message.venue_id = up.venue_id AND message.remote_id = up.parent AND message.conversation_id = ?)"
    f" {_POSTS} WHERE id IN (SELECT id FROM up)"
)
_NOT_READ = ("before_we_started", "moderated", "not_relevant")
COUNTS_AS_UNREAD = (
    f"direction = 'customer' AND message.state <> 'deleted' AND coalesce(disposition, '') NOT IN {_NOT_READ}"
)
"""Which posts are unread as long as nobody has seen them."""
_SUMS = (
    "SELECT conversation_id AS id, max(posted_at) AS last_at, count(*) AS n, max(media <> '[]') AS has_media,"
    f" sum({COUNTS_AS_UNREAD} AND message.number > read_up_to) AS unread,"
    " max(addressed OR direction = 'ours') AS ours_to_work"
    " FROM message JOIN conversation ON conversation.id = conversation_id"
)


def _newest(direction: str, state: str) -> str:
    return (
        f"(SELECT number FROM message WHERE conversation_id = conversation.id AND direction = '{direction}' AND {state}"
        " ORDER BY posted_at DESC, number DESC LIMIT 1)"
    )


# The post that the line of the list shows: the customers' latest, else anybody's, else ours; deleted ones last.
_LATEST = ", ".join(
    _newest(direction, state)
    for direction in ("customer", "other", "ours")
    for state in ("state <> 'deleted'", "state = 'deleted'")
)
_TEXT_KEPT = 2000
_ENDS = "min(instr(message.language || ',', ','), instr(message.language || '-', '-'))"
_LANGUAGE = f"iif(direction = 'customer', lower(substr(message.language, 1, {_ENDS} - 1)), '')"
"""The primary tag (BCP 47) of the language of the customers' latest post, where it tells one."""
_LINES = (
    f"SELECT conversation.id, name, handle, substr(message.text, 1, {_TEXT_KEPT}) AS text, author.id AS author_id,"
    f" {_LANGUAGE} AS language"
    f" FROM conversation JOIN message ON message.number = coalesce({_LATEST}) JOIN author ON author.id = message.author_id"
    f" WHERE conversation.id IN {_LISTED}"
)
_UPDATE = (
    "UPDATE conversation SET (waiting, waiting_since) = (SELECT count(*), min(posted_at) FROM message"
    "   WHERE conversation_id = :id AND addressed AND disposition IS NULL),"
    " last_at = max(iif(:whole, 0, last_at), :last_at), message_count = iif(:whole, 0, message_count) + :n,"
    " has_media = max(iif(:whole, 0, has_media), :has_media), unread = iif(:whole, 0, unread) + :unread,"
    " found = min(iif(:whole, 1, found), NOT (:ours_to_work OR taken_up)),"
    " author_id = :author_id, author_name = :name, author_handle = :handle, text = :text, language = :language"
    " WHERE id = :id"
)
_DIRECTIONS = {direction.value: direction for direction in Direction}
_STATES = {state.value: state for state in PostState}


class SqliteSettling:
    """See agent_desk.storage.contract.settling.Settling."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def standings(self, conversation_ids: Iterable[str]) -> dict[str, Standing]:
        rows = self._db.execute(
            "SELECT id, kind, status, message_count > 0, EXISTS (SELECT 1 FROM message"
            "   WHERE conversation_id = conversation.id AND direction = 'ours')"
            f" FROM conversation WHERE id IN {_LISTED}",
            (json.dumps(list(conversation_ids)),),
        )
        return {row[0]: Standing(ConversationKind(row[1]), Status(row[2]), bool(row[3]), bool(row[4])) for row in rows}

    def posts(self, conversation_ids: Iterable[str]) -> dict[str, list[Post]]:
        ids = json.dumps(list(conversation_ids))
        return _by_conversation(self._db.execute(f"{_POSTS} WHERE conversation_id IN {_LISTED}", (ids,)))

    def only(self, message_ids: Iterable[str]) -> dict[str, list[Post]]:
        return _by_conversation(self._db.execute(f"{_POSTS} WHERE id IN {_LISTED}", (json.dumps(list(message_ids)),)))

    def around(self, conversation_id: str, fresh: Iterable[str], answers: Answers) -> Around | None:
        ids = list(fresh)
        listed = json.dumps(ids)
        if self._db.execute(_BELOW, (conversation_id, listed, listed)).fetchone():
            return None
        new = self.only(ids)[conversation_id]
        waiting = [post for post in new if post.direction is Direction.CUSTOMER and post.addressed]
        found = set(ids)
        if waiting:
            since = min(post.posted_at for post in waiting)
            rows = self._db.execute(_REPLIES, {"conversation": conversation_id, "since": since})
            found.update(row[0] for row in rows)
        answered = self._answered(conversation_id, [post for post in new if post.direction is Direction.OURS], answers)
        found.update(post.id for post in answered)
        above = _by_conversation(self._db.execute(_ABOVE, (json.dumps(list(found)), conversation_id)))
        return Around(above[conversation_id], frozenset(post.id for post in (*waiting, *answered)))

    def _answered(self, conversation_id: str, replies: list[Post], answers: Answers) -> list[Post]:
        """The posts that new answers of ours may answer, of those that are not answered yet."""
        if not replies:
            return []
        parents = json.dumps([reply.parent for reply in replies if reply.parent])
        rows = self._db.execute(
            f"{_POSTS} WHERE +conversation_id = ? AND remote_id IN {_LISTED} AND venue_id ="
            " (SELECT venue_id FROM conversation WHERE id = ?)",
            (conversation_id, parents, conversation_id),
        )
        targets = _by_conversation(rows).get(conversation_id, [])
        reach = [post.posted_at for post in (targets if answers is Answers.TARGET else (*targets, *replies))]
        if not reach:
            return []
        if answers is not Answers.TARGET:
            rows = self._db.execute(_UNANSWERED, (conversation_id, max(reach)))
        else:
            authors = json.dumps(list({target.author for target in targets}))
            rows = self._db.execute(f"{_UNANSWERED} AND author_id IN {_LISTED}", (conversation_id, max(reach), authors))
        return _by_conversation(rows).get(conversation_id, [])

    def keep(self, outcomes: Mapping[str, Settled]) -> frozenset[str]:
        moved = self._moved(outcomes)
        self._db.executemany(
            "UPDATE message SET disposition = ? WHERE id = ?", [(after, post) for _, post, _, after in moved]
        )
        whole = {conversation for conversation, outcome in outcomes.items() if outcome.fresh is None}
        fresh = {post for outcome in outcomes.values() for post in outcome.fresh or ()}
        changed = self._summed("conversation_id", whole) | self._summed("message.id", fresh)
        # What was not to be read before and is now counts, too, where only new posts are counted else.
        counted = {
            post for one, post, before, _ in moved if before in _NOT_READ and one not in whole and post not in fresh
        }
        for conversation, sums in self._summed("message.id", counted).items():
            changed[conversation]["unread"] += sums["unread"]
        for row in self._db.execute(_LINES, (json.dumps(list(changed)),)):
            changed[row["id"]] |= {**dict(row), "whole": row["id"] in whole}
        self._db.executemany(_UPDATE, list(changed.values()))
        return frozenset(conversation for conversation, _, _, after in moved if after is None)

    def _moved(self, outcomes: Mapping[str, Settled]) -> list[tuple[str, str, str | None, Disposition | None]]:
        """The posts whose disposition is another now: conversation, id, before, after."""
        ids = json.dumps([post for outcome in outcomes.values() for post in outcome.dispositions])
        rows = self._db.execute(f"SELECT id, disposition FROM message WHERE id IN {_LISTED}", (ids,))
        before: dict[str, str | None] = {row[0]: row[1] for row in rows}
        return [
            (conversation, post, before[post], after)
            for conversation, outcome in outcomes.items()
            for post, after in outcome.dispositions.items()
            if before[post] != after
        ]

    def _summed(self, chosen: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """What the chosen posts add up to, by conversation."""
        if not ids:
            return {}
        rows = self._db.execute(
            f"{_SUMS} WHERE {chosen} IN {_LISTED} GROUP BY conversation_id", (json.dumps(list(ids)),)
        )
        return {row["id"]: dict(row) for row in rows}


def _by_conversation(rows: Iterable[sqlite3.Row]) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    for row in rows:
        conversation, post, remote, parent, author, direction, addressed, at, state, decided = row
        found.setdefault(conversation, []).append(
            Post(
                post,
                remote,
                parent,
                author,
                _DIRECTIONS[direction],
                bool(addressed),
                at,
                _STATES[state],
                Disposition(decided) if decided else None,
            )
        )
    return found
