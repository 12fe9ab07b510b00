"""Reading the real servers: who addressed us arrives, once placed always placed, with all that hangs on it."""

from __future__ import annotations

import json

import pytest

from agent_desk.domain.errors import Gone, SignInAgain
from agent_desk.domain.posts import ConversationKind, Markup, MediaKind, Origin, PostState
from agent_desk.domain.venues import Capability
from tests.conformance.harness import FakeSecretSlot
from tests.connectors.bluesky.desk import HOUR, Brand, new_account, now, read, said, thread_ref
from tests.connectors.bluesky.pictures import png
from tests.venues.bluesky_network import BlueskyUser, Picture

pytestmark = pytest.mark.servers


def test_verify_tells_who_we_are_and_what_fits(brand: Brand) -> None:
    profile = brand.connect().verify()
    assert (profile.account_id, profile.handle) == (brand.user.did, brand.user.handle)
    assert (profile.limits.text_max, profile.limits.bytes_max) == (300, 3000)
    assert 1_000_000 <= profile.limits.media_bytes_max <= 2_000_000
    assert {Capability.REPLY, Capability.LIKE, Capability.SEARCH} <= profile.may
    assert brand.password not in repr(profile)


def test_one_sign_in_serves_all_connectors(brand: Brand) -> None:
    brand.connect().verify()
    kept = brand.slot.session()
    brand.connect().verify()
    assert kept
    assert brand.slot.session() == kept


def test_mention_reply_and_quote_arrive(brand: Brand, customer: BlueskyUser) -> None:
    network = brand.network
    news = said(network, brand.user, "Version two is out.")
    mention = said(network, customer, f"Grüße 👋 @{brand.user.handle}, is it late?", mention=brand.user)
    reply = said(network, customer, "Well done.", reply_to=news)
    quote = network.quote(customer, "At last!", news)
    for made in (mention, reply, quote):
        network.wait_until_notified(brand.user, made.uri)
    posts = read(brand.connect())
    assert {key: post.origin for key, post in posts.items()} == {
        mention.uri: Origin.MENTION,
        reply.uri: Origin.REPLY,
        quote.uri: Origin.MENTION,
    }
    under = posts[reply.uri].place
    assert (under.kind, under.key) == (ConversationKind.COMMENTS, reply.uri)
    assert under.subject is not None
    assert (under.subject.remote_id, under.subject.text) == (news.uri, "Version two is out.")
    assert posts[mention.uri].place.key == mention.uri
    shown = posts[mention.uri]
    assert shown.markup is Markup.HTML
    assert f'<a href="https://bsky.app/profile/{brand.user.did}">@{brand.user.handle}</a>' in shown.body
    assert shown.body.startswith("Grüße 👋 ")
    assert [(media.kind, media.alt) for media in posts[quote.uri].media] == [(MediaKind.LINK, "Version two is out.")]


def test_branches_under_our_post_are_conversations_of_their_own(brand: Brand, customer: BlueskyUser) -> None:
    network, other = brand.network, new_account(brand.network, "other")
    news = said(network, brand.user, "We are open.")
    first = said(network, customer, "Where?", reply_to=news)
    below = said(network, other, "In town.", reply_to=first)
    deeper = said(network, customer, "Thanks!", reply_to=below)
    second = said(network, other, "When?", reply_to=news)
    for made in (deeper, second):
        network.wait_until_notified(brand.user, made.uri)
    posts = read(brand.connect())
    keys = {key: post.place.key for key, post in posts.items()}
    assert keys == {first.uri: first.uri, below.uri: first.uri, deeper.uri: first.uri, second.uri: second.uri}
    assert posts[first.uri].origin is Origin.REPLY
    assert posts[below.uri].origin is Origin.OWN_PLACE
    whole = brand.connect().thread(thread_ref(posts[deeper.uri]))
    assert {post.remote_id for post in whole.posts} == {first.uri, below.uri, deeper.uri}
    assert whole.complete
    assert {post.origin for post in whole.posts} == {Origin.REPLY, Origin.OWN_PLACE}


