"""A real Bluesky network under the conformance suite: an account of the brand and one of a customer for each test."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.registry import Registry
from tests.conformance.harness import FakeSecretSlot, wall_clock
from tests.venues.bluesky_network import BlueskyNetwork, PostRef

WEEK = 7 * 24 * 3_600_000


class BlueskyHarness:
    """Two new accounts in the network of this run."""

    # The network notifies nobody of an edit; re-reading the thread shows it.
    tells_edits = False
    small_pages: Mapping[str, str] = {"page": "2"}
    too_long = "Wärme " * 60

    def __init__(self, bluesky: BlueskyNetwork) -> None:
        self._bluesky = bluesky
        self._network = Registry().get("bluesky")
        self.manifest = self._network.manifest
        self.protects = self.manifest.idempotency
        mark = secrets.token_hex(4)
        self._brand = bluesky.create_account(f"brand{mark}.test")
        self._customer = bluesky.create_account(f"guest{mark}.test")
        self.secret = bluesky.app_password(self._brand, "desk")
        self._made: list[Connector] = []

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = wall_clock() - WEEK if since is None else since
        access = VenueAccess(self._bluesky.pds_url, self._brand.handle, slot, wall_clock, start, options or {})
        wire = VenueHttp(access.url, now=wall_clock, pacer=Pacer(wall_clock))
        connector = self._network.connect(access, wire)
        self._made.append(connector)
        return connector

    def now(self) -> int:
        return wall_clock()

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        above = None if to is None else self._bluesky.stored(to).ref
        made: PostRef = self._bluesky.post(self._customer, text, mention=self._brand, reply_to=above)
        self._bluesky.wait_until_notified(self._brand, made.uri)
        self._bluesky.wait_until_indexed(made.uri)
        return made.uri

    def customer_edits(self, remote_id: str, text: str) -> None:
        self._bluesky.edit(remote_id, text)
        self._bluesky.wait_until_indexed(remote_id, text=text)

    def customer_deletes(self, remote_id: str) -> None:
        self._bluesky.delete(remote_id)
        self._bluesky.wait_until_gone(remote_id)

    def ours(self, text: str) -> list[str]:
        return [post.ref.uri for post in self._bluesky.posts_of(self._brand) if post.text == text]

    def settle(self, remote_id: str) -> None:
        self._bluesky.wait_until_indexed(remote_id)

    def close(self) -> None:
        for connector in self._made:
            connector.close()
