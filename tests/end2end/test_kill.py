"""The real process killed at every state of a reply and between any two pages: nothing typed is lost, nothing doubled."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import DeliveryRow
from agent_desk.runtime.places import for_folder
from tests.end2end.desk_process import Program, kill, wait_for
from tests.end2end.fake_grounds import FAKES, opened_fakes
from tests.end2end.fault_cases import Ground, OnBluesky, OnWordPress, copied, known
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.fault_plan import Fault, Match
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite

pytestmark = pytest.mark.servers

PAGE = 2
_AT_ONCE = 12
LONG_AGO = 60_000
_ABSENT = "AGENT_DESK_CONTRACTS names no folder of contracts and recordings"


@dataclass
class Scene:
    """One reply on its way through a proxy, in a data folder of its own."""

    ground: Ground
    program: Program
    proxy: FaultProxy
    question: str
    text: str

    def kill_when(self, arguments: tuple[str, ...], reached: Callable[[subprocess.Popen[str]], None]) -> None:
        """Start the program and kill it as soon as it has reached the point."""
        with self.program.running(*arguments) as process:
            reached(process)
            kill(process)

    def reply(self, *options: str) -> tuple[str, ...]:
        """The command that answers the question."""
        conversation = self.program.conversation(self.question)
        return ("reply", conversation.id, "--key", "one", "--text", self.text, *options)

    def in_state(self, state: DeliveryState) -> Callable[[subprocess.Popen[str]], None]:
        """Until the outbox says so."""
        return lambda process: wait_for(lambda: self.program.state() is state, f"it is {state}", 60)

    def at_request(self, match: Match, *, skip: int = 0) -> Callable[[subprocess.Popen[str]], None]:
        """Until the proxy holds this request, the program waiting for its answer."""
        return lambda process: void(self.proxy.wait_for_request(match, 60, skip=skip))

    def queued_long_ago(self) -> None:
        """The reply is in the outbox since a minute, as after a night without a network."""
        with_clock = open_desk(for_folder(self.program.data), now=lambda: round(time.time() * 1000) - LONG_AGO)
        conversation = self.program.conversation(self.question)
        with_clock.replies.send(conversation.id, self.text, key="one", now=True)
        with_clock.ground.store.close()


def void(_: object) -> None:
    """Nothing is wanted of it."""


def queued(scene: Scene) -> DeliveryState:
    scene.kill_when(scene.reply(), scene.in_state(DeliveryState.QUEUED))
    return DeliveryState.QUEUED


def queued_and_acknowledged(scene: Scene) -> DeliveryState:
    assert scene.program.run(*scene.reply()).code == 0
    with scene.program.running("sync", "--watch") as process:
        scene.in_state(DeliveryState.SENDING)(process)
    return DeliveryState.SENDING


def sending_before_it_was_taken(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.SILENCE_BEFORE)
    scene.kill_when(scene.reply("--now"), scene.at_request(scene.ground.sending))
    return DeliveryState.SENDING


def sending_after_it_was_taken(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.SILENCE_AFTER)
    scene.kill_when(scene.reply("--now"), scene.at_request(scene.ground.sending))
    return DeliveryState.SENDING


def retrying(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.RATE_LIMITED, retry_after=5)
    scene.kill_when(scene.reply("--now"), scene.in_state(DeliveryState.RETRYING))
    return DeliveryState.RETRYING


def unknown_and_taken(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.RESET_AFTER)
    scene.kill_when(scene.reply("--now"), scene.in_state(DeliveryState.UNKNOWN))
    return DeliveryState.UNKNOWN


def unknown_and_not_taken(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.RESET_BEFORE)
    scene.kill_when(scene.reply("--now"), scene.in_state(DeliveryState.UNKNOWN))
    return DeliveryState.UNKNOWN


def reading_back(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.RESET_AFTER)
    scene.proxy.plan(scene.ground.read_back, Fault.SILENCE_BEFORE)
    scene.kill_when(scene.reply("--now"), scene.at_request(scene.ground.read_back))
    return DeliveryState.UNKNOWN


def looking_at_the_thread(scene: Scene) -> DeliveryState:
    scene.queued_long_ago()
    scene.proxy.plan(scene.ground.thread, Fault.SILENCE_BEFORE)
    scene.kill_when(("sync", "--once"), scene.at_request(scene.ground.thread))
    return DeliveryState.QUEUED


def sending_again(scene: Scene) -> DeliveryState:
    scene.proxy.plan(scene.ground.sending, Fault.RATE_LIMITED)
    scene.proxy.plan(scene.ground.sending, Fault.SILENCE_AFTER)
    scene.kill_when(scene.reply("--now"), scene.at_request(scene.ground.sending, skip=1))
    return DeliveryState.SENDING


def delivered(scene: Scene) -> DeliveryState:
    scene.kill_when(scene.reply("--now"), scene.in_state(DeliveryState.DELIVERED))
    return DeliveryState.DELIVERED


POINTS: tuple[Callable[[Scene], DeliveryState], ...] = (
    *(queued, queued_and_acknowledged, looking_at_the_thread),
    *(sending_before_it_was_taken, sending_after_it_was_taken, sending_again),
    *(retrying, unknown_and_taken, unknown_and_not_taken, reading_back, delivered),
)
NETWORKS = (OnWordPress, OnBluesky, *FAKES)
CASES = [(kind.network, point) for kind in NETWORKS for point in POINTS]


@dataclass(frozen=True)
class Survived:
    """What there was right after the kill, and what became of it."""

    expected: DeliveryState
    found: DeliveryRow
    ended: DeliveryRow
    answers: int
    shown: int
    again: int


@pytest.fixture(scope="module")
def grounds(_wordpress_site: WordPressSite, bluesky: BlueskyNetwork) -> Iterator[dict[str, Ground]]:
    """All networks, with a question for each point and some more."""
    _wordpress_site.reset()
    brand, customer = bluesky.create_account("killbrand.test"), bluesky.create_account("killcustomer.test")
    real: list[Ground] = [OnWordPress(_wordpress_site), OnBluesky(bluesky, brand, customer)]
    with opened_fakes() as fakes:
        grounds = [*real, *fakes]
        for ground in grounds:
            for point in POINTS:
                ground.ask(_question(point))
        yield {ground.network: ground for ground in grounds}


@pytest.fixture(scope="module")
def survived(
    grounds: Mapping[str, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], Future[Survived]]:
    """Many points at once: they wait much and work little."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lived = {}
        for ground in grounds.values():
            origin = known(ground, tmp_path_factory.mktemp(f"known-{ground.network}") / "desk")
            for point in POINTS:
                data = tmp_path_factory.mktemp(f"{ground.network}-{point.__name__}") / "desk"
                lived[ground.network, point.__name__] = pool.submit(_live, ground, point, origin, data)
    return lived


