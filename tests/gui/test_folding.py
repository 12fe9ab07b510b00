"""The panes of the window where there is little room, and conversations in windows of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.domain.lists import ListQuery
from agent_desk.services.desk import Desk
from agent_desk.views.window import MainWindow


def first(desk: Desk) -> str:
    return desk.inbox.page(ListQuery(), limit=1)[0].id


def test_in_a_narrow_window_list_and_conversation_take_turns(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    reading = window.reading
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: reading.folding.narrow)
    assert reading.inbox.isVisible()
    reading.read(first(desk))
    assert reading.conversation.isVisible()
    assert not reading.inbox.isVisible()
    back = reading.conversation.header.back_button
    assert back.isVisible()
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert reading.inbox.isVisible()
    assert not reading.conversation.isVisible()
    window.resize(1300, 800)
    qtbot.waitUntil(lambda: not reading.folding.narrow)
    assert reading.inbox.isVisible()
    assert reading.conversation.isVisible()
    assert not back.isVisible()


def test_the_context_opens_over_the_conversation_and_escape_closes_it(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    reading = window.reading
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: reading.folding.narrow)
    reading.read(first(desk))
    assert not reading.context.isVisible()
    width = reading.conversation.width()
    QTest.mouseClick(reading.conversation.header.context_button, Qt.MouseButton.LeftButton)
    assert reading.context.isVisible()
    assert reading.conversation.width() == width
    QTest.keyClick(reading.context, Qt.Key.Key_Escape)
    assert not reading.context.isVisible()
    assert reading.conversation.isVisible()


def test_a_conversation_in_a_window_of_its_own_shares_its_draft(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    conversation = first(desk)
    window.reading.read(conversation)
    QTest.mouseClick(window.reading.conversation.header.window_button, Qt.MouseButton.LeftButton)
    own = window.reading.windows.windows()[0]
    qtbot.waitExposed(own)
    assert own.pane.conversation_id == conversation
    own.pane.composer.edit.insertPlainText("Typed over there")
    own.pane.flush()
    assert desk.drafts.get(conversation) is not None
    assert window.reading.conversation.composer.text == "Typed over there"
    window.reading.pop_out(conversation)
    assert len(window.reading.windows.windows()) == 1
    own.pane.composer.edit.insertPlainText("!")
    own.close()
    assert window.reading.windows.windows() == []
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert draft.text == "Typed over there!"


def test_windows_close_with_the_main_window(window: MainWindow, desk: Desk) -> None:
    window.reading.pop_out(first(desk))
    own = window.reading.windows.windows()[0]
    assert own in QGuiApplication.instance().topLevelWidgets()  # type: ignore[union-attr]
    window.close()
    assert window.reading.windows.windows() == []
