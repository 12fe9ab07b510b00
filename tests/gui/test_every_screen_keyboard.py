"""Every control of the main screens is reached with Tab and shows that the keyboard is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QButtonGroup, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.views.conversation.card import Card
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.screen_checks import controls, path, settle
from tests.gui.screens_walk import FullDesk

_MOST = 150


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[FullDesk]:
    kit = FullDesk(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.fixture
def window(kit: FullDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(kit.desk, kit.acts, kit.news, FakeCollector(), FakeSettings(theme="light"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()
    window.deleteLater()


def opened(kit: FullDesk, window: MainWindow, screen: str) -> None:
    """Go to a screen, the keyboard in it."""
    if screen == "conversation":
        window.open_conversation(kit.conversations["thread"])
    elif screen == "preferences":
        window.show_preferences()
    elif screen == "venue":
        window.show_venue_page(kit.venue.id)
    elif screen == "assistant":
        window.screens.show_assistant().choose(kit.desk.venues.networks()[0])
    else:
        window.go(screen)
    settle(window)


def walked(window: MainWindow) -> list[QWidget]:
    """Every widget that has the keyboard on one round with Tab, from the sidebar on."""
    window.sidebar.setFocus()
    seen: list[QWidget] = []
    for _ in range(_MOST):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen[:-1]:
            return seen
        if focus not in seen:  # a time has parts that Tab goes through
            seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError(f"no end after {_MOST} controls")


@pytest.mark.parametrize(
    "screen",
    [
        "waiting",
        "outbox",
        "activity",
        "preferences",
        "venue",
        "assistant",
        "levels",
        "reports",
        "pauses",
        "wall",
        "hours",
    ],
)
def test_tab_reaches_every_control(kit: FullDesk, window: MainWindow, screen: str) -> None:
    opened(kit, window, screen)
    seen = walked(window)
    missed = [path(one) for one in controls(window) if one not in seen and not _spoken_for(one)]
    assert missed == []


@pytest.mark.parametrize("screen", ["waiting", "outbox", "venue", "levels", "reports"])
def test_the_keyboard_is_seen_where_it_is(kit: FullDesk, window: MainWindow, screen: str) -> None:
    opened(kit, window, screen)
    window.sidebar.setFocus()
    unseen = []
    for _ in range(20):
        before = QApplication.focusWidget()
        assert before is not None
        QTest.keyClick(before, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and window.focus_ring.around is not focus:
            unseen.append(path(focus))
    assert unseen == []


def _spoken_for(one: QWidget) -> bool:
    """The parts of a post have its own keys and its menu; of a choice only the chosen one is in the round."""
    radio = isinstance(one, QAbstractButton) and one.isCheckable() and not one.isChecked() and _of_a_choice(one)
    above = one.parentWidget()
    while above is not None and not isinstance(above, Card):
        above = above.parentWidget()
    empty = isinstance(one, QAbstractItemView) and one.model().rowCount() == 0
    return radio or above is not None or empty


def _of_a_choice(one: QAbstractButton) -> bool:
    group: QButtonGroup | None = one.group()
    return one.autoExclusive() or (group is not None and group.exclusive())
