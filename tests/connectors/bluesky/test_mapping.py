"""Bluesky's JSON to nouns, by itself: recordings, and what a hostile server may say."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.connectors.bluesky import mapping
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.posts import ConversationKind, Markup, MediaKind, Origin, Place, PostState

DID = "did:plc:abc123"
URI = f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a"
PLACE = Place(ConversationKind.MENTIONS, URI)
NOBODY: frozenset[str] = frozenset()


def post(**changes: Any) -> dict[str, Any]:
    """A post view as the network gives it."""
    return {
        "uri": URI,
        "cid": "bafy1",
        "author": {"did": DID, "handle": "anna.test", "displayName": "Anna"},
        "record": {"text": "hello", "createdAt": "2026-01-02T03:04:05.678Z"},
        "indexedAt": "2026-01-02T03:04:06Z",
        **changes,
    }


def facet(start: Any, end: Any, **feature: Any) -> dict[str, Any]:
    """A facet with one feature."""
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def link(start: Any, end: Any, uri: str = "https://a.test/?a=1&b=2") -> dict[str, Any]:
    """A link."""
    return facet(start, end, **{"$type": "app.bsky.richtext.facet#link", "uri": uri})


def test_a_recorded_post_with_pictures_and_a_quote(contracts: Path) -> None:
    file = contracts / "bluesky" / "recorded" / "marshalx" / "thread_view_post_with_embed_media.json"
    made = mapping.incoming(mapping.view(json.loads(file.read_text())["thread"]["post"]), PLACE, Origin.FOUND, NOBODY)
    assert made.author.handle == "test.marshal.dev"
    assert (made.author.name, made.languages) == ("Python SDK", ("en",))
    assert [(media.kind, media.alt) for media in made.media] == [(MediaKind.IMAGE, ""), (MediaKind.LINK, "test")]
    assert made.media[1].url.endswith("/post/3kahesw26il2z")
    assert made.url == "https://bsky.app/profile/test.marshal.dev/post/3kaheyt6vpc22"


def test_the_vendors_times_are_read(contracts: Path) -> None:
    folder = contracts / "bluesky" / "interop" / "syntax"
    for line in (folder / "datetime_syntax_valid.txt").read_text().splitlines():
        if line and not line.startswith(("#", "0")):
            assert mapping.milliseconds(line) is not None, line
    for line in (folder / "datetime_parse_invalid.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            assert mapping.milliseconds(line) is None, line


def test_a_time_is_never_later_than_it_was_seen() -> None:
    future = post(record={"text": "", "createdAt": "2099-01-01T00:00:00Z"})
    assert mapping.posted_at(mapping.view(future)) == mapping.milliseconds("2026-01-02T03:04:06Z")
    assert mapping.posted_at(mapping.view(post())) == 1_767_323_045_678
    nothing = post(record={}, indexedAt=7)
    assert mapping.posted_at(mapping.view(nothing)) > 0


@pytest.mark.parametrize(
    "broken",
    [{"uri": 7}, {"uri": "https://a.test"}, {"uri": f"{URI}/x"}, {"uri": "at://anna.test/a.b.c/1"}, {"cid": None}],
)
def test_a_post_without_identity_is_unexpected(broken: dict[str, Any]) -> None:
    with pytest.raises(Unexpected):
        mapping.view(post(**broken))


@pytest.mark.parametrize(
    ("text", "facets", "body"),
    [
        ("see a.test… now", [link(4, 13)], 'see <a href="https://a.test/?a=1&amp;b=2">a.test…</a> now'),
        ("<b>ü</b>\n", [link(0, 3)], '<a href="https://a.test/?a=1&amp;b=2">&lt;b&gt;</a>ü&lt;/b&gt;<br>'),
        ("two two", [link(4, 7, "https://b.test"), link(0, 3, "https://a.test")],
         '<a href="https://a.test">two</a> <a href="https://b.test">two</a>'),
        ("over lap", [link(0, 6, "https://a.test"), link(4, 8)], '<a href="https://a.test">over l</a>ap'),
        ("x", [link(0, 1, '"><script>alert(1)</script>')], None),
        ("x", [link(0, 1, "javascript:alert(1)")], None),
        ("ü", [link(1, 2)], None),
        ("x", [link(0, 99)], None),
        ("x", [link(-1, 1)], None),
        ("x", [link(True, "1")], None),
        ("x", [link(1, 0)], None),
        ("x", [{"index": 7, "features": {}}], None),
        ("a", [link(0, 1, 'https://a.test/"onmouseover="x')],
         '<a href="https://a.test/&quot;onmouseover=&quot;x">a</a>'),
    ],
)  # fmt: skip
def test_links_keep_their_whole_address(text: str, facets: list[dict[str, Any]], body: str | None) -> None:
    expected = (text, Markup.PLAIN) if body is None else (body, Markup.HTML)
    assert mapping.body_of(text, facets) == expected


class Reader(HTMLParser):
    """The text of a body, and every tag in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60),
    st.lists(st.tuples(st.integers(-2, 200), st.integers(-2, 200)), max_size=6),
)
def test_no_facets_lose_or_add_text(text: str, places: list[tuple[int, int]]) -> None:
    body, markup = mapping.body_of(text, [link(start, end) for start, end in places])
    if markup is Markup.PLAIN:
        assert body == text
        return
    reader = Reader()
    reader.feed(body)
    reader.close()
    assert reader.text == text
    assert reader.tags <= {"a", "br"}


