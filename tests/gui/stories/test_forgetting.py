"""A customer asks to be forgotten: found, weighed, asked about and erased from the window, and gone from every screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desk.runtime.places import for_folder
from agent_desk.views.preferences.data import Eraser
from agent_desk.views.preferences.screen import PreferencesScreen
from agent_desk.views.setting_table import Section
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.window_driver import WindowDriver, in_window
from tests.gui.stories.keyboard import CTRL, focused, no_pointer, press, write

KEY = Qt.Key
WORDS = "My secret door code is heliotrope."


@pytest.mark.slow
def test_a_customer_is_forgotten_from_the_window(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(WORDS)
    told.network.customer_posts("social", "I stay.", author="jonas")
    data = told.program.data

    async def story(driver: WindowDriver) -> None:
        window = driver.window
        window.activateWindow()
        await driver.until(lambda: len(window.reading.inbox.list.rows()) == 2, "both customers are there")
        leaving = next(row for row in window.reading.inbox.list.rows() if row.text == WORDS)
        await driver.open(leaving.id)
        press(KEY.Key_Comma, CTRL)
        screen = window.screens.currentWidget()
        assert isinstance(screen, PreferencesScreen)
        screen.show_section(Section.DATA)
        (eraser,) = screen.findChildren(Eraser)
        eraser.field.setFocus()
        write(leaving.author_handle)
        await driver.until(eraser.erase.isEnabled, "the person is found")
        eraser.erase.setFocus()
        press(KEY.Key_Space)
        await driver.until(lambda: screen.bars.current("erase"), "it is asked")
        bar = screen.bars.current("erase")
        assert bar is not None
        assert leaving.author_name in bar.accessibleName()
        assert "Nothing of it can be brought back" in bar.accessibleName()
        await driver.until(lambda: bar.isAncestorOf(focused()), "the keyboard is at the question")
        press(KEY.Key_Space)
        await driver.until(lambda: "erased" in _said(screen), "it is done")
        press(KEY.Key_1, CTRL)
        texts = [row.text for row in window.reading.inbox.list.rows()]
        assert texts == ["I stay."]
        assert not any(
            WORDS in str(card.accessibleName()) for card in window.reading.conversation.posts.visible_cards()
        )
        window.search_for("heliotrope")
        await driver.until(lambda: window.reading.search.list.model().rowCount() == 0, "the search finds nothing")

    with no_pointer(qapp):
        in_window(qapp, for_folder(data), story)
    left = [path.name for path in data.rglob("*") if path.is_file() and b"heliotrope" in path.read_bytes()]
    assert left == []
    assert [row.text for row in told.program.inbox()] == ["I stay."]
    assert told.program.run("sync", "--once").code == 0
    assert [row.text for row in told.program.inbox()] == ["I stay."]


def _said(screen: PreferencesScreen) -> str:
    bar = screen.bars.current("erase")
    return bar.accessibleName() if bar is not None and "?" not in bar.accessibleName() else ""
