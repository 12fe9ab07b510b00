"""The preferences: each choice counts at once and is kept, the search finds it, and keys can be chosen anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.services.desk import Desk
from agent_desk.views import theme
from agent_desk.views.keymap import keymap
from agent_desk.views.preferences import PreferencesScreen
from agent_desk.views.preferences.keys import KeyTable
from agent_desk.views.preferences.rows import Row
from agent_desk.views.setting_table import SETTINGS, Kind, Section, chosen
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeSettings


@pytest.fixture
def screen(window: MainWindow, qtbot: QtBot) -> Iterator[PreferencesScreen]:
    """The preferences of a real window; the keys of the table again afterwards."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    shown = window.screens.currentWidget()
    assert isinstance(shown, PreferencesScreen)
    yield shown
    keymap.load(FakeSettings())


def _named(screen: QWidget, kind: type, name: str) -> QWidget:
    return next(one for one in screen.findChildren(kind) if one.accessibleName() == name)  # type: ignore[no-any-return]


def _choose(screen: QWidget, name: str, value: str) -> None:
    """Choose as the keyboard would."""
    box = _named(screen, QComboBox, name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_colours_and_sizes_change_at_once(screen: PreferencesScreen, settings: FakeSettings) -> None:
    _choose(screen, "Colours", "contrast")
    assert theme.scheme() is Scheme.CONTRAST
    _choose(screen, "Size of text", "150")
    assert theme.scale() == 150
    assert (settings.get("theme"), settings.get("scale")) == ("contrast", "150")
    _choose(screen, "Colours", "light")
    _choose(screen, "Size of text", "100")


def test_the_list_follows_at_once(screen: PreferencesScreen, window: MainWindow) -> None:
    _choose(screen, "Lines of the list", "1")
    assert window.reading.inbox.dense


def test_every_line_of_the_table_has_a_control_with_a_name(screen: PreferencesScreen) -> None:
    named = {row.control.accessibleName() for row in screen.findChildren(Row)}
    assert {setting.text for setting in SETTINGS} <= named
    assert [setting.key for setting in SETTINGS if setting.kind is Kind.CHOICE and not setting.choices] == ["language"]


def test_the_search_leaves_what_was_meant(screen: PreferencesScreen) -> None:
    screen.search.setText("quiet")
    shown = [row.control.accessibleName() for row in screen.findChildren(Row) if row.isVisible()]
    assert shown == ["Quiet hours", "Quiet from", "Quiet until", "Quiet on"]
    assert not screen.boxes[Section.APPEARANCE].isVisible()
    screen.search.setText("no such thing")
    assert screen.findChild(QWidget) is not None
    assert "no such thing" in screen._nothing.said()
    screen.search.clear()
    assert screen.boxes[Section.APPEARANCE].isVisible()


def test_each_venue_says_how_it_may_call(screen: PreferencesScreen, desk: Desk, settings: FakeSettings) -> None:
    venue = desk.venues.all()[0]
    _choose(screen, f"New posts at {venue.label}", "badge")
    assert settings.get(f"notify.{venue.id}") == "badge"


def test_quiet_hours_are_kept(screen: PreferencesScreen, settings: FakeSettings) -> None:
    on = _named(screen, QCheckBox, "Quiet hours")
    assert isinstance(on, QCheckBox)
    on.click()
    start = _named(screen, QTimeEdit, "Quiet from")
    assert isinstance(start, QTimeEdit)
    start.setTime(start.time().addSecs(3600))
    assert (chosen(settings, "quiet"), chosen(settings, "quiet.from")) == ("on", "19:00")
    monday = _named(screen, QPushButton, "Monday")
    assert isinstance(monday, QPushButton)
    monday.click()
    assert chosen(settings, "quiet.days") == "234567"


def test_another_language_offers_to_open_anew(screen: PreferencesScreen, window: MainWindow, qtbot: QtBot) -> None:
    _choose(screen, "Language", "en")
    now = next(one for one in screen.bars.findChildren(QPushButton) if one.text() == "Open it anew now")
    with qtbot.waitSignal(window.reopen_wanted):
        now.click()


def test_a_key_is_chosen_and_its_loser_named(screen: PreferencesScreen) -> None:
    table = screen.findChild(KeyTable)
    assert isinstance(table, KeyTable)
    table.choose_command("sync.now")
    table.field.setKeySequence(QKeySequence("Ctrl+N"))
    assert "“Connect a venue”" in table._clash.text()
    table.take.click()
    assert keymap.keys("sync.now") == ("Ctrl+N",)
    assert keymap.keys("venue.add") == ()
    assert "Connect a venue" in (screen.bars.current("keys") or QWidget()).accessibleName()
    table.reset_all.click()
    assert keymap.keys("venue.add") == ("Ctrl+N",)


def test_escape_leads_back(screen: PreferencesScreen, window: MainWindow) -> None:
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert window.screens.on_top("inbox")


def test_the_ring_follows_the_keyboard_only(window: MainWindow) -> None:
    window.top.menu_button.setFocus()
    window.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Backtab)
    assert window.focus_ring.around is window.top.menu_button
    QTest.mouseClick(window.top.search, Qt.MouseButton.LeftButton)
    window.top.search.setFocus(Qt.FocusReason.MouseFocusReason)
    assert window.focus_ring.around is None
