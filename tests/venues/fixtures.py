"""Fixtures that start the real servers, once per test run."""

from collections.abc import Iterator
from typing import NoReturn

import pytest

from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.download_cache import CannotStart
from tests.venues.wordpress_site import WordPressSite


def _do_without(required: bool, reason: CannotStart) -> NoReturn:
    if required:
        pytest.fail(str(reason))
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory, require_servers: bool) -> Iterator[BlueskyNetwork]:
    """The real Bluesky network of this run, shared by all tests: use accounts of your own."""
    try:
        network = BlueskyNetwork.start(tmp_path_factory.mktemp("bluesky"))
    except CannotStart as reason:
        _do_without(require_servers, reason)
    yield network
    network.stop()


@pytest.fixture(scope="session")
def _wordpress_site(tmp_path_factory: pytest.TempPathFactory, require_servers: bool) -> Iterator[WordPressSite]:
    try:
        site = WordPressSite.start(tmp_path_factory.mktemp("wordpress"))
    except CannotStart as reason:
        _do_without(require_servers, reason)
    yield site
    site.stop()


@pytest.fixture
def wordpress(_wordpress_site: WordPressSite) -> WordPressSite:
    """A real WordPress, one per test run, as empty for each test as right after its start."""
    _wordpress_site.reset()
    return _wordpress_site
