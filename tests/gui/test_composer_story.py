"""The composer in the whole window: by keyboard alone, from right to left, with large text, for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.rows import DeliveryKind
from agent_desk.domain.venues import Capability
from agent_desk.services.desk import Desk
from agent_desk.views import theme
from agent_desk.views.composer import Composer, Tab
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def plain_look() -> Iterator[None]:
    yield
    application = cast("QApplication", QApplication.instance())
    theme.apply(application, Scheme.LIGHT, 100)
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def begun(window: MainWindow, qtbot: QtBot) -> Composer:
    with qtbot.waitActive(window):
        window.activateWindow()
    window.go("waiting")
    window.reading.focus_list()
    window.reading.inbox.list.step(0)
    QTest.keyClick(window.reading.inbox.list, Qt.Key.Key_R)
    composer = window.reading.conversation.composer
    qtbot.waitUntil(composer.edit.hasFocus)
    return composer


def test_note_and_reply_and_on_to_the_next_by_keyboard_alone(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    composer = begun(window, qtbot)
    first = window.reading.shown
    QTest.keyClicks(composer.edit, "Thank you, we look into it.")
    window.reading.focus_list()
    QTest.keyClick(window.reading.inbox.list, Qt.Key.Key_N)
    qtbot.waitUntil(composer.note_edit.hasFocus)
    QTest.keyClicks(composer.note_edit, "third time this week")
    QTest.keyClick(composer.note_edit, Qt.Key.Key_Return, CTRL)
    assert [note.text for note in desk.notes.of(first)] == ["third time this week"]
    QTest.keyClick(composer.note_edit, Qt.Key.Key_M, CTRL | SHIFT)
    qtbot.waitUntil(composer.edit.hasFocus)
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, ALT)
    replies = [row for row in desk.outbox.rows() if row.kind is DeliveryKind.REPLY]
    assert [row.text for row in replies if row.conversation_id == first] == ["Thank you, we look into it."]
    assert window.reading.shown not in ("", first)
    qtbot.waitUntil(composer.edit.hasFocus)
    assert composer.text == ""


def test_escape_leads_back_and_keeps_what_is_typed(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    composer = begun(window, qtbot)
    QTest.keyClicks(composer.edit, "half a sent")
    QTest.keyClick(composer.edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.reading.inbox.list.hasFocus)
    draft = desk.drafts.get(window.reading.shown)
    assert draft is not None
    assert draft.text == "half a sent"


def shown(parent: QWidget, *kinds: type[QWidget]) -> list[QWidget]:
    return [one for kind in kinds for one in parent.findChildren(kind) if one.isVisible()]


def test_every_control_says_its_name(window: MainWindow, qtbot: QtBot) -> None:
    composer = begun(window, qtbot)
    for tab in (Tab.REPLY, Tab.NOTE):
        composer.show_tab(tab)
        for control in shown(composer, QAbstractButton, QLineEdit, QPlainTextEdit, QTabBar):
            if control.objectName().startswith("qt_"):
                continue
            spoken = QAccessible.queryAccessibleInterface(control)
            assert spoken is not None
            assert spoken.text(QAccessible.Text.Name), control.objectName()


@pytest.mark.usefixtures("plain_look")
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("scale", [80, 200])
def test_no_word_is_cut(
    desk: Desk,
    open_window: Callable[[Desk], MainWindow],
    qtbot: QtBot,
    scale: int,
    direction: Qt.LayoutDirection,
) -> None:
    application = cast("QApplication", QApplication.instance())
    application.setLayoutDirection(direction)
    theme.apply(application, Scheme.LIGHT, scale)
    window = open_window(desk)
    composer = begun(window, qtbot)
    composer.edit.insertPlainText("We are very sorry about that. " * 20)
    composer.send()
    venue = desk.venues.get(window.reading.inbox.list.rows()[0].venue_id)
    for tab in (Tab.REPLY, Tab.NOTE, *((Tab.DIRECT,) if venue.may(Capability.DIRECT) else ())):
        composer.show_tab(tab)
        QApplication.processEvents()
        for label in (one for one in shown(composer, QLabel) if isinstance(one, QLabel) and type(one) is QLabel):
            assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap(), label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
        for button in shown(composer, QAbstractButton):
            assert button.width() >= button.sizeHint().width(), button.objectName()
            right = button.mapTo(composer, button.rect().bottomRight())
            assert composer.rect().contains(right), button.objectName()
        bar = composer.head.tabs
        assert bar.width() >= bar.sizeHint().width()
