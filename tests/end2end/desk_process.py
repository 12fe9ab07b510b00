"""The real program in processes of its own, as a script uses it: run to the end, kept running, or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_desk.assembly import open_desk
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow, DeliveryRow
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk

PATIENCE = 150.0
_POLL = 0.02


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, the JSON it printed (None: none), and what it said to the person."""

    code: int
    answer: Any
    said: str


@dataclass(frozen=True)
class Program:
    """The program on one data folder; `secrets` are environment variables. Blocking; any thread."""

    data: Path
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def run(self, *arguments: str, stdin: str = "", seconds: float = PATIENCE) -> Done:
        """One command from start to end."""
        with self.running(*arguments, stdin=stdin) as process:
            return finished(process, seconds)

    def python(self, source: str) -> Any:
        """What a Python program prints as JSON in the same environment."""
        done = subprocess.run(
            [sys.executable, "-c", source], env={**os.environ, **self.secrets}, stdout=subprocess.PIPE, check=True
        )
        return json.loads(done.stdout)

    @contextmanager
    def running(self, *arguments: str, stdin: str = "") -> Iterator[subprocess.Popen[str]]:
        """One command under way; killed at the end of the block where it has not ended by itself."""
        process = subprocess.Popen(
            [sys.executable, "-m", "agent_desk", "--data-dir", str(self.data), *arguments],
            env={**os.environ, **self.secrets},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        try:
            yield process
        finally:
            kill(process)
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The same workspace, looked into from here."""
        desk = open_desk(for_folder(self.data))
        try:
            yield desk
        finally:
            desk.ground.store.close()

    def inbox(self) -> list[ConversationRow]:
        """The first page of the list, newest first."""
        with self.desk() as desk:
            return list(desk.inbox.page(ListQuery()))

    def conversation(self, words: str) -> ConversationRow:
        """The one conversation whose latest customer's post holds these words."""
        (row,) = [row for row in self.inbox() if words in row.text]
        return row

    def outbox(self) -> list[DeliveryRow]:
        """The outbox, oldest first."""
        with self.desk() as desk:
            return desk.outbox.rows()

    def state(self) -> DeliveryState | None:
        """Where the one delivery stands, None before it is queued."""
        rows = self.outbox() if (self.data / "desk.db").exists() else []
        return rows[-1].state if rows else None

    def carry(self, seconds: float = 90) -> DeliveryRow:
        """Repeat `sync --once` whenever something is due, until nothing is on its way or the time is up."""
        deadline = time.monotonic() + seconds
        while (row := self.outbox()[-1]).state in _UNDER_WAY and time.monotonic() < deadline:
            if row.due_at is not None:
                # The due time is in the database; nothing happens before it, whoever asks.
                threading.Event().wait(min(10.0, max(0.0, row.due_at / 1000 - time.time())))
            self.run("sync", "--once")
        return row


_UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRYING, DeliveryState.UNKNOWN)


def finished(process: subprocess.Popen[str], seconds: float = PATIENCE) -> Done:
    """Waits for the end of a process; fails after `seconds`."""
    out, said = process.communicate(timeout=seconds)
    return Done(process.returncode, json.loads(out) if out.strip() else None, said)


def kill(process: subprocess.Popen[str]) -> None:
    """Ends it as power would: it hears nothing of it, frozen or not."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Waits until it is so; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}"
        threading.Event().wait(_POLL)
