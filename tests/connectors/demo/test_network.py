"""The demo's file: made when absent, never half, shared by threads and processes, set aside when damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.connectors.demo.file import locked
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.connectors.demo.world import dump, load
from agent_desk.domain.errors import Gone, Rejected, Unexpected, WrongUse
from agent_desk.domain.outgoing import OutgoingMedia, OutgoingReply, VenueAct, VenueActKind
from tests.conformance.reading import read, ref, reply
from tests.connectors.demo.conftest import Connect, FakeClock

WRITER = """
import sys
from pathlib import Path
from agent_desk.connectors.demo.network import DemoNetwork
network = DemoNetwork(Path(sys.argv[1]), lambda: 1_800_000_000_000, filled=False, lively=False)
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    network.customer_posts("social", f"{sys.argv[3]} {number}")
"""


def writer(file: Path, posts: int, name: str) -> subprocess.Popen[bytes]:
    """Another process that lets customers write."""
    command = [sys.executable, "-c", WRITER, str(file), str(posts), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def texts(network: DemoNetwork) -> list[str]:
    """What all customers wrote."""
    with network.opened() as world:
        return sorted(post.text for post in world.posts.values())


def test_the_file_is_made_and_filled(connector: Connect, file: Path) -> None:
    assert not file.exists()
    assert len(read(connector()).posts) > 50
    assert file.exists()


def test_everything_is_there_at_once(connector: Connect) -> None:
    started = time.perf_counter()
    for place in ("social", "direct", "community", "blog", "reviews"):
        desk = connector(place, search="wattlark")
        desk.verify()
        read(desk)
    assert time.perf_counter() - started < 3, "0.1 s is usual; a newcomer waits for this"


def test_a_damaged_file_is_set_aside(connector: Connect, file: Path, expect_log: Callable[[str], None]) -> None:
    read(connector())
    file.write_text(file.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    expect_log("the demo begins anew")
    assert len(read(connector()).posts) > 50
    assert file.with_name(f"{file.name}.damaged").exists()


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(Unexpected):
        load('{"version": 99}')


def test_the_world_survives_the_file(network: DemoNetwork) -> None:
    key = network.customer_posts("social", "half a pair: \ud800 and \u202e turned")
    with network.opened() as world:
        assert dump(load(dump(world))) == dump(world)
    assert network.post(key).text == "half a pair: \ud800 and \u202e turned"


def test_threads_lose_nothing(file: Path, clock: FakeClock) -> None:
    def write(name: int) -> None:
        network = DemoNetwork(file, clock, filled=False, lively=False)
        for number in range(20):
            network.customer_posts("social", f"{name} {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(texts(DemoNetwork(file, clock))) == 80


def test_processes_lose_nothing(file: Path, clock: FakeClock) -> None:
    writers = [writer(file, 30, name) for name in ("one", "two")]
    for process in writers:
        with process:
            assert process.wait(60) == 0
    assert len(set(texts(DemoNetwork(file, clock)))) == 60


@pytest.mark.skipif(sys.platform == "win32", reason="Windows replaces no file that somebody reads; the lock sees to it")
def test_the_file_is_never_seen_half(network: DemoNetwork, file: Path) -> None:
    network.customer_posts("social", "the first")

    def write() -> None:
        for number in range(30):
            network.customer_posts("social", f"number {number}")

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            load(file.read_text(encoding="utf-8"))
        writing.result()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_process_leaves_a_whole_file_and_no_lock(file: Path, clock: FakeClock) -> None:
    network = DemoNetwork(file, clock, filled=False, lively=False)
    for number in range(3):
        with writer(file, 100_000, f"killed {number}") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            while not any(text.startswith(f"killed {number}") for text in texts(network)):
                os.sched_yield()
            process.kill()
        before = len(texts(network))
        network.customer_posts("social", "and on it goes")
        assert len(texts(network)) == before + 1


def test_a_lock_is_let_go_after_an_error(file: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(file):
            raise ZeroDivisionError


def test_pictures_are_checked_and_kept(connector: Connect, clock: FakeClock, tmp_path: Path) -> None:
    desk = connector("social")
    target = next(iter(read(desk).posts.values()))
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    small.write_bytes(b"x" * 10)
    large.write_bytes(b"x" * 1_000_001)

    def with_picture(text: str, path: Path, mime: str = "image/png") -> OutgoingReply:
        return replace(reply(target, text, clock()), media=(OutgoingMedia(path, mime, "a small picture"),))

    receipt = desk.send(with_picture("look", small))
    shown = read(desk).posts[receipt.remote_id]
    assert [picture.alt for picture in shown.media] == ["a small picture"]
    many = replace(with_picture("many", small), media=with_picture("many", small).media * 5)
    for refused in (many, with_picture("large", large), with_picture("film", small, "video/mp4")):
        with pytest.raises(Rejected):
            desk.send(refused)
    with pytest.raises(Rejected):
        connector("blog").send(with_picture("not here", small))


def test_a_review_takes_one_answer(connector: Connect, network: DemoNetwork, clock: FakeClock) -> None:
    desk = connector("reviews", crowd="still")
    target = next(post for post in read(desk).posts.values() if post.counts.get("stars") == 1)
    desk.send(reply(target, "first", clock()))
    with pytest.raises(Rejected):
        desk.send(reply(target, "second", clock()))
    assert network.ours("reviews", "second") == []


def test_what_was_deleted_takes_no_answer(connector: Connect, network: DemoNetwork, clock: FakeClock) -> None:
    desk = connector()
    target = next(iter(read(desk).posts.values()))
    network.customer_deletes(target.remote_id)
    with pytest.raises(Gone):
        desk.send(reply(target, "too late", clock()))
    with pytest.raises(Gone):
        desk.act(VenueAct("1", VenueActKind.LIKE, ref(target), clock()))
    assert network.ours("social", "too late") == []


def test_a_like_counts_once_and_can_be_taken_back(connector: Connect, clock: FakeClock) -> None:
    desk = connector()
    target = next(iter(read(desk).posts.values()))
    likes = []
    for kind in (VenueActKind.LIKE, VenueActKind.LIKE, VenueActKind.UNLIKE, VenueActKind.UNLIKE):
        desk.act(VenueAct("1", kind, ref(target), clock()))
        likes.append(read(desk).posts[target.remote_id].counts["likes"] - target.counts["likes"])
    assert likes == [1, 1, 0, 0]


@pytest.mark.parametrize("options", [{"page": "many"}, {"idempotency": "hope"}, {"file": ""}])
def test_wrong_options_are_told(connector: Connect, options: dict[str, str]) -> None:
    with pytest.raises(WrongUse):
        connector("social", **options)
    with pytest.raises(WrongUse):
        connector("moon")
