"""The palette: everything by what is typed, with the keyboard alone, never waiting and never with a late answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.domain.errors import StoreBusy
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import Role
from agent_desk.services.desk import Desk
from agent_desk.views.palette import Found, Palette, Sort
from agent_desk.views.palette.found import Recent, rank, split
from agent_desk.views.window import MainWindow
from agent_desk.views.window.rooms import ROOMS
from tests.gui.fakes import FakeActs, FakeQuestion, FakeSettings


@pytest.fixture
def palette(window: MainWindow, qtbot: QtBot) -> Palette:
    """The palette of a real window, opened by its key."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.reading.focus_list()
    QTest.keyClick(window.reading.inbox.list, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.finding.palette.isVisible()
    assert window.finding.palette.field.hasFocus()
    return window.finding.palette


def _type(palette: Palette, words: str) -> None:
    palette.field.clear()
    QTest.keyClicks(palette.field, words)


def test_a_command_is_found_by_its_name_and_run_by_enter(palette: Palette, window: MainWindow) -> None:
    _type(palette, "go to snoo")
    assert palette.found()[0] == Found(Sort.COMMAND, "go.snoozed", "Go to Snoozed", "anywhere", "Ctrl+5", more="Go to")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.sidebar.current() == "snoozed"


def test_commands_of_the_list_act_on_the_chosen_conversation(window: MainWindow, qtbot: QtBot) -> None:
    window.go("open")
    window.reading.inbox.list.step(1)
    window.finding.open()
    palette = window.finding.palette
    _type(palette, "> wait for the customer")
    before = window.reading.inbox.list.current_row()
    assert before is not None
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert before.id in {row.id for row in window.desk.inbox.page(ListQuery(status="pending"))}  # type: ignore[arg-type]


def test_a_conversation_is_found_by_its_number(palette: Palette, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    row = desk.inbox.page(ListQuery(), limit=5)[4]
    _type(palette, f"#{row.number}")
    qtbot.waitUntil(lambda: bool(palette.found()) and palette.found()[0].id == row.id)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.reading.shown == row.id


def test_people_lead_to_their_conversations(palette: Palette, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    row = desk.inbox.page(ListQuery(), limit=1)[0]
    _type(palette, f"@{row.author_handle}")
    qtbot.waitUntil(lambda: any(one.sort is Sort.PERSON for one in palette.found()))
    assert {one.sort for one in palette.found()} == {Sort.PERSON}
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.inbox.row(window.reading.shown).author_handle


def test_venues_and_views_are_found(palette: Palette, window: MainWindow, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    _type(palette, f":{venue.label}")
    assert [(one.sort, one.id) for one in palette.found()] == [(Sort.VENUE, f"venue:{venue.id}")]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.sidebar.current() == f"venue:{venue.id}"


def test_views_of_ones_own_are_found(window: MainWindow, desk: Desk) -> None:
    saved = desk.views.save("Angry ones", ListQuery(unread=True))
    window.finding.open()
    _type(window.finding.palette, "angry")
    QTest.keyClick(window.finding.palette.field, Qt.Key.Key_Return)
    assert window.reading.inbox.view.id == f"saved:{saved.view.id}"


def test_every_screen_of_the_sidebar_is_found(palette: Palette, window: MainWindow) -> None:
    for room in ROOMS:
        palette.hide()
        palette.open(f"> {room.text}")
        assert f"go.{room.id}" in [one.id for one in palette.found()], room.text
    palette.hide()
    palette.open("> policies and hours")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.screens.on_top("hours")


def test_who_may_not_enter_is_neither_offered_a_screen_nor_led_into_it(
    palette: Palette, window: MainWindow, desk: Desk
) -> None:
    boss = desk.roster.add("Kim", "kim", Role.ADMIN).agent
    me = desk.roster.me()
    desk.roster.sit(boss.id)
    desk.roster.save(replace(me, role=Role.AGENT))
    desk.roster.sit(me.id)
    palette.hide()
    palette.open("> service levels")
    assert "go.levels" not in [one.id for one in palette.found()]
    window.go("levels")
    assert not window.screens.on_top("levels")
    assert window.bars.current("error") is not None


def test_a_late_answer_to_earlier_words_is_dropped(palette: Palette, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False

    def ask(words: str) -> FakeQuestion:
        before = len(acts.asked)
        _type(palette, words)
        qtbot.waitUntil(lambda: len(acts.asked) == before + 1)
        return acts.asked[-1]

    first = ask("update")
    second = ask("hub")
    assert first.cancelled
    second.answer()
    shown = palette.found()
    first.answer()
    assert palette.found() == shown


def test_closing_forgets_the_search_and_gives_the_keyboard_back(
    palette: Palette, window: MainWindow, acts: FakeActs, qtbot: QtBot
) -> None:
    acts.prompt = False
    _type(palette, "update")
    qtbot.waitUntil(lambda: bool(acts.asked))
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert acts.asked[-1].cancelled
    assert window.reading.inbox.list.hasFocus()


def test_trouble_is_said_and_commands_still_work(palette: Palette, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    _type(palette, "outbox")
    qtbot.waitUntil(lambda: bool(acts.asked))
    acts.asked[-1]._failed(StoreBusy())
    assert "Another program" in palette._state.text()
    assert palette.found()[0].id in ("outbox", "go.outbox")


def test_what_was_chosen_lately_stands_first(palette: Palette, window: MainWindow, settings: FakeSettings) -> None:
    _type(palette, "go to snoozed")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    window.finding.open()
    assert palette.found()[0].id == "go.snoozed"
    assert Recent(settings).keys()[0] == "command:go.snoozed"


def test_arrows_move_while_the_keyboard_stays_in_the_field(palette: Palette) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    assert palette.field.hasFocus()
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == 0


@pytest.mark.parametrize(
    ("text", "sorts", "words"),
    [
        (">snooze", (Sort.COMMAND,), "snooze"),
        ("# 12", (Sort.CONVERSATION,), "12"),
        ("@ana", (Sort.PERSON,), "ana"),
        (" update ", tuple(Sort), "update"),
    ],
)
def test_a_sign_typed_first_leaves_one_sort(text: str, sorts: tuple[Sort, ...], words: str) -> None:
    assert split(text) == (sorts, words)


def test_beginnings_go_before_middles_and_lately_before_never() -> None:
    titles = ("Reopen", "Go to Open", "Open", "Larger text")
    lines = [Found(Sort.COMMAND, title, title) for title in titles]
    assert [one.title for one in rank("open", lines, [])] == ["Open", "Go to Open", "Reopen"]
    both = [Found(Sort.COMMAND, name, name) for name in ("Send", "Send later")]
    assert [one.title for one in rank("se", both, ["command:Send later"])] == ["Send later", "Send"]


@pytest.mark.parametrize("broken", ["{", "3", '["a", 3]'])
def test_a_broken_memory_is_an_empty_one(broken: str) -> None:
    assert Recent(FakeSettings(**{"palette.recent": broken})).keys() in ([], ["a"])
