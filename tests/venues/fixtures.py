"""Fixtures that start the real servers, once per test run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

import pytest

from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.download_cache import CannotStart
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite

_Server = TypeVar("_Server")


def _started(start: Callable[[], _Server], require_servers: bool) -> _Server:
    try:
        return start()
    except CannotStart as reason:
        if require_servers:
            raise
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory, require_servers: bool) -> Iterator[BlueskyNetwork]:
    """The real Bluesky network of this run, shared by all its tests: make accounts of your own."""
    network = _started(lambda: BlueskyNetwork.start(tmp_path_factory.mktemp("bluesky")), require_servers)
    yield network
    network.stop()


@pytest.fixture(scope="session")
def _wordpress_site(tmp_path_factory: pytest.TempPathFactory, require_servers: bool) -> Iterator[WordPressSite]:
    site = _started(lambda: WordPressSite.start(tmp_path_factory.mktemp("wordpress")), require_servers)
    yield site
    site.stop()


@pytest.fixture
def wordpress(_wordpress_site: WordPressSite) -> WordPressSite:
    """A real WordPress, one per test run, as empty for each test as right after its start."""
    _wordpress_site.reset()
    return _wordpress_site


@pytest.fixture
def fault_proxy() -> Iterator[Callable[[str], FaultProxy]]:
    """Makes fault-injecting proxies: call it with an upstream's address; all of them are closed after the test."""
    with ExitStack() as proxies:
        yield lambda upstream: proxies.enter_context(FaultProxy(upstream))
