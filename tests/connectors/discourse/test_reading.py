"""What comes in from a community: which topics, which of their posts, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent_desk.connectors.discourse import topics
from agent_desk.domain.errors import Gone, MembersOnly, Rejected, Unreachable
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, PostState, Visibility
from agent_desk.domain.venues import Capability
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.discourse.desk import START, WEEK, Desk
from tests.venues import fake_discourse_forum
from tests.venues.fake_discourse_forum import BRAND, CUSTOMER, SYSTEM


def by_text(desk: Desk, **given: object) -> dict[str, IncomingPost]:
    """All posts that a new connector reads, by their words."""
    return {plain(post): post for post in read(desk.connect(**given)).posts.values()}  # type: ignore[arg-type]


def test_only_chosen_categories_and_tags_are_read(desk: Desk) -> None:
    for words, category, tags in (
        *(("in general", 1, ()), ("in support", 2, ()), ("below support", 3, ())),
        ("tagged", 1, ("battery",)),
    ):
        desk.forum.begin(CUSTOMER, f"A topic {words}", words, category=category, tags=tags)
    assert by_text(desk).keys() == {"in general", "in support", "below support", "tagged"}
    assert by_text(desk, options={"categories": "Support"}).keys() == {"in support", "below support"}
    assert by_text(desk, options={"categories": "support/phones"}).keys() == {"below support"}
    assert by_text(desk, options={"categories": "3", "tags": "battery"}).keys() == {"below support", "tagged"}


def test_an_unknown_category_is_told_when_connecting(desk: Desk) -> None:
    with pytest.raises(Rejected, match="no category Sales"):
        desk.connect(options={"categories": "Sales"}).verify()


def test_labels_solution_and_votes_of_a_topic(desk: Desk) -> None:
    topic, first = desk.forum.begin(CUSTOMER, "Battery", "is empty", category=3, tags=("battery", "phone"))
    desk.forum.answer(CUSTOMER, topic, "so what")
    answer = desk.forum.answer(BRAND, topic, "charge it", 1)
    topic.accepted, topic.votes = answer.number, 7
    answer.likes |= {1, 2}
    posts = by_text(desk)
    assert {post.place for post in posts.values()} == {posts["is empty"].place}
    place = posts["is empty"].place
    assert (place.labels, place.solved) == (("Support", "Phones", "battery", "phone"), str(answer.id))
    assert posts["is empty"].counts["votes"] == 7
    assert "votes" not in posts["charge it"].counts
    assert posts["charge it"].counts["likes"] == 2
    assert posts["charge it"].parent_remote_id == str(first.id)
    assert posts["charge it"].author.ours
    assert posts["is empty"].author.facts == {"trust_level": 1}


def test_messages_are_direct_and_their_own_conversations(desk: Desk) -> None:
    desk.forum.begin(CUSTOMER, "Just between us", "a secret", to=BRAND)
    desk.forum.begin(CUSTOMER, "Not for the brand", "for ben alone", to="ben")
    desk.forum.begin(SYSTEM, "Welcome", "from the program", to=BRAND)
    posts = by_text(desk)
    assert posts.keys() == {"a secret", "from the program"}
    message = posts["a secret"]
    assert (message.origin, message.visibility) == (Origin.DIRECT, Visibility.DIRECT)
    assert message.place.kind is ConversationKind.DIRECT
    assert posts["from the program"].origin is Origin.CONTEXT


def test_a_group_inbox_is_read_when_named(desk: Desk) -> None:
    desk.forum.begin(CUSTOMER, "To the team", "dear helpers", to=f"{BRAND},ben", tags=("helpers",))
    assert "dear helpers" in by_text(desk, options={"group_inboxes": "helpers"})


def test_sent_messages_without_an_answer_are_found_but_seldom_asked_for(desk: Desk) -> None:
    desk.forum.begin(BRAND, "Hello Ana", "we write first", to=CUSTOMER)
    connector = desk.connect()
    first = read(connector)
    assert "we write first" in {plain(post) for post in first.posts.values()}
    asked = sum("private-messages-sent" in line for line in desk.fake.requests)
    desk.later(60)
    second = read(connector, first)
    assert sum("private-messages-sent" in line for line in desk.fake.requests) == asked
    desk.forum.begin(BRAND, "Hello Ben", "we write again", to="ben")
    desk.later(600)
    assert "we write again" in {plain(post) for post in read(connector, second).posts.values()}


@pytest.mark.parametrize(
    ("options", "ours"),
    [
        ({}, {BRAND}),
        ({"staff_groups": ""}, {BRAND}),
        ({"staff_groups": "moderators"}, {BRAND, "mia"}),
        ({"staff_groups": "helpers"}, {BRAND, "ben"}),
        ({"staff": "@Ben, mia"}, {BRAND, "ben", "mia"}),
    ],
)
def test_whose_posts_are_ours(desk: Desk, options: dict[str, str], ours: set[str]) -> None:
    desk.forum.join("mia", moderator=True)
    desk.forum.groups["helpers"] = {"ben"}
    topic, _ = desk.forum.begin(CUSTOMER, "Who is who", "a question")
    for name in (BRAND, "ben", "mia"):
        desk.forum.answer(name, topic, f"says {name}")
    posts = by_text(desk, options=options)
    assert {post.author.handle for post in posts.values() if post.author.ours} == ours
    assert all(post.origin is Origin.CONTEXT for post in posts.values() if post.author.ours)


def test_a_group_that_is_not_told_is_logged(desk: Desk, expect_log: Callable[[str], None]) -> None:
    expect_log("members of group helpers are not told")
    desk.forum.begin(CUSTOMER, "Anything", "goes on")
    assert "goes on" in by_text(desk, options={"staff_groups": "helpers"})


def test_notes_and_whispers_are_left_out_hidden_and_withdrawn_posts_marked(desk: Desk) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "All kinds", "a question")
    desk.forum.answer(BRAND, topic, "closed it").kind = 3
    desk.forum.answer(BRAND, topic, "among staff").kind = 4
    desk.forum.answer(CUSTOMER, topic, "flagged").hidden = True
    desk.forum.answer(CUSTOMER, topic, "regretted").withdrawn = True
    posts = by_text(desk)
    assert {words: post.state for words, post in posts.items()} == {
        "a question": PostState.PUBLISHED,
        "flagged": PostState.HELD,
        "": PostState.DELETED,
    }


def test_a_quiet_look_reads_no_topic_again(desk: Desk) -> None:
    for number in range(3):
        desk.forum.begin(CUSTOMER, f"Topic {number}", f"question {number}")
    first = read(desk.connect())
    desk.fake.requests.clear()
    desk.later(60)
    read(desk.connect(), first)
    assert not [line for line in desk.fake.requests if line.startswith("GET /t/")]


def test_a_topic_that_was_closed_is_read_again(desk: Desk) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "Soon over", "last words")
    first = read(desk.connect(options={"staff_groups": ""}))
    topic.closed = True
    again = read(desk.connect(), first)
    assert "last words" in {plain(post) for post in again.posts.values()}


def test_closed_topics_are_locked_for_whom_they_are(desk: Desk) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "Over", "last words")
    topic.closed = True
    post = by_text(desk)["last words"]
    assert not desk.connect().thread(thread_ref(post)).locked
    assert desk.connect(key=desk.forum.members["ben"].key).thread(thread_ref(post)).locked
    assert desk.connect(read_only=True).thread(thread_ref(post)).locked


def test_a_long_topic_is_read_from_its_end_as_far_as_needed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.time = START - 3 * WEEK
    topic, _ = desk.forum.begin(CUSTOMER, "Long", "the very first")
    for number in range(400):
        desk.forum.answer(CUSTOMER, topic, f"old {number}")
    desk.time = START
    for number in range(350):
        desk.forum.answer(CUSTOMER, topic, f"new {number}", 1)
    reading = read(desk.connect())
    words = {plain(post) for post in reading.posts.values()}
    assert {"the very first", *(f"new {number}" for number in range(350))} <= words
    assert len(words) < 20 + 350 + 100
    assert sum(len(page.posts) > 0 for _, _, page in reading.pages) == 2
    whole = desk.connect().thread(thread_ref(next(iter(reading.posts.values()))))
    assert (len(whole.posts), whole.complete) == (751, True)
    monkeypatch.setattr(topics, "MOST_POSTS", 300)
    part = desk.connect().thread(thread_ref(next(iter(reading.posts.values()))))
    assert (len(part.posts), part.complete) == (300, True)
    assert {"the very first", "new 349"} <= {plain(post) for post in part.posts}
    known = [str(post.id) for post in topic.posts]
    assert not desk.connect().thread(thread_ref(next(iter(reading.posts.values())), *known)).complete


def test_a_topic_whose_posts_are_not_listed_shows_its_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.venues import fake_discourse_shapes

    monkeypatch.setattr(fake_discourse_shapes, "MEGA", 100)
    assert fake_discourse_forum.MEGA > 100
    topic, _ = desk.forum.begin(CUSTOMER, "Endless", "the very first")
    for number in range(150):
        desk.forum.answer(CUSTOMER, topic, f"post {number}")
    posts = by_text(desk)
    assert {"the very first", "post 149"} <= posts.keys()
    whole = desk.connect().thread(thread_ref(posts["post 149"]))
    assert not whole.complete


def test_what_answers_a_post_far_away_still_knows_it(desk: Desk) -> None:
    desk.time = START - 3 * WEEK
    topic, _ = desk.forum.begin(CUSTOMER, "Long", "the very first")
    old = [desk.forum.answer(CUSTOMER, topic, f"old {number}") for number in range(300)]
    desk.time = START
    desk.forum.answer(CUSTOMER, topic, "about that one", old[50].number)
    topic.accepted = old[60].number
    late = by_text(desk)["about that one"]
    assert late.parent_remote_id == str(old[50].id)
    assert late.place.solved == str(old[60].id)


def test_a_topic_that_vanishes_between_list_and_reading_hides_no_other(desk: Desk) -> None:
    desk.forum.begin(CUSTOMER, "Stays", "that stays")
    _, first = desk.forum.begin(CUSTOMER, "Goes", "that goes")
    connector = desk.connect()
    page = connector.fetch("latest", None)
    desk.forum.delete(first.id)
    words = set()
    while page.more:
        page = connector.fetch("latest", page.cursor)
        words |= {plain(post) for post in page.posts}
    assert words == {"that stays"}


def test_a_broken_topic_holds_up_no_other_and_is_read_when_it_is_mended(
    desk: Desk, expect_log: Callable[[str], None]
) -> None:
    expect_log("asked for later")
    desk.forum.begin(CUSTOMER, "Well", "that is well")
    broken, _ = desk.forum.begin(CUSTOMER, "Broken", "that is broken")
    desk.forum.broken.add(broken.id)
    connector = desk.connect()
    first = read(connector)
    assert {plain(post) for post in first.posts.values()} == {"that is well"}
    again = read(connector, first)
    assert not again.posts
    desk.fake.requests.clear()
    quiet = read(connector, again)
    assert not [line for line in desk.fake.requests if line.startswith("GET /t/")]
    desk.forum.broken.clear()
    desk.later(3600)
    assert {plain(post) for post in read(connector, quiet).posts.values()} == {"that is broken"}


def test_a_community_that_is_down_is_no_broken_topic(desk: Desk) -> None:
    topic, _ = desk.forum.begin(CUSTOMER, "Broken", "that is broken")
    connector = desk.connect()
    page = connector.fetch("latest", None)
    desk.forum.broken.update({topic.id, 0})
    with pytest.raises(Unreachable):
        connector.fetch("latest", page.cursor)


def test_a_topic_that_is_gone_says_so(desk: Desk) -> None:
    _, first = desk.forum.begin(CUSTOMER, "Goes", "that goes")
    post = by_text(desk)["that goes"]
    desk.forum.delete(first.id)
    with pytest.raises(Gone):
        desk.connect().thread(thread_ref(post))


def test_pinned_topics_do_not_end_the_list(desk: Desk) -> None:
    desk.time = START - 3 * WEEK
    for number in range(3):
        desk.forum.begin(BRAND, f"Pinned {number}", f"rule {number}")[0].pinned = True
    desk.time = START
    desk.forum.begin(CUSTOMER, "New", "a question")
    assert by_text(desk, options={"page": "2"}).keys() == {"a question"}


def test_a_topic_that_moves_up_between_two_pages_is_not_missed(desk: Desk) -> None:
    made = [desk.forum.begin(CUSTOMER, f"Topic {number}", f"question {number}")[1] for number in range(6)]
    connector = desk.connect(options={"page": "2"})
    page = connector.fetch("latest", None)
    desk.forum.delete(made[5].id)
    words = set()
    while page.more:
        page = connector.fetch("latest", page.cursor)
        words |= {plain(post) for post in page.posts}
    assert {f"question {number}" for number in range(5)} <= words


def test_a_public_community_is_read_without_a_key(desk: Desk) -> None:
    desk.forum.begin(CUSTOMER, "Open", "for everybody")
    desk.forum.begin(CUSTOMER, "Private", "for one", to=BRAND)
    connector = desk.connect(read_only=True)
    profile = connector.verify()
    assert (profile.account_id, profile.may) == ("community", frozenset({Capability.READ}))
    assert profile.name == "Fake community"
    posts = {plain(post): post for post in read(connector).posts.values()}
    assert posts.keys() == {"for everybody"}
    assert posts["for everybody"].origin is Origin.OWN_PLACE


def test_a_closed_community_says_that_it_needs_an_account(desk: Desk) -> None:
    desk.forum.login_required = True
    with pytest.raises(MembersOnly):
        desk.connect(read_only=True).verify()
    with pytest.raises(MembersOnly):
        desk.connect(read_only=True).fetch("latest", None)
    assert desk.connect().verify().handle == BRAND


def test_a_read_only_venue_with_a_key_reads_what_its_account_may(desk: Desk) -> None:
    desk.forum.begin(CUSTOMER, "Private", "for one", to=BRAND)
    connector = desk.connect(read_only=True, key=desk.forum.members[BRAND].key)
    assert connector.verify().may == {Capability.READ}
    assert "for one" in {plain(post) for post in read(connector).posts.values()}


def test_an_administrators_key_reads_in_a_users_name(desk: Desk) -> None:
    connector = desk.connect(key=desk.fake.admin_key, user=BRAND)
    assert connector.verify().handle == BRAND
    with pytest.raises(Rejected, match="user name"):
        desk.connect(key=desk.fake.admin_key).verify()
