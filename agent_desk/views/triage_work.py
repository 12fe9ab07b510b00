"""Sorting a conversation from the list or from its own pane: priority, tags, watching. Asks in bars and menus, each with an
undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import Priority
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts
from agent_desk.views.theme import px
from agent_desk.views.triage_words import priority_name
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.triage import Triaged

_OFFERED = 12


class TriageWork:
    """The acts on one conversation; `undo` takes the last one back."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack, busy: Callable[[], object] | None = None) -> None:
        """`busy`: told before each act, because only the last act of a place is taken back there."""
        self._desk, self._acts, self._bars, self._busy = desk, acts, bars, busy
        self._last: Callable[[], None] | None = None

    def undo(self) -> bool:
        """Take the last act back; False where there is none."""
        undo, self._last = self._last, None
        if undo is None:
            return False
        self._bars.take("done")
        undo()
        return True

    def forget_undo(self) -> None:
        """Something else was done since, which has an undo of its own."""
        self._last = None

    def priority_menu(self, row: ConversationRow, parent: QWidget) -> QMenu:
        """The four priorities, the one it has checked."""
        return priority_menu(parent, row.priority, partial(self.set_priority, row))

    def set_priority(self, row: ConversationRow, priority: Priority) -> None:
        """Say how much it matters."""
        said = tr("Priority {priority}: {who}", priority=priority_name(priority), who=_who(row))
        self._do(lambda: self._desk.triage.set_priority(row.id, priority), said)

    def tag(self, row: ConversationRow, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put tags on it and take others off."""
        new, gone = tuple(add), tuple(remove)
        said = (
            tr("Tagged {tags}: {who}", tags=", ".join(new), who=_who(row))
            if new
            else tr("Took off {tags}: {who}", tags=", ".join(gone), who=_who(row))
        )
        self._do(lambda: self._desk.triage.tag(row.id, new, gone), said)

    def watch(self, row: ConversationRow) -> None:
        """Watch it, or no more."""
        on = not self._desk.triage.watched(row.id)
        said = tr("You watch: {who}", who=_who(row)) if on else tr("You watch no more: {who}", who=_who(row))
        self._do(lambda: self._desk.triage.watch(row.id, on), said)

    def ask_tags(self, row: ConversationRow) -> None:
        """A bar with the tags there are, each to be taken off, and a field for another one."""

        def apply(add: Sequence[str], remove: Sequence[str]) -> None:
            self.tag(row, add, remove)

        show_tag_bar(self._desk, self._bars, tr("Tags of {who}", who=_who(row)), row.tags, apply)

    def _do(self, act: Callable[[], Triaged], said: str) -> None:
        if self._busy is not None:
            self._busy()

        def then(done: Triaged) -> None:
            undo = done.undo
            if undo is None:
                return
            bar = Bar(said, tone="ok")
            self._last = lambda: self._acts.do(lambda: self._desk.triage.undo(undo), _heard)
            bar.add(tr("Undo"), self.undo)
            bar.close_after(8000)
            self._bars.show_bar("done", bar)

        self._acts.do(act, then)


def show_tag_bar(
    desk: Desk, bars: BarStack, text: str, tags: Sequence[str], apply: Callable[[Sequence[str], Sequence[str]], None]
) -> None:
    """A bar with tags to take off and a field to add one, which offers those in use. `apply`: what to add, what to take off."""
    bar = Bar(text)
    for tag in tags[:6]:
        bar.add(tr("Take off {tag}", tag=f"#{tag}"), partial(apply, (), (tag,)))
    field = QLineEdit()
    field.setPlaceholderText(tr("Another tag"))
    field.setAccessibleName(tr("Another tag"))
    field.setMinimumWidth(px(140))
    complete_tags(desk, field)

    def add() -> None:
        typed = [part.strip() for part in field.text().split(",") if part.strip().lstrip("#").strip()]
        if typed:
            bars.take("ask")
            apply(typed, ())

    bar.add_widget(field)
    bar.add(tr("Add"), add, look="primary", closes=False)
    field.returnPressed.connect(add)
    bars.show_bar("ask", bar)
    field.setFocus(Qt.FocusReason.OtherFocusReason)


def complete_tags(desk: Desk, field: QLineEdit) -> None:
    """Offer the tags in use while one is typed."""
    model = QStringListModel(field)
    completer = QCompleter(model, field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(completer)

    def look(text: str) -> None:
        try:
            model.setStringList(desk.triage.known_tags(text.strip().lstrip("#"), _OFFERED))
        except DeskError:
            model.setStringList([])

    field.textEdited.connect(look)
    look("")


def priority_menu(parent: QWidget, current: Priority | None, chosen: Callable[[Priority], object]) -> QMenu:
    """The four priorities, the most pressing first."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for priority in reversed(Priority):
        action = menu.addAction(priority_name(priority))
        action.setCheckable(True)
        action.setChecked(priority is current)
        action.setObjectName(priority.name.lower())
        action.triggered.connect(lambda _checked=False, priority=priority: chosen(priority))
    return menu


def _who(row: ConversationRow) -> str:
    return row.author_name or row.author_handle


def _heard(_changes: Changes) -> None:
    """The news say what changed."""
