"""A newcomer: reads an own community at once, learns why nothing can be answered, signs in there, and answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, SeenAuthor
from agent_desk.services.desk import Desk
from agent_desk.services.ingest import prepare, take_in
from agent_desk.views.ports import News
from agent_desk.views.venues import VenuePage
from agent_desk.views.welcome import WelcomePane
from agent_desk.views.window import MainWindow
from tests.fake_network.community import FakeCommunity
from tests.gui.stories.keyboard import CTRL, focused, press, write
from tests.gui.test_signing_in import FakeBrowser, browser, click

__all__ = ["browser"]
QUESTION = "How do I bake with rye?"


def test_a_newcomer_reads_and_then_answers(
    community: FakeCommunity,
    empty_desk: Desk,
    open_window: Callable[[Desk], MainWindow],
    browser: FakeBrowser,
    news: News,
    qtbot: QtBot,
) -> None:
    window = open_window(empty_desk)
    window.activateWindow()
    welcome = window.screens.currentWidget()
    assert isinstance(welcome, WelcomePane)
    qtbot.waitUntil(welcome.finder.field.hasFocus)
    write(community.url)
    press(Qt.Key.Key_Return)
    assert welcome.offer is not None
    qtbot.waitUntil(lambda: welcome.offer is not None and welcome.offer.isAncestorOf(focused()))
    write("help")
    press(Qt.Key.Key_Return)
    (venue,) = empty_desk.venues.all()
    assert venue.read_only
    QApplication.processEvents()
    assert window.sidebar.current() == f"venue:{venue.id}"

    conversation = _ask(empty_desk, news)
    assert [row.text for row in window.reading.inbox.list.rows()] == [QUESTION]
    window.reading.inbox.list.step(1)
    composer = window.reading.conversation.composer
    closed = composer.findChild(QWidget, "closed")
    assert isinstance(closed, QWidget)
    assert "is connected for reading only. Sign in to answer" in closed.accessibleName()
    show = composer.findChild(QPushButton, "showVenue")
    assert isinstance(show, QPushButton)
    QTest.keyClick(show, Qt.Key.Key_Space)

    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    click(page, "Sign in to answer")
    assert page.panel is not None
    click(page.panel, "Sign in")
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.bars.current("error") is not None)
    click(page.panel, "For this session only")
    assert not empty_desk.venues.get(venue.id).read_only

    window.open_conversation(conversation)
    assert composer.is_open()
    window.reading.reply(conversation)
    write("With patience.")
    press(Qt.Key.Key_Return, CTRL)
    assert [row.text for row in empty_desk.outbox.rows()] == ["With patience."]


def _ask(desk: Desk, news: News) -> str:
    """What the next fetch brings: a member asks in public."""
    (venue,) = desk.venues.all()
    author = SeenAuthor("rye", "rye", "Rye Baker")
    place = Place(ConversationKind.TOPIC, "topic-1", QUESTION, f"{venue.url}/t/1")
    post = IncomingPost("post-1", place, author, desk.ground.now() - 1000, QUESTION, Origin.OWN_PLACE)
    with desk.ground.act() as (nouns, tally):
        take_in(desk.ground, nouns, tally, venue, prepare([post]))
        found = nouns.conversations.by_place(venue.id, ["topic-1"])
    news.changed.emit(tally.changes)
    return found["topic-1"]
