"""A desk with figures, and screens over it without the window around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desk.views import theme
from agent_desk.views.errands import Errands
from agent_desk.views.theme import Scheme
from agent_desk.views.tools import Tools
from agent_desk.views.widgets.work_screen import WorkScreen
from tests.gui.fakes import FakeCollector
from tests.gui.figures.figure_kit import FigureDesk


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[FigureDesk]:
    kit = FigureDesk(tmp_path / "desk")
    kit.fill()
    yield kit
    kit.close()


@pytest.fixture
def tools(kit: FigureDesk, qapp: QApplication) -> Tools:
    theme.apply(qapp, Scheme.LIGHT)
    errands = Errands(kit.acts, kit.news.trouble.emit, qapp)
    return Tools(kit.desk, kit.acts, kit.news, FakeCollector(), kit.settings, errands)


def shown(qtbot: QtBot, screen: WorkScreen) -> None:
    """Put a screen on the test screen, as the window would."""
    qtbot.addWidget(screen)
    screen.resize(1100, 760)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
