"""Which act a pane takes back: the last one of all that several kinds of work did there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Undoable(Protocol):
    """Knows its own last act."""

    def undo(self) -> bool: ...
    def forget_undo(self) -> None: ...


class LastAct:
    """Works say `begin` before each act; so at most one of them has something to take back."""

    def __init__(self) -> None:
        self._works: list[Undoable] = []

    def of(self, *works: Undoable) -> None:
        """All that act in this pane."""
        self._works = list(works)

    def begin(self) -> None:
        """Something new is done: what was done before is no longer taken back."""
        for work in self._works:
            work.forget_undo()

    def undo(self) -> bool:
        """Take the last act back; False where there is none."""
        return any(work.undo() for work in self._works)

    def before(self, act: Callable[[str], object]) -> Callable[[str], None]:
        """The same for what is told of the conversation before an act."""

        def told(conversation_id: str) -> None:
            self.begin()
            act(conversation_id)

        return told
