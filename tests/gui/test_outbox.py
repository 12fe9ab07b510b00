"""The outbox: each delivery says how it stands and why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateTimeEdit, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.rows import DeliveryRow
from agent_desk.views.outbox import OutboxScreen
from tests.gui.desk_kit import DeskKit

S, R = DeliveryState, Reason


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def screen(kit: DeskKit, qtbot: QtBot) -> OutboxScreen:
    screen = OutboxScreen(kit.desk, kit.acts, kit.news)
    qtbot.addWidget(screen)
    screen.resize(1000, 600)
    with qtbot.waitExposed(screen):
        screen.show()
    return screen


def reply(kit: DeskKit, text: str, key: str = "thread") -> DeliveryRow:
    conversation = kit.post(key=key)
    rows: list[DeliveryRow] = []
    kit.acts.do(lambda: kit.desk.replies.send(conversation, text), lambda sent: rows.append(sent.delivery))
    return rows[0]


def spoken(screen: OutboxScreen) -> list[str]:
    model = screen.model
    return [str(model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for at in range(model.rowCount())]


def said(screen: OutboxScreen, name: str) -> str:
    found = screen.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def click(screen: OutboxScreen, qtbot: QtBot, name: str) -> None:
    def found() -> list[QPushButton]:
        return [one for one in screen.findChildren(QPushButton, name) if one.isVisibleTo(screen)]

    qtbot.waitUntil(lambda: bool(found()))
    QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def test_an_empty_outbox_says_so(screen: OutboxScreen) -> None:
    assert any(one.text() == "Nothing on its way" for one in screen.findChildren(QLabel) if one.isVisibleTo(screen))


def test_what_needs_somebody_comes_first(kit: DeskKit, screen: OutboxScreen) -> None:
    going = reply(kit, "going", "a")
    refused = reply(kit, "refused", "b")
    gone = reply(kit, "gone", "c")
    kit.step(gone, (S.STOPPED, R.LOCKED, ""), (S.DISCARDED, R.DISCARDED_BY_AGENT, ""))
    kit.step(refused, (S.SENDING, R.NONE, ""), (S.REJECTED, R.REFUSED_BY_VENUE, "Too many links"))
    lines = spoken(screen)
    assert [line.split(".")[0] for line in lines] == ["Refused", "Queued", "Discarded"]
    assert "To Ana Lopes on Acme 1" in lines[0]
    assert "Too many links" in lines[0]
    assert said(screen, "outboxCount") == "1 needs you · 1 on its way · 1 ended lately"
    assert going.state is S.QUEUED


def test_the_chosen_one_shows_its_history(kit: DeskKit, screen: OutboxScreen) -> None:
    row = reply(kit, "Hello Ana")
    kit.step(row, (S.SENDING, R.UNDO_WINDOW, ""), (S.RETRYING, R.UNREACHABLE, "connection refused"), due_in=40_000)
    assert said(screen, "detailState") == "Will be tried again"
    assert said(screen, "detailSentence") == "Not sent yet, the venue cannot be reached. Next try in 40 s"
    assert said(screen, "detailText") == "Hello Ana"
    shown = [one.text() for one in screen.detail.findChildren(QLabel)]
    steps = ["Queued: can still be undone", "Sending", "Will be tried again: the venue cannot be reached"]
    assert [any(line.startswith(step) for line in shown) for step in steps] == [True] * 3
    assert "Sending" in shown
    kit.now += 30_000
    screen.refresh_words()
    assert "in 10 s" in said(screen, "detailSentence")


def test_keys_work_in_the_list(kit: DeskKit, screen: OutboxScreen, qtbot: QtBot) -> None:
    row = reply(kit, "Hello")
    kit.step(row, (S.SENDING, R.NONE, ""), (S.RETRYING, R.UNREACHABLE, ""), due_in=600_000)
    screen.activateWindow()
    screen.list.setFocus()
    qtbot.waitUntil(screen.list.hasFocus)
    QTest.keyClick(screen.list, Qt.Key.Key_R)
    assert kit.desk.outbox.get(row.id).due_at == kit.now
    with qtbot.waitSignal(screen.conversation_wanted) as wanted:
        QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert wanted.args == [row.conversation_id]
    with qtbot.waitSignal(screen.conversation_wanted):
        QTest.keyClick(screen.list, Qt.Key.Key_E)
    draft = kit.desk.drafts.get(row.conversation_id)
    assert draft is not None
    assert draft.text == "Hello"


def test_discarding_is_asked_first(kit: DeskKit, screen: OutboxScreen, qtbot: QtBot) -> None:
    row = reply(kit, "Hello")
    kit.step(row, (S.STOPPED, R.TARGET_GONE, ""))
    click(screen, qtbot, "discard")
    assert kit.desk.outbox.get(row.id).state is S.STOPPED
    click(screen, qtbot, "confirmDiscard")
    assert kit.desk.outbox.get(row.id).state is S.DISCARDED
    assert spoken(screen)[0].startswith("Discarded")


def test_nobody_resends_what_may_have_arrived_without_saying_so(
    kit: DeskKit, screen: OutboxScreen, qtbot: QtBot
) -> None:
    row = reply(kit, "Hello")
    kit.step(
        row, (S.SENDING, R.NONE, ""), (S.UNKNOWN, R.OUTCOME_UNKNOWN, ""), (S.NEEDS_HUMAN, R.CANNOT_TELL, "two seen")
    )
    offered = {one.objectName(): one.text() for one in screen.detail.buttons()}
    assert offered["send_anyway"] == "It is not there: send again"
    assert "back_to_draft" not in offered
    assert said(screen, "detailReason") == "“two seen”"
    click(screen, qtbot, "send_anyway")
    assert kit.desk.outbox.get(row.id).forced


def test_the_chosen_one_stays_chosen(kit: DeskKit, screen: OutboxScreen) -> None:
    first, second = reply(kit, "one", "a"), reply(kit, "two", "b")
    screen.list.select(second.id)
    kit.step(first, (S.SENDING, R.NONE, ""))
    reply(kit, "three", "c")
    assert screen.list.current_id() == second.id
    assert said(screen, "detailText") == "two"


def test_an_act_that_comes_too_late_says_so(kit: DeskKit, screen: OutboxScreen, qtbot: QtBot) -> None:
    row = reply(kit, "Hello")
    undo = next(one for one in screen.detail.buttons() if one.objectName() == "undo")
    with kit.desk.ground.act() as (nouns, _tally):
        nouns.deliveries.step(nouns.deliveries.get(row.id), Step(S.SENDING), kit.now)
    undo.click()
    assert any("Too late" in one.text() for one in screen.findChildren(QLabel))


def test_a_reply_can_be_given_another_time(kit: DeskKit, screen: OutboxScreen, qtbot: QtBot) -> None:
    row = reply(kit, "Later would be better.")
    click(screen, qtbot, "reschedule")
    bar = screen.bars.current("ask")
    assert bar is not None
    tomorrow = kit.now + 20 * 3600 * 1000
    field = bar.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    field.setDateTime(QDateTime.fromMSecsSinceEpoch(tomorrow))
    next(one for one in bar.findChildren(QPushButton) if one.text() == "Send then").click()
    moved = kit.desk.outbox.get(row.id)
    assert (moved.not_before, moved.reason) == (tomorrow, R.SCHEDULED)


def test_a_time_that_is_over_is_refused_in_words(kit: DeskKit, screen: OutboxScreen) -> None:
    row = reply(kit, "Yesterday?")
    screen._work.reschedule(row, kit.now - 1)
    bar = screen.bars.current("error")
    assert bar is not None
    assert "time to come" in bar.accessibleName()


def test_what_left_long_ago_is_found_page_by_page(kit: DeskKit, screen: OutboxScreen) -> None:
    old = reply(kit, "Sent long ago.")
    kit.desk.outbox.discard(old.id)
    kit.now += 40 * 24 * 3600 * 1000
    new = reply(kit, "Sent just now.", key="other")
    kit.desk.outbox.discard(new.id)
    screen.refresh()
    assert not any("Sent long ago." in line for line in spoken(screen))
    assert screen.more.isVisible()
    screen.more.click()
    assert any("Sent long ago." in line for line in spoken(screen))
    assert not screen.more.isVisible()


def test_a_chosen_undo_window_counts_for_replies(kit: DeskKit) -> None:
    kit.desk.replies.undo_window = 30_000
    row = reply(kit, "Half a minute.")
    assert (row.not_before - kit.now, row.reason) == (30_000, R.UNDO_WINDOW)
