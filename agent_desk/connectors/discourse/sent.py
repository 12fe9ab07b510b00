"""Whether a reply is at the community already, and which ones wait for its moderators."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desk.connectors.discourse.community import Community
from agent_desk.connectors.discourse.mapping import Topic, is_id, milliseconds, native_of, needed_id
from agent_desk.connectors.discourse.words import held_id, says
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


def held_receipt(pending: JsonObject, topic_id: int, raw: str) -> Receipt:
    """The receipt of a reply that waits for moderators; raises Unexpected."""
    needed_id(pending, "id")
    return Receipt(held_id(topic_id, raw), state=PostState.HELD, posted_at=milliseconds(text_at(pending, "created_at")))


def own_with(text: str, pictures: int, posts: Iterable[JsonObject], account_id: int, earliest: int) -> list[JsonObject]:
    """The account's posts with that text and so many pictures since `earliest` (UTC milliseconds), oldest first."""
    own = (post for post in posts if number_at(post, "user_id") == account_id and is_id(post.get("id")))
    alive = (post for post in own if not post.get("deleted_at") and post.get("user_deleted") is not True)
    since = (post for post in alive if (milliseconds(text_at(post, "created_at")) or 0) >= earliest)
    found = [post for post in since if says(text_at(post, "raw"), text, pictures)]
    return sorted(found, key=lambda post: number_at(post, "id"))


def held_posts(topic: Topic, place: Place, community: Community) -> tuple[IncomingPost, ...]:
    """Our replies that wait for moderators, under the name that their receipt gave them."""
    user = community.user()
    author = SeenAuthor(str(community.account_id()), user, clean_text(user, 200), ours=True)
    return tuple(
        IncomingPost(
            remote_id=held_id(topic.id, text_at(item, "raw")),
            place=place,
            author=author,
            posted_at=milliseconds(text_at(item, "created_at")) or 0,
            body=text_at(item, "raw"),
            markup=Markup.PLAIN,
            origin=Origin.CONTEXT,
            state=PostState.HELD,
            visibility=Visibility.DIRECT if topic.private else Visibility.PUBLIC,
        )
        for item in topic.pending
        if is_id(item.get("id"))
    )
