"""What Discourse's JSON means: lists, topics and posts read without trust, and their form in the desk's own words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from agent_desk.connectors.discourse.cooked import media_of, readable, web_address
from agent_desk.connectors.discourse.cursors import Entry
from agent_desk.connectors.discourse.words import held_id
from agent_desk.connectors.http import JsonValue, clean_text
from agent_desk.connectors.http.shapes import JsonObject, list_at, number_at, object_at, objects_at, text_at
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Markup,
    Native,
    Origin,
    Place,
    PostState,
    SeenAuthor,
    Visibility,
)

PRIVATE = "private_message"
LIKE = 2
_REGULAR, _MODERATOR_ACTION = 1, 2
_MOST_REACTIONS = 20


@frozen
class Topic:
    """A topic as the desk needs it. `stream`: the ids of all its posts in order, empty for one too long to tell them.
    `accepted`: the number of the post that solves it, 0 for none; `highest`: the number of its last post."""

    id: int
    title: str
    slug: str
    private: bool
    closed: bool
    may_reply: bool
    category_id: int
    tags: tuple[str, ...]
    accepted: int
    votes: int | None
    highest: int
    length: int
    stream: tuple[int, ...]
    posts: tuple[JsonObject, ...]
    pending: tuple[JsonObject, ...]


@frozen
class Scene:
    """What is known around the posts of one topic: who is ours, the place, ids by number, how far back posts are work
    (UTC milliseconds), and the number of our own account, 0 without one."""

    base_url: str
    topic: Topic
    place: Place
    ids: Mapping[int, int]
    our_numbers: frozenset[int]
    is_ours: Callable[[JsonObject], bool]
    since: int
    account_id: int


def read_entry(value: JsonObject) -> Entry:
    """A topic of a list; raises Unexpected where it is none."""
    topic_id = needed_id(value, "id")
    bumped = milliseconds(text_at(value, "bumped_at")) or milliseconds(text_at(value, "last_posted_at"))
    if bumped is None:
        raise Unexpected(f"topic {topic_id} has no date")
    told = ("bumped_at", "title", "category_id", "highest_post_number", "posts_count", "closed", "archived")
    solved = (bool(value.get("has_accepted_answer")), list(tag_names(value)))
    looks = json.dumps([*(value.get(key) for key in told), *solved], default=str)
    pinned = value.get("pinned") is True or value.get("pinned_globally") is True
    return Entry(topic_id, bumped, pinned, hashlib.sha256(looks.encode("utf-8", "replace")).hexdigest()[:10])


def read_topic(value: JsonObject) -> Topic:
    """A topic with its posts; raises Unexpected where it is none."""
    stream = object_at(value, "post_stream")
    answer = object_at(value, "accepted_answer") or next(iter(objects_at(value, "accepted_answers")), {})
    votes = value.get("vote_count")
    return Topic(
        id=needed_id(value, "id"),
        title=clean_text(text_at(value, "title"), 300),
        slug=text_at(value, "slug") or "-",
        private=text_at(value, "archetype") == PRIVATE,
        closed=value.get("closed") is True or value.get("archived") is True,
        may_reply=object_at(value, "details").get("can_create_post") is True,
        category_id=number_at(value, "category_id"),
        tags=tag_names(value),
        accepted=number_at(answer, "post_number"),
        votes=votes if isinstance(votes, int) and not isinstance(votes, bool) else None,
        highest=number_at(value, "highest_post_number"),
        length=number_at(value, "posts_count"),
        stream=tuple(item for item in list_at(stream, "stream") if is_id(item) and isinstance(item, int)),
        posts=tuple(objects_at(stream, "posts")),
        pending=tuple(objects_at(value, "pending_posts")),
    )


def place_of(topic: Topic, base_url: str, categories: tuple[str, ...], solved: str) -> Place:
    """Where the posts of a topic belong."""
    return Place(
        kind=ConversationKind.DIRECT if topic.private else ConversationKind.TOPIC,
        key=str(topic.id),
        title=topic.title,
        url=f"{base_url}/t/{topic.slug}/{topic.id}",
        solved=solved,
        labels=(*categories, *topic.tags),
    )


def incoming(post: JsonObject, scene: Scene) -> IncomingPost:
    """A post of a topic; raises Unexpected where it is none."""
    post_id, topic = needed_id(post, "id"), scene.topic
    number = number_at(post, "post_number")
    posted = milliseconds(text_at(post, "created_at"))
    cooked = post.get("cooked")
    if posted is None or not isinstance(cooked, str):
        raise Unexpected(f"post {post_id} has no date or no text")
    deleted = post.get("user_deleted") is True or bool(post.get("deleted_at"))
    parent = number_at(post, "reply_to_post_number")
    ours = scene.is_ours(post)
    return IncomingPost(
        remote_id=str(post_id),
        place=scene.place,
        author=author(post, scene.base_url, ours=ours),
        posted_at=posted,
        body="" if deleted else readable(cooked, scene.base_url),
        markup=Markup.HTML,
        origin=_origin(post, scene, ours=ours, posted_at=posted),
        state=_state(post, deleted=deleted),
        parent_remote_id=str(scene.ids[parent]) if parent in scene.ids and parent != number else None,
        edited_at=milliseconds(text_at(post, "updated_at")) if number_at(post, "version", 1) > 1 else None,
        url=f"{scene.base_url}/t/{topic.slug}/{topic.id}/{number}",
        media=() if deleted else media_of(cooked, scene.base_url),
        counts=_counts(post, topic),
        native=native_of(topic.id, number, private=topic.private),
        visibility=Visibility.DIRECT if topic.private else Visibility.PUBLIC,
        formerly=_formerly(post, scene, number),
    )


def author(post: JsonObject, base_url: str, *, ours: bool) -> SeenAuthor:
    """Who wrote a post; a deleted account has the id 0 and no name."""
    handle = text_at(post, "username")
    facts = {"trust_level": number_at(post, "trust_level")} if "trust_level" in post else {}
    roles = {name: 1 for name in ("admin", "moderator") if post.get(name) is True}
    return SeenAuthor(
        remote_id=str(number_at(post, "user_id")),
        handle=handle,
        name=clean_text(text_at(post, "name"), 200) or handle,
        url=f"{base_url}/u/{handle}" if handle else "",
        avatar_url=web_address(text_at(post, "avatar_template").replace("{size}", "96"), base_url),
        ours=ours,
        facts=facts | roles,
    )


def native_of(topic_id: int, number: int, *, private: bool) -> Native:
    """What a reply to a post needs to know of it."""
    return {"topic": str(topic_id), "number": str(number), **({"private": "1"} if private else {})}


def shown(post: JsonObject) -> bool:
    """Whether somebody says something in it to those whom it concerns: not the small notes that a topic was closed or
    moved, and not what staff whisper among themselves."""
    return number_at(post, "post_type", _REGULAR) in (_REGULAR, _MODERATOR_ACTION)


def numbers_of(posts: Iterable[JsonObject]) -> dict[int, int]:
    """The posts' ids by their numbers."""
    return {number_at(post, "post_number"): number_at(post, "id") for post in posts if is_id(post.get("id"))}


