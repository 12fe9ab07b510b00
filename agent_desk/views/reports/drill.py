"""What stands behind a number: the conversations and posts that were counted, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desk.domain.reporting import Behind
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import Cell, FigureModel, Figures, FigureTable, Line
from agent_desk.views.levels import words
from agent_desk.views.theme import px
from agent_desk.views.widgets import button, label, link_button

PAGE = 200


class DrillPage(QWidget):
    """Enter opens a conversation (`conversation_wanted`), Escape goes back (`left`), `more_wanted` after the last line."""

    conversation_wanted = Signal(str)
    more_wanted = Signal(object)
    left = Signal()

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__()
        self._now = now
        self._found: list[Behind] = []
        self.model = FigureModel(self)
        self.table = FigureTable(self.model, tr("What stands behind the number"), whole_rows=True, stretch=2)
        self.table.opened.connect(lambda key: self.conversation_wanted.emit(str(key)))
        self.title = label(bold=True, wrap=True)
        self._said = label(tone="dim")
        back = button(tr("Back to the report"))
        back.clicked.connect(self.left)
        self.more = link_button(tr("Show more"))
        self.more.clicked.connect(lambda: self.more_wanted.emit(self._found[-1]))
        nothing = tr("Nothing stands behind this number any more; it has changed since it was read.")
        self._nothing = label(nothing, tone="dim", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(back)
        head.addWidget(self.title, 1)
        head.addWidget(self._said)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(8))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_rows(self, title: str, found: Sequence[Behind], *, more_of: Behind | None = None) -> None:
        """Show these, or add them below where they are the `more_of` what is shown."""
        self._found = [*self._found, *found] if more_of is not None else list(found)
        self.title.setText(title)
        self.model.show(behind_figures(self._found, self._now()))
        self.table.setVisible(bool(self._found))
        self._nothing.setVisible(not self._found)
        self.more.setVisible(len(found) >= PAGE)
        self._said.setText(ntr("{n} line", "{n} lines", len(self._found)) if self._found else "")
        if more_of is None:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.scrollToTop()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def behind_figures(found: Sequence[Behind], now: int) -> Figures:
    """One line for each thing that was counted."""
    columns = (tr("When"), tr("Who"), tr("What"), tr("Venue"), tr("Agent"), tr("Took"))
    return Figures(columns, tuple(_line(at, one, now) for at, one in enumerate(found)))


def _line(at: int, one: Behind, now: int) -> Line:
    moment = when.moment(one.at, now)
    took = words.duration(one.value) if one.value is not None else ""
    tone = "late" if one.late else "ok" if one.late is False and took else ""
    judged = tr("late, {span}", span=took) if one.late and took else tr("late") if one.late else took
    what = tr("#{number} {title}", number=one.number, title=" ".join(one.title.split()))
    spoken = ", ".join(part for part in (moment, one.author, what, one.venue, one.agent, judged) if part)
    key = one.conversation_id
    cells = (
        Cell(moment, spoken=spoken, key=key),
        Cell(one.author, tone="bold", key=key),
        Cell(what, key=key),
        Cell(one.venue, key=key),
        Cell(one.agent, key=key),
        Cell(judged, tone=tone, chip=bool(judged), key=key),
    )
    return Line("", cells, (at, one.conversation_id, one.message_id, one.at))
