"""From the API's JSON to the desk's nouns: recorded entities of real servers, other software's ways, hostile words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agent_desk.connectors.mastodon import mapping, server
from agent_desk.domain.cleaning import clean
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.posts import ConversationKind, Markup, MediaKind, Origin, Place, Visibility
from agent_desk.domain.venues import LengthUnit
from tests.venues.fake_mastodon import FakeMastodon
from tests.venues.fake_mastodon_contract import Recordings

PLACE = Place(ConversationKind.MENTIONS, "1")
MENTION = (
    '<p><span class="h-card"><a href="https://e.example/@anna" class="u-url mention">@<span>anna</span></a></span> '
)


@pytest.fixture
def public(contracts: Path) -> Recordings:
    """Entities of public servers."""
    return Recordings(contracts / "mastodon" / "recorded" / "entities_public_servers")


def raw(**more: Any) -> dict[str, Any]:
    """The least that is a post."""
    return {"id": "10", "account": {"id": "7", "acct": "anna@e.example"}, "visibility": "public", **more}


def mapped(told: dict[str, Any], us: frozenset[str] = frozenset()) -> Any:
    """The post as the desk keeps it."""
    return mapping.incoming(mapping.status(told), PLACE, Origin.MENTION, us)


def test_a_recorded_post_with_media(public: Recordings) -> None:
    sound = mapped(public.answer("mediaattachment", "GET", "110447012773105565"))
    assert [item.kind for item in sound.media] == [MediaKind.FILE]
    told = public.answer("mediaattachment", "GET", "110447003454258227")
    post = mapped(told)
    assert [item.kind for item in post.media] == [MediaKind.IMAGE]
    assert (post.media[0].width, post.media[0].height) == (1280, 720)
    told["media_attachments"][0]["type"] = "gifv"
    film = mapped(told).media[0]
    assert film.kind is MediaKind.VIDEO
    assert film.thumb_url.startswith("https://files.mastodon.social/")
    assert post.visibility is Visibility.FOLLOWERS
    assert set(post.counts) >= {"likes", "reposts", "replies"}
    assert set(post.author.facts) == {"followers", "following", "statuses"}


def test_a_recorded_post_with_a_quote(public: Recordings) -> None:
    post = mapped(public.answer("quote", "GET", "115044073088181107"))
    assert post.quote is not None
    assert post.quote.remote_id == "115044070560414080"
    assert post.quote.text
    assert post.quote.url.startswith("https://bsky.brid.gy/")


def test_a_recorded_poll_shows_its_choices_and_no_votes(public: Recordings) -> None:
    told = public.answer("poll", "GET", "110446383900387196")
    words = clean(mapped(told).body, Markup.HTML).text
    assert all(option["title"] in words for option in told["poll"]["options"])
    for option in told["poll"]["options"]:
        option["votes_count"] += 1
    assert clean(mapped(told).body, Markup.HTML).text == words


def test_recorded_limits_and_those_of_other_software(public: Recordings, fake: FakeMastodon) -> None:
    told = public.answer("instancev2", "GET", "/api/v2/instance")
    limits = server.limits(told)
    assert server.software(told) == ("Mastodon", told["version"])
    assert limits.text_max == told["configuration"]["statuses"]["max_characters"] - server.MENTION
    assert (limits.url_length, limits.short_mentions, limits.unit) == (23, True, LengthUnit.GRAPHEMES)
    assert (limits.media_max, limits.alt_max) == (4, 1500)
    assert set(limits.media_types) == {"image/jpeg", "image/png", "image/gif", "image/webp"}
    old = server.limits(fake.api._instances["v1"])
    assert (old.text_max, old.url_length) == (limits.text_max, 23)


@pytest.mark.parametrize(
    ("told", "name", "version", "text_max"),
    [
        ({"version": "2.7.2 (compatible; Pleroma 2.6.0)", "max_toot_chars": 5000}, "Pleroma", "2.6.0", 4968),
        ({"version": "2.7.2 (compatible; Akkoma 3.10.4-0-gabc)"}, "Akkoma", "3.10.4-0-gabc", 468),
        ({"version": "3.5.3 (compatible; Pixelfed 0.12.4)"}, "Pixelfed", "0.12.4", 468),
        (
            {"version": "0.17.3+git-1", "source_url": "https://c.example/x/gotosocial"},
            "Gotosocial",
            "0.17.3+git-1",
            468,
        ),
        ({"version": "4.3.1+glitch"}, "Mastodon", "4.3.1+glitch", 468),
        ({"version": ["4"], "configuration": "none", "max_toot_chars": -3}, "Mastodon", "", 468),
        ({}, "Mastodon", "", 468),
    ],
)
def test_a_version_that_is_not_mastodons_is_read(told: Any, name: str, version: str, text_max: int) -> None:
    assert server.software(told) == (name, version)
    assert server.limits(told).text_max == text_max
    assert server.limits(told).media_max == 4
    assert server.limits(told).short_mentions is (name == "Mastodon")


@pytest.mark.parametrize(
    "told",
    [{}, {"id": "1"}, raw(id=None), raw(id="../1"), raw(id=""), raw(account={}), raw(account=[]), raw(id={"a": 1})],
)
def test_a_post_without_an_identity_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(Unexpected):
        mapping.status(told)


def test_everything_but_the_identity_may_be_missing_or_of_another_type() -> None:
    keys = ("content", "created_at", "edited_at", "media_attachments", "mentions", "poll", "quote", "card", "language")
    more = ("in_reply_to_id", "visibility", "spoiler_text", "url", "uri", "favourites_count", "pleroma", "reactions")
    values: tuple[Any, ...] = (None, 7, -1.5, True, "text", [], ["x", None, {}], {}, {"id": {}}, {"options": [{}]})
    for value in values:
        post = mapped(raw(**dict.fromkeys((*keys, *more), value)))
        assert post.remote_id == "10"
        assert all(count >= 0 for count in post.counts.values())


def test_ids_may_be_numbers() -> None:
    post = mapped(raw(id=12, in_reply_to_id=11, account={"id": 7}))
    assert (post.remote_id, post.parent_remote_id, post.author.remote_id) == ("12", "11", "7")


def test_ours_is_known_by_id_whatever_the_name() -> None:
    us = frozenset({"1"})
    assert not mapped(raw(account={"id": "7", "acct": "brand"}), us).author.ours
    assert mapped(raw(account={"id": "1", "acct": "renamed"}), us).author.ours


def test_addresses_that_are_no_web_addresses_are_left_out() -> None:
    evil = "javascript:alert(1)"
    told = raw(url=evil, uri=evil, card={"url": evil}, media_attachments=[{"type": "image", "url": evil}])
    told["account"] |= {"url": evil, "avatar": evil}
    post = mapped(told)
    assert (post.url, post.author.url, post.author.avatar_url, post.media[0].url) == ("", "", "", "")
    assert len(post.media) == 1


def test_reactions_of_other_software_are_counted() -> None:
    told = raw(pleroma={"emoji_reactions": [{"name": "🎉", "count": 3}, {"name": "", "count": 1}]}, favourites_count=2)
    assert mapped(told).counts == {"likes": 2, "reaction:🎉": 3}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"{MENTION}hello</p>", "hello"),
        ('<p>@<a href="https://e.example/@anna">anna</a></p>', "@anna"),
        ("<p>@anna@e.example hello @anna</p>", "hello @anna"),
        (f"{MENTION}</p>", "@anna"),
        ("<p>@bob hello</p>", "@bob hello"),
        ("hello @anna", "hello @anna"),
        ("<p>@annabel hello</p>", "@annabel hello"),
        (f"{MENTION}<br>two<br>lines</p>", "two\nlines"),
    ],
)
def test_only_the_mention_that_we_put_ahead_is_taken_away(words: str, expected: str) -> None:
    told = raw(
        content=words,
        in_reply_to_id="9",
        account={"id": "1", "acct": "brand"},
        mentions=[{"id": "7", "acct": "anna@e.example"}],
    )
    assert clean(mapped(told, frozenset({"1"})).body, Markup.HTML).text == expected
    assert mapped(told).body == words


def test_the_fake_answers_as_the_vendor_promises(fake: FakeMastodon, contracts: Path) -> None:
    brand, _ = fake.add_brand("brand")
    post = fake.post(fake.add_account("anna@e.example"), "@brand hello #widget", visibility="direct", warning="careful")
    spec = json.loads((contracts / "mastodon/spec/mastodon-openapi.schema.json").read_text(encoding="utf-8"))
    told = {
        "Status": fake.world.status(post, brand),
        "Account": fake.world.account(brand),
        "Notification": fake.world.notification(fake.world.told[brand][0], brand),
        "Conversation": fake.world.exchanges(brand)[0],
        "Instance": fake.api._instances["v2"],
    }
    for name, answer in told.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(answer)] == [], name
