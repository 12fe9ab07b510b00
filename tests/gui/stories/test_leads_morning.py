"""A lead's morning by keyboard alone: what is next, passing on with a note, calling somebody, the board, and closing the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.roster import Presence, Priority
from agent_desk.views.board.screen import BoardScreen
from agent_desk.views.ledger import LedgerScreen
from agent_desk.views.ledger.closing import ClosingPage
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.stories.keyboard import CTRL, SHIFT, focused, no_pointer, press, write
from tests.gui.team_kit import TeamKit

KEY = Qt.Key


@pytest.fixture
def team(tmp_path: Path) -> Iterator[TeamKit]:
    kit = TeamKit(tmp_path / "desk", conversations=5)
    yield kit
    kit.close()


@pytest.fixture
def window(team: TeamKit, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(team.desk, team.acts, team.news, FakeCollector(), FakeSettings(theme="light"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.resume()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


class Lead:
    """Works the desk of a team by keys; `holders` says who holds what by now."""

    def __init__(self, window: MainWindow, team: TeamKit, qtbot: QtBot) -> None:
        self.window, self.team, self.qtbot = window, team, qtbot
        self.list = window.reading.inbox.list

    def holders(self) -> list[str | None]:
        return [self.team.holder(at) for at in range(len(self.team.talks))]

    def go(self, letter: str) -> None:
        write("g" + letter)

    def come_back(self) -> None:
        """Where there is no window manager, a menu gives the keyboard back to nobody."""
        QApplication.processEvents()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def in_list(self) -> str:
        """The conversation that the keyboard is on."""
        self.qtbot.waitUntil(lambda: focused() is self.list)
        row = self.list.current_row()
        assert row is not None
        return row.id

    def serve_and_give_back(self) -> None:
        press(KEY.Key_J, CTRL)
        assert self.holders() == ["Mira", None, None, None, None], "who waits longest is served first"
        assert self.window.reading.conversation.isAncestorOf(focused())
        write("z")
        assert self.holders() == [None] * 5, "the keyboard is where it can be taken back"
        press(KEY.Key_Escape)

    def pass_on_with_a_note(self) -> str:
        self.go("q")
        press(KEY.Key_Home)
        one = self.in_list()
        write("a")
        write("sam")
        press(KEY.Key_Tab)
        press(KEY.Key_Tab)
        write("You know this customer.")
        press(KEY.Key_Return)
        assert self.team.holder(self.team.talks.index(one)) == "Sam"
        self.come_back()
        assert [note.text for note in self.team.desk.notes.of(one)] == ["You know this customer."]
        return one

    def sort_and_call(self) -> None:
        press(KEY.Key_Home)
        one = self.in_list()
        write("i")
        press(KEY.Key_Return)
        assert self.team.desk.inbox.row(one).priority is Priority.URGENT
        self.come_back()
        write("l")
        write("billing")
        press(KEY.Key_Return)
        assert self.team.desk.triage.tags(one) == ("billing",)
        self.in_list()
        write("w")
        assert self.team.desk.triage.watched(one)
        write("z")
        assert not self.team.desk.triage.watched(one)
        assert self.team.desk.triage.tags(one) == ("billing",), "only the last act is taken back"
        write("n")
        note = self.window.reading.conversation.composer.note_edit
        self.qtbot.waitUntil(lambda: focused() is note)
        write("Can you look, @jo")
        press(KEY.Key_Return, CTRL)
        assert [said.text.strip() for said in self.team.desk.notes.of(one)] == ["Can you look, @jo"]
        press(KEY.Key_Escape)
        self.in_list()

    def share_out(self) -> None:
        before = self.holders()
        self.come_back()
        self.go("b")
        self.come_back()
        board = self.window.screens.currentWidget()
        assert isinstance(board, BoardScreen)
        self.qtbot.waitUntil(lambda: focused() is board.columns[0].cards)
        write("x")
        press(KEY.Key_Down)
        write("x")
        write("a")
        write("jo")
        press(KEY.Key_Return)
        self.qtbot.waitUntil(lambda: self.holders().count("Jo") == 2)
        self.come_back()
        self.qtbot.waitUntil(lambda: focused() is board.columns[0].cards)
        write("z")
        self.qtbot.waitUntil(lambda: self.holders() == before)
        write("s")
        self.qtbot.waitUntil(lambda: None not in self.holders())
        write("z")
        self.qtbot.waitUntil(lambda: self.holders() == before)
        press(KEY.Key_Escape)

    def close_the_day(self) -> None:
        desk = self.team.desk
        press(KEY.Key_K, CTRL)
        write("unattended ledger")
        press(KEY.Key_Return)
        ledger = self.window.screens.currentWidget()
        assert isinstance(ledger, LedgerScreen)
        self.come_back()
        self.qtbot.waitUntil(lambda: ledger.isAncestorOf(focused()))
        for _ in range(4):
            if focused().accessibleName() == "Close the day":
                break
            press(KEY.Key_Backtab, SHIFT)
        press(KEY.Key_Space)
        self.qtbot.waitUntil(lambda: isinstance(focused(), ClosingPage))
        waiting = desk.inbox.counts().waiting
        write("1")
        press(KEY.Key_Return)
        self.qtbot.waitUntil(lambda: desk.inbox.counts().waiting == waiting - 1)
        write("z")
        self.qtbot.waitUntil(lambda: desk.inbox.counts().waiting == waiting)
        write("3")
        press(KEY.Key_Return)
        self.qtbot.waitUntil(lambda: desk.inbox.counts().waiting == waiting - 1)
        dealt = [post for one in self.team.talks for post in desk.inbox.open(one).messages if post.disposition]
        assert [post.disposition for post in dealt] == [Disposition.NOT_RELEVANT]
        press(KEY.Key_Escape)

    def fold_and_leave(self) -> None:
        press(KEY.Key_Escape)
        self.window.sidebar.setFocus()
        press(KEY.Key_Left)
        press(KEY.Key_Space)
        assert self.window.sidebar.current(), "folding goes nowhere"
        press(KEY.Key_H, CTRL | SHIFT)
        press(KEY.Key_Down)
        press(KEY.Key_Return)
        assert self.team.desk.roster.me().presence is Presence.BUSY


def test_a_leads_morning_needs_no_mouse(qapp: QApplication, window: MainWindow, team: TeamKit, qtbot: QtBot) -> None:
    lead = Lead(window, team, qtbot)
    with no_pointer(qapp):
        lead.serve_and_give_back()
        lead.pass_on_with_a_note()
        lead.sort_and_call()
        lead.share_out()
        lead.close_the_day()
        lead.fold_and_leave()
    assert lead.holders().count("Sam") == 1
