"""A newcomer's half minute at real servers: an address is recognised, its public posts are read without an account, and the
composer says why it is closed and how to open it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.venues import SecretPlace, Venue
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import run_once
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from agent_desk.views.composer.closed import closed
from tests.connectors.bluesky.desk import new_account, said
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.wordpress_site import WordPressSite

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(for_folder(tmp_path / "desk"))
    yield made
    made.ground.store.close()


def read_at(desk: Desk, address: str, **options: str) -> Venue:
    """What a newcomer does: an address, and perhaps a word to look for."""
    found = desk.venues.recognise(address)
    assert found is not None
    draft = VenueDraft(found.manifest.name, found.url, secret_place=SecretPlace.NONE, options=options, read_only=True)
    venue, _ = desk.venues.add(draft, desk.venues.probe(draft))
    run_once(desk.ground, desk.vault)
    return venue


def why_closed(desk: Desk, venue: Venue, query: ListQuery) -> tuple[str, str]:
    """The only conversation there is, and what its composer says."""
    (row,) = desk.inbox.page(query)
    shut = closed(desk.inbox.open(row.id), desk.venues.get(venue.id), desk.venues.network(venue.network))
    assert shut is not None
    assert shut.at_venue_page
    return row.text, f"{shut.why} {shut.todo}"


def test_a_site_is_read_by_its_address_and_opened_for_answers_later(desk: Desk, wordpress: WordPressSite) -> None:
    post = wordpress.create_post("Autumn news", "<p>What is new</p>")
    wordpress.customer_comment(post, "Ana", "Does the sensor work below zero?")
    venue = read_at(desk, f"{wordpress.url}/?p={post}")
    text, shut = why_closed(desk, venue, ListQuery())
    assert text == "Does the sensor work below zero?"
    assert shut == f"{venue.label} is connected for reading only. Sign in to answer."
    brand = wordpress.brand
    desk.venues.sign_in(venue.id, brand.application_password, SecretPlace.SESSION, user=brand.name)
    opened = desk.venues.get(venue.id)
    (row,) = desk.inbox.page(ListQuery())
    assert closed(desk.inbox.open(row.id), opened, desk.venues.network(opened.network)) is None
    run_once(desk.ground, desk.vault)
    assert len(desk.inbox.page(ListQuery())) == 1


def test_a_search_is_read_at_a_networks_server(desk: Desk, bluesky: BlueskyNetwork) -> None:
    word = f"lantern{secrets.token_hex(4)}"
    said(bluesky, new_account(bluesky, "seeker"), f"My {word} flickers")
    venue = read_at(desk, bluesky.pds_url, search=word, appview=bluesky.appview_url)
    text, shut = why_closed(desk, venue, ListQuery(found=True))
    assert text == f"My {word} flickers"
    assert "Sign in to answer" in shut
    assert venue.label.endswith(word)
