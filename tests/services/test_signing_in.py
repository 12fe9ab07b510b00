"""Signing in with the browser over real HTTP, reading without an account, and finding out what stands at an address."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.connectors.contract import Handshake
from agent_desk.domain.errors import Refused, Rejected, SecretMissing, SignInAgain, Unexpected, Unreachable, WrongUse
from agent_desk.domain.venues import Capability, SecretPlace, Venue
from agent_desk.runtime.loopback import Loopback
from agent_desk.runtime.places import for_folder
from agent_desk.services.connecting import Line, access_to
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from tests.fake_network import sign_in
from tests.fake_network.community import TOKEN, FakeCommunity, browse

INSECURE = {"insecure": "1"}


@pytest.fixture
def desk(tmp_path: Path, community: FakeCommunity) -> Iterator[Desk]:
    made = open_desk(for_folder(tmp_path / "desk"))
    yield made
    made.ground.store.close()


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    made = Loopback()
    yield made
    made.close()


def draft_for(community: FakeCommunity, **options: str) -> VenueDraft:
    return VenueDraft("fakenet", community.url, options=options)


def connected(desk: Desk, draft: VenueDraft) -> Venue:
    draft = replace(draft, secret_place=SecretPlace.SESSION if draft.secret else SecretPlace.NONE)
    return desk.venues.add(draft, desk.venues.probe(draft))[0]


def test_the_browser_comes_back_with_what_becomes_the_secret(
    desk: Desk, community: FakeCommunity, loopback: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    draft = draft_for(community)
    handshake = desk.venues.begin_sign_in(draft, loopback.redirect)
    assert browse(handshake.url)[0] == f"{loopback.redirect}/done"
    answer = loopback.wait(5)
    assert answer is not None
    secret = desk.venues.finish_sign_in(draft, handshake, answer)
    venue = connected(desk, replace(draft, secret=secret))
    assert venue.may(Capability.REPLY)
    assert venue.user == "ann"
    keep = json.loads(handshake.keep)
    for hidden in (TOKEN, "c0de", keep["verifier"], keep["state"]):
        assert hidden not in caplog.text
    assert keep["verifier"] not in repr(handshake)


def test_where_the_redirect_is_not_allowed_a_text_is_pasted(desk: Desk, community: FakeCommunity) -> None:
    community.redirects = False
    draft = draft_for(community)
    with pytest.raises(Rejected, match="redirect"):
        desk.venues.begin_sign_in(draft, "http://127.0.0.1:9/x")
    handshake = desk.venues.begin_sign_in(draft, "")
    shown = json.loads(browse(handshake.url)[1])["code"]
    assert desk.venues.finish_sign_in(draft, handshake, shown) == TOKEN


def test_an_answer_of_another_sign_in_or_a_no_gives_no_secret(
    desk: Desk, community: FakeCommunity, loopback: Loopback
) -> None:
    draft = draft_for(community)
    mine, other = (desk.venues.begin_sign_in(draft, loopback.redirect) for _ in range(2))
    browse(other.url)
    answer = loopback.answer()
    assert answer is not None
    with pytest.raises(Rejected, match="another sign-in"):
        desk.venues.finish_sign_in(draft, mine, answer)
    assert "/token" not in community.seen
    with pytest.raises(Rejected, match="said no"):
        desk.venues.finish_sign_in(draft, other, answer.replace("code=", "error="))


@pytest.mark.parametrize("page", ["file:///etc/passwd", "javascript:alert(1)", "ms-cxh:x", "http://elsewhere.example/"])
def test_a_page_that_is_none_is_never_opened(
    desk: Desk, community: FakeCommunity, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(sign_in, "begin", lambda *_: Handshake(page, "", ""))
    with pytest.raises(Unexpected):
        desk.venues.begin_sign_in(replace(draft_for(community), url="https://127.0.0.1:1"), "")


def test_a_network_without_the_way_says_so(desk: Desk) -> None:
    with pytest.raises(WrongUse, match="browser"):
        desk.venues.begin_sign_in(VenueDraft("demo", "demo://social"), "")


def test_reading_without_an_account_needs_what_the_manifest_names(desk: Desk, community: FakeCommunity) -> None:
    draft = replace(draft_for(community), read_only=True)
    with pytest.raises(WrongUse, match="room"):
        desk.venues.probe(draft)
    venue = connected(desk, replace(draft, options={"room": "help"}))
    assert (venue.secret_place, venue.label, venue.user) == (SecretPlace.NONE, "Fakenet help", "")
    assert not venue.may(Capability.REPLY)
    assert "/me" not in community.seen


def test_a_venue_that_is_only_read_is_opened_for_writing_by_signing_in(desk: Desk, community: FakeCommunity) -> None:
    venue = connected(desk, replace(draft_for(community, room="help"), read_only=True))
    with pytest.raises(SignInAgain, match="do not know that token"):
        desk.venues.sign_in(venue.id, "wrong", SecretPlace.SESSION)
    assert desk.venues.get(venue.id).read_only
    desk.venues.sign_in(venue.id, TOKEN, SecretPlace.SESSION)
    opened = desk.venues.get(venue.id)
    assert (opened.read_only, opened.user, opened.options) == (False, "ann", {"room": "help"})
    assert opened.may(Capability.REPLY)


def test_signing_in_again_keeps_the_account_and_the_wish_to_only_read(desk: Desk, community: FakeCommunity) -> None:
    venue = connected(desk, replace(draft_for(community), secret=TOKEN, read_only=True))
    desk.venues.sign_in(venue.id, TOKEN)
    assert desk.venues.get(venue.id).read_only
    community.member = "bob"
    with pytest.raises(Refused):
        desk.venues.sign_in(venue.id, TOKEN)
    assert desk.venues.get(venue.id).user == "ann"


def test_a_secret_that_moved_is_left_nowhere_else(
    desk: Desk, community: FakeCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_TOKEN", TOKEN)
    venue = connected(desk, replace(draft_for(community), secret=TOKEN))
    desk.venues.sign_in(venue.id, TOKEN)
    assert desk.vault.get(SecretPlace.SESSION, venue.secret_name) == TOKEN
    desk.venues.sign_in(venue.id, "", SecretPlace.ENVIRONMENT, name="THE_TOKEN")
    with pytest.raises(SecretMissing):
        desk.vault.get(SecretPlace.SESSION, venue.secret_name)
    desk.venues.sign_in(venue.id, TOKEN, SecretPlace.SESSION)
    assert desk.vault.get(SecretPlace.SESSION, desk.venues.get(venue.id).secret_name) == TOKEN


def test_the_sign_off_is_a_choice_of_the_venue(desk: Desk, community: FakeCommunity) -> None:
    venue = connected(desk, replace(draft_for(community), secret=TOKEN))
    assert not venue.sign_off
    assert desk.venues.set_sign_off(venue.id, True).venues == {venue.id}
    assert desk.venues.get(venue.id).sign_off


def test_what_the_venue_tells_of_its_limits_is_known_to_all_who_speak_to_it(
    desk: Desk, community: FakeCommunity
) -> None:
    venue = connected(desk, replace(draft_for(community), secret=TOKEN))
    assert desk.venues.budget(venue) is None
    community.headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "41", "X-RateLimit-Reset": "60"}
    fetching = Line(access_to(desk.ground, desk.vault, venue), desk.ground.registry.get("fakenet")).connector()
    desk.venues.check(venue.id)
    budget = desk.venues.budget(venue)
    assert budget is not None
    assert budget[0] == 41
    fetching.close()


@pytest.mark.parametrize("page", ["", "/", "/t/some-topic/12?page=2#here"])
def test_an_address_is_recognised_whichever_page_was_copied(desk: Desk, community: FakeCommunity, page: str) -> None:
    found = desk.venues.recognise(community.url + page)
    assert found is not None
    assert (found.manifest.name, found.url) == ("fakenet", community.url)


def test_a_server_that_is_nothing_we_know_is_not_recognised(
    desk: Desk, community: FakeCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(community, "answer", lambda *_: (200, ["about"], ""))
    assert desk.venues.recognise(community.url) is None


def test_where_nobody_answers_it_says_so(desk: Desk) -> None:
    with pytest.raises(Unreachable):
        desk.venues.recognise("http://127.0.0.1:1")


@pytest.mark.parametrize("typed", ["", "   ", "http://", "ftp://example.org", "https://ann:x@example.org"])
def test_what_is_no_address_is_told(desk: Desk, typed: str) -> None:
    with pytest.raises(WrongUse):
        desk.venues.recognise(typed)


def test_a_networks_own_server_is_known_without_asking(desk: Desk) -> None:
    own = next(manifest for manifest in desk.venues.networks() if manifest.hosts)
    found = desk.venues.recognise(f"www.{own.hosts[0]}/profile/acme")
    assert found is not None
    assert (found.manifest.name, found.url) == (own.name, own.default_url)
