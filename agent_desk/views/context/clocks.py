"""The clocks of the conversation on screen: what is due when, how each stands, and how it was reckoned, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.explained import ClockView, Line
from agent_desk.domain.levels import MINUTE, ClockState
from agent_desk.runtime import level_words, texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.context.section import Section
from agent_desk.views.ports import Acts, Settings
from agent_desk.views.theme import px
from agent_desk.views.widgets import Chip, label, link_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_ENDED = 2
"""So many clocks that ended are shown, the latest first."""
_OPEN = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)


class ClockSection(Section):
    """Reads the clocks aside and shows them when they are there; hidden while there are none. Named: explainClocks."""

    def __init__(self, desk: Desk, acts: Acts, settings: Settings, known: Sequence[ClockView]) -> None:
        """`known`: shown until newer ones are read."""
        super().__init__("clocks", tr("Service levels"), settings)
        self._desk, self._acts = desk, acts
        self._block: QWidget | None = None
        self.conversation = ""
        self.clocks: Sequence[ClockView] = ()
        self._fill(known)
        # What is left shrinks although nothing happens.
        self._again = QTimer(self)
        self._again.setInterval(MINUTE)
        self._again.timeout.connect(lambda: self.read(self.conversation) if self.isVisible() else None)
        self._again.start()

    def read(self, conversation_id: str) -> None:
        """Read the clocks of this conversation."""
        self.conversation = conversation_id
        self._acts.ask(lambda: self._desk.levels.clocks(conversation_id), self._came, self._failed)

    def _came(self, clocks: list[ClockView]) -> None:
        if isValid(self):
            self._fill(clocks)

    def _failed(self, error: DeskError) -> None:
        # A conversation that went meanwhile takes its section with it.
        if isValid(self) and not isinstance(error, NotFound):
            self.add(label(texts.what_happened(error).what, tone="risk", wrap=True))
            self.show()

    def _fill(self, clocks: Sequence[ClockView]) -> None:
        self.clocks = clocks
        if self._block is not None:
            self._block.hide()
            self._block.deleteLater()
        self._block = QWidget()
        column = QVBoxLayout(self._block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        now = self._desk.ground.now()
        ended = [one for one in clocks if one.state not in _OPEN]
        for one in [*(one for one in clocks if one.state in _OPEN), *reversed(ended[-_ENDED:])]:
            column.addWidget(_ClockCard(one, now))
        if len(ended) > _ENDED:
            more = len(ended) - _ENDED
            column.addWidget(label(ntr("and {n} earlier one", "and {n} earlier ones", more), tone="dim"))
        explain = link_button(tr("Explain"), name=tr("Explain how the clocks were reckoned"))
        explain.setObjectName("explainClocks")
        explain.clicked.connect(self._ask_why)
        row = QHBoxLayout()
        row.addWidget(explain)
        row.addStretch(1)
        column.addLayout(row)
        self.add(self._block)
        self.setVisible(bool(clocks))

    def _ask_why(self) -> None:
        self._acts.ask(lambda: self._desk.levels.explain(self.conversation, ""), self._explain, self._failed)

    def _explain(self, lines: list[Line]) -> None:
        if not isValid(self) or self._block is None:
            return
        layout = self._block.layout()
        if layout is not None and self._block.findChild(QWidget, "clockStory") is None:
            story = _story(lines)
            layout.addWidget(story)
            story.show()


def _story(lines: Sequence[Line]) -> QWidget:
    """The reckoning, in the zone in which everything in the window is told: this machine's."""
    story = QWidget()
    story.setObjectName("clockStory")
    column = QVBoxLayout(story)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    for line in lines:
        told = label(
            level_words.said(line, level_words.zone_of("")).strip(), size="label", wrap=True, bold=not line.depth
        )
        told.setContentsMargins(px(10) * max(0, line.depth - 1), 0, 0, 0)
        told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column.addWidget(told)
    return story


class _ClockCard(QWidget):
    """One clock: metric and how it stands, then when it is due and by which policy."""

    def __init__(self, clock: ClockView, now: int) -> None:
        super().__init__()
        metric = tr(level_words.METRICS[clock.row.metric])
        text, tone = standing(clock)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(label(metric), 1)
        head.addWidget(Chip(text, tone))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(1))
        column.addLayout(head)
        facts = about(clock, now)
        for fact in facts:
            column.addWidget(label(fact, tone="dim", size="label", wrap=True))
        self.setAccessibleName(f"{metric}: {text}. {' '.join(facts)}")


def standing(clock: ClockView) -> tuple[str, str]:
    """How a clock stands, for a chip: the words, and the tone (late, risk, ok or none)."""
    left = clock.left
    if clock.state is ClockState.BREACHED:
        late = level_words.span(-left) if left is not None and left < 0 else ""
        return (tr("late {span}", span=late) if late else tr("late")), "late"
    if clock.state is ClockState.RUNNING and left is not None:
        return tr("{span} left", span=level_words.span(left)), "risk" if clock.at_risk else ""
    if clock.state is ClockState.BREACHED_MET:
        return tr("answered late"), "late"
    return tr(level_words.STATES[clock.state]), "ok" if clock.state is ClockState.MET else ""


def about(clock: ClockView, now: int) -> list[str]:
    """What else is to be said about a clock, each a line."""
    row, lines = clock.row, []
    if clock.state is ClockState.PAUSED or clock.state is ClockState.CANCELLED:
        reason = level_words.REASONS.get(row.reason)
        if reason:
            lines.append(tr("because {reason}", reason=tr(reason)))
    if row.due_at is not None and clock.state in (ClockState.RUNNING, ClockState.BREACHED):
        at = when.moment(row.due_at, now)
        lines.append(tr("at risk, due {moment}", moment=at) if clock.at_risk else tr("due {moment}", moment=at))
    if clock.met_when_sent is not None:
        lines.append(tr("met when sent: an answer waits in the outbox"))
    if clock.lag >= MINUTE:
        lines.append(tr("fetched {span} after it was posted", span=level_words.span(clock.lag)))
    lines.append(tr("{policy}, version {number}", policy=clock.policy, number=clock.number))
    return lines
