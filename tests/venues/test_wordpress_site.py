"""The real WordPress of the tests: what the connector relies on, and that the site does what its methods say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.venues.fault_plan import Fault
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import Answer, WordPressSite, WordPressUser

pytestmark = pytest.mark.servers


def _listing(site: WordPressSite, user: WordPressUser | None = None, **params: str | int) -> Answer:
    wanted = {"context": "edit", "status": "all", "order": "asc", **params}
    return site.call("GET", "wp/v2/comments", user=user or site.brand, params=wanted)


def _reply(site: WordPressSite, user: WordPressUser, post: int, parent: int, text: str) -> Answer:
    return site.call("POST", "wp/v2/comments", user=user, body={"post": post, "parent": parent, "content": text})


def test_a_held_comment_is_listed_approved_answered_and_listed_with_its_answer(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("Opening hours", "<p>We are open.</p>")
    asked = wordpress.customer_comment(post, "Zoë Müller", "Auch <b>sonntags</b>? 🙂", hold=True)

    [held] = _listing(wordpress).json
    assert (held["id"], held["status"], held["author_name"]) == (asked, "hold", "Zoë Müller")
    assert held["content"]["raw"] == "Auch <b>sonntags</b>? 🙂"

    approved = wordpress.call("POST", f"wp/v2/comments/{asked}", user=wordpress.brand, body={"status": "approved"})
    assert approved.json["status"] == "approved"
    answered = _reply(wordpress, wordpress.brand, post, asked, "Yes, from ten to four.")
    assert (answered.status, answered.json["status"]) == (201, "approved")

    listed = _listing(wordpress)
    assert [(item["id"], item["parent"], item["author"]) for item in listed.json] == [
        (asked, 0, 0),
        (answered.json["id"], asked, wordpress.brand.id),
    ]
    assert (listed.headers["x-wp-total"], listed.headers["x-wp-totalpages"]) == ("2", "1")
    assert [(row.text, row.status) for row in wordpress.comments(post)] == [
        ("Auch <b>sonntags</b>? 🙂", "approved"),
        ("Yes, from ten to four.", "approved"),
    ]


def test_the_same_answer_twice_is_refused_and_stored_once(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    asked = wordpress.customer_comment(post, "Ann", "When?")
    first = _reply(wordpress, wordpress.brand, post, asked, "Tomorrow.")
    again = _reply(wordpress, wordpress.brand, post, asked, "Tomorrow.")
    elsewhere = _reply(wordpress, wordpress.brand, post, 0, "Tomorrow.")

    assert (first.status, again.status, again.code) == (201, 409, "comment_duplicate")
    assert elsewhere.status == 201, "the same words below another comment are another answer"
    assert sum(row.parent_id == asked for row in wordpress.comments(post)) == 1


def test_the_guard_against_the_same_answer_twice_overlooks_a_backslash(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    statuses = [_reply(wordpress, wordpress.brand, post, 0, "It is in C:\\Temp").status for _ in range(2)]

    assert statuses == [201, 201], "a 409 cannot be relied on for such a text"


def test_approving_a_comment_rewrites_its_text_as_html(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    asked = wordpress.customer_comment(post, "Ann", "Fish & <script>x</script>chips", hold=True)
    wordpress.call("POST", f"wp/v2/comments/{asked}", user=wordpress.brand, body={"status": "approved"})

    assert [row.text for row in wordpress.comments()] == ["Fish &amp; xchips"]


def test_an_answer_below_a_deleted_comment_is_taken_all_the_same(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    asked = wordpress.customer_comment(post, "Ann", "Never mind")
    wordpress.delete_comment(asked)

    assert _reply(wordpress, wordpress.brand, post, asked, "What was it?").status == 201


def test_a_registered_customer_waits_for_moderation_and_may_not_write_twice_in_a_moment(
    wordpress: WordPressSite,
) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    first = _reply(wordpress, wordpress.customer, post, 0, "First!")
    second = _reply(wordpress, wordpress.customer, post, 0, "Second!")

    assert (first.status, first.json["status"]) == (201, "hold")
    assert (second.status, second.code) == (400, "comment_flood")


def test_wrong_and_revoked_passwords_show_only_where_a_sign_in_is_needed(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    wordpress.customer_comment(post, "Ann", "Public question")
    assert wordpress.call("GET", "wp/v2/users/me", user=wordpress.brand).json["id"] == wordpress.brand.id
    wordpress.revoke_application_password()

    for user in (wordpress.brand, WordPressUser(2, "brand", "editor", "", "no such password")):
        assert wordpress.call("GET", "wp/v2/comments", user=user).status == 200, "as if nobody had signed in"
        listed = _listing(wordpress, user)
        assert (listed.status, listed.code) == (401, "rest_forbidden_context")
        me = wordpress.call("GET", "wp/v2/users/me", user=user)
        assert (me.status, me.code) == (401, "rest_not_logged_in")
        posted = _reply(wordpress, user, post, 0, "Hello")
        assert (posted.status, posted.code) == (401, "rest_comment_login_required")

    assert len(wordpress.comments(post)) == 1
    wordpress.reset()
    assert wordpress.call("GET", "wp/v2/users/me", user=wordpress.brand).status == 200


def test_only_a_moderator_sees_held_comments(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    wordpress.customer_comment(post, "Ann", "Held", hold=True)

    assert _listing(wordpress, wordpress.writer).code == "rest_forbidden_context"
    assert _listing(wordpress, wordpress.customer).code == "rest_forbidden_context"
    assert wordpress.call("GET", "wp/v2/comments").json == []


def test_edits_moderation_and_deletion_are_stored_as_asked(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    kept, spam, trash, gone = (wordpress.customer_comment(post, "Ann", word) for word in ("a", "b", "c", "d"))
    wordpress.edit_comment(kept, "a, corrected")
    wordpress.set_comment_status(spam, "spam")
    wordpress.set_comment_status(trash, "trash")
    wordpress.delete_comment(gone)

    assert [(row.id, row.text, row.status) for row in wordpress.comments(post)] == [
        (kept, "a, corrected", "approved"),
        (spam, "b", "spam"),
        (trash, "c", "trash"),
    ]
    assert wordpress.call("GET", f"wp/v2/comments/{gone}", user=wordpress.brand).code == "rest_comment_invalid_id"
    # "all" is only held and approved: spam and trash have to be asked for by name.
    assert [item["id"] for item in _listing(wordpress).json] == [kept]
    assert [item["id"] for item in _listing(wordpress, status="trash").json] == [trash]


def test_a_closed_post_takes_no_more_comments(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    asked = wordpress.customer_comment(post, "Ann", "Still open?")
    wordpress.close_comments(post)

    refused = _reply(wordpress, wordpress.brand, post, asked, "No.")
    assert (refused.status, refused.code) == (403, "rest_comment_closed")


def test_comments_are_stored_at_the_time_said_and_found_by_it(wordpress: WordPressSite) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    noon = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    for hours in (0, 1):
        wordpress.customer_comment(post, "Ann", f"{hours} hours later", posted_at=noon + timedelta(hours=hours))

    assert [row.posted_at for row in wordpress.comments(post)] == [noon, noon + timedelta(hours=1)]
    # The site's own zone, one hour east, is what `after` is compared with when it names none.
    found = _listing(wordpress, after="2026-03-01T12:30:00Z").json
    assert [item["content"]["raw"] for item in found] == ["1 hours later"]


def test_behind_the_proxy_nothing_changes_but_the_faults(
    wordpress: WordPressSite, fault_proxy: Callable[[str], FaultProxy]
) -> None:
    post = wordpress.create_post("News", "<p>New.</p>")
    asked = wordpress.customer_comment(post, "Ann", "Hällo?", hold=True)
    proxy = fault_proxy(wordpress.url)
    behind = replace(wordpress, url=proxy.url)
    assert _listing(behind).json == _listing(wordpress).json
    assert _listing(behind).headers["x-wp-total"] == "1"

    proxy.plan(("POST", "wp/v2/comments"), Fault.RESET_AFTER)
    with pytest.raises(ConnectionResetError):
        _reply(behind, wordpress.brand, post, asked, "Yes?")
    assert [row.text for row in wordpress.comments(post)] == ["Hällo?", "Yes?"]
    assert _reply(behind, wordpress.brand, post, asked, "Yes?").code == "comment_duplicate"


def test_a_stopped_site_refuses_and_still_shows_what_it_stored(tmp_path: Path) -> None:
    site = WordPressSite.start(tmp_path)
    try:
        post = site.create_post("News", "<p>New.</p>")
        site.customer_comment(post, "Ann", "Are you there?")
    finally:
        site.stop()
    site.stop()

    with pytest.raises(ConnectionRefusedError):
        site.call("GET", "wp/v2/comments")
    assert [row.text for row in site.comments()] == ["Are you there?"]
