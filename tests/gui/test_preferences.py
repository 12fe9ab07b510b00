"""The preferences: each choice counts at once and is kept, the search finds it, and keys can be chosen anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.changes import Changes
from agent_desk.domain.lists import ListQuery
from agent_desk.services.desk import Desk
from agent_desk.views import theme
from agent_desk.views.keymap import keymap
from agent_desk.views.ports import News
from agent_desk.views.preferences import PreferencesScreen
from agent_desk.views.preferences.data import Eraser
from agent_desk.views.preferences.keys import KeyTable
from agent_desk.views.preferences.rows import Row
from agent_desk.views.setting_table import SETTINGS, Kind, Section, chosen
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeSettings

W = TypeVar("W", bound=QWidget)


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


def _named(screen: QWidget, kind: type[W], name: str) -> W:
    return next(one for one in screen.findChildren(kind) if one.accessibleName() == name)


def _choose(screen: QWidget, name: str, value: str) -> None:
    """Choose as the keyboard would."""
    box = _named(screen, QComboBox, name)
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
    on.click()
    start = _named(screen, QTimeEdit, "Quiet from")
    start.setTime(start.time().addSecs(3600))
    assert (chosen(settings, "quiet"), chosen(settings, "quiet.from")) == ("on", "19:00")
    monday = _named(screen, QPushButton, "Monday")
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


def test_name_and_sign_off_are_kept(screen: PreferencesScreen, desk: Desk) -> None:
    name = _named(screen, QLineEdit, "Your name")
    name.setText("Ana")
    name.editingFinished.emit()
    line = _named(screen, QLineEdit, "Your sign-off")
    line.setText("Ana, Acme")
    line.editingFinished.emit()
    assert (desk.agent.me().name, desk.agent.me().sign_off) == ("Ana", "Ana, Acme")
    venue = desk.venues.all()[0]
    wanted = _named(screen, QCheckBox, f"Replies at {venue.label} end with the sign-off")
    wanted.click()
    assert desk.venues.get(venue.id).sign_off


def test_routine_news_leave_the_lines_alone(screen: PreferencesScreen, news: News, desk: Desk) -> None:
    before = _named(screen, QLineEdit, "Your name")
    news.changed.emit(Changes(venues=frozenset({desk.venues.all()[0].id})))
    assert _named(screen, QLineEdit, "Your name") is before


def test_keeping_less_says_first_what_would_go(screen: PreferencesScreen, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    _choose(screen, f"Keep resolved conversations of {venue.label}", "30")
    assert desk.venues.get(venue.id).retention_days is None
    bar = screen.bars.current("retention")
    assert bar is not None
    assert "cannot be brought back" in bar.accessibleName()
    next(one for one in bar.findChildren(QPushButton) if one.text() == "Remove them").click()
    assert desk.venues.get(venue.id).retention_days == 30
    _choose(screen, f"Keep resolved conversations of {venue.label}", "")
    assert desk.venues.get(venue.id).retention_days is None


def test_everything_can_be_exported(screen: PreferencesScreen, desk: Desk, tmp_path: Path) -> None:
    screen._data.export_to(tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(desk.inbox.page(ListQuery(), limit=1000)) + len(
        desk.inbox.page(ListQuery(found=True), limit=1000)
    )
    assert screen.bars.current("export") is not None


def test_a_customer_is_forgotten_only_after_the_numbers_were_seen(screen: PreferencesScreen, desk: Desk) -> None:
    row = desk.inbox.page(ListQuery(), limit=1)[0]
    eraser = screen.findChild(Eraser)
    assert isinstance(eraser, Eraser)
    QTest.keyClicks(eraser.field, row.author_handle)
    assert eraser.list.count() >= 1
    forgotten = eraser.list.item(0).data(Qt.ItemDataRole.UserRole).author.id
    eraser.erase.click()
    bar = screen.bars.current("erase")
    assert bar is not None
    assert "for good" in bar.accessibleName()
    assert forgotten in {hit.author.id for hit in desk.people.find(row.author_handle)}
    next(one for one in bar.findChildren(QPushButton) if one.text().startswith("Erase")).click()
    assert forgotten not in {hit.author.id for hit in desk.people.find(row.author_handle)}


def test_an_allowed_host_can_be_asked_for_again(screen: PreferencesScreen, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    desk.pictures.allow(venue.id, "img.example")
    screen.refresh()
    again = next(one for one in screen.findChildren(QPushButton) if "img.example" in one.accessibleName())
    again.click()
    assert desk.pictures.allowed(venue.id) == frozenset()
