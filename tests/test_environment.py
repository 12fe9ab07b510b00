"""The ground rules of `tests/conftest.py` hold: they are only worth something if they catch what they are for."""

import asyncio
import gc
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests import environment
from tests.leaks import Watch


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("10.0.0.1", 443)])
def test_connecting_beyond_the_loopback_is_refused(address: tuple[str, int]) -> None:
    with socket.socket() as client, pytest.raises(environment.NetworkForbidden):
        client.connect(address)
    environment.refused.clear()


def test_resolving_a_foreign_name_is_refused() -> None:
    with pytest.raises(environment.NetworkForbidden):
        socket.getaddrinfo("example.org", 443)
    environment.refused.clear()


def test_the_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert socket.getaddrinfo("localhost", 80)


def test_no_proxy_and_no_home_of_the_person_who_runs_the_tests() -> None:
    assert [name for name in os.environ if name.lower().endswith("_proxy")] == []
    assert Path.home() != Path(environment.OUTSIDE.get("HOME", "/nowhere"))
    assert os.environ["XDG_DATA_HOME"].startswith(str(Path.home()))


def test_a_leaked_thread_is_named() -> None:
    watch, end = Watch(grace=0.05), threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten")
    thread.start()
    try:
        assert watch.left() == ["thread 'forgotten'"]
    finally:
        end.set()
        thread.join()
    assert watch.left() == []


def test_a_leaked_task_is_named() -> None:
    watch, loop = Watch(), asyncio.new_event_loop()

    async def forever() -> None:
        await loop.create_future()

    task = loop.create_task(forever(), name="forgotten")
    try:
        assert ["forgotten" in line for line in watch.left()] == [True]
    finally:
        task.cancel()
        loop.run_until_complete(asyncio.wait([task]))
        loop.close()
    assert watch.left() == []


@pytest.mark.usefixtures("qapp")
def test_leaked_windows_and_timers_are_named() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget

    watch = Watch()
    window, timer = QWidget(), QTimer()
    timer.start(3_600_000)
    try:
        assert [line.partition(" <")[0] for line in watch.left()] == ["window", "running timer"]
    finally:
        timer.stop()
        window.deleteLater()
    del window, timer
    gc.collect()
    assert watch.left() == []


def test_an_announced_log_line_does_not_fail(expect_log: Callable[[str], None]) -> None:
    expect_log(r"disk is almost full")
    logging.getLogger("agent_desk").warning("disk is almost full: 1 percent")


def test_there_is_no_keyring_unless_a_test_asks_for_one() -> None:
    import keyring
    from keyring.errors import NoKeyringError

    with pytest.raises(NoKeyringError):
        keyring.get_password("agent-desk-tests", "somebody")


def test_the_private_keyring_is_shared_with_subprocesses(keyring_environment: Mapping[str, str]) -> None:
    write = "import keyring; keyring.set_password('agent-desk-tests', 'somebody', 'opensesame')"
    read = "import keyring; print(keyring.get_password('agent-desk-tests', 'somebody'))"
    for code, expected in ((write, ""), (read, "opensesame")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **keyring_environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout.strip()) == (0, expected), done.stderr
