"""A fake community seen through connectors: what the tests of this network share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.discourse.connector import connect
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.domain.ids import uuid7
from agent_desk.domain.outgoing import OutgoingReply, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, Visibility
from tests.conformance.harness import FakeSecretSlot
from tests.conformance.reading import ref, reply
from tests.venues.fake_discourse import FakeDiscourse
from tests.venues.fake_discourse_forum import BRAND, FakeForum

START = 1_800_000_000_000
WEEK = 7 * 24 * 3_600_000


@dataclass
class Desk:
    """The community, and a clock that stands still unless it is moved (UTC milliseconds)."""

    contracts: Path
    time: int = START
    made: list[Connector] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fake = FakeDiscourse(self.contracts, lambda: datetime.fromtimestamp(self.time / 1000, UTC))

    @property
    def forum(self) -> FakeForum:
        """What the community remembers."""
        return self.fake.forum

    def later(self, seconds: float = 1) -> None:
        """Time goes by."""
        self.time += round(seconds * 1000)

    def connect(
        self,
        *,
        key: str | None = None,
        user: str = "",
        options: Mapping[str, str] | None = None,
        since: int = START - WEEK,
        read_only: bool = False,
    ) -> Connector:
        """A connector, signed in as the brand unless `key` says otherwise; a read-only one has no key but a given one."""
        secret = key if key is not None or read_only else self.forum.members[BRAND].key
        slot = FakeSecretSlot(secret)
        access = VenueAccess(self.fake.url, user, slot, lambda: self.time, since, options or {}, read_only)
        now = lambda: self.time  # noqa: E731
        connector = connect(access, VenueHttp(access.url, now=now, pacer=Pacer(now)))
        self.made.append(connector)
        return connector

    def answer(self, post: IncomingPost, text: str, visibility: Visibility | None = None) -> OutgoingReply:
        """A reply to a post, queued now."""
        return replace(reply(post, text, self.time), visibility=visibility)

    def act(self, kind: VenueActKind, post: IncomingPost, text: str = "") -> VenueAct:
        """An act on a post."""
        return VenueAct(uuid7(self.time, os.urandom(10)), kind, ref(post), self.time, text)

    def close(self) -> None:
        """The test is over; nothing may have been asked that the vendor's contract does not know."""
        for connector in self.made:
            connector.close()
        self.fake.close()
