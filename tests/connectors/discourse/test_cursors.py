"""The law of the cursor: whatever happens in a community between two steps, no post of a topic is missed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desk.connectors.discourse.cursors import Entry, listed, resume
from agent_desk.domain.errors import Unexpected

SINCE, SIZE = 1_000_000, 2


@dataclass
class World:
    """A list of topics, each a number of posts, and what a reader saw of them."""

    now: int = SINCE
    topics: dict[int, list[int]] = field(default_factory=dict)
    seen: dict[int, set[int]] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)

    def post(self, topic: int) -> None:
        """A post, which brings its topic to the front."""
        self.now += 240_000
        self.topics.setdefault(topic, []).append(self.now)

    def page(self, number: int) -> tuple[list[Entry], bool]:
        """A page of the list as the server tells it."""
        order = sorted(self.topics, key=lambda topic: self.topics[topic][-1], reverse=True)
        shown = order[number * SIZE : (number + 1) * SIZE]
        entries = [Entry(topic, self.topics[topic][-1], topic == 1, str(self.topics[topic])) for topic in shown]
        return entries, len(order) > (number + 1) * SIZE

    def step(self, cursor: str | None) -> tuple[str, bool]:
        """One fetch."""
        position = resume(cursor, since=SINCE)
        if position.queue:
            waiting = position.queue[0]
            topic = waiting.topic_id
            if topic in self.broken:
                after = position.put_aside(self.now)
                return after.text(), not after.resting
            if topic in self.topics:
                told = {at for at in self.topics[topic] if at >= position.floor_of(waiting)}
                self.seen[topic] = self.seen.get(topic, set()) | told
            after = position.after_topic(None)
            return after.text(), not after.resting
        again, further = self.page(position.page - 1) if position.page else ([], True)
        page, more = self.page(position.page) if further else ([], False)
        after = listed(position, page, again, more=more, now=self.now)
        return after.text(), not after.resting


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(1, 9)),
        st.tuples(st.just("remove"), st.integers(1, 9)),
        st.tuples(st.just("fetch"), st.just(0)),
        st.tuples(st.just("crash"), st.just(0)),
        st.tuples(st.just("break"), st.integers(1, 9)),
        st.tuples(st.just("mend"), st.integers(1, 9)),
    ),
    max_size=60,
)


@settings(max_examples=300)
@given(STEPS)
def test_nothing_is_missed_whatever_happens_between_two_steps(steps: list[tuple[str, int]]) -> None:
    world, cursor = World(), None
    for name, topic in steps:
        if name == "post":
            world.post(topic)
        elif name == "remove":
            world.topics.pop(topic, None)
            world.seen.pop(topic, None)
        elif name == "crash":
            # What was read came to nothing, and so did the new cursor.
            seen = {known: set(posts) for known, posts in world.seen.items()}
            world.step(cursor)
            world.seen = seen
        elif name in ("break", "mend"):
            (world.broken.add if name == "break" else world.broken.discard)(topic)
        else:
            cursor, _ = world.step(cursor)
    world.broken.clear()
    world.now += 24 * 3_600_000
    for _ in range(2):
        more, rounds = True, 0
        while more:
            cursor, more = world.step(cursor)
            rounds += 1
            assert rounds < 200
    assert world.seen == {topic: set(posts) for topic, posts in world.topics.items()}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        '{"mark": 1}',
        '{"mark": "x", "floor": 0, "queue": []}',
        '{"mark": 1, "floor": 0, "queue": [], "aside": [[1]]}',
        "{",
    ],
)
def test_a_foreign_cursor_is_no_position(text: str) -> None:
    with pytest.raises(Unexpected):
        resume(text, since=0)


def test_a_topic_that_was_put_aside_is_read_from_where_it_was_to_be_read() -> None:
    world, cursor = World(broken={1}), None
    world.post(1)
    for topic in (2, 3, 4, 5, 6):
        more = True
        while more:
            cursor, more = world.step(cursor)
        world.post(topic)
    world.broken.clear()
    world.now += 24 * 3_600_000
    for _ in range(30):
        cursor, _ = world.step(cursor)
    assert world.seen[1] == set(world.topics[1])
