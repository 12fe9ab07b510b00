"""What the fake Discourse remembers: members, topics and posts, and what may be done to them."""

from __future__ import annotations

import html
import itertools
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

CHUNK = 20
MEGA = 10_000
LONGEST = 32_000
SHORTEST = 5
BRAND, CUSTOMER, SYSTEM = "brand", "ana", "system"


@dataclass
class Member:
    """An account. `key`: what signs it in."""

    id: int
    username: str
    admin: bool = False
    moderator: bool = False
    trust_level: int = 1
    key: str = ""


@dataclass
class Post:
    """A post; `raw` as typed. `answers`: the number of the post that it answers, None for the topic itself."""

    id: int
    number: int
    author: Member
    raw: str
    at: datetime
    answers: int | None = None
    edited_at: datetime | None = None
    version: int = 1
    deleted: bool = False
    withdrawn: bool = False
    hidden: bool = False
    kind: int = 1
    likes: set[int] = field(default_factory=set)
    flags: set[int] = field(default_factory=set)


@dataclass
class Topic:
    """A topic, or a private message to `people`."""

    id: int
    title: str
    category: int
    tags: list[str]
    posts: list[Post]
    bumped_at: datetime
    people: set[int] | None = None
    closed: bool = False
    pinned: bool = False
    deleted: bool = False
    accepted: int = 0
    votes: int | None = None
    external_id: str = ""


@dataclass
class Pending:
    """A post that waits for moderators; without a topic, a private message."""

    id: int
    author: Member
    topic: Topic | None
    raw: str
    answers: int | None
    at: datetime


class Refusal(Exception):
    """The forum says no: status and words as Discourse has them."""

    def __init__(self, status: int, words: str, kind: str = "") -> None:
        super().__init__(words)
        self.status, self.words, self.kind = status, words, kind


