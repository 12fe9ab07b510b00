"""What an agent does with the chosen conversation from the list: resolve, reopen, set pending, snooze. Asks in bars."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QDateTimeEdit, QMenu, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import BY_AGENT, Disposition, Status
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.ports import Acts, Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class ConversationWork:
    """The acts on one line. `dealt_with` is told before an act that may take the line out of the list."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack, now: Now, dealt_with: Callable[[str], None]) -> None:
        self._desk = desk
        self._acts = acts
        self._bars = bars
        self._now = now
        self._dealt_with = dealt_with
        self._last: Callable[[], None] | None = None
        self._after: Callable[[], object] | None = None

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

    def set_read(self, row: ConversationRow, *, read: bool) -> None:
        """Mark it as read or as unread."""
        self._acts.do(lambda: self._desk.status.read(row.id) if read else self._desk.status.unread(row.id))

    def take_up(self, row: ConversationRow) -> None:
        """A found conversation joins the inbox; those who wrote in it wait from now on."""
        if row.kind is not ConversationKind.FOUND:
            return
        self._dealt_with(row.id)

        def then(_changes: Changes) -> None:
            bar = Bar(tr("Taken up into the inbox: {who}", who=_who(row)), tone="ok")
            bar.close_after(8000)
            self._bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.status.take_up(row.id), then)

    def resolve(self, row: ConversationRow, then: Callable[[], object] | None = None) -> None:
        """Resolve it; where customers wait, ask first what ended their waiting. `then`: told when it is resolved."""
        self._after = then
        if not row.waiting:
            self._set(row, Status.RESOLVED, tr("Resolved: {who}", who=_who(row)))
            return
        question = ntr(
            "{n} post of {who} still waits. What ends the waiting?",
            "{n} posts of {who} still wait. What ends the waiting?",
            row.waiting,
            who=_who(row),
        )
        bar = Bar(question)
        for disposition in BY_AGENT[:3]:
            bar.add(texts.disposition(disposition), partial(self._resolve_as, row, disposition))
        more = bar.add(tr("More"), _nothing, closes=False)
        menu = QMenu(more)
        for disposition in BY_AGENT[3:]:
            action = menu.addAction(texts.disposition(disposition))
            action.triggered.connect(lambda _checked=False, chosen=disposition: self._resolve_from_menu(row, chosen))
        more.setMenu(menu)
        self._bars.show_bar("ask", bar)
        bar.focus_first()

    def reopen(self, row: ConversationRow) -> None:
        """Open it again."""
        self._set(row, Status.OPEN, tr("Reopened: {who}", who=_who(row)))

    def set_pending(self, row: ConversationRow) -> None:
        """It waits for the customer now."""
        self._set(row, Status.PENDING, tr("Pending: {who}", who=_who(row)))

    def snooze_menu(self, row: ConversationRow, parent: QWidget) -> QMenu:
        """The times to choose from, each with its exact moment."""
        menu = QMenu(parent)
        now = self._now()
        for name, at in when.wake_times(now):
            action = menu.addAction(f"{name}\t{when.moment(at, now)}")
            action.triggered.connect(lambda _checked=False, at=at: self.snooze(row, at))
        menu.addSeparator()
        menu.addAction(tr("Pick a time")).triggered.connect(lambda _checked=False: self._pick_time(row))
        return menu

    def snooze(self, row: ConversationRow, until: int) -> None:
        """Put it off until a moment (UTC milliseconds)."""
        said = tr("Snoozed until {moment}: {who}", moment=when.moment(until, self._now()), who=_who(row))
        self._set(row, Status.SNOOZED, said, until=until)

    def _pick_time(self, row: ConversationRow) -> None:
        bar = Bar(tr("Snooze {who} until", who=_who(row)))
        field = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(when.wake_times(self._now())[0][1]))
        field.setCalendarPopup(True)
        field.setDisplayFormat(QLocale().dateTimeFormat(QLocale.FormatType.ShortFormat))
        field.setMinimumDateTime(QDateTime.fromMSecsSinceEpoch(self._now()))
        field.setMinimumWidth(px(170))
        field.setAccessibleName(tr("Wake-up time"))
        bar.add_widget(field)
        bar.add(tr("Snooze"), lambda: self.snooze(row, when.to_milliseconds(field.dateTime())), look="primary")
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def _resolve_as(self, row: ConversationRow, disposition: Disposition) -> None:
        said = tr("Resolved, {disposition}: {who}", disposition=texts.disposition(disposition), who=_who(row))
        self._set(row, Status.RESOLVED, said, disposition=disposition)

    def _resolve_from_menu(self, row: ConversationRow, disposition: Disposition) -> None:
        self._bars.take("ask")
        self._resolve_as(row, disposition)

    def _set(
        self,
        row: ConversationRow,
        status: Status,
        said: str,
        *,
        until: int | None = None,
        disposition: Disposition | None = None,
    ) -> None:
        self._dealt_with(row.id)

        def act() -> Changes:
            return self._desk.status.set(row.id, status, until=until, disposition=disposition)

        def then(changes: Changes) -> None:
            bar = Bar(said, tone="ok")
            decided = tuple(changes.messages) if disposition else ()
            self._last = partial(self._put_back, row, decided)
            bar.add(tr("Undo"), self.undo)
            bar.close_after(8000)
            self._bars.show_bar("done", bar)
            after, self._after = self._after, None
            if after is not None:
                after()

        self._acts.do(act, then)

    def _put_back(self, row: ConversationRow, decided: tuple[str, ...]) -> None:
        """As it was before: the status, and that nothing had been decided about the posts."""
        if decided:
            self._acts.do(lambda: self._desk.status.dispose(decided, None))
        until = row.snoozed_until if row.status is Status.SNOOZED else None
        self._acts.do(lambda: self._desk.status.set(row.id, row.status, until=until))


def _who(row: ConversationRow) -> str:
    return row.author_name or row.author_handle


def _nothing() -> None:
    """The button opens its menu by itself."""
