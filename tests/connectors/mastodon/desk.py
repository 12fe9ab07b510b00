"""A desk's side of the Mastodon tests: connectors to the fake server, and what they send."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.mastodon.connector import connect
from agent_desk.domain.ids import uuid7
from agent_desk.domain.outgoing import OutgoingReply, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost
from tests.conformance.harness import FakeSecretSlot
from tests.conformance.reading import read, ref
from tests.venues.fake_mastodon import FakeMastodon
from tests.venues.fake_mastodon_world import wall_clock

WEEK = 7 * 24 * 3_600_000
CUSTOMER = "anna@elsewhere.example"


@dataclass
class Desk:
    """A brand and a customer of another server; makes connectors and closes them all."""

    fake: FakeMastodon
    brand: str
    token: str
    customer: str
    made: list[Connector] = field(default_factory=list)

    @classmethod
    def on(cls, fake: FakeMastodon) -> Desk:
        """With two accounts made for it."""
        return cls(fake, *fake.add_brand("brand"), fake.add_account(CUSTOMER))

    def access(self, **more: Any) -> VenueAccess:
        """The way to the server, with the brand's token unless another secret is named (empty: none)."""
        secret = more.pop("secret", self.token)
        told = {"user": "", "now": wall_clock, "since": wall_clock() - WEEK, "url": self.fake.url, **more}
        return VenueAccess(secrets=FakeSecretSlot(secret), **told)

    def connect(self, *, options: Mapping[str, str] | None = None, **more: Any) -> Connector:
        """A connector of its own lane."""
        access = self.access(options=options or {}, **more)
        made = connect(access, VenueHttp(access.url, now=access.now, pacer=Pacer(access.now)))
        self.made.append(made)
        return made

    def asks(self, text: str = "please help", **more: Any) -> str:
        """The customer mentions the brand; gives the post's id."""
        return self.fake.post(self.customer, f"@brand {text}", **more).id

    def told(self, connector: Connector, post_id: str) -> IncomingPost:
        """That post, as the connector tells it."""
        return read(connector).posts[post_id]

    def close(self) -> None:
        """Let go of all connectors."""
        for connector in self.made:
            connector.close()


def reply_to(post: IncomingPost, text: str, **more: Any) -> OutgoingReply:
    """A reply queued now."""
    at = more.pop("at", wall_clock())
    return OutgoingReply(uuid7(at, os.urandom(10)), post.place, ref(post), text, at, **more)


def act_on(post: IncomingPost, kind: VenueActKind, text: str = "") -> VenueAct:
    """An act on that post."""
    at = wall_clock()
    return VenueAct(uuid7(at, os.urandom(10)), kind, ref(post), at, text)
