"""Answering at a venue: a reply is there once and can be found again, and what the venue refuses is not there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from agent_desk.connectors.contract import Connector
from agent_desk.domain.errors import ConnectorError, Gone, OutcomeUnknown, Rejected, SignInAgain, WrongUse
from agent_desk.domain.outgoing import Found, OutgoingReply, SurelyAbsent, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, PostState
from agent_desk.domain.venues import Capability, Idempotency
from tests.conformance.harness import Harness
from tests.conformance.reading import plain, read, ref, reply, thread_ref
from tests.conformance.test_reading import TEXTS

NEEDS = {
    VenueActKind.LIKE: Capability.LIKE,
    VenueActKind.UNLIKE: Capability.LIKE,
    VenueActKind.APPROVE: Capability.MODERATE,
    VenueActKind.HOLD: Capability.MODERATE,
    VenueActKind.SPAM: Capability.MODERATE,
    VenueActKind.EDIT: Capability.EDIT,
    VenueActKind.DELETE: Capability.DELETE_OWN,
    VenueActKind.ACCEPT: Capability.ACCEPT,
    VenueActKind.UNACCEPT: Capability.ACCEPT,
    VenueActKind.FLAG: Capability.FLAG,
    VenueActKind.CLOSE: Capability.CLOSE,
    VenueActKind.UNCLOSE: Capability.CLOSE,
}


def customer_post(harness: Harness, connector: Connector, text: str = "please help") -> IncomingPost:
    """A new post of a customer, as the connector tells it."""
    key = harness.customer_posts(text)
    return read(connector).posts[key]


def sent(harness: Harness, connector: Connector, text: str) -> tuple[IncomingPost, OutgoingReply, IncomingPost]:
    """A customer's post, our reply to it, and the reply as the venue shows it."""
    target = customer_post(harness, connector)
    outgoing = reply(target, text, harness.now())
    receipt = connector.send(outgoing)
    harness.settle(receipt.remote_id)
    shown = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}
    return target, outgoing, shown[receipt.remote_id]


def test_reply_comes_back_as_ours(harness: Harness) -> None:
    connector = harness.connect()
    target = customer_post(harness, connector)
    reading = read(connector)
    outgoing = reply(target, "an answer that comes back", harness.now())
    receipt = connector.send(outgoing)
    harness.settle(receipt.remote_id)
    assert harness.ours(outgoing.text) == [receipt.remote_id]
    found = connector.find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id
    told = read(connector, reading).posts.get(receipt.remote_id)
    whole = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}
    for post in filter(None, (told, whole[receipt.remote_id])):
        assert post.author.ours
        assert post.parent_remote_id == target.remote_id
        assert post.place.key == target.place.key
        assert not post.origin.addressed


def test_another_process_finds_it_again(harness: Harness) -> None:
    _, outgoing, shown = sent(harness, harness.connect(), "an answer for another process")
    found = harness.connect().find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == shown.remote_id


def test_sending_twice_posts_once_where_protected(harness: Harness) -> None:
    connector = harness.connect()
    _, outgoing, shown = sent(harness, connector, "said once and only once")
    if harness.protects is Idempotency.KEY:
        assert harness.connect().send(outgoing).remote_id == shown.remote_id
    elif harness.protects is Idempotency.GUARD:
        with pytest.raises(OutcomeUnknown):
            harness.connect().send(outgoing)
        assert isinstance(harness.connect().find_sent(outgoing), Found)
    else:
        pytest.skip("nothing but reading back protects a repeated send here")
    assert harness.ours(outgoing.text) == [shown.remote_id]


def test_never_sent_is_surely_absent(harness: Harness) -> None:
    connector = harness.connect()
    target = customer_post(harness, connector)
    assert isinstance(connector.find_sent(reply(target, "never said", harness.now())), SurelyAbsent)


def test_another_reply_is_not_mistaken(harness: Harness) -> None:
    connector = harness.connect()
    target, _, _ = sent(harness, connector, "this was said")
    assert isinstance(connector.find_sent(reply(target, "this was not", harness.now())), SurelyAbsent)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_our_text_survives_the_way_there_and_back(harness: Harness, text: str) -> None:
    connector = harness.connect()
    _, outgoing, shown = sent(harness, connector, text)
    assert plain(shown) == " ".join(text.split())
    assert isinstance(connector.find_sent(outgoing), Found)


