"""The screen of the pause audit: sums by agent and team, and each clock, the longest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QStackedWidget

from agent_desk.domain.reporting import Figure, PauseAudit, PausedRow, PausedSum, ReportFilter
from agent_desk.runtime.figure_words import definition
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import Bars, Cell, ChartCard, FigureModel, Figures, FigureTable, Line, Panel
from agent_desk.views.levels import words
from agent_desk.views.levels.asking import Asking
from agent_desk.views.levels.filters import Filters
from agent_desk.views.levels.frame import FigureScreen, scrolled
from agent_desk.views.reports.span import SpanChoice
from agent_desk.views.theme import px
from agent_desk.views.widgets import EmptyState
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.views.tools import Tools

_MOST = 200
_LINES = 14


class PausesScreen(FigureScreen):
    """Read by news and when something else is chosen; Enter on a line opens its conversation."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Pause audit"), tools.news)
        self._desk = tools.desk
        self.span = SpanChoice(tools.desk, 28)
        self.filters = Filters(tools.desk, languages=False, agents=True, policies=True)
        self.agents = ChartCard(Bars(FigureModel(), tr("By agent")), tr("By agent"))
        self.teams = ChartCard(Bars(FigureModel(), tr("By team")), tr("By team"))
        self.model = FigureModel(self)
        self.table = FigureTable(self.model, tr("Clocks that were paused"), whole_rows=True, stretch=1)
        self.rows = Panel(tr("Clocks that were paused"))
        self._nothing = EmptyState("check")
        self._asking = Asking(tools.acts, self._question, self._show, self.bars.show_error)
        self._place()
        self.span.changed.connect(self._asking.ask_anew)
        self.filters.changed.connect(self._asking.ask_anew)
        self.table.opened.connect(lambda key: self.conversation_wanted.emit(str(key)))
        for panel in (self.agents, self.teams, self.rows):
            panel.explain(definition(Figure.PAUSED))
            panel.explained.connect(self.foot.explain)
        self.agents.opened.connect(lambda key: self.filters.choose(agent=str(key)))
        self.teams.opened.connect(lambda key: self.filters.choose(team=str(key)))
        lead_focus(self, self.table)

    def _place(self) -> None:
        self.choose_by(*self.span.boxes, *self.filters.boxes)
        self.rows.column.addWidget(self.table)
        self.rows.watch(self.table)
        area, column = scrolled()
        beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        beside.setSpacing(px(12))
        beside.addWidget(self.agents, 1)
        beside.addWidget(self.teams, 1)
        column.addLayout(beside)
        column.addWidget(self.rows)
        column.addStretch(1)
        self.faces = QStackedWidget()
        self.faces.addWidget(area)
        self.faces.addWidget(self._nothing)
        self.lay_out_figures(self.faces)

    def refresh(self) -> None:
        """Ask anew, off the GUI thread."""
        self.filters.offer()
        self._asking.ask()

    def _question(self) -> Callable[[], PauseAudit]:
        reports, days = self._desk.reports, self.span.chosen()
        chosen = self.filters
        wanted = ReportFilter(chosen.venue_id, chosen.team_id, chosen.agent_id, chosen.policy_id)
        return lambda: reports.pause_audit(days(), wanted, _MOST)

    def _show(self, audit: PauseAudit) -> None:
        now = self._desk.ground.now()
        said = tr("nobody was kept waiting by a pause")
        if audit.clocks:
            clocks = ntr("{n} clock", "{n} clocks", audit.clocks)
            said = tr("{clocks}, {span} unanswered", clocks=clocks, span=words.duration(audit.unanswered))
        self.said.setText(said)
        self.agents.show_figures(_sums(audit.agents, tr("Nobody")))
        self.teams.show_figures(_sums(audit.teams, tr("No team")))
        self.model.show(_figures(audit.rows, now))
        self.table.choose_first()
        self.table.setFixedHeight(self.table.full_height(_LINES))
        known = audit.clocks > 0
        self.rows.hint.setText(tr("the first {n} of {all}", n=len(audit.rows), all=audit.clocks) if (
            len(audit.rows) < audit.clocks
        ) else "")  # fmt: skip
        if not known:
            self._nothing.show_text(
                tr("No clock stood still while somebody waited"),
                tr("A pause shows here when a customer's post lay unanswered in it."),
            )
        self.faces.setCurrentIndex(0 if known else 1)
        self.say_coverage(audit.coverage)


def _sums(sums: tuple[PausedSum, ...], nobody: str) -> Figures:
    return Figures((tr("Unanswered while paused"), tr("Clocks")), tuple(_sum(one, nobody) for one in sums))


def _sum(one: PausedSum, nobody: str) -> Line:
    clocks = ntr("{n} clock", "{n} clocks", one.clocks)
    cells = (
        Cell(words.duration(one.unanswered), float(one.unanswered), number=True, key=one.key),
        Cell(clocks, float(one.clocks), number=True, key=one.key),
    )
    return Line(one.name or nobody, cells, one.key)


def _figures(rows: tuple[PausedRow, ...], now: int) -> Figures:
    columns = (
        tr("Unanswered"),
        tr("Conversation"),
        tr("Clock"),
        tr("Paused"),
        tr("Policy"),
        tr("Agent"),
        tr("Team"),
        tr("Started"),
    )
    return Figures(columns, tuple(_row(row, now) for row in rows))


def _row(row: PausedRow, now: int) -> Line:
    key = row.conversation_id
    waited, clock = words.duration(row.unanswered), words.metric(row.metric)
    what = tr("#{number} {title}", number=row.number, title=" ".join(row.title.split()))
    spoken = ", ".join(
        part for part in (tr("{span} unanswered", span=waited), what, clock, row.agent, row.team) if part
    )
    cells = (
        Cell(waited, tone="risk", chip=True, spoken=spoken, key=key),
        Cell(what, key=key),
        Cell(clock, key=key),
        Cell(words.duration(row.paused), number=True, key=key),
        Cell(row.policy, key=key),
        Cell(row.agent or tr("nobody"), tone="" if row.agent else "dim", key=key),
        Cell(row.team, key=key),
        Cell(when.moment(row.started_at, now), key=key),
    )
    return Line("", cells, (key, row.metric, row.started_at))
