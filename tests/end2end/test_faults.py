"""Every passing fault between the program and the real servers: what was asked arrives once, what was answered too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.rows import DeliveryRow
from tests.end2end.desk_process import Done, Program
from tests.end2end.fake_grounds import FAKES, opened_fakes
from tests.end2end.fault_cases import Case, Ground, OnBluesky, OnWordPress, copied, known
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite

pytestmark = pytest.mark.servers

NETWORKS = (OnWordPress, OnBluesky, *FAKES)
_AT_ONCE = 12
_LAST = "What about something else?"
CASES = [(kind.network, case) for kind in NETWORKS for case in kind.faults]


@dataclass(frozen=True)
class Told:
    """What one fault did: to a round that reads, to the round after it, and to a reply."""

    struck: Done
    after: Done
    asked: list[str]
    found: list[str]
    reply: Done
    row: DeliveryRow
    seconds: float
    answers: int
    strangers: int
    written: str


@pytest.fixture(scope="module")
def told(
    _wordpress_site: WordPressSite, bluesky: BlueskyNetwork, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[tuple[str, str], Future[Told]]]:
    """Many cases at once, each with a data folder and a proxy of its own: they wait much and work little."""
    _wordpress_site.reset()
    brand, customer = bluesky.create_account("faultbrand.test"), bluesky.create_account("faultcustomer.test")
    real: list[Ground] = [OnWordPress(_wordpress_site), OnBluesky(bluesky, brand, customer)]
    with opened_fakes() as fakes:
        yield _lived([*real, *fakes], tmp_path_factory)


def _lived(grounds: list[Ground], tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Future[Told]]:
    origins = {}
    for ground in grounds:
        for case in ground.faults:
            ground.ask(_question(case))
        origins[ground.network] = known(ground, tmp_path_factory.mktemp(f"known-{ground.network}") / "desk")
        ground.ask(_LAST)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lived = {}
        for ground in grounds:
            for case in ground.faults:
                data = tmp_path_factory.mktemp(f"{ground.network}-{case.name}") / "desk"
                lived[ground.network, case.name] = pool.submit(_live, ground, case, origins[ground.network], data)
    return lived


@pytest.fixture
def one(request: pytest.FixtureRequest, told: Mapping[tuple[str, str], Future[Told]]) -> Told:
    network, case = request.param
    if (network, case.name) not in told:
        pytest.skip("AGENT_DESK_CONTRACTS names no folder of contracts and recordings")
    return told[network, case.name].result()


each = pytest.mark.parametrize(
    ("one", "case"), [(entry, entry[1]) for entry in CASES], ids=[f"{a}-{b.name}" for a, b in CASES], indirect=["one"]
)


@each
def test_a_fault_while_reading_loses_and_doubles_nothing(one: Told, case: Case) -> None:
    assert one.struck.code == case.code, one.struck.said
    assert bool(one.struck.said) is bool(case.code)
    assert one.after.code == 0, one.after.said
    assert sorted(one.found) == sorted(one.asked)


@each
def test_a_fault_while_sending_makes_one_post(one: Told, case: Case, record_property: Callable[..., None]) -> None:
    record_property("seconds", round(one.seconds, 1))
    record_property("attempts", one.row.attempts)
    print(f"{one.row.state} after {one.seconds:.1f} s, {one.row.attempts} attempts, {one.answers} posts")
    assert one.row.state is DeliveryState.DELIVERED, (one.row, one.reply)
    assert one.answers == 1
    assert one.seconds < 90
    assert one.strangers == 0


@each
def test_a_fault_writes_no_secret_down(one: Told, case: Case) -> None:
    assert one.written == ""


def _live(ground: Ground, case: Case, origin: Program, data: Path) -> Told:
    with FaultProxy(ground.url) as proxy:
        program = copied(ground, origin, data, proxy.url)
        case.strike(proxy, ground.reading)
        struck = program.run("sync", "--once")
        proxy.plug()
        proxy.clear()
        after = program.run("sync", "--once")
        found = [row.text[row.text.index("What") :] for row in program.inbox()]
        conversation, text = program.conversation(_question(case)), _answer(case)
        case.strike(proxy, ground.sending)
        began = time.monotonic()
        reply = program.run("reply", conversation.id, "--key", case.name, "--text", text, "--now", "--wait", "1")
        proxy.plug()
        row = program.carry()
        seconds = time.monotonic() - began
        strangers = len(proxy.stranger_requests)
    said = struck.said + after.said + reply.said
    written = "".join(_with_secret(program, ground.secret, said))
    return Told(struck, after, ground.asked, found, reply, row, seconds, ground.answers(text), strangers, written)


def _with_secret(program: Program, secret: str, said: str) -> Iterator[str]:
    if secret in said:
        yield "stderr"
    for path in program.data.rglob("*"):
        if path.is_file() and secret.encode() in path.read_bytes():
            yield path.name


def _question(case: Case) -> str:
    return f"What about {case.name.replace('_', ' ')}?"


def _answer(case: Case) -> str:
    return f"We deal with {case.name.replace('_', ' ')}."
