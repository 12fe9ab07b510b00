"""What holds for every test: a clean environment, the loopback only, nothing left behind, no unexpected log line."""

import gc
import logging
import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import environment
from tests.leaks import Watch

_home = environment.clean()
environment.refuse_network()

# A busy machine must not fail a property for being slow; the required run meets the same examples every time.
settings.register_profile("desk", deadline=None, derandomize=os.environ.get("AGENT_DESK_REQUIRE_SERVERS") == "1")
settings.load_profile("desk")

pytest_plugins = ["tests.venues.fixtures", "tests.keyring_daemon", "tests.fake_network.fixtures"]


def pytest_collection_finish() -> None:
    """Take what the imports made out of the collector's sight: the search for leaks after each test is then short."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What was captured may hold half a character, which no worker could hand over."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "replace").decode("utf-8")) for name, text in report.sections]
    return report


def pytest_unconfigure() -> None:
    _home.cleanup()


@pytest.fixture(scope="session")
def require_servers() -> bool:
    """Whether a real server or service that cannot start is a failure; else its tests are skipped with the reason."""
    return os.environ.get("AGENT_DESK_REQUIRE_SERVERS") == "1"


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder of vendors' contracts and recordings, test data outside the project; skips where it is not named."""
    named = os.environ.get("AGENT_DESK_CONTRACTS")
    if not named:
        pytest.skip("AGENT_DESK_CONTRACTS names no folder of contracts and recordings")
    return Path(named)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture
def _expected_logs() -> list[str]:
    return []


@pytest.fixture
def expect_log(_expected_logs: list[str]) -> Callable[[str], None]:
    """Announce a log line of level WARNING or above by a pattern; it must come, and lines not announced fail."""
    return _expected_logs.append


@pytest.fixture(autouse=True)
def _no_unexpected_log(_expected_logs: list[str]) -> Iterator[None]:
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    unexpected = [line for line in collector.lines if not any(re.search(pattern, line) for pattern in _expected_logs)]
    missing = [pattern for pattern in _expected_logs if not any(re.search(pattern, line) for line in collector.lines)]
    assert not unexpected, "unexpected log lines:\n" + "\n".join(unexpected)
    assert not missing, f"announced log lines that never came: {missing}"


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    watch = Watch(qt="qapp" in request.fixturenames)
    yield
    if "qapp" in request.fixturenames:
        # Windows hang together in circles; a later test's thread must not be the one that takes them apart.
        gc.collect()
    left = watch.left()
    assert not left, "left behind by this test:\n" + "\n".join(left)


@pytest.fixture(autouse=True)
def _loopback_only() -> Iterator[None]:
    before = len(environment.refused)
    yield
    assert environment.refused[before:] == [], "reached out of the loopback"
