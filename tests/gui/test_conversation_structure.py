"""How posts hang together: branches, what answers what, quotes, warnings, the solution, notes, and what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.posts import ConversationKind, IncomingPost, Place, Quote, Visibility
from agent_desk.views.conversation import ConversationPane
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.conversation.note_card import NoteCard
from agent_desk.views.conversation.post_card import PostCard
from agent_desk.views.conversation.structure import placed
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import cards, click, names, text

TOPIC = ConversationKind.TOPIC


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
    pane.resize(640, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    return pane


def tree(kit: DeskKit) -> list[IncomingPost]:
    """A root with two branches; the first one forks again."""
    root = kit.incoming("root")
    first = kit.incoming("first", author="Rui B", parent_remote_id=root.remote_id)
    second = kit.incoming("second", author="Eva M", parent_remote_id=root.remote_id)
    deep = kit.incoming("deep", author="Kofi O", parent_remote_id=first.remote_id)
    deeper = kit.incoming("deeper", author="Ana Lopes", parent_remote_id=deep.remote_id)
    other = kit.incoming("other", author="Petra D", parent_remote_id=first.remote_id)
    return [root, first, second, deep, deeper, other]


def shown(pane: ConversationPane) -> list[tuple[str, int]]:
    """Text and level of every post, as read."""
    items = [item for item in pane.posts.items() if isinstance(item, PostItem)]
    return [(item.message.text, item.level) for item in items]


def part(pane: ConversationPane, words: str, name: str) -> QAbstractButton:
    """A control of the post with these words."""
    card = next(card for card in cards(pane) if words in card.accessibleName())
    return next(one for one in card.findChildren(QAbstractButton, name) if one.isVisibleTo(card))


def test_a_social_thread_is_read_branch_by_branch(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.posts(tree(kit)))
    assert shown(pane) == [("root", 0), ("first", 1), ("deep", 2), ("deeper", 2), ("other", 2), ("second", 1)]
    assert part(pane, "other", "answers").text() == "answers Rui B: first"
    left = {card.post.message.text: card.findChild(PostBody).x() for card in cards(pane)}  # type: ignore[union-attr]
    assert left["root"] < left["first"] < left["deep"] == left["deeper"]


def test_one_answer_after_the_other_stays_in_line(kit: DeskKit, pane: ConversationPane) -> None:
    posts = [kit.incoming("0")]
    for n in range(1, 30):
        posts.append(kit.incoming(str(n), parent_remote_id=posts[-1].remote_id))
    pane.show_conversation(kit.posts(posts))
    assert {level for _, level in shown(pane)} == {0}


def test_a_branch_folds_and_opens_for_what_is_sought_in_it(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(kit.posts(tree(kit)))
    first = next(message for message in pane.column.messages if message.text == "first")
    deeper = next(message for message in pane.column.messages if message.text == "deeper")
    pane.reveal(first.id)
    card = pane.posts.card(first.id)
    assert card is not None
    QTest.keyClick(card, Qt.Key.Key_Left)
    assert [words for words, _ in shown(pane)] == ["root", "first", "second"]
    assert part(pane, "first", "foldBranch").text() == "▸ Show 3 posts below"
    button = part(pane, "first", "foldBranch")
    assert button.width() >= button.sizeHint().width()
    pane.reveal(deeper.id)
    assert "deeper" in [words for words, _ in shown(pane)]


def test_posts_in_a_ring_are_all_shown_once(kit: DeskKit, pane: ConversationPane) -> None:
    one = kit.incoming("one", remote_id="a", parent_remote_id="b")
    two = kit.incoming("two", remote_id="b", parent_remote_id="a")
    self_made = kit.incoming("self", remote_id="c", parent_remote_id="c")
    pane.show_conversation(kit.posts([one, two, self_made]))
    assert sorted(words for words, _ in shown(pane)) == ["one", "self", "two"]


def test_any_depth_is_placed_without_recursion(kit: DeskKit) -> None:
    posts = [kit.incoming("0")]
    for n in range(1, 3000):
        posts.append(kit.incoming(str(n), parent_remote_id=posts[max(0, n - 1 - n % 2)].remote_id))
    detail = kit.desk.inbox.open(kit.posts(posts), 5000)
    found = placed(detail.messages, ConversationKind.MENTIONS)
    assert len(found) == 3000
    assert max(place.level for place in found) == 4


def topic(posts: list[IncomingPost], **more: object) -> list[IncomingPost]:
    place = Place(TOPIC, "topic", "Hub loses Wi-Fi", "https://venue.example/t", **more)  # type: ignore[arg-type]
    return [replace(post, place=place) for post in posts]


def test_a_topic_keeps_its_order_and_says_what_answers_what(kit: DeskKit, pane: ConversationPane) -> None:
    root = kit.incoming("root", key="topic")
    one = kit.incoming("one", key="topic", author="Rui B", parent_remote_id=root.remote_id)
    two = kit.incoming("two", key="topic", author="Eva M", parent_remote_id=root.remote_id)
    three = kit.incoming("three", key="topic", author="Kofi O", parent_remote_id=one.remote_id)
    pane.show_conversation(kit.posts(topic([root, one, two, three])))
    assert shown(pane) == [("root", 0), ("one", 0), ("two", 0), ("three", 0)]
    chip = part(pane, "three", "answers")
    assert chip.text() == "answers Rui B: one"
    assert not [one for one in cards(pane)[2].findChildren(QAbstractButton, "answers") if one.isVisible()]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert pane.posts.current_key() == pane.column.messages[1].id


def test_solution_labels_and_number_stand_in_the_head(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    posts = [kit.incoming("root", key="topic"), kit.incoming("Turn it off", key="topic", remote_id="sol")]
    pane.show_conversation(kit.posts(topic(posts, solved="sol", labels=("Support", "wifi"))))
    assert text(pane, "conversationSolved") == "✓ solved"
    assert "accepted as the solution" in names(pane)[1]
    assert "accepted" not in names(pane)[0]
    labels = pane.header.findChild(type(pane.header._labels), "conversationLabels")
    assert labels is not None
    assert [one.text() for one in labels.findChildren(QLabel)] == ["Support", "wifi"]
    click(pane, qtbot, "conversationNumber")
    assert QGuiApplication.clipboard().text() == f"#{pane.row.number}" if pane.row else ""


def test_who_can_read_it_reactions_and_quotes_are_told_in_words(
    kit: DeskKit, pane: ConversationPane, opened: list[str]
) -> None:
    quote = Quote("elsewhere", "Acme", "Three working days at most", "https://venue.example/q")
    kit.post("private", visibility=Visibility.FOLLOWERS, counts={"reaction:party": 3, "votes": 2})
    pane.show_conversation(kit.post("look", quote=quote))
    assert "followers only" in names(pane)[0]
    assert "party 3" in names(pane)[0]
    assert "Quotes Acme: Three working days at most" in names(pane)[1]
    QTest.mouseClick(part(pane, "look", "quote"), Qt.MouseButton.LeftButton)
    assert opened == ["https://venue.example/q"]


def test_a_warning_hides_the_words_until_they_are_wanted(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(kit.post("the ending is sad", warning="spoiler"))
    assert "Content warning: spoiler" in names(pane)[0]
    assert "sad" not in names(pane)[0]
    body = cards(pane)[0].findChild(PostBody)
    assert isinstance(body, PostBody)
    assert not body.isVisible()
    click(pane, qtbot, "warning")
    assert body.isVisible()
    assert "sad" in names(pane)[0]


def test_notes_stand_where_they_were_written_and_can_be_changed(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    conversation = kit.post("before")
    kit.desk.notes.add(conversation, "Finance confirms")
    kit.now += 60_000
    kit.post("after", posted_at=kit.now)
    pane.show_conversation(conversation)
    assert [name.split(".")[0] for name in names(pane)] == ["Ana Lopes", "Private note", "Ana Lopes"]
    assert "only the team sees this" in names(pane)[1]
    note = next(card for card in pane.posts.visible_cards() if isinstance(card, NoteCard))
    note.findChild(QToolButton, "editNote").click()  # type: ignore[union-attr]
    field = pane.findChild(QPlainTextEdit, "noteText")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText("Finance confirms: 13:30")
    click(pane, qtbot, "confirmNote")
    assert "13:30" in names(pane)[1]
    note = next(card for card in pane.posts.visible_cards() if isinstance(card, NoteCard))
    note.findChild(QToolButton, "removeNote").click()  # type: ignore[union-attr]
    assert len(names(pane)) == 2
    click(pane, qtbot, "restoreNote")
    assert len(names(pane)) == 3


def test_reading_goes_on_where_it_stopped(kit: DeskKit, pane: ConversationPane) -> None:
    posts = topic([kit.incoming(f"old {n}", key="topic") for n in range(40)])
    conversation = kit.posts(posts)
    kit.desk.status.read(conversation)
    kit.posts(topic([kit.incoming(f"new {n}", key="topic") for n in range(30)]))
    pane.show_conversation(conversation)
    seen = names(pane)
    at = next(n for n, name in enumerate(seen) if name == "30 new since you last read it")
    assert "old 39" in seen[at - 1]
    assert "new 0" in seen[at + 1]


def test_words_are_found_from_match_to_match_in_older_posts_too(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    posts = [kit.incoming(f"post {n}" + (" NEEDLE" if n in (3, 1500, 2400) else "")) for n in range(2500)]
    conversation = [kit.posts(posts[first : first + 500]) for first in range(0, 2500, 500)][-1]
    pane.show_conversation(conversation)
    pane.posts.setFocus()
    QTest.keyClick(pane.posts, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = pane.findChild(QLineEdit, "findWords")
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    QTest.keyClicks(field, "needle")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert text(pane, "findSaid") == "2 of 2 posts"
    assert any("post 2400" in name for name in names(pane))
    for words in ("post 1500 ", "post 3 "):
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda words=words: any(words in name for name in names(pane)))  # type: ignore[misc]
    assert text(pane, "findSaid") == "1 of 3 posts"
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()


def test_a_post_far_above_is_sought_without_holding_the_window_and_can_be_given_up(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot
) -> None:
    posts = [kit.incoming(f"post {n}") for n in range(4500)]
    conversation = [kit.posts(posts[first : first + 900]) for first in range(0, 4500, 900)][-1]
    oldest = kit.desk.inbox.open(conversation, 5000).messages[0].id
    pane.show_conversation(conversation)
    pane.posts.setFocus()
    assert pane.reveal(oldest)
    assert text(pane, "linkTarget") == "Reading older posts… Esc stops it"
    QTest.keyClick(pane.posts, Qt.Key.Key_Escape)
    assert not pane.column.link_target.isVisible()
    assert len(pane.column.messages) < 4500
    assert pane.reveal(oldest)
    qtbot.waitUntil(lambda: pane.posts.current_key() == oldest)


def test_text_is_selected_by_keyboard_alone(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("Copy me, please"))
    pane.reveal(pane.column.messages[0].id)
    card = cards(pane)[0]
    QTest.keyClick(card, Qt.Key.Key_Return)
    body = card.findChild(PostBody)
    assert isinstance(body, PostBody)
    assert body.hasFocus()
    for _ in range(4):
        QTest.keyClick(body, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Copy"
    QTest.keyClick(body, Qt.Key.Key_Escape)
    assert card.hasFocus()
    assert isinstance(card, PostCard)


def test_a_link_says_in_full_where_it_leads(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("see https://shop.example/a?order=48213&x=1"))
    body = cards(pane)[0].findChild(PostBody)
    assert isinstance(body, PostBody)
    QTest.mouseMove(body.viewport(), QPoint(120, 8))
    body.highlighted.emit("https://shop.example/a?order=48213&x=1")
    assert text(pane, "linkTarget") == "https://shop.example/a?order=48213&x=1"
    body.highlighted.emit("")
    assert not pane.column.link_target.isVisible()
