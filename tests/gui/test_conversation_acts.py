"""Acting in a conversation: on what is pending, on single posts, on its status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.posts import PostState
from agent_desk.domain.rows import DeliveryKind
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import click, names, text

S, R = DeliveryState, Reason


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def pane(kit: DeskKit, qtbot: QtBot, opened: list[str]) -> ConversationPane:
    pane = ConversationPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now, browse=opened.append)
    qtbot.addWidget(pane)
    pane.resize(640, 800)
    with qtbot.waitExposed(pane):
        pane.show()
    return pane


def test_what_is_sent_counts_down_and_can_be_taken_back(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    conversation = kit.post()
    pane.show_conversation(conversation)
    pane.composer.edit.insertPlainText("On its way, Ana")
    pane.composer.send()
    assert text(pane, "deliverySentence") == "Sending as @acme.example in 10 s"
    kit.now += 4_000
    qtbot.waitUntil(lambda: text(pane, "deliverySentence") == "Sending as @acme.example in 6 s")
    click(pane, qtbot, "undo")
    assert pane.composer.text == "On its way, Ana"
    assert kit.desk.outbox.rows()[0].state is S.DISCARDED
    assert len(names(pane)) == 1


def test_a_delivered_reply_stands_once_and_never_out_of_its_place(kit: DeskKit, pane: ConversationPane) -> None:
    conversation = kit.post()
    row = kit.desk.replies.send(conversation, "Delivered, not read back").delivery
    kit.step(row, (S.SENDING, R.NONE, ""))
    with kit.desk.ground.act() as (nouns, _tally):
        done = Step(S.DELIVERED)
        nouns.deliveries.step(nouns.deliveries.get(row.id), done, kit.now, remote_id="remote-1")
    pane.show_conversation(conversation)
    assert "Delivered" in text(pane, "deliverySentence")
    kit.post("Delivered, not read back", author="Acme", remote_id="remote-1", posted_at=kit.now)
    assert [name.split(".")[0] for name in names(pane)] == ["Ana Lopes", "Acme"]
    kit.now += 1_000_000
    kit.posts([kit.incoming(f"later {n}", posted_at=kit.now - 500 + n) for n in range(450)])
    pane.show_conversation(None)
    pane.show_conversation(conversation)
    pane.posts.to_end()
    assert "later 449" in names(pane)[-1]


def test_each_delivery_says_as_whom_it_goes_out(kit: DeskKit, pane: ConversationPane) -> None:
    assert kit.venue.profile is not None
    other = kit.add_venue(profile=replace(kit.venue.profile, handle="acme.other"))
    for conversation, who in ((kit.post(), "@acme.example"), (kit.post(key="o", venue=other), "@acme.other")):
        pane.show_conversation(conversation)
        pane.composer.edit.insertPlainText("Hello")
        pane.composer.send()
        assert text(pane, "deliverySentence") == f"Sending as {who} in 10 s"


@pytest.mark.parametrize(
    ("steps", "due_in", "said", "offered"),
    [
        ([(S.SENDING, R.NONE, "")], None, "Sending as @acme.example now", []),
        (
            [(S.SENDING, R.NONE, ""), (S.RETRYING, R.UNREACHABLE, "")],
            40_000,
            "Not sent yet, the venue cannot be reached. Next try in 40 s",
            ["retry", "back_to_draft", "discard"],
        ),
        ([(S.SENDING, R.NONE, ""), (S.UNKNOWN, R.OUTCOME_UNKNOWN, "")], 9_000, "Perhaps sent", ["retry"]),
        (
            [(S.STOPPED, R.ANSWERED_MEANWHILE, "")],
            None,
            "somebody answered",
            ["send_anyway", "back_to_draft", "discard"],
        ),
        (
            [(S.SENDING, R.NONE, ""), (S.REJECTED, R.REFUSED_BY_VENUE, "Too many links")],
            None,
            "refused by the venue",
            ["back_to_draft", "retry", "discard"],
        ),
    ],
)
def test_each_state_says_why_and_what_can_be_done(
    kit: DeskKit,
    pane: ConversationPane,
    steps: list[tuple[DeliveryState, Reason, str]],
    due_in: int | None,
    said: str,
    offered: list[str],
) -> None:
    conversation = kit.post()
    row = kit.desk.replies.send(conversation, "An answer").delivery
    pane.show_conversation(conversation)
    kit.step(row, *steps, due_in=due_in)
    assert said in text(pane, "deliverySentence")
    buttons = [one.objectName() for one in pane.posts.findChildren(QPushButton) if one.objectName() in offered]
    assert buttons == offered
    if steps[-1][2]:
        assert any(steps[-1][2] in one.text() for one in pane.posts.findChildren(QLabel))


def test_a_refused_reply_goes_back_to_the_draft(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    conversation = kit.post()
    row = kit.desk.replies.send(conversation, "Too many links").delivery
    kit.step(row, (S.SENDING, R.NONE, ""), (S.REJECTED, R.REFUSED_BY_VENUE, "no"))
    pane.show_conversation(conversation)
    pane.composer.edit.insertPlainText("typed since")
    click(pane, qtbot, "back_to_draft")
    assert pane.composer.text == "Too many links\n\ntyped since"


def test_discarding_is_asked_first(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    conversation = kit.post()
    row = kit.desk.replies.send(conversation, "An answer").delivery
    kit.step(row, (S.STOPPED, R.LOCKED, ""))
    pane.show_conversation(conversation)
    click(pane, qtbot, "discard")
    assert kit.desk.outbox.get(row.id).state is S.STOPPED
    click(pane, qtbot, "confirmDiscard")
    assert kit.desk.outbox.get(row.id).state is S.DISCARDED


def test_the_menu_of_a_post_offers_what_its_venue_allows(kit: DeskKit, pane: ConversationPane) -> None:
    conversation = kit.post("held", state=PostState.HELD)
    pane.show_conversation(conversation)
    message = pane.column.messages[0]
    menu = pane.post_work.menu(message, kit.venue, pane)
    offered = {action.objectName() for action in menu.actions()}
    assert {"reply", "copy", "like", "approve", "spam", "delete", "no_answer_needed"} <= offered
    assert "hold" not in offered
    next(action for action in menu.actions() if action.objectName() == "approve").trigger()
    assert [row.kind for row in kit.desk.outbox.rows()] == [DeliveryKind.APPROVE]
    next(action for action in menu.actions() if action.objectName() == "no_answer_needed").trigger()
    assert pane.column.messages[0].disposition is Disposition.NO_ANSWER_NEEDED
    assert "No answer needed" in names(pane)[0]


def test_deleting_is_asked_first_and_editing_asks_for_the_text(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    kit.post("hello")
    pane.show_conversation(kit.post("ours", author="Acme"))
    ours = pane.column.messages[1]
    actions = {action.objectName(): action for action in pane.post_work.menu(ours, kit.venue, pane).actions()}
    actions["delete"].trigger()
    assert kit.desk.outbox.rows() == []
    click(pane, qtbot, "confirmDelete")
    actions["edit"].trigger()
    field = pane.findChild(QPlainTextEdit, "editText")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText("ours, better")
    click(pane, qtbot, "confirmEdit")
    assert [(row.kind, row.text) for row in kit.desk.outbox.rows()] == [
        (DeliveryKind.DELETE, ""),
        (DeliveryKind.EDIT, "ours, better"),
    ]


def test_the_status_menu_sets_the_status(kit: DeskKit, pane: ConversationPane) -> None:
    conversation = kit.post()
    pane.show_conversation(conversation)
    row = pane.row
    assert row is not None
    menu = pane.status_menu(row)
    next(action for action in menu.actions() if action.objectName() == "pending").trigger()
    assert kit.desk.inbox.row(conversation).status is Status.PENDING
    status = pane.findChild(QPushButton, "statusButton")
    assert isinstance(status, QPushButton)
    assert status.text().startswith("Pending")


def test_snoozing_names_the_exact_time(kit: DeskKit, pane: ConversationPane) -> None:
    conversation = kit.post()
    pane.show_conversation(conversation)
    assert pane.row is not None
    snooze = next(menu for menu in pane.status_menu(pane.row).findChildren(QMenu) if menu.title() == "Snooze until")
    first = snooze.actions()[0]
    assert ":" in first.text()
    first.trigger()
    row = kit.desk.inbox.row(conversation)
    assert row.status is Status.SNOOZED
    assert row.snoozed_until == kit.now + 3_600_000
