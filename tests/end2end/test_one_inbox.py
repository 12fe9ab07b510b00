"""The main job: customers' posts of two real networks in one inbox, answered from the window, read back at the servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from agent_desk.assembly import open_desk
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime.places import Places, for_folder
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from tests.end2end.window_driver import WindowDriver, in_window
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite

pytestmark = pytest.mark.servers


@pytest.fixture
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return for_folder(tmp_path_factory.mktemp("desk"))


def _connect(desk: Desk, draft: VenueDraft) -> None:
    desk.venues.add(draft, desk.venues.probe(draft))


def _row_of(desk: Desk, words: str) -> ConversationRow | None:
    return next((row for row in desk.inbox.page(ListQuery()) if words in row.text), None)


def test_both_networks_are_answered_from_one_window(
    qapp: QApplication,
    places: Places,
    bluesky: BlueskyNetwork,
    wordpress: WordPressSite,
    fault_proxy: Callable[[str], FaultProxy],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brand, customer = bluesky.create_account("brandone.test"), bluesky.create_account("customerone.test")
    mention = bluesky.post(customer, "@brandone.test my hub is silent", mention=brand)
    bluesky.wait_until_notified(brand, mention.uri)
    post = wordpress.create_post("Autumn news", "<p>What is new</p>")
    comment = wordpress.customer_comment(post, "Ana", "Does the sensor work below zero?")
    proxy = fault_proxy(wordpress.url)
    proxied = replace(wordpress, url=proxy.url)
    monkeypatch.setenv("BRAND_BLUESKY", bluesky.app_password(brand, "desk"))
    monkeypatch.setenv("BRAND_WORDPRESS", wordpress.brand.application_password)
    desk = open_desk(places)
    environment = SecretPlace.ENVIRONMENT
    _connect(desk, VenueDraft("bluesky", bluesky.pds_url, brand.handle, "", environment, "BRAND_BLUESKY"))
    _connect(desk, VenueDraft("wordpress", proxied.url, wordpress.brand.name, "", environment, "BRAND_WORDPRESS"))

    async def story(driver: WindowDriver) -> None:
        await driver.until(lambda: _row_of(desk, "my hub is silent"), "the mention is in the inbox")
        await driver.until(lambda: _row_of(desk, "below zero"), "the comment is in the inbox")
        mentioned, commented = _row_of(desk, "my hub is silent"), _row_of(desk, "below zero")
        assert mentioned is not None
        assert commented is not None
        await driver.open(mentioned.id)
        await driver.answer("Please press the button for five seconds.")
        await driver.until(desk.outbox.rows, "the reply is in the outbox")
        with proxy.unplugged():
            await driver.open(commented.id)
            await driver.answer("Down to minus thirty.")
            await driver.until(lambda: len(desk.outbox.rows()) == 2, "the second reply is in the outbox")
            await driver.until(_delivered(desk, 1), "Bluesky has its reply, whatever WordPress does")
            await driver.until(lambda: "unreachable" in {str(venue.state) for venue in desk.venues.all()}, "it shows")
            assert [row.parent_id for row in wordpress.comments(post)] == [0]
        await driver.until(_delivered(desk, 2), "both replies are delivered", 90)

    in_window(qapp, places, story)
    answers = [stored for stored in bluesky.posts_of(brand) if "five seconds" in stored.text]
    assert [stored.answers for stored in answers] == [mention.uri]
    ours = [row for row in wordpress.comments(post) if row.parent_id == comment]
    assert [row.text for row in ours] == ["Down to minus thirty."]
    assert desk.inbox.counts().waiting == 0
    desk.ground.store.close()


def _delivered(desk: Desk, count: int) -> Callable[[], bool]:
    return lambda: sum(row.state is DeliveryState.DELIVERED for row in desk.outbox.rows()) == count
