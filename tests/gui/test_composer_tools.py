"""Canned answers, mentions, emoji and quotes: offered at the cursor, taken by keyboard, never in the way of what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.rows import CannedVariant
from agent_desk.views.composer import Composer
from agent_desk.views.composer.canned_editor import CannedEditor
from agent_desk.views.composer.choices import ChoiceList
from agent_desk.views.composer.picker import Picker
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import DeskKit

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.fixture
def pane(kit: DeskKit, qtbot: QtBot) -> ConversationPane:
    pane = ConversationPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now)
    qtbot.addWidget(pane)
    pane.resize(700, 800)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    return pane


@pytest.fixture
def composer(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> Composer:
    kit.desk.canned.save(
        "refund",
        "Money back",
        [
            CannedVariant("Hello {first_name}, your money is on its way."),
            CannedVariant("Hallo {first_name}!", language="de"),
        ],
    )
    kit.desk.canned.save("reset", "Reset the hub", [CannedVariant("Hold the button for ten seconds.")])
    pane.show_conversation(kit.post())
    pane.composer.take_focus()
    qtbot.waitUntil(pane.composer.edit.hasFocus)
    return pane.composer


def offered(composer: Composer) -> list[str]:
    shown = composer.window().findChildren(ChoiceList, "completions")
    return [one.item(at).text() for one in shown if one.isVisible() for at in range(one.count())]


def press(composer: Composer, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(composer.field, key)


def test_a_canned_answer_comes_in_at_the_cursor(kit: DeskKit, composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "Thanks. /re")
    assert offered(composer) == ["Money back", "Reset the hub"]
    press(composer, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert composer.text == "Thanks. Hello Ana, your money is on its way."
    assert offered(composer) == []
    composer.edit.undo()
    assert composer.text == "Thanks. /re"
    assert kit.desk.canned.find("refund")[0].used == 1


def test_the_variant_for_the_customers_language_is_taken(
    kit: DeskKit, pane: ConversationPane, composer: Composer
) -> None:
    pane.show_conversation(kit.post("Wo ist mein Paket?", key="de", languages=("de",)))
    QTest.keyClicks(composer.edit, "/refund")
    press(composer, Qt.Key.Key_Tab)
    assert composer.text == "Hallo Ana!"


def test_escape_leaves_the_text_and_the_conversation_open(
    pane: ConversationPane, composer: Composer, qtbot: QtBot
) -> None:
    QTest.keyClicks(composer.edit, "/re")
    assert offered(composer)
    with qtbot.assertNotEmitted(pane.left):
        press(composer, Qt.Key.Key_Escape)
    assert composer.text == "/re"
    QTest.keyClicks(composer.edit, "f")
    assert offered(composer) == []
    QTest.keyClicks(composer.edit, " /re")
    assert offered(composer)


@pytest.mark.parametrize("typed", ["and/or", "https://x/re", "1/2"])
def test_a_slash_within_a_word_offers_nothing(composer: Composer, typed: str) -> None:
    QTest.keyClicks(composer.edit, typed)
    assert offered(composer) == []


def test_a_note_takes_canned_answers_but_mentions_nobody(pane: ConversationPane, composer: Composer) -> None:
    pane.focus_note()
    QTest.keyClicks(composer.note_edit, "@a")
    assert offered(composer) == []
    QTest.keyClicks(composer.note_edit, " /res")
    press(composer, Qt.Key.Key_Return)
    assert composer.note_edit.toPlainText() == "@a Hold the button for ten seconds."


def test_who_is_in_the_thread_can_be_mentioned(kit: DeskKit, composer: Composer) -> None:
    kit.post("Same here", author="Rui Braga")
    QTest.keyClicks(composer.edit, "Hello @ru")
    assert offered(composer) == ["Rui Braga"]
    press(composer, Qt.Key.Key_Return)
    assert composer.text == "Hello @ruibraga "


def test_an_emoji_by_its_name_is_remembered(kit: DeskKit, composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "Done :tada")
    assert offered(composer) == ["🎉  party popper"]
    press(composer, Qt.Key.Key_Return)
    assert composer.text == "Done 🎉"
    QTest.keyClick(composer.edit, Qt.Key.Key_Period, CTRL)
    picker = composer.window().findChild(Picker)
    assert picker is not None
    assert picker.list.item(0).text() == "🎉"
    QTest.keyClicks(picker.search, "rocket")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert composer.text == "Done 🎉🚀"
    assert composer.edit.hasFocus()
    assert not picker.isVisible()


def test_a_time_is_no_emoji(composer: Composer) -> None:
    QTest.keyClicks(composer.edit, "at 10:30 and :)")
    assert offered(composer) == []


def test_the_list_of_canned_answers_opens_by_key(pane: ConversationPane, composer: Composer, qtbot: QtBot) -> None:
    composer.edit.insertPlainText("Hi. ")
    QTest.keyClick(composer.edit, Qt.Key.Key_Semicolon, CTRL)
    picker = composer.window().findChild(Picker)
    assert picker is not None
    qtbot.waitUntil(picker.search.hasFocus)
    QTest.keyClicks(picker.search, "hub")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert composer.text == "Hi. Hold the button for ten seconds."
    QTest.keyClick(composer.edit, Qt.Key.Key_Semicolon, CTRL)
    with qtbot.assertNotEmitted(pane.left):
        QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert composer.edit.hasFocus()


def find(parent: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = parent.findChild(kind, name)
    assert isinstance(found, QWidget)
    return found


def test_canned_answers_are_made_changed_and_removed(kit: DeskKit, composer: Composer, qtbot: QtBot) -> None:
    composer.tools.manage_canned()
    editor = composer.window().findChild(CannedEditor)
    assert editor is not None
    find(editor, QPushButton, "newCanned").click()  # type: ignore[attr-defined]
    QTest.keyClicks(find(editor, QLineEdit, "shortcut"), "late")
    QTest.keyClicks(find(editor, QLineEdit, "title"), "Late parcel")
    QTest.keyClicks(find(editor, QPlainTextEdit, "variantText"), "It is late.")
    find(editor, QPushButton, "addVariant").click()  # type: ignore[attr-defined]
    second = editor._boxes[1]
    second.text.setPlainText("Es ist spät.")
    second.language.setCurrentIndex(second.language.findData("de"))
    find(editor, QPushButton, "saveCanned").click()  # type: ignore[attr-defined]
    saved = kit.desk.canned.find("late")[0]
    assert [(one.language, one.text) for one in saved.variants] == [("", "It is late."), ("de", "Es ist spät.")]
    find(editor, QPushButton, "removeCanned").click()  # type: ignore[attr-defined]
    assert kit.desk.canned.find("late") == []
    find(editor, QPushButton, "restoreCanned").click()  # type: ignore[attr-defined]
    assert kit.desk.canned.find("late")[0].title == "Late parcel"
    find(editor, QLineEdit, "shortcut").setText("refund")  # type: ignore[attr-defined]
    find(editor, QPushButton, "saveCanned").click()  # type: ignore[attr-defined]
    assert editor.bars.current("error") is not None
    assert len(find(editor, QWidget, "cannedList").findChildren(QComboBox)) == 0
    editor.close()


def test_a_quote_goes_into_the_reply_as_the_network_writes_it(
    kit: DeskKit, pane: ConversationPane, composer: Composer, qtbot: QtBot
) -> None:
    pane.posts.setFocus()
    pane.reveal(pane.column.messages[-1].id)
    qtbot.waitUntil(lambda: pane.column.current_post() is not None)
    pane.current.quote()
    assert composer.text == "“Where is my order?”\n"
    assert composer.edit.hasFocus()
    place = composer._place
    assert place is not None
    composer._place = replace(place, network=replace(place.network, markup="markdown"))
    composer.edit.clear()
    message = replace(pane.column.messages[-1], text="First line\n\n> older\nSecond line")
    composer.tools.quote(message)
    assert composer.text == "> First line\n> Second line\n\n"
    composer.tools.quote(message, "just\nthis")
    assert composer.text.endswith("> just\n> this\n\n")
    assert QApplication.focusWidget() is composer.edit
