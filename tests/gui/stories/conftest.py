"""A desk of one's own with its real window, for stories that need no wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desk.views.window import MainWindow
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector, FakeSettings


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    """A desk whose acts are done at once."""
    kit = DeskKit(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.fixture
def kit_window(kit: DeskKit, qtbot: QtBot) -> Iterator[MainWindow]:
    """Its window, with the keyboard in it."""
    window = MainWindow(kit.desk, kit.acts, kit.news, FakeCollector(), FakeSettings(theme="light"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
