"""A desk to call."""

from pathlib import Path

import pytest

from tests.cli.calling import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A fresh workspace beside an empty demo network."""
    return Desk(tmp_path, monkeypatch)
