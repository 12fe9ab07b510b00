"""A fake Discourse under the conformance suite: customers begin topics in the brand's community."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.registry import Registry
from tests.conformance.harness import FakeSecretSlot
from tests.venues.fake_discourse import FakeDiscourse
from tests.venues.fake_discourse_forum import BRAND, CUSTOMER

START = 1_800_000_000_000
WEEK = 7 * 24 * 3_600_000


class DiscourseHarness:
    """One empty community. The clock moves on by a second with each look at it."""

    # Only the last post of a topic brings it to the front when it is edited, and a topic has one author's edits seldom.
    tells_edits = True
    small_pages: Mapping[str, str] = {"page": "2"}
    too_long = "Wärme " * 12_000

    def __init__(self, contracts: Path) -> None:
        self._time = START
        self._network = Registry().get("discourse")
        self.manifest = self._network.manifest
        self.protects = self.manifest.idempotency
        with ExitStack() as opened:
            self.fake = opened.enter_context(
                closing(FakeDiscourse(contracts, lambda: datetime.fromtimestamp(self.now() / 1000, UTC)))
            )
            self.secret = self.fake.forum.members[BRAND].key
            self._opened = opened.pop_all()

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = START - WEEK if since is None else since
        access = VenueAccess(self.fake.url, "", slot, self.now, start, options or {})
        connector = self._network.connect(access, VenueHttp(access.url, now=self.now, pacer=Pacer(self.now)))
        return self._opened.enter_context(closing(connector))

    def now(self) -> int:
        self._time += 1_000
        return self._time

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        forum = self.fake.forum
        if to is None:
            return str(forum.begin(CUSTOMER, f"A question at {self.now()}", text)[1].id)
        topic, above = forum.find(int(to))
        return str(forum.answer(CUSTOMER, topic, text, above.number).id)

    def customer_edits(self, remote_id: str, text: str) -> None:
        self.fake.forum.edit(int(remote_id), text)

    def customer_deletes(self, remote_id: str) -> None:
        self.fake.forum.delete(int(remote_id))

    def ours(self, text: str) -> list[str]:
        return [str(post.id) for post in self.fake.forum.written(BRAND, text)]

    def settle(self, remote_id: str) -> None:
        self.fake.forum.find(int(remote_id))

    def close(self) -> None:
        self._opened.close()
