"""What an agent does about a delivery, from the thread or from the outbox: one way for both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.runtime.texts import tr
from agent_desk.views.delivery_words import DeliveryAct
from agent_desk.views.ports import Acts
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_RESTORING = frozenset({DeliveryAct.UNDO, DeliveryAct.BACK_TO_DRAFT})


def restores_text(act: DeliveryAct, row: DeliveryRow) -> bool:
    """Whether the text is a draft again afterwards."""
    return act in _RESTORING and row.kind is DeliveryKind.REPLY


class DeliveryWork:
    """Undo, try again, send anyway, back to the draft, discard. Discarding is asked in a bar first."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack) -> None:
        self._desk, self._acts, self._bars = desk, acts, bars

    def act(
        self,
        act: DeliveryAct,
        row: DeliveryRow,
        then: Callable[[], None] | None = None,
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Do it; `then` after it is on disk. `failed` is told of the error, which is shown in the bars anyway."""
        if act is DeliveryAct.DISCARD and row.kind is DeliveryKind.REPLY:
            self._ask_discard(row, then, failed)
        else:
            self._do(act, row, then, failed)

    def reschedule(self, row: DeliveryRow, at: int) -> None:
        """Let it leave at another time (UTC milliseconds)."""
        self._acts.do(lambda: self._desk.outbox.reschedule(row.id, at), None, self._refused)

    def _refused(self, error: DeskError) -> None:
        self._bars.show_error(error)

    def _ask_discard(
        self, row: DeliveryRow, then: Callable[[], None] | None, failed: Callable[[DeskError], None] | None
    ) -> None:
        bar = Bar(
            tr("Give this reply up for good?"),
            tone="risk",
            detail=tr("It will not be sent. Its text can be read in the outbox for 30 days."),
        )
        confirm = bar.add(tr("Discard it"), partial(self._do, DeliveryAct.DISCARD, row, then, failed), look="late")
        confirm.setObjectName("confirmDiscard")
        bar.add(tr("Keep it"), lambda: None)
        self._bars.show_bar("ask", bar)
        confirm.setFocus()

    def _do(
        self,
        act: DeliveryAct,
        row: DeliveryRow,
        then: Callable[[], None] | None,
        failed: Callable[[DeskError], None] | None,
    ) -> None:
        outbox = self._desk.outbox
        methods: dict[DeliveryAct, Callable[[str], Changes]] = {
            DeliveryAct.UNDO: outbox.undo,
            DeliveryAct.BACK_TO_DRAFT: outbox.undo,
            DeliveryAct.RETRY: outbox.retry,
            DeliveryAct.SEND_ANYWAY: outbox.send_anyway,
            DeliveryAct.DISCARD: outbox.discard,
        }
        method = methods[act]

        def done(_changes: Changes) -> None:
            if then is not None:
                then()

        def refused(error: DeskError) -> None:
            self._bars.show_error(error)
            if failed is not None:
                failed(error)

        self._acts.do(lambda: method(row.id), done, refused)
