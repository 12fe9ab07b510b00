"""A keyring of the test run's own: a private session bus with an unlocked secret service, never anybody's real one."""

import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

_START_SECONDS = 15.0


@pytest.fixture(scope="session")
def keyring_environment(tmp_path_factory: pytest.TempPathFactory, require_servers: bool) -> Iterator[Mapping[str, str]]:
    """Variables with which a process reaches the run's keyring; for subprocesses (put them over `os.environ`)."""
    missing = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]
    if missing:
        reason = f"no keyring to test with: {', '.join(missing)} not installed"
        if require_servers:
            pytest.fail(reason)
        pytest.skip(reason)
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("keyring")
        variables = {"XDG_DATA_HOME": str(folder / "data"), "XDG_RUNTIME_DIR": str(folder / "run")}
        for path in variables.values():
            Path(path).mkdir(mode=0o700)
        variables["DBUS_SESSION_BUS_ADDRESS"] = _start_bus(stack, variables)
        _start_keyring(stack, variables)
        yield {
            "DBUS_SESSION_BUS_ADDRESS": variables["DBUS_SESSION_BUS_ADDRESS"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        }


@pytest.fixture
def real_keyring(keyring_environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The same for the test's own process: `os.environ` points to the run's keyring during the test."""
    for name, value in keyring_environment.items():
        monkeypatch.setenv(name, value)
    return keyring_environment


def _start_bus(stack: ExitStack, variables: Mapping[str, str]) -> str:
    process = _start(stack, ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"], variables)
    return _first_line(process)


def _start_keyring(stack: ExitStack, variables: Mapping[str, str]) -> None:
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    process = _start(stack, command, variables)
    assert process.stdin is not None
    process.stdin.write(b"password of the test run")
    process.stdin.close()
    _first_line(process)  # the control folder's address is printed once the daemon is up and the keyring unlocked


def _start(stack: ExitStack, command: list[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )
    stack.callback(_stop, process)
    return process


def _first_line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([process.stdout], [], [], 0.5)
        if ready:
            return process.stdout.readline().decode().strip()
        if process.poll() is not None:
            break
    pytest.fail(f"{process.args!r} did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
