"""A fake community for each test, and connectors to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.discourse.desk import Desk


@pytest.fixture
def desk(contracts: Path) -> Iterator[Desk]:
    """An empty community with the brand as an administrator, and two customers."""
    desk = Desk(contracts)
    yield desk
    desk.close()
