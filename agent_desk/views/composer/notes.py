"""Writing a private note: a field and a draft of its own, never in reach of what sends to a venue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

from agent_desk.domain.errors import DeskError
from agent_desk.views.composer.saving import DraftSaver, Saved, TypedNote
from agent_desk.views.composer.text_edit import GrowingEdit
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class NoteWriting:
    """The note of one conversation at a time. `told`: how safe it is; `failed`: why it could not be added."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        field: GrowingEdit,
        told: Callable[[Saved, DeskError | None], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._desk, self._acts, self._field, self._failed = desk, acts, field, failed
        self._saver = DraftSaver(desk, acts, told)
        self._conversation_id = ""
        self._filling = self._busy = False
        field.textChanged.connect(self._changed)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._field.toPlainText()

    @property
    def ready(self) -> bool:
        """Whether there is something to add, and nothing is being added."""
        return bool(self.text.strip()) and not self._busy

    def begin(self, conversation_id: str, text: str) -> None:
        """Write in this conversation (empty: in none), beginning with what was typed there before."""
        self._conversation_id = conversation_id
        self._saver.forget()
        self._set_busy(False)
        self._fill(text)

    def refresh(self, text: str) -> None:
        """The note as it is on disk, where it was changed elsewhere and nothing is being typed here."""
        if self._saver.idle and not self._busy and text != self.text:
            self._fill(text)

    def flush(self) -> None:
        """Hand the last keystrokes to the write lane."""
        self._saver.flush()

    def add(self, then: Callable[[], object]) -> None:
        """Make a note of it, once; the text stays until it is on disk as a note."""
        if not self.ready or not self._conversation_id:
            return
        conversation_id, text = self._conversation_id, self.text
        self._saver.forget()
        self._set_busy(True)

        def done(_noted: object) -> None:
            if self._conversation_id == conversation_id:
                self._set_busy(False)
                self._fill("")
            then()

        def failed(error: DeskError) -> None:
            if self._conversation_id == conversation_id:
                self._set_busy(False)
                self._saver.change(TypedNote(conversation_id, text))
            self._failed(error)

        self._acts.do(lambda: self._desk.notes.add(conversation_id, text), done, failed)

    def _changed(self) -> None:
        if not self._filling and self._conversation_id:
            self._saver.change(TypedNote(self._conversation_id, self.text))

    def _fill(self, text: str) -> None:
        self._filling = True
        self._field.setPlainText(text)
        self._field.moveCursor(QTextCursor.MoveOperation.End)
        self._filling = False

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._field.setReadOnly(busy)