def test_paragraphs_survive(harness: Harness) -> None:
    connector = harness.connect()
    _, outgoing, shown = sent(harness, connector, "Hello!\n\nFirst this,\nthen that.")
    assert plain(shown) == "Hello! First this, then that."
    assert isinstance(connector.find_sent(outgoing), Found)


def test_too_long_is_refused_and_not_posted(harness: Harness) -> None:
    connector = harness.connect()
    target = customer_post(harness, connector)
    with pytest.raises(Rejected) as refused:
        connector.send(reply(target, harness.too_long, harness.now()))
    assert refused.value.reason
    assert harness.ours(harness.too_long) == []


def test_reply_to_a_deleted_post_is_refused(harness: Harness) -> None:
    connector = harness.connect()
    target = customer_post(harness, connector)
    harness.customer_deletes(target.remote_id)
    outgoing = reply(target, "too late", harness.now())
    try:
        connector.send(outgoing)
    except (Gone, Rejected):
        assert harness.ours("too late") == []
    else:
        assert len(harness.ours("too late")) == 1


def test_wrong_secret_asks_for_a_new_sign_in(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    target = customer_post(harness, harness.connect())
    wrong = "a-wrong-secret-of-nobody"
    caplog.set_level(logging.DEBUG)
    calls: tuple[Callable[[Connector], object], ...] = (
        lambda connector: connector.verify(),
        lambda connector: connector.fetch(connector.streams()[0], None),
        lambda connector: connector.send(reply(target, "from nobody", harness.now())),
    )
    for call in calls:
        with pytest.raises(SignInAgain) as refused:
            call(harness.connect(secret=wrong))
        assert wrong not in f"{refused.value} {refused.value.params}"
    assert harness.ours("from nobody") == []
    assert wrong not in caplog.text


def test_secret_is_never_logged(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connector = harness.connect()
    connector.verify()
    sent(harness, connector, "nothing secret in here")
    with pytest.raises(ConnectorError) as refused:
        connector.send(reply(customer_post(harness, connector, "and this?"), harness.too_long, harness.now()))
    assert harness.secret not in f"{refused.value!r} {refused.value.params}"
    assert harness.secret not in caplog.text


def test_two_lanes_of_one_venue(harness: Harness) -> None:
    reader, sender = harness.connect(), harness.connect()
    target = customer_post(harness, reader)
    with ThreadPoolExecutor(2) as lanes:
        reading = lanes.submit(read, reader)
        receipt = lanes.submit(sender.send, reply(target, "beside the reader", harness.now())).result()
        assert target.remote_id in reading.result().posts
    assert harness.ours("beside the reader") == [receipt.remote_id]


@pytest.mark.parametrize("kind", list(VenueActKind))
def test_act_twice_is_act_once_or_not_allowed(harness: Harness, kind: VenueActKind) -> None:
    connector = harness.connect()
    target, _, ours = sent(harness, connector, f"about to {kind}")
    touches_ours = kind in (VenueActKind.EDIT, VenueActKind.DELETE)
    # A solution is an answer, never the question.
    aim = ours if touches_ours or NEEDS[kind] is Capability.ACCEPT else target
    act = VenueAct(reply(aim, "", harness.now()).id, kind, ref(aim), harness.now(), "another text")
    if kind is VenueActKind.EDIT:
        act = replace(act, text="edited by us")
    if NEEDS[kind] not in connector.verify().may:
        with pytest.raises((Rejected, WrongUse)):
            connector.act(act)
        return
    assert connector.act(act) == connector.act(act)
    if touches_ours:
        assert harness.ours(f"about to {kind}") == []
    if kind is VenueActKind.EDIT:
        assert harness.ours("edited by us") == [aim.remote_id]


def test_held_and_approved(harness: Harness) -> None:
    connector = harness.connect()
    if Capability.MODERATE not in connector.verify().may:
        pytest.skip("this venue lets us moderate nothing")
    target = customer_post(harness, connector)
    states = []
    for kind in (VenueActKind.HOLD, VenueActKind.APPROVE):
        connector.act(VenueAct(reply(target, "", harness.now()).id, kind, ref(target), harness.now()))
        whole = connector.thread(thread_ref(target))
        states += [post.state for post in whole.posts if post.remote_id == target.remote_id]
    assert states == [PostState.HELD, PostState.PUBLISHED]