@pytest.mark.parametrize(("network", "point"), CASES, ids=[f"{name}-{point.__name__}" for name, point in CASES])
def test_a_kill_leaves_one_post(
    survived: Mapping[tuple[str, str], Future[Survived]], network: str, point: Callable[[Scene], DeliveryState]
) -> None:
    if (network, point.__name__) not in survived:
        pytest.skip(_ABSENT)
    one = survived[network, point.__name__].result()
    assert one.found.state is one.expected
    assert one.found.text == _text(point)
    assert one.ended.state is DeliveryState.DELIVERED, one.ended
    assert one.answers == 1
    assert one.shown == 1
    assert one.again == 1


def _live(ground: Ground, point: Callable[[Scene], DeliveryState], origin: Program, data: Path) -> Survived:
    with FaultProxy(ground.url) as proxy:
        program = copied(ground, origin, data, proxy.url)
        expected = point(Scene(ground, program, proxy, _question(point), _text(point)))
        found = program.outbox()[-1]
        proxy.clear()
        ended = program.carry()
        conversation = program.conversation(_question(point)).id
        shown = [message["text"] for message in program.run("show", conversation).answer["messages"]]
        command = ("reply", conversation, "--key", "one", "--text", _text(point), "--now")
        assert program.run(*command).answer["id"] == found.id
    text = _text(point)
    return Survived(expected, found, ended, ground.answers(text), shown.count(text), len(program.outbox()))


@pytest.mark.parametrize("network", [kind.network for kind in NETWORKS])
@pytest.mark.parametrize("fault", [Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER], ids=str)
def test_a_kill_between_two_pages_loses_no_post(
    grounds: Mapping[str, Ground],
    network: str,
    fault: Fault,
    tmp_path: Path,
    fault_proxy: Callable[[str], FaultProxy],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if network not in grounds:
        pytest.skip(_ABSENT)
    ground = grounds[network]
    program, proxy = ground.program(tmp_path / "desk"), fault_proxy(ground.url)
    monkeypatch.setenv("BRAND_SECRET", ground.secret)
    with program.desk() as desk:
        draft = ground.draft(proxy.url, PAGE)
        desk.venues.add(draft, desk.venues.probe(draft))
    expected = len(ground.asked)
    kept = []
    for _ in range(len(POINTS) // PAGE):
        # One more page than the last time, then the kill: what that page brought is on disk, the next one is not asked.
        before = len([seen for seen in proxy.requests if seen.matches(ground.reading)])
        proxy.plan(ground.reading, fault, skip=1)
        with program.running("sync", "--once") as process:
            proxy.wait_for_request(ground.reading, 60, skip=before + 1)
            kill(process)
        proxy.clear()
        kept.append(_questions(program))
    assert sorted(map(len, kept)) == list(map(len, kept))
    assert 0 < len(kept[0]) < len(kept[-1])
    assert program.run("sync", "--once").code == 0
    assert len(_questions(program)) == len(set(_questions(program))) == expected
    ground.ask(f"What came last, {fault}?")
    assert program.run("sync", "--once").code == 0
    assert len(set(_questions(program))) == len(_questions(program)) == expected + 1


def _questions(program: Program) -> list[str]:
    with program.desk() as desk:
        rows = desk.inbox.page(ListQuery())
        return [message.text for row in rows for message in desk.inbox.open(row.id).messages if "What" in message.text]


def _question(point: Callable[[Scene], DeliveryState]) -> str:
    return f"What about {point.__name__.replace('_', ' ')}?"


def _text(point: Callable[[Scene], DeliveryState]) -> str:
    return f"We go on after {point.__name__.replace('_', ' ')}."
