"""Writing to the real servers: a reply is there once, however often it is sent, and looks as it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.connectors.bluesky.records import like_key
from agent_desk.connectors.contract import Connector
from agent_desk.domain import posts
from agent_desk.domain.errors import Gone, Rejected
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingMedia, SurelyAbsent, VenueActKind
from agent_desk.domain.posts import IncomingPost
from tests.connectors.bluesky.desk import Brand, new_account, now, read, said, thread_ref
from tests.connectors.bluesky.pictures import png
from tests.venues.bluesky_network import BlueskyUser, PostRef

pytestmark = pytest.mark.servers


def asked(brand: Brand, customer: BlueskyUser, connector: Connector, text: str = "help") -> IncomingPost:
    """A customer's post that mentions the brand, as the connector tells it."""
    made = said(brand.network, customer, text, mention=brand.user)
    brand.network.wait_until_notified(brand.user, made.uri)
    return read(connector)[made.uri]


def test_reply_with_facets_and_pictures(brand: Brand, customer: BlueskyUser, tmp_path: Path) -> None:
    connector, network = brand.connect(), brand.network
    start = said(network, new_account(network, "other"), "Mine is broken.")
    made = said(network, customer, "Same here", reply_to=start, mention=brand.user)
    network.wait_until_notified(brand.user, made.uri)
    target = read(connector)[made.uri]
    picture = tmp_path / "manual.png"
    picture.write_bytes(png(30, 20))
    media = OutgoingMedia(picture, "image/png", "page 3 of the manual", 30, 20)
    text = f"Grüße 👋🏽 @{customer.handle}, read https://example.com/a_(b)?c=1. #Hilfe @nobody.test"
    outgoing = brand.reply(target, text, media)
    receipt = connector.send(outgoing)
    network.wait_until_indexed(receipt.remote_id)
    stored = network.stored(receipt.remote_id)
    assert stored.text == text
    assert stored.answers == made.uri
    assert stored.record["reply"]["root"]["uri"] == start.uri
    assert stored.record["langs"] == ["en"]
    marked = text.encode()
    pieces = [
        (marked[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(), facet["features"][0])
        for facet in stored.record["facets"]
    ]
    kind = "app.bsky.richtext.facet"
    assert pieces == [
        (f"@{customer.handle}", {"$type": f"{kind}#mention", "did": customer.did}),
        ("https://example.com/a_(b)?c=1", {"$type": f"{kind}#link", "uri": "https://example.com/a_(b)?c=1"}),
        ("#Hilfe", {"$type": f"{kind}#tag", "tag": "Hilfe"}),
    ]
    (image,) = stored.record["embed"]["images"]
    assert (image["alt"], image["aspectRatio"]) == ("page 3 of the manual", {"width": 30, "height": 20})
    whole = connector.thread(thread_ref(target))
    ours = next(post for post in whole.posts if post.remote_id == receipt.remote_id)
    assert ours.author.ours
    assert not ours.origin.addressed
    assert ours.media[0].alt == "page 3 of the manual"
    assert ours.place.key == start.uri


def test_sending_again_makes_no_second_post(brand: Brand, customer: BlueskyUser, tmp_path: Path) -> None:
    connector = brand.connect()
    target = asked(brand, customer, connector)
    picture = tmp_path / "one.png"
    picture.write_bytes(png(8, 8))
    outgoing = brand.reply(target, f"once, @{customer.handle}", OutgoingMedia(picture, "image/png", "one"))
    assert isinstance(connector.find_sent(outgoing), SurelyAbsent)
    first = connector.send(outgoing)
    assert connector.send(outgoing) == first
    assert brand.connect().send(outgoing) == first
    assert connector.find_sent(outgoing) == Found(first)
    assert [post.ref.uri for post in brand.network.posts_of(brand.user)] == [first.remote_id]


def test_a_reply_that_changed_its_facets_is_recognised(brand: Brand, customer: BlueskyUser) -> None:
    connector = brand.connect()
    target = asked(brand, customer, connector)
    outgoing = brand.reply(target, "hello @nobody-yet.test")
    first = connector.send(outgoing)
    brand.network.create_account("nobody-yet.test")
    assert connector.send(outgoing) == first
    assert len(brand.network.posts_of(brand.user)) == 1


def test_a_key_that_holds_another_text_is_not_ours(brand: Brand, customer: BlueskyUser) -> None:
    connector = brand.connect()
    outgoing = brand.reply(asked(brand, customer, connector), "the first")
    connector.send(outgoing)
    other = replace(outgoing, text="the second")
    assert connector.find_sent(other) == CannotTell("the first")
    with pytest.raises(Rejected):
        connector.send(other)
    assert [post.text for post in brand.network.posts_of(brand.user)] == ["the first"]


def test_reply_to_a_deleted_post_is_refused(brand: Brand, customer: BlueskyUser) -> None:
    connector = brand.connect()
    target = asked(brand, customer, connector)
    brand.network.delete(target.remote_id)
    brand.network.wait_until_gone(target.remote_id)
    with pytest.raises(Gone):
        connector.send(brand.reply(target, "too late"))
    assert brand.network.posts_of(brand.user) == []


def test_closed_thread_takes_no_reply(brand: Brand, customer: BlueskyUser) -> None:
    connector, network = brand.connect(), brand.network
    target = asked(brand, customer, connector)
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": target.remote_id,
        "allow": [],
        "createdAt": "2026-01-01T00:00:00Z",
    }
    key = target.remote_id.rpartition("/")[2]
    network.xrpc.procedure(
        "com.atproto.repo.createRecord",
        {"repo": customer.did, "collection": "app.bsky.feed.threadgate", "rkey": key, "record": gate},
        customer.did,
    )
    deadline = now() + 30_000
    while not connector.thread(thread_ref(target)).locked:
        assert now() < deadline, "the gate is not seen"
    with pytest.raises(Rejected) as refused:
        connector.send(brand.reply(target, "may I?"))
    assert refused.value.code == "locked"
    assert network.posts_of(brand.user) == []


