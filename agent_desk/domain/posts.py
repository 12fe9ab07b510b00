"""What a venue tells us: posts, their authors and the place in which they stand, before they become ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from agent_desk.domain.frozen import frozen

Native = Mapping[str, str]
"""What only the connector understands about a post and wants back with a reply (keys and values are short strings)."""


class Origin(StrEnum):
    """Why a post reached us. Only the addressed ones wait for an answer. TAKEN_UP: found, and an agent made it ours to
    answer; no venue says so."""

    MENTION = "mention"
    REPLY = "reply"
    OWN_PLACE = "own_place"
    DIRECT = "direct"
    REVIEW = "review"
    FOUND = "found"
    TAKEN_UP = "taken_up"
    CONTEXT = "context"

    @property
    def addressed(self) -> bool:
        """Whether the author turned to us (context and found posts did not)."""
        return self not in (Origin.FOUND, Origin.CONTEXT)

    @property
    def weight(self) -> int:
        """Of two streams that tell of the same post, the heavier origin counts, whichever came first."""
        return _WEIGHTS.index(self)


_WEIGHTS = (
    Origin.CONTEXT,
    Origin.FOUND,
    Origin.TAKEN_UP,
    Origin.MENTION,
    Origin.REPLY,
    Origin.OWN_PLACE,
    Origin.DIRECT,
    Origin.REVIEW,
)


class ConversationKind(StrEnum):
    """What one conversation is, by the rules of the design (section 3)."""

    MENTIONS = "mentions"
    COMMENTS = "comments"
    TOPIC = "topic"
    DIRECT = "direct"
    REVIEW = "review"
    FOUND = "found"


class PostState(StrEnum):
    """How the venue shows a post to the public."""

    PUBLISHED = "published"
    HELD = "held"
    SPAM = "spam"
    TRASHED = "trashed"
    DELETED = "deleted"


class Visibility(StrEnum):
    """Who can read a post at its venue. UNLISTED: everybody, but it is not spread. DIRECT: only those it is addressed to."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"


class Markup(StrEnum):
    """In what form the body of a post arrives."""

    PLAIN = "plain"
    HTML = "html"


class MediaKind(StrEnum):
    """What hangs on a post."""

    IMAGE = "image"
    VIDEO = "video"
    LINK = "link"
    FILE = "file"


@frozen
class SeenAuthor:
    """An identity at a network. `ours`: the brand identity or a listed staff account. `facts`: what the venue tells of
    reputation, by the venue's own names (`followers`, `trust_level`), never invented."""

    remote_id: str
    handle: str
    name: str
    url: str = ""
    avatar_url: str = ""
    ours: bool = False
    facts: Mapping[str, int] = field(default_factory=dict)


@frozen
class Media:
    """A picture, video, file or link card of a post; nothing of it is fetched unasked."""

    kind: MediaKind
    url: str
    alt: str = ""
    thumb_url: str = ""
    title: str = ""
    width: int = 0
    height: int = 0


@frozen
class Subject:
    """The post under which a conversation stands (a blog post, a post of ours); `text` is plain, at most 2,000 characters."""

    remote_id: str
    title: str
    text: str
    url: str
    author_name: str
    posted_at: int


@frozen
class Quote:
    """A post that another one quotes, as the venue shows it there. `text` is plain, at most 2,000 characters."""

    remote_id: str
    author_name: str
    text: str
    url: str = ""


@frozen
class Place:
    """In which conversation a post belongs. `key` is the conversation's identity at the venue: the connector must find
    the same key for each post of a conversation, in whatever order they arrive.

    `solved`: remote id of the post that was accepted as the solution. `labels`: category and tags, by the venue's names.
    `earlier`: keys that the conversation may be known by from when the venue had not yet learnt of its beginning; where
    there is one by such a key and none by `key`, that one goes on under `key`.
    """

    kind: ConversationKind
    key: str
    title: str = ""
    url: str = ""
    subject: Subject | None = None
    solved: str = ""
    labels: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@frozen
class IncomingPost:
    """One post as the venue shows it now. Times are UTC milliseconds. `body` is hostile until cleaned.

    `native` comes back to the connector in `PostRef` when this post is answered. `counts` are numbers that change
    (`likes`, `replies`, `reposts`, `votes`; a venue's own reactions as `reaction:NAME`). A deleted post has state DELETED
    and an empty body. `warning`: what its author put in front of it (a content warning), plain. `formerly`: the remote id
    that the venue's hold gave it, where it was held and got this one with its approval; a post that was never held may
    name the one that it would have had.
    """

    remote_id: str
    place: Place
    author: SeenAuthor
    posted_at: int
    body: str
    origin: Origin
    markup: Markup = Markup.PLAIN
    state: PostState = PostState.PUBLISHED
    parent_remote_id: str | None = None
    edited_at: int | None = None
    url: str = ""
    languages: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    native: Native = field(default_factory=dict)
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    quote: Quote | None = None
    formerly: str = ""


@frozen
class Page:
    """One page of a stream. `cursor` is opaque and saved in the same transaction as the posts; `more` says that another
    page can be had at once. `deleted` are remote ids that the venue told us are gone."""

    posts: tuple[IncomingPost, ...]
    cursor: str
    more: bool
    deleted: tuple[str, ...] = ()


@frozen
class PostRef:
    """A post as the connector needs it to answer or act on it."""

    remote_id: str
    author_remote_id: str
    author_handle: str
    text: str
    native: Native = field(default_factory=dict)


@frozen
class ThreadRef:
    """A conversation as the connector needs it to re-read it: its place and one known post in it, the latest one we have.

    `known`: remote ids of all posts that we hold there as not deleted. A network whose threads can hide living posts
    (an answer below a deleted post) asks for each of them before it calls a reading complete.
    """

    place: Place
    post: PostRef
    known: tuple[str, ...] = ()


@frozen
class ThreadReading:
    """A conversation re-read whole. `complete`: every post there is was read, so a known post that is absent is deleted
    at the venue. `locked`: the venue takes no more answers."""

    posts: tuple[IncomingPost, ...]
    complete: bool
    locked: bool = False
