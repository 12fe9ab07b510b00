"""Two processes on one workspace: who fetches and sends, how they hand over, and what the window shows of the other."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from agent_desk.domain.delivery import DeliveryState
from agent_desk.runtime.places import for_folder
from agent_desk.views.conversation.items import PostItem
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.desk_process import Program, finished, kill, wait_for
from tests.end2end.fault_cases import Ground, OnBluesky, OnWordPress, copied, known
from tests.end2end.window_driver import WindowDriver, in_window
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.fault_plan import Fault
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite

QUESTION, SECOND = "Does it work below zero?", "And in the rain?"


def _holder(program: Program) -> int | None:
    """The process number of whoever has the one venue."""
    with program.desk() as desk:
        (venue,) = desk.venues.all()
        name = desk.ground.store.read.leases.holder(venue.id, desk.ground.now())
    return int(name.split(":")[1]) if name else None


@contextmanager
def _at_work(program: Program, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps running and has the venue."""
    with program.running(*arguments) as process:
        wait_for(lambda: _holder(program) == process.pid, "it has the venue")
        yield process


@pytest.fixture
def told(tmp_path: Path) -> DemoDesk:
    """A workspace that has yet to fetch its one question: whoever begins to watch takes the venue at once."""
    told = DemoDesk(tmp_path)
    told.ask(QUESTION)
    with told.program.desk() as desk:
        told.connect(desk)
    return told


@pytest.mark.parametrize("holder", [(), ("sync", "--watch")], ids=["window", "watch"])
def test_a_command_hands_over_to_the_process_that_has_the_venue(told: DemoDesk, holder: tuple[str, ...]) -> None:
    program = told.program
    with _at_work(program, *holder) as process:
        told.ask(SECOND)
        synced = program.run("sync", "--once")
        assert (synced.code, synced.answer["venues"][0]["outcome"]) == (0, "ok"), synced.said
        assert {row.text for row in program.inbox()} == {QUESTION, SECOND}
        conversation = program.conversation(QUESTION).id
        sent = program.run("reply", conversation, "--text", "Down to minus thirty.", "--now", "--wait", "20")
        assert (sent.code, sent.answer["state"], sent.answer["attempts"]) == (0, "delivered", 1), sent.said
        assert _holder(program) == process.pid
        process.send_signal(signal.SIGTERM)
        ended = finished(process, 30)
        assert ended.code == 0, ended.said
    assert told.answers("Down to minus thirty.") == 1
    assert _holder(program) is None


def test_a_second_start_raises_the_window_and_ends(told: DemoDesk) -> None:
    with _at_work(told.program) as first:
        second = told.program.run(seconds=20)
        assert second.code == 0
        assert first.poll() is None
        first.send_signal(signal.SIGTERM)
        assert finished(first, 30).code == 0


def test_a_killed_holder_is_followed_at_once(told: DemoDesk) -> None:
    program = told.program
    with _at_work(program, "sync", "--watch") as first, program.running("sync", "--watch") as second:
        wait_for(program.inbox, "the first one fetched")
        kill(first)
        conversation = program.conversation(QUESTION).id
        sent = program.run("reply", conversation, "--text", "Down to minus thirty.", "--now", "--wait", "20")
        assert sent.code == 0, sent.said
        second.send_signal(signal.SIGTERM)
        assert finished(second, 30).code == 0
    assert told.answers("Down to minus thirty.") == 1


def test_one_key_from_many_processes_is_one_post(told: DemoDesk) -> None:
    assert told.program.run("sync", "--once").code == 0
    conversation = told.program.conversation(QUESTION).id
    command = ("reply", conversation, "--key", "k", "--text", "Down to minus thirty.", "--now", "--wait", "20")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: told.program.run(*command), range(4)))
    assert [one.code for one in done] == [0, 0, 0, 0], [one.said for one in done]
    assert len({one.answer["id"] for one in done}) == 1
    assert told.answers("Down to minus thirty.") == 1


def test_the_window_shows_within_a_second_what_a_command_did(qapp: QApplication, told: DemoDesk) -> None:
    program = told.program

    async def story(driver: WindowDriver) -> None:
        def shown() -> dict[str, str]:
            return {row.text: str(row.status) for row in driver.window.reading.inbox.list.rows()}

        def posts() -> list[str]:
            items = driver.window.reading.conversation.posts.items()
            return [item.message.text for item in items if isinstance(item, PostItem)]

        async def does(*arguments: str) -> None:
            command = [sys.executable, "-m", "agent_desk", "--data-dir", str(program.data), *arguments]
            process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
            assert await process.wait() == 0

        await driver.until(lambda: QUESTION in shown(), "the inbox is shown")
        conversation = driver.window.reading.inbox.list.rows()[0].id
        await driver.open(conversation)
        await does("status", conversation, "pending")
        await driver.until(lambda: shown().get(QUESTION) != "open", "the status is shown", 1)
        await does("status", conversation, "open")
        await driver.until(lambda: shown().get(QUESTION) == "open", "it is open again", 1)
        await does("reply", conversation, "--text", "Down to minus thirty.", "--now", "--wait", "20")
        await driver.until(lambda: "Down to minus thirty." in posts(), "the answer stands in the thread", 1)
        told.ask(SECOND)
        await does("sync", "--once")
        await driver.until(lambda: SECOND in shown(), "the new question is in the list", 1)

    in_window(qapp, for_folder(program.data), story)
    assert told.answers("Down to minus thirty.") == 1


FREEZES = [(OnWordPress, Fault.SILENCE_BEFORE), (OnWordPress, Fault.SILENCE_AFTER), (OnBluesky, Fault.SILENCE_BEFORE)]


@pytest.mark.servers
def test_a_frozen_holder_is_followed_and_thaws_without_a_second_post(
    wordpress: WordPressSite, bluesky: BlueskyNetwork, tmp_path: Path
) -> None:
    brand, customer = bluesky.create_account("coldbrand.test"), bluesky.create_account("coldcustomer.test")
    grounds: dict[type, Ground] = {
        OnWordPress: OnWordPress(wordpress),
        OnBluesky: OnBluesky(bluesky, brand, customer),
    }
    with ThreadPoolExecutor(len(FREEZES)) as pool:
        lived = []
        for kind, fault in FREEZES:
            ground, question = grounds[kind], f"What about {fault}?"
            ground.ask(question)
            origin = known(ground, tmp_path / f"{ground.network}-{fault}")
            lived.append(pool.submit(_freeze, ground, fault, origin, question))
        for story in lived:
            assert story.result() == (DeliveryState.DELIVERED, 1, 1)


def _freeze(ground: Ground, fault: Fault, origin: Program, question: str) -> tuple[DeliveryState, int, int]:
    """The holder freezes while it sends; another process takes over; the holder goes on where it was."""
    text = f"We deal with {fault}."
    with FaultProxy(ground.url) as proxy:
        program = copied(ground, origin, origin.data.with_suffix(".copy"), proxy.url)
        with program.running("sync", "--watch") as holder:
            proxy.plan(ground.sending, fault)
            with program.desk() as desk:
                desk.replies.send(program.conversation(question).id, text, now=True)
            proxy.wait_for_request(ground.sending, 60)
            holder.send_signal(signal.SIGSTOP)
            row = program.carry()
            holder.send_signal(signal.SIGCONT)
            # It has to find out that it lost the venue, and to work on.
            assert program.run("sync", "--once").code == 0
            holder.send_signal(signal.SIGTERM)
            assert finished(holder, 60).code == 0
        rows = program.outbox()
    return row.state, ground.answers(text), len(rows)
