"""What the keys of the list do: with all marked conversations where there are any, else with the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.views.assigning.work import AssignWork
from agent_desk.views.author_work import AuthorWork
from agent_desk.views.commands import command, key_text
from agent_desk.views.inbox.bulk import BulkWork
from agent_desk.views.inbox.list_view import ConversationList
from agent_desk.views.inbox.work import ConversationWork
from agent_desk.views.last_act import LastAct
from agent_desk.views.merging.work import MergeWork
from agent_desk.views.triage_work import TriageWork
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

Act = Callable[[ConversationRow], object]
_OF_ONE = (
    "conversation.next_done",
    "conversation.unmerge",
    "conversation.watch",
    "conversation.why",
    "conversation.take_up",
    "author.mute",
    "author.spam",
)
"""What cannot be done with many at once."""


@frozen
class Wishes:
    """What the keys ask of the rest of the window; each is given the id of a conversation."""

    open: Callable[[str], object]
    reply: Callable[[str], object]
    note: Callable[[str], object]
    pop_out: Callable[[str], object]


class ListActs:
    """The commands that work in the list itself."""

    def __init__(
        self,
        desk: Desk,
        conversations: ConversationList,
        *,
        work: ConversationWork,
        triage: TriageWork,
        assign: AssignWork,
        merge: MergeWork,
        bulk: BulkWork,
        authors: AuthorWork,
        bars: BarStack,
        wishes: Wishes,
        last: LastAct,
    ) -> None:
        self._desk, self._list, self._marks = desk, conversations, conversations.marks
        self._work, self._bulk, self._authors, self._bars, self._wishes = work, bulk, authors, bars, wishes
        self._triage, self._assign, self._merge, self._last = triage, assign, merge, last

    def slots(self) -> dict[str, Callable[[], object]]:
        """By id of the command."""
        return self._moving() | self._deciding() | self._leading()

    def _moving(self) -> dict[str, Callable[[], object]]:
        return {
            "list.next": lambda: self._list.step(1),
            "list.previous": lambda: self._list.step(-1),
            "list.select": lambda: self._mark(self._marks.toggle),
            "list.extend_next": lambda: self._extend(1),
            "list.extend_previous": lambda: self._extend(-1),
            "list.select_all": lambda: self._marks.add(row.id for row in self._list.rows()),
            "list.select_none": self._marks.clear,
            "undo": self.undo,
        }

    def _deciding(self) -> dict[str, Callable[[], object]]:
        work, bulk = self._work, self._bulk

        def pick(ids: tuple[str, ...]) -> None:
            self._assign.pick(ids, self._below_line(), self._list)

        return {
            "conversation.resolve": lambda: self._each(work.resolve, bulk.resolve),
            "conversation.next_done": self._resolve_and_next,
            "conversation.reopen": lambda: self._each(work.reopen, lambda ids: bulk.set_status(ids, Status.OPEN)),
            "conversation.pending": lambda: self._each(
                work.set_pending, lambda ids: bulk.set_status(ids, Status.PENDING)
            ),
            "conversation.snooze": lambda: self._menus(work.snooze_menu, bulk.snooze_menu),
            "conversation.read": lambda: self._each(
                lambda row: work.set_read(row, read=True), lambda ids: bulk.set_read(ids, read=True)
            ),
            "conversation.unread": lambda: self._each(
                lambda row: work.set_read(row, read=False), lambda ids: bulk.set_read(ids, read=False)
            ),
            "conversation.assign": lambda: self._each(lambda row: pick((row.id,)), pick),
            "conversation.assign_me": lambda: self._each(lambda row: self._assign.take((row.id,)), self._assign.take),
            "conversation.release": lambda: self._each(
                lambda row: self._assign.release((row.id,)), self._assign.release
            ),
            "conversation.why": lambda: self._with(lambda row: self._assign.explain(row.id)),
            "conversation.priority": lambda: self._menus(self._triage.priority_menu, bulk.priority_menu),
            "conversation.tag": lambda: self._each(self._triage.ask_tags, bulk.ask_tags),
            "conversation.watch": lambda: self._with(self._triage.watch),
            "conversation.macro": lambda: self._each(lambda row: self._show_macros((row.id,)), self._show_macros),
            "conversation.merge": lambda: self._each(lambda row: self._ask_merge((row.id,)), self._ask_merge),
            "conversation.unmerge": lambda: self._with(self._take_apart),
            "conversation.take_up": lambda: self._with(work.take_up),
            "author.mute": lambda: self._with(lambda row: self._ask_mark(row, AuthorMark.MUTED)),
            "author.spam": lambda: self._with(lambda row: self._ask_mark(row, AuthorMark.SPAM)),
        }

    def _leading(self) -> dict[str, Callable[[], object]]:
        wishes = self._wishes
        return {
            "conversation.open": lambda: self._with(lambda row: wishes.open(row.id)),
            "conversation.reply": lambda: self._with(lambda row: wishes.reply(row.id)),
            "conversation.note": lambda: self._with(lambda row: wishes.note(row.id)),
            "conversation.pop_out": lambda: self._with(lambda row: wishes.pop_out(row.id)),
            "conversation.browse": lambda: self._with(lambda row: follow(row.url)),
            "conversation.copy_link": lambda: self._with(self._copy_link),
            "conversation.copy_number": lambda: self._with(lambda row: self._copy(f"#{row.number}")),
        }

    def undo(self) -> None:
        """Take the last act back, of one or of many."""
        if not self._last.undo():
            bar = Bar(tr("There is nothing to undo"))
            bar.close_after(3000)
            self._bars.show_bar("done", bar)

    def show_menu(self, point: QPoint) -> None:
        """The acts on the chosen conversation, or on all marked ones."""
        if self._list.current_row() is None:
            return
        menu = QMenu(self._list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        many = {name for name in self._deciding() if name not in _OF_ONE}
        for command_id, slot in self.slots().items():
            if command_id.startswith(("conversation.", "author.")) and (not self._marks or command_id in many):
                action = menu.addAction(f"{tr(command(command_id).text)}\t{key_text(command_id)}")
                action.triggered.connect(lambda _checked=False, slot=slot: slot())
        menu.popup(self._list.viewport().mapToGlobal(point))

    def _each(self, one: Act, many: Callable[[tuple[str, ...]], object]) -> None:
        if self._bulk.running:
            return
        if self._marks:
            self._last.begin()
            many(self._marks.ids())
        else:
            self._bulk.forget_undo()
            self._with(one)

    def _with(self, act: Act) -> None:
        """Act on the chosen conversation as it is now."""
        row = self._list.current_row()
        if row is None:
            return
        try:
            act(self._desk.inbox.row(row.id))
        except NotFound as error:
            self._bars.show_error(error)

    def _mark(self, act: Callable[[str], None]) -> None:
        if row := self._list.current_row():
            act(row.id)

    def _extend(self, by: int) -> None:
        """Mark the line that is selected and the one next to it, which is selected then."""
        before = self._list.current_row()
        self._list.step(by)
        self._marks.add(row.id for row in (before, self._list.current_row()) if row)

    def _ask_merge(self, ids: tuple[str, ...]) -> None:
        self._merge.ask(ids, self._below_line(), self._list)

    def _take_apart(self, row: ConversationRow) -> None:
        self._merge.take_apart(row.id, self._below_line(), self._list)

    def _below_line(self) -> QPoint:
        """Below the chosen line, on the screen."""
        place = self._list.visualRect(self._list.currentIndex())
        viewport: QWidget = self._list.viewport()
        return viewport.mapToGlobal(place.bottomLeft() if place.isValid() else viewport.rect().topLeft())

    def _ask_mark(self, row: ConversationRow, mark: AuthorMark) -> None:
        author = self._desk.people.author(row.author_id)
        if not author.ours:
            self._authors.ask(author, mark)

    def _resolve_and_next(self) -> None:
        row = self._list.current_row()
        if row is None:
            return
        self._bulk.forget_undo()
        self._with(lambda fresh: self._work.resolve(fresh, then=lambda: self._leave(row.id)))

    def _leave(self, conversation_id: str) -> None:
        """Where the list still shows it, go on to the next one."""
        row = self._list.current_row()
        if row is not None and row.id == conversation_id:
            self._list.step(1)

    def _menus(
        self,
        one: Callable[[ConversationRow, QWidget], QMenu],
        many: Callable[[tuple[str, ...], QWidget], QMenu],
    ) -> None:
        """Open the menu for the chosen conversation, or the one for all marked ones."""
        self._each(lambda row: self._pop_up(one(row, self._list)), lambda ids: self._pop_up(many(ids, self._list)))

    def run_macro(self, macro_id: str) -> None:
        """Run a macro on all marked conversations, else on the chosen one."""
        self._each(
            lambda row: self._bulk.run_macro((row.id,), macro_id), lambda ids: self._bulk.run_macro(ids, macro_id)
        )

    def _show_macros(self, ids: tuple[str, ...]) -> None:
        from agent_desk.views.macro_menu import macro_menu

        self._pop_up(macro_menu(self._desk, self._list, lambda macro_id: self._bulk.run_macro(ids, macro_id)))

    def _pop_up(self, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self._list.visualRect(self._list.currentIndex())
        menu.setActiveAction(menu.actions()[0])
        viewport: QWidget = self._list.viewport()
        menu.popup(viewport.mapToGlobal(place.center() if place.isValid() else viewport.rect().center()))

    def _copy_link(self, row: ConversationRow) -> None:
        if row.url:
            self._copy(row.url)
        else:
            self._say(tr("This conversation has no address of its own"))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(tr("Copied: {what}", what=text if len(text) <= 60 else f"{text[:59]}…"))

    def _say(self, text: str) -> None:
        bar = Bar(text)
        bar.close_after(3000)
        self._bars.show_bar("done", bar)


def follow(address: str) -> None:
    """Open a page of a venue; the address is the venue's word, and so as hostile as its texts."""
    from agent_desk.domain.links import followable

    if url := followable(address):
        QDesktopServices.openUrl(QUrl(url))
