"""The Bluesky network of the tests is the real thing: what the connector relies on holds at the servers themselves."""

import itertools
import socket
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.venues.bluesky_network import BlueskyNetwork, BlueskyUser, Picture
from tests.venues.bluesky_xrpc import Json, Xrpc, XrpcError

pytestmark = pytest.mark.servers

_numbers = itertools.count(1)

Account = Callable[[str], BlueskyUser]


@pytest.fixture
def account(bluesky: BlueskyNetwork) -> Account:
    """Makes accounts that no other test has."""
    return lambda name: bluesky.create_account(f"{name}-{next(_numbers)}.test")


def _sign_in(xrpc: Xrpc, user: BlueskyUser, password: str) -> Json:
    return xrpc.procedure("com.atproto.server.createSession", {"identifier": user.handle, "password": password})


def _png(red: int, green: int, blue: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes((red, green, blue)) * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _open_files(pid: int) -> set[str]:
    links = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # connections come and go
            links.add(str(link.readlink()))
    return links


def test_a_mention_reaches_the_brand_and_its_answer_reaches_the_customer(
    bluesky: BlueskyNetwork, account: Account
) -> None:
    brand, customer = account("brand"), account("customer")
    question = bluesky.post(customer, f"Grüße 👋 @{brand.handle}, where is my order?", mention=brand)
    told = bluesky.wait_until_notified(brand, question.uri)
    assert (told["reason"], told["author"]["did"]) == ("mention", customer.did)

    answer = bluesky.post(brand, "On its way.", reply_to=question)
    told = bluesky.wait_until_notified(customer, answer.uri)
    assert (told["reason"], told["reasonSubject"]) == ("reply", question.uri)

    further = bluesky.post(customer, "Thank you!", reply_to=answer)
    bluesky.wait_until_indexed(further.uri)
    below = bluesky.thread(question.uri)["replies"][0]
    assert below["post"]["uri"] == answer.uri
    assert below["replies"][0]["post"]["uri"] == further.uri
    assert [(post.text, post.answers) for post in bluesky.posts_of(brand)] == [("On its way.", question.uri)]


def test_quotes_and_likes_are_told(bluesky: BlueskyNetwork, account: Account) -> None:
    brand, customer = account("brand"), account("customer")
    news = bluesky.post(brand, "Version two is out.")
    quote = bluesky.quote(customer, "At last!", news)
    like = bluesky.like(customer, news)
    assert bluesky.wait_until_notified(brand, quote.uri)["reason"] == "quote"
    assert bluesky.wait_until_notified(brand, like.uri)["reason"] == "like"
    assert bluesky.likes_of(customer) == [news.uri]


def test_pictures_are_served_with_their_alt_text(bluesky: BlueskyNetwork, account: Account) -> None:
    customer = account("customer")
    post = bluesky.post(customer, "It arrived like this.", images=[Picture(_png(200, 30, 30), "a red square")])
    image = bluesky.wait_until_indexed(post.uri)["embed"]["images"][0]
    assert image["alt"] == "a red square"
    answer = requests.get(image["thumb"], timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/")


def test_edits_and_deletions_arrive_at_the_index(bluesky: BlueskyNetwork, account: Account) -> None:
    brand, customer = account("brand"), account("customer")
    post = bluesky.post(customer, f"@{brand.handle} it dose not work.", mention=brand)
    bluesky.wait_until_notified(brand, post.uri)
    better = f"Sorry: it does not work, @{brand.handle}."
    edited = bluesky.edit(post.uri, better)
    assert edited.cid != post.cid
    bluesky.wait_until_indexed(post.uri, text=better)
    assert bluesky.wait_until_notified(brand, post.uri)["record"]["text"] == better
    bluesky.delete(post.uri)
    bluesky.wait_until_gone(post.uri)
    assert bluesky.posts_of(customer) == []


def test_an_app_password_signs_in_until_it_is_revoked(bluesky: BlueskyNetwork, account: Account) -> None:
    brand = account("brand")
    password = bluesky.app_password(brand, "desk")
    session = _sign_in(bluesky.xrpc, brand, password)
    assert session["did"] == brand.did

    bluesky.revoke_app_password(brand, "desk")
    with pytest.raises(XrpcError) as refused:
        _sign_in(bluesky.xrpc, brand, password)
    assert (refused.value.status, refused.value.name) == (401, "AuthenticationRequired")
    renewal = Xrpc(bluesky.pds_url)
    renewal.tokens[brand.did] = session["refreshJwt"]
    with pytest.raises(XrpcError) as refused:
        renewal.procedure("com.atproto.server.refreshSession", None, brand.did)
    renewal.close()
    assert (refused.value.status, refused.value.name) == (400, "ExpiredToken")


def test_a_record_key_of_our_own_makes_one_post_however_often_it_is_sent(
    bluesky: BlueskyNetwork, account: Account
) -> None:
    brand = account("brand")
    record = {"$type": "app.bsky.feed.post", "text": "Once.", "createdAt": "2026-01-02T03:04:05.678Z"}
    put: Json = {"repo": brand.did, "collection": "app.bsky.feed.post", "rkey": "3mbqhlxpvcs2a", "swapRecord": None}

    first = bluesky.xrpc.procedure("com.atproto.repo.putRecord", {**put, "record": record}, brand.did)
    again = bluesky.xrpc.procedure("com.atproto.repo.putRecord", {**put, "record": record}, brand.did)
    assert again["uri"] == first["uri"]
    other = {**record, "text": "Twice."}
    with pytest.raises(XrpcError) as refused:
        bluesky.xrpc.procedure("com.atproto.repo.putRecord", {**put, "record": other}, brand.did)
    assert (refused.value.status, refused.value.name) == (400, "InvalidSwap")
    assert [post.text for post in bluesky.posts_of(brand)] == ["Once."]


def test_rate_limits_can_be_turned_on_and_a_second_network_is_apart(
    bluesky: BlueskyNetwork, account: Account, tmp_path: Path
) -> None:
    account("somebody")
    limited = BlueskyNetwork.start(tmp_path, rate_limits=True)
    try:
        # The same name is free here, so nothing is shared.
        user = limited.create_account("somebody.test")
        for _ in range(30):
            _sign_in(limited.xrpc, user, user.password)
        with pytest.raises(XrpcError) as refused:
            _sign_in(limited.xrpc, user, user.password)
        assert (refused.value.status, refused.value.name) == (429, "RateLimitExceeded")
    finally:
        limited.stop()
    with pytest.raises(requests.ConnectionError):
        limited.create_account("nobody.test")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
def test_all_servers_listen_on_the_loopback_only(bluesky: BlueskyNetwork) -> None:
    links = _open_files(bluesky._servers.process.pid)
    table = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()]
    listening = [row[1] for row in table if row[3] == "0A" and f"socket:[{row[9]}]" in links]
    assert len(listening) >= 3
    loopback = socket.inet_aton("127.0.0.1")[::-1].hex().upper()
    assert {entry.partition(":")[0] for entry in listening} == {loopback}
