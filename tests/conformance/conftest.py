"""Every network that passes the suite, one harness each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.harness import Harness
from tests.conformance.harness_demo import DemoHarness

DEMOS = {
    "demo-social": ("social", "key"),
    "demo-social-guard": ("social", "guard"),
    "demo-social-read-back": ("social", "read_back"),
    "demo-blog": ("blog", "key"),
    "demo-community": ("community", "read_back"),
    "demo-reviews": ("reviews", "key"),
    "demo-direct": ("direct", "key"),
}


@pytest.fixture(params=list(DEMOS))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    """A venue of its own for this test."""
    made = DemoHarness(tmp_path, *DEMOS[request.param])
    yield made
    made.close()
