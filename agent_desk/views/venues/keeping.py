"""How long a venue's conversations stay on this desk: chosen, weighed, and only then set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.ports import Acts, Question
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, FlowLayout, button, label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_USUAL = 365
_LONGEST = 3650


class Keeping(QWidget):
    """Keep everything, or so many days; what the choice would remove is told before it counts."""

    def __init__(self, desk: Desk, acts: Acts, venue: Venue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._venue = desk, acts, venue
        self._question: Question | None = None
        self.bars = BarStack()
        self.all_choice = QRadioButton(tr("Keep everything"))
        self.days_choice = QRadioButton(tr("Remove conversations after"))
        choices = QButtonGroup(self)  # they have different parents
        choices.addButton(self.all_choice)
        choices.addButton(self.days_choice)
        self.days = QSpinBox()
        self.days.setRange(1, _LONGEST)
        self.days.setValue(venue.retention_days or _USUAL)
        self.days.setSuffix(f" {tr('days without a post')}")
        self.days.setAccessibleName(tr("Days that conversations are kept after their last post"))
        self.set_button = button(tr("Set"), name=tr("Set how long conversations are kept"))
        (self.all_choice if venue.retention_days is None else self.days_choice).setChecked(True)
        self.all_choice.toggled.connect(self._offer)
        self.days.valueChanged.connect(self._on_days)
        self.set_button.clicked.connect(self.weigh)
        row = QWidget()
        flow = FlowLayout(row, px(8))
        flow.addWidget(self.days_choice)
        flow.addWidget(self.days)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.all_choice)
        column.addWidget(row)
        words = tr("Whoever still waits there then counts as expired. The sums of each day stay in the figures.")
        column.addWidget(label(words, tone="dim", size="label", wrap=True))
        column.addWidget(self.set_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.bars)
        self._offer()

    def wanted(self) -> int | None:
        """The chosen number of days, None for ever."""
        return self.days.value() if self.days_choice.isChecked() else None

    def weigh(self) -> None:
        """Ask how much would go, and let the agent decide with that number before it is set."""
        days = self.wanted()
        if days is None:
            self._set(None)
            return
        self.set_button.setEnabled(False)
        count = partial(self._desk.retention.would_remove, self._venue.id, days)
        self._question = self._acts.ask(count, partial(self._weighed, days), self._failed)

    def _weighed(self, days: int, gone: int) -> None:
        self._question = None
        if not gone:
            self._set(days)
            return
        self._offer()
        what = ntr(
            "{n} conversation would be removed from this desk",
            "{n} conversations would be removed from this desk",
            gone,
        )
        detail = tr("Nothing changes at the venue itself. What is removed here cannot be brought back.")
        bar = Bar(what, tone="risk", detail=detail)
        bar.add(
            ntr("Remove them, and keep {n} day from now on", "Remove them, and keep {n} days from now on", days),
            partial(self._set, days),
        )
        bar.add(tr("Leave it as it is"), self._back)
        self.bars.show_bar("weigh", bar).focus_first()

    def _set(self, days: int | None) -> None:
        keep = partial(self._desk.retention.set, self._venue.id, days)
        self._acts.do(keep, failed=self._failed)

    def _back(self) -> None:
        self.days.setValue(self._venue.retention_days or _USUAL)
        (self.all_choice if self._venue.retention_days is None else self.days_choice).setChecked(True)

    def _on_days(self, _days: int) -> None:
        self.days_choice.setChecked(True)
        self._offer()

    def _offer(self, _on: bool = False) -> None:
        self.bars.take("weigh")
        self.set_button.setEnabled(self.wanted() != self._venue.retention_days)

    def _failed(self, error: DeskError) -> None:
        self._question = None
        self._offer()
        said = texts.what_happened(error)
        self.bars.show_bar("error", Bar(said.what, tone="risk", detail=said.kept))