def test_a_mention_below_others_brings_what_is_above(brand: Brand, customer: BlueskyUser) -> None:
    network, other = brand.network, new_account(brand.network, "other")
    start = said(network, other, "My sensor shows zero.")
    asked = said(network, customer, "Ask them!", reply_to=start)
    mention = said(network, other, f"@{brand.user.handle} what now?", mention=brand.user, reply_to=asked)
    network.wait_until_notified(brand.user, mention.uri)
    posts = read(brand.connect())
    assert {key: post.origin for key, post in posts.items()} == {
        start.uri: Origin.CONTEXT,
        asked.uri: Origin.CONTEXT,
        mention.uri: Origin.MENTION,
    }
    assert {post.place.key for post in posts.values()} == {start.uri}
    assert posts[mention.uri].parent_remote_id == asked.uri


def test_backfill_over_several_pages_and_since(brand: Brand, customer: BlueskyUser) -> None:
    network = brand.network
    made = [said(network, customer, f"number {number}", mention=brand.user).uri for number in range(7)]
    network.wait_until_notified(brand.user, made[-1])
    connector = brand.connect(options={"page": "2"})
    page, cursor, pages, seen = None, None, 0, []
    while page is None or page.more:
        page = connector.fetch("notifications", cursor)
        assert connector.fetch("notifications", cursor).posts == page.posts
        cursor, pages = page.cursor, pages + 1
        seen += [post.remote_id for post in page.posts]
    assert sorted(seen) == sorted(made)
    assert pages == 4
    late = said(network, customer, "one more", mention=brand.user)
    network.wait_until_notified(brand.user, late.uri)
    assert late.uri in read(connector, cursor=cursor)
    assert read(brand.connect(since=now() + HOUR)) == {}


def test_pictures_and_alt_text_arrive(brand: Brand, customer: BlueskyUser) -> None:
    picture = Picture(png(30, 20), "a red square")
    made = said(brand.network, customer, "It came like this", mention=brand.user, images=[picture])
    brand.network.wait_until_notified(brand.user, made.uri)
    (media,) = read(brand.connect())[made.uri].media
    assert (media.kind, media.alt) == (MediaKind.IMAGE, "a red square")
    assert media.url.startswith("http")
    assert media.thumb_url.startswith("http")


def test_edits_are_seen(brand: Brand, customer: BlueskyUser) -> None:
    network = brand.network
    made = said(network, customer, f"@{brand.user.handle} a mistke", mention=brand.user)
    network.wait_until_notified(brand.user, made.uri)
    connector = brand.connect()
    page = connector.fetch("notifications", None)
    before = page.posts[0]
    network.edit(made.uri, f"@{brand.user.handle} a mistake")
    network.wait_until_indexed(made.uri, text=f"@{brand.user.handle} a mistake")
    after = read(connector, cursor=page.cursor).get(made.uri)
    (shown,) = connector.thread(thread_ref(before)).posts
    assert shown.body.endswith("a mistake")
    assert shown.posted_at == before.posted_at
    assert shown.native["cid"] != before.native["cid"]
    assert after is None or after.body == shown.body


def test_deletions_are_seen_and_hide_nobody_else(brand: Brand, customer: BlueskyUser) -> None:
    network, other = brand.network, new_account(brand.network, "other")
    start = said(network, customer, f"@{brand.user.handle} hello", mention=brand.user)
    middle = said(network, other, "me too", reply_to=start)
    last = said(network, customer, f"@{brand.user.handle} well?", mention=brand.user, reply_to=middle)
    leaf = said(network, other, "never mind", reply_to=start)
    network.wait_until_notified(brand.user, last.uri)
    network.wait_until_indexed(leaf.uri)
    connector = brand.connect()
    post = read(connector)[last.uri]
    everything = (start.uri, middle.uri, last.uri, leaf.uri)
    assert {shown.remote_id for shown in connector.thread(thread_ref(post, *everything)).posts} == set(everything)
    for gone in (middle, leaf):
        network.delete(gone.uri)
        network.wait_until_gone(gone.uri)
    whole = connector.thread(thread_ref(post, *everything))
    assert whole.complete
    assert {shown.remote_id for shown in whole.posts} == {start.uri, last.uri}
    unknowing = connector.thread(thread_ref(post))
    assert not unknowing.complete
    assert {(shown.remote_id, shown.state) for shown in unknowing.posts} == {
        (start.uri, PostState.PUBLISHED),
        (last.uri, PostState.PUBLISHED),
        (middle.uri, PostState.DELETED),
    }
    for gone in (last, start):
        network.delete(gone.uri)
        network.wait_until_gone(gone.uri)
    assert connector.thread(thread_ref(post, *everything)).posts == ()
    with pytest.raises(Gone):
        connector.thread(thread_ref(post))


