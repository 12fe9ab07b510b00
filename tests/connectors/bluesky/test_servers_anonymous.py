"""Reading without an account: what the AppView's search shows to anybody, and nothing that would need to know us."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from agent_desk.connectors.bluesky.connector import connect
from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.domain.errors import SignInAgain, WrongUse
from agent_desk.domain.outgoing import OutgoingReply
from agent_desk.domain.posts import ConversationKind, Origin
from agent_desk.domain.venues import Capability
from tests.conformance.harness import FakeSecretSlot
from tests.connectors.bluesky.desk import HOUR, now, read, ref, said, thread_ref
from tests.venues.bluesky_network import BlueskyNetwork, BlueskyUser

pytestmark = pytest.mark.servers


@pytest.fixture
def term() -> str:
    """A word that nobody else writes."""
    return f"kettle{secrets.token_hex(4)}"


@pytest.fixture
def nobody(bluesky: BlueskyNetwork, term: str) -> Iterator[Connector]:
    """A connector without user and secret; asking for the secret fails the test."""
    made = _connected(bluesky, term)
    yield made
    made.close()


def _connected(network: BlueskyNetwork, terms: str) -> Connector:
    options = {"search": terms, "appview": network.appview_url}
    access = VenueAccess(network.pds_url, "", FakeSecretSlot(None), now, now() - HOUR, options, read_only=True)
    return connect(access, VenueHttp(access.url, now=now, pacer=Pacer(now)))


def test_the_place_stands_for_the_account(nobody: Connector, term: str) -> None:
    profile = nobody.verify()
    assert (profile.account_id, profile.handle, profile.name) == (f"search:{term}", "", term)
    assert profile.may == {Capability.READ, Capability.SEARCH}
    assert nobody.streams() == (f"search:{term}",)


def test_without_a_search_term_there_is_nothing_to_read(bluesky: BlueskyNetwork) -> None:
    connector = _connected(bluesky, " , ")
    with pytest.raises(WrongUse, match="search term"):
        connector.verify()
    connector.close()


def test_found_posts_and_their_threads_are_read(
    bluesky: BlueskyNetwork, nobody: Connector, customer: BlueskyUser, term: str
) -> None:
    made = said(bluesky, customer, f"My {term} leaks, who can help?")
    below = said(bluesky, customer, "Nobody?", reply_to=made)
    posts = read(nobody, f"search:{term}")
    assert {key: post.origin for key, post in posts.items()} == {made.uri: Origin.FOUND}
    found = posts[made.uri]
    assert found.place.kind is ConversationKind.FOUND
    whole = nobody.thread(thread_ref(found, made.uri))
    assert {post.remote_id for post in whole.posts} == {made.uri, below.uri}
    assert not any(post.author.ours for post in whole.posts)
    with pytest.raises(SignInAgain):
        nobody.send(OutgoingReply("0" * 32, found.place, ref(found), "Here!", now(), ()))
