"""Reading a venue: nothing is missed, nothing depends on order or repetition, ours and theirs are told apart."""

from __future__ import annotations

import pytest

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.posts import PostState
from agent_desk.domain.venues import Capability
from tests.conformance.harness import Harness
from tests.conformance.reading import plain, read, reply, thread_ref

TEXTS = {
    "umlauts": "Größe, Ärger und das scharfe ß: über 90 °C, 12,50 €",
    "greek": "Ο αισθητήρας δείχνει 0 από χθες το βράδυ.",
    "cyrillic": "Спасибо, всё заработало!",
    "chinese": "从昨晚更新以后一直显示为零,怎么办?",
    "japanese": "センサーがつながりません。よろしくお願いします。",
    "korean": "업데이트 후에 연결되지 않아요.",
    "arabic": "الجهاز لا يعمل منذ التحديث الأخير، ماذا أفعل؟",
    "hebrew": "המכשיר הפסיק לעבוד אחרי העדכון",
    "hindi": "अपडेट के बाद सेंसर काम नहीं कर रहा है",
    "thai": "เซ็นเซอร์ไม่ทำงานตั้งแต่อัปเดต",
    "emoji": "Danke 👩🏽‍🚒🏳️‍🌈 👍🏿 e\u0301",
    "signs": 'if a < b && c > "d" then \\ else & %20 ; #7',
}


def test_verify_says_who_we_are(harness: Harness) -> None:
    profile = harness.connect().verify()
    assert profile.account_id
    assert profile.handle
    assert profile.name
    assert profile.server
    assert Capability.READ in profile.may
    assert profile.limits.text_max > 0 or profile.limits.bytes_max > 0
    assert harness.secret not in repr(profile)


def test_manifest_lists_what_the_venue_allows(harness: Harness) -> None:
    reading_needs_no_word = {Capability.READ, Capability.SEARCH}
    assert harness.connect().verify().may - reading_needs_no_word <= harness.manifest.writes


def test_streams_are_named_once_and_others_refused(harness: Harness) -> None:
    connector = harness.connect()
    assert connector.streams()
    assert len(set(connector.streams())) == len(connector.streams())
    with pytest.raises(WrongUse):
        connector.fetch("no-such-stream", None)


def test_same_page_twice_is_the_same(harness: Harness) -> None:
    made = {harness.customer_posts(f"one of two, {number}") for number in range(2)}
    connector = harness.connect()
    for stream, asked, page in read(connector).pages:
        again = connector.fetch(stream, asked)
        assert {post.remote_id: post for post in again.posts} == {post.remote_id: post for post in page.posts}
    assert made <= set(read(connector).posts)


def test_place_does_not_depend_on_order(harness: Harness) -> None:
    first = harness.customer_posts("the first of a talk")
    second = harness.customer_posts("an answer to it", to=first)
    third = harness.customer_posts("an answer to the answer", to=second)
    other = harness.customer_posts("quite another talk")
    reading = read(harness.connect(options=harness.small_pages))
    keys = {key: post.place.key for key, post in reading.posts.items()}
    assert keys[first] == keys[second] == keys[third]
    assert keys[other] != keys[first]
    for stream, asked, _ in reversed(reading.pages):
        page = harness.connect(options=harness.small_pages).fetch(stream, asked)
        assert {post.remote_id: post.place.key for post in page.posts}.items() <= keys.items()


def test_restart_after_each_page_loses_nothing(harness: Harness) -> None:
    made = {harness.customer_posts(f"post number {number}") for number in range(5)}
    reading = read(harness.connect(options=harness.small_pages))
    assert made <= set(reading.posts)
    for stream, asked, page in reading.pages:
        known = {post.remote_id for post in page.posts}
        before = [
            told for name, _, told in reading.pages[: reading.pages.index((stream, asked, page))] if name == stream
        ]
        known |= {post.remote_id for told in before for post in told.posts}
        fresh, cursor, more = harness.connect(options=harness.small_pages), page.cursor, page.more
        while more:
            following = fresh.fetch(stream, cursor)
            known |= {post.remote_id for post in following.posts}
            cursor, more = following.cursor, following.more
        others = {post.remote_id for name, _, told in reading.pages if name != stream for post in told.posts}
        assert made <= known | others


