"""What the window needs from the process around it: the way across threads, the news, the settings, the collector.

The screens know these four and the services; `agent_desk.app` implements them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from agent_desk.domain.errors import DeskError
from agent_desk.runtime.clock import Now

__all__ = ["Acts", "CollectorPort", "Failed", "News", "Now", "Question", "Settings"]

T = TypeVar("T")

Failed = Callable[[DeskError], None]
"""Told on the GUI thread why something failed; without one the window's error bar says it."""


class Question(Protocol):
    """A question that was asked and not answered yet."""

    def cancel(self) -> None:
        """Forget it: neither `then` nor `failed` will be called. Safe to repeat, and after the answer."""


class Acts(Protocol):
    """The way from the GUI thread to where blocking work runs, and back. All methods return at once."""

    def do(self, work: Callable[[], T], then: Callable[[T], None] | None = None, failed: Failed | None = None) -> None:
        """Run an act on the write lane, in order. Changes in its result (itself, its `changes`, or an item of a tuple)
        are published as news before `then` is called with the result, on the GUI thread."""

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None = None) -> Question:
        """Run something slow in the pool, out of order (search, signing in). Changes in its result are published as
        with `do`, even where the question was cancelled meanwhile."""


class News(QObject):
    """What happened, on the GUI thread, whoever did it: the agent, the collector, another process."""

    changed = Signal(object)
    """agent_desk.domain.changes.Changes"""

    sync = Signal(object)
    """A venue's id (str) whose sync began or ended, or None for all of them."""

    trouble = Signal(object)
    """A DeskError nobody else takes care of: the window shows it in its bar."""


class CollectorPort(Protocol):
    """What the window may ask of whoever fetches and sends."""

    def sync_now(self, venue_id: str | None = None) -> None:
        """Fetch from this venue, or from all, as soon as possible. Returns at once."""

    def syncing(self) -> frozenset[str]:
        """Ids of the venues that are being fetched from right now."""

    def fetched(self) -> Mapping[str, int]:
        """How many posts each fetch that is under way has brought so far, by id of the venue."""

    def stop(self, venue_id: str) -> None:
        """Let the fetch that is under way end after its page. What it brought stays, and it goes on from there at the
        venue's next turn. Returns at once."""


class Settings(Protocol):
    """Remembered choices of this profile, by key. Small and in memory; kept on disk by whoever implements it."""

    def get(self, key: str, default: str = "") -> str: ...

    def set(self, key: str, value: str) -> None: ...
