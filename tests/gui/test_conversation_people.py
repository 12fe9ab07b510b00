"""What the agent does about posts and their authors at the venue and here, and what the context tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import PostState, SeenAuthor
from agent_desk.domain.rows import DeliveryKind
from agent_desk.domain.venues import Capability
from agent_desk.views.context import ContextPane
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import cards, click, names


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def pane(kit: DeskKit, qtbot: QtBot) -> ConversationPane:
    pane = ConversationPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now, browse=lambda _url: None)
    qtbot.addWidget(pane)
    pane.resize(640, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    return pane


@pytest.fixture
def context(kit: DeskKit, qtbot: QtBot) -> ContextPane:
    context = ContextPane(kit.desk, kit.acts, kit.news, kit.settings)
    qtbot.addWidget(context)
    context.resize(280, 900)
    with qtbot.waitExposed(context):
        context.show()
    return context


def actions(menu: QMenu) -> dict[str, QAction]:
    """All actions by name, those of submenus too."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        submenu = action.menu()
        found |= actions(submenu) if isinstance(submenu, QMenu) else {action.objectName(): action}
    return found


def menu_of(pane: ConversationPane, kit: DeskKit, at: int = 0) -> dict[str, QAction]:
    venue = kit.desk.venues.get(kit.venue.id)
    return actions(pane.post_work.menu(pane.column.messages[at], venue, pane))


