"""Notes, direct messages and who reads an answer: what is private stays so, and more readers are never a surprise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.posts import Visibility
from agent_desk.domain.venues import Capability
from agent_desk.views.composer import Composer, Order, Tab
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import DeskKit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


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


def opened(kit: DeskKit, pane: ConversationPane, qtbot: QtBot, **post: object) -> Composer:
    pane.show_conversation(kit.post(**post))  # type: ignore[arg-type]
    pane.composer.take_focus()
    qtbot.waitUntil(pane.composer.field.hasFocus)
    return pane.composer


def text(composer: QWidget, name: str) -> str:
    found = composer.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisibleTo(composer) else ""


def click(pane: QWidget, name: str) -> None:
    found = pane.findChild(QPushButton, name)
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def tab(composer: Composer) -> Tab:
    return composer.head.tab


def parts(composer: Composer) -> tuple[str, ...]:
    return composer.parts.shown


def tabs(composer: Composer) -> list[str]:
    bar = composer.findChild(QTabBar, "composerTabs")
    assert bar is not None
    return [bar.tabText(at) for at in range(bar.count()) if bar.isTabVisible(at)]


def test_a_note_has_its_own_draft_and_never_leaves(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("Dear customer")
    QTest.keyClick(composer.field, Qt.Key.Key_M, CTRL | SHIFT)
    assert composer.field is composer.note_edit
    assert composer.note_edit.hasFocus()
    composer.note_edit.insertPlainText("She is right")
    assert text(composer, "readers") == "Only the team reads this"
    assert composer.foot.send_button.accessibleName() == "Add note"
    draft = kit.desk.drafts.get(pane.conversation_id or "")
    assert draft is not None
    assert (draft.text, draft.note) == ("Dear customer", "She is right")
    QTest.keyClick(composer.note_edit, Qt.Key.Key_Return, CTRL)
    assert kit.desk.outbox.rows() == []
    assert [note.text for note in kit.desk.notes.of(pane.conversation_id or "")] == ["She is right"]
    assert composer.note_edit.toPlainText() == ""
    assert composer.field is composer.note_edit
    QTest.keyClick(composer.note_edit, Qt.Key.Key_M, CTRL | SHIFT)
    assert composer.text == "Dear customer"


def test_both_drafts_outlive_the_window(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    first = pane.conversation_id
    composer.edit.insertPlainText("reply")
    pane.focus_note()
    kit.acts.held = True
    composer.note_edit.insertPlainText("no")
    composer.note_edit.insertPlainText("te")
    pane.show_conversation(kit.post(key="other"))
    assert (composer.text, composer.note_edit.toPlainText()) == ("", "")
    kit.acts.run()
    pane.show_conversation(first)
    assert (composer.text, composer.note_edit.toPlainText()) == ("reply", "note")
    assert tab(composer) is Tab.REPLY


def test_a_draft_of_a_note_alone_opens_as_a_note(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    conversation = kit.post(key="noted")
    kit.desk.drafts.save_note(conversation, "look at the log")
    pane.show_conversation(conversation)
    assert pane.composer.head.tab is Tab.NOTE
    assert pane.composer.note_edit.toPlainText() == "look at the log"


def test_a_note_can_be_written_where_no_answer_can(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post(key="ro", venue=kit.add_venue(read_only=True)))
    assert not pane.composer.is_open()
    pane.focus_note()
    pane.composer.note_edit.insertPlainText("for the team")
    pane.composer.send(Order(resolve=True))
    conversation = pane.conversation_id or ""
    assert [note.text for note in kit.desk.notes.of(conversation)] == ["for the team"]
    assert kit.desk.inbox.row(conversation).status is Status.RESOLVED


def test_moving_to_a_direct_message_keeps_the_words(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    assert tabs(composer) == ["Reply", "Private note", "Direct message"]
    composer.edit.insertPlainText("Your order number, please")
    QTest.keyClick(composer.edit, Qt.Key.Key_R, CTRL | SHIFT)
    assert tab(composer) is Tab.DIRECT
    assert composer.text == "Your order number, please"
    assert text(composer, "readers") == "Only Ana Lopes reads this, on Demo, from @acme.example"
    assert composer.foot.send_button.accessibleName() == "Send privately"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, CTRL)
    assert [row.visibility for row in kit.desk.outbox.rows()] == [Visibility.DIRECT]
    assert tab(composer) is Tab.REPLY


def test_a_direct_message_that_was_begun_comes_back_as_one(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    conversation = pane.conversation_id
    composer.show_tab(Tab.DIRECT)
    composer.edit.insertPlainText("secret")
    pane.show_conversation(kit.post(key="other"))
    pane.show_conversation(conversation)
    assert tab(composer) is Tab.DIRECT


def test_a_direct_message_taken_back_stays_one(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.show_tab(Tab.DIRECT)
    composer.edit.insertPlainText("secret")
    composer.send()
    pane.focus_note()
    pane.undo_last()
    assert composer.text == "secret"
    assert tab(composer) is Tab.DIRECT
    pane.focus_note()
    QTest.keyClick(composer.note_edit, Qt.Key.Key_M, CTRL | SHIFT)
    assert tab(composer) is Tab.DIRECT


@pytest.mark.parametrize("missing", [Capability.DIRECT, None])
def test_no_direct_message_where_it_cannot_be(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot, missing: Capability | None
) -> None:
    if missing is None:
        composer = opened(kit, pane, qtbot, key="d", visibility=Visibility.DIRECT)
    else:
        assert kit.venue.profile is not None
        may = kit.venue.profile.may - {missing, Capability.VISIBILITY}
        venue = kit.add_venue(profile=_with_may(kit, may))
        composer = opened(kit, pane, qtbot, key="d", venue=venue)
    assert tabs(composer) == ["Reply", "Private note"]
    composer.show_tab(Tab.DIRECT)
    assert tab(composer) is Tab.REPLY


def test_a_direct_message_that_is_no_longer_possible_is_never_made_public(kit: DeskKit, pane: ConversationPane) -> None:
    assert kit.venue.profile is not None
    may = kit.venue.profile.may - {Capability.DIRECT, Capability.VISIBILITY}
    conversation = kit.post(key="lost", venue=kit.add_venue(profile=_with_may(kit, may)))
    kit.desk.drafts.save(conversation, "secret", visibility=Visibility.DIRECT)
    pane.show_conversation(conversation)
    composer = pane.composer
    composer.send()
    assert kit.desk.outbox.rows() == []
    assert composer.text == "secret"
    assert [action.objectName() for action in composer.head.chooser.menu().actions()] == [
        "visibility.public",
        "visibility.direct",
    ]
    composer.head.chooser.menu().actions()[0].trigger()
    composer.send()
    assert [row.visibility for row in kit.desk.outbox.rows()] == [None]


def _with_may(kit: DeskKit, may: frozenset[Capability]) -> object:
    from dataclasses import replace

    assert kit.venue.profile is not None
    return replace(kit.venue.profile, may=may)


def test_more_readers_than_the_post_had_must_be_agreed_to(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot, key="f", visibility=Visibility.FOLLOWERS)
    composer.edit.insertPlainText("About your invoice")
    assert text(composer, "alarm") == ""
    composer.head.visibility_chosen.emit(Visibility.PUBLIC)
    assert "Everybody will be able to read your answer." in text(composer, "alarm")
    assert composer.foot.send_button.accessibleName() == "Send to more readers"
    conversation = pane.conversation_id
    pane.show_conversation(kit.post(key="other"))
    pane.show_conversation(conversation)
    composer.send()
    assert kit.desk.outbox.rows() == []
    bar = composer.bars.current("readers")
    assert bar is not None
    click(bar, "keepNarrow")
    composer.send()
    assert [row.visibility for row in kit.desk.outbox.rows()] == [None]


def test_who_chose_more_readers_for_this_post_is_not_asked_twice(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    composer = opened(kit, pane, qtbot, key="f", visibility=Visibility.FOLLOWERS)
    composer.edit.insertPlainText("Good news for everybody")
    composer.head.visibility_chosen.emit(Visibility.PUBLIC)
    composer.send()
    assert [row.visibility for row in kit.desk.outbox.rows()] == [Visibility.PUBLIC]


def test_turning_to_a_private_post_asks_anew(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot, key="m", visibility=Visibility.UNLISTED)
    composer.edit.insertPlainText("Hello")
    composer.head.visibility_chosen.emit(Visibility.PUBLIC)
    kit.post("Only for you", key="m", visibility=Visibility.DIRECT)
    assert "The post it answers is private." in text(composer, "alarm")
    composer.send()
    assert kit.desk.outbox.rows() == []
    bar = composer.bars.current("readers")
    assert bar is not None
    click(bar, "sendWider")
    assert [row.visibility for row in kit.desk.outbox.rows()] == [Visibility.PUBLIC]


def test_a_content_warning_goes_with_the_answer(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("It was the spider")
    QTest.keyClick(composer.edit, Qt.Key.Key_W, CTRL | SHIFT)
    assert composer.warning_edit.hasFocus()
    QTest.keyClicks(composer.warning_edit, "Spiders")
    draft = kit.desk.drafts.get(pane.conversation_id or "")
    assert draft is not None
    assert draft.warning == "Spiders"
    QTest.keyClick(composer.warning_edit, Qt.Key.Key_Return, CTRL)
    assert [row.warning for row in kit.desk.outbox.rows()] == ["Spiders"]
    assert not composer.warning_edit.isVisible()


def test_too_long_an_answer_is_shown_in_parts_before_it_leaves(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("We looked into it. " * 30)
    assert composer.split_button.text() == "Split into 2 numbered posts"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, CTRL)
    assert kit.desk.outbox.rows() == []
    shown = composer.parts.shown
    assert [part[-3:] for part in shown] == ["1/2", "2/2"]
    assert "left of 300" in " ".join(one.text() for one in composer.parts.findChildren(QLabel))
    composer.edit.insertPlainText("And more. " * 30)
    assert len(composer.parts.shown) == 3
    click(composer, "sendParts")
    rows = kit.desk.outbox.rows()
    assert [(row.part, row.parts) for row in rows] == [(1, 3), (2, 3), (3, 3)]
    assert composer.text == ""
    assert parts(composer) == ()


def test_shortened_text_needs_no_parts(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("x " * 200)
    composer.send()
    assert composer.parts.shown
    composer.edit.setPlainText("short")
    assert parts(composer) == ()
    composer.send()
    assert [row.text for row in kit.desk.outbox.rows()] == ["short"]


def test_the_sign_off_is_shown_counted_and_can_be_left_off(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    kit.desk.agent.set("Mira", "Mira, Acme")
    kit.desk.venues.set_sign_off(kit.venue.id, True)
    composer = opened(kit, pane, qtbot)
    assert text(composer, "counter") == "300 left of 300"
    composer.edit.insertPlainText("Done")
    assert text(composer, "signOff") == "Ends with: Mira, Acme"
    assert text(composer, "counter") == "284 left of 300"
    composer.send()
    assert kit.desk.outbox.rows()[0].text == "Done\n\nMira, Acme"
    pane.undo_last()
    assert composer.text == "Done\n\nMira, Acme"
    composer.send()
    assert kit.desk.outbox.rows()[-1].text == "Done\n\nMira, Acme"
    composer.edit.insertPlainText("Once more")
    click(composer, "leaveOff")
    composer.send()
    assert kit.desk.outbox.rows()[-1].text == "Once more"


def test_send_and_next_asks_for_the_next_conversation(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("Done")
    with qtbot.waitSignal(pane.next_wanted):
        QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert len(kit.desk.outbox.rows()) == 1
    assert kit.desk.inbox.row(pane.conversation_id or "").status is Status.OPEN


def test_a_reply_can_leave_later(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("Good morning")
    at = kit.now + 3_600_000
    composer.send(Order(at=at))
    assert [row.not_before for row in kit.desk.outbox.rows()] == [at]


def test_a_time_that_has_passed_is_refused_and_keeps_the_words(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    composer = opened(kit, pane, qtbot)
    composer.edit.insertPlainText("Good morning")
    composer.send(Order(at=kit.now - 1))
    assert kit.desk.outbox.rows() == []
    assert composer.text == "Good morning"
    draft = kit.desk.drafts.get(pane.conversation_id or "")
    assert draft is not None
    assert draft.text == "Good morning"
