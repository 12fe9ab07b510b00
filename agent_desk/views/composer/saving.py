"""Keeping a draft on disk while it is typed: one save under way at a time, always the latest text next."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import StoredMedia
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Saved(StrEnum):
    """How safe the text is. SAVED only after the disk has it."""

    NOTHING = "nothing"
    SAVING = "saving"
    SAVED = "saved"
    FAILED = "failed"


class Typed(Protocol):
    """What is in a field of the composer, for one conversation."""

    @property
    def conversation_id(self) -> str: ...
    def empty(self) -> bool: ...
    def save(self, desk: Desk) -> Changes:
        """Commit it; on the write lane."""


@frozen
class TypedReply:
    """A reply as it stands."""

    conversation_id: str
    text: str
    target_id: str | None
    media: tuple[StoredMedia, ...]
    visibility: Visibility | None = None
    warning: str = ""

    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.text or self.media or self.warning)

    def save(self, desk: Desk) -> Changes:
        """See `Typed`."""
        return desk.drafts.save(
            self.conversation_id,
            self.text,
            self.target_id,
            self.media,
            visibility=self.visibility,
            warning=self.warning,
        )


@frozen
class TypedNote:
    """A private note as it stands."""

    conversation_id: str
    text: str

    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.text

    def save(self, desk: Desk) -> Changes:
        """See `Typed`."""
        return desk.drafts.save_note(self.conversation_id, self.text)


class DraftSaver:
    """Schedules each change on the write lane at once; changes that come while a save is under way become one."""

    def __init__(self, desk: Desk, acts: Acts, told: Callable[[Saved, DeskError | None], None]) -> None:
        self._desk, self._acts, self._told = desk, acts, told
        self._waiting: Typed | None = None
        self._under_way = 0
        self._generation = 0

    def change(self, typed: Typed) -> None:
        """The text changed."""
        self._told(Saved.SAVING, None)
        if self._under_way and self._waiting_or_same(typed):
            self._waiting = typed
        else:
            self._save(typed)

    def _waiting_or_same(self, typed: Typed) -> bool:
        return self._waiting is None or self._waiting.conversation_id == typed.conversation_id

    @property
    def idle(self) -> bool:
        """Whether everything that was typed is on disk, or was tried."""
        return not self._under_way and self._waiting is None

    def flush(self) -> None:
        """Hand over what is still held back; the write lane keeps the order."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._save(waiting)

    def forget(self) -> None:
        """The text was sent or is shown anew from the disk: nothing of it is to be saved any more."""
        self._waiting = None
        self._generation += 1
        self._told(Saved.NOTHING, None)

    def _save(self, typed: Typed) -> None:
        self._under_way += 1
        generation = self._generation

        def then(_changes: object) -> None:
            self._end(generation, Saved.NOTHING if typed.empty() else Saved.SAVED)

        def failed(error: DeskError) -> None:
            self._end(generation, Saved.FAILED, error)

        self._acts.do(lambda: typed.save(self._desk), then, failed)

    def _end(self, generation: int, outcome: Saved, error: DeskError | None = None) -> None:
        self._under_way -= 1
        if self._waiting is not None and not self._under_way:
            self.flush()
        elif generation == self._generation and not self._under_way:
            self._told(outcome, error)
