"""What leaves for a community: replies by its rules, messages to one person, acts; and what became of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.errors import Gone, OutcomeUnknown, RateLimited, Rejected, SignInAgain, Unreachable
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingMedia, SurelyAbsent, VenueActKind
from agent_desk.domain.posts import ConversationKind, IncomingPost, PostRef, PostState, Visibility
from agent_desk.domain.venues import Capability
from tests.conformance.reading import plain, read, thread_ref
from tests.connectors.discourse.desk import Desk
from tests.venues.fake_discourse_forum import BRAND, CUSTOMER


def question(desk: Desk, text: str = "a question") -> IncomingPost:
    """A new topic of a customer, as a connector tells it."""
    _, made = desk.forum.begin(CUSTOMER, "How does it work?", text)
    return read(desk.connect()).posts[str(made.id)]


def as_member(desk: Desk) -> str:
    """The key of an account that is no staff: the guard against duplicates counts for it."""
    return desk.forum.members["ben"].key


def test_a_held_reply_is_found_held_and_then_approved(desk: Desk) -> None:
    target = question(desk)
    desk.forum.moderated = True
    outgoing, connector = desk.answer(target, "an answer that waits"), desk.connect()
    receipt = connector.send(outgoing)
    assert receipt.state is PostState.HELD
    found = desk.connect().find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt == receipt
    known = (target.remote_id, receipt.remote_id)
    waiting = {post.remote_id: post for post in connector.thread(thread_ref(target, *known)).posts}
    assert waiting[receipt.remote_id].state is PostState.HELD
    assert waiting[receipt.remote_id].author.ours
    desk.later()
    approved = desk.forum.approve(desk.forum.pending[0])
    told = [*connector.thread(thread_ref(target, *known)).posts, *read(desk.connect()).posts.values()]
    after = [post for post in told if receipt.remote_id in (post.remote_id, post.formerly)]
    assert [post.remote_id for post in after] == [str(approved.id)] * 2
    assert {post.state for post in after} == {PostState.PUBLISHED}


def test_only_our_own_posts_may_be_those_that_were_held(desk: Desk) -> None:
    target = question(desk)
    topic, _ = desk.forum.find(int(target.remote_id))
    desk.forum.answer("ben", topic, "an answer that waits", 1)
    desk.forum.moderated = True
    receipt = desk.connect().send(desk.answer(target, "an answer that waits"))
    posts = desk.connect().thread(thread_ref(target, receipt.remote_id)).posts
    assert {post.formerly for post in posts} == {""}


def test_a_held_message_is_found_when_it_is_sent(desk: Desk) -> None:
    target = question(desk)
    desk.forum.moderated = True
    connector = desk.connect()
    receipt = connector.send(desk.answer(target, "an answer for you alone", Visibility.DIRECT))
    assert receipt.state is PostState.HELD
    assert not connector.thread(thread_ref(target, receipt.remote_id)).complete
    _, message = desk.forum.begin(BRAND, "How does it work?", desk.forum.pending[0].raw, to=CUSTOMER)
    assert read(desk.connect()).posts[str(message.id)].formerly == receipt.remote_id


def test_a_held_reply_that_is_rejected_is_gone(desk: Desk) -> None:
    target = question(desk)
    desk.forum.moderated = True
    receipt = desk.connect().send(desk.answer(target, "an answer that waits"))
    desk.forum.pending.clear()
    reading = desk.connect().thread(thread_ref(target, receipt.remote_id))
    assert reading.complete
    assert receipt.remote_id not in {post.remote_id for post in reading.posts}


def test_a_duplicate_that_stands_there_is_unknown_and_found(desk: Desk) -> None:
    target = question(desk)
    outgoing, connector = desk.answer(target, "said only once"), desk.connect(key=as_member(desk))
    receipt = connector.send(outgoing)
    with pytest.raises(OutcomeUnknown, match="too similar"):
        connector.send(outgoing)
    found = connector.find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id


def test_a_refusal_for_its_own_sake_is_told(desk: Desk) -> None:
    with pytest.raises(Rejected, match="too short"):
        desk.connect().send(desk.answer(question(desk), "no"))


def test_the_same_words_elsewhere_are_not_this_reply(desk: Desk) -> None:
    target = question(desk)
    desk.later(3600)
    desk.connect().send(desk.answer(question(desk, "another"), "the usual answer"))
    assert isinstance(desk.connect().find_sent(desk.answer(target, "the usual answer")), SurelyAbsent)


def test_the_same_words_long_before_are_not_this_reply(desk: Desk) -> None:
    target = question(desk)
    desk.connect().send(desk.answer(target, "the usual answer"))
    desk.later(3600)
    assert isinstance(desk.connect().find_sent(desk.answer(target, "the usual answer")), SurelyAbsent)


def test_the_same_words_to_another_post_are_for_a_human(desk: Desk) -> None:
    topic, first = desk.forum.begin(CUSTOMER, "How does it work?", "a question")
    second = desk.forum.answer(CUSTOMER, topic, "and another", 1)
    posts = read(desk.connect()).posts
    desk.connect().send(desk.answer(posts[str(first.id)], "the usual answer"))
    told = desk.connect().find_sent(desk.answer(posts[str(second.id)], "the usual answer"))
    assert isinstance(told, CannotTell)
    assert "the usual answer" in told.seen


def test_moving_to_a_direct_message(desk: Desk) -> None:
    target = question(desk)
    connector = desk.connect()
    outgoing = desk.answer(target, "tell us your number, please", Visibility.DIRECT)
    assert isinstance(connector.find_sent(outgoing), SurelyAbsent)
    receipt = connector.send(outgoing)
    assert isinstance(found := desk.connect().find_sent(outgoing), Found)
    assert found.receipt.remote_id == receipt.remote_id
    message = read(desk.connect()).posts[receipt.remote_id]
    assert message.place.key == receipt.native["topic"] != target.place.key
    assert message.visibility is Visibility.DIRECT
    assert message.place.title == "How does it work?"
    assert f"/t/{target.place.key}/1" in plain(message)
    topic = desk.forum.topics[int(receipt.native["topic"])]
    desk.later()
    answer = desk.forum.answer(CUSTOMER, topic, "it is 4711")
    told = read(desk.connect()).posts[str(answer.id)]
    assert told.place.key == message.place.key
    assert desk.connect().send(desk.answer(told, "thank you very much")).native["topic"] == message.place.key


def test_a_message_by_an_administrators_key_is_made_once(desk: Desk) -> None:
    outgoing = desk.answer(question(desk), "only for you, this once", Visibility.DIRECT)
    connector = desk.connect(key=desk.fake.admin_key, user=BRAND)
    connector.send(outgoing)
    with pytest.raises(OutcomeUnknown):
        connector.send(outgoing)


def test_a_message_to_nobody_is_refused(desk: Desk) -> None:
    target = question(desk)
    del desk.forum.members[CUSTOMER]
    with pytest.raises(Rejected, match="valid user"):
        desk.connect().send(desk.answer(target, "are you still there?", Visibility.DIRECT))


@pytest.mark.parametrize("header", [{}, {"Retry-After": "7"}])
def test_the_wait_that_the_community_asks_for(desk: Desk, header: dict[str, str]) -> None:
    outgoing, connector = desk.answer(question(desk), "quick as a flash"), desk.connect()
    connector.verify()
    body = {"errors": ["Slow down."], "error_type": "rate_limit", "extras": {"wait_seconds": 7, "time_left": "7 s"}}
    desk.fake.refuse_next = (429, header, body)
    with pytest.raises(RateLimited) as refused:
        connector.send(outgoing)
    assert refused.value.until == desk.time + 7000


def test_a_community_that_only_reads_took_nothing(desk: Desk) -> None:
    outgoing, connector = desk.answer(question(desk), "into the void"), desk.connect()
    desk.fake.refuse_next = (503, {}, {"errors": ["Read-only mode."], "error_type": "read_only"})
    with pytest.raises(Unreachable):
        connector.send(outgoing)


def test_a_forbidden_act_is_no_reason_to_sign_in_again(desk: Desk) -> None:
    target = question(desk)
    desk.forum.topics[int(target.place.key)].closed = True
    with pytest.raises(Rejected):
        desk.connect(key=as_member(desk)).send(desk.answer(target, "too late for that"))
    connector = desk.connect()
    desk.forum.members[BRAND].key = "0" * 32
    with pytest.raises(SignInAgain):
        connector.send(desk.answer(target, "with an old key"))


def test_closing_and_solving_by_right(desk: Desk) -> None:
    target = question(desk)
    connector = desk.connect()
    assert {Capability.CLOSE, Capability.ACCEPT} <= connector.verify().may
    topic = desk.forum.topics[int(target.place.key)]
    closed = []
    for kind in (VenueActKind.CLOSE, VenueActKind.UNCLOSE):
        connector.act(desk.act(kind, target))
        closed.append(topic.closed)
    assert closed == [True, False]
    answer = desk.forum.answer(BRAND, topic, "like this")
    shown = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}[str(answer.id)]
    accepted = []
    for kind in (VenueActKind.ACCEPT, VenueActKind.UNACCEPT):
        connector.act(desk.act(kind, shown))
        accepted.append(topic.accepted)
    assert accepted == [answer.number, 0]
    desk.forum.solutions = False
    assert Capability.ACCEPT not in desk.connect().verify().may
    with pytest.raises(Rejected, match="no solutions"):
        connector.act(desk.act(VenueActKind.ACCEPT, shown))
    assert Capability.CLOSE not in desk.connect(key=as_member(desk)).verify().may


@pytest.mark.parametrize(("reason", "kind"), [("", 4), ("this is an advertisement", 7)])
def test_flags(desk: Desk, reason: str, kind: int) -> None:
    target = question(desk)
    connector = desk.connect()
    for _ in range(2):
        connector.act(desk.act(VenueActKind.FLAG, target, reason))
    assert desk.forum.find(int(target.remote_id))[1].flags == {kind}
    assert sum("POST /post_actions.json" in line for line in desk.fake.requests) == 1


def test_acts_on_what_is_gone(desk: Desk) -> None:
    target = question(desk)
    desk.forum.delete(int(target.remote_id))
    with pytest.raises(Gone):
        desk.connect().act(desk.act(VenueActKind.LIKE, target))
    assert desk.connect().act(desk.act(VenueActKind.DELETE, target)).state is PostState.DELETED


def test_without_a_key_nothing_is_written(desk: Desk) -> None:
    target = question(desk)
    with pytest.raises(SignInAgain):
        desk.connect(read_only=True).send(desk.answer(target, "from nobody at all"))
    assert not desk.forum.written(BRAND, "from nobody at all")


def test_a_message_about_a_public_post_stays_where_it_is_shown(desk: Desk) -> None:
    target = question(desk)
    connector = desk.connect()
    receipt = connector.send(desk.answer(target, "only for your eyes", Visibility.DIRECT))
    reading = connector.thread(thread_ref(target, receipt.remote_id))
    message = {post.remote_id: post for post in reading.posts}[receipt.remote_id]
    assert (message.place.key, message.visibility) == (target.place.key, Visibility.DIRECT)
    assert reading.complete
    desk.forum.delete(int(receipt.remote_id))
    reading = connector.thread(thread_ref(target, receipt.remote_id))
    assert receipt.remote_id not in {post.remote_id for post in reading.posts}
    assert reading.complete


def test_the_next_part_of_a_message_follows_the_first(desk: Desk) -> None:
    target = question(desk)
    connector = desk.connect()
    first = connector.send(desk.answer(target, "the first part of it", Visibility.DIRECT))
    above = PostRef(first.remote_id, target.author.remote_id, BRAND, "the first part of it", first.native)
    outgoing = replace(desk.answer(target, "and the second part", Visibility.DIRECT), target=above)
    second = connector.send(outgoing)
    assert second.native["topic"] == first.native["topic"]
    assert isinstance(found := connector.find_sent(outgoing), Found)
    assert found.receipt.remote_id == second.remote_id


def test_what_the_community_cannot_show_is_refused_before_it_leaves(desk: Desk) -> None:
    target = question(desk)
    for visibility in (Visibility.UNLISTED, Visibility.FOLLOWERS):
        with pytest.raises(Rejected):
            desk.connect().send(desk.answer(target, "for some people", visibility))
    private = replace(target, place=replace(target.place, kind=ConversationKind.DIRECT))
    with pytest.raises(Rejected):
        desk.connect().send(desk.answer(private, "for all people", Visibility.PUBLIC))
    with pytest.raises(Rejected):
        desk.connect().send(replace(desk.answer(target, "with a warning"), warning="spiders"))
    assert len(desk.forum.topics) == 1
    assert len(next(iter(desk.forum.topics.values())).posts) == 1


def pictures(folder: Path, *names: str) -> tuple[OutgoingMedia, ...]:
    """Files on disk."""
    for name in names:
        (folder / name).write_bytes(b"\x89PNG\r\n" + name.encode())
    return tuple(OutgoingMedia(folder / name, "image/png", f"a [broken] {name}\n| widget") for name in names)


@pytest.mark.parametrize("moderated", [False, True], ids=["published", "held"])
def test_pictures_stand_below_the_text_and_are_found_again(desk: Desk, tmp_path: Path, moderated: bool) -> None:
    target = question(desk)
    desk.forum.moderated = moderated
    outgoing = replace(desk.answer(target, "it looks like this"), media=pictures(tmp_path, "one.png", "two.png"))
    receipt = desk.connect().send(outgoing)
    assert [kind for kind, _ in desk.forum.uploads] == ["image/png"] * 2
    raw = (
        "it looks like this\n\n![a broken one.png widget](upload://1.png)\n\n![a broken two.png widget](upload://2.png)"
    )
    held = [waiting.raw for waiting in desk.forum.pending]
    assert (held or [post.raw for post in desk.forum.written(BRAND, raw)]) == [raw]
    found = desk.connect().find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id
    assert isinstance(desk.connect().find_sent(replace(outgoing, media=outgoing.media[:1])), SurelyAbsent)


def test_a_picture_that_is_gone_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    (lost,) = pictures(tmp_path, "lost.png")
    lost.path.unlink()
    with pytest.raises(Rejected) as refused:
        desk.connect().send(replace(desk.answer(question(desk), "see this"), media=(lost,)))
    assert refused.value.code == "media_unreadable"
    assert desk.forum.written(BRAND, "see this") == []


def test_which_pictures_the_community_takes(desk: Desk) -> None:
    profile = desk.connect().verify()
    assert Capability.MEDIA in profile.may
    assert (profile.limits.media_types, profile.limits.media_bytes_max) == (("image/jpeg", "image/png"), 2048 * 1024)
