"""The community as a fixture: a running server, and its network installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_network.community import FakeCommunity, install


@pytest.fixture
def community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCommunity]:
    """A community whose network this program knows while the test runs."""
    install(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    made = FakeCommunity()
    yield made
    made.close()
