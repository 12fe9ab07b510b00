"""A small real server, the proxy that fails before it, and lanes with short patience."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agent_desk.connectors.http import AuditLine, Pacer, Timeouts, VenueHttp
from tests.venues.fault_proxy import FaultProxy
from tests.venues.remembering_server import RememberingServer

NOW = 1_800_000_000_000
SHORT = Timeouts(connect=2, idle=0.3, total=0.6)

Wires = Callable[[str], VenueHttp]


@pytest.fixture
def upstream() -> Iterator[RememberingServer]:
    """A real server that takes everything."""
    server = RememberingServer()
    yield server
    server.close()


@pytest.fixture
def proxy(upstream: RememberingServer, fault_proxy: Callable[[str], FaultProxy]) -> FaultProxy:
    """The proxy before it."""
    return fault_proxy(upstream.url)


@pytest.fixture
def audit() -> list[AuditLine]:
    """What the lanes wrote down."""
    return []


@pytest.fixture
def wires(audit: list[AuditLine]) -> Iterator[Wires]:
    """Makes lanes and closes them."""
    made: list[VenueHttp] = []

    def make(url: str) -> VenueHttp:
        pacer = Pacer(lambda: NOW)
        made.append(VenueHttp(url, now=lambda: NOW, pacer=pacer, audit=audit.append, timeouts=SHORT, insecure=True))
        return made[-1]

    yield make
    for wire in made:
        wire.close()


@pytest.fixture
def wire(wires: Wires, proxy: FaultProxy) -> VenueHttp:
    """A lane to the server behind the proxy."""
    return wires(proxy.url)
