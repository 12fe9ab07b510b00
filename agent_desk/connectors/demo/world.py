"""What the demo network remembers: conversations, posts and what is about to happen, and how its file holds them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from agent_desk.domain.errors import Unexpected

VERSION = 1
BRAND = "brand"
T = TypeVar("T")


@dataclass(slots=True)
class DemoPost:
    """One post as the network keeps it. Times are UTC milliseconds; `serial` grows with each change of any post;
    `key` is what a sender gave to make a repeated request harmless; `stars` 1 to 5 for reviews, else 0. `quote`: the quoted
    post (`id`, `author`, `text`), or empty; `flagged`: why the brand reported it."""

    id: str
    place: str
    conversation: str
    author: str
    at: int
    text: str
    origin: str
    serial: int
    parent: str | None = None
    state: str = "published"
    edited: int | None = None
    language: str = ""
    media: list[dict[str, str]] = field(default_factory=list)
    likes: int = 0
    liked: bool = False
    stars: int = 0
    key: str = ""
    visibility: str = "public"
    warning: str = ""
    quote: dict[str, str] = field(default_factory=dict)
    reactions: dict[str, int] = field(default_factory=dict)
    votes: int = 0
    flagged: str = ""


@dataclass(slots=True)
class DemoConversation:
    """One conversation. `subject` is the post under which it stands (`id`, `title`, `text`, `url`, `at`), or empty; `solved`
    the id of the post that was accepted as the solution."""

    key: str
    place: str
    kind: str
    title: str = ""
    subject: dict[str, Any] = field(default_factory=dict)
    locked: bool = False
    labels: list[str] = field(default_factory=list)
    solved: str = ""


@dataclass(slots=True)
class World:
    """Everything in the file. `due`: what will happen by itself, each with a time `at`; `arrivals`: how many newcomers
    came since `started`; `faults`: what shall go wrong next; `spent`: how often each fault of an option struck."""

    seed: int
    started: int
    lively: bool
    serial: int = 0
    arrivals: int = 0
    secret: str = ""
    conversations: dict[str, DemoConversation] = field(default_factory=dict)
    posts: dict[str, DemoPost] = field(default_factory=dict)
    due: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    spent: dict[str, int] = field(default_factory=dict)
    dirty: bool = False

    def pick(self, items: Sequence[T], *salt: object) -> T:
        """One of the items, the same one each time for the same seed and salt."""
        return items[self.number(len(items), *salt)]

    def number(self, below: int, *salt: object) -> int:
        """A number from 0 up to, but not including `below`, the same each time for the same seed and salt."""
        return zlib.crc32(repr((self.seed, *salt)).encode()) % below

    def touch(self, post: DemoPost) -> None:
        """Note that a post changed, so that the next fetch tells it."""
        self.serial += 1
        post.serial = self.serial
        self.dirty = True

    def open_conversation(self, place: str, kind: str, **more: Any) -> DemoConversation:
        """A new conversation; its key is the given one, or that of the next post."""
        key = str(more.pop("key", "")) or self.next_id(place)
        conversation = DemoConversation(key, place, kind, **more)
        self.conversations[f"{place}/{key}"] = conversation
        self.dirty = True
        return conversation

    def next_id(self, place: str) -> str:
        """The id that the next post of a place will get."""
        return f"{place}-{self.serial + 1}"

    def add(self, conversation: DemoConversation, author: str, at: int, text: str, **more: Any) -> DemoPost:
        """A new post in a conversation."""
        post = DemoPost(
            id=self.next_id(conversation.place),
            place=conversation.place,
            conversation=conversation.key,
            author=author,
            at=at,
            text=text,
            origin=str(more.pop("origin", "")) or _origin(self, conversation, author, more.get("parent"), text),
            serial=0,
            **more,
        )
        self.touch(post)
        self.posts[post.id] = post
        return post

    def change(self, post: DemoPost, at: int, *, text: str | None = None, state: str | None = None) -> None:
        """Edit a post or change how the public sees it; a deleted post keeps its place and loses its text."""
        if text is not None and text != post.text:
            post.text, post.edited = text, at
            self.touch(post)
        if state is not None and state != post.state:
            post.state = state
            if state == "deleted":
                post.text, post.media = "", []
            self.touch(post)

    def of_conversation(self, place: str, key: str) -> list[DemoPost]:
        """The posts of one conversation, oldest first."""
        found = (post for post in self.posts.values() if post.place == place and post.conversation == key)
        return sorted(found, key=lambda post: (post.at, post.id))


def _origin(world: World, conversation: DemoConversation, author: str, parent: str | None, text: str) -> str:
    if author == BRAND:
        return "context"
    if conversation.place != "social":
        return conversation.kind if conversation.kind in ("direct", "review") else "own_place"
    above = world.posts.get(parent or "")
    if (above is not None and above.author == BRAND) or conversation.subject:
        return "reply"
    if conversation.kind == "found":
        return "found"
    return "mention" if "@wattlark" in text.lower() else "context"


def dump(world: World) -> str:
    """The world as JSON text."""
    raw = fields(world)
    raw["version"] = VERSION
    raw["conversations"] = {key: fields(item) for key, item in world.conversations.items()}
    raw["posts"] = {key: fields(post) for key, post in world.posts.items()}
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> World:
    """Read what `dump` wrote; raises Unexpected where it does not fit."""
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw.pop("version") != VERSION:
            raise Unexpected("the demo's file has another version")
        raw["conversations"] = {key: DemoConversation(**item) for key, item in raw["conversations"].items()}
        raw["posts"] = {key: DemoPost(**post) for key, post in raw["posts"].items()}
        return World(**raw)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unexpected(f"the demo's file is damaged: {error!r}") from error


def fields(item: World | DemoConversation | DemoPost) -> dict[str, Any]:
    """The values of a record by name, as they go into the file and over the wire."""
    return {name: getattr(item, name) for name in item.__slots__ if name != "dirty"}
