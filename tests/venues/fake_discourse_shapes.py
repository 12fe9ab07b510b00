"""What the fake Discourse says, in the shapes of real recordings: each answer is a recorded one with other values."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.venues.fake_discourse_forum import CHUNK, MEGA, FakeForum, Member, Pending, Post, Topic, cooked

Shape = dict[str, Any]


class DiscourseShapes:
    """Answers about a forum. Reads the recordings once, when it is made."""

    def __init__(self, contracts: Path, forum: FakeForum) -> None:
        recorded = contracts / "discourse" / "recorded"
        self._forum = forum
        self._topic = _read(recorded / "api_docs" / "topics" / "topic_response.json")
        self._post = copy.deepcopy(self._topic["post_stream"]["posts"][0])
        self._entry = copy.deepcopy(self._topic["details"]["suggested_topics"][0])
        self._messages = _read(recorded / "discourse_api_gem" / "private_messages.json")
        self._categories = _read(recorded / "discourse_api_gem" / "categories.json")
        self._user = _read(recorded / "api_docs" / "users" / "get_user_response.json")
        self._members = _read(recorded / "api_docs" / "groups" / "group_members_response.json")

    def entry(self, topic: Topic) -> Shape:
        """A topic as lists have it."""
        alive = [post for post in topic.posts if not post.deleted]
        return {
            **self._entry,
            "id": topic.id,
            "title": topic.title,
            "slug": f"topic-{topic.id}",
            "posts_count": len(alive),
            "highest_post_number": topic.posts[-1].number,
            "bumped_at": _moment(topic.bumped_at),
            "pinned": topic.pinned,
            "closed": topic.closed,
            "category_id": topic.category or None,
            "tags": topic.tags,
            "archetype": "private_message" if topic.people else "regular",
            "has_accepted_answer": bool(topic.accepted),
        }

    def listing(self, topics: list[Topic], page: int, size: int, path: str) -> Shape:
        """A page of a list, newest first."""
        value: Shape = copy.deepcopy(self._messages)
        shown = topics[page * size : (page + 1) * size]
        value["topic_list"]["topics"] = [self.entry(topic) for topic in shown]
        if len(topics) > (page + 1) * size:
            value["topic_list"]["more_topics_url"] = f"{path.removesuffix('.json')}?page={page + 1}"
        return value

    def topic(self, topic: Topic, reader: Member | None, near: int, *, raw: bool) -> Shape:
        """A topic with some of its posts."""
        value: Shape = copy.deepcopy(self._topic)
        alive = [post for post in topic.posts if not post.deleted]
        at = next((place for place, post in enumerate(alive) if post.number >= near), len(alive) - 1)
        start = max(0, min(at - CHUNK // 4, len(alive) - CHUNK)) if near else 0
        value["post_stream"]["posts"] = [
            self.post(post, topic, reader, raw=raw) for post in alive[start : start + CHUNK]
        ]
        value["post_stream"]["stream"] = [post.id for post in alive]
        if len(alive) >= MEGA:
            del value["post_stream"]["stream"]
            value["post_stream"] |= {"isMegaTopic": True, "lastId": alive[-1].id}
        entry = self.entry(topic)
        value |= {key: entry[key] for key in entry.keys() & value.keys()}
        value["tags"] = [{"id": 1, "name": name, "slug": name} for name in topic.tags]
        if topic.accepted:
            value["accepted_answer"] = {"post_number": topic.accepted, "username": "ana", "excerpt": "…"}
        if topic.votes is not None:
            value["vote_count"] = topic.votes
        if reader is not None and (not topic.closed or reader.admin):
            value["details"]["can_create_post"] = True
        waiting = [item for item in self._forum.pending if item.topic is topic and item.author is reader]
        if waiting:
            value["pending_posts"] = [self.pending(item) for item in waiting]
        return value

    def post(self, post: Post, topic: Topic, reader: Member | None, *, raw: bool = True) -> Shape:
        """A post as the reader sees it."""
        likes = {"id": 2, "count": len(post.likes), "acted": reader is not None and reader.id in post.likes}
        flags = [{"id": kind, "acted": True} for kind in sorted(post.flags)]
        value = {
            **self._post,
            "id": post.id,
            "name": post.author.username.title(),
            "username": post.author.username,
            "created_at": _moment(post.at),
            "updated_at": _moment(post.edited_at or post.at),
            "version": post.version,
            "cooked": "<p>(post deleted by author)</p>" if post.withdrawn else cooked(post.raw),
            "post_number": post.number,
            "post_type": post.kind,
            "reply_to_post_number": post.answers,
            "topic_id": topic.id,
            "topic_slug": f"topic-{topic.id}",
            "actions_summary": [likes, *flags],
            "user_id": post.author.id,
            "admin": post.author.admin,
            "moderator": post.author.moderator,
            "staff": post.author.admin or post.author.moderator,
            "trust_level": post.author.trust_level,
            "user_deleted": post.withdrawn,
            "hidden": post.hidden,
            "accepted_answer": topic.accepted == post.number,
        }
        return {**value, "raw": post.raw} if raw else value

    def upload(self, number: int, extension: str, size: int) -> Shape:
        """A picture that was taken."""
        name = f"/uploads/short-url/{number}.{extension}"
        return {"id": number, "url": name, "short_url": f"upload://{number}.{extension}", "filesize": size}

    def pending(self, waiting: Pending) -> Shape:
        """A post that waits for moderators, as its author sees it."""
        topic = {"topic_id": waiting.topic.id} if waiting.topic else {}
        return {"id": waiting.id, "raw": waiting.raw, "created_at": _moment(waiting.at), **topic}

    def user(self, member: Member) -> Shape:
        """An account."""
        known = {"admin": member.admin, "moderator": member.moderator, "trust_level": member.trust_level}
        return {**self._user["user"], "id": member.id, "username": member.username, "name": None, **known}

    def site(self) -> Shape:
        """The categories, as `site.json` has them."""
        shape = self._categories["category_list"]["categories"][0]
        entries = [
            {**shape, "id": number, "name": name, "slug": slug, **({"parent_category_id": above} if above else {})}
            for number, name, slug, above in self._forum.categories
        ]
        return {"categories": entries}

    def members(self, names: set[str], limit: int, offset: int) -> Shape:
        """A page of a group's members."""
        value: Shape = copy.deepcopy(self._members)
        shape = value["members"][0]
        chosen = [self._forum.members[name] for name in sorted(names)][offset : offset + limit]
        value["members"] = [{**shape, "id": member.id, "username": member.username} for member in chosen]
        value["meta"] = {"total": len(names), "limit": limit, "offset": offset}
        return value


def _read(path: Path) -> Shape:
    shape: Shape = json.loads(path.read_text(encoding="utf-8"))
    return shape


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
