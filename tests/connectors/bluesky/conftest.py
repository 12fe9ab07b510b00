"""Fixtures of the Bluesky connector's tests against the real servers."""

from collections.abc import Iterator

import pytest

from tests.connectors.bluesky.desk import Brand, new_account, new_brand
from tests.venues.bluesky_network import BlueskyNetwork, BlueskyUser


@pytest.fixture
def brand(bluesky: BlueskyNetwork) -> Iterator[Brand]:
    """A brand that no other test has; its connectors are closed at the end."""
    made = new_brand(bluesky)
    yield made
    for connector in made.connected:
        connector.close()


@pytest.fixture
def customer(bluesky: BlueskyNetwork) -> BlueskyUser:
    """A customer that no other test has."""
    return new_account(bluesky, "customer")
