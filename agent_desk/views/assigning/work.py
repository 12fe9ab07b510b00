"""What an agent does about who works on a conversation: pick somebody, take it, give it back; of one or of many, with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QWidget

from agent_desk.domain.assigning import KEEP, Keep
from agent_desk.domain.errors import DeskError
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.assignment import Assigned, AssignUndo
    from agent_desk.services.bulk_work import Work
    from agent_desk.services.desk import Desk
    from agent_desk.views.assigning.picker import Target


class Many(Protocol):
    """Does something with many at once, off the GUI thread, with an undo of its own."""

    def put(self, ids: Sequence[str], work: Work) -> object: ...


class AssignWork:
    """The acts of one pane. With many at once `bulk` does it, off the GUI thread. `let_go` is told before an act that may take
    a line out of the list."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        bars: BarStack,
        bulk: Many | None = None,
        let_go: Callable[[str], object] | None = None,
        acting: Callable[[], object] | None = None,
    ) -> None:
        """`acting`: told before an act of one, so that what has another undo forgets it."""
        self._desk, self._acts, self._bars, self._bulk = desk, acts, bars, bulk
        self._let_go, self._acting = let_go, acting
        self._last: AssignUndo | None = None

    def pick(self, conversation_ids: Sequence[str], place: QPoint, parent: QWidget) -> None:
        """Ask who gets them, in a list at that point of the screen."""
        from agent_desk.views.assigning.picker import AssignPicker

        if not conversation_ids:
            return
        try:
            picker = AssignPicker(self._desk, conversation_ids[0], len(conversation_ids), parent)
        except DeskError as error:
            self._bars.show_error(error)
            return
        picker.picked.connect(lambda target, note: self.give_to(conversation_ids, target, note))
        picker.open_at(place)

    def pick_below(self, view: QAbstractItemView, conversation_ids: Sequence[str]) -> None:
        """The same, below the line of a view that the keys are on."""
        place = view.visualRect(view.currentIndex())
        corner = place.bottomLeft() if place.isValid() else view.viewport().rect().topLeft()
        self.pick(conversation_ids, view.viewport().mapToGlobal(corner), view)

    def give_to(self, conversation_ids: Sequence[str], target: Target, note: str = "") -> None:
        """Give them to whom was picked."""
        self.give(conversation_ids, target.agent_id, target.team_id, target.text, note)

    def take(self, conversation_ids: Sequence[str]) -> None:
        """They are mine now."""
        self.give(conversation_ids, self._desk.ground.me, KEEP, tr("you"))

    def release(self, conversation_ids: Sequence[str]) -> None:
        """Nobody holds them any more; their teams stay."""
        self.give(conversation_ids, None, KEEP, tr("the queue"))

    def give(
        self,
        conversation_ids: Sequence[str],
        agent_id: str | None,
        team_id: str | Keep | None,
        name: str,
        note: str = "",
    ) -> None:
        """Give them to an agent (None: nobody) and into a team (KEEP: it stays). `name`: how the receiver is called; `note`:
        goes with a single one."""
        said = tr("Given to {name}", name=name)
        if len(conversation_ids) > 1 and self._bulk is not None:
            from agent_desk.services.bulk_work import Work

            self._last = None
            self._bulk.put(conversation_ids, Work(agent_id, team_id))
            return
        one = conversation_ids[0]
        if self._acting is not None:
            self._acting()
        if self._let_go is not None:
            self._let_go(one)
        self._acts.do(
            lambda: self._desk.assignment.pass_on(one, agent_id, team_id, note), lambda done: self._said(said, done)
        )

    def explain(self, conversation_id: str) -> None:
        """Say why the latest automatic choice fell as it did, agent by agent."""
        from agent_desk.views.assigning import words

        why = self._desk.assignment.explain(conversation_id)
        if why is None:
            bar = Bar(
                tr("No rule chose who works on this"),
                detail=tr("Somebody took it or was given it, or nobody has it yet."),
            )
        else:
            agents = self._desk.roster.agents(left=True)
            first, *lines = words.explained(why, {agent.id: words.name_of(agent) for agent in agents})
            bar = Bar(first, detail="\n".join(lines))
        self._bars.show_bar("why", bar)

    def undo(self) -> bool:
        """Take the last act back; False where there is none."""
        undo, self._last = self._last, None
        if undo is None:
            return False
        self._bars.take("done")
        self._acts.do(lambda: self._desk.assignment.undo(undo))
        return True

    def forget_undo(self) -> None:
        """Something else was done since, which has an undo of its own."""
        self._last = None

    def say_given(self, said: str, undo: AssignUndo | None, detail: str = "") -> None:
        """Say that a conversation changed hands; the last act is now what `undo` takes back, None: nothing."""
        if self._acting is not None:
            self._acting()
        self._last = undo
        bar = Bar(said, tone="ok" if undo else "", detail=detail)
        if undo is not None:
            bar.add(tr("Undo"), self.undo)
        bar.close_after(8000)
        self._bars.show_bar("done", bar)

    def _said(self, said: str, done: Assigned) -> None:
        self.say_given(said if done.undo else tr("It was so already"), done.undo)
