"""The demo's written content: whole, within the limits of its places, and as mixed as real inboxes are."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_desk.connectors.demo import traffic
from agent_desk.connectors.demo.content import PLACES, content, folder, picture
from agent_desk.connectors.demo.rules import RULES
from agent_desk.connectors.registry import Registry
from agent_desk.domain.posts import ConversationKind, PostState
from tests.conformance.reading import read
from tests.connectors.demo.conftest import START, Connect

SCRIPTS = [
    (place, part, index, script)
    for place in PLACES
    for part in ("conversations", "later")
    for index, script in enumerate(content().scripts[place][part])
]


def said(script: dict[str, Any]) -> list[tuple[str, str]]:
    """All lines of a script with their authors."""
    return [(script["by"], script["text"]), *((line[0], line[2]) for line in script.get("then", ()))]


@pytest.mark.parametrize(
    ("place", "part", "script"),
    [pytest.param(place, part, script, id=f"{place}-{part}-{index}") for place, part, index, script in SCRIPTS],
)
def test_scripts_are_whole(place: str, part: str, script: dict[str, Any]) -> None:
    people = set(content().people) | {"us", "edit", "delete"}
    for author, text in said(script):
        assert author in people
        if author == "us":
            RULES[place].check(text, [])
    for name, alt, *kind in script.get("pictures", ()):
        assert picture(f"demo:picture/{name}") is not None
        assert alt
        assert kind in ([], ["video"])
    for number, line in enumerate(script.get("then", ()), start=1):
        assert 0 <= dict(*line[3:]).get("quote", 0) < number
    assert script.get("under", 0) < max(len(content().scripts[place]["subjects"]), 1)
    if place == "social" and part == "later" and "under" not in script:
        assert "@wattlark" in script["text"], "nobody would see this one"


def test_a_week_of_everything(connector: Connect) -> None:
    desks = [connector(place, search="wattlark", staff="noor.adler") for place in PLACES]
    posts = [post for desk in desks for post in read(desk).posts.values()]
    conversations: dict[str, int] = {}
    for post in posts:
        conversations[post.place.key] = conversations.get(post.place.key, 0) + 1
    assert 110 <= len(conversations) <= 140
    assert max(conversations.values()) > 200
    assert {post.place.kind for post in posts} == set(ConversationKind)
    assert {"en", "de", "pt", "el", "zh", "ar", "he"} <= {language for post in posts for language in post.languages}
    assert {post.state for post in posts} == {PostState.PUBLISHED, PostState.HELD, PostState.SPAM}
    assert any(post.edited_at for post in posts)
    assert any(post.media for post in posts)
    assert any(post.author.ours and post.author.handle == "noor.adler" for post in posts)
    assert any(post.place.subject for post in posts)
    assert any(unicodedata.bidirectional(post.body[0]) in ("R", "AL") for post in posts if post.body)
    answered = {post.place.key for post in posts if post.author.ours}
    assert 0.25 < len(answered) / len(conversations) < 0.6


def test_what_is_older_than_asked_for_is_context(connector: Connect) -> None:
    since = START - 12 * 3_600_000
    posts = read(connector("community", since=since)).posts.values()
    older = [post for post in posts if post.posted_at < since]
    assert older, "conversations that go on are told whole"
    assert not any(post.origin.addressed for post in older)
    assert {post.place.key for post in older} <= {post.place.key for post in posts if post.posted_at >= since}


def test_nobody_writes_from_the_future(connector: Connect) -> None:
    for place in PLACES:
        desk = connector(place)
        posts = read(desk).posts
        for post in posts.values():
            assert post.parent_remote_id not in posts or posts[post.parent_remote_id].posted_at <= post.posted_at


def test_pictures_stay_in_their_folder() -> None:
    assert picture("demo:picture/wiring.png") == folder() / "pictures" / "wiring.png"
    for url in ("demo:picture/../brand.json", "https://example.org/wiring.png", "demo:picture/", "demo:picture/no.png"):
        assert picture(url) is None


def test_venues_of_the_demo_can_be_connected() -> None:
    venues = json.loads((folder() / "venues.json").read_text(encoding="utf-8"))
    known = {option.key for option in Registry().get("demo").manifest.options}
    assert {venue["options"]["place"] for venue in venues} == set(PLACES)
    assert all(venue["network"] == "demo" and set(venue["options"]) <= known for venue in venues)


def test_the_demo_is_not_offered_among_networks() -> None:
    assert "demo" not in {network.manifest.name for network in Registry().networks()}


def test_a_busy_week_has_hundreds_of_exchanges_most_of_them_answered_at_working_hours(connector: Connect) -> None:
    desks = [connector(place, week="busy", staff="noor.adler") for place in PLACES]
    posts = [post for desk in desks for post in read(desk).posts.values()]
    begun = {post.place.key for post in posts if "-t" in post.place.key}
    assert len(begun) == traffic.EXCHANGES
    ours = [post for post in posts if post.place.key in begun and post.author.ours]
    assert 0.4 * len(begun) < len({post.place.key for post in ours}) < 0.9 * len(begun)
    assert {datetime.fromtimestamp(post.posted_at / 1000, UTC).weekday() for post in ours} <= set(range(5))
    assert all("{" not in post.body + post.place.title for post in posts)


@pytest.mark.parametrize("talk", content().traffic["talks"], ids=lambda talk: talk["ask"][:30])
def test_exchanges_are_whole(talk: dict[str, Any]) -> None:
    longest = max(content().traffic["things"], key=len)
    RULES[talk["place"]].check(talk.get("answer", "-").replace("{thing}", longest), [])
    assert any(person.language == talk["lang"] for person in content().people.values())
    if talk["place"] == "social" and "@wattlark" not in talk["ask"]:
        pytest.fail("nobody would see this one")