def test_posts_that_arrive_while_paging_are_not_missed(harness: Harness) -> None:
    made = {harness.customer_posts(f"there before, {number}") for number in range(4)}
    connector = harness.connect(options=harness.small_pages)
    seen = set()
    for stream in connector.streams():
        cursor, more = None, True
        while more and len(made) < 30:
            page = connector.fetch(stream, cursor)
            seen |= {post.remote_id for post in page.posts}
            cursor, more = page.cursor, page.more
            if len(made) < 7:
                made.add(harness.customer_posts(f"in between, {len(made)}"))
        while True:
            page = connector.fetch(stream, cursor)
            seen |= {post.remote_id for post in page.posts}
            cursor = page.cursor
            if not page.more:
                break
    assert made <= seen


def test_later_posts_come_with_the_cursor(harness: Harness) -> None:
    early = harness.customer_posts("before the first look")
    connector = harness.connect()
    reading = read(connector)
    assert early in reading.posts
    late = harness.customer_posts("after the first look")
    assert late in read(harness.connect(), reading).posts


def test_older_posts_are_context_or_left_out(harness: Harness) -> None:
    harness.customer_posts("long before")
    since = harness.now() + 3_600_000
    reading = read(harness.connect(since=since))
    assert not [post for post in reading.posts.values() if post.posted_at < since and post.origin.addressed]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_customers_text_arrives_whole(harness: Harness, text: str) -> None:
    key = harness.customer_posts(text)
    assert text in plain(read(harness.connect()).posts[key])


def test_customers_are_not_ours(harness: Harness) -> None:
    post = read(harness.connect()).posts.get(key := harness.customer_posts("from a customer"))
    post = post or read(harness.connect()).posts[key]
    assert not post.author.ours
    assert post.author.remote_id
    assert post.origin.addressed
    assert abs(post.posted_at - harness.now()) < 120_000


def test_thread_holds_what_fetch_gave(harness: Harness) -> None:
    first = harness.customer_posts("the beginning")
    second = harness.customer_posts("and the rest", to=first)
    connector = harness.connect()
    fetched = read(connector).posts
    whole = connector.thread(thread_ref(fetched[second], first))
    told = {post.remote_id: post for post in whole.posts}
    assert {first, second} <= set(told)
    for key in (first, second):
        assert told[key].place.key == fetched[key].place.key
        assert told[key].parent_remote_id == fetched[key].parent_remote_id
        assert plain(told[key]) == plain(fetched[key])
    assert not whole.locked


def test_thread_after_an_edit_shows_the_new_text(harness: Harness) -> None:
    key = harness.customer_posts("a text with a mistke")
    connector = harness.connect()
    reading = read(connector)
    harness.customer_edits(key, "a text without a mistake")
    whole = connector.thread(thread_ref(reading.posts[key]))
    assert "without a mistake" in plain(next(post for post in whole.posts if post.remote_id == key))
    if harness.tells_edits:
        assert "without a mistake" in plain(read(connector, reading).posts[key])


def test_thread_after_a_deletion_lacks_the_post(harness: Harness) -> None:
    first = harness.customer_posts("stays")
    second = harness.customer_posts("goes", to=first)
    connector = harness.connect()
    fetched = read(connector).posts
    harness.customer_deletes(second)
    whole = connector.thread(thread_ref(fetched[first], second))
    left = {post.remote_id for post in whole.posts if post.state not in (PostState.DELETED, PostState.TRASHED)}
    assert first in left
    assert second not in left
    assert whole.complete


def test_ours_are_told_apart(harness: Harness) -> None:
    connector = harness.connect()
    key = harness.customer_posts("who is who?")
    receipt = connector.send(reply(read(connector).posts[key], "this one is ours", harness.now()))
    harness.settle(receipt.remote_id)
    posts = {post.remote_id: post for post in connector.thread(thread_ref(read(connector).posts[key])).posts}
    assert posts[receipt.remote_id].author.ours
    assert posts[receipt.remote_id].author.remote_id == connector.verify().account_id
    assert not posts[key].author.ours
