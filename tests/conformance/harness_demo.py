"""The demo network under the conformance suite: each place, and each way to protect a repeated send."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.connectors.registry import Registry
from agent_desk.domain.venues import Idempotency
from tests.conformance.harness import FakeSecretSlot

START = 1_800_000_000_000
WEEK = 7 * 24 * 3_600_000


class DemoHarness:
    """One place of an empty demo network. The clock moves on by a second with each look at it."""

    secret = "a-secret-of-the-demo"
    tells_edits = True
    small_pages: Mapping[str, str] = {"page": "2"}

    def __init__(self, folder: Path, place: str = "social", idempotency: str = "key") -> None:
        self._file = folder / "network.json"
        self._time = START
        self._place = place
        self._options = {"file": str(self._file), "place": place, "content": "empty", "crowd": "still"}
        self._options["idempotency"] = idempotency
        self._network = Registry().get("demo")
        self.manifest = self._network.manifest
        self.protects = Idempotency(idempotency)
        self.demo = DemoNetwork(self._file, self.now, filled=False, lively=False)
        self.demo.require_secret(self.secret)
        self._made: list[Connector] = []
        self.too_long = "Wärme " * 12_000

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = START - WEEK if since is None else since
        access = VenueAccess("demo://conformance", "", slot, self.now, start, {**self._options, **(options or {})})
        connector = self._network.connect(access, None)
        self._made.append(connector)
        return connector

    def now(self) -> int:
        self._time += 1_000
        return self._time

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        return self.demo.customer_posts(self._place, text, to=to)

    def customer_edits(self, remote_id: str, text: str) -> None:
        self.demo.customer_edits(remote_id, text)

    def customer_deletes(self, remote_id: str) -> None:
        self.demo.customer_deletes(remote_id)

    def ours(self, text: str) -> list[str]:
        return [post.id for post in self.demo.ours(self._place, text)]

    def settle(self, remote_id: str) -> None:
        self.demo.post(remote_id)

    def close(self) -> None:
        for connector in self._made:
            connector.close()
