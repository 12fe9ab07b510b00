"""Lanes and tasks, processes, places, the clock: small parts that everything else leans on."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.ids import is_number, uuid7
from agent_desk.runtime import clock
from agent_desk.runtime.lanes import Lane, Tasks
from agent_desk.runtime.places import Places, for_folder, for_profile, resources_dir
from agent_desk.runtime.processes import may_run, own_name


def test_a_lane_runs_one_thing_at_a_time_and_in_order() -> None:
    order: list[int] = []
    together: list[int] = []
    running = threading.Semaphore(1)

    def work(number: int) -> int:
        if not running.acquire(blocking=False):
            together.append(number)
        order.append(number)
        running.release()
        return number

    async def main() -> list[int]:
        lane = Lane("test")
        try:
            return await asyncio.gather(*(lane.run(work, number) for number in range(50)))
        finally:
            lane.close()

    assert asyncio.run(main()) == list(range(50)) == order
    assert together == []


def test_what_began_on_a_lane_ends_though_its_caller_was_cancelled() -> None:
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        may_end.wait(10)
        ended.set()

    async def main() -> None:
        lane = Lane("test")
        task = asyncio.ensure_future(lane.run(work))
        await asyncio.get_running_loop().run_in_executor(None, began.wait, 10)
        task.cancel()
        may_end.set()
        await asyncio.gather(task, return_exceptions=True)
        lane.close()

    asyncio.run(main())
    assert ended.is_set()


def test_an_exception_that_escapes_a_task_is_reported(expect_log: Callable[[str], None]) -> None:
    expect_log("task fails failed")
    told: list[BaseException] = []

    async def fails() -> None:
        raise ValueError("lost?")

    async def main() -> None:
        tasks = Tasks(told.append)
        tasks.start(fails(), "fails")
        await tasks.finish()
        tasks.start(asyncio.sleep(3600), "sleeps")
        await tasks.stop()

    asyncio.run(main())
    assert [str(error) for error in told] == ["lost?"]


def test_this_process_runs_and_an_ended_one_does_not() -> None:
    assert may_run(own_name())
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    host, _, started = own_name().split(":")
    name = f"{host}:{child.pid}:"
    assert may_run(name)
    assert child.stdin is not None
    child.stdin.close()
    child.wait()
    assert not may_run(name)
    if started:
        assert not may_run(f"{host}:{os.getpid()}:{int(started) + 1}"), "the number was given to another process"


@pytest.mark.parametrize("name", ["", "nonsense", "other-machine:1:1", f"{own_name().split(':')[0]}:x:1"])
def test_where_it_cannot_be_told_a_process_may_run(name: str) -> None:
    assert may_run(name)


@pytest.mark.skipif(sys.platform == "win32", reason="folders there have no modes")
def test_folders_are_their_owners_alone(tmp_path: Path) -> None:
    places = for_folder(tmp_path / "deep" / "desk")
    places.make()
    for folder in (places.data, places.attachments, places.backups, places.log.parent):
        assert folder.stat().st_mode & 0o077 == 0
    assert places.database.parent == places.data
    places.make()


def test_profiles_lie_beside_each_other() -> None:
    one, other = for_profile(), for_profile("demo")
    assert isinstance(one, Places)
    assert one.data != other.data
    assert one.data.parent == other.data.parent
    assert (resources_dir() / "demo").is_dir()


@given(st.integers(0, (1 << 48) - 2), st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_ids_sort_by_their_time(now: int, one: bytes, other: bytes) -> None:
    first, second = uuid7(now, one), uuid7(now + 1, other)
    assert first < second
    assert len(first) == 36
    assert (first[14], first[19] in "89ab") == ("7", True)


def test_fresh_ids_differ_and_short_numbers_are_told_from_ids() -> None:
    assert len({clock.new_id() for _ in range(1000)}) == 1000
    assert [is_number(text) for text in ("12", "#12", "1a", "", "#", "١٢", clock.new_id())] == [True, True] + [
        False
    ] * 5
