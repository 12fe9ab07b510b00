"""Signing in with the browser: the token comes out, and nobody else's answer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.mastodon import sign_in
from agent_desk.domain.errors import Rejected, Unexpected
from tests.connectors.mastodon.desk import Desk
from tests.venues.fake_mastodon_world import wall_clock

REDIRECT = "http://127.0.0.1:49152/signed-in"


@pytest.fixture
def wire(desk: Desk) -> Iterator[VenueHttp]:
    made = VenueHttp(desk.fake.url, now=wall_clock, pacer=Pacer(wall_clock))
    yield made
    made.close()


def test_the_browser_comes_back_with_a_token(desk: Desk, wire: VenueHttp) -> None:
    handshake = sign_in.begin(desk.access(secret=""), wire, REDIRECT)
    assert handshake.redirect == REDIRECT
    came_back = desk.fake.api.sign_in.approve(handshake.url, desk.brand)
    token = sign_in.finish(desk.access(secret=""), wire, handshake, came_back)
    profile = desk.connect(secret=token).verify()
    assert profile.account_id == desk.brand
    assert {"reply", "media", "like", "delete_own", "edit"} <= set(profile.may)


def test_the_page_shows_a_code_to_paste(desk: Desk, wire: VenueHttp) -> None:
    handshake = sign_in.begin(desk.access(secret=""), wire, "")
    assert handshake.redirect == ""
    assert parse_qs(urlsplit(handshake.url).query)["redirect_uri"] == [sign_in.PASTED]
    code = desk.fake.api.sign_in.approve(handshake.url, desk.brand)
    token = sign_in.finish(desk.access(secret=""), wire, handshake, f" {code}\n")
    assert desk.connect(secret=token).verify().account_id == desk.brand


def test_secrets_of_a_handshake_are_neither_shown_nor_guessed(desk: Desk, wire: VenueHttp) -> None:
    one, other = (sign_in.begin(desk.access(secret=""), wire, REDIRECT) for _ in range(2))
    queries = [parse_qs(urlsplit(item.url).query) for item in (one, other)]
    assert queries[0]["state"] != queries[1]["state"]
    assert queries[0]["code_challenge"] != queries[1]["code_challenge"]
    secret = desk.fake.api.sign_in.apps[queries[0]["client_id"][0]]["client_secret"]
    assert secret in one.keep
    assert secret not in repr(one)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not an address",
        "http://[::1",
        "{redirect}?code={code}",
        "{redirect}?code={code}&state=",
        "{redirect}?code={code}&state=another",
        "http://127.0.0.1:1/signed-in?code={code}&state={state}",
        "http://127.0.0.1:49152/other?code={code}&state={state}",
        "{redirect}?state={state}",
        "{redirect}?state={state}&error=access_denied&error_description=The+owner+said+no",
        "{redirect}?code=wrong&state={state}",
    ],
)
def test_an_answer_that_does_not_belong_to_it_gives_no_token(desk: Desk, wire: VenueHttp, answer: str) -> None:
    handshake = sign_in.begin(desk.access(secret=""), wire, REDIRECT)
    query = parse_qs(urlsplit(desk.fake.api.sign_in.approve(handshake.url, desk.brand)).query)
    came_back = answer.format(redirect=REDIRECT, code=query["code"][0], state=query["state"][0])
    with pytest.raises(Rejected):
        sign_in.finish(desk.access(secret=""), wire, handshake, came_back)


def test_the_users_refusal_is_told(desk: Desk, wire: VenueHttp) -> None:
    handshake = sign_in.begin(desk.access(secret=""), wire, REDIRECT)
    state = parse_qs(urlsplit(handshake.url).query)["state"][0]
    came_back = f"{REDIRECT}?state={state}&error=access_denied&error_description=The+owner+said+no"
    with pytest.raises(Rejected, match="The owner said no"):
        sign_in.finish(desk.access(secret=""), wire, handshake, came_back)


def test_a_stolen_code_is_worth_nothing(desk: Desk, wire: VenueHttp) -> None:
    mine, theirs = (sign_in.begin(desk.access(secret=""), wire, "") for _ in range(2))
    code = desk.fake.api.sign_in.approve(theirs.url, desk.brand)
    with pytest.raises(Rejected):
        sign_in.finish(desk.access(secret=""), wire, mine, code)
    again = desk.fake.api.sign_in.approve(mine.url, desk.brand)
    tampered = replace(mine, keep=mine.keep.replace('"verifier": "', '"verifier": "x'))
    with pytest.raises(Rejected, match="invalid"):
        sign_in.finish(desk.access(secret=""), wire, tampered, again)


def test_an_address_that_is_no_mastodon_says_so(desk: Desk, wire: VenueHttp) -> None:
    desk.fake.quirks.lacks = ("/api/v1/apps",)
    with pytest.raises(Rejected, match="does not offer"):
        sign_in.begin(desk.access(secret=""), wire, REDIRECT)


def test_an_answer_without_its_secrets_quotes_none(
    desk: Desk, wire: VenueHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(desk.fake.api.sign_in._app, "client_secret_expires_at", "a-secret-word")
    monkeypatch.setattr(sign_in, "text_at", lambda source, key: "" if key == "client_secret" else str(source[key]))
    with pytest.raises(Unexpected) as refused:
        sign_in.begin(desk.access(secret=""), wire, REDIRECT)
    assert "a-secret-word" not in f"{refused.value} {refused.value.payload}"
