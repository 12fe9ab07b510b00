"""Every network that passes the suite, one harness each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.harness import Harness
from tests.conformance.harness_bluesky import BlueskyHarness
from tests.conformance.harness_demo import DemoHarness
from tests.conformance.harness_discourse import DiscourseHarness
from tests.conformance.harness_mastodon import MastodonHarness
from tests.conformance.harness_wordpress import WordPressHarness
from tests.example_network.harness import ExampleHarness

DEMOS = {
    "demo-social": ("social", "key"),
    "demo-social-guard": ("social", "guard"),
    "demo-social-read-back": ("social", "read_back"),
    "demo-blog": ("blog", "key"),
    "demo-community": ("community", "read_back"),
    "demo-reviews": ("reviews", "key"),
    "demo-direct": ("direct", "key"),
}
REAL: dict[str, Callable[[pytest.FixtureRequest], Harness]] = {
    "bluesky": lambda request: BlueskyHarness(request.getfixturevalue("bluesky")),
    "wordpress": lambda request: WordPressHarness(request.getfixturevalue("wordpress")),
}
FAKE: dict[str, Callable[[pytest.FixtureRequest], Harness]] = {
    "discourse": lambda request: DiscourseHarness(request.getfixturevalue("contracts")),
    "example": lambda _: ExampleHarness(),
    "mastodon": lambda request: MastodonHarness(request.getfixturevalue("contracts")),
}
"""Against a fake of the server that the run starts in its own process."""
ALL = [*DEMOS, *FAKE, *(pytest.param(name, marks=pytest.mark.servers) for name in REAL)]


@pytest.fixture(params=ALL)
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    """A venue of its own for this test."""
    name = str(request.param)
    if name in FAKE:
        made = FAKE[name](request)
    elif name in REAL:
        made = REAL[name](request)
    else:
        made = DemoHarness(tmp_path, *DEMOS[name])
    yield made
    made.close()
