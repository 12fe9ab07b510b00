"""Pictures in a conversation: shown by policy, asked for, described, looked at large, and never a surprise for the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.connectors.http.media import Picture
from agent_desk.domain.errors import Gone, Unexpected
from agent_desk.domain.posts import Media, MediaKind
from agent_desk.services.pictures import Pictures
from agent_desk.views.context import ContextPane
from agent_desk.views.conversation import ConversationPane
from agent_desk.views.conversation.media_card import MediaCard
from agent_desk.views.media.decode import decode
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import cards, click, names

HOME, AWAY = "https://venue.example/p.png", "https://cdn.example/q.png"


def png(width: int = 40, height: int = 30) -> bytes:
    """A plain picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3e7c6a"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know QIODevice only with bytes
    return bytes(buffer.data().data())


class FakeFetcher:
    """Has one picture at every address but those that are gone."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.gone: set[str] = set()

    def fetch(self, url: str, *, follow: Callable[[str], bool]) -> Picture:
        self.fetched.append(url)
        if url in self.gone:
            raise Gone("HTTP 404")
        return Picture(png(), "image/png")

    def close(self) -> None:
        """It holds nothing."""


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def kit(tmp_path: Path, fetcher: FakeFetcher) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path)
    pictures = Pictures(kit.desk.ground, tmp_path / "cache", kit.settings, new_fetcher=lambda: fetcher)
    kit.desk.pictures = pictures
    kit.venue = kit.add_venue(url="https://venue.example")
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


def picture(url: str, alt: str = "Two equal charges", **more: object) -> Media:
    return replace(Media(MediaKind.IMAGE, url, alt=alt, width=400, height=300), **more)  # type: ignore[arg-type]


def media(pane: ConversationPane) -> list[MediaCard]:
    return [card for card in cards(pane)[0].findChildren(MediaCard) if card.isVisibleTo(pane)]


def test_the_venues_own_pictures_are_shown_at_once(kit: DeskKit, pane: ConversationPane, fetcher: FakeFetcher) -> None:
    pane.show_conversation(kit.post("Look", media=(picture(HOME),)))
    assert fetcher.fetched == [HOME]
    shown = media(pane)[0]
    assert shown.accessibleName() == "Picture: Two equal charges"
    assert shown.grab().toImage().pixelColor(shown.width() // 2, 20).name() == "#3e7c6a"


def test_a_strangers_picture_is_asked_for_first(
    kit: DeskKit, pane: ConversationPane, fetcher: FakeFetcher, qtbot: QtBot
) -> None:
    pane.show_conversation(kit.post("Look", media=(picture(AWAY),)))
    assert fetcher.fetched == []
    assert "not loaded: Two equal charges" in media(pane)[0].accessibleName()
    click(pane, qtbot, "showPicture")
    assert fetcher.fetched == [AWAY]
    assert media(pane)[0].accessibleName() == "Picture: Two equal charges"
    pane.show_conversation(kit.post("Another", key="other", media=(picture("https://cdn.example/r.png"),)))
    assert fetcher.fetched == [AWAY]
    click(pane, qtbot, "alwaysFromHost")
    pane.show_conversation(kit.post("Third", key="third", media=(picture("https://cdn.example/s.png"),)))
    assert fetcher.fetched[-1] == "https://cdn.example/s.png"


def test_what_arrives_moves_nothing(kit: DeskKit, pane: ConversationPane) -> None:
    kit.acts.held = True
    pane.show_conversation(kit.post("Look", media=(picture(HOME, width=0, height=0),)))
    before = media(pane)[0].geometry()
    kit.acts.run()
    pane.posts.rebind()
    assert media(pane)[0].geometry() == before


def test_a_picture_that_is_gone_says_so_and_can_be_tried_again(
    kit: DeskKit, pane: ConversationPane, fetcher: FakeFetcher
) -> None:
    fetcher.gone.add(HOME)
    pane.show_conversation(kit.post("Look", media=(picture(HOME),)))
    assert media(pane)[0].accessibleName() == "Picture, The picture is gone: Two equal charges"
    fetcher.gone.clear()
    QTest.mouseClick(media(pane)[0], Qt.MouseButton.LeftButton)
    assert media(pane)[0].accessibleName() == "Picture: Two equal charges"
    assert fetcher.fetched == [HOME, HOME]


def test_a_video_shows_its_poster_and_opens_in_the_browser(
    kit: DeskKit, pane: ConversationPane, fetcher: FakeFetcher, opened: list[str]
) -> None:
    video = Media(MediaKind.VIDEO, "https://venue.example/v.mp4", thumb_url=HOME, alt="It blinks")
    pane.show_conversation(kit.post("Look", media=(video,)))
    assert fetcher.fetched == [HOME]
    QTest.mouseClick(media(pane)[0], Qt.MouseButton.LeftButton)
    assert opened == ["https://venue.example/v.mp4"]
    assert fetcher.fetched == [HOME]


def test_avatars_follow_the_same_policy(kit: DeskKit, pane: ConversationPane, fetcher: FakeFetcher) -> None:
    first = kit.incoming("Hello")
    mine = replace(first, author=replace(first.author, avatar_url=HOME))
    strange = kit.incoming("Hello too", author="Rui B")
    strange = replace(strange, author=replace(strange.author, avatar_url=AWAY))
    pane.show_conversation(kit.posts([mine, strange]))
    assert fetcher.fetched == [HOME]


def test_the_gallery_goes_through_the_thread_by_keyboard(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot, opened: list[str]
) -> None:
    first = kit.incoming("One", media=(picture(HOME, "First"),))
    second = kit.incoming("Two", media=(picture(f"{HOME}?2", "Second"), picture(AWAY, "Third")))
    pane.show_conversation(kit.posts([first, second]))
    pane.activateWindow()
    pane.reveal(pane.column.messages[0].id)
    QTest.keyClick(cards(pane)[0], Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    gallery = pane.findChild(QWidget, "gallery")
    assert isinstance(gallery, QWidget)
    words = gallery.findChild(QLabel, "galleryWords")
    assert isinstance(words, QLabel)
    assert words.text() == "First"
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    assert words.text() == "Third"
    ask = gallery.findChild(QPushButton, "galleryShow")
    assert isinstance(ask, QPushButton)
    assert ask.isVisible()
    ask.click()
    assert not ask.isVisible()
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    assert pane.conversation_id is not None
    assert pane.posts.current_key() == pane.column.messages[0].id


def test_alt_text_is_read_with_the_post(kit: DeskKit, pane: ConversationPane) -> None:
    pane.show_conversation(kit.post("Look", media=(picture(AWAY, "A long description"), picture(AWAY, ""))))
    assert "Picture: A long description; Picture: no description" in names(pane)[0]


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(Unexpected):
        decode(body, 100)


def test_pictures_are_decoded_within_bounds(qapp: object) -> None:
    decoded = decode(png(400, 200), 100)
    assert (decoded.image.width(), decoded.image.height()) == (100, 50)
    assert (decoded.width, decoded.height) == (400, 200)
    assert not decoded.moves


def test_a_host_that_was_allowed_can_be_asked_about_again(
    kit: DeskKit, pane: ConversationPane, qtbot: QtBot, fetcher: FakeFetcher
) -> None:
    context = ContextPane(kit.desk, kit.acts, kit.news, kit.settings, loader=pane.pictures.loader)
    qtbot.addWidget(context)
    context.show()
    conversation = kit.post("Look", media=(picture(AWAY),))
    pane.show_conversation(conversation)
    context.show_conversation(conversation)
    click(pane, qtbot, "alwaysFromHost")
    again = context.findChild(QPushButton, "askAgain")
    assert isinstance(again, QPushButton)
    again.click()
    assert kit.desk.pictures.allowed(kit.venue.id) == frozenset()
    pane.show_conversation(kit.post("Another", key="other", media=(picture("https://cdn.example/r.png"),)))
    assert fetcher.fetched == [AWAY]


def test_hostile_words_are_no_markup_in_a_tool_tip(kit: DeskKit, pane: ConversationPane) -> None:
    hostile = "<img src='file:///etc/hostname'><b>click</b>"
    pane.show_conversation(kit.post("Look", media=(picture(AWAY, hostile),)))
    tip = media(pane)[0].toolTip()
    assert "<img" not in tip
    assert "&lt;img" in tip
