"""Search: off the GUI thread, after the last key, never with a late answer to earlier words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.domain.errors import StoreBusy
from agent_desk.services.desk import Desk
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeActs, FakeQuestion


def _results(window: MainWindow) -> list[str]:
    model = window.reading.search.list.model()
    return [str(model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for at in range(model.rowCount())]


def _ask(window: MainWindow, acts: FakeActs, words: str, qtbot: QtBot) -> FakeQuestion:
    before = len(acts.asked)
    window.search_for(words)
    qtbot.waitUntil(lambda: len(acts.asked) == before + 1)
    return acts.asked[-1]


def test_words_find_messages_and_enter_opens_the_first(
    window: MainWindow, desk: Desk, acts: FakeActs, qtbot: QtBot
) -> None:
    acts.prompt = False
    _ask(window, acts, "update", qtbot).answer()
    hits = desk.search.find("update")
    assert len(_results(window)) == len(hits) > 1
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    assert window.reading.conversation.conversation_id == hits[0].conversation_id


def _without_ages(window: MainWindow) -> list[str]:
    """What is found, whatever the clock says meanwhile."""
    return [line.rpartition(", ")[0] for line in _results(window)]


def test_a_late_answer_to_earlier_words_is_dropped(window: MainWindow, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    first = _ask(window, acts, "update", qtbot)
    second = _ask(window, acts, "hub", qtbot)
    second.answer()
    shown = _without_ages(window)
    first.answer()
    assert _without_ages(window) == shown


def test_typing_on_asks_once(window: MainWindow, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    before = len(acts.asked)
    window.focus_search()
    QTest.keyClicks(window.top.search, "updates")
    qtbot.waitUntil(lambda: len(acts.asked) > before)
    assert len(acts.asked) == before + 1


def test_nothing_found_says_so_and_trouble_can_be_tried_again(window: MainWindow, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    _ask(window, acts, "xyzzyplugh", qtbot).answer()
    assert "xyzzyplugh" in window.reading.search.said()
    asked = _ask(window, acts, "update", qtbot)

    def fail() -> None:
        raise StoreBusy

    FakeQuestion(fail, lambda _: None, window.reading.search.show_trouble).answer()
    assert "Another program" in window.reading.search.said()
    asked.answer()
    assert len(_results(window)) > 1


def test_escape_leads_back_to_the_list(window: MainWindow, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    _ask(window, acts, "update", qtbot).answer()
    QTest.keyClick(window.top.search, Qt.Key.Key_Down)
    assert window.reading.search.list.hasFocus()
    QTest.keyClick(window.reading.search.list, Qt.Key.Key_Escape)
    assert not window.reading.searching
    assert window.reading.inbox.list.hasFocus()


def test_the_sidebar_marks_nothing_while_results_are_shown(window: MainWindow) -> None:
    window.go("outbox")
    window.search_for("update")
    assert window.sidebar.current() == ""
    window.leave_search()
    assert window.sidebar.current() == window.reading.inbox.view.id