class FakeForum:
    """The forum's memory. Any thread; methods take the lock."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.lock = threading.RLock()
        self.now = now or (lambda: datetime.now(UTC))
        self._ids = itertools.count(100)
        self.members: dict[str, Member] = {}
        self.topics: dict[int, Topic] = {}
        self.pending: list[Pending] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.groups: dict[str, set[str]] = {}
        self.categories = [(1, "General", "general", None), (2, "Support", "support", None), (3, "Phones", "phones", 2)]
        self.moderated = False
        self.broken: set[int] = set()
        """Topics that the server cannot show; 0: nor anything else."""
        self.unique_minutes = 5
        self.login_required = False
        self.solutions = True
        for name, admin in ((BRAND, True), (CUSTOMER, False), ("ben", False)):
            self.join(name, admin=admin)
        self.members[SYSTEM] = Member(-1, SYSTEM, admin=True, trust_level=4)

    def join(self, username: str, *, admin: bool = False, moderator: bool = False) -> Member:
        """A new account with a key of its own."""
        member = Member(next(self._ids), username, admin, moderator, 1, secrets.token_hex(16))
        self.members[username] = member
        return member

    def begin(
        self, author: str, title: str, raw: str, *, category: int = 1, tags: tuple[str, ...] = (), to: str = ""
    ) -> tuple[Topic, Post]:
        """A new topic, or a private message to the member `to`."""
        with self.lock:
            at, writer = self.now(), self.members[author]
            people = {writer.id, *(self.members[name].id for name in to.split(",") if name)} if to else None
            topic = Topic(next(self._ids), title, 0 if people else category, list(tags), [], at, people)
            self.topics[topic.id] = topic
            return topic, self._append(topic, writer, raw, None)

    def answer(self, author: str, topic: Topic, raw: str, answers: int | None = None) -> Post:
        """A post in a topic, whatever the rules say."""
        with self.lock:
            return self._append(topic, self.members[author], raw, answers)

    def create(self, author: Member, raw: str, topic_id: int, answers: int | None) -> Post | Pending:
        """A post by the rules; raises Refusal."""
        topic = self.topics.get(topic_id)
        if topic is None or topic.deleted or not self.may_see(author, topic):
            raise Refusal(422, "The topic you are replying to was not found")
        self.check_text(author, raw)
        if topic.closed and not (author.admin or author.moderator):
            raise Refusal(403, "You are not permitted to view the requested resource.", "invalid_access")
        if self.moderated:
            return self.hold(author, topic, raw, answers)
        return self._append(topic, author, raw.strip(), answers)

    def check_text(self, author: Member, raw: str) -> None:
        """The rules about texts; raises Refusal."""
        if len(raw.strip()) < SHORTEST:
            raise Refusal(422, f"Body is too short (minimum is {SHORTEST} characters)")
        if len(raw) > LONGEST:
            raise Refusal(422, f"Body is limited to {LONGEST} characters; you entered {len(raw)}.")
        own = [post for topic in self.topics.values() for post in topic.posts if post.author is author]
        recent = [post for post in own if (self.now() - post.at).total_seconds() < 60 * self.unique_minutes]
        if not (author.admin or author.moderator) and any(post.raw == raw.strip() for post in recent):
            raise Refusal(422, "Body is too similar to what you recently posted")

    def hold(self, author: Member, topic: Topic | None, raw: str, answers: int | None = None) -> Pending:
        """Moderators are asked first."""
        waiting = Pending(next(self._ids), author, topic, raw.strip(), answers, self.now())
        self.pending.append(waiting)
        return waiting

    def approve(self, waiting: Pending) -> Post:
        """A moderator lets it through."""
        with self.lock:
            self.pending.remove(waiting)
            assert waiting.topic is not None
            return self._append(waiting.topic, waiting.author, waiting.raw, waiting.answers)

    def edit(self, post_id: int, raw: str) -> Post:
        """Another text. Only the last post of a topic brings it to the front."""
        with self.lock:
            topic, post = self.find(post_id)
            if post.raw != raw:
                post.raw, post.edited_at, post.version = raw, self.now(), post.version + 1
                if post is topic.posts[-1]:
                    topic.bumped_at = self.now()
            return post

    def delete(self, post_id: int) -> None:
        """Gone for good for whoever does not moderate; the first post takes its topic along."""
        with self.lock:
            topic, post = self.find(post_id)
            post.deleted = True
            topic.deleted = post.number == 1

    def find(self, post_id: int) -> tuple[Topic, Post]:
        """A post that is there; raises Refusal."""
        for topic in self.topics.values():
            for post in topic.posts:
                if post.id == post_id and not post.deleted and not topic.deleted:
                    return topic, post
        raise Refusal(404, "The requested URL or resource could not be found.", "not_found")

    def written(self, author: str, text: str) -> list[Post]:
        """The author's posts with exactly this text that are there now."""
        with self.lock:
            posts = [post for topic in self.topics.values() for post in topic.posts if not post.deleted]
        return [post for post in posts if post.author.username == author and post.raw == text.strip()]

    def topic(self, topic_id: int, reader: Member | None) -> Topic:
        """A topic that the reader may see; raises Refusal."""
        topic = self.topics.get(topic_id)
        if topic_id in self.broken:
            raise Refusal(500, "Oops")
        if topic is None or topic.deleted:
            raise Refusal(404, "The requested URL or resource could not be found.", "not_found")
        if not self.may_see(reader, topic):
            raise Refusal(403, "You are not permitted to view the requested resource.", "invalid_access")
        return topic

    def may_see(self, reader: Member | None, topic: Topic) -> bool:
        """Private messages are for their people."""
        return topic.people is None or (reader is not None and reader.id in topic.people)

    def _append(self, topic: Topic, author: Member, raw: str, answers: int | None) -> Post:
        number = max((post.number for post in topic.posts), default=0) + 1
        post = Post(next(self._ids), number, author, raw, self.now(), answers)
        topic.posts.append(post)
        topic.bumped_at = post.at
        return post


def cooked(raw: str) -> str:
    """A text as the forum shows it: paragraphs and line breaks, nothing else of Markdown."""
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", raw))
    return "\n".join("<p>" + html.escape(part, quote=False).replace("\n", "<br>\n") + "</p>" for part in parts if part)
