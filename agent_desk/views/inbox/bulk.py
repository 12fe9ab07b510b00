"""Acts on all marked conversations at once: the row of buttons, progress that can be cancelled, what failed, one undo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QProgressBar, QWidget

from agent_desk.domain.conversations import BY_AGENT, Disposition, Status
from agent_desk.domain.errors import DeskError
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.ports import Acts, Now
from agent_desk.views.theme import px
from agent_desk.views.triage_work import complete_tags, priority_menu
from agent_desk.views.widgets import Bar, BarStack, FlowLayout, button, icon_button, label, link_button

if TYPE_CHECKING:
    from agent_desk.services.bulk import BulkAct, BulkOutcome, BulkUndo
    from agent_desk.services.bulk_work import Work
    from agent_desk.services.desk import Desk
    from agent_desk.services.macros import Ran

_PATIENCE = 500
"""Milliseconds after which a wait shows itself."""
Outcome = TypeVar("Outcome", "BulkOutcome", "Ran")
_Many = Callable[[Callable[[int, int], None], Callable[[], bool]], Outcome]
"""Does something with many: told how to say how far it got, and how to ask whether it is to end."""


class BulkRow(QWidget):
    """What can be done with all marked ones; stands where the filters stand while there are marks. The signals ask for it."""

    wanted = Signal(str)
    """The id of a command of the list."""
    all_wanted = Signal()

    def __init__(self, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self.setAccessibleName(tr("Selected conversations"))
        self._said = label(bold=True)
        self._all = link_button(tr("Select all that match"))
        self._all.clicked.connect(self.all_wanted)
        clear = icon_button("close", tr("Select none"))
        clear.clicked.connect(marks.clear)
        flow = FlowLayout(self, px(6))
        flow.addWidget(clear)
        flow.addWidget(self._said)
        flow.addWidget(self._all)
        for command_id, text in (
            ("conversation.resolve", tr("Resolve")),
            ("conversation.snooze", tr("Snooze")),
            ("conversation.pending", tr("Pending")),
            ("conversation.reopen", tr("Reopen")),
            ("conversation.read", tr("Read")),
            ("conversation.unread", tr("Unread")),
            ("conversation.priority", tr("Priority")),
            ("conversation.tag", tr("Tags")),
            ("conversation.macro", tr("Macro")),
        ):
            act = button(text, look="filter")
            act.clicked.connect(partial(self.wanted.emit, command_id))
            flow.addWidget(act)
        self._all.hide()

    def show_marks(self, *, more: bool) -> None:
        """Say how many there are; `more`: the list has others that are not loaded yet."""
        count = len(self._marks)
        self._said.setText(ntr("{n} selected", "{n} selected", count))
        self._all.setVisible(more and not self._marks.whole)


class BulkWork(QObject):
    """Runs acts on many off the GUI thread and says how it went. One at a time."""

    _progress = Signal(int, int)

    def __init__(
        self, desk: Desk, acts: Acts, bars: BarStack, marks: Marks, now: Now, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._bars, self._marks, self._now = desk, acts, bars, marks, now
        self._cancelled = threading.Event()
        self._running = False
        self._scale: QProgressBar | None = None
        self._last: BulkUndo | None = None
        self._typed = ""
        """What the last act typed into the composer."""
        self.lend(str, _unheard, _unheard)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PATIENCE)
        self._wait.timeout.connect(self._show_progress)
        self._progress.connect(self._on_progress)

    def lend(self, shown: Callable[[], str], write: Callable[[str], object], unwrite: Callable[[str], object]) -> None:
        """Let macros type into a composer. `shown`: the id of the conversation it stands under, or empty; `write`: at its
        cursor; `unwrite`: take these words away again, where they stand as they were typed."""
        self._shown, self._write, self._unwrite = shown, write, unwrite

    @property
    def running(self) -> bool:
        """Whether an act on many is under way."""
        return self._running

    def mark_matching(self, query: ListQuery) -> None:
        """Mark every conversation that matches, loaded or not."""
        cancelled = self._begin()

        def then(ids: tuple[str, ...]) -> None:
            self._end()
            if not cancelled.is_set():
                self._marks.add(ids, whole=True)

        self._acts.ask(lambda: self._desk.bulk.matching(query, cancelled.is_set), then, self._refused)

    def resolve(self, ids: Sequence[str]) -> None:
        """Resolve them, once it is said what ended the waiting in those where customers wait."""
        bar = Bar(
            ntr(
                "Resolve {n} conversation. Where customers wait, what ends the waiting?",
                "Resolve {n} conversations. Where customers wait, what ends the waiting?",
                len(ids),
            )
        )
        for disposition in BY_AGENT[:2]:
            bar.add(texts.disposition(disposition), partial(self._resolve, ids, disposition))
        bar.add(tr("They go on waiting"), partial(self._resolve, ids, None))
        more = bar.add(tr("More"), _nothing, closes=False)
        menu = QMenu(more)
        for disposition in BY_AGENT[2:]:
            action = menu.addAction(texts.disposition(disposition))
            action.triggered.connect(lambda _checked=False, chosen=disposition: self._resolve(ids, chosen))
        more.setMenu(menu)
        self._bars.show_bar("ask", bar)
        bar.focus_first()

    def set_status(self, ids: Sequence[str], status: Status, until: int | None = None) -> None:
        """Reopen, set pending or snooze them."""
        from agent_desk.services.bulk import BulkAct

        self._run(ids, BulkAct(status=status, until=until))

    def set_read(self, ids: Sequence[str], *, read: bool) -> None:
        """Mark them as read or as unread."""
        from agent_desk.services.bulk import BulkAct

        self._run(ids, BulkAct(read=read))

    def priority_menu(self, ids: Sequence[str], parent: QWidget) -> QMenu:
        """The four priorities, for all of them."""
        from agent_desk.services.bulk_work import Work

        return priority_menu(parent, None, lambda priority: self.put(ids, Work(priority=priority)))

    def ask_tags(self, ids: Sequence[str]) -> None:
        """A bar with a field for tags, to be put on all of them or taken off."""
        from agent_desk.services.bulk_work import Work

        bar = Bar(ntr("Tag {n} conversation", "Tag {n} conversations", len(ids)))
        field = QLineEdit()
        field.setPlaceholderText(tr("Tag"))
        field.setAccessibleName(tr("Tag"))
        field.setMinimumWidth(px(140))
        complete_tags(self._desk, field)

        def tag(*, add: bool) -> None:
            tags = tuple(part.strip() for part in field.text().split(",") if part.strip().lstrip("#").strip())
            if tags:
                self._bars.take("ask")
                self.put(ids, Work(add_tags=tags) if add else Work(remove_tags=tags))

        bar.add_widget(field)
        bar.add(tr("Add"), partial(tag, add=True), look="primary", closes=False)
        bar.add(tr("Take off"), partial(tag, add=False), closes=False)
        field.returnPressed.connect(partial(tag, add=True))
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def snooze_menu(self, ids: Sequence[str], parent: QWidget) -> QMenu:
        """The times to choose from, each with its exact moment."""
        menu, now = QMenu(parent), self._now()
        for name, at in when.wake_times(now):
            action = menu.addAction(f"{name}\t{when.moment(at, now)}")
            action.triggered.connect(lambda _checked=False, at=at: self.set_status(ids, Status.SNOOZED, at))
        return menu

    def put(self, ids: Sequence[str], work: Work) -> None:
        """Give them to somebody, or sort them anew."""
        from agent_desk.services.bulk import BulkAct

        self._run(ids, BulkAct(work=work))

    def spread(self, ids: Sequence[str], team_id: str) -> None:
        """Deal them out over a team."""
        self._start(ids, lambda progress, cancelled: self._desk.assignment.spread(ids, team_id, progress, cancelled))

    def run_macro(self, ids: Sequence[str], macro_id: str) -> None:
        """Run a macro on them. Its reply is typed where one of them is open, and begun in the drafts of the others."""
        typed_in = self._shown()

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Ran:
            return self._desk.macros.run(
                macro_id, ids, progress, cancelled, typed_in=typed_in if typed_in in ids else ""
            )

        def then(ran: Ran) -> None:
            if ran.reply and self._shown() == typed_in:
                self._typed = ran.reply
                self._write(ran.reply)

        self._start(ids, work, then)

    def undo(self) -> bool:
        """Take the last act on many back; False where there is none."""
        undo, self._last = self._last, None
        if undo is None or self._running:
            return False
        if self._typed:
            self._unwrite(self._typed)
        cancelled = self._begin()

        def then(outcome: BulkOutcome) -> None:
            self._end()
            said = ntr("{n} conversation is as it was", "{n} conversations are as they were", outcome.done)
            self._tell(outcome, said)

        self._acts.ask(lambda: self._desk.bulk.undo(undo, self._progress.emit, cancelled.is_set), then, self._refused)
        return True

    def forget_undo(self) -> None:
        """Something else was done since, which has an undo of its own."""
        self._last = None

    def stop(self) -> None:
        """What was done stays done; the rest is left."""
        self._cancelled.set()

    def _resolve(self, ids: Sequence[str], disposition: Disposition | None) -> None:
        from agent_desk.services.bulk import BulkAct

        self._bars.take("ask")
        self._run(ids, BulkAct(status=Status.RESOLVED, disposition=disposition))

    def _run(self, ids: Sequence[str], act: BulkAct) -> None:
        self._start(ids, lambda progress, cancelled: self._desk.bulk.run(ids, act, progress, cancelled))

    def _start(
        self, ids: Sequence[str], work: _Many[Outcome], heard: Callable[[Outcome], object] = lambda _: None
    ) -> None:
        if self._running:
            return
        cancelled = self._begin()
        self._typed = ""

        def then(outcome: Outcome) -> None:
            self._end()
            self._last = outcome.undo
            heard(outcome)
            self._marks.clear()
            if cancelled.is_set():
                said = tr("Stopped after {n} of {all}", n=outcome.done, all=len(ids))
            else:
                said = ntr("{n} conversation changed", "{n} conversations changed", outcome.done)
            self._tell(outcome, said)

        self._acts.ask(lambda: work(self._progress.emit, cancelled.is_set), then, self._refused)

    def _tell(self, outcome: BulkOutcome | Ran, said: str) -> None:
        failed = outcome.failed
        detail = ""
        if failed:
            reason = texts.what_happened(failed[0].error).what
            detail = ntr(
                "{n} was left as it is: {reason}", "{n} were left as they are, the first one because: {reason}",
                len(failed), reason=reason,
            )  # fmt: skip
        bar = Bar(said, tone="risk" if failed else "ok", detail=detail)
        if failed:
            left = [failure.conversation_id for failure in failed]
            bar.add(tr("Select those"), partial(self._marks.add, left))
        if outcome.undo is not None:
            bar.add(tr("Undo"), self.undo)
        if not failed:
            bar.close_after(10_000)
        self._bars.show_bar("done", bar)

    def _begin(self) -> threading.Event:
        self._running = True
        self._cancelled = threading.Event()
        self._wait.start()
        return self._cancelled

    def _end(self) -> None:
        self._running = False
        self._wait.stop()
        self._scale = None
        self._bars.take("bulk")

    def _refused(self, error: DeskError) -> None:
        self._end()
        self._bars.show_error(error)

    def _show_progress(self) -> None:
        bar = Bar(tr("Working on the selected conversations"), closable=False)
        scale = self._scale = QProgressBar()
        scale.setRange(0, 0)
        scale.setTextVisible(False)
        scale.setFixedWidth(px(120))
        scale.setAccessibleName(tr("Progress"))
        bar.add_widget(scale)
        bar.add(tr("Stop"), self.stop, closes=False)
        self._bars.show_bar("bulk", bar)

    def _on_progress(self, done: int, of: int) -> None:
        if self._scale is not None:
            self._scale.setRange(0, of)
            self._scale.setValue(done)


def _unheard(_words: str) -> None:
    """No composer was lent."""


def _nothing() -> None:
    """The button opens its menu by itself."""
