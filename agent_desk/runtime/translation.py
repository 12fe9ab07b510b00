"""The hook for a translation program of the user's own: the text goes in on its input, the translation comes back on its
output. No shell, no network of ours."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO

from agent_desk.domain.errors import TranslationFailed

PATIENCE = 20.0
"""Seconds a translation may take."""
LONGEST = 100_000
"""Characters that go in at most; four times as many may come back."""
_POSIX = sys.platform != "win32"


def arguments(command: str, source: str, target: str) -> list[str]:
    """The program and its arguments, split as a shell would but run by none; `{from}` and `{to}` are filled in.

    `source`, `target`: BCP 47 tags, `auto` where nobody knows. Raises TranslationFailed where there is no program.
    """
    try:
        parts = shlex.split(command, posix=_POSIX)
    except ValueError as error:
        raise TranslationFailed(str(error)) from error
    if not parts:
        raise TranslationFailed("no command is set")
    return [part.replace("{from}", source).replace("{to}", target) for part in parts]


def translate(command: str, text: str, source: str, target: str, *, patience: float = PATIENCE) -> str:
    """Run the command on a text and return what it printed, without white space around. Blocking, for the pool.

    `patience` in seconds; after it the program and what it started are ended. Raises TranslationFailed.
    """
    if len(text) > LONGEST:
        raise TranslationFailed(f"the text is longer than {LONGEST} characters")
    parts = arguments(command, source, target)
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(
                parts, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, start_new_session=_POSIX
            )
        except OSError as error:
            raise TranslationFailed(f"{parts[0]}: {error.strerror or error}") from error
        said, late, code = _talk(process, text, patience)
        complaints.seek(0)
        why = complaints.read(2000).decode("utf-8", "replace").strip().partition("\n")[0][:300]
    if late:
        raise TranslationFailed(f"{parts[0]} took longer than {patience:g} seconds and was ended")
    if len(said) > 4 * LONGEST:
        raise TranslationFailed(f"{parts[0]} printed too much")
    if code != 0:
        raise TranslationFailed(why or f"{parts[0]} ended with {code}")
    if not said.strip():
        raise TranslationFailed(why or f"{parts[0]} printed nothing")
    return said.strip()


def _talk(process: subprocess.Popen[bytes], text: str, patience: float) -> tuple[str, bool, int]:
    """What the program printed, whether it took too long, and how it ended."""
    given, printed = process.stdin, process.stdout
    if given is None or printed is None:
        raise TranslationFailed("the program has no input or output")
    late = threading.Event()

    def end() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(patience, end)
    writer = threading.Thread(target=_write, args=(given, text.encode("utf-8", "replace")))
    timer.start()
    writer.start()
    try:
        most = 4 * LONGEST
        said = printed.read(4 * most + 4).decode("utf-8", "replace")
        if len(said) > most:
            _end(process)
        code = process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            _end(process)
        writer.join()
        timer.join()
        printed.close()
        process.wait()
    return said, late.is_set(), code


def _write(given: IO[bytes], text: bytes) -> None:
    """A program that does not read to the end has its reasons."""
    try:
        with given:
            given.write(text)
    except OSError:
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program, and where the system knows groups of processes, all that it started."""
    if not _POSIX:
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
