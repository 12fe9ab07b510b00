"""Pictures are fetched by policy, kept in bounds, and never asked of a stranger's host because a post says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.connectors.http.media import Picture
from agent_desk.domain.errors import Gone, Refused, Unexpected
from agent_desk.domain.venues import SecretPlace, Venue, VenueState
from agent_desk.runtime.places import for_folder
from agent_desk.runtime.settings import SettingsFile
from agent_desk.services.pictures import Pictures, host_of

VENUE = Venue(
    id="v", number=1, network="demo", url="https://forum.example/", label="Forum", user="", options={}, since=0,
    read_only=False, secret_place=SecretPlace.NONE, secret_name="", profile=None, state=VenueState.OK, state_detail="",
    synced_at=None, retry_at=None, added_at=0,
)  # fmt: skip


class FakeFetcher:
    """Every address has a picture of ten bytes, named by its last letters."""

    def __init__(self, fetched: list[str]) -> None:
        self._fetched = fetched
        self.closed = False

    def fetch(self, url: str, *, follow: Callable[[str], bool]) -> Picture:
        self._fetched.append(url)
        if "go=" in url:
            target = url.partition("go=")[2]
            if not follow(target):
                raise Unexpected("redirects")
        return Picture(url[-10:].encode().rjust(10), "image/png")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def fetched() -> list[str]:
    return []


@pytest.fixture
def pictures(tmp_path: Path, fetched: list[str]) -> Pictures:
    desk = open_desk(for_folder(tmp_path / "desk"))
    desk.ground.store.close()
    choices = SettingsFile(tmp_path / "hosts.json")
    return Pictures(desk.ground, tmp_path / "cache", choices, new_fetcher=lambda: FakeFetcher(fetched), most=45)


@pytest.mark.parametrize(
    ("url", "unasked"),
    [
        ("https://forum.example/uploads/a.png", True),
        ("https://files.forum.example/a.png", True),
        ("https://cdn.example/a.png", False),
        ("https://notforum.example/a.png", False),
        ("https://forum.example.evil.example/a.png", False),
        ("https://forum.example@evil.example/a.png", False),
        ("http://forum.example/a.png", False),
        ("demo:picture/wiring.png", True),
        ("demo:picture/../brand.json", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_the_venue_itself_is_asked_unasked(pictures: Pictures, url: str, unasked: bool) -> None:
    assert pictures.unasked(VENUE, url) is unasked


def test_a_strangers_host_is_asked_only_when_the_agent_wants_it(pictures: Pictures, fetched: list[str]) -> None:
    url = "https://cdn.example/a.png"
    with pytest.raises(Refused):
        pictures.load(VENUE, url)
    assert fetched == []
    assert pictures.load(VENUE, url, asked=True)
    assert fetched == [url]


def test_the_venues_site_cannot_lead_to_a_stranger_unasked(pictures: Pictures) -> None:
    url = "https://forum.example/out?go=https://track.example/x.png"
    with pytest.raises(Unexpected):
        pictures.load(VENUE, url)
    assert pictures.load(VENUE, "https://forum.example/out?go=https://files.forum.example/x.png")
    assert pictures.load(VENUE, url, asked=True)


def test_a_host_is_allowed_for_one_venue_only_and_for_good(pictures: Pictures, tmp_path: Path) -> None:
    pictures.allow("v", "cdn.example")
    assert pictures.unasked(VENUE, "https://cdn.example/a.png")
    assert not pictures.unasked(replace(VENUE, id="other"), "https://cdn.example/a.png")
    assert SettingsFile(tmp_path / "hosts.json").get("v") == "cdn.example"
    pictures.allow("v", "cdn.example", always=False)
    assert not pictures.unasked(VENUE, "https://cdn.example/a.png")


def test_a_picture_is_fetched_once_and_the_longest_unseen_goes_first(pictures: Pictures, fetched: list[str]) -> None:
    urls = [f"https://forum.example/{n}.png" for n in range(5)]
    for at, url in enumerate(urls[:4]):
        pictures.load(VENUE, url)
        os.utime(pictures._path(url), ns=(at, at))
    pictures.load(VENUE, urls[0])
    assert fetched == urls[:4]
    pictures.load(VENUE, urls[4])
    fetched.clear()
    pictures.load(VENUE, urls[0])
    pictures.load(VENUE, urls[4])
    assert fetched == []
    pictures.load(VENUE, urls[1])
    assert fetched == [urls[1]]


def test_what_is_forgotten_is_gone(pictures: Pictures, fetched: list[str]) -> None:
    url = "https://forum.example/a.png"
    pictures.load(VENUE, url)
    pictures.forget([url])
    pictures.load(VENUE, url)
    assert fetched == [url, url]


def test_packed_pictures_need_no_network(pictures: Pictures, fetched: list[str]) -> None:
    assert pictures.load(VENUE, "demo:picture/wiring.png").startswith(b"\x89PNG")
    with pytest.raises(Gone):
        pictures.load(VENUE, "demo:picture/none.png", asked=True)
    assert fetched == []


def test_a_host_is_said_as_it_is() -> None:
    assert host_of("https://Files.Example/a.png?x=1") == "files.example"
    assert host_of("https://pаypal.com/x.png") == "xn--pypal-4ve.com"
    assert host_of("ftp://example/a") == ""
