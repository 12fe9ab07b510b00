"""A post that wants to hurt whoever reads it: nothing is fetched unasked, nothing runs, every target is shown, work goes on."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser

from agent_desk.connectors.http.media import Picture
from agent_desk.domain.posts import Markup, Media, MediaKind
from agent_desk.services.pictures import Pictures
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.media_card import MediaCard
from agent_desk.views.window import MainWindow
from tests.end2end.hostile_posts import HTML, PLAIN, TEXTS, Bait
from tests.gui.desk_kit import DeskKit
from tests.gui.reading import cards
from tests.gui.stories.keyboard import CTRL, press, write

SCHEMES = ("http", "https", "file", "javascript", "data")
FROZEN = 2.0
"""Seconds that opening may take on a busy machine."""


class FakeBrowser(QObject):
    """Stands for the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


class FakeFetcher:
    """Has a picture of a few hundred bytes that says it is 60,000 pixels wide and high."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    def fetch(self, url: str, *, follow: Callable[[str], bool]) -> Picture:
        self.fetched.append(url)
        return Picture(bomb(), "image/png")

    def close(self) -> None:
        """It holds nothing."""


def bomb() -> bytes:
    """A small file of a huge picture."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(200_000), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[FakeBrowser]:
    made = FakeBrowser()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, made, "open")  # type: ignore[arg-type]  # the stub wants bytes, which fail
    yield made
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def bait() -> Iterator[Bait]:
    with Bait() as bait:
        yield bait


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def kit(tmp_path: Path, fetcher: FakeFetcher) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path / "desk")
    pictures = Pictures(kit.desk.ground, tmp_path / "cache", kit.settings, new_fetcher=lambda: fetcher)
    kit.desk.pictures = pictures
    kit.venue = kit.add_venue(url="https://venue.example")
    yield kit
    kit.close()


def bodies(window: MainWindow) -> list[PostBody]:
    found = window.reading.conversation.posts.findChildren(PostBody)
    return [one for one in found if one.isVisibleTo(window)]


def open_it(window: MainWindow, conversation: str) -> float:
    """Open a conversation; how long that took, in seconds."""
    began = time.monotonic()
    window.open_conversation(conversation)
    QApplication.processEvents()
    return time.monotonic() - began


@pytest.mark.parametrize("name", sorted(HTML))
def test_markup_is_read_and_does_nothing(
    kit: DeskKit, kit_window: MainWindow, bait: Bait, browser: FakeBrowser, fetcher: FakeFetcher, name: str
) -> None:
    conversation = kit.post(HTML[name].replace("{bait}", bait.url), markup=Markup.HTML)
    assert open_it(kit_window, conversation) < FROZEN
    assert PLAIN.split()[-1] in bodies(kit_window)[0].toPlainText()
    for url in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"):
        bodies(kit_window)[0].anchorClicked.emit(QUrl(url))
    assert browser.opened == []
    assert (bait.bites, fetcher.fetched) == ([], [])
    answer(kit, kit_window, conversation)


@pytest.mark.parametrize("name", [*sorted(TEXTS), "long", "one word"])
def test_words_are_shown_as_words_and_work_goes_on(
    kit: DeskKit, kit_window: MainWindow, bait: Bait, browser: FakeBrowser, name: str
) -> None:
    long = {"long": f"{PLAIN} " + "word " * 20_000, "one word": PLAIN + " " + "x" * 100_000}
    text = (long | TEXTS)[name].replace("{bait}", bait.url)
    conversation = kit.post(text, author="Ana \u202egnp.exe <b>Lopes</b>")
    assert open_it(kit_window, conversation) < FROZEN
    assert PLAIN in bodies(kit_window)[0].toPlainText()
    assert browser.opened == []
    assert bait.bites == []
    answer(kit, kit_window, conversation)


def answer(kit: DeskKit, window: MainWindow, conversation: str) -> None:
    """The window is as usable as ever: the post is answered by keyboard."""
    window.reading.reply(conversation)
    write("We look into it.")
    press(Qt.Key.Key_Return, CTRL)
    assert [row.text for row in kit.desk.outbox.rows()] == ["We look into it."]


@pytest.mark.parametrize(
    ("words", "url", "shown"),
    [
        ("https://apple.com", "https://xn--pple-43d.com/", "xn--pple-43d.com"),
        ("apple.com", "https://\u0430pple.com/", "xn--pple-43d.com"),
        ("https://venue.example/order", "https://venue.example.evil.example/order", "venue.example.evil.example"),
    ],
)
def test_a_link_that_lies_says_where_it_leads(
    kit: DeskKit, kit_window: MainWindow, browser: FakeBrowser, words: str, url: str, shown: str
) -> None:
    open_it(kit_window, kit.post(f"<p>See <a href='{url}'>{words}</a></p>", markup=Markup.HTML))
    body = bodies(kit_window)[0]
    assert f"[{shown}]" in body.toPlainText()
    body.highlighted.emit(QUrl(url))
    target = kit_window.findChild(QLabel, "linkTarget")
    assert isinstance(target, QLabel)
    assert target.isVisible()
    assert shown in target.text()
    assert "…" not in target.text()
    assert browser.opened == []


def test_a_link_that_hides_its_host_behind_another_is_no_link(kit: DeskKit, kit_window: MainWindow) -> None:
    words = "<p>See <a href='https://apple.com@evil.example/'>apple.com</a></p>"
    open_it(kit_window, kit.post(words, markup=Markup.HTML))
    assert bodies(kit_window)[0].toPlainText() == "See apple.com"
    assert "evil.example" not in bodies(kit_window)[0].toHtml()


def test_a_huge_picture_from_home_and_one_from_a_stranger(
    kit: DeskKit, kit_window: MainWindow, fetcher: FakeFetcher
) -> None:
    media = tuple(
        Media(MediaKind.IMAGE, url, alt="A picture", width=400, height=300)
        for url in ("https://venue.example/huge.png", "https://stranger.example/huge.png", "file:///etc/passwd")
    )
    conversation = kit.post("Look", media=media, venue=kit.venue)
    assert open_it(kit_window, conversation) < FROZEN
    assert fetcher.fetched == ["https://venue.example/huge.png"]
    shown = [card.accessibleName() for card in cards(kit_window.reading.conversation)[0].findChildren(MediaCard)]
    assert len(shown) >= 2
    assert not any(name == "Picture: A picture" for name in shown)
    assert not kit_window.findChildren(QTextBrowser, "picture")
    answer(kit, kit_window, conversation)