def test_what_hangs_on_a_post() -> None:
    def kinds(embed: Any) -> list[tuple[MediaKind, str, str]]:
        made = mapping.incoming(mapping.view(post(embed=embed)), PLACE, Origin.FOUND, NOBODY)
        return [(media.kind, media.url, media.alt) for media in made.media]

    external = {"uri": "https://a.test", "title": "A", "description": "words", "thumb": "https://t.test"}
    card = {"$type": "app.bsky.embed.external#view", "external": external}
    assert kinds(card) == [(MediaKind.LINK, "https://a.test", "words")]
    video = {"$type": "app.bsky.embed.video#view", "playlist": "https://v.test/p.m3u8", "alt": "a film"}
    assert kinds(video) == [(MediaKind.VIDEO, "https://v.test/p.m3u8", "a film")]
    gallery = {"$type": "app.bsky.embed.gallery#view", "items": [{"fullsize": "https://g.test", "alt": "one"}, 7]}
    assert kinds(gallery) == [(MediaKind.IMAGE, "https://g.test", "one")]
    nested: dict[str, Any] = card
    for _ in range(3000):
        nested = {"$type": "app.bsky.embed.recordWithMedia#view", "media": nested, "record": {}}
    assert kinds(nested) == []
    flood = {"$type": "app.bsky.embed.images#view", "images": [{"fullsize": "https://i.test"}] * 10_000}
    assert len(kinds(flood)) == 30
    local = {"$type": "app.bsky.embed.images#view", "images": [{"fullsize": "file:///etc/passwd", "alt": "x"}]}
    assert kinds(local) == [(MediaKind.IMAGE, "", "x")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
KEYS = ("author", "record", "embed", "indexedAt", "likeCount", "viewer", "replyCount")


@given(
    st.dictionaries(st.sampled_from(KEYS), JSON), st.dictionaries(st.sampled_from(("facets", "langs", "reply")), JSON)
)
def test_whatever_else_a_post_holds_it_is_shown(changes: dict[str, Any], inside: dict[str, Any]) -> None:
    raw = post(**changes)
    if isinstance(raw["record"], dict):
        raw["record"] = {**raw["record"], **inside}
    view = mapping.view(raw)
    made = mapping.incoming(view, PLACE, Origin.FOUND, frozenset({DID}))
    assert made.remote_id == URI
    assert made.author.ours
    assert isinstance(made.body, str)
    assert mapping.mentions(view, NOBODY) is False


def test_a_vanished_post_keeps_its_place() -> None:
    made = mapping.vanished(URI, PLACE, frozenset({DID}), "at://above")
    assert (made.state, made.body, made.parent_remote_id) == (PostState.DELETED, "", "at://above")
    assert made.author.ours
    assert made.posted_at > 0
