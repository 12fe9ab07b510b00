"""Fixtures of the WordPress tests: a desk beside the real site, and the proxy between them."""

from collections.abc import Iterator

import pytest

from tests.connectors.wordpress.desk import Desk
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite


@pytest.fixture
def desk(wordpress: WordPressSite) -> Iterator[Desk]:
    """A desk with an empty site."""
    made = Desk(wordpress)
    yield made
    made.close()


@pytest.fixture
def proxy(wordpress: WordPressSite) -> Iterator[FaultProxy]:
    """Faults between a desk and the site."""
    made = FaultProxy(wordpress.url)
    yield made
    made.close()
