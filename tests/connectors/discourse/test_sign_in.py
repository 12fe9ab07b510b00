"""Signing in with the browser: only the answer to this very sign-in gives a key."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from agent_desk.connectors.contract import Handshake, VenueAccess
from agent_desk.connectors.discourse import sign_in
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.domain.errors import Rejected
from tests.conformance.harness import FakeSecretSlot
from tests.connectors.discourse.desk import START, Desk

REDIRECT = "http://127.0.0.1:4711/back"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def wire(desk: Desk) -> Iterator[VenueHttp]:
    """The way to the community."""
    wire = VenueHttp(desk.fake.url, now=lambda: START, pacer=Pacer(lambda: START))
    yield wire
    wire.close()


def access(desk: Desk, options: Mapping[str, str] | None = None, *, read_only: bool = False) -> VenueAccess:
    """A place that is about to be connected."""
    return VenueAccess(desk.fake.url, "", FakeSecretSlot(), lambda: START, START, options or {}, read_only)


def sealed(handshake: Handshake, key: str = KEY, nonce: str | None = None) -> str:
    """What the community says to whoever agreed on that page: base64 in lines of sixty signs."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(handshake.url).query).items()}
    public = load_pem_public_key(query["public_key"].encode())
    assert isinstance(public, rsa.RSAPublicKey)
    told = json.dumps({"key": key, "nonce": nonce or query["nonce"], "push": False, "api": 4})
    return base64.encodebytes(public.encrypt(told.encode(), padding.PKCS1v15())).decode()


def test_a_pasted_code_gives_the_key(desk: Desk, wire: VenueHttp) -> None:
    place = access(desk)
    handshake = sign_in.begin(place, wire, "")
    query = parse_qs(urlsplit(handshake.url).query)
    assert handshake.url.startswith(f"{desk.fake.url}/user-api-key/new?")
    assert query["scopes"] == ["read,write"]
    assert "auth_redirect" not in query
    code = sealed(handshake)
    assert "\n" in code.strip()
    assert sign_in.finish(place, wire, handshake, f"  {code} ") == KEY
    assert sign_in.finish(place, wire, handshake, code.replace("\n", " ")) == KEY


def test_whoever_only_reads_asks_for_no_more(desk: Desk, wire: VenueHttp) -> None:
    handshake = sign_in.begin(access(desk, read_only=True), wire, "")
    assert parse_qs(urlsplit(handshake.url).query)["scopes"] == ["read"]


def test_the_browser_comes_back_only_where_the_community_allows_it(desk: Desk, wire: VenueHttp) -> None:
    with pytest.raises(Rejected, match="paste the code"):
        sign_in.begin(access(desk), wire, REDIRECT)
    place = access(desk, {"loopback": "1"})
    handshake = sign_in.begin(place, wire, REDIRECT)
    assert parse_qs(urlsplit(handshake.url).query)["auth_redirect"] == [REDIRECT]
    code = sealed(handshake)
    for payload in (quote(code, safe=""), quote(code, safe="+")):
        assert sign_in.finish(place, wire, handshake, f"{REDIRECT}?payload={payload}") == KEY
    for answer in (
        f"{REDIRECT}?payload=",
        REDIRECT,
        f"http://127.0.0.1:1/back?payload={quote(code)}",
        "http://[",
        code,
    ):
        with pytest.raises(Rejected):
            sign_in.finish(place, wire, handshake, answer)


def test_an_answer_to_another_sign_in_is_refused(desk: Desk, wire: VenueHttp) -> None:
    place = access(desk)
    handshake, other = sign_in.begin(place, wire, ""), sign_in.begin(place, wire, "")
    for answer in (sealed(other), sealed(handshake, nonce="of-another"), sealed(handshake, key=""), "", "no code", "ä"):
        with pytest.raises(Rejected) as refused:
            sign_in.finish(place, wire, handshake, answer)
        assert KEY not in str(refused.value)
    assert json.loads(handshake.keep)["private"] not in repr(handshake)


def test_where_no_community_is_no_browser_opens(desk: Desk, wire: VenueHttp) -> None:
    desk.fake.refuse_next = (404, {}, {"errors": ["nothing"]})
    with pytest.raises(Rejected, match="no Discourse"):
        sign_in.begin(access(desk), wire, "")
