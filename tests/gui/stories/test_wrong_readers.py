"""A reply that more people would read than the post it answers is stopped in words before it leaves, or chosen knowingly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.posts import Visibility
from agent_desk.domain.sending import wider
from agent_desk.views.window import MainWindow
from tests.gui.desk_kit import DeskKit
from tests.gui.stories.keyboard import CTRL, SHIFT, focused, press, write

KEY = Qt.Key


def said(widget: QWidget) -> str:
    """All words on screen in a part of the window."""
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def choose(readers: Visibility) -> None:
    """Open the choice of readers by its key, go down to one of them and take it."""

    def take() -> None:
        menu = focused()
        names = [action.objectName() for action in menu.actions()]
        for _ in range(names.index(f"visibility.{readers}") + 1):
            press(KEY.Key_Down)
        press(KEY.Key_Return)

    QTimer.singleShot(0, take)  # the menu has a loop of its own until something is chosen
    press(KEY.Key_B, CTRL | SHIFT)


def begin(kit: DeskKit, window: MainWindow, conversation: str, text: str) -> None:
    """Write an answer, the keyboard in it."""
    window.reading.reply(conversation)
    write(text)
    assert window.reading.conversation.composer.text == text


@pytest.mark.parametrize("narrow", [Visibility.FOLLOWERS, Visibility.UNLISTED, Visibility.DIRECT])
def test_an_answer_stays_among_those_who_read_the_post(
    kit: DeskKit, kit_window: MainWindow, narrow: Visibility
) -> None:
    conversation = kit.post("My address is 4 Elm Street", visibility=narrow)
    begin(kit, kit_window, conversation, "Thank you, Ana.")
    press(KEY.Key_Return, CTRL)
    (row,) = kit.desk.outbox.rows()
    assert not wider(row.visibility or narrow, narrow)


def test_a_private_post_answered_in_public_is_stopped_before_it_is_queued(
    kit: DeskKit, kit_window: MainWindow, qtbot: QtBot
) -> None:
    conversation = kit.post("My address is 4 Elm Street", visibility=Visibility.FOLLOWERS)
    composer = kit_window.reading.conversation.composer
    begin(kit, kit_window, conversation, "We send it to 4 Elm Street.")
    choose(Visibility.PUBLIC)
    kit_window.activateWindow()  # where there is no window manager, a menu gives the keyboard back to nobody
    qtbot.waitUntil(kit_window.isActiveWindow)
    assert "Everybody will be able to read your answer" in said(composer)
    composer.flush()
    kit_window.open_conversation(kit.post("Something else", key="other"))
    kit_window.reading.reply(conversation)
    press(KEY.Key_Return, CTRL)
    assert kit.desk.outbox.rows() == []
    bar = composer.bars.current("readers")
    assert bar is not None
    assert bar.isAncestorOf(focused())
    press(KEY.Key_Escape)
    assert kit.desk.outbox.rows() == []
    assert composer.text == "We send it to 4 Elm Street."
    kit_window.reading.reply(conversation)
    press(KEY.Key_Return, CTRL)
    bar = composer.bars.current("readers")
    assert bar is not None
    while focused().objectName() != "sendWider":
        press(KEY.Key_Tab)
        assert bar.isAncestorOf(focused())
    press(KEY.Key_Space)
    assert [row.visibility for row in kit.desk.outbox.rows()] == [Visibility.PUBLIC]


def test_a_post_that_turned_private_on_the_way_holds_its_answer_back(kit: DeskKit, kit_window: MainWindow) -> None:
    conversation = kit.post("Where is my order?")
    begin(kit, kit_window, conversation, "It is at the depot.")
    press(KEY.Key_Return, CTRL)
    (row,) = kit.desk.outbox.rows()
    kit.step(row, (DeliveryState.STOPPED, Reason.TARGET_NARROWED, ""))
    thread = kit_window.reading.conversation.posts
    assert "fewer people may read the post by now" in said(thread)
    kit_window.go("outbox")
    press(KEY.Key_E)
    assert kit_window.reading.conversation.composer.text == "It is at the depot."
    assert kit.desk.outbox.get(row.id).state is DeliveryState.DISCARDED
