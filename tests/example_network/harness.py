"""Example under the conformance suite, against a stateful fake of its server."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.manifest import parse
from agent_desk.connectors.registry import Network
from tests.conformance.harness import FakeSecretSlot, wall_clock
from tests.example_network.fake_server import BRAND, CUSTOMER, FakeExampleServer

PACKAGE = "tests.example_network.network"
WEEK = 7 * 24 * 3_600_000


class ExampleHarness:
    """A server of its own for each test."""

    tells_edits = True
    small_pages: Mapping[str, str] = {"page": "2"}
    too_long = "word " * 1_000

    def __init__(self) -> None:
        self.manifest = parse((resources.files(PACKAGE) / "manifest.toml").read_text(encoding="utf-8"))
        self._network = Network(self.manifest, PACKAGE)
        self.protects = self.manifest.idempotency
        self._server = FakeExampleServer(wall_clock)
        self.secret = self._server.token
        self._made: list[Connector] = []

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = wall_clock() - WEEK if since is None else since
        access = VenueAccess(self._server.url, "", slot, wall_clock, start, options or {})
        connector = self._network.connect(access, VenueHttp(access.url, now=wall_clock, pacer=Pacer(wall_clock)))
        self._made.append(connector)
        return connector

    def now(self) -> int:
        return wall_clock()

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        return self._server.write(dict(CUSTOMER), text, to)

    def customer_edits(self, remote_id: str, text: str) -> None:
        self._server.edit(remote_id, text)

    def customer_deletes(self, remote_id: str) -> None:
        self._server.delete(remote_id)

    def ours(self, text: str) -> list[str]:
        return self._server.texts_of(dict(BRAND), text)

    def settle(self, remote_id: str) -> None:
        """What the server took can be read at once."""

    def close(self) -> None:
        for connector in self._made:
            connector.close()
        self._server.close()
