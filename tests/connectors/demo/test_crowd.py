"""The crowd lives: newcomers come by the clock, customers answer back, and the same clock brings the same people."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.domain.outgoing import VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, PostState
from tests.conformance.reading import Reading, read, ref, reply, thread_ref
from tests.connectors.demo.conftest import START, Connect, FakeClock


def newest(reading: Reading, before: Reading) -> list[IncomingPost]:
    """What a reading has and an earlier one has not."""
    return [post for key, post in reading.posts.items() if key not in before.posts]


def waiting(reading: Reading) -> IncomingPost:
    """A customer's post nobody answered, in a conversation without a word of ours."""
    ours = {post.place.key for post in reading.posts.values() if post.author.ours}
    open_posts = (post for post in reading.posts.values() if post.origin.addressed and post.place.key not in ours)
    return next(post for post in open_posts if post.state == PostState.PUBLISHED)


def test_a_newcomer_writes_within_twenty_seconds(connector: Connect, clock: FakeClock) -> None:
    desk = connector()
    before = read(desk)
    clock.forward(20)
    assert [post for post in newest(read(desk, before), before) if post.origin.addressed]


def test_newcomers_come_to_every_place_within_half_an_hour(connector: Connect, clock: FakeClock) -> None:
    places = ("social", "blog", "community", "reviews", "direct")
    before = {place: read(connector(place)) for place in places}
    clock.forward(1_800)
    assert all(newest(read(connector(place)), before[place]) for place in places)


@pytest.mark.parametrize("place", ["social", "blog", "community", "direct"])
def test_the_customer_answers_back_within_a_minute(connector: Connect, clock: FakeClock, place: str) -> None:
    desk = connector(place)
    before = read(desk)
    target = waiting(before)
    receipt = desk.send(reply(target, "We are looking into it.", clock()))
    clock.forward(19)
    assert not [post for post in desk.thread(thread_ref(target)).posts if post.parent_remote_id == receipt.remote_id]
    clock.forward(42)
    told = [post for post in newest(read(desk, before), before) if post.parent_remote_id == receipt.remote_id]
    assert [post.author.remote_id for post in told] == [target.author.remote_id]
    assert told[0].origin.addressed
    assert told[0].languages == target.languages


def test_talk_comes_to_an_end(connector: Connect, clock: FakeClock) -> None:
    desk = connector("direct")
    target = waiting(read(desk))
    for number in range(8):
        desk.send(reply(target, f"Answer {number}", clock()))
        clock.forward(61)
    theirs = [post for post in desk.thread(thread_ref(target)).posts if not post.author.ours]
    assert len(theirs) <= 5


def test_an_answered_review_gets_kinder(connector: Connect, clock: FakeClock) -> None:
    desk = connector("reviews")
    before = read(desk)
    target = next(post for post in before.posts.values() if post.counts.get("stars") == 1)
    desk.send(reply(target, "We are sorry.", clock()))
    clock.forward(61)
    after = read(desk, before).posts[target.remote_id]
    assert after.edited_at is not None
    assert after.counts["stars"] == 3
    assert len(after.body) > len(target.body)


def test_newcomers_edit_and_delete(connector: Connect, clock: FakeClock) -> None:
    desk, seen = connector(), Reading()
    for _ in range(6 * 30):
        clock.forward(120)
        page = read(desk, seen)
        seen.posts.update(page.posts)
        seen.deleted |= page.deleted
        seen.cursors = page.cursors
    assert any(post.edited_at and post.posted_at > START for post in seen.posts.values())
    assert seen.deleted & set(seen.posts)


def test_the_same_clock_brings_the_same_people(tmp_path: Path, clock: FakeClock) -> None:
    worlds = []
    for name in ("one.json", "other.json"):
        clock.time = START
        network = DemoNetwork(tmp_path / name, clock)
        for _ in range(30):
            with network.opened():
                clock.forward(97)
        worlds.append((tmp_path / name).read_text(encoding="utf-8"))
    assert worlds[0] == worlds[1]


def test_a_year_away_is_no_flood(connector: Connect, clock: FakeClock) -> None:
    desk = connector()
    before = read(desk)
    clock.forward(365 * 24 * 3_600)
    assert len(newest(read(desk, before), before)) < 60


def test_who_stands_still_stays_alone(connector: Connect, clock: FakeClock) -> None:
    desk = connector(crowd="still")
    before = read(desk)
    target = waiting(before)
    desk.send(reply(target, "Anybody there?", clock()))
    clock.forward(3_600)
    assert [post.author.ours for post in newest(read(desk, before), before)] == [True]


def test_held_comments_wait_for_us(connector: Connect, clock: FakeClock) -> None:
    desk = connector("blog")
    before = read(desk)
    held = [post for post in before.posts.values() if post.state == PostState.HELD]
    assert len(held) > 2
    desk.act(VenueAct("0", VenueActKind.APPROVE, ref(held[0]), clock()))
    assert read(desk, before).posts[held[0].remote_id].state == PostState.PUBLISHED
