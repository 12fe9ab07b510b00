"""Keeps what the tests download for their real servers outside the checkout, so that only the first run pays."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

FOLDER_VARIABLE = "AGENT_DESK_TEST_CACHE"
_MARKER = ".complete"


class CannotStart(RuntimeError):
    """A real server cannot be had on this machine; the text says what is missing and what to do."""


def cache_folder() -> Path:
    """Where downloads are kept: the folder in `AGENT_DESK_TEST_CACHE`, else one in the user's cache folder."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).absolute() if chosen else platformdirs.user_cache_path("agent-desk-tests")


def cached(name: str, fill: Callable[[Path], None]) -> Path:
    """The folder `name` in the cache; `fill` is called with the empty folder when it is not there in whole.

    Safe between processes: one fills while the others wait. A fill that was cut off is done again from the start,
    because the mark of a whole folder is written last. The name has to tell the version, as nothing is ever renewed.
    Raises what `fill` raises, and `CannotStart` when the cache cannot be written.
    """
    folder = cache_folder() / name
    marker = folder / _MARKER
    if marker.exists():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(folder.with_name(f"{name}.lock")):
            if not marker.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                marker.touch()
    except OSError as error:
        raise CannotStart(f"{folder} cannot be filled ({FOLDER_VARIABLE} names another cache): {error}") from error
    return folder


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Waits until no other process holds the lock; the system frees it when its process ends, however that ends."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
