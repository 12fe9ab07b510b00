"""Every fault between the connector and the real servers: at most one post, and what the error says is true."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from agent_desk.connectors.http import Timeouts
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from agent_desk.domain.outgoing import Found, OutgoingMedia, OutgoingReply, SurelyAbsent
from agent_desk.domain.posts import IncomingPost
from tests.conformance.harness import FakeSecretSlot
from tests.connectors.bluesky.desk import Brand, new_account, new_brand, read, thread_ref
from tests.connectors.bluesky.pictures import png
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.fault_plan import ATPROTO_EXPIRED_TOKEN, ATPROTO_INVALID_TOKEN, HOSTILE_JSON, Fault
from tests.venues.fault_proxy import FaultProxy

pytestmark = pytest.mark.servers

SHORT = Timeouts(connect=2, idle=1.5, total=2.5)
_numbers = itertools.count(1)
PUT = ("POST", "com.atproto.repo.putRecord")
LIST = ("GET", "app.bsky.notification.listNotifications")

WRITING: dict[Fault, type[ConnectorError]] = {
    Fault.RESET_BEFORE: OutcomeUnknown,
    Fault.RESET_AFTER: OutcomeUnknown,
    Fault.SILENCE_BEFORE: OutcomeUnknown,
    Fault.SILENCE_AFTER: OutcomeUnknown,
    Fault.HALF_ANSWER: OutcomeUnknown,
    Fault.RATE_LIMITED: RateLimited,
    Fault.SERVER_ERROR_BEFORE: OutcomeUnknown,
    Fault.SERVER_ERROR_AFTER: OutcomeUnknown,
    Fault.BAD_GATEWAY_HTML: OutcomeUnknown,
    Fault.MALFORMED_JSON: OutcomeUnknown,
    Fault.HOSTILE_JSON: OutcomeUnknown,
    Fault.HUGE_ANSWER: OutcomeUnknown,
    Fault.DRIP: OutcomeUnknown,
    Fault.REDIRECT_OTHER_HOST: Unexpected,
    Fault.REDIRECT_PRIVATE: Unexpected,
}
READING: dict[Fault, type[ConnectorError]] = {
    fault: Unreachable if meaning is OutcomeUnknown else meaning for fault, meaning in WRITING.items()
} | {Fault.MALFORMED_JSON: Unexpected, Fault.HOSTILE_JSON: Unexpected, Fault.HUGE_ANSWER: Unexpected}


@pytest.fixture(scope="module")
def shared(bluesky: BlueskyNetwork) -> Brand:
    """One signed-in brand for all these tests: a new account and its sign-in cost the server a second each."""
    return new_brand(bluesky)


@pytest.fixture(scope="module")
def question(bluesky: BlueskyNetwork, shared: Brand) -> str:
    """A customer's post that mentions the brand."""
    made = bluesky.post(new_account(bluesky, "customer"), "help", mention=shared.user)
    bluesky.wait_until_notified(shared.user, made.uri)
    return made.uri


@pytest.fixture
def brand(shared: Brand) -> Iterator[Brand]:
    """The brand; what a test connects is closed at its end."""
    yield shared
    for connector in shared.connected:
        connector.close()
    shared.connected.clear()


@pytest.fixture
def proxy(brand: Brand, fault_proxy: Callable[[str], FaultProxy]) -> FaultProxy:
    """The proxy before the account's server."""
    return fault_proxy(brand.network.pds_url)


@pytest.fixture
def target(brand: Brand, question: str) -> IncomingPost:
    """The customer's post as a connector tells it."""
    return read(brand.connect())[question]


def on_its_way(brand: Brand, target: IncomingPost, *media: OutgoingMedia) -> OutgoingReply:
    """A reply that no other test sends."""
    return brand.reply(target, f"on its way, number {next(_numbers)}", *media)


def delivered(brand: Brand, outgoing: OutgoingReply) -> bool:
    """Whether the reply is there, once; more than once fails."""
    times = [post.text for post in brand.network.posts_of(brand.user)].count(outgoing.text)
    assert times in (0, 1)
    return times == 1


@pytest.mark.parametrize("fault", WRITING, ids=str)
def test_a_fault_while_sending(brand: Brand, target: IncomingPost, proxy: FaultProxy, fault: Fault) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    outgoing = on_its_way(brand, target)
    proxy.plan(PUT, fault, seconds_per_byte=0.2)
    with pytest.raises(ConnectorError) as raised:
        connector.send(outgoing)
    assert type(raised.value) is WRITING[fault]
    taken = delivered(brand, outgoing)
    assert taken is fault.taken
    assert isinstance(raised.value, OutcomeUnknown) or not taken
    assert brand.password not in f"{raised.value!r}"
    assert proxy.stranger_requests == []
    found = brand.connect().find_sent(outgoing)
    assert isinstance(found, Found if taken else SurelyAbsent)
    receipt = brand.connect().send(outgoing)
    assert delivered(brand, outgoing)
    assert not isinstance(found, Found) or found.receipt == receipt


