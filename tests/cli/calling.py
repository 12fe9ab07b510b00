"""Calls the command line as a script would: in this process where that is enough, else as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent_desk.cli import main
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.runtime import clock

COMMAND = [sys.executable, "-m", "agent_desk"]


@dataclass(frozen=True)
class Called:
    """What a call left behind; `value` is the JSON of stdout, None where it was empty."""

    code: int
    value: Any
    errors: str


class Desk:
    """A workspace in a folder, and a demo network beside it that the test moves: nobody lives in it by himself."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "desk"
        self.file = folder / "network.json"
        self.network = DemoNetwork(self.file, clock.now, filled=False, lively=False)
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Called:
        """Run a command on this workspace within this process."""
        return call("--data-dir", str(self.folder), *arguments, stdin=stdin, monkeypatch=self._monkeypatch)

    def ok(self, *arguments: str, stdin: bytes = b"") -> Any:
        """The same for a command that must succeed; its JSON."""
        called = self(*arguments, stdin=stdin)
        assert called.code == 0, called.errors
        return called.value

    def connect(self, place: str = "social", *more: str) -> Any:
        """Connect a place of the network under its own name; the venue's JSON."""
        return self.ok("venue", "add", "demo", "--url", f"demo://{place}", "--name", place, *self.options(place), *more)

    def options(self, place: str = "social") -> list[str]:
        """The options that connect a place of this network."""
        settings = {"file": self.file, "place": place, "crowd": "still", "content": "empty"}
        return [word for key, value in settings.items() for word in ("--option", f"{key}={value}")]

    def question(self, text: str, place: str = "social") -> str:
        """A customer asks and the desk fetches; the conversation's id."""
        self.network.customer_posts(place, text)
        self.ok("sync", "--venue", place)
        found: str = self.ok("list", "--limit", "1")[0]["id"]
        return found


def call(*arguments: str, monkeypatch: pytest.MonkeyPatch, stdin: bytes = b"") -> Called:
    """Run the command line within this process."""
    out, errors = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    with redirect_stdout(out), redirect_stderr(errors):
        code = main(arguments)
    printed, said = (stream.buffer.getvalue().decode() for stream in (out, errors))
    return Called(code, json.loads(printed) if printed else None, said)


def run(folder: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Called:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*COMMAND, "--data-dir", str(folder), *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **(environment or {})},
    )
    printed = done.stdout.decode("utf-8")
    return Called(done.returncode, json.loads(printed) if printed else None, done.stderr.decode("utf-8"))
