"""The demo network's file: read and written whole, by one thread of one process at a time, never half."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from agent_desk.domain.errors import Unreachable

_PATIENCE = 5.0
_POLL = 0.005


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the file for oneself; the operating system lets go when the process ends, however it ends. Raises
    Unreachable when somebody else holds it for more than five seconds."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f"{file.name}.lock").open("a+b") as handle:
        deadline = time.monotonic() + _PATIENCE
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise Unreachable("the demo's file is held by another process")
            time.sleep(_POLL)
        try:
            yield
        finally:
            _unlock(handle)


def replace(file: Path, text: str) -> None:
    """Write the file so that a reader finds the old text or the new one, whatever happens meanwhile."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8", errors="surrogatepass")
    beside.replace(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(handle: IO[bytes]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_UN)
