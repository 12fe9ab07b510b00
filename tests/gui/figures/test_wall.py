"""The wall: the worst first, nobody's name, keys alone, and nothing that burns in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.views.theme.tokens import TABLES, Scheme, Token
from agent_desk.views.tools import Tools
from agent_desk.views.wall import WallScreen
from agent_desk.views.wall.figures import wall_figures
from tests.gui.figures.conftest import shown
from tests.gui.figures.figure_kit import MINUTE, FigureDesk


@pytest.fixture
def screen(tools: Tools, qtbot: QtBot) -> WallScreen:
    made = WallScreen(tools)
    shown(qtbot, made)
    return made


def test_the_worst_hangs_first_and_no_customer_is_named(kit: FigureDesk) -> None:
    calm = kit.add_venue(label="A calm place")
    kit.post("Just now", key="calm", venue=calm, posted_at=kit.now - MINUTE)
    figures = wall_figures(kit.desk.live.figures())
    states = [tile.state for tile in figures.tiles]
    assert states == sorted(states, key=["late", "risk", ""].index)
    assert figures.tiles[0].what == "late"
    assert figures.lines[0].tone == "late"
    assert (figures.lines[-1].name, figures.lines[-1].tone) == ("A calm place", "risk")
    assert "Ana" not in figures.spoken
    assert "1 away" in figures.people


def test_it_fills_the_screen_by_enter_and_leaves_by_escape(screen: WallScreen, kit: FigureDesk, qtbot: QtBot) -> None:
    screen.full.setFocus()
    QTest.keyClick(screen.full, Qt.Key.Key_Return)
    alone = screen.window_face
    assert alone is not None
    qtbot.waitUntil(alone.isVisible)
    assert alone.isFullScreen()
    assert "2 late" in alone.face.accessibleDescription()
    kit.post("Even older", key="oldest", posted_at=kit.now - 200 * MINUTE)
    screen.refresh()
    assert "3 late" in alone.face.accessibleDescription()
    QTest.keyClick(alone.face, Qt.Key.Key_Escape)
    assert screen.window_face is None


def test_it_is_dark_unless_wanted_and_moves_from_minute_to_minute(screen: WallScreen, kit: FigureDesk) -> None:
    def ground() -> str:
        return screen.face.grab().toImage().pixelColor(2, 2).name()

    assert ground() == TABLES[Scheme.DARK][Token.BG]
    screen.light.click()
    assert ground() == TABLES[Scheme.LIGHT][Token.BG]
    places = set()
    for _ in range(9):
        kit.now += MINUTE
        screen.refresh()
        places.add((screen.face.offset.x(), screen.face.offset.y()))
    assert len(places) == 9
