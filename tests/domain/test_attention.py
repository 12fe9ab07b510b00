"""Who waits: a pure function of the posts, whatever their order, even for hostile threads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.conversations import Attention, Direction, Disposition, Post, answered_by, attention
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.venues import Answers

NAMES = [f"r{number}" for number in range(8)]


@st.composite
def threads(draw: st.DrawFn) -> list[Post]:
    """Up to eight posts, with any parents: unknown ones, themselves, rings."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
    return [
        Post(
            id=f"id-{name}",
            remote_id=name,
            parent=draw(st.none() | st.sampled_from([*NAMES, "elsewhere"])),
            author=draw(st.sampled_from(["ann", "bob"])),
            direction=draw(st.sampled_from(Direction)),
            addressed=draw(st.booleans()),
            posted_at=draw(st.integers(0, 6)),
            state=draw(st.sampled_from(PostState)),
            decided=draw(st.none() | st.just(Disposition.IDEA)),
        )
        for name in names
    ]


@given(posts=threads(), kind=st.sampled_from(ConversationKind), answers=st.sampled_from(Answers), data=st.data())
def test_the_order_of_arrival_does_not_matter(
    posts: list[Post], kind: ConversationKind, answers: Answers, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(posts))
    assert attention(posts, kind, answers, 2) == attention(other, kind, answers, 2)


@given(posts=threads(), kind=st.sampled_from(ConversationKind), answers=st.sampled_from(Answers))
def test_each_addressed_post_of_a_customer_waits_or_has_one_disposition(
    posts: list[Post], kind: ConversationKind, answers: Answers
) -> None:
    outcome = attention(posts, kind, answers, 2)
    addressed = [post for post in posts if post.direction is Direction.CUSTOMER and post.addressed]
    assert set(outcome.dispositions) == {post.id for post in addressed}
    waiting = [post for post in addressed if outcome.dispositions[post.id] is None]
    assert outcome.waiting == len(waiting)
    assert outcome.waiting_since == min((post.posted_at for post in waiting), default=None)


@given(posts=threads(), kind=st.sampled_from(ConversationKind), answers=st.sampled_from(Answers))
def test_nobody_counts_as_answered_where_we_said_nothing(
    posts: list[Post], kind: ConversationKind, answers: Answers
) -> None:
    silent = [post for post in posts if post.direction is not Direction.OURS]
    outcome = attention(silent, kind, answers, 2)
    assert Disposition.ANSWERED_BY_US not in outcome.dispositions.values()


@given(posts=threads(), kind=st.sampled_from(ConversationKind))
def test_a_wider_rule_never_answers_fewer(posts: list[Post], kind: ConversationKind) -> None:
    answered = [
        {
            post
            for post, disposition in attention(posts, kind, answers, 2).dispositions.items()
            if disposition is Disposition.ANSWERED_BY_US
        }
        for answers in (Answers.TARGET, Answers.BRANCH, Answers.CONVERSATION)
    ]
    assert answered[0] <= answered[1] <= answered[2]


@given(posts=threads(), kind=st.sampled_from(ConversationKind), answers=st.sampled_from(Answers))
def test_what_counts_as_answered_has_an_earliest_answer_and_nothing_else_has(
    posts: list[Post], kind: ConversationKind, answers: Answers
) -> None:
    found = answered_by(posts, kind, answers)
    for post, disposition in attention(posts, kind, answers, 2).dispositions.items():
        assert (post.removeprefix("id-") in found) is (disposition is Disposition.ANSWERED_BY_US)
    for remote_id, answer in found.items():
        ours = [post for post in posts if post.direction is Direction.OURS]
        others = {post.id for post in ours if post is not answer}
        assert answered_by(posts, kind, answers, others)[remote_id] is answer
        later = {post.id for post in ours if (post.posted_at, post.remote_id) >= (answer.posted_at, answer.remote_id)}
        assert remote_id not in answered_by(posts, kind, answers, later)


def _post(name: str, parent: str | None, at: int, author: str = "ann", **other: object) -> Post:
    ours = author == "us"
    fields: dict[str, object] = {"state": PostState.PUBLISHED, "decided": None, **other}
    return Post(
        name,
        name,
        parent,
        author,
        Direction.OURS if ours else Direction.CUSTOMER,
        not ours,
        at,
        fields["state"],  # type: ignore[arg-type]  # a state
        fields["decided"],  # type: ignore[arg-type]  # a disposition
    )


def _decided(posts: list[Post], kind: ConversationKind, answers: Answers = Answers.TARGET) -> Attention:
    return attention(posts, kind, answers, 0)


def test_an_answer_answers_its_target_and_that_authors_earlier_posts_in_the_branch() -> None:
    posts = [
        _post("root", None, 1, "bob"),
        _post("a1", "root", 2),
        _post("a2", "a1", 3),
        _post("b1", "a1", 4, "bob"),
        _post("c1", "root", 5),
        _post("ours", "a2", 6, "us"),
        _post("a3", "a2", 7),
    ]
    outcome = _decided(posts, ConversationKind.MENTIONS)
    answered = {post for post, disposition in outcome.dispositions.items() if disposition}
    assert answered == {"a1", "a2"}
    assert outcome.waiting_since == 1


@pytest.mark.parametrize("kind", [ConversationKind.TOPIC, ConversationKind.DIRECT, ConversationKind.REVIEW])
def test_an_exchange_is_answered_as_a_whole_by_an_answer_to_nobody(kind: ConversationKind) -> None:
    posts = [_post("a", None, 1), _post("b", None, 2), _post("ours", None, 3, "us"), _post("c", None, 4)]
    outcome = _decided(posts, kind)
    assert [outcome.dispositions[name] for name in "abc"] == [Disposition.ANSWERED_BY_US] * 2 + [None]


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        (PostState.PUBLISHED, True),
        (PostState.HELD, True),
        (PostState.SPAM, False),
        (PostState.TRASHED, False),
        (PostState.DELETED, False),
    ],
)
def test_an_answer_that_nobody_can_read_any_more_answers_nothing(state: PostState, answers: bool) -> None:
    outcome = _decided([_post("a", None, 1), _post("ours", "a", 2, "us", state=state)], ConversationKind.MENTIONS)
    assert (outcome.waiting == 0) is answers


def test_a_post_without_a_believable_date_is_not_taken_for_answered() -> None:
    posts = [_post("a", None, 0), _post("b", None, 5, "bob"), _post("ours", "b", 6, "us")]
    assert _decided(posts, ConversationKind.MENTIONS).dispositions["a"] is None


def test_a_ring_of_parents_ends() -> None:
    posts = [_post("a", "b", 1), _post("b", "a", 2), _post("tail", "a", 3, "bob"), _post("ours", "tail", 4, "us")]
    assert _decided(posts, ConversationKind.MENTIONS).dispositions["tail"] is Disposition.ANSWERED_BY_US


def test_a_hundred_thousand_nested_posts_are_decided_in_seconds() -> None:
    posts = [_post(f"p{number}", f"p{number - 1}", number, f"a{number % 7}") for number in range(100_000)]
    outcome = _decided([*posts, _post("ours", "p99999", 100_000, "us")], ConversationKind.MENTIONS)
    assert outcome.waiting < 100_000
