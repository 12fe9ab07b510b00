"""A store on disk for each test, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.storage.sqlite.store import SqliteStore
from tests.clock import START, FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.workspace import FakeIds, Process, open_process


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A fresh store in `tmp_path / "desk.db"`."""
    made = open_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Process]:
    """A desk with a fake venue, no posts yet."""
    process = open_process(tmp_path, FakeVenue(FakeClock()))
    yield process
    process.close()


def open_store(folder: Path, busy_seconds: float = 0.2, now: int = START) -> SqliteStore:
    """Open or create the store of a folder."""
    (folder / "backups").mkdir(exist_ok=True)
    return SqliteStore(folder / "desk.db", folder / "backups", FakeIds(), now, busy_seconds=busy_seconds)
