"""Every fault on request: the caller sees what it would see on a wire, and the network holds one post or none."""

from __future__ import annotations

import pytest

from agent_desk.connectors.demo.faults import FAULTS, LATE, RATE_WAIT, parse
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
    WrongUse,
)
from agent_desk.domain.outgoing import CannotTell, Found, SurelyAbsent
from agent_desk.domain.posts import PostState
from tests.conformance.reading import read, reply
from tests.connectors.demo.conftest import START, Connect, FakeClock

SENDING: dict[str, tuple[type[ConnectorError], int]] = {
    "refused": (Unreachable, 0),
    "reset-before": (OutcomeUnknown, 0),
    "reset-after": (OutcomeUnknown, 1),
    "silence-before": (OutcomeUnknown, 0),
    "silence-after": (OutcomeUnknown, 1),
    "late": (OutcomeUnknown, 0),
    "half-answer": (OutcomeUnknown, 1),
    "malformed": (OutcomeUnknown, 1),
    "500": (OutcomeUnknown, 0),
    "500-after": (OutcomeUnknown, 1),
    "502": (OutcomeUnknown, 0),
    "rate-limited": (RateLimited, 0),
    "rate-limited-until": (RateLimited, 0),
    "401": (SignInAgain, 0),
    "rejected": (Rejected, 0),
    "locked": (Rejected, 0),
    "gone": (Gone, 0),
}
READING: dict[str, type[ConnectorError]] = {
    "refused": Unreachable,
    "reset-before": Unreachable,
    "silence-before": Unreachable,
    "half-answer": Unreachable,
    "malformed": Unexpected,
    "500": Unreachable,
    "502": Unreachable,
    "rate-limited": RateLimited,
    "rate-limited-until": RateLimited,
    "401": SignInAgain,
}


def test_every_fault_is_known_here() -> None:
    assert set(SENDING) | {"held", "cannot-tell"} == set(FAULTS)


@pytest.mark.parametrize("protects", ["key", "guard", "read_back"])
@pytest.mark.parametrize("fault", SENDING)
def test_sending_under_a_fault(
    connector: Connect, network: DemoNetwork, clock: FakeClock, fault: str, protects: str
) -> None:
    desk = connector(idempotency=protects, crowd="still")
    outgoing = reply(next(iter(read(desk).posts.values())), "under a fault", clock())
    error, posts = SENDING[fault]
    network.inject(fault, call="send")
    with pytest.raises(ConnectorError) as raised:
        desk.send(outgoing)
    assert type(raised.value) is error
    assert len(network.ours("social", outgoing.text)) == posts
    assert isinstance(desk.find_sent(outgoing), Found if posts else SurelyAbsent)


@pytest.mark.parametrize("fault", READING)
def test_reading_under_a_fault(connector: Connect, network: DemoNetwork, fault: str) -> None:
    network.inject(fault, times=2)
    desk = connector()
    for call in (desk.verify, lambda: desk.fetch("inbox", None)):
        with pytest.raises(ConnectorError) as raised:
            call()
        assert type(raised.value) is READING[fault]
    desk.verify()


@pytest.mark.parametrize("protects", ["key", "guard", "read_back"])
def test_a_late_post_appears_after_a_while_and_once(
    connector: Connect, network: DemoNetwork, clock: FakeClock, protects: str
) -> None:
    desk = connector(idempotency=protects)
    outgoing = reply(next(iter(read(desk).posts.values())), "comes late", clock())
    network.inject("late")
    with pytest.raises(OutcomeUnknown):
        desk.send(outgoing)
    assert isinstance(desk.find_sent(outgoing), SurelyAbsent)
    clock.forward(LATE / 1000 + 1)
    assert isinstance(desk.find_sent(outgoing), Found)
    assert len(network.ours("social", outgoing.text)) == 1


@pytest.mark.parametrize("protects", ["key", "guard"])
def test_a_repeat_before_the_late_post_is_one_post(
    connector: Connect, network: DemoNetwork, clock: FakeClock, protects: str
) -> None:
    desk = connector(idempotency=protects)
    outgoing = reply(next(iter(read(desk).posts.values())), "twice, quickly", clock())
    network.inject("late")
    with pytest.raises(OutcomeUnknown):
        desk.send(outgoing)
    desk.send(outgoing)
    clock.forward(LATE / 1000 + 1)
    assert len(network.ours("social", outgoing.text)) == 1


def test_held_for_moderation_and_let_through(connector: Connect, clock: FakeClock) -> None:
    desk = connector(fault="held*1")
    outgoing = reply(next(iter(read(desk).posts.values())), "please moderate", clock())
    assert desk.send(outgoing).state is PostState.HELD
    clock.forward(41)
    found = desk.find_sent(outgoing)
    assert isinstance(found, Found)
    assert found.receipt.state is PostState.PUBLISHED


def test_reading_back_may_not_tell(connector: Connect, clock: FakeClock) -> None:
    desk = connector(fault="cannot-tell")
    outgoing = reply(next(iter(read(desk).posts.values())), "who knows", clock())
    desk.send(outgoing)
    assert isinstance(desk.find_sent(outgoing), CannotTell)


def test_rate_limit_says_until_when(connector: Connect) -> None:
    with pytest.raises(RateLimited) as told:
        connector(fault="rate-limited-until").verify()
    assert told.value.until == START + RATE_WAIT
    with pytest.raises(RateLimited) as silent:
        connector(fault="rate-limited").verify()
    assert silent.value.until is None


def test_option_counts_over_connectors_and_places(connector: Connect) -> None:
    for _ in range(2):
        with pytest.raises(Unreachable):
            connector(fault="refused@verify*2").verify()
    connector(fault="refused@verify*2").verify()
    with pytest.raises(Unreachable):
        connector("blog", fault="refused@verify*2").verify()
    connector(fault="refused@verify").fetch("inbox", None)


@pytest.mark.parametrize("option", ["no-such", "refused@dance", "refused*often"])
def test_unknown_faults_are_refused(connector: Connect, option: str) -> None:
    with pytest.raises(WrongUse):
        parse(option)
    with pytest.raises(WrongUse):
        connector(fault=option)


def test_a_fault_can_be_for_one_place(connector: Connect, network: DemoNetwork) -> None:
    network.inject("refused", place="blog", times=0)
    connector("social").verify()
    with pytest.raises(Unreachable):
        connector("blog").verify()
    network.clear_faults()
    connector("blog").verify()


def test_a_guard_refuses_an_older_twin(connector: Connect, clock: FakeClock) -> None:
    desk = connector(idempotency="guard")
    target = next(iter(read(desk).posts.values()))
    desk.send(reply(target, "the usual words", clock()))
    clock.forward(1)
    with pytest.raises(Rejected):
        desk.send(reply(target, "the usual words", clock()))


def test_a_locked_conversation_takes_nothing(connector: Connect, network: DemoNetwork, clock: FakeClock) -> None:
    desk = connector("community")
    target = next(iter(read(desk).posts.values()))
    network.lock(target.remote_id)
    with pytest.raises(Rejected) as refused:
        desk.send(reply(target, "too late", clock()))
    assert refused.value.code == "locked"
    assert network.ours("community", "too late") == []
