"""Recorded answers read as they are, and hostile ones without harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent_desk.connectors.discourse.cooked import media_of, readable
from agent_desk.connectors.discourse.mapping import Scene, incoming, place_of, read_entry, read_topic
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.posts import ConversationKind, IncomingPost, MediaKind
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.discourse.desk import Desk
from tests.venues.fake_discourse_forum import CUSTOMER, cooked

BASE = "https://community.example"
HOSTILE: tuple[Any, ...] = (None, True, -1, 2**70, 1.5, "", "<script>", [], [[]], {}, {"id": {}})


def recorded(contracts: Path, *names: str) -> Any:
    """One recording."""
    return json.loads((contracts / "discourse" / "recorded").joinpath(*names).read_text(encoding="utf-8"))


def mapped(value: dict[str, Any]) -> list[IncomingPost]:
    """All posts of a topic."""
    topic = read_topic(value)
    scene = Scene(BASE, topic, place_of(topic, BASE, (), ""), {}, frozenset(), lambda _: False, 0, 0)
    return [incoming(post, scene) for post in topic.posts]


@pytest.mark.parametrize("path", [("discourse_api_gem", "topic.json"), ("api_docs", "topics", "topic_response.json")])
def test_recorded_topics(contracts: Path, path: tuple[str, ...]) -> None:
    value = recorded(contracts, *path)
    posts = mapped(value)
    assert [post.remote_id for post in posts] == [str(post["id"]) for post in value["post_stream"]["posts"]]
    assert {post.place.key for post in posts} == {str(value["id"])}
    assert {post.place.kind for post in posts} == {ConversationKind.TOPIC}
    assert all(post.author.avatar_url.startswith("http") and "{size}" not in post.author.avatar_url for post in posts)
    assert all(post.url.startswith(f"{BASE}/t/{value['slug']}/{value['id']}/") for post in posts)


@pytest.mark.parametrize(
    "path",
    [
        *(("discourse_api_gem", f"{name}.json") for name in ("latest", "hot", "new", "category_latest_topics")),
        ("discourse_api_gem", "private_messages.json"),
        ("api_docs", "topics", "latest_topics_response.json"),
        ("api_docs", "topics", "private-messages-sent.json"),
    ],
)
def test_recorded_lists(contracts: Path, path: tuple[str, ...]) -> None:
    topics = recorded(contracts, *path)["topic_list"]["topics"]
    assert [read_entry(topic).topic_id for topic in topics] == [topic["id"] for topic in topics]
    assert all(read_entry(topic).bumped_at > 1_000_000_000_000 for topic in topics)


def test_a_raw_text_of_another_type_is_borne(contracts: Path) -> None:
    value = recorded(contracts, "discourse_api_gem", "topic_posts.json")
    assert isinstance(value["post_stream"]["posts"][0]["raw"], list)
    assert plain(mapped(value)[0]) == "Some text."


def test_any_field_of_any_type(contracts: Path) -> None:
    for path in (("discourse_api_gem", "topic.json"), ("discourse_api_gem", "posts_latest.json")):
        value = recorded(contracts, *path)
        topic = {**value, "post_stream": value.get("post_stream") or {"posts": value["latest_posts"], "stream": []}}
        topic.setdefault("id", 7)
        post = topic["post_stream"]["posts"][0]
        for target in (topic, topic["post_stream"], post):
            for key in list(target):
                kept = target[key]
                for hostile in HOSTILE:
                    target[key] = hostile
                    try:
                        mapped(topic)
                    except Unexpected:
                        continue
                target[key] = kept


def test_a_broken_post_hides_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "A topic", "this is fine")
    desk.forum.answer(CUSTOMER, topic, "this breaks")
    broken = lambda raw: None if "breaks" in raw else cooked(raw)  # noqa: E731
    monkeypatch.setattr("tests.venues.fake_discourse_shapes.cooked", broken)
    expect_log("post .* of topic .* is left out")
    posts = read(desk.connect()).posts
    assert {plain(post) for post in posts.values()} == {"this is fine"}


def test_pictures_videos_and_files_of_a_post() -> None:
    shown = (
        '<p>Look <img src="/images/emoji/twitter/smile.png?v=9" title=":smile:" class="emoji" alt=":smile:"></p>'
        '<div class="lightbox-wrapper"><a class="lightbox" href="/uploads/big.png"><img src="/uploads/small.png" alt="The lamp"'
        ' width="690" height="388"></a></div><a class="attachment" href="/uploads/log.txt">log.txt</a> (1 KB)'
        '<video><source src="https://cdn.example/film.mp4"></video><img src="javascript:alert(1)"><img src="/uploads/big.png">'
    )
    picture, file, video = media_of(shown, BASE)
    assert (picture.kind, picture.url, picture.thumb_url) == (
        MediaKind.IMAGE,
        f"{BASE}/uploads/big.png",
        f"{BASE}/uploads/small.png",
    )
    assert (picture.alt, picture.width, picture.height) == ("The lamp", 690, 388)
    assert (file.kind, file.url, file.title) == (MediaKind.FILE, f"{BASE}/uploads/log.txt", "log.txt")
    assert (video.kind, video.url) == (MediaKind.VIDEO, "https://cdn.example/film.mp4")
    assert "Look :smile:" in readable(shown, BASE)


def test_addresses_within_the_community_lead_there_from_outside() -> None:
    shown = readable('<a class="mention" href="/u/ana">@ana</a> <a href="https://else.example/x">x</a>', BASE)
    assert shown == f'<a class="mention" href="{BASE}/u/ana">@ana</a> <a href="https://else.example/x">x</a>'


def test_a_thread_with_a_broken_post_is_not_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "A topic", "this is fine")
    second = desk.forum.answer(CUSTOMER, topic, "this breaks")
    posts = read(desk.connect()).posts
    monkeypatch.setattr("tests.venues.fake_discourse_shapes.cooked", lambda raw: None if "breaks" in raw else raw)
    expect_log("post .* of topic .* is left out")
    assert not desk.connect().thread(thread_ref(next(iter(posts.values())), str(second.id))).complete
