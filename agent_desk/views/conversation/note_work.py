"""What an agent does with private notes that stand among the posts: change them, take them away and bring them back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from agent_desk.domain.rows import NoteRow
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


def text_field(name: str, said: str, text: str) -> QPlainTextEdit:
    """A field for a few lines, as bars ask for them."""
    field = QPlainTextEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(said)
    field.setFixedHeight(px(110))
    field.setMinimumWidth(px(320))
    field.setTabChangesFocus(True)
    return field


class NoteWork:
    """Nobody but the team sees notes, so nothing is asked twice; taking one away can be undone."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack) -> None:
        self._desk, self._acts, self._bars = desk, acts, bars

    def edit(self, note: NoteRow) -> None:
        """Ask for the new text in a bar."""
        bar = Bar(tr("Change the note; only the team sees it"))
        field = text_field("noteText", tr("New text of the note"), note.text)
        bar.add_widget(field)

        def save() -> None:
            if text := field.toPlainText().strip():
                self._acts.do(lambda: self._desk.notes.edit(note.id, text))

        bar.add(tr("Change it"), save, look="primary").setObjectName("confirmNote")
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def remove(self, note: NoteRow) -> None:
        """Take it away, with the way back."""

        def then(_changes: object) -> None:
            bar = Bar(tr("The note was removed"), tone="ok")
            bar.add(tr("Undo"), partial(self._restore, note)).setObjectName("restoreNote")
            bar.close_after(10_000)
            self._bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.notes.remove(note.id), then)

    def _restore(self, note: NoteRow) -> None:
        self._acts.do(lambda: self._desk.notes.restore(note.id))
