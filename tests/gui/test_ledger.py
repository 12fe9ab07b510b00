"""The ledger, closing the day, approvals, customers and merging, worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Role
from agent_desk.views.approvals import ApprovalsScreen
from agent_desk.views.context import ContextPane
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.delivery_words import sentence
from agent_desk.views.errands import Errands
from agent_desk.views.inbox import InboxPane
from agent_desk.views.ledger import LedgerScreen
from agent_desk.views.merging.picker import MergePicker
from agent_desk.views.ready_made import view
from agent_desk.views.tools import Tools
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector


@pytest.fixture
def kit(tmp_path: Path, qtbot: QtBot) -> Iterator[DeskKit]:
    made = DeskKit(tmp_path)
    yield made
    made.close()


@pytest.fixture
def tools(kit: DeskKit) -> Tools:
    errands = Errands(kit.acts, lambda error: None)
    return Tools(kit.desk, kit.acts, kit.news, FakeCollector(), kit.settings, errands)


def _shown(qtbot: QtBot, screen: QWidget) -> None:
    qtbot.addWidget(screen)
    screen.resize(1072, 720)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)


def _press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


@pytest.fixture
def ledger(kit: DeskKit, tools: Tools, qtbot: QtBot) -> LedgerScreen:
    kit.post("Where is my order?", key="a")
    kit.post("Lovely, thank you", key="b", author="Bo Lind")
    kit.post("Please make it blue", key="c", author="Cy Moor")
    screen = LedgerScreen(tools)
    _shown(qtbot, screen)
    return screen


def test_both_sides_stand_in_the_table_and_lead_to_their_posts(
    ledger: LedgerScreen, kit: DeskKit, qtbot: QtBot
) -> None:
    top = ledger.table.topLevelItem(0)
    assert top is not None
    assert [top.text(column) for column in range(ledger.table.columnCount())] == ["Today", "3", "3", "Even", "59 min"]
    assert [ledger.posts.list.topLevelItem(n).text(3) for n in range(3)] == [  # type: ignore[union-attr]  # three posts
        "Where is my order?",
        "Lovely, thank you",
        "Please make it blue",
    ]
    with qtbot.waitSignal(ledger.conversation_wanted) as wanted:
        ledger.posts.list.setFocus()
        _press(ledger.posts.list, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert kit.desk.inbox.row(wanted.args[0]).author_name == "Bo Lind"


def test_the_day_is_closed_by_keys_alone(ledger: LedgerScreen, kit: DeskKit) -> None:
    assert ledger.close_day.text() == "Close the day: 3 left"
    ledger.begin_closing()
    page = ledger.closing
    assert page.hasFocus()
    assert page.count.text() == "3 posts left"
    # The first is skipped; the second needs no answer, for the usual reason; the third is an idea, a known one.
    _press(page, Qt.Key.Key_S, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert page.count.text() == "2 posts left"
    _press(page, Qt.Key.Key_4, Qt.Key.Key_2)
    assert page.count.text() == "1 post left"
    by = {one.author_name: one.text for one in (kit.desk.inbox.row(row) for row in _left(kit))}
    assert by == {"Ana Lopes": "Where is my order?"}
    _press(page, Qt.Key.Key_Z)
    assert page.count.text() == "2 posts left"
    # Esc takes one step back: from the reasons, then from closing.
    _press(page, Qt.Key.Key_3, Qt.Key.Key_Escape)
    assert page.isVisible()
    _press(page, Qt.Key.Key_5, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1)
    assert page.progress.value() == page.progress.maximum() == 3
    assert "The day is closed" in page._empty.said()
    _press(page, Qt.Key.Key_Escape)
    assert ledger.table.isVisible()
    assert ledger.close_day.text() == "The day is closed"
    (line,) = kit.desk.balance.days(kit.desk.balance.today(), kit.desk.balance.today())
    assert (line.by, line.waiting) == ({Disposition.NO_ANSWER_NEEDED: 2, Disposition.MODERATED: 1}, 0)


def _left(kit: DeskKit) -> list[str]:
    return [kit.desk.inbox.message(one).conversation_id for one in kit.desk.balance.left()]


def test_a_post_dealt_with_meanwhile_falls_out(ledger: LedgerScreen, kit: DeskKit) -> None:
    ledger.begin_closing()
    first = kit.desk.balance.left()[0]
    kit.acts.do(lambda: kit.desk.balance.close([first], Disposition.IDEA))
    _press(ledger.closing, Qt.Key.Key_1, Qt.Key.Key_1)
    assert ledger.closing.count.text() == "2 posts left"


@pytest.fixture
def reviewed(kit: DeskKit) -> str:
    """A reply of somebody whose words are looked over; returns its id."""
    conversation = kit.post("Where is my order?")
    novice = kit.desk.roster.add("Nova", "nova", Role.AGENT).agent
    kit.desk.approvals.choose_venue(kit.venue.id, True)
    me, kit.desk.ground.seat.agent_id = kit.desk.ground.me, novice.id
    delivery = kit.desk.replies.send(conversation, "It left yesterday.").delivery.id
    kit.desk.ground.seat.agent_id = me
    return delivery


def test_a_reply_is_approved_by_key_and_the_approval_taken_back(
    reviewed: str, kit: DeskKit, tools: Tools, qtbot: QtBot
) -> None:
    screen = ApprovalsScreen(tools)
    _shown(qtbot, screen)
    screen.list.setFocus()
    said = sentence(kit.desk.outbox.get(reviewed), "us", kit.now)
    assert said.text == "Waits for a second pair of eyes before it leaves as us"
    _press(screen.list, Qt.Key.Key_A)
    assert kit.desk.outbox.get(reviewed).approval is Approval.GIVEN
    assert kit.desk.approvals.count() == 0
    screen.undo()
    assert kit.desk.outbox.get(reviewed).approval is Approval.WANTED
    assert screen.list.topLevelItemCount() == 1


def test_a_reply_is_refused_with_a_reason(reviewed: str, kit: DeskKit, tools: Tools, qtbot: QtBot) -> None:
    screen = ApprovalsScreen(tools)
    _shown(qtbot, screen)
    screen.list.setFocus()
    _press(screen.list, Qt.Key.Key_R)
    assert screen.detail.reason.hasFocus()
    _press(screen.detail.reason, Qt.Key.Key_Return)
    assert kit.desk.outbox.get(reviewed).state is DeliveryState.QUEUED, "a reason is wanted"
    QTest.keyClicks(screen.detail.reason, "say when it arrives")
    _press(screen.detail.reason, Qt.Key.Key_Return)
    row = kit.desk.outbox.get(reviewed)
    assert (row.state, row.detail) == (DeliveryState.DISCARDED, "say when it arrives")
    assert screen._nothing.isVisible()


def test_nobody_approves_their_own_from_the_screen(kit: DeskKit, tools: Tools, qtbot: QtBot) -> None:
    kit.desk.approvals.choose_venue(kit.venue.id, True)
    delivery = kit.desk.replies.send(kit.post(), "Yes.").delivery.id
    screen = ApprovalsScreen(tools)
    _shown(qtbot, screen)
    assert not screen.detail.approve.isEnabled()
    screen.approve()
    assert kit.desk.outbox.get(delivery).approval is Approval.WANTED


@pytest.fixture
def inbox(kit: DeskKit, qtbot: QtBot) -> InboxPane:
    for key in ("a", "b", "c"):
        kit.post(f"Question {key}", key=key)
    pane = InboxPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now)
    pane.show_view(view("all"))
    _shown(qtbot, pane)
    return pane


def _picker(pane: QWidget) -> MergePicker:
    found = [one for one in pane.findChildren(MergePicker) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_several_are_merged_from_the_list_and_taken_apart_by_one_undo(inbox: InboxPane, kit: DeskKit) -> None:
    rows = inbox.list.rows()
    inbox.list.marks.add(row.id for row in rows[:2])
    inbox._acts.slots()["conversation.merge"]()
    picker = _picker(inbox.list)
    assert picker.list.count() == 1
    _press(picker.search, Qt.Key.Key_Return)
    root = kit.desk.merging.root(rows[0].id)
    assert root == rows[2].id
    assert [row.id for row in inbox.list.rows()] == [root]
    inbox._acts.undo()
    assert {row.id for row in inbox.list.rows()} == {row.id for row in rows}


def test_any_conversation_is_found_by_its_number(inbox: InboxPane, kit: DeskKit) -> None:
    other = kit.post("Somebody else's", key="d", author="Bo Lind")
    number = kit.desk.inbox.row(other).number
    row = inbox.list.rows()[-1]
    inbox._acts._merge.ask((row.id,), inbox.mapToGlobal(inbox.rect().center()), inbox.list)
    picker = _picker(inbox.list)
    QTest.keyClicks(picker.search, f"#{number}")
    _press(picker.search, Qt.Key.Key_Return)
    assert kit.desk.merging.root(row.id) == other


def test_a_merged_post_says_where_it_stands(inbox: InboxPane, kit: DeskKit, qtbot: QtBot) -> None:
    from agent_desk.views.conversation import ConversationPane

    one, two, _three = inbox.list.rows()
    kit.desk.merging.merge([two.id], one.id)
    pane = ConversationPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now)
    _shown(qtbot, pane)
    pane.show_conversation(two.id)
    assert pane.conversation_id == one.id
    homes = {item.message.text: item.home for item in pane.posts.items() if isinstance(item, PostItem)}
    assert homes == {one.text: "", two.text: f"#{two.number} {two.venue_label}"}
    pane.flush()


def test_authors_are_linked_from_a_suggestion_and_the_link_undone(kit: DeskKit, qtbot: QtBot) -> None:
    first = kit.post("Hello", key="a")
    elsewhere = kit.add_venue()
    kit.post("Hello there", key="b", venue=elsewhere)
    pane = ContextPane(kit.desk, kit.acts, kit.news, kit.settings)
    _shown(qtbot, pane)
    pane.show_conversation(first)
    _button(pane, "linkSuggested").click()
    author = kit.desk.inbox.open(first).messages[0].author.id
    customer = kit.desk.customers.of_author(author)
    assert customer is not None
    assert {one.venue_label for one in customer.identities} == {kit.venue.label, elsewhere.label}
    undo: Callable[[], object] = _button(pane, "", "Undo").click
    undo()
    assert kit.desk.customers.of_author(author) is None
    _button(pane, "linkSuggested").click()
    _button(pane, "unlink").click()
    field = next(one for one in pane.findChildren(QLineEdit) if one.isVisible())
    QTest.keyClicks(field, "another person")
    _press(field, Qt.Key.Key_Return)
    linked = kit.desk.customers.of_author(author)
    assert linked is None or len(linked.identities) == 1


def _button(pane: QWidget, name: str, text: str = "") -> QPushButton:
    found = [
        one
        for one in pane.findChildren(QPushButton)
        if one.isVisible() and name in ("", one.objectName()) and text in ("", one.text())
    ]
    assert found, [one.text() for one in pane.findChildren(QPushButton)]
    return found[0]
