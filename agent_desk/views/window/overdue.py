"""What the window says at its start about replies that were due while it was closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.widgets import Bar

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_NAMED = 3


def overdue_bar(desk: Desk, show_outbox: Callable[[], object]) -> Bar | None:
    """A bar that names them and leads to the outbox; None where nothing was due."""
    rows = desk.outbox.overdue()
    if not rows:
        return None
    from agent_desk.views.outbox.lines import Lines

    lines, now = Lines(desk), desk.ground.now()
    named = [
        tr("{place}: “{words}”", place=line.place, words=line.says)
        for line in (lines.make(row, now) for row in rows[:_NAMED])
    ]
    more = len(rows) - len(named)
    text = ntr(
        "One reply was due while Agent Desk was closed. Its thread is checked, then it leaves.",
        "{n} replies were due while Agent Desk was closed. Their threads are checked, then they leave.",
        len(rows),
    )
    rest = ntr("and {n} more", "and {n} more", more) if more > 0 else ""
    bar = Bar(text, detail=" ".join(part for part in ("; ".join(named), rest) if part))
    bar.add(tr("Outbox"), show_outbox)
    return bar
