"""Writing an answer: what is shown as saved is on disk, what does not fit cannot be sent, and one Send sends once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.errors import StoreFull
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.venues import Capability, LengthUnit, Limits, VenueState
from agent_desk.views.composer import Composer
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import LIMITS, DeskKit


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
    return pane


@pytest.fixture
def composer(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> Composer:
    pane.show_conversation(kit.post())
    pane.activateWindow()
    pane.composer.take_focus()
    qtbot.waitUntil(pane.composer.edit.hasFocus)
    return pane.composer


def text(composer: QWidget, name: str) -> str:
    found = composer.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisibleTo(composer) else ""


def enabled(composer: Composer) -> tuple[bool, bool]:
    return composer.foot.send_button.isEnabled(), composer.foot.resolve_button.isEnabled()


def draft(kit: DeskKit, pane: ConversationPane) -> str:
    found = kit.desk.drafts.get(pane.conversation_id or "")
    return found.text if found else ""


@pytest.mark.parametrize(
    ("typed", "counter", "problem"),
    [
        ("", "300 left of 300", ""),
        ("é" * 3, "297 left of 300", ""),
        ("👩\u200d👩\u200d👧" * 300, "0 left of 300", ""),
        ("x" * 301, "", "1 character too long: shorten it"),
    ],
)
def test_counts_in_the_unit_of_the_venue_and_stops_hard(
    kit: DeskKit, pane: ConversationPane, composer: Composer, typed: str, counter: str, problem: str
) -> None:
    composer.edit.insertPlainText(typed)
    assert text(composer, "counter") == counter
    assert text(composer, "problem") == problem
    sendable = bool(typed) and not problem
    assert enabled(composer) == (sendable, sendable)
    composer.send()
    assert len(kit.desk.outbox.rows()) == sendable
    assert pane.bars.current("error") is None


def test_a_limit_in_bytes_is_said_in_bytes(kit: DeskKit, pane: ConversationPane) -> None:
    assert kit.venue.profile is not None
    profile = replace(kit.venue.profile, limits=Limits(text_max=10, unit=LengthUnit.BYTES))
    pane.show_conversation(kit.post(key="b", venue=kit.add_venue(profile=profile)))
    pane.composer.edit.insertPlainText("ééé")
    assert text(pane.composer, "counter") == "4 bytes left of 10"


def test_says_who_will_read_it(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    assert text(composer, "readers") == "Public on Demo, as @acme.example"
    pane.show_conversation(kit.post(key="dm", kind=ConversationKind.DIRECT))
    assert text(composer, "readers") == "Private on Demo, as @acme.example"


def test_saved_is_said_only_after_the_disk_has_it(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    kit.acts.held = True
    composer.edit.insertPlainText("H")
    composer.edit.insertPlainText("i")
    composer.edit.insertPlainText("!")
    assert text(composer, "saved") == "Saving…"
    assert draft(kit, pane) == ""
    assert len(kit.acts.waiting) == 1
    kit.acts.run()
    assert text(composer, "saved") == "Saved"
    assert draft(kit, pane) == "Hi!"


def test_a_draft_that_cannot_be_saved_says_so(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    kit.acts.fail_next = StoreFull()
    composer.edit.insertPlainText("Hi")
    assert text(composer, "saved") == "Not saved: it is in this window only"
    assert any("disk is full" in one.text() for one in pane.findChildren(QLabel))
    composer.edit.insertPlainText("!")
    assert draft(kit, pane) == "Hi!"


def test_switching_saves_and_coming_back_restores(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    first = pane.conversation_id
    second = kit.post(key="other")
    kit.acts.held = True
    composer.edit.insertPlainText("one")
    composer.edit.insertPlainText(" two")
    pane.show_conversation(second)
    assert composer.text == ""
    composer.edit.insertPlainText("elsewhere")
    kit.acts.run()
    assert composer.text == "elsewhere"
    pane.show_conversation(first)
    assert composer.text == "one two"
    kit.acts.run()
    assert kit.desk.drafts.get(second) is not None


def test_emptying_the_field_discards_the_draft(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    composer.edit.insertPlainText("Hi")
    composer.edit.clear()
    assert kit.desk.drafts.get(pane.conversation_id or "") is None
    assert text(composer, "saved") == ""


def test_a_draft_changed_elsewhere_is_shown(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    kit.acts.do(lambda: kit.desk.drafts.save(pane.conversation_id or "", "from the command line"))
    assert composer.text == "from the command line"


def test_send_sends_once_and_keeps_the_text_until_then(
    kit: DeskKit, pane: ConversationPane, composer: Composer, qtbot: QtBot
) -> None:
    composer.edit.insertPlainText("On its way")
    kit.acts.held = True
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(kit.acts.waiting) == 1
    QTest.mouseClick(composer.foot.send_button, Qt.MouseButton.LeftButton)
    assert composer.text == "On its way"
    assert enabled(composer) == (False, False)
    kit.acts.run()
    assert composer.text == ""
    assert [row.text for row in kit.desk.outbox.rows()] == ["On its way"]
    assert draft(kit, pane) == ""
    assert kit.desk.inbox.row(pane.conversation_id or "").status is Status.OPEN


def test_a_send_that_fails_gives_the_text_back(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    kit.acts.held = True
    composer.edit.insertPlainText("On")
    composer.edit.insertPlainText(" its way")
    composer.send()
    kit.acts.waiting.pop(0)()
    kit.acts.fail_next = StoreFull()
    kit.acts.run()
    assert composer.text == "On its way"
    assert enabled(composer) == (True, True)
    assert kit.desk.outbox.rows() == []
    assert draft(kit, pane) == "On its way"
    assert any("disk is full" in one.text() for one in pane.findChildren(QLabel))


def test_send_and_resolve_resolves_and_undo_reopens(
    kit: DeskKit, pane: ConversationPane, composer: Composer, qtbot: QtBot
) -> None:
    conversation = pane.conversation_id or ""
    composer.edit.insertPlainText("Done")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(pane.dealt_with):
        QTest.keyClick(composer.edit, Qt.Key.Key_Return, both)
    assert kit.desk.inbox.row(conversation).status is Status.RESOLVED
    assert pane.undo_last()
    assert kit.desk.inbox.row(conversation).status is Status.OPEN
    assert composer.text == "Done"
    assert draft(kit, pane) == "Done"
    assert not pane.undo_last()


def test_undo_never_loses_what_was_typed_since(kit: DeskKit, pane: ConversationPane, composer: Composer) -> None:
    composer.edit.insertPlainText("first")
    composer.send()
    composer.edit.insertPlainText("second")
    kit.acts.held = True
    pane.undo_last()
    assert composer.edit.isReadOnly()
    kit.acts.run()
    assert composer.text == "first\n\nsecond"
    assert not composer.edit.isReadOnly()


@pytest.mark.parametrize(
    ("changes", "said", "venue_page"),
    [
        ({"read_only": True}, "connected for reading only", True),
        ({"may": frozenset({Capability.READ})}, "may not answer", True),
    ],
)
def test_a_closed_composer_says_why(
    kit: DeskKit, pane: ConversationPane, changes: dict[str, object], said: str, venue_page: bool, qtbot: QtBot
) -> None:
    assert kit.venue.profile is not None
    profile = replace(kit.venue.profile, may=changes.pop("may", kit.venue.profile.may))  # type: ignore[arg-type]
    venue = kit.add_venue(profile=profile, **changes)
    pane.show_conversation(kit.post(key="closed", venue=venue))
    assert not pane.composer.is_open()
    closed = pane.composer.findChild(QWidget, "closed")
    assert closed is not None
    assert said in closed.accessibleName()
    shown = pane.composer.findChild(QPushButton, "showVenue")
    assert shown is not None
    assert shown.isVisibleTo(pane) is venue_page
    with qtbot.waitSignal(pane.venue_wanted) as wanted:
        QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
    assert wanted.args == [venue.id]


def test_a_locked_conversation_closes_the_composer_and_keeps_the_draft(
    kit: DeskKit, pane: ConversationPane, composer: Composer
) -> None:
    composer.edit.insertPlainText("kept")
    with kit.desk.ground.act() as (nouns, _tally):
        nouns.conversations.set_locked(pane.conversation_id or "", True)
    pane.refresh()
    assert not composer.is_open()
    closed = composer.findChild(QWidget, "closed")
    assert closed is not None
    assert "Your draft is kept." in closed.accessibleName()
    composer.send()
    assert kit.desk.outbox.rows() == []


def test_a_venue_that_wants_a_new_sign_in_warns_only(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post(key="s", venue=kit.add_venue(state=VenueState.SIGN_IN)))
    assert pane.composer.is_open()
    assert "wait in the outbox" in text(pane.composer, "composerWarning")


def test_files_are_attached_by_drop_and_ask_for_a_description(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    path = tmp_path / "chart.png"
    assert picture.save(str(path))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    composer.edit.insertFromMimeData(dropped)
    assert text(composer, "problem") == "1 picture without a description"
    assert enabled(composer) == (True, True)
    alt = composer.findChild(QLineEdit, "alt0")
    assert alt is not None
    alt.setText("All three lines drop to zero")
    assert text(composer, "problem") == ""
    composer.send()
    sent = kit.desk.outbox.rows()[0].media
    assert [one.alt for one in sent] == ["All three lines drop to zero"]
    assert Path(sent[0].path).parent != tmp_path
    assert composer.attachments.media == ()


def test_nothing_leaves_without_the_file_that_is_being_attached(
    kit: DeskKit, composer: Composer, tmp_path: Path
) -> None:
    path = tmp_path / "chart.png"
    assert QImage(8, 8, QImage.Format.Format_RGB32).save(str(path))
    composer.edit.insertPlainText("See the chart")
    kit.acts.held = True
    composer.attach([path])
    assert enabled(composer) == (False, False)
    composer.send()
    kit.acts.run()
    assert kit.desk.outbox.rows() == []
    composer.send()
    kit.acts.run()
    assert len(kit.desk.outbox.rows()[0].media) == 1


def test_a_pasted_picture_becomes_a_file_and_limits_hold(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    pasted = QMimeData()
    pasted.setImageData(picture)
    for _ in range(LIMITS.media_max):
        composer.edit.insertFromMimeData(pasted)
    assert len(composer.attachments.media) == LIMITS.media_max
    path = tmp_path / "more.png"
    picture.save(str(path))
    composer.attach([path])
    assert len(composer.attachments.media) == LIMITS.media_max
    remove = composer.findChild(QWidget, "removeAttachment0")
    assert remove is not None
    remove.click()  # type: ignore[attr-defined]
    assert len(composer.attachments.media) == LIMITS.media_max - 1


def test_a_file_the_venue_does_not_take_is_refused(
    kit: DeskKit, pane: ConversationPane, composer: Composer, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    composer.attach([path])
    assert composer.attachments.media == ()
    assert any("does not take this file" in one.text() for one in pane.findChildren(QLabel))


def test_a_retry_that_is_taken_back_from_elsewhere_comes_back(
    kit: DeskKit, pane: ConversationPane, composer: Composer
) -> None:
    composer.edit.insertPlainText("answer")
    composer.send()
    row = kit.desk.outbox.rows()[0]
    kit.step(row, (DeliveryState.STOPPED, Reason.ANSWERED_MEANWHILE, ""))
    composer.edit.insertPlainText("new words")
    kit.acts.do(lambda: kit.desk.outbox.undo(row.id))
    assert composer.text == "answer\n\nnew words"
