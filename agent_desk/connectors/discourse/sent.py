"""Whether a reply is at the community already, and what became of one that waits for its moderators."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence

from agent_desk.connectors.discourse.community import Community
from agent_desk.connectors.discourse.mapping import is_id, milliseconds, native_of, needed_id
from agent_desk.connectors.discourse.topics import Reading
from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import JsonObject, number_at, text_at
from agent_desk.domain.outgoing import Receipt
from agent_desk.domain.posts import (
    IncomingPost,
    Markup,
    Origin,
    Place,
    PostState,
    SeenAuthor,
    Visibility,
)

CLOCKS = 10 * 60_000
"""How far the server's clock and ours may be apart, in milliseconds, before a post is taken for an older one."""
_HELD = "held-"


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, but for the white space that the server trims."""
    return fingerprint(one) == fingerprint(other)


def fingerprint(raw: str) -> str:
    """What stays of a text whatever the server does to its white space."""
    kept = "".join(
        sign for sign in unicodedata.normalize("NFC", raw) if unicodedata.category(sign) != "Cc" or sign.isspace()
    )
    return hashlib.sha256(" ".join(kept.split()).encode("utf-8", "replace")).hexdigest()[:16]


def held_id(reviewable: int, raw: str) -> str:
    """What a reply is called while it waits for moderators: it has no number of its own yet, and gets one with its
    approval; its text finds it again."""
    return f"{_HELD}{reviewable}-{fingerprint(raw)}"


def receipt_of(post: JsonObject, base_url: str, *, private: bool = False) -> Receipt:
    """The receipt that a post is, `private` where it stands in a message; raises Unexpected where it is none."""
    post_id, topic_id = needed_id(post, "id"), number_at(post, "topic_id")
    number = number_at(post, "post_number")
    return Receipt(
        remote_id=str(post_id),
        url=f"{base_url}/t/{text_at(post, 'topic_slug') or '-'}/{topic_id}/{number}",
        state=PostState.HELD if post.get("hidden") is True else PostState.PUBLISHED,
        posted_at=milliseconds(text_at(post, "created_at")),
        native=native_of(topic_id, number, private=private),
    )


def held_receipt(pending: JsonObject, raw: str) -> Receipt:
    """The receipt of a reply that waits for moderators; raises Unexpected."""
    posted = milliseconds(text_at(pending, "created_at"))
    return Receipt(held_id(needed_id(pending, "id"), raw), state=PostState.HELD, posted_at=posted)


def own_with(text: str, posts: Iterable[JsonObject], account_id: int, earliest: int) -> list[JsonObject]:
    """The account's posts with that text since `earliest` (UTC milliseconds), oldest first."""
    own = (post for post in posts if number_at(post, "user_id") == account_id and is_id(post.get("id")))
    alive = (post for post in own if not post.get("deleted_at") and post.get("user_deleted") is not True)
    since = (post for post in alive if (milliseconds(text_at(post, "created_at")) or 0) >= earliest)
    found = [post for post in since if same_text(text_at(post, "raw"), text)]
    return sorted(found, key=lambda post: number_at(post, "id"))


def held_posts(reading: Reading, place: Place, known: Sequence[str], community: Community) -> tuple[IncomingPost, ...]:
    """Our replies that wait for moderators, and those that waited and were approved since, under the name that their
    receipt gave them: only so the desk learns what became of the delivery."""
    topic = reading.topic
    waiting = {
        held_id(number_at(item, "id"), text_at(item, "raw")): item for item in topic.pending if is_id(item.get("id"))
    }
    found = [_held(name, item, place, community, PostState.HELD) for name, item in waiting.items()]
    own = [post for post in reading.posts if number_at(post, "user_id") == community.account_id()]
    by_text = {fingerprint(text_at(post, "raw")): post for post in own if text_at(post, "raw")}
    for name in known:
        approved = by_text.get(name.rpartition("-")[2])
        if name.startswith(_HELD) and name not in waiting and approved is not None:
            found.append(_held(name, approved, place, community, PostState.PUBLISHED))
    return tuple(found)


def _held(name: str, item: JsonObject, place: Place, community: Community, state: PostState) -> IncomingPost:
    user = community.user()
    return IncomingPost(
        remote_id=name,
        place=place,
        author=SeenAuthor(str(community.account_id()), user, clean_text(user, 200), ours=True),
        posted_at=milliseconds(text_at(item, "created_at")) or 0,
        body=text_at(item, "raw"),
        markup=Markup.PLAIN,
        origin=Origin.CONTEXT,
        state=state,
        visibility=Visibility.PUBLIC,
    )
