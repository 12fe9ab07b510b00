"""What an agent does about conversations that belong together: merge them, take them apart, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.ports import Acts
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.merging import Merged, MergeUndo

_SHOWN_FOR = 8000


class MergeWork:
    """The acts of one pane. `let_go`: told before a line leaves the list; `acting`: told before an act, so that what has
    another undo forgets it."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        bars: BarStack,
        let_go: Callable[[str], object] | None = None,
        acting: Callable[[], object] | None = None,
    ) -> None:
        self._desk, self._acts, self._bars = desk, acts, bars
        self._let_go, self._acting = let_go, acting
        self._last: MergeUndo | None = None

    def deeds(self, shown: Callable[[], str | None], head: QWidget) -> dict[str, Callable[[], object]]:
        """By id of the command, about the one conversation that is shown; what is picked is picked below its head."""

        def below() -> QPoint:
            return head.mapToGlobal(head.rect().bottomLeft())

        def with_shown(act: Callable[[str], object]) -> None:
            if (conversation_id := shown()) is not None:
                act(conversation_id)

        return {
            "conversation.merge": lambda: with_shown(lambda one: self.ask((one,), below(), head)),
            "conversation.unmerge": lambda: with_shown(lambda one: self.take_apart(one, below(), head)),
        }

    def ask(self, conversation_ids: Sequence[str], place: QPoint, parent: QWidget) -> None:
        """Ask into which other one these are to go, in a list at that point of the screen."""
        from agent_desk.views.merging.picker import MergePicker

        if not conversation_ids:
            return
        try:
            picker = MergePicker(self._desk, conversation_ids, parent)
        except DeskError as error:
            self._bars.show_error(error)
            return
        picker.picked.connect(lambda into: self.merge(conversation_ids, into))
        picker.open_at(place)

    def merge(self, conversation_ids: Sequence[str], into: str) -> None:
        """Let these go on in that one."""
        if self._acting is not None:
            self._acting()
        if self._let_go is not None and len(conversation_ids) == 1:
            self._let_go(conversation_ids[0])

        def done(merged: Merged) -> None:
            number = self._desk.inbox.row(merged.root).number
            n = len(merged.undo.ids)
            said = ntr(
                "{n} conversation goes on in #{number}", "{n} conversations go on in #{number}", n, number=number
            )
            self._said(said, merged)

        self._acts.do(lambda: self._desk.merging.merge(conversation_ids, into), done)

    def take_apart(self, conversation_id: str, place: QPoint, parent: QWidget) -> None:
        """Take one out of the family of a conversation: the only one at once, of several the one that is picked."""
        members = self._desk.merging.family(conversation_id)[1:]
        if not members:
            bar = Bar(tr("Nothing was merged into this conversation"))
            bar.close_after(3000)
            self._bars.show_bar("done", bar)
            return
        if len(members) == 1:
            self.unmerge(members[0].id)
            return
        # Loaded here, because the list is on screen before anything is merged.
        from agent_desk.domain.cleaning import first_line

        menu = QMenu(parent)
        for row in members:
            title = first_line(row.title, 50) or first_line(row.text, 50)
            text = tr("#{number} {title} · {venue}", number=row.number, title=title, venue=row.venue_label)
            menu.addAction(text.replace("&", "&&")).triggered.connect(partial(self._unmerge_of_menu, row.id))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)

    def _unmerge_of_menu(self, conversation_id: str, _checked: bool = False) -> None:
        self.unmerge(conversation_id)

    def unmerge(self, conversation_id: str) -> None:
        """Take one out of its family."""
        if self._acting is not None:
            self._acting()
        number = self._desk.inbox.row(conversation_id).number
        said = tr("#{number} stands by itself again", number=number)
        self._acts.do(lambda: self._desk.merging.unmerge(conversation_id), lambda merged: self._said(said, merged))

    def undo(self) -> bool:
        """Take the last act back; False where there is none."""
        undo, self._last = self._last, None
        if undo is None:
            return False
        self._bars.take("done")
        self._acts.do(lambda: self._desk.merging.undo(undo))
        return True

    def forget_undo(self) -> None:
        """Something else was done since, which has an undo of its own."""
        self._last = None

    def _said(self, said: str, done: Merged) -> None:
        self._last = done.undo
        bar = Bar(said, tone="ok")
        bar.add(tr("Undo"), self.undo)
        bar.close_after(_SHOWN_FOR)
        self._bars.show_bar("done", bar)