def test_a_deep_thread_is_read_whole(brand: Brand, customer: BlueskyUser) -> None:
    network = brand.network
    made = [network.post(customer, "level 0", mention=brand.user)]
    for level in range(1, 75):
        made.append(network.post(customer, f"level {level}", reply_to=made[-1]))
    network.wait_until_indexed(made[-1].uri)
    network.wait_until_notified(brand.user, made[0].uri)
    first = read(brand.connect())[made[0].uri]
    whole = brand.connect().thread(thread_ref(first))
    assert {post.remote_id for post in whole.posts} == {ref.uri for ref in made}
    assert whole.complete


def test_search_finds_what_does_not_address_us(brand: Brand, customer: BlueskyUser) -> None:
    network = brand.network
    word = f"zwitscher{now()}"
    found = said(network, customer, f"anyone else with {word}?")
    ours = said(network, brand.user, f"our own {word}")
    for made in (found, ours):
        network.wait_until_indexed(made.uri)
    assert brand.connect().streams() == ("notifications",)
    connector = brand.connect(options={"search": f"{word}, other"})
    assert connector.streams() == ("notifications", f"search:{word}", "search:other")
    (post,) = read(connector, f"search:{word}").values()
    assert (post.remote_id, post.origin, post.place.kind) == (found.uri, Origin.FOUND, ConversationKind.FOUND)
    assert post.place.key == found.uri


def test_staff_counts_as_ours(brand: Brand, customer: BlueskyUser) -> None:
    network, colleague = brand.network, new_account(brand.network, "colleague")
    made = said(network, customer, f"@{brand.user.handle} hello", mention=brand.user)
    answer = said(network, colleague, "Hello from me", reply_to=made)
    network.wait_until_notified(brand.user, made.uri)
    network.wait_until_indexed(answer.uri)
    connector = brand.connect(options={"staff": colleague.handle})
    whole = connector.thread(thread_ref(read(connector)[made.uri]))
    assert {post.remote_id: post.author.ours for post in whole.posts} == {made.uri: False, answer.uri: True}


def test_revoked_password_asks_for_a_new_sign_in(brand: Brand) -> None:
    brand.connect().verify()
    brand.network.revoke_app_password(brand.user, "desk")
    session = json.loads(brand.slot.session() or "")
    brand.slot.keep_session(json.dumps({**session, "access": session["access"][:-4] + "AAAA"}))
    with pytest.raises(SignInAgain) as refused:
        brand.connect().fetch("notifications", None)
    assert brand.password not in str(refused.value)
    assert brand.slot.session() is None


def test_bad_access_token_is_renewed_without_the_secret(brand: Brand) -> None:
    brand.connect().verify()
    session = json.loads(brand.slot.session() or "")
    slot, bad = FakeSecretSlot(None), session["access"][:-4] + "AAAA"
    slot.keep_session(json.dumps({**session, "access": bad}))
    assert brand.connect(slot=slot).verify().account_id == brand.user.did
    assert json.loads(slot.session() or "")["access"] != bad


def test_wrong_password_asks_for_a_sign_in(brand: Brand) -> None:
    with pytest.raises(SignInAgain):
        brand.connect(slot=FakeSecretSlot("not-the-password")).verify()
