"""Hostile posts through real servers into the real window: nothing runs, nothing is fetched, all of it can be read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser

from agent_desk.assembly import open_desk
from agent_desk.domain.links import followable
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, SeenAuthor
from agent_desk.runtime.places import Places, for_folder
from agent_desk.services.collector import run_once
from agent_desk.services.desk import Desk
from agent_desk.services.ingest import prepare, take_in
from agent_desk.views.conversation.items import PostItem
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.fault_cases import OnBluesky, OnWordPress
from tests.end2end.hostile_posts import HTML, PLAIN, TEXTS, Bait
from tests.end2end.window_driver import WindowDriver, in_window
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.wordpress_site import WordPressSite

FROZEN = 2.0
"""Seconds in which the loop has to come round on a busy machine, whatever is shown."""
MANY = 100_000


class _Pulse:
    """The longest time in which the window's loop did not come round, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._at = time.monotonic()

    async def beat(self) -> None:
        while True:
            now = time.monotonic()
            self.longest, self._at = max(self.longest, now - self._at), now
            await asyncio.sleep(0.01)


@pytest.fixture
def bait() -> Iterator[Bait]:
    with Bait() as bait:
        yield bait


@contextmanager
def _opened(places: Places) -> Iterator[Desk]:
    desk = open_desk(places)
    yield desk
    desk.ground.store.close()


def _read_all(qapp: QApplication, places: Places, expected: int) -> float:
    """Open each conversation and look at what stands there; the longest pause of the window's loop, in seconds."""
    pulse = _Pulse()

    async def story(driver: WindowDriver) -> None:
        beating = asyncio.ensure_future(pulse.beat())
        rows = driver.window.reading.inbox.list.rows()
        assert len(rows) == expected
        for row in rows:
            await driver.open(row.id)
            await driver.until(lambda: _bodies(driver), "the words are shown")
            items = driver.window.reading.conversation.posts.items()
            shown = "".join(item.message.text for item in items if isinstance(item, PostItem))
            assert PLAIN in shown, shown[:300]
            for body in _bodies(driver):
                _harmless(body)
        beating.cancel()

    in_window(qapp, places, story)
    return pulse.longest


def _bodies(driver: WindowDriver) -> list[QTextBrowser]:
    posts = driver.window.reading.conversation.posts
    return [body for body in posts.findChildren(QTextBrowser) if body.isVisible()]


def _harmless(body: QTextBrowser) -> None:
    """No picture, and no link that leads anywhere but to the web."""
    block = body.document().begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            style = parts.fragment().charFormat()
            assert not style.isImageFormat()
            assert not style.isAnchor() or followable(style.anchorHref()) == style.anchorHref()
            parts += 1
        block = block.next()


@pytest.mark.servers
def test_wordpress_comments_that_want_to_hurt(
    qapp: QApplication, wordpress: WordPressSite, tmp_path: Path, bait: Bait, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = OnWordPress(wordpress)
    monkeypatch.setenv("BRAND_SECRET", ground.secret)
    for text in (*HTML.values(), *TEXTS.values(), f"{PLAIN} {'x' * 60_000}"):
        ground.ask(text.replace("{bait}", bait.url))
    places = for_folder(tmp_path / "desk")
    with _opened(places) as desk:
        draft = ground.draft(ground.url, 100)
        desk.venues.add(draft, desk.venues.probe(draft))
        run_once(desk.ground, desk.vault)
    assert _read_all(qapp, places, len(HTML) + len(TEXTS) + 1) < FROZEN
    assert bait.bites == []


@pytest.mark.servers
def test_bluesky_posts_that_want_to_hurt(
    qapp: QApplication, bluesky: BlueskyNetwork, tmp_path: Path, bait: Bait, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand, customer = bluesky.create_account("hostilebrand.test"), bluesky.create_account("hostilecustomer.test")
    ground = OnBluesky(bluesky, brand, customer)
    monkeypatch.setenv("BRAND_SECRET", ground.secret)
    for text in TEXTS.values():
        ground.ask(text.replace("{bait}", bait.url)[:250])
    places = for_folder(tmp_path / "desk")
    with _opened(places) as desk:
        draft = ground.draft(ground.url, 100)
        desk.venues.add(draft, desk.venues.probe(draft))
        run_once(desk.ground, desk.vault)
    assert _read_all(qapp, places, len(TEXTS)) < FROZEN
    assert bait.bites == []


def test_a_megabyte_of_one_word_and_broken_surrogates(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(f"{PLAIN} {'word' * 250_000}", f"{PLAIN} {'w ' * 500_000}", f"{PLAIN} \ud83d \udc00 \ude00\ud83d")
    assert _read_all(qapp, for_folder(told.program.data), 3) < FROZEN


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "https://example.org/thread"])
def test_only_the_web_is_opened_whatever_address_a_conversation_has(
    qapp: QApplication, tmp_path: Path, address: str
) -> None:
    told = DemoDesk(tmp_path)
    places = for_folder(told.program.data)
    with _opened(places) as desk:
        venue = desk.venues.get(told.connect(desk, fault="refused@fetch,refused@thread"))
        page = prepare([_post(Place(ConversationKind.TOPIC, "bad", "A bad one", address), 1, desk.ground.now() - 5000)])
        with desk.ground.act() as (nouns, tally):
            take_in(desk.ground, nouns, tally, venue, page)
    browser = FakeBrowser()

    async def story(driver: WindowDriver) -> None:
        driver.window.reading.inbox.list.step(1)
        driver.window.reading.inbox.list.setFocus()
        QTest.keyClicks(driver.window.reading.inbox.list, "v")

    schemes = ("file", "javascript", "https")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]  # the stub wants bytes, which fail
    try:
        in_window(qapp, places, story)
    finally:
        for scheme in schemes:
            QDesktopServices.unsetUrlHandler(scheme)
    assert browser.opened == ([address] if address.startswith("https:") else [])


class FakeBrowser(QObject):
    """Stands for the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Note what would be opened."""
        self.opened.append(url.toString())


@pytest.mark.slow
def test_a_thread_of_a_hundred_thousand_posts_opens(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    places = for_folder(told.program.data)
    with _opened(places) as desk:
        # It is never read again: the demo knows nothing of these posts.
        venue = desk.venues.get(told.connect(desk, fault="refused@fetch,refused@thread"))
        began = desk.ground.now() - MANY * 1000
        place = Place(ConversationKind.TOPIC, "long", "A long one")
        for start in range(0, MANY, 5000):
            page = prepare(_post(place, number, began) for number in range(start, start + 5000))
            with desk.ground.act(durable=False) as (nouns, tally):
                take_in(desk.ground, nouns, tally, venue, page)
        (row,) = desk.inbox.page(ListQuery())
        assert row.message_count == MANY
    assert _read_all(qapp, places, 1) < FROZEN


def _post(place: Place, number: int, began: int) -> IncomingPost:
    author = SeenAuthor(f"author-{number % 50}", f"author{number % 50}", f"Author {number % 50}")
    text = f"{PLAIN} number {number}"
    return IncomingPost(f"post-{number}", place, author, began + number * 1000, text, Origin.OWN_PLACE)