def acted(post: JsonObject, kind: int) -> bool:
    """Whether we did that to the post already (a like, a flag)."""
    return any(
        number_at(item, "id") == kind and item.get("acted") is True for item in objects_at(post, "actions_summary")
    )


def tag_names(value: JsonObject) -> tuple[str, ...]:
    """The tags of a topic; newer servers tell them as objects."""
    names = (text_at(item, "name") if isinstance(item, dict) else item for item in list_at(value, "tags"))
    return tuple(clean_text(name, 100) for name in names if isinstance(name, str) and name)


def milliseconds(moment: str) -> int | None:
    """A date as UTC milliseconds, None where it is none."""
    try:
        when = datetime.fromisoformat(moment)
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def is_id(value: JsonValue) -> bool:
    """Whether it is the number of something."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def needed_id(value: JsonObject, key: str) -> int:
    """The number under that key; raises Unexpected."""
    number = value.get(key)
    if not is_id(number) or not isinstance(number, int):
        raise Unexpected(f"an {key} is none", repr(number)[:100])
    return number


def _origin(post: JsonObject, scene: Scene, *, ours: bool, posted_at: int) -> Origin:
    # What the program itself writes (a welcome, a flag's outcome) has authors below zero; nobody waits there.
    if ours or posted_at < scene.since or number_at(post, "user_id", -1) < 0:
        return Origin.CONTEXT
    if scene.topic.private:
        return Origin.DIRECT
    to_us = number_at(post, "reply_to_post_number") in scene.our_numbers
    return Origin.REPLY if to_us else Origin.OWN_PLACE


def _formerly(post: JsonObject, scene: Scene, number: int) -> str:
    if not scene.account_id or number_at(post, "user_id") != scene.account_id or not text_at(post, "raw"):
        return ""
    return held_id(0 if number == 1 else scene.topic.id, text_at(post, "raw"))


def _state(post: JsonObject, *, deleted: bool) -> PostState:
    if deleted:
        return PostState.DELETED
    # Flagged by the community and out of sight until a moderator decides.
    return PostState.HELD if post.get("hidden") is True else PostState.PUBLISHED


def _counts(post: JsonObject, topic: Topic) -> dict[str, int]:
    counts = {"likes": 0, "replies": max(0, number_at(post, "reply_count"))}
    for item in objects_at(post, "actions_summary"):
        if number_at(item, "id") == LIKE:
            counts["likes"] = max(0, number_at(item, "count"))
    if "post_voting_vote_count" in post:
        counts["votes"] = number_at(post, "post_voting_vote_count")
    elif topic.votes is not None and number_at(post, "post_number") == 1:
        counts["votes"] = topic.votes
    for item in objects_at(post, "reactions")[:_MOST_REACTIONS]:
        if name := clean_text(text_at(item, "id"), 60):
            counts[f"reaction:{name}"] = max(0, number_at(item, "count"))
    return counts