def test_too_long_is_refused_in_the_servers_words(brand: Brand, customer: BlueskyUser) -> None:
    connector = brand.connect()
    with pytest.raises(Rejected) as refused:
        connector.send(brand.reply(asked(brand, customer, connector), "ä" * 301))
    assert "grapheme" in refused.value.reason
    assert brand.network.posts_of(brand.user) == []


def test_like_and_unlike_may_be_repeated(brand: Brand, customer: BlueskyUser) -> None:
    connector, network = brand.connect(), brand.network
    target = asked(brand, customer, connector)
    first = connector.act(brand.act(VenueActKind.LIKE, target))
    assert connector.act(brand.act(VenueActKind.LIKE, target)) == first
    assert network.likes_of(brand.user) == [target.remote_id]
    for _ in range(2):
        connector.act(brand.act(VenueActKind.UNLIKE, target))
        assert network.likes_of(brand.user) == []


def test_unlike_takes_back_a_like_of_another_program(brand: Brand, customer: BlueskyUser) -> None:
    connector, network = brand.connect(), brand.network
    target = asked(brand, customer, connector)
    liked = network.like(brand.user, PostRef(target.remote_id, target.native["cid"]))
    deadline = now() + 30_000
    while connector.act(brand.act(VenueActKind.LIKE, target)).remote_id != liked.uri:
        network.delete(f"at://{brand.user.did}/app.bsky.feed.like/{like_key(target.remote_id)}")
        assert now() < deadline, "the like is not seen"
    connector.act(brand.act(VenueActKind.UNLIKE, target))
    assert network.likes_of(brand.user) == []


def test_own_posts_can_be_deleted_and_no_others(brand: Brand, customer: BlueskyUser) -> None:
    connector, network = brand.connect(), brand.network
    target = asked(brand, customer, connector)
    receipt = connector.send(brand.reply(target, "oops"))
    network.wait_until_indexed(receipt.remote_id)
    ours = next(post for post in connector.thread(thread_ref(target)).posts if post.author.ours)
    for _ in range(2):
        connector.act(brand.act(VenueActKind.DELETE, ours))
        assert network.posts_of(brand.user) == []
    with pytest.raises(Rejected):
        connector.act(brand.act(VenueActKind.DELETE, target))
    assert network.stored(target.remote_id).text


def test_a_thread_of_parts_hangs_together_though_nobody_shows_it_yet(brand: Brand, customer: BlueskyUser) -> None:
    connector, network = brand.connect(), brand.network
    target = asked(brand, customer, connector)
    first = connector.send(brand.reply(target, "One. 1/2"))
    above = posts.PostRef(first.remote_id, brand.user.did, brand.user.handle, "One. 1/2", first.native)
    outgoing = replace(brand.reply(target, "Two. 2/2"), target=above)
    second = connector.send(outgoing)
    stored = network.stored(second.remote_id)
    assert stored.answers == first.remote_id
    assert stored.record["reply"]["root"]["uri"] == network.stored(first.remote_id).record["reply"]["root"]["uri"]
    found = connector.find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt == second
    network.wait_until_indexed(second.remote_id)
    whole = connector.thread(thread_ref(target))
    assert {first.remote_id, second.remote_id} <= {post.remote_id for post in whole.posts}