def test_a_venue_that_is_not_there_took_nothing(brand: Brand, target: IncomingPost, proxy: FaultProxy) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    outgoing = on_its_way(brand, target)
    with proxy.unplugged(), pytest.raises(Unreachable):
        connector.send(outgoing)
    assert not delivered(brand, outgoing)
    connector.send(outgoing)
    assert delivered(brand, outgoing)


def test_a_lost_upload_took_nothing(brand: Brand, target: IncomingPost, proxy: FaultProxy, tmp_path: Path) -> None:
    picture = tmp_path / "one.png"
    picture.write_bytes(png(8, 8))
    outgoing = on_its_way(brand, target, OutgoingMedia(picture, "image/png", "one"))
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    proxy.plan(("POST", "uploadBlob"), Fault.RESET_AFTER)
    with pytest.raises(Unreachable):
        connector.send(outgoing)
    assert not delivered(brand, outgoing)
    connector.send(outgoing)
    assert delivered(brand, outgoing)


@pytest.mark.parametrize("body", [ATPROTO_EXPIRED_TOKEN, ATPROTO_INVALID_TOKEN], ids=["expired", "invalid"])
def test_an_expired_token_in_mid_work_is_renewed(
    brand: Brand, target: IncomingPost, proxy: FaultProxy, body: dict[str, str]
) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    outgoing = on_its_way(brand, target)
    proxy.plan(PUT, Fault.UNAUTHORIZED, status=400, body=body)
    connector.send(outgoing)
    assert delivered(brand, outgoing)
    assert [seen.target for seen in proxy.requests if "refreshSession" in seen.target]


def test_a_token_that_stays_refused_asks_for_a_sign_in(brand: Brand, target: IncomingPost, proxy: FaultProxy) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    outgoing = on_its_way(brand, target)
    proxy.plan(PUT, Fault.UNAUTHORIZED, times=None)
    with pytest.raises(SignInAgain):
        connector.send(outgoing)
    assert not delivered(brand, outgoing)
    assert len([seen for seen in proxy.requests if "putRecord" in seen.target]) == 2


@pytest.mark.parametrize("fault", READING, ids=str)
def test_a_fault_while_reading(brand: Brand, target: IncomingPost, proxy: FaultProxy, fault: Fault) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    proxy.plan(LIST, fault, seconds_per_byte=0.2)
    with pytest.raises(ConnectorError) as raised:
        connector.fetch("notifications", None)
    assert type(raised.value) is READING[fault]
    assert proxy.stranger_requests == []
    assert target.remote_id in read(brand.connect())


@pytest.mark.parametrize("call", ["listNotifications", "getPosts", "getPostThread", "describeServer"])
def test_hostile_answers_raise_nothing_else(brand: Brand, target: IncomingPost, proxy: FaultProxy, call: str) -> None:
    connector = brand.connect(url=proxy.url, timeouts=SHORT)
    for name in HOSTILE_JSON:
        proxy.plan(("*", call), Fault.HOSTILE_JSON, body=HOSTILE_JSON[name], times=None)
        for read_something in (
            lambda: connector.fetch("notifications", None),
            lambda: connector.thread(thread_ref(target)),
            connector.verify,
        ):
            with suppress(SignInAgain, Gone, Rejected, Unexpected, Unreachable):
                read_something()
        proxy.clear()
    assert target.remote_id in read(connector)


def test_a_hostile_sign_in_raises_nothing_else(brand: Brand, proxy: FaultProxy) -> None:
    slot = FakeSecretSlot(brand.password)
    connector = brand.connect(url=proxy.url, timeouts=SHORT, slot=slot)
    for name in HOSTILE_JSON:
        proxy.plan(("POST", "createSession"), Fault.HOSTILE_JSON, body=HOSTILE_JSON[name], forward=False)
        with pytest.raises(Unexpected) as raised:
            connector.verify()
        assert brand.password not in f"{raised.value!r} {raised.value.payload}"
        assert slot.session() is None
    assert connector.verify().account_id == brand.user.did


def test_one_bad_post_hides_no_other(
    brand: Brand, question: str, proxy: FaultProxy, expect_log: Callable[[str], None]
) -> None:
    view = brand.network.wait_until_indexed(question)
    proxy.plan(("GET", "getPosts"), Fault.HOSTILE_JSON, body={"posts": [{**view, "cid": 7}, 3, view]})
    expect_log("a post is left out")
    posts = read(brand.connect(url=proxy.url))
    assert set(posts) == {question}
