"""A filled demo workspace for each test of the window: fetched once per run, copied for each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_desk.assembly import open_desk
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.runtime import clock
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import Collector
from agent_desk.services.desk import Desk
from agent_desk.views.ports import News
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeActs, FakeCollector, FakeSettings


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    # The written week alone: few enough conversations to know them.
    with DemoNetwork(for_folder(folder).demo_network, clock.now).opened():
        pass
    desk = open_desk(for_folder(folder), demo=True)

    async def fetch() -> None:
        collector = Collector(desk.ground, desk.vault)
        await collector.once()
        await collector.close()

    asyncio.run(fetch())
    desk.ground.store.close()
    return folder


@pytest.fixture
def desk(_filled: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo workspace, filled, of its own for each test."""
    folder = tmp_path / "demo"
    shutil.copytree(_filled, folder)
    opened = open_desk(for_folder(folder), demo=True)
    yield opened
    opened.ground.store.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    """A workspace without a venue."""
    opened = open_desk(for_folder(tmp_path / "empty"))
    yield opened
    opened.ground.store.close()


@pytest.fixture
def news(qtbot: QtBot) -> News:
    """The news of one window."""
    return News()


@pytest.fixture
def acts(news: News) -> FakeActs:
    """Acts that are done at once."""
    return FakeActs(news)


@pytest.fixture
def collector() -> FakeCollector:
    """A collector that fetches nothing."""
    return FakeCollector()


@pytest.fixture
def settings() -> FakeSettings:
    """Settings in memory, light."""
    return FakeSettings(theme="light")


@pytest.fixture
def open_window(
    qtbot: QtBot, acts: FakeActs, news: News, collector: FakeCollector, settings: FakeSettings
) -> Iterator[Callable[[Desk], MainWindow]]:
    """Opens the real window over a workspace; closed and deleted at the end."""
    opened: list[MainWindow] = []

    def open_it(desk: Desk) -> MainWindow:
        window = MainWindow(desk, acts, news, collector, settings)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield open_it
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(desk: Desk, open_window: Callable[[Desk], MainWindow]) -> MainWindow:
    """The window over the demo workspace."""
    return open_window(desk)
