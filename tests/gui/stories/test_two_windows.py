"""One conversation in two windows, while a colleague answers it at the venue: nothing typed is lost, nothing is said twice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.lists import ListQuery
from agent_desk.views.window import MainWindow
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import names
from tests.gui.stories.keyboard import CTRL, SHIFT, press, write

KEY = Qt.Key


def test_two_windows_and_a_colleague(kit: DeskKit, kit_window: MainWindow, qtbot: QtBot) -> None:
    question = kit.incoming("Where is my order?")
    conversation = kit.posts([question])
    kit_window.reading.inbox.select(conversation)
    kit_window.reading.show_conversation(conversation)
    kit_window.reading.focus_list()
    press(KEY.Key_O, CTRL | SHIFT)
    (own,) = kit_window.reading.windows.windows()
    qtbot.waitUntil(own.isActiveWindow)
    own.pane.focus_reply()
    write("It is at the depot")
    own.pane.flush()
    here, there = kit_window.reading.conversation, own.pane
    assert here.composer.text == "It is at the depot"
    kit.post("We are on it, Ana.", author="Acme", parent_remote_id=question.remote_id)
    assert any("We are on it" in name for name in names(here))
    assert any("We are on it" in name for name in names(there))
    assert here.composer.text == there.composer.text == "It is at the depot"
    assert conversation not in {row.id for row in kit.desk.inbox.page(ListQuery(waiting=True))}
    press(KEY.Key_Return, CTRL)
    (row,) = kit.desk.outbox.rows()
    assert here.composer.text == there.composer.text == ""
    kit_window.activateWindow()
    qtbot.waitUntil(kit_window.isActiveWindow)
    kit_window.reading.reply(conversation)
    press(KEY.Key_Return, CTRL)
    assert [one.id for one in kit.desk.outbox.rows()] == [row.id]
    kit.step(row, (DeliveryState.STOPPED, Reason.ANSWERED_MEANWHILE, ""))
    for pane in (here, there):
        said = " ".join(one.text() for one in pane.posts.findChildren(QLabel) if one.isVisibleTo(pane))
        assert "somebody answered meanwhile" in said
    own.close()
    assert kit.desk.outbox.get(row.id).state is DeliveryState.STOPPED
