"""Reading comments of a real WordPress: all statuses, every place, nothing missed, whatever happens between pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent_desk.domain.posts import IncomingPost, Origin, PostState, ThreadRef
from agent_desk.domain.venues import Capability
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.wordpress.desk import DAY, Desk, fill, in_database, reply_to, set_option, wall_clock
from tests.venues.wordpress_site import WordPressSite, WordPressUser

pytestmark = pytest.mark.servers


def told(desk: Desk, since: int | None = None) -> dict[str, IncomingPost]:
    """Everything that a desk is told from the start."""
    return read(desk.connect(since=since)).posts


def test_every_status_comes_with_its_state(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("A <em>hot</em> topic", "<p>What we think.</p>")
    wanted = {}
    for status in ("approved", "hold", "spam", "trash"):
        comment = site.customer_comment(post, f"Ann {status}", f"this is {status}")
        site.set_comment_status(comment, status)
        wanted[str(comment)] = status
    posts = told(desk)
    states = {"approved": "published", "hold": "held", "spam": "spam", "trash": "trashed"}
    assert {key: str(posts[key].state) for key in wanted} == {key: states[status] for key, status in wanted.items()}
    shown = next(iter(posts.values()))
    assert shown.place.subject is not None
    assert (shown.place.title, shown.place.subject.text) == ("A hot topic", "What we think.")
    assert shown.place.subject.author_name == "The Brand"
    assert shown.place.url.startswith(site.url)
    assert shown.place.subject.remote_id == str(post)


def test_a_branch_is_one_conversation_whoever_comes_first(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Tree", "<p>x</p>")
    long_ago = datetime.now(UTC) - timedelta(days=60)
    top = site.customer_comment(post, "Ann", "the old beginning", posted_at=long_ago)
    middle = site.customer_comment(post, "Bob", "old, too", parent=top, posted_at=long_ago)
    late = site.customer_comment(post, "Cee", "a late word", parent=middle)
    other = site.customer_comment(post, "Dan", "another branch")
    posts = told(desk, since=wall_clock() - DAY)
    assert posts[str(late)].place.key == str(top)
    assert posts[str(other)].place.key == str(other)
    assert posts[str(late)].origin is Origin.OWN_PLACE
    # The ancestors come with it, as context.
    assert {posts[str(top)].origin, posts[str(middle)].origin} == {Origin.CONTEXT}


def test_comments_on_pages_have_their_page_as_subject(desk: Desk) -> None:
    site = desk.site
    body = {"title": "About us", "content": "<p>We are.</p>", "status": "publish", "comment_status": "open"}
    page = site.call("POST", "wp/v2/pages", user=site.admin, body=body).json["id"]
    comment = site.customer_comment(page, "Ann", "nice page")
    assert told(desk)[str(comment)].place.title == "About us"


def test_visitors_are_told_apart_and_their_mail_stays_at_the_site(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("People", "<p>x</p>")
    first, again = (site.customer_comment(post, "Ann Lee", text) for text in ("one", "two"))
    namesake = {"post": post, "author_name": "Ann Lee", "author_email": "another@example.net", "content": "three"}
    other = site.call("POST", "wp/v2/comments", user=site.admin, body=namesake).json["id"]
    registered = site.call("POST", "wp/v2/comments", user=site.customer, body={"post": post, "content": "four"}).json[
        "id"
    ]
    posts = told(desk)
    assert posts[str(first)].author == posts[str(again)].author
    assert posts[str(first)].author.remote_id != posts[str(other)].author.remote_id
    assert posts[str(registered)].author.remote_id == f"user:{site.customer.id}"
    assert posts[str(registered)].state is PostState.HELD
    mails = {comment.author_email for comment in site.comments()}
    assert len(mails) == 3
    assert not [mail for mail in mails if mail in repr(posts)]


def test_ours_are_the_account_and_the_staff(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Staff", "<p>x</p>")
    by = {
        user.name: site.call("POST", "wp/v2/comments", user=user, body={"post": post, "content": user.name}).json["id"]
        for user in (site.brand, site.admin, site.writer, site.customer)
    }
    impostor = site.customer_comment(post, "The Brand", "I am not the brand")

    def ours(user: WordPressUser | None = None, options: dict[str, str] | None = None) -> set[str]:
        posts = read(desk.connect(user, options=options)).posts
        assert not posts[str(impostor)].author.ours
        assert all(not posts[str(key)].origin.addressed for key in by.values() if posts[str(key)].author.ours)
        return {name for name, key in by.items() if posts[str(key)].author.ours}

    assert ours() == {"brand"}
    assert ours(options={"staff": f"{site.writer.id}"}) == {"brand", "writer"}
    assert ours(user=site.admin) == {"brand", "admin"}
    assert ours(user=site.admin, options={"staff": "writer"}) == {"brand", "admin", "writer"}


def test_an_answer_to_ours_is_a_reply(desk: Desk) -> None:
    site = desk.site
    top = site.customer_comment(site.create_post("x", "x"), "Ann", "question")
    connector = desk.connect()
    receipt = connector.send(reply_to(read(connector).posts[str(top)], "answer"))
    post_id = site.comments()[0].post_id
    thanks = site.customer_comment(post_id, "Ann", "thanks", parent=int(receipt.remote_id))
    assert told(desk)[str(thanks)].origin is Origin.REPLY


def test_approved_later_edited_and_backdated_comments_are_told(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Later", "<p>x</p>")
    held = site.customer_comment(post, "Ann", "held for now", hold=True)
    reading = read(desk.connect())
    assert reading.posts[str(held)].state is PostState.HELD
    moved = site.customer_comment(
        post, "Bob", "imported with an old date", posted_at=datetime.now(UTC) - timedelta(days=3)
    )
    site.set_comment_status(held, "approved")
    site.edit_comment(held, "held for now, and edited")
    reading = read(desk.connect(), reading)
    assert reading.posts[str(held)].state is PostState.PUBLISHED
    assert "and edited" in plain(reading.posts[str(held)])
    assert str(moved) in reading.posts


def test_an_old_edit_is_told_by_the_sweep(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Many", "<p>x</p>")
    at = datetime.now(UTC) - timedelta(hours=30)
    keys = [site.customer_comment(post, "Ann", f"number {n}", posted_at=at) for n in range(8)]
    small = {"page": "3"}
    reading = read(desk.connect(options=small))
    site.edit_comment(keys[0], "the oldest, edited")
    soon = read(desk.connect(options=small), reading)
    assert str(keys[0]) not in soon.posts
    later = read(desk.connect(options=small, ahead=11 * 60_000), reading)
    assert plain(later.posts[str(keys[0])]) == "the oldest, edited"


def test_comments_of_one_second_are_all_there(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("At once", "<p>x</p>")
    at = datetime.now(UTC) - timedelta(hours=1)
    keys = {str(site.customer_comment(post, "Ann", f"number {n}", posted_at=at)) for n in range(7)}
    reading = read(desk.connect(options={"page": "3"}))
    assert keys <= set(reading.posts)
    late = str(site.customer_comment(post, "Ann", "the same second, later", posted_at=at))
    assert late in read(desk.connect(options={"page": "3"}), reading).posts


def test_the_hour_that_comes_twice_hides_nothing(desk: Desk) -> None:
    """Berlin's clocks went back at 01:00 UTC: the second 02:10 is before the first 02:30 in the site's own time."""
    site = desk.site
    post = site.create_post("October", "<p>x</p>")
    comment = site.customer_comment(
        post, "Ann", "in the second hour", posted_at=datetime(2025, 10, 26, 1, 10, tzinfo=UTC)
    )
    since = int(datetime(2025, 10, 26, 0, 50, tzinfo=UTC).timestamp() * 1000)
    shown = told(desk, since=since)[str(comment)]
    assert shown.posted_at == since + 20 * 60_000
    assert shown.origin is Origin.OWN_PLACE


def test_rows_deleted_between_two_pages_hide_no_others(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Shrinking", "<p>x</p>")
    keys = [site.customer_comment(post, "Ann", f"number {n}") for n in range(12)]
    connector = desk.connect(options={"page": "4"})
    page = connector.fetch("comments", None)
    seen = {key.remote_id for key in page.posts}
    assert seen == {str(key) for key in keys[-4:]}
    for key in keys[-4:]:
        site.delete_comment(key)
    while page.more:
        page = connector.fetch("comments", page.cursor)
        seen |= {post.remote_id for post in page.posts}
    assert {str(key) for key in keys} == seen


def test_link_backs_are_left_out(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Linked", "<p>x</p>")
    site.customer_comment(post, "Ann", "a person")
    ping = site.customer_comment(post, "Another blog", "[...] as they say [...]")
    in_database(site, "update wp_comments set comment_type = 'pingback' where comment_ID = ?", ping)
    assert str(ping) not in told(desk)


def test_without_an_account_the_public_part_is_read(desk: Desk) -> None:
    site = desk.site
    post = site.create_post("Public", "<p>x</p>")
    seen, held = site.customer_comment(post, "Ann", 'it says "hi"'), site.customer_comment(post, "Bob", "no", hold=True)
    connector = desk.connect(anonymous=True)
    profile = connector.verify()
    assert (profile.may, profile.account_id, profile.handle) == (frozenset({Capability.READ}), site.url, "")
    reading = read(connector)
    assert set(reading.posts) == {str(seen)}
    whole = connector.thread(thread_ref(reading.posts[str(seen)]))
    assert not whole.complete
    site.set_comment_status(held, "approved")
    assert str(held) in read(connector, reading).posts


class TestThread:
    """Re-reading one conversation."""

    def test_holds_all_statuses_of_the_branch_and_nothing_else(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Branch", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        below: list[int] = []
        for status in ("approved", "hold", "spam", "trash"):
            below.append(site.customer_comment(post, "Bob", f"below, {status}", parent=below[-1] if below else top))
            site.set_comment_status(below[-1], status)
        site.customer_comment(post, "Cee", "elsewhere")
        connector = desk.connect()
        whole = connector.thread(thread_ref(read(connector).posts[str(top)]))
        assert [post.remote_id for post in whole.posts] == [str(key) for key in (top, *below)]
        assert (whole.complete, whole.locked) == (True, False)

    def test_a_post_with_more_comments_than_a_page(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Crowd", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        fill(site, post, 120)
        deep = top
        for n in range(3):
            deep = site.customer_comment(post, "Bob", f"deep {n}", parent=deep)
        connector = desk.connect()
        whole = connector.thread(thread_ref(read(connector).posts[str(deep)]))
        assert whole.posts[0].remote_id == str(top)
        assert len(whole.posts) == 4
        assert whole.complete

    def test_an_answer_deleted_for_good_is_missing_from_a_complete_reading(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Gone", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        middle = site.customer_comment(post, "Bob", "middle", parent=top)
        low = site.customer_comment(post, "Cee", "low", parent=middle)
        connector = desk.connect()
        ref = thread_ref(read(connector).posts[str(low)])
        site.delete_comment(middle)
        whole = connector.thread(ref)
        assert {post.remote_id for post in whole.posts} == {str(top), str(low)}
        assert whole.complete

    def test_a_first_comment_deleted_for_good_is_noticed_and_its_answers_stay(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Headless", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        low = site.customer_comment(post, "Cee", "low", parent=top)
        connector = desk.connect()
        ref = thread_ref(read(connector).posts[str(low)])
        site.delete_comment(top)
        whole = connector.thread(ref)
        assert {post.remote_id for post in whole.posts} == {str(low)}
        assert whole.complete

    def test_all_of_a_post_that_is_gone_is_gone(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Vanishing", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        connector = desk.connect()
        ref = thread_ref(read(connector).posts[str(top)])
        assert site.call("DELETE", f"wp/v2/posts/{post}?force=true", user=site.admin).status == 200
        whole = connector.thread(ref)
        assert (whole.posts, whole.complete, whole.locked) == ((), True, True)

    def test_closed_comments_lock_it(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Closing", "<p>x</p>")
        top = site.customer_comment(post, "Ann", "top")
        connector = desk.connect()
        ref = thread_ref(read(connector).posts[str(top)])
        assert not connector.thread(ref).locked
        site.close_comments(post)
        assert connector.thread(ref).locked

    def test_the_age_limit_of_the_site_locks_it(self, desk: Desk) -> None:
        site = desk.site
        post = site.create_post("Ageing", "<p>x</p>")
        old = (datetime.now(UTC) - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%S")
        site.call("POST", f"wp/v2/posts/{post}", user=site.admin, body={"date_gmt": old})
        top = site.customer_comment(post, "Ann", "top")
        connector = desk.connect()
        ref = thread_ref(read(connector).posts[str(top)])
        assert not connector.thread(ref).locked
        set_option(site, "close_comments_for_old_posts", "1")
        assert connector.thread(ref).locked
        assert [comment.id for comment in site.comments()] == [top]

    def test_without_a_hint_the_post_is_asked_for(self, desk: Desk) -> None:
        site = desk.site
        top = site.customer_comment(site.create_post("Hint", "<p>x</p>"), "Ann", "top")
        connector = desk.connect()
        full = thread_ref(read(connector).posts[str(top)])
        bare = ThreadRef(replace(full.place, subject=None), replace(full.post, native={}))
        assert [post.remote_id for post in connector.thread(bare).posts] == [str(top)]


def test_titles_are_plain_whatever_they_hold(desk: Desk, wordpress: WordPressSite) -> None:
    comment = wordpress.customer_comment(
        wordpress.create_post("Tea & <script>x()</script> 'biscuits'", "x"), "Ann", "hm"
    )
    title = told(desk)[str(comment)].place.title
    assert "<" not in title
    assert "Tea &" in title