def words(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def test_acts_are_offered_by_what_the_venue_can(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post())
    assert {"accept", "flag", "close", "copyLink", "browse"} - menu_of(pane, kit).keys() == {"copyLink", "browse"}
    assert kit.venue.profile is not None
    profile = replace(kit.venue.profile, may=frozenset({Capability.READ, Capability.REPLY}))
    with kit.desk.ground.act() as (nouns, _tally):
        nouns.venues.set_profile(kit.venue.id, profile)
    assert not {"accept", "flag", "close", "like", "edit", "delete"} & menu_of(pane, kit).keys()


def test_a_post_is_reported_with_its_reason(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(kit.post())
    menu_of(pane, kit)["flag"].trigger()
    assert kit.desk.outbox.rows() == []
    field = pane.findChild(QLineEdit, "flagReason")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "sells followers")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [(row.kind, row.text) for row in kit.desk.outbox.rows()] == [(DeliveryKind.FLAG, "sells followers")]
    menu_of(pane, kit)["accept"].trigger()
    assert DeliveryKind.ACCEPT in {row.kind for row in kit.desk.outbox.rows()}


def test_links_and_numbers_are_copied_by_key(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post(url="https://venue.example/p/1"))
    pane.reveal(pane.column.messages[0].id)
    QTest.keyClick(cards(pane)[0], Qt.Key.Key_Period)
    assert QGuiApplication.clipboard().text() == "https://venue.example/p/1"
    QTest.keyClick(cards(pane)[0], Qt.Key.Key_NumberSign)
    assert pane.row is not None
    assert QGuiApplication.clipboard().text() == f"#{pane.row.number}"


def test_an_author_is_marked_with_a_reason_and_unmarked_again(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    conversation = kit.post("Buy followers", author="BestDeals")
    pane.show_conversation(conversation)
    pane.reveal(pane.column.messages[0].id)
    QTest.keyClick(cards(pane)[0], Qt.Key.Key_Exclam)
    field = pane.findChild(QLineEdit, "markReason")
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    QTest.keyClicks(field, "sells followers")
    click(pane, qtbot, "confirmMark")
    author = pane.column.messages[0].author
    assert author.mark is AuthorMark.SPAM
    assert kit.desk.people.history(author.id)[0].reason == "sells followers"
    assert "author marked as spam by us" in names(pane)[0]
    assert kit.desk.inbox.row(conversation).waiting_since is None
    menu_of(pane, kit)["unmark"].trigger()
    assert pane.column.messages[0].author.mark is AuthorMark.NONE
    assert kit.desk.inbox.row(conversation).waiting_since is not None
    menu_of(pane, kit)["marks"].trigger()
    assert any("sells followers" in said for said in words(pane))


def test_our_own_account_cannot_be_marked(kit: DeskKit, pane: ConversationPane) -> None:
    kit.post()
    pane.show_conversation(kit.post("ours", author="Acme"))
    assert not {"muted", "spam", "troll"} & menu_of(pane, kit, 1).keys() - {"spam"}
    assert "muted" in menu_of(pane, kit, 0)


def test_a_deleted_post_keeps_its_place_and_says_since_when(kit: DeskKit, pane: ConversationPane) -> None:
    first = kit.incoming("I regret this")
    kit.posts([first])
    conversation = kit.posts([kit.incoming("after", author="Rui B")])
    kit.now += 60_000
    kit.posts([replace(first, state=PostState.DELETED, body="")])
    pane.show_conversation(conversation)
    assert "deleted at the venue, seen" in names(pane)[0]
    assert "its place is kept" in names(pane)[0]
    assert "regret" not in names(pane)[0]


def test_what_we_deleted_is_told_as_ours(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    kit.post()
    ours = kit.incoming("ours", author="Acme")
    pane.show_conversation(kit.posts([ours]))
    menu_of(pane, kit, 1)["delete"].trigger()
    click(pane, qtbot, "confirmDelete")
    row = kit.desk.outbox.rows()[0]
    kit.step(row, (DeliveryState.SENDING, Reason.NONE, ""))
    with kit.desk.ground.act() as (nouns, _tally):
        sending = nouns.deliveries.get(row.id)
        nouns.deliveries.step(sending, Step(DeliveryState.DELIVERED), kit.now, remote_id=ours.remote_id)
    kit.posts([replace(ours, state=PostState.DELETED, body="")])
    assert any("We deleted this post" in name for name in names(pane))


def test_the_context_tells_what_the_venue_tells_and_no_more(kit: DeskKit, context: ContextPane) -> None:
    author = SeenAuthor("ana", "ana.example", "Ana Lopes", facts={"followers": 2310, "trust_level": 2, "moderator": 1})
    kit.post("one", key="earlier", author="Ana Lopes")
    first = replace(kit.incoming("hello"), author=author)
    conversation = kit.posts([first, kit.incoming("me too", author="Rui B")])
    context.show_conversation(conversation)
    context.show_author(kit.desk.inbox.open(conversation).messages[0].author.id)
    said = words(context)
    assert "Followers" in said
    assert any(value.replace(",", "").replace(".", "") == "2310" for value in said)
    assert "Karma" not in said
    assert said[said.index("Moderates here") + 1] == "yes"
    assert f"#{kit.desk.inbox.row(conversation).number}" in said
    assert "Everybody can read what we write here." in said
    assert len(context.findChildren(QPushButton, "personHere")) == 2


def test_earlier_conversations_open_and_people_lead_to_their_posts(
    kit: DeskKit, context: ContextPane, pane: ConversationPane, qtbot: QtBot
) -> None:
    earlier = kit.post("Sensor returned", key="earlier")
    kit.post("hello")
    conversation = kit.post("me too", author="Rui B")
    context.show_conversation(conversation)
    people = {one.toolTip(): one for one in context.findChildren(QPushButton, "personHere")}
    pane.show_conversation(conversation)
    context.posts_wanted.connect(pane.current.go_to_author)
    QTest.mouseClick(people["Go to the posts of Ana Lopes"], Qt.MouseButton.LeftButton)
    assert pane.posts.current_key() == pane.column.messages[0].id
    with qtbot.waitSignal(context.conversation_wanted) as wanted:
        QTest.mouseClick(context.findChildren(QPushButton, "earlierConversation")[0], Qt.MouseButton.LeftButton)
    assert wanted.args == [earlier]


def test_what_is_folded_stays_folded(kit: DeskKit, context: ContextPane) -> None:
    context.show_conversation(kit.post())
    heading = context.findChild(QPushButton, "fold-rules")
    assert isinstance(heading, QPushButton)
    assert "Everybody can read what we write here." in words(context)
    QTest.mouseClick(heading, Qt.MouseButton.LeftButton)
    assert "Everybody can read what we write here." not in words(context)
    context.show_conversation(kit.post(key="other"))
    assert "Everybody can read what we write here." not in words(context)
    assert context.findChild(QPushButton, "fold-rules").accessibleName().endswith("folded")  # type: ignore[union-attr]


def test_why_one_cannot_answer_is_told(kit: DeskKit, context: ContextPane) -> None:
    closed = kit.add_venue(read_only=True)
    context.show_conversation(kit.posts([kit.incoming("hello", key="closed")], closed))
    assert any(said.startswith("Read only: this venue was connected without") for said in words(context))


def test_a_mark_made_elsewhere_shows_at_once(kit: DeskKit, context: ContextPane) -> None:
    conversation = kit.post()
    context.show_conversation(conversation)
    author = kit.desk.inbox.open(conversation).messages[0].author
    kit.news.changed.emit(kit.desk.people.mark(author.id, AuthorMark.MUTED, "off topic"))
    assert "marked: muted" in words(context)


def test_an_author_is_trusted_and_called_a_program_and_back(
    kit: DeskKit, pane: ConversationPane, context: ContextPane, qtbot: QtBot
) -> None:
    conversation = kit.post("I can help", author="Rui B")
    pane.show_conversation(conversation)
    context.show_conversation(conversation)
    for what, told in (("trusted", "trusted"), ("automatic", "a program")):
        offered = menu_of(pane, kit)[what]
        assert offered.isCheckable()
        assert not offered.isChecked()
        offered.trigger()
        assert told in words(context)
        assert menu_of(pane, kit)[what].isChecked()
    bar = pane.bars.current("done")
    assert bar is not None
    undo = next(one for one in bar.findChildren(QPushButton) if one.text() == "Undo")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    author = pane.column.messages[0].author
    assert (author.trusted, author.automatic) == (True, False)
    assert "a program" not in words(context)


def test_our_own_account_may_be_a_program_but_not_a_trusted_helper(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("ours", author="Acme"))
    offered = menu_of(pane, kit)
    assert "trusted" not in offered
    assert "automatic" in offered
