"""Answering and moderating on a real WordPress: a reply is there once, as it was typed, and is found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.connectors.contract import Connector
from agent_desk.connectors.wordpress.sent import agent_of
from agent_desk.domain.errors import Gone, OutcomeUnknown, RateLimited, Rejected, SignInAgain
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingMedia, SurelyAbsent, VenueActKind
from agent_desk.domain.posts import IncomingPost, PostState
from agent_desk.domain.venues import Capability
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.wordpress.desk import DAY, Desk, act_on, in_database, reply_to, set_option, wall_clock

pytestmark = pytest.mark.servers

HARD_TEXTS = {
    "signs": "if a < b && c > \"d\" then \\ 'e' -- &amp; &#92; %20",
    "looks like html": '<b>not bold</b> <a href="http://example.net">no link</a> <script>x</script>',
    "lines": "one\r\n\r\ntwo\nthree  \n",
    "emoji": "Danke 👩🏽‍🚒🏳️‍🌈 👍🏿 e\u0301",
    "typography": "“quoted” — 3 x 4… it's :-) done",
    "slashes": "C:\\new\\table\\0 and \\\\server",
    "arabic": "الجهاز لا يعمل منذ التحديث الأخير",
    "control": "bell \x07 and nul \x00 here",
}


def question(desk: Desk, connector: Connector, text: str = "a question") -> IncomingPost:
    """A customer's comment on a new post, as the connector tells it."""
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", text)
    return read(connector).posts[str(comment)]


def ours(desk: Desk) -> list[int]:
    """The ids of all comments by the brand."""
    return [comment.id for comment in desk.site.comments() if comment.user_id == desk.site.brand.id]


@pytest.mark.parametrize("text", HARD_TEXTS.values(), ids=HARD_TEXTS.keys())
def test_a_text_is_shown_as_typed_and_found_again(desk: Desk, text: str) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    reply = reply_to(target, text)
    receipt = connector.send(reply)
    assert receipt.state is PostState.PUBLISHED
    assert receipt.url.endswith(f"#comment-{receipt.remote_id}")
    found = desk.connect().find_sent(reply)
    assert found == Found(receipt)
    shown = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}[receipt.remote_id]
    printable = "".join(sign for sign in text if sign >= " " or sign == "\n")
    assert plain(shown) == " ".join(printable.split())
    # The guard compares what is sent with what was stored, so it holds only for a text that is stored unchanged.
    with pytest.raises(OutcomeUnknown):
        connector.send(reply)
    assert ours(desk) == [int(receipt.remote_id)]


@pytest.mark.parametrize("text", HARD_TEXTS.values(), ids=HARD_TEXTS.keys())
def test_without_rights_to_html_the_text_is_stored_and_guarded_alike(desk: Desk, text: str) -> None:
    writer = desk.connect(desk.site.writer)
    top = desk.site.customer_comment(desk.site.create_post("x", "x"), "Ann", "hm")
    target = read(desk.connect()).posts[str(top)]
    reply = reply_to(target, text)
    receipt = writer.send(reply)
    assert receipt.state is PostState.HELD
    with pytest.raises(OutcomeUnknown):
        writer.send(reply)
    found = writer.find_sent(reply)
    # Who may not moderate sees the text only as it is shown: there a smiley is a picture.
    assert isinstance(found, Found | CannotTell)
    assert isinstance(desk.connect(desk.site.writer).find_sent(replace(reply, text="quite another")), SurelyAbsent)


