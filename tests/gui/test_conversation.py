"""Reading a conversation: who said what, what is pending, and what can be done, in any number of posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.posts import ConversationKind, Markup, Media, MediaKind, Origin, PostState, Subject
from agent_desk.views.conversation import ConversationPane
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.conversation.post_card import PostCard
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import cards, click, names, text

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


def test_posts_say_whose_they_are(kit: DeskKit, pane: ConversationPane) -> None:
    kit.post("Charged twice")
    kit.post("Same here", author="Rui B", origin=Origin.CONTEXT)
    conversation = kit.post("Sorry, Ana", author="Acme")
    pane.show_conversation(conversation)
    spoken = names(pane)
    assert [part.split(".")[0] for part in spoken] == ["Ana Lopes", "Rui B", "Acme"]
    assert "waits" not in spoken[1]
    assert "not to us" in spoken[1]
    assert "from us" in spoken[2]
    assert text(pane, "conversationTitle") == "Charged twice"


def test_posts_are_items_of_a_list_for_assistive_technology(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("Charged twice"))
    assert QAccessible.queryAccessibleInterface(pane.posts).role() == QAccessible.Role.List
    item = QAccessible.queryAccessibleInterface(cards(pane)[0])
    assert item.role() == QAccessible.Role.ListItem
    assert "Charged twice" in item.text(QAccessible.Text.Name)


def test_states_dispositions_and_media_are_told_in_words(kit: DeskKit, pane: ConversationPane) -> None:
    picture = Media(MediaKind.IMAGE, "https://venue.example/p.png", alt="Two equal charges")
    kit.post("Look", media=(picture,), state=PostState.HELD, languages=("pt",), counts={"likes": 3})
    conversation = kit.post("", state=PostState.DELETED)
    pane.show_conversation(conversation)
    held, gone = names(pane)
    assert "held for review, not public" in held
    assert "Picture: Two equal charges" in held
    assert "pt" in held
    assert "3 likes" in held
    assert "its place is kept" in gone


def test_a_picture_inside_of_a_text_is_never_fetched(kit: DeskKit, pane: ConversationPane) -> None:
    body = "<p>Hi<img src='https://track.example/x.gif'></p>"
    pane.show_conversation(kit.post(body, markup=Markup.HTML))
    shown = cards(pane)[0].findChild(PostBody)
    assert isinstance(shown, PostBody)
    assert "track.example" not in shown.toHtml()


def test_links_are_followed_only_on_a_click_and_only_where_allowed(
    kit: DeskKit, pane: ConversationPane, opened: list[str]
) -> None:
    pane.show_conversation(kit.post("see https://x.example/a and javascript:alert(1)"))
    body = cards(pane)[0].findChild(PostBody)
    assert isinstance(body, PostBody)
    assert body.document().toHtml().count("<a ") == 1
    assert opened == []
    body.followed.emit("https://x.example/a")
    assert opened == ["https://x.example/a"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('<a href="https://evil.example/x">bank.example/login</a>', "bank.example/login [evil.example]"),
        ('<a href="https://www.bank.example/login">bank.example/lo…</a>', "bank.example/lo…"),
        ('<a href="https://pаypal.com/">pаypal.com</a>', "pаypal.com [xn--pypal-4ve.com]"),
        ('<a href="https://evil.example/">click here</a>', "click here"),
        ('<a href="https://evil.example/">Version 4.2 is out</a>', "Version 4.2 is out"),
        ('<a href="https://shop.example/?a=1&amp;b=2">shop.example</a>', "shop.example"),
    ],
)
def test_a_link_that_names_another_host_says_where_it_leads(
    kit: DeskKit, pane: ConversationPane, link: str, said: str
) -> None:
    pane.show_conversation(kit.post(link, markup=Markup.HTML))
    body = cards(pane)[0].findChild(PostBody)
    assert isinstance(body, PostBody)
    assert body.toPlainText() == said


def test_earlier_texts_of_an_edited_post_can_be_read(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    first = kit.incoming("I am angry")
    kit.posts([first])
    kit.now += 60_000
    conversation = kit.posts([replace(first, body="I am not amused", edited_at=kit.now)])
    pane.show_conversation(conversation)
    assert "edited" in names(pane)[0]
    click(pane, qtbot, "showChanges")
    popover = pane.window().findChild(QFrame, "history")
    assert popover is not None
    assert "I am angry" in [one.text() for one in popover.findChildren(QLabel)]
    said = [one.accessibleName() for one in popover.findChildren(QLabel)]
    assert "I am [removed: angry][added: not amused]" in said
    popover.close()


def test_thousands_of_posts_make_few_widgets_and_keep_their_place(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    conversation = kit.posts([kit.incoming(f"post {n} " + "word " * (n % 90)) for n in range(1200)])
    pane.show_conversation(conversation)
    assert "post 1199" in names(pane)[-1]
    assert len(pane.posts.visible_cards()) < 40
    bar = pane.posts.verticalScrollBar()
    bar.setValue(0)
    qtbot.waitUntil(lambda: len(pane.column.messages) == 1200)
    first = next(card for card in cards(pane) if "post 200" in card.accessibleName())
    assert abs(first.y() - 40) <= 40
    assert len(pane.posts.findChildren(PostCard)) < 80


def test_every_pixel_of_scrolling_moves_by_that_pixel(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.posts([kit.incoming(f"post {n} " + "word " * (n * 7 % 120)) for n in range(200)]))
    bar = pane.posts.verticalScrollBar()
    for _ in range(60):
        before = {card.item.key: card.y() for card in pane.posts.visible_cards()}
        bar.setValue(bar.value() - 37)
        after = {card.item.key: card.y() for card in pane.posts.visible_cards()}
        assert {after[key] - before[key] for key in before.keys() & after.keys()} == {37}
    tops = sorted((card.y(), card.height()) for card in pane.posts.visible_cards())
    assert all(y + height == following for (y, height), (following, _) in pairwise(tops))


def test_new_posts_do_not_move_what_is_read(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    conversation = kit.posts([kit.incoming(f"post {n}") for n in range(100)])
    pane.show_conversation(conversation)
    bar = pane.posts.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = {card.item.key: card.y() for card in pane.posts.visible_cards()}
    kit.post("something new")
    assert {card.item.key: card.y() for card in pane.posts.visible_cards()} == before
    news = pane.findChild(QPushButton, "newPosts")
    assert isinstance(news, QPushButton)
    assert news.text() == "1 new post below ↓"
    QTest.mouseClick(news, Qt.MouseButton.LeftButton)
    assert "something new" in names(pane)[-1]
    assert not news.isVisible()


def test_a_post_of_one_endless_word_is_shown_in_parts(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(kit.post("x" * 1_000_000))
    card = cards(pane)[0]
    height = card.height()
    assert height < 1000
    more = next(one for one in card.findChildren(QPushButton) if one.isVisibleTo(card))
    assert "3000 of" in more.text()
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert cards(pane)[0].height() > height


def test_the_post_above_can_be_read(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    subject = Subject("s", "Five automations", "The YAML of step 3", "https://venue.example/s", "Acme", kit.now)
    pane.show_conversation(kit.post("A colon is missing", subject=subject, kind=ConversationKind.COMMENTS))
    assert names(pane)[0] == "Stands under: Five automations"
    height = pane.posts.visible_cards()[0].height()
    click(pane, qtbot, "subjectFold")
    assert pane.posts.visible_cards()[0].height() > height


def test_r_answers_the_post_with_the_focus(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    kit.post("first")
    conversation = kit.post("second", author="Rui B")
    pane.show_conversation(conversation)
    pane.activateWindow()
    first = pane.column.messages[0]
    pane.reveal(first.id)
    QTest.keyClick(cards(pane)[0], Qt.Key.Key_R)
    assert pane.composer.target_id == first.id
    assert text(pane, "replyingTo") == "Replying to Ana Lopes: first"
    pane.composer.edit.insertPlainText("answer")
    pane.composer.send()
    assert kit.desk.outbox.rows()[0].target_message_id == first.id


def test_selected_text_is_copied_else_the_whole_post(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("Copy me, please"))
    pane.reveal(pane.column.messages[0].id)
    pane.copy()
    assert QGuiApplication.clipboard().text() == "Copy me, please"
    body = cards(pane)[0].findChild(PostBody)
    assert isinstance(body, PostBody)
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    pane.copy()
    assert QGuiApplication.clipboard().text() == "Copy"


def test_a_conversation_that_is_gone_leaves_the_empty_face(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post())
    pane.show_conversation("no such thing")
    assert pane.conversation_id is None
    assert any(one.text() == "No conversation chosen" for one in pane.findChildren(QLabel) if one.isVisibleTo(pane))


def test_opening_marks_as_read_and_browsing_opens_the_venue(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot, opened: list[str]
) -> None:
    conversation = kit.post()
    pane.show_conversation(conversation)
    assert kit.desk.inbox.row(conversation).unread == 0
    click(pane, qtbot, "openAtVenue")
    assert opened == ["https://venue.example/thread"]


def test_keys_move_from_post_to_post(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(kit.posts([kit.incoming(f"post {n}") for n in range(60)]))
    pane.activateWindow()
    pane.posts.setFocus(Qt.FocusReason.ShortcutFocusReason)
    for _ in range(30):
        key = pane.posts.current_key()
        assert key is not None
        card = pane.posts.card(key)
        assert card is not None
        QTest.keyClick(card, Qt.Key.Key_Up)
    assert pane.posts.current_key() == pane.column.messages[29].id
    here = pane.posts.card(pane.column.messages[29].id)
    assert here is not None
    assert here.mapTo(pane.posts.viewport(), QPoint(0, 0)).y() >= 0
    item = here.item
    assert isinstance(item, PostItem)
    assert item.message.text == "post 29"
