"""What comes in from a Mastodon server: who addressed us and where, exchanges in private, found posts, whole threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from agent_desk.domain.errors import MembersOnly, RateLimited, Rejected, SignInAgain, Unreachable, WrongUse
from agent_desk.domain.posts import ConversationKind, Origin, Visibility
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.mastodon.desk import WEEK, Desk, reply_to
from tests.venues.fake_mastodon_world import wall_clock


def test_below_a_post_of_ours_each_branch_is_a_conversation(desk: Desk) -> None:
    ours = desk.fake.post(desk.brand, "News of the house").id
    first, second = desk.asks("where?", answers=ours), desk.asks("when?", answers=ours)
    below = desk.asks("and why?", answers=first)
    posts = read(desk.connect()).posts
    assert [posts[key].place.key for key in (first, second, below)] == [first, second, first]
    assert {posts[key].place.kind for key in (first, second, below)} == {ConversationKind.COMMENTS}
    subject = posts[below].place.subject
    assert subject is not None
    assert (subject.remote_id, subject.text) == (ours, "News of the house")
    assert posts[first].origin is Origin.REPLY
    assert posts[below].origin is Origin.MENTION
    assert ours not in posts


def test_a_mention_deep_in_a_strangers_thread_belongs_to_its_root(desk: Desk) -> None:
    stranger = desk.fake.add_account("bob")
    root = desk.fake.post(stranger, "A thread of mine").id
    between = desk.fake.post(stranger, "It goes on", answers=root).id
    mention = desk.asks("can you help here?", answers=between)
    posts = read(desk.connect()).posts
    assert {posts[key].place.key for key in (root, between, mention)} == {root}
    assert posts[mention].place.title == "A thread of mine"
    assert [posts[key].origin for key in (root, between, mention)] == [Origin.CONTEXT, Origin.CONTEXT, Origin.MENTION]
    assert [posts[key].parent_remote_id for key in (root, between, mention)] == [None, root, between]


def test_direct_posts_are_the_exchange_with_that_person(desk: Desk) -> None:
    first = desk.asks("in private", visibility="direct")
    later = desk.asks("and something else in private", visibility="direct")
    ours = desk.fake.post(desk.brand, "@anna@elsewhere.example we look into it", visibility="direct", answers=first).id
    other = desk.fake.post(desk.fake.add_account("bob"), "@brand also in private", visibility="direct").id
    posts = read(desk.connect()).posts
    assert posts[first].place.key == posts[later].place.key == posts[ours].place.key != posts[other].place.key
    assert {posts[key].place.kind for key in (first, ours, other)} == {ConversationKind.DIRECT}
    assert [posts[key].origin for key in (first, ours)] == [Origin.DIRECT, Origin.CONTEXT]
    assert posts[first].visibility is Visibility.DIRECT
    assert posts[ours].author.ours
    whole = desk.connect().thread(thread_ref(posts[later], first, ours))
    assert {post.remote_id for post in whole.posts} == {first, later, ours}
    assert whole.complete


def test_a_direct_answer_below_a_public_post_stays_in_that_conversation(desk: Desk) -> None:
    public = desk.asks("my number is secret")
    connector = desk.connect()
    receipt = connector.send(reply_to(desk.told(connector, public), "let us talk", visibility=Visibility.DIRECT))
    private = desk.asks("gladly", visibility="direct", answers=receipt.remote_id)
    post = desk.told(connector, private)
    assert post.place.key == public
    assert post.origin is Origin.DIRECT


def test_found_posts_come_once_and_ours_not_at_all(desk: Desk) -> None:
    found = desk.fake.post(desk.customer, "the #Widget is broken").id
    answer = desk.fake.post(desk.customer, "the #widget again", answers=found).id
    desk.fake.post(desk.brand, "our #widget is new")
    addressed = desk.asks("about the #widget")
    connector = desk.connect(options={"hashtags": "#widget"})
    first = read(connector)
    assert connector.streams() == ("notifications", "direct", "tag:widget")
    tagged = {post.remote_id: post for name, _, page in first.pages if name == "tag:widget" for post in page.posts}
    assert set(tagged) == {found, answer, addressed}
    assert [tagged[key].origin for key in (found, answer, addressed)] == [Origin.FOUND, Origin.FOUND, Origin.MENTION]
    assert tagged[answer].place.key == found
    assert tagged[found].place.kind is ConversationKind.FOUND
    assert read(connector, first).posts == {}
    desk.fake.edit(found, "the #widget is whole")
    assert list(read(connector, first).posts) == [found]


def test_search_finds_words(desk: Desk) -> None:
    found = desk.fake.post(desk.customer, "my widget is broken").id
    posts = read(desk.connect(options={"search": "widget, gadget"})).posts
    assert posts[found].origin is Origin.FOUND


def test_staff_is_known_by_the_servers_word_for_it(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    colleague = desk.fake.add_account("eve@elsewhere.example")
    impostor = desk.fake.add_account("eve")
    question = desk.asks()
    by_staff = desk.fake.post(colleague, "@brand done", answers=question).id
    by_impostor = desk.fake.post(impostor, "@brand done", answers=question).id
    posts = read(desk.connect(options={"staff": "@eve@elsewhere.example"})).posts
    assert posts[by_staff].author.ours
    assert not posts[by_impostor].author.ours
    assert posts[by_staff].origin is Origin.CONTEXT


def test_hashtags_are_read_without_an_account(desk: Desk) -> None:
    found = desk.fake.post(desk.customer, "hello #widget").id
    desk.asks("not for the public", visibility="private")
    connector = desk.connect(secret="", read_only=True, options={"hashtags": "widget", "search": "hello"})
    profile = connector.verify()
    assert profile.account_id == "#widget"
    assert profile.may == {"read"}
    assert connector.streams() == ("tag:widget",)
    post = read(connector).posts[found]
    assert not post.author.ours
    whole = connector.thread(thread_ref(post))
    assert [item.remote_id for item in whole.posts] == [found]
    assert all("authorization" not in asked.headers for asked in desk.fake.api.asked)


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_server_that_shows_hashtags_to_members_only_says_how_to_go_on(desk: Desk, status: int) -> None:
    desk.fake.quirks.closed_tags = status
    connector = desk.connect(secret="", read_only=True, options={"hashtags": "widget"})
    with pytest.raises(MembersOnly):
        connector.verify()


def test_without_an_account_a_hashtag_has_to_be_named(desk: Desk) -> None:
    with pytest.raises(Rejected, match="hashtag"):
        desk.connect(secret="", read_only=True).verify()


def test_a_revoked_token_asks_for_a_new_sign_in(desk: Desk) -> None:
    connector = desk.connect()
    read(connector)
    desk.fake.api.sign_in.revoke(desk.token)
    with pytest.raises(SignInAgain):
        read(connector)


def test_a_deleted_parent_neither_hides_nor_deletes_what_answered_it(desk: Desk) -> None:
    first = desk.asks("the first")
    second = desk.asks("the second", answers=first)
    connector = desk.connect()
    known = desk.told(connector, second)
    desk.fake.delete(first)
    whole = connector.thread(thread_ref(known, first))
    assert [post.remote_id for post in whole.posts] == [second]
    assert whole.complete
    assert whole.posts[0].place.key == first


def test_only_the_apis_own_word_counts_for_a_deletion(desk: Desk) -> None:
    connector = desk.connect()
    known = desk.told(connector, desk.asks())
    desk.fake.quirks.lacks = ("/api/v1/statuses/",)
    with pytest.raises(Unreachable):
        connector.thread(thread_ref(known))


def test_a_thread_with_many_loose_ends_is_not_called_complete(desk: Desk) -> None:
    connector = desk.connect()
    known = desk.told(connector, desk.asks())
    absent = [str(number) for number in range(1, 60)]
    assert not connector.thread(thread_ref(known, *absent)).complete


def test_one_bad_post_does_not_hide_the_others(desk: Desk, expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("a post is left out")
    good, bad = desk.asks("a good one"), desk.asks("a bad one", more={"account": None})
    assert set(read(desk.connect()).posts) == {good}
    assert bad not in read(desk.connect()).posts


def test_edits_are_told_once_the_post_is_known(desk: Desk) -> None:
    key = desk.asks("a text with a mistke")
    connector = desk.connect()
    before = read(connector)
    assert before.posts[key].edited_at is None
    desk.fake.edit(key, "@brand a text without a mistake")
    after = read(connector, before).posts[key]
    assert plain(after) == "@brand a text without a mistake"
    assert after.edited_at is not None
    assert abs(after.edited_at - wall_clock()) < 60_000


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without"])
@pytest.mark.parametrize("most", [1, 3])
def test_pages_smaller_than_asked_for_lose_nothing(desk: Desk, most: int, links: bool) -> None:
    desk.fake.quirks.page_most, desk.fake.quirks.links = most, links
    made = {desk.asks(f"number {number}") for number in range(7)}
    assert made <= set(read(desk.connect()).posts)


def test_kinds_that_the_software_does_not_know_are_not_asked_for_again(desk: Desk) -> None:
    desk.fake.quirks.known_kinds = frozenset({"mention"})
    key = desk.asks()
    connector = desk.connect()
    assert key in read(connector).posts
    before = len(desk.fake.api.asked)
    read(connector)
    asked = [one for one in desk.fake.api.asked[before:] if one.path.endswith("/notifications")]
    assert [one.query["types[]"] for one in asked] == [["mention"], ["mention"]]


def test_a_refusal_in_plain_text_is_told_in_the_servers_words(desk: Desk) -> None:
    desk.fake.quirks.blames = "Throttled by <b>nobody</b>"
    with pytest.raises(Rejected, match="Throttled by nobody"):
        read(desk.connect())


def test_a_stream_of_another_venue_is_refused(desk: Desk) -> None:
    with pytest.raises(WrongUse):
        desk.connect().fetch("tag:other", None)


def test_a_conversation_that_is_gone_says_so(desk: Desk) -> None:
    connector = desk.connect()
    known = desk.told(connector, key := desk.asks())
    desk.fake.delete(key)
    assert connector.thread(thread_ref(known)).posts == ()
    with pytest.raises(Exception, match="no longer"):
        connector.thread(replace(thread_ref(known), known=()))


def test_software_without_a_list_of_exchanges_is_read_all_the_same(desk: Desk) -> None:
    desk.fake.quirks.lacks = ("/api/v1/conversations",)
    connector = desk.connect(options={"hashtags": "widget"})
    private = desk.asks("in private", visibility="direct")
    found = desk.fake.post(desk.customer, "a #widget").id
    assert {private, found} <= set(read(connector).posts)


def test_an_edit_of_what_we_only_shared_is_no_news(desk: Desk) -> None:
    shared = desk.fake.post(desk.customer, "a nice picture")
    desk.fake.edit(shared.id, "a nicer picture")
    with desk.fake.lock:
        desk.fake.world.tell(desk.brand, shared, "update")
    assert read(desk.connect()).posts == {}


def test_answers_to_one_post_share_the_question_for_it(desk: Desk) -> None:
    ours = desk.fake.post(desk.brand, "News of the house").id
    made = {desk.asks(f"number {number}", answers=ours) for number in range(6)}
    connector = desk.connect()
    assert made <= set(read(connector).posts)
    about = [asked.path for asked in desk.fake.api.asked if "/statuses/" in asked.path]
    assert about == [f"/api/v1/statuses/{ours}"]


@pytest.mark.parametrize("depth", [2, 5, 12])
def test_a_thread_that_is_too_large_to_read_is_climbed(desk: Desk, depth: int) -> None:
    root = key = desk.fake.post(desk.fake.add_account("bob"), "a famous thread").id
    for number in range(depth):
        key = desk.asks(f"number {number}", answers=key)
    desk.fake.quirks.huge = "/context"
    posts = read(desk.connect()).posts
    assert {post.place.key for post in posts.values()} == {root}
    assert len(posts) == depth + 1


def test_a_hidden_post_in_between_splits_no_conversation(desk: Desk) -> None:
    bob = desk.fake.add_account("bob")
    root = desk.fake.post(bob, "a thread").id
    hidden = desk.fake.post(bob, "for friends", answers=root, visibility="private").id
    first = desk.asks("just below", answers=hidden)
    key = first
    for number in range(4):
        key = desk.asks(f"number {number}", answers=key)
    posts = read(desk.connect()).posts
    assert {post.place.key for post in posts.values()} == {root}
    assert hidden not in posts


def test_a_customer_whom_the_accounts_rules_set_aside_is_heard(desk: Desk) -> None:
    desk.fake.world.set_aside.add(desk.customer)
    key = desk.asks()
    assert key in read(desk.connect()).posts


def test_a_page_that_lost_all_its_posts_is_no_end(desk: Desk) -> None:
    made = [desk.fake.post(desk.customer, f"#widget {number}").id for number in range(6)]
    desk.fake.quirks.page_most, desk.fake.quirks.hides = 2, frozenset(made[2:4])
    posts = read(desk.connect(options={"hashtags": "widget"})).posts
    assert set(posts) == {*made[:2], *made[4:]}


def test_a_thread_lacks_what_stands_beside_and_above_the_branch(desk: Desk) -> None:
    ours = desk.fake.post(desk.brand, "News of the house").id
    first, beside = desk.asks("where?", answers=ours), desk.asks("when?", answers=ours)
    below = desk.asks("and why?", answers=first)
    connector = desk.connect()
    posts = read(connector).posts
    whole = connector.thread(thread_ref(posts[below], first))
    assert {post.remote_id for post in whole.posts} == {first, below}
    assert beside in posts


def test_what_was_written_before_we_started_is_context(desk: Desk) -> None:
    old = desk.fake.post(desk.customer, "@brand long ago")
    old.at -= 2 * WEEK
    late = desk.asks("and again", answers=old.id)
    connector = desk.connect()
    posts = read(connector).posts
    assert [posts[key].origin for key in (old.id, late)] == [Origin.CONTEXT, Origin.MENTION]
    whole = {post.remote_id: post for post in connector.thread(thread_ref(posts[late], old.id)).posts}
    assert whole[old.id].origin is Origin.CONTEXT


def test_a_used_up_limit_says_until_when(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    desk.fake.quirks.spent = "POST"
    with pytest.raises(RateLimited) as told:
        connector.send(reply_to(target, "hello"))
    assert told.value.until is not None
    assert 0 < told.value.until - wall_clock() <= 301_000
    assert desk.fake.posts_of(desk.brand) == []


def test_a_broken_thread_holds_up_no_other_and_is_read_when_it_is_mended(
    desk: Desk, expect_log: Callable[[str], None]
) -> None:
    expect_log("asked for later")
    root = desk.fake.post(desk.customer, "the beginning")
    below = desk.fake.post(desk.customer, "and on", answers=root.id)
    broken = desk.asks("in a broken thread", answers=below.id)
    well = desk.asks("in another one")
    desk.fake.quirks.broken = f"/api/v1/statuses/({root.id}|{below.id}|{broken})(/context)?"
    time = wall_clock()
    connector = desk.connect(now=lambda: time)
    first = read(connector)
    assert first.posts.keys() == {well}
    second = read(connector, first)
    desk.fake.api.asked.clear()
    quiet = read(connector, second)
    assert not [asked.path for asked in desk.fake.api.asked if "/statuses/" in asked.path]
    desk.fake.quirks.broken = ""
    time += 3_600_000
    mended = read(connector, quiet).posts[broken]
    assert (mended.origin, mended.place.key) == (Origin.MENTION, root.id)


def test_a_server_that_is_down_is_no_broken_thread(desk: Desk) -> None:
    root = desk.fake.post(desk.customer, "the beginning")
    desk.asks("in a thread", answers=root.id)
    connector = desk.connect()
    notifications = connector.streams()[0]
    connector.verify()
    desk.fake.quirks.falls = len(desk.fake.api.asked) + 2
    with pytest.raises(Unreachable):
        connector.fetch(notifications, None)


def test_a_parent_that_the_server_learns_of_later_names_the_same_conversation(desk: Desk) -> None:
    first = desk.asks("what stands below something")
    before = desk.told(desk.connect(), first).place
    root = desk.fake.post(desk.customer, "what it stands below")
    desk.fake.world.posts[first].answers = root.id
    below = desk.asks("and one more", answers=first)
    after = desk.told(desk.connect(), below).place
    assert after.key == root.id
    assert before.key in after.earlier


def test_the_deepest_post_is_of_the_conversation_of_its_root(desk: Desk) -> None:
    above = desk.asks("the root")
    root = above
    for _ in range(70):
        above = desk.fake.post(desk.customer, "deeper", answers=above).id
    deepest = desk.asks("the deepest", answers=above)
    assert desk.told(desk.connect(), deepest).place.key == root
