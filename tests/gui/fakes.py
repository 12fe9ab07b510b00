"""Fakes of what the process around the window gives it: acts that are done at once, questions answered on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.views.ports import Failed, News

Then = Callable[[Any], None]


class FakeQuestion:
    """A question that waits until the test answers it."""

    def __init__(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[DeskError], object]
    ) -> None:
        self._work, self._then, self._failed = work, then, failed
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True

    def answer(self) -> None:
        """Do the work and tell, unless it was cancelled."""
        try:
            result = self._work()
        except DeskError as error:
            if not self.cancelled:
                self._failed(error)
            return
        if not self.cancelled:
            self._then(result)

    def refuse(self, error: DeskError) -> None:
        """The work could not be done."""
        if not self.cancelled:
            self._failed(error)


class FakeActs:
    """Acts run before `do` returns; questions wait in `asked`, or are answered at once when `prompt` is set."""

    def __init__(self, news: News, *, prompt: bool = True) -> None:
        self._news = news
        self.prompt = prompt
        self.asked: list[FakeQuestion] = []

    def do(self, work: Callable[[], Any], then: Then | None = None, failed: Failed | None = None) -> None:
        try:
            result = work()
        except DeskError as error:
            (failed or self._news.trouble.emit)(error)
            return
        for changes in _changes(result):
            self._news.changed.emit(changes)
        if then is not None:
            then(result)

    def ask(self, work: Callable[[], Any], then: Then, failed: Failed | None = None) -> FakeQuestion:
        def told(result: Any) -> None:
            for changes in _changes(result):
                self._news.changed.emit(changes)
            then(result)

        question = FakeQuestion(work, told, failed or self._news.trouble.emit)
        self.asked.append(question)
        if self.prompt:
            question.answer()
        return question


class FakeCollector:
    """Remembers what it was asked to fetch."""

    def __init__(self) -> None:
        self.wanted: list[str | None] = []
        self.busy: frozenset[str] = frozenset()
        self.brought: dict[str, int] = {}
        self.stopped: list[str] = []

    def sync_now(self, venue_id: str | None = None) -> None:
        self.wanted.append(venue_id)

    def syncing(self) -> frozenset[str]:
        return self.busy

    def fetched(self) -> dict[str, int]:
        return self.brought

    def stop(self, venue_id: str) -> None:
        self.stopped.append(venue_id)


class FakeSettings:
    """Settings in memory."""

    def __init__(self, **values: str) -> None:
        self.values = dict(values)

    def get(self, key: str, default: str = "") -> str:
        return self.values.get(key, default)

    def set(self, key: str, value: str) -> None:
        self.values[key] = value


def _changes(result: Any) -> list[Changes]:
    items = result if isinstance(result, tuple) else (result, getattr(result, "changes", None))
    return [item for item in items if isinstance(item, Changes) and item]
