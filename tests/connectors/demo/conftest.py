"""A demo network with a clock that only moves when a test says so, and connectors to its places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.demo.connector import connect
from agent_desk.connectors.demo.network import DemoNetwork
from tests.conformance.harness import FakeSecretSlot

START = 1_800_000_000_000
WEEK = 7 * 24 * 3_600_000


class FakeClock:
    """UTC milliseconds that stand still."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> int:
        return self.time

    def forward(self, seconds: float) -> None:
        """Let time go by."""
        self.time += int(seconds * 1000)


Connect = Callable[..., Connector]


@pytest.fixture
def clock() -> FakeClock:
    """The clock of the network and of all connectors."""
    return FakeClock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The network's file, not there yet."""
    return tmp_path / "demo-network.json"


@pytest.fixture
def network(file: Path, clock: FakeClock) -> DemoNetwork:
    """The network as its customers use it: filled and lively."""
    return DemoNetwork(file, clock)


@pytest.fixture
def connector(file: Path, clock: FakeClock) -> Connect:
    """Makes connectors: `connector("blog", fault="refused")`."""

    def made(place: str = "social", *, since: int = START - WEEK, **options: str) -> Connector:
        given = {"file": str(file), "place": place, **options}
        return connect(VenueAccess("demo://", "", FakeSecretSlot(), clock, since, given), None)

    return made
