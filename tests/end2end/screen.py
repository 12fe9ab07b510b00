"""A screen of its own for the real program, and hands on its keyboard; needs Xvfb and xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

NEEDED = ("Xvfb", "xdotool")


def absent() -> list[str]:
    """Which of the programs it needs are not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


@dataclass(frozen=True)
class Screen:
    """One display. `environment` is what a program needs to appear on it."""

    environment: Mapping[str, str]

    def window(self, title: str) -> str:
        """The id of the visible window with these words in its title; empty while there is none."""
        found = self._run("search", "--onlyvisible", "--name", title, check=False)
        return found.split()[0] if found.strip() else ""

    def focus(self, window: str) -> None:
        """Give it the keyboard, as a window manager does."""
        self._run("windowfocus", "--sync", window)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other: `Return`, `ctrl+k`."""
        self._run("key", "--delay", "60", *keys)

    def write(self, text: str) -> None:
        """Type letters."""
        self._run("type", "--delay", "15", text)

    def titles(self) -> str:
        """The titles of all visible windows, a line each."""
        ids = self._run("search", "--onlyvisible", "--name", ".", check=False).split()
        return "\n".join(self._run("getwindowname", one, check=False).strip() for one in ids)

    def _run(self, *arguments: str, check: bool = True) -> str:
        command = ["xdotool", *arguments]
        done = subprocess.run(
            command, env=dict(self.environment), capture_output=True, text=True, check=check, timeout=60
        )
        return done.stdout


@contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[Screen]:
    """A display while the block lasts; its number is the server's choice."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        yield Screen({**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"})
    finally:
        server.terminate()
        server.wait()
