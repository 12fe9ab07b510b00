"""Example's JSON in the desk's own words. Pure: no network, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from agent_desk.connectors.http.shapes import JsonObject, needed_text, number_at, object_at, text_at
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.outgoing import Receipt
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, PostState, SeenAuthor


def post(raw: JsonObject, ours: frozenset[str]) -> IncomingPost:
    """One post. `ours`: lower-case handles and ids whose posts count as ours. Raises Unexpected where it does not fit."""
    remote_id = needed_text(raw, "id", "a post")
    author = _author(object_at(raw, "author"), ours)
    deleted = raw.get("deleted") is True
    return IncomingPost(
        remote_id=remote_id,
        place=Place(ConversationKind.MENTIONS, needed_text(raw, "thread", f"post {remote_id}")),
        author=author,
        posted_at=milliseconds(needed_text(raw, "created_at", f"post {remote_id}")),
        body="" if deleted else text_at(raw, "text"),
        origin=Origin.CONTEXT if author.ours else Origin.MENTION,
        state=PostState.DELETED if deleted else PostState.PUBLISHED,
        parent_remote_id=text_at(raw, "parent") or None,
        edited_at=milliseconds(text_at(raw, "edited_at")) if text_at(raw, "edited_at") else None,
        url=text_at(raw, "url"),
        counts={"likes": number_at(raw, "likes")},
    )


def posts(raws: Iterable[JsonObject], ours: frozenset[str]) -> Iterator[IncomingPost | Unexpected]:
    """Each post, or why it cannot be shown: one bad post hides no other."""
    for raw in raws:
        try:
            yield post(raw, ours)
        except Unexpected as error:
            yield error


def receipt(raw: JsonObject) -> Receipt:
    """The server's word that our post exists."""
    created = text_at(raw, "created_at")
    return Receipt(
        needed_text(raw, "id", "the new post"),
        text_at(raw, "url"),
        posted_at=milliseconds(created) if created else None,
    )


def milliseconds(text: str) -> int:
    """UTC milliseconds of an ISO 8601 time; raises Unexpected."""
    try:
        moment = datetime.fromisoformat(text)
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise Unexpected("a time that is none", text) from error


def _author(raw: JsonObject, ours: frozenset[str]) -> SeenAuthor:
    remote_id, handle = needed_text(raw, "id", "an author"), text_at(raw, "handle")
    return SeenAuthor(
        remote_id=remote_id,
        handle=handle,
        name=text_at(raw, "name") or handle,
        url=text_at(raw, "url"),
        ours=remote_id.lower() in ours or handle.lower() in ours,
        facts={"followers": number_at(raw, "followers")} if "followers" in raw else {},
    )
