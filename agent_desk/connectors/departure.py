"""The last question before a write leaves: a process that was frozen in the middle of an attempt must not finish it when
another one may have taken it over meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _free() -> None:
    return None


_CHECK: ContextVar[Callable[[], None]] = ContextVar("check", default=_free)


@contextmanager
def asking(check: Callable[[], None]) -> Iterator[None]:
    """Ask `check` before each write that leaves in this thread; what it raises says that surely nothing was sent."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def depart() -> None:
    """Called right before the first byte of a write. Raises Unreachable where the attempt is not ours any more."""
    _CHECK.get()()
