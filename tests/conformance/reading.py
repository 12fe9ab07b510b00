"""How the suite reads a venue: whole streams, page by page, with the texts made comparable."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from html.parser import HTMLParser

from agent_desk.connectors.contract import Connector
from agent_desk.domain.ids import uuid7
from agent_desk.domain.outgoing import OutgoingReply
from agent_desk.domain.posts import IncomingPost, Markup, Page, PostRef, ThreadRef

MOST_PAGES = 200


@dataclass(slots=True)
class Reading:
    """What a number of pages told: the latest word about each post, and each page with the cursor asked for."""

    posts: dict[str, IncomingPost] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    pages: list[tuple[str, str | None, Page]] = field(default_factory=list)
    cursors: dict[str, str | None] = field(default_factory=dict)

    def take(self, stream: str, asked: str | None, page: Page) -> None:
        """Add one page."""
        self.posts.update({post.remote_id: post for post in page.posts})
        self.deleted.update(page.deleted)
        self.pages.append((stream, asked, page))
        self.cursors[stream] = page.cursor

    def absent(self, remote_id: str) -> bool:
        """Whether the post is told to be gone, or was never told."""
        post = self.posts.get(remote_id)
        return remote_id in self.deleted or post is None or post.state == "deleted"


def read(connector: Connector, before: Reading | None = None) -> Reading:
    """All streams to their ends, from the beginning or from where an earlier reading ended."""
    reading = Reading()
    for stream in connector.streams():
        cursor = before.cursors.get(stream) if before else None
        for _ in range(MOST_PAGES):
            page = connector.fetch(stream, cursor)
            reading.take(stream, cursor, page)
            cursor = page.cursor
            if not page.more:
                break
        else:
            raise AssertionError(f"{stream} has no end")
    return reading


def ref(post: IncomingPost) -> PostRef:
    """The post as a connector wants it back."""
    return PostRef(post.remote_id, post.author.remote_id, post.author.handle, plain(post), post.native)


def thread_ref(post: IncomingPost, *known: str) -> ThreadRef:
    """The conversation of a post as a connector wants it back; `known` are further posts of it that the desk has."""
    return ThreadRef(post.place, ref(post), (post.remote_id, *known))


def reply(post: IncomingPost, text: str, now: int) -> OutgoingReply:
    """A reply to a post, queued at `now` (UTC milliseconds)."""
    return OutgoingReply(uuid7(now, os.urandom(10)), post.place, ref(post), text, now)


def plain(post: IncomingPost) -> str:
    """The body as a reader sees it, each run of white space as one space."""
    if post.markup is Markup.PLAIN:
        return " ".join(post.body.split())
    parser = _Text()
    parser.feed(post.body)
    parser.close()
    return " ".join("".join(parser.parts).split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "br"):
            self.parts.append("\n")
