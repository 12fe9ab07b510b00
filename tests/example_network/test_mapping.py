"""Example's JSON becomes posts, whatever is missing or hostile in it."""

from __future__ import annotations

import pytest

from agent_desk.connectors.http.shapes import JsonObject
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.posts import IncomingPost, Origin, PostState
from tests.example_network.network.mapping import post, posts

RAW: JsonObject = {
    "id": "p2",
    "thread": "p1",
    "parent": "p1",
    "author": {"id": "a2", "handle": "kim", "name": "Kim", "followers": 7},
    "text": "It does not start.",
    "created_at": "2027-01-15T08:00:00+00:00",
    "likes": 3,
}


def test_a_post_is_read_whole() -> None:
    read = post(RAW, frozenset())
    assert (read.remote_id, read.place.key, read.parent_remote_id) == ("p2", "p1", "p1")
    assert (read.posted_at, read.body, read.origin) == (1_800_000_000_000, "It does not start.", Origin.MENTION)
    assert read.author.facts == {"followers": 7}
    assert read.counts == {"likes": 3}


@pytest.mark.parametrize("name", ["a2", "kim"])
def test_ours_are_told_apart(name: str) -> None:
    read = post(RAW, frozenset({name}))
    assert read.author.ours
    assert not read.origin.addressed


def test_a_deleted_post_keeps_its_place_and_no_words() -> None:
    read = post({**RAW, "deleted": True}, frozenset())
    assert (read.state, read.body) == (PostState.DELETED, "")


@pytest.mark.parametrize(
    "change", [{"id": None}, {"thread": 7}, {"author": "kim"}, {"created_at": "soon"}, {"created_at": ""}]
)
def test_a_bad_post_is_named_and_hides_no_other(change: JsonObject) -> None:
    outcomes = list(posts([{**RAW, **change}, RAW], frozenset()))
    assert isinstance(outcomes[0], Unexpected)
    assert isinstance(outcomes[1], IncomingPost)
