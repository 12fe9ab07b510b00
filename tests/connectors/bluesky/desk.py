"""A brand's account at a Bluesky server as the connector tests use it: connectors, clocks and replies."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_desk.connectors.bluesky.connector import connect
from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, Timeouts, VenueHttp
from agent_desk.domain.ids import uuid7
from agent_desk.domain.outgoing import OutgoingMedia, OutgoingReply, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, PostRef, ThreadRef
from tests.conformance.harness import FakeSecretSlot
from tests.venues.bluesky_network import BlueskyNetwork, BlueskyUser
from tests.venues.bluesky_network import PostRef as NetworkPost

HOUR = 3_600_000
_numbers = itertools.count(1)


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


def new_account(network: BlueskyNetwork, name: str) -> BlueskyUser:
    """An account that no other test has."""
    return network.create_account(f"{name}{next(_numbers)}.test")


def said(network: BlueskyNetwork, user: BlueskyUser, text: str, **more: Any) -> NetworkPost:
    """A post that the AppView shows. It indexes accounts side by side, and loses the notification of an answer that it
    meets before the post above it."""
    made = network.post(user, text, **more)
    network.wait_until_indexed(made.uri)
    return made


@dataclass
class Brand:
    """The brand's account, its app password, and everything that was connected with it."""

    network: BlueskyNetwork
    user: BlueskyUser
    password: str
    slot: FakeSecretSlot
    connected: list[Connector] = field(default_factory=list)

    def connect(
        self,
        *,
        url: str = "",
        since: int | None = None,
        options: Mapping[str, str] | None = None,
        slot: FakeSecretSlot | None = None,
        timeouts: Timeouts | None = None,
    ) -> Connector:
        """A new connector; `since` an hour ago unless said, `url` the server itself unless said."""
        url = url or self.network.pds_url
        start = now() - HOUR if since is None else since
        access = VenueAccess(url, self.user.handle, slot or self.slot, now, start, dict(options or {}))
        connector = connect(access, VenueHttp(url, now=now, pacer=Pacer(now), timeouts=timeouts or Timeouts()))
        self.connected.append(connector)
        return connector

    def reply(self, target: IncomingPost, text: str, *media: OutgoingMedia) -> OutgoingReply:
        """A reply as the outbox holds it."""
        at = now()
        return OutgoingReply(uuid7(at, os.urandom(10)), target.place, ref(target), text, at, media)

    def act(self, kind: VenueActKind, target: IncomingPost) -> VenueAct:
        """An act as the outbox holds it."""
        at = now()
        return VenueAct(uuid7(at, os.urandom(10)), kind, ref(target), at)


def new_brand(network: BlueskyNetwork) -> Brand:
    """A brand with an app password."""
    user = new_account(network, "brand")
    password = network.app_password(user, "desk")
    return Brand(network, user, password, FakeSecretSlot(password))


def ref(post: IncomingPost) -> PostRef:
    """The post as a connector wants it back."""
    return PostRef(post.remote_id, post.author.remote_id, post.author.handle, post.body, post.native)


def thread_ref(post: IncomingPost, *known: str) -> ThreadRef:
    """The post's conversation as a connector wants it back."""
    return ThreadRef(post.place, ref(post), known)


def read(connector: Connector, stream: str = "notifications", cursor: str | None = None) -> dict[str, IncomingPost]:
    """A stream to its end, by remote id."""
    posts: dict[str, IncomingPost] = {}
    for _ in range(100):
        page = connector.fetch(stream, cursor)
        posts.update((post.remote_id, post) for post in page.posts)
        cursor = page.cursor
        if not page.more:
            return posts
    raise AssertionError(f"{stream} has no end")
