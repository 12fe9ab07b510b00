"""The keys: no two commands fight over one, the agent's own choices hold, and single keys can be switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agent_desk.views.command_table import COMMANDS
from agent_desk.views.commands import bind, key_text
from agent_desk.views.keymap import Keymap, is_single, keymap
from tests.gui.fakes import FakeSettings


@pytest.fixture
def keys(settings: FakeSettings) -> Iterator[Keymap]:
    """The process's keys over settings in memory; the table's own again afterwards."""
    keymap.load(settings)
    yield keymap
    keymap.load(FakeSettings())


def test_no_two_commands_of_the_table_fight_over_a_key(keys: Keymap) -> None:
    fights = {what.id: [other.id for other in keys.clashes(what.id, what.keys)] for what in COMMANDS}
    assert {name: others for name, others in fights.items() if others} == {}


def test_a_chosen_key_works_at_once_and_is_remembered(keys: Keymap, settings: FakeSettings, qtbot: QtBot) -> None:
    widget, done = QWidget(), []
    qtbot.addWidget(widget)
    bind(widget, "sync.now", lambda: done.append(1))
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    keys.choose("sync.now", ["F7"])
    QTest.keyClick(widget, Qt.Key.Key_F5)
    assert done == []
    QTest.keyClick(widget, Qt.Key.Key_F7)
    assert done == [1]
    assert key_text("sync.now") == "F7"
    later = Keymap()
    later.load(settings)
    assert later.keys("sync.now") == ("F7",)
    keys.reset("sync.now")
    assert keys.keys("sync.now") == ("F5",)


def test_a_key_taken_from_another_command_works_for_one_only(keys: Keymap) -> None:
    assert [what.id for what in keys.clashes("list.next", ["E"])] == ["conversation.resolve"]
    keys.choose("list.next", ["E"])
    assert keys.keys("conversation.resolve") == ()
    keys.reset("conversation.resolve")
    assert keys.keys("conversation.resolve") == (), "what another command took stays with that one"
    keys.reset()
    assert keys.keys("conversation.resolve") == ("E",)
    assert not keys.own("list.next")


def test_the_start_of_a_sequence_clashes_with_the_sequence(keys: Keymap) -> None:
    assert "go.waiting" in [what.id for what in keys.clashes("conversation.note", ["G"])]


def test_single_keys_can_be_switched_off_as_a_whole(keys: Keymap, settings: FakeSettings) -> None:
    keys.set_single(False)
    assert keys.keys("list.next") == ("Down",)
    assert keys.keys("go.waiting") == ("Ctrl+1",)
    assert keys.keys("conversation.open") == ("Return", "Enter")
    assert keys.keys("help") == ("F1",)
    assert settings.values["keys.single"] == "off"


@pytest.mark.parametrize(
    ("key", "single"),
    [("J", True), ("Shift+J", True), ("?", True), ("G, I", True), ("Ctrl+J", False), ("Alt+J", False), ("F5", False),
     ("Esc", False), ("Down", False), ("Del", False), ("Shift+F6", False)],
)  # fmt: skip
def test_what_a_single_key_is(key: str, single: bool) -> None:
    assert is_single(key) is single


@pytest.mark.parametrize("broken", ["{", "[]", '{"list.next": 3, "no.such": ["X"]}'])
def test_broken_settings_leave_the_keys_of_the_table(broken: str) -> None:
    fresh = Keymap()
    fresh.load(FakeSettings(keys=broken))
    assert fresh.keys("list.next") == ("J", "Down")
