"""What SQLite complains of, as the store's own errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast

from agent_desk.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

Noun = TypeVar("Noun")


@contextmanager
def told(path: Path | None = None) -> Iterator[None]:
    """Translates SQLite's errors into the store's own. `path`: the database in use, marked as suspect when it is damaged."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error


class _Telling:
    """A noun whose methods raise the store's own errors. Each returns whole values, so nothing is read after the call."""

    def __init__(self, path: Path, noun: object) -> None:
        self._path = path
        self._noun = noun

    def __getattr__(self, name: str) -> object:
        method = getattr(self._noun, name)

        def call(*args: object, **kwargs: object) -> object:
            try:
                return method(*args, **kwargs)
            except sqlite3.Error as error:
                raise translated(error, self._path) from error

        setattr(self, name, call)
        return call


def telling(path: Path, noun: Noun) -> Noun:
    return cast(Noun, _Telling(path, noun))


def translated(error: sqlite3.Error, path: Path | None) -> StoreError:
    text, name = str(error), getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(text)
    if name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreFull(text)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        if path is not None:
            with suppress(OSError):
                suspect(path).touch()
        return StoreDamaged(text)
    return StoreError(f"{name} {text}".strip())


def suspect(path: Path) -> Path:
    """The file that says: damage was met while the program ran, so examine the whole database before it is used again."""
    return path.with_name(f"{path.name}.suspect")
