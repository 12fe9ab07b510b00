"""Reads a topic's posts, however long it is: its beginning, its end, and what these answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agent_desk.connectors.discourse.client import IDS_AT_ONCE, DiscourseClient
from agent_desk.connectors.discourse.community import Community
from agent_desk.connectors.discourse.mapping import (
    Scene,
    Topic,
    incoming,
    milliseconds,
    numbers_of,
    place_of,
    read_topic,
    shown,
)
from agent_desk.connectors.http.shapes import JsonObject, number_at, text_at
from agent_desk.domain.errors import Gone, Rejected, Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import IncomingPost, Place

_MOST_CHUNKS = 3
_MOST_PARENTS = 10
_MOST_ELSEWHERE = 30
MOST_POSTS = 1000
"""Posts of one conversation that are read for the desk; of a longer one the beginning, the end and what is known."""
log = logging.getLogger(__name__)


@frozen
class Reading:
    """Posts of a topic as the server told them. `before`: there are more to read that stand before this post, 0: none."""

    topic: Topic
    posts: tuple[JsonObject, ...]
    before: int = 0


class Topics:
    """Blocking; one thread. Raises Gone for a topic that is not there, Rejected for one that we may not see."""

    def __init__(self, client: DiscourseClient, community: Community, since: int) -> None:
        self._client, self._community, self._since = client, community, since

    def opened(self, topic_id: int) -> Topic:
        """The topic with its first posts; of one so long that the server does not list its posts, with the last ones."""
        value = self._client.topic(topic_id)
        topic = read_topic(value)
        if not topic.stream and topic.length > len(topic.posts):
            end = read_topic(self._client.topic(topic_id, near=max(topic.highest, 1)))
            both = {number_at(post, "id"): post for post in (*topic.posts, *end.posts)}
            return _with_posts(topic, both.values())
        return topic

    def since(self, topic_id: int, floor: int, before: int = 0) -> Reading:
        """The posts from `floor` (UTC milliseconds) on, some hundred at a time from the end backwards, and the first ones."""
        topic = self.opened(topic_id)
        known = {number_at(post, "id"): post for post in topic.posts}
        ids = [post_id for post_id in topic.stream if post_id not in known]
        if before in ids:
            ids = ids[: ids.index(before)]
        for _ in range(_MOST_CHUNKS):
            chunk, ids = ids[-IDS_AT_ONCE:], ids[:-IDS_AT_ONCE]
            if not chunk:
                break
            posts = self._client.posts(topic.id, chunk)
            known.update((number_at(post, "id"), post) for post in posts)
            oldest = min(_times(posts), default=floor)
            if oldest < floor:
                return Reading(topic, tuple(known.values()))
            before = chunk[0]
        return Reading(topic, tuple(known.values()), before if ids else 0)

    def whole(self, topic_id: int, known: Sequence[str]) -> tuple[Reading, bool]:
        """All posts, or of a long topic the first, the last and those that the desk has; and whether each known post that is
        not among them is surely gone."""
        topic = self.opened(topic_id)
        read = {number_at(post, "id"): post for post in topic.posts}
        stream = set(topic.stream)
        wanted = [int(name) for name in known if name.isdecimal() and int(name) in stream]
        rest = [post_id for post_id in topic.stream if post_id not in read]
        room = MOST_POSTS - len(read)
        if len(rest) > room:
            held = [post_id for post_id in dict.fromkeys(wanted) if post_id not in read][-room // 2 :]
            chosen = {*held, *rest[-(room - len(held)) :]}
            rest = [post_id for post_id in rest if post_id in chosen]
        for start in range(0, len(rest), IDS_AT_ONCE):
            posts = self._client.posts(topic.id, rest[start : start + IDS_AT_ONCE])
            read.update((number_at(post, "id"), post) for post in posts)
        told = bool(topic.stream) or topic.length <= len(topic.posts)
        return Reading(topic, tuple(read.values())), told and read.keys() >= set(wanted)

    def elsewhere(self, reading: Reading, known: Sequence[str], place: Place) -> tuple[list[IncomingPost], bool]:
        """Known posts that are not in the topic and still there: our message about a public post, a post that was moved. They
        stay where the desk shows them. And whether each was asked for."""
        inside = {*reading.topic.stream, *(number_at(post, "id") for post in reading.posts)}
        ids = [int(name) for name in known if name.isdecimal() and int(name) not in inside]
        found: list[IncomingPost] = []
        unread = len(ids) - _MOST_ELSEWHERE
        for post_id in ids[:_MOST_ELSEWHERE]:
            try:
                post = self._client.post(post_id)
                topic = self.opened(number_at(post, "topic_id"))
            except (Gone, Rejected):
                continue
            scene = self._scene(topic, place, {}, frozenset())
            try:
                found.append(incoming(post, scene))
            except Unexpected as error:
                log.warning("post %s is left out: %s", post_id, error)
                unread = 1
        return found, unread <= 0

    def incoming(self, reading: Reading) -> tuple[tuple[IncomingPost, ...], bool]:
        """The posts in the desk's words, and whether none was left out: a broken one is logged, so that it does not hide
        the others."""
        topic = reading.topic
        told = [post for post in reading.posts if shown(post)]
        around = numbers_of((*topic.posts, *reading.posts))
        ours = {number_at(post, "post_number") for post in (*topic.posts, *told) if self._community.is_ours(post)}
        missing = {number_at(post, "reply_to_post_number") for post in told} - around.keys() - {0}
        for post in self._by_number(topic.id, sorted(missing, reverse=True)[:_MOST_PARENTS]):
            around.update(numbers_of([post]))
            if self._community.is_ours(post):
                ours.add(number_at(post, "post_number"))
        labels = self._community.labels(topic.category_id)
        place = place_of(topic, self._client.base_url, labels, self._solution(topic, around))
        scene = self._scene(topic, place, around, frozenset(ours))
        posts: list[IncomingPost] = []
        for post in told:
            try:
                posts.append(incoming(post, scene))
            except Unexpected as error:
                log.warning("post %.40r of topic %s is left out: %s", post.get("id"), topic.id, error)
        return tuple(posts), len(posts) == len(told)

    def _scene(self, topic: Topic, place: Place, ids: Mapping[int, int], our_numbers: frozenset[int]) -> Scene:
        community = self._community
        base_url = self._client.base_url
        return Scene(base_url, topic, place, ids, our_numbers, community.is_ours, self._since, community.account_id())

    def _solution(self, topic: Topic, around: dict[int, int]) -> str:
        if not topic.accepted:
            return ""
        if topic.accepted not in around:
            around.update(numbers_of(self._by_number(topic.id, [topic.accepted])))
        return str(around.get(topic.accepted, ""))

    def _by_number(self, topic_id: int, numbers: Sequence[int]) -> list[JsonObject]:
        found: list[JsonObject] = []
        for number in numbers:
            try:
                found.append(self._client.post_by_number(topic_id, number))
            except (Gone, Rejected):
                # What it answers was deleted.
                continue
        return found


def _with_posts(topic: Topic, posts: Iterable[JsonObject]) -> Topic:
    return replace(topic, posts=tuple(posts))


def _times(posts: Iterable[JsonObject]) -> list[int]:
    times = (milliseconds(text_at(post, "created_at")) for post in posts)
    return [time for time in times if time is not None]
