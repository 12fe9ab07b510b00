"""A fake Mastodon under the conformance suite: a brand and a customer who lives on another server."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.registry import Registry
from tests.conformance.harness import FakeSecretSlot, wall_clock
from tests.venues.fake_mastodon import FakeMastodon

WEEK = 7 * 24 * 3_600_000


class MastodonHarness:
    """One server with two accounts."""

    tells_edits = True
    small_pages: Mapping[str, str] = {"page": "2"}
    too_long = "Wärme " * 90

    def __init__(self, contracts: Path) -> None:
        self._network = Registry().get("mastodon")
        self.manifest = self._network.manifest
        self.protects = self.manifest.idempotency
        with ExitStack() as opened:
            self._fake = opened.enter_context(closing(FakeMastodon(contracts)))
            self._brand, self.secret = self._fake.add_brand("brand")
            self._customer = self._fake.add_account("anna@elsewhere.example")
            self._opened = opened.pop_all()

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = wall_clock() - WEEK if since is None else since
        access = VenueAccess(self._fake.url, "", slot, wall_clock, start, options or {})
        connector = self._network.connect(access, VenueHttp(access.url, now=wall_clock, pacer=Pacer(wall_clock)))
        return self._opened.enter_context(closing(connector))

    def now(self) -> int:
        return wall_clock()

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        return self._fake.post(self._customer, f"@brand {text}", answers=to).id

    def customer_edits(self, remote_id: str, text: str) -> None:
        self._fake.edit(remote_id, f"@brand {text}")

    def customer_deletes(self, remote_id: str) -> None:
        self._fake.delete(remote_id)

    def ours(self, text: str) -> list[str]:
        mention = "@anna@elsewhere.example "
        return [post.id for post in self._fake.posts_of(self._brand) if post.text.removeprefix(mention) == text]

    def settle(self, remote_id: str) -> None:
        assert remote_id in self._fake.world.posts

    def close(self) -> None:
        self._opened.close()
        assert self._fake.wrong == []
