"""Moving work from the figures: one agent's conversations to another, a list over a team; each with one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.errands import Errand, Errands
from agent_desk.views.ports import Acts
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.bulk import BulkOutcome, BulkUndo
    from agent_desk.services.desk import Desk

_FEW = 5


class Moving(QObject):
    """Asks in a bar before much is moved, and offers to take back what was moved."""

    def __init__(self, desk: Desk, acts: Acts, errands: Errands, bars: BarStack, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._errands, self._bars = desk, acts, errands, bars

    def ask_between(self, giver: tuple[str, str], receiver: tuple[str, str]) -> None:
        """Ask how many open or pending conversations, the longest waiting first, go from one agent to another; each an id
        and a name. What is resolved or put off stays with whoever dealt with it."""
        query = ListQuery(assignee=giver[0], active=True, order=ListOrder.WAITING)

        def ask(ids: Sequence[str]) -> None:
            if not ids:
                self._say(tr("{name} holds no open conversation", name=giver[1]))
                return
            text = tr("Move conversations from {name} to {other}?", name=giver[1], other=receiver[1])
            detail = ntr(
                "{name} holds {n} open conversation.", "{name} holds {n} open conversations.", len(ids), name=giver[1]
            )
            bar = Bar(text, detail=tr("{held} Those in which a customer waits longest go first.", held=detail))
            for count in sorted({1, min(_FEW, len(ids)), len(ids)}):
                words = tr("All {n}", n=count) if count == len(ids) and count > 1 else str(count)
                bar.add(words, partial(self._give, ids[:count], receiver))
            bar.add(tr("Leave them"), lambda: None)
            self._bars.show_bar("ask", bar).focus_first()

        self._acts.ask(lambda: self._desk.bulk.matching(query, lambda: False), ask, self._refused)

    def ask_team(self, ids: Sequence[str], team_id: str | None, over: QWidget) -> None:
        """Spread conversations over a team: the one that is given, or one that is chosen from a menu."""
        teams = [team for team in self._desk.roster.teams() if team_id in (None, "", team.id)]
        if not ids:
            self._say(tr("There is nothing in the table to spread"))
        elif not teams:
            self._say(tr("There is no team yet"))
        elif len(teams) == 1:
            self._ask_spread(ids, teams[0].id, teams[0].name)
        else:
            menu = QMenu(over)
            for team in teams:
                menu.addAction(team.name).triggered.connect(
                    lambda _on=False, team=team: self._ask_spread(ids, team.id, team.name)
                )
            menu.popup(QCursor.pos() if over.underMouse() else over.mapToGlobal(over.rect().bottomLeft()))

    def _ask_spread(self, ids: Sequence[str], team_id: str, name: str) -> None:
        text = ntr("Spread {n} conversation over {team}?", "Spread {n} conversations over {team}?", len(ids), team=name)
        bar = Bar(text, detail=tr("Each goes to the least loaded of those who are available and serve it."))
        bar.add(tr("Spread"), lambda: self._spread(ids, team_id), look="primary")
        bar.add(tr("Leave them"), lambda: None)
        self._bars.show_bar("ask", bar).focus_first()

    def _spread(self, ids: Sequence[str], team_id: str) -> None:
        def work(errand: Errand) -> BulkOutcome:
            return self._desk.assignment.spread(ids, team_id, errand.tell, errand.cancelled)

        self._errands.run(tr("Spreading conversations"), work, self._moved)

    def _give(self, ids: Sequence[str], receiver: tuple[str, str]) -> None:
        from agent_desk.services.bulk import BulkAct
        from agent_desk.services.bulk_work import Work

        def work(errand: Errand) -> BulkOutcome:
            return self._desk.bulk.run(ids, BulkAct(work=Work(assignee=receiver[0])), errand.tell, errand.cancelled)

        self._errands.run(tr("Moving conversations"), work, self._moved)

    def _moved(self, outcome: BulkOutcome) -> None:
        undo = outcome.undo
        text = ntr("{n} conversation was moved", "{n} conversations were moved", outcome.done)
        if outcome.failed:
            text = tr("{moved}, {n} could not be", moved=text, n=len(outcome.failed))
        if undo is None:
            self._say(text)
        else:
            self._offer_undo(text, partial(self._undo, undo))

    def _undo(self, undo: BulkUndo) -> None:
        def work(errand: Errand) -> BulkOutcome:
            return self._desk.bulk.undo(undo, errand.tell, errand.cancelled)

        def back(outcome: BulkOutcome) -> None:
            self._say(ntr("{n} conversation is as it was", "{n} conversations are as they were", outcome.done))

        self._errands.run(tr("Taking it back"), work, back)

    def _offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        bar = Bar(text, tone="ok")
        bar.add(tr("Undo"), undo)
        bar.close_after(12_000)
        self._bars.show_bar("moved", bar)

    def _refused(self, error: DeskError) -> None:
        self._bars.show_error(error)

    def _say(self, text: str) -> None:
        bar = Bar(text)
        bar.close_after(5000)
        self._bars.show_bar("moved", bar)
