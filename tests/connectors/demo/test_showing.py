"""What the demo shows so that screens have it: readers, warnings, quotes, reactions, solutions, topics; and its acts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.connectors.departure import asking
from agent_desk.domain.errors import Rejected, Unreachable
from agent_desk.domain.outgoing import VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, MediaKind, Visibility
from tests.conformance.reading import read, ref, reply, thread_ref
from tests.connectors.demo.conftest import Connect, FakeClock

V = Visibility


def posts(connector: Connect, place: str) -> list[IncomingPost]:
    return list(read(connector(place, search="wattlark")).posts.values())


def test_posts_have_what_a_screen_may_show(connector: Connect) -> None:
    social, community, direct = (posts(connector, place) for place in ("social", "community", "direct"))
    assert {post.visibility for post in social} == {V.PUBLIC, V.UNLISTED, V.FOLLOWERS}
    assert {post.visibility for post in direct} == {V.DIRECT}
    assert any(post.warning for post in social)
    assert any(name.startswith("reaction:") for post in social for name in post.counts)
    assert any(post.counts.get("votes") for post in community)
    assert any(len(post.place.labels) > 1 for post in community)
    (video,) = [item for post in social for item in post.media if item.kind is MediaKind.VIDEO]
    assert video.thumb_url.startswith("demo:picture/")
    assert not video.url.startswith("demo:")
    assert all(post.author.facts for post in social if not post.author.ours)


@pytest.mark.parametrize("place", ["social", "community", "blog", "direct"])
def test_quotes_are_of_posts_that_are_there(connector: Connect, place: str) -> None:
    known = {post.remote_id: post for post in posts(connector, place)}
    quotes = [(post, post.quote) for post in known.values() if post.quote is not None]
    assert quotes
    for post, quote in quotes:
        assert (quote.text, quote.author_name) == (known[quote.remote_id].body, known[quote.remote_id].author.name)
        assert known[quote.remote_id].place.key == post.place.key


def test_solutions_are_answers_of_their_topics(connector: Connect) -> None:
    community = posts(connector, "community")
    solved = {(post.place.key, post.place.solved) for post in community if post.place.solved}
    assert len(solved) > 3
    assert all(
        (post.place.key, post.remote_id) in solved for post in community if post.remote_id in dict(solved).values()
    )


def test_a_reply_is_read_by_whom_it_was_for(connector: Connect, clock: FakeClock, network: DemoNetwork) -> None:
    desk = connector()
    shown = read(desk).posts.values()
    public = next(post for post in shown if post.visibility is V.PUBLIC and post.origin.addressed)
    narrow = next(post for post in shown if post.visibility is V.FOLLOWERS and post.origin.addressed)
    moved = replace(reply(public, "In private, then.", clock()), visibility=V.DIRECT, warning="Address")
    receipts = [desk.send(moved), desk.send(reply(narrow, "As you do.", clock()))]
    known = {
        post.remote_id: post
        for post in (*desk.thread(thread_ref(public)).posts, *desk.thread(thread_ref(narrow)).posts)
    }
    ours = [known[receipt.remote_id] for receipt in receipts]
    assert [(post.visibility, post.warning) for post in ours] == [(V.DIRECT, "Address"), (V.FOLLOWERS, "")]
    assert ours[0].place.key == public.place.key
    clock.forward(70)
    back = [post for post in desk.thread(thread_ref(public)).posts if post.parent_remote_id == receipts[0].remote_id]
    assert [post.visibility for post in back] == [V.DIRECT]


@pytest.mark.parametrize("place", ["blog", "community", "reviews"])
def test_where_everybody_reads_everything_nothing_else_is_taken(
    connector: Connect, clock: FakeClock, place: str
) -> None:
    desk = connector(place)
    target = next(post for post in read(desk).posts.values() if not post.author.ours)
    for wish in (
        replace(reply(target, "x", clock()), visibility=V.DIRECT),
        replace(reply(target, "x", clock()), warning="w"),
    ):
        with pytest.raises(Rejected):
            desk.send(wish)


def test_topics_are_solved_closed_and_opened_and_posts_reported(
    connector: Connect, clock: FakeClock, network: DemoNetwork
) -> None:
    desk = connector("community")
    target = next(post for post in read(desk).posts.values() if not post.place.solved and post.parent_remote_id)

    def done(kind: VenueActKind) -> tuple[str, bool]:
        for _ in range(2):
            desk.act(VenueAct("1", kind, ref(target), clock(), "rude"))
        told = read(desk).posts[target.remote_id]
        return told.place.solved, desk.thread(thread_ref(target)).locked

    assert done(VenueActKind.ACCEPT) == (target.remote_id, False)
    assert done(VenueActKind.CLOSE) == (target.remote_id, True)
    assert done(VenueActKind.UNACCEPT) == ("", True)
    assert done(VenueActKind.UNCLOSE) == ("", False)
    assert done(VenueActKind.FLAG) == ("", False)
    assert network.post(target.remote_id).flagged == "rude"


def test_a_reply_that_must_not_leave_any_more_stays(connector: Connect, clock: FakeClock, network: DemoNetwork) -> None:
    def late() -> None:
        raise Unreachable("held up")

    desk = connector()
    target = next(iter(read(desk).posts.values()))
    with asking(late), pytest.raises(Unreachable):
        desk.send(reply(target, "too late", clock()))
    assert network.ours("social", "too late") == []