def test_a_reply_never_sent_is_surely_absent(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    connector.send(reply_to(target, "one answer"))
    assert isinstance(connector.find_sent(reply_to(target, "another answer")), SurelyAbsent)


def test_who_sees_only_approved_comments_cannot_tell(desk: Desk) -> None:
    target = question(desk, desk.connect())
    customer = desk.connect(desk.site.customer)
    reply = reply_to(target, "an answer that waits")
    assert customer.send(reply).state is PostState.HELD
    assert isinstance(customer.find_sent(reply), CannotTell)


def test_the_same_words_of_an_older_reply_are_not_taken_for_this_one(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    connector.send(reply_to(target, "Thanks!"))
    second = reply_to(target, "Thanks!")
    assert isinstance(connector.find_sent(second), SurelyAbsent)
    with pytest.raises(Rejected, match="Duplicate comment detected"):
        connector.send(second)
    assert len(ours(desk)) == 1


def test_the_same_words_below_two_comments_are_two_replies(desk: Desk) -> None:
    connector = desk.connect()
    first, second = question(desk, connector, "first"), question(desk, connector, "second")
    replies = [reply_to(first, "Thanks!"), reply_to(second, "Thanks!")]
    receipts = [connector.send(reply) for reply in replies]
    assert [connector.find_sent(reply) for reply in replies] == [Found(receipt) for receipt in receipts]


def test_without_our_mark_the_text_tells(desk: Desk) -> None:
    """A plugin may drop the program's name."""
    connector = desk.connect()
    target = question(desk, connector)
    reply = reply_to(target, HARD_TEXTS["signs"])
    receipt = connector.send(reply)
    in_database(desk.site, "update wp_comments set comment_agent = ''")
    assert connector.find_sent(reply) == Found(receipt)
    assert isinstance(connector.find_sent(reply_to(target, "other words")), SurelyAbsent)
    in_database(desk.site, "update wp_comments set comment_content = replace(comment_content, '<', '')")
    in_database(desk.site, "update wp_comments set comment_content = replace(comment_content, '--', '')")
    changed = connector.find_sent(reply)
    assert isinstance(changed, CannotTell)
    assert f"comment {receipt.remote_id}" in changed.seen


def test_an_unmarked_twin_from_long_before_asks_a_human(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    connector.send(reply_to(target, "Thanks!"))
    in_database(desk.site, "update wp_comments set comment_agent = 'Mozilla/5.0'")
    later = reply_to(target, "Thanks!", queued=wall_clock() + DAY // 2)
    assert isinstance(connector.find_sent(later), CannotTell)


def test_a_desk_whose_clock_is_wrong_finds_its_reply(desk: Desk) -> None:
    for ahead in (-20 * 3_600_000, 20 * 3_600_000):
        connector = desk.connect(ahead=ahead)
        target = question(desk, connector)
        reply = reply_to(target, "Hello", queued=wall_clock() + ahead)
        receipt = connector.send(reply)
        assert connector.find_sent(reply) == Found(receipt)


def test_a_reply_in_the_trash_or_moved_up_is_found(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    reply = reply_to(target, "Hello")
    receipt = connector.send(reply)
    desk.site.set_comment_status(int(receipt.remote_id), "trash")
    desk.site.delete_comment(int(target.remote_id))
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert (found.receipt.remote_id, found.receipt.state) == (receipt.remote_id, PostState.TRASHED)


def test_replies_are_taken_at_any_depth(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    for depth in range(8):
        receipt = connector.send(reply_to(target, f"depth {depth}"))
        target = read(connector).posts[receipt.remote_id]
    assert target.place.key == str(desk.site.comments()[0].id)


class TestRefusals:
    """What the site refuses is not there, and its own words say why."""

    def test_closed_comments(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        desk.site.close_comments(desk.site.comments()[0].post_id)
        with pytest.raises(Rejected, match="comments are closed") as refused:
            connector.send(reply_to(target, "too late"))
        assert refused.value.reason == "Sorry, comments are closed for this item."
        assert ours(desk) == []

    def test_a_post_that_is_gone(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        post_id = desk.site.comments()[0].post_id
        desk.site.call("DELETE", f"wp/v2/posts/{post_id}?force=true", user=desk.site.admin)
        with pytest.raises(Gone):
            connector.send(reply_to(target, "too late"))

    def test_too_long_counts_bytes(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        with pytest.raises(Rejected, match="maximum length"):
            connector.send(reply_to(target, "ü" * 32_763))
        assert ours(desk) == []
        assert connector.send(reply_to(target, "ü" * 32_762)).remote_id

    def test_a_flood_says_when_to_come_back(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        writer = desk.connect(desk.site.writer)
        writer.send(reply_to(target, "one"))
        with pytest.raises(RateLimited) as limited:
            writer.send(reply_to(target, "two"))
        assert limited.value.until is not None
        assert 10_000 < limited.value.until - wall_clock() <= 15_000

    def test_files(self, desk: Desk) -> None:
        connector = desk.connect()
        reply = reply_to(question(desk, connector), "look")
        with pytest.raises(Rejected):
            connector.send(replace(reply, media=(OutgoingMedia(Path("x.png"), "image/png", ""),)))
        assert ours(desk) == []

    def test_a_revoked_password_in_mid_work(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        connector.verify()
        desk.site.revoke_application_password()
        for call in (
            lambda: connector.send(reply_to(target, "Hello")),
            lambda: connector.fetch("comments", None),
            lambda: connector.find_sent(reply_to(target, "Hello")),
            lambda: connector.act(act_on(target, VenueActKind.SPAM)),
        ):
            with pytest.raises(SignInAgain):
                call()
        assert len(desk.site.comments()) == 1

    def test_a_lost_sign_in_never_posts_as_a_stranger(self, desk: Desk) -> None:
        """Some sites take comments from anybody; then a password that no longer counts must not make one."""
        plugin = desk.site.folder / "wp-content" / "mu-plugins" / "open.php"
        plugin.parent.mkdir(exist_ok=True)
        plugin.write_text("<?php add_filter('rest_allow_anonymous_comments', '__return_true');")
        set_option(desk.site, "require_name_email", "")
        try:
            connector = desk.connect()
            target = question(desk, connector)
            desk.site.revoke_application_password()
            with pytest.raises(SignInAgain):
                connector.send(reply_to(target, "Hello"))
        finally:
            plugin.unlink()
        assert len(desk.site.comments()) == 1


class TestActs:
    """Moderating, editing, deleting: each can be repeated, and leaves alone what it does not mean."""

    @pytest.mark.parametrize(
        ("kind", "before", "stored"),
        [
            (VenueActKind.APPROVE, "hold", "approved"),
            (VenueActKind.APPROVE, "spam", "approved"),
            (VenueActKind.APPROVE, "trash", "approved"),
            (VenueActKind.HOLD, "approved", "hold"),
            (VenueActKind.SPAM, "approved", "spam"),
            (VenueActKind.DELETE, "approved", "trash"),
            (VenueActKind.DELETE, "spam", "trash"),
        ],
    )
    def test_statuses(self, desk: Desk, kind: VenueActKind, before: str, stored: str) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        desk.site.set_comment_status(int(target.remote_id), before)
        act = act_on(target, kind)
        first = connector.act(act)
        assert connector.act(act).state is first.state
        assert [(comment.id, comment.status) for comment in desk.site.comments()] == [(int(target.remote_id), stored)]
        assert read(connector).posts[target.remote_id].state is first.state

    def test_the_authors_address_and_program_stay(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        in_database(
            desk.site, "update wp_comments set comment_agent = 'Mozilla/5.0', comment_author_IP = '203.0.113.9'"
        )
        connector.act(act_on(target, VenueActKind.HOLD))
        path = f"wp/v2/comments/{target.remote_id}?context=edit"
        now = desk.site.call("GET", path, user=desk.site.admin).json
        assert (now["status"], now["author_ip"], now["author_user_agent"]) == ("hold", "203.0.113.9", "Mozilla/5.0")

    def test_an_edited_reply_is_still_found(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        reply = reply_to(target, "Helo")
        receipt = connector.send(reply)
        sent = read(connector).posts[receipt.remote_id]
        for _ in range(2):
            connector.act(act_on(sent, VenueActKind.EDIT, "Hello, a < b"))
        assert plain(read(connector).posts[receipt.remote_id]) == "Hello, a < b"
        assert isinstance(connector.find_sent(reply), Found)

    def test_what_is_gone_for_good(self, desk: Desk) -> None:
        connector = desk.connect()
        target = question(desk, connector)
        desk.site.delete_comment(int(target.remote_id))
        assert connector.act(act_on(target, VenueActKind.DELETE)).state is PostState.DELETED
        with pytest.raises(Gone):
            connector.act(act_on(target, VenueActKind.APPROVE))

    def test_without_the_right_to(self, desk: Desk) -> None:
        target = question(desk, desk.connect())
        writer = desk.connect(desk.site.writer)
        assert writer.verify().may == {Capability.READ, Capability.REPLY}
        for kind in (VenueActKind.SPAM, VenueActKind.DELETE):
            with pytest.raises(Rejected):
                writer.act(act_on(target, kind))
        assert desk.site.comments()[0].status == "approved"

    def test_likes_are_unknown_here(self, desk: Desk) -> None:
        connector = desk.connect()
        with pytest.raises(Rejected):
            connector.act(act_on(question(desk, connector), VenueActKind.LIKE))


def test_the_mark_of_a_reply_is_seen_by_moderators_alone(desk: Desk) -> None:
    connector = desk.connect()
    target = question(desk, connector)
    reply = reply_to(target, "Hello")
    connector.send(reply)
    assert agent_of(reply.id) in repr(desk.site.call("GET", "wp/v2/comments?context=edit", user=desk.site.brand).json)
    for user in (None, desk.site.customer, desk.site.writer):
        assert reply.id not in repr(desk.site.call("GET", "wp/v2/comments", user=user).json)
