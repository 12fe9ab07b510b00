"""What tests of the reading pane look at and click on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.views.conversation import ConversationPane
from agent_desk.views.conversation.post_card import PostCard


def cards(pane: ConversationPane) -> list[PostCard]:
    return [card for card in pane.posts.visible_cards() if isinstance(card, PostCard)]


def names(pane: ConversationPane) -> list[str]:
    return [card.accessibleName() for card in pane.posts.visible_cards()]


def text(pane: ConversationPane, name: str) -> str:
    return next(one for one in pane.findChildren(QLabel, name) if one.isVisibleTo(pane)).text()


def click(pane: ConversationPane, qtbot: QtBot, name: str) -> None:
    def found() -> list[QPushButton]:
        return [one for one in pane.findChildren(QPushButton, name) if one.isVisibleTo(pane)]

    qtbot.waitUntil(lambda: bool(found()))
    QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)
