"""Fixtures of the Mastodon tests: a fake server, and a desk beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.mastodon.desk import Desk
from tests.venues.fake_mastodon import FakeMastodon


@pytest.fixture
def fake(contracts: Path) -> Iterator[FakeMastodon]:
    """A server with nobody on it. Whatever it was asked has to be in the vendor's contract."""
    made = FakeMastodon(contracts)
    yield made
    made.close()
    assert made.wrong == []


@pytest.fixture
def desk(fake: FakeMastodon) -> Iterator[Desk]:
    """A brand's desk."""
    made = Desk.on(fake)
    yield made
    made.close()
