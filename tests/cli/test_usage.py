"""Arguments, exit codes and streams: what a script relies on before it looks at any content."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from agent_desk.cli import commands
from agent_desk.cli.times import ago, ahead, rfc3339
from agent_desk.domain.errors import WrongUse
from tests.cli.calling import COMMAND, Desk, call

NOON = 1_795_348_800_000


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("list", "--status", "closed"),
        ("list", "--limit", "0"),
        ("show",),
        ("show", "4711"),
        ("reply", "1", "--text", "--now"),
        ("reply", "1"),
        ("reply", "1", "--text", "a", "--stdin"),
        ("reply", "1", "--text", "a", "--alt", "of nothing"),
        ("outbox", "retry"),
        ("outbox", "retry", "4711"),
        ("outbox", "retry", "9" * 30),
        ("show", "9" * 30),
        ("venue", "remove", "9" * 30),
        ("status", "1", "closed"),
        ("venue",),
        ("venue", "remove", "nobody"),
        ("venue", "add", "nonsense", "--url", "https://example.org"),
        ("venue", "add", "wordpress", "--url", "https://example.org", "--user", "ann"),
        ("venue", "add", "wordpress", "--url", "https://example.org", "--secret-env", "NOT_SET_ANYWHERE"),
        ("venue", "add", "demo", "--since", "yesterday"),
        ("sync", "--once", "--watch"),
        ("--profile", "a", "list"),
        ("--smoke", "list"),
    ],
)
def test_wrong_use_ends_with_two_and_leaves_stdout_empty(desk: Desk, arguments: tuple[str, ...]) -> None:
    called = desk(*arguments)
    assert (called.code, called.value) == (2, None)
    assert called.errors.strip()


def test_a_profile_has_a_plain_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("--profile", "../elsewhere", "list", monkeypatch=monkeypatch).code == 2


def test_what_is_about_the_program_needs_no_workspace(desk: Desk) -> None:
    version = desk.ok("--version")
    networks = desk.ok("networks")
    assert version["version"]
    assert {"bluesky", "wordpress"} <= {network["name"] for network in networks}
    assert all({"name", "reads", "writes", "auth", "idempotency", "proof"} <= set(network) for network in networks)
    assert not desk.folder.exists()


def test_global_options_stand_before_or_after_the_command(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.connect()
    after = call("venue", "list", "--json", "--data-dir", str(desk.folder), monkeypatch=monkeypatch)
    assert after.value == desk.ok("--json", "venue", "list") == desk.ok("venue", "--json", "list")
    assert [venue["label"] for venue in after.value] == ["social"]


def test_stdout_is_utf8_whatever_the_locale_says(desk: Desk) -> None:
    desk.connect()
    desk.question("Grüße ☀️ 你好 \ud83d")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [*COMMAND, "--data-dir", str(desk.folder), "list"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, env=environment)
    assert "Grüße ☀️ 你好" in json.loads(done.stdout.decode("utf-8"))[0]["text"]


def test_a_reader_who_leaves_early_causes_no_noise(desk: Desk) -> None:
    script = f'"{COMMAND[0]}" -m agent_desk networks | :'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.stderr == b""


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine stands nine hours east of Greenwich."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_times_come_in_with_any_offset_and_as_spans() -> None:
    assert rfc3339(NOON) == "2026-11-22T12:00:00.000Z"
    assert ago("2026-11-22T14:00:00+02:00", 0) == ago("2026-11-22T12:00:00Z", 0) == NOON
    assert ago("2026-11-22T12:00:00.250Z", 0) == NOON + 250
    assert ago("2026-11-22", 0) == NOON - 12 * 3_600_000
    assert ago("7d", NOON) == NOON - 7 * 86_400_000
    assert ahead("30m", NOON) == NOON + 30 * 60_000


@pytest.mark.parametrize("text", ["", "tomorrow", "7", "7x", "2026-13-01", "2026-11-22T25:00:00Z", "20261122"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(WrongUse):
        ago(text, NOON)


@pytest.mark.parametrize("text", ["999999w", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_could_not_be_shown_again_is_refused(desk: Desk, text: str) -> None:
    desk.connect()
    conversation = desk.question("Where is my parcel?")
    assert desk("status", conversation, "snoozed", "--until", text).code == 2
    assert desk("venue", "add", "demo", "--url", "demo://blog", *desk.options("blog"), "--since", text).code in (0, 2)
    assert [row["status"] for row in desk.ok("list")] == ["open"]
    assert desk.ok("venue", "list")


def test_a_fault_of_our_own_is_told_in_words_with_its_trace_in_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("password=hunter22")

    expect_log("command failed")
    desk.connect()
    monkeypatch.setitem(commands.WITH_DESK, "list", fault)
    called = desk("list")
    assert called.code == 1
    assert called.errors.splitlines() == ["Something went wrong: RuntimeError: password=•••."]
    logged = (desk.folder / "log" / "agent-desk.log").read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "hunter22" not in logged


def test_no_command_loads_a_window_or_what_it_does_not_need(desk: Desk) -> None:
    desk.ok("list")
    program = "import sys; from agent_desk.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    command = [COMMAND[0], "-c", program, "--data-dir", str(desk.folder), "list"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, text=True)
    assert not {"PySide6", "shiboken6", "qasync", "requests", "keyring"} & set(done.stderr.split())
