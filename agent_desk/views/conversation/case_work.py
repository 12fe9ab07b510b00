"""What is decided about a conversation as a whole from its own pane: who works on it, how it is sorted, what it is merged
with, macros. The line below the head shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, SignalInstance
from PySide6.QtWidgets import QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.views.assigning.work import AssignWork
from agent_desk.views.colleagues import Colleagues
from agent_desk.views.composer import Composer
from agent_desk.views.conversation.sorting_row import SortingRow
from agent_desk.views.inbox.bulk import BulkWork
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.inbox.work import ConversationWork
from agent_desk.views.last_act import LastAct
from agent_desk.views.merging.work import MergeWork
from agent_desk.views.ports import Acts, Now
from agent_desk.views.triage_work import TriageWork
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Place(Protocol):
    """What the pane gives: its bars, the row as last read, the composer, and a way into the reply."""

    bars: BarStack
    composer: Composer
    dealt_with: SignalInstance

    @property
    def row(self) -> ConversationRow | None: ...
    def type_reply(self, words: str) -> None: ...


class CaseWork:
    """`pane`: over which menus open; `place`: the same, as what it gives; `work`, `last`: what else is taken back here."""

    def __init__(
        self, pane: QWidget, place: Place, desk: Desk, acts: Acts, *, now: Now, work: ConversationWork, last: LastAct
    ) -> None:
        self._pane, self._place, self._desk, self._now = pane, place, desk, now
        self._colleagues = Colleagues(desk)
        self.line = SortingRow(self._colleagues.name)
        bars, dealt_with = place.bars, place.dealt_with.emit
        self._triage = TriageWork(desk, acts, bars, last.begin)
        self._assign = AssignWork(desk, acts, bars, let_go=dealt_with, acting=last.begin)
        self.say_given = self._assign.say_given
        self._merge = MergeWork(desk, acts, bars, dealt_with, last.begin)
        self._last = last
        last.of(self._triage, self._assign, self._merge, work)
        self._macros = BulkWork(desk, acts, bars, Marks(pane), now, pane)
        self._macros.lend(lambda: row_id(place.row), place.type_reply, place.composer.tools.withdraw)
        deeds = self.deeds()
        self.line.wanted.connect(lambda command_id: deeds[command_id]())
        self.line.tag_off.connect(lambda tag: self._with(lambda one: self._triage.tag(one, remove=(tag,))))

    def deeds(self) -> dict[str, Callable[[], object]]:
        """By id of the command."""
        return {
            "conversation.assign": partial(self._below, self.line.assignee, self._pick),
            "conversation.assign_me": lambda: self._with(lambda row: self._assign.take((row.id,))),
            "conversation.why": lambda: self._with(lambda row: self._assign.explain(row.id)),
            "conversation.release": lambda: self._with(lambda row: self._assign.release((row.id,))),
            "conversation.priority": partial(self._below, self.line.priority, self._show_priorities),
            "conversation.tag": lambda: self._with(self._triage.ask_tags),
            "undo": self._undo,
            "conversation.watch": lambda: self._with(self._triage.watch),
            **self._merge.deeds(lambda: row_id(self._place.row) or None, self.line),
        }

    def show(self, row: ConversationRow) -> None:
        """Say how it stands."""
        try:
            watched = self._desk.triage.watched(row.id)
        except DeskError:
            watched = False
        self.line.show_row(row, watched=watched, alone=self._colleagues.alone, now=self._now())

    def tick(self, row: ConversationRow) -> None:
        """Say anew when it is due."""
        self.line.tick(row, self._now())

    def heard(self, changes: Changes) -> bool:
        """Something happened; True where somebody may be called otherwise now."""
        return self._colleagues.heard(changes)

    def open_macros(self) -> None:
        """The macros, above the field one writes in."""
        from agent_desk.views.macro_menu import macro_menu

        if (shown := row_id(self._place.row)) == "":
            return
        menu = macro_menu(self._desk, self._pane, partial(self._macros.run_macro, (shown,)))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self._place.composer.mapToGlobal(self._place.composer.rect().topLeft()))

    def _undo(self) -> None:
        if not self._last.undo():
            bar = Bar(tr("There is nothing to undo"))
            bar.close_after(3000)
            self._place.bars.show_bar("done", bar)

    def _with(self, act: Callable[[ConversationRow], object]) -> None:
        if (row := self._place.row) is not None:
            act(row)

    def _below(self, place: QWidget, act: Callable[[ConversationRow, QPoint], object]) -> None:
        at = place.mapToGlobal(QPoint(0, place.height() + 2))
        self._with(lambda row: act(row, at))

    def _pick(self, row: ConversationRow, at: QPoint) -> None:
        self._assign.pick((row.id,), at, self._pane)

    def _show_priorities(self, row: ConversationRow, at: QPoint) -> None:
        self._triage.priority_menu(row, self._pane).popup(at)


def row_id(row: ConversationRow | None) -> str:
    """The id of a conversation, empty for none."""
    return row.id if row is not None else ""
