"""A desk with a fake venue for the tests of services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import Process, open_process


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Process]:
    """A desk whose venue has told nothing yet."""
    process = open_process(tmp_path, FakeVenue(FakeClock()))
    yield process
    process.close()
