"""The panels below the tiles: the conversations, the load, the arrivals, and the tables by team, venue and language."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy

from agent_desk.domain.frozen import frozen
from agent_desk.domain.live import Live
from agent_desk.domain.reporting import Figure, Report
from agent_desk.runtime.figure_words import definition
from agent_desk.runtime.texts import tr
from agent_desk.views.charts import Bars, Cell, ChartCard, FigureModel, Figures, FigureTable, Heat, Line, Panel
from agent_desk.views.commands import bind
from agent_desk.views.levels import lines
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import KeyHint, label, link_button

_LINES = 7
_SIGNS = {"Return": "↵"}


class RowsPanel(Panel):
    """The conversations of a tile. `assign_wanted`: somebody else shall have the chosen one."""

    assign_wanted = Signal(str)
    spread_wanted = Signal()

    def __init__(self, may_assign: bool) -> None:
        super().__init__(tr("Conversations"))
        self.model = FigureModel(self)
        self.table = FigureTable(self.model, tr("Conversations"), whole_rows=True, stretch=2)
        self.assign = link_button(tr("Assign"))
        self.spread = link_button(tr("Spread over the team"))
        self.open = link_button(tr("Show"))
        self._nothing = label(tr("Nothing stands here now."), tone="dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMinimumHeight(px(60))
        self.other = link_button(tr("Answers instead"))
        self.other.hide()
        self.head.addWidget(self.other)
        acts = ((self.assign, "A"), (self.spread, ""), (self.open, "Return"))
        for act, keys in acts if may_assign else acts[2:]:
            self.head.addWidget(act)
            if keys:
                hint = KeyHint(keys)
                hint.setText(_SIGNS.get(keys, hint.text()))
                self.head.addWidget(hint)
        self.column.addWidget(self.table)
        self.column.addWidget(self._nothing)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.assign.clicked.connect(self._assign)
        self.spread.clicked.connect(self.spread_wanted)
        self.open.clicked.connect(self._open)
        self.watch(self.table)
        self._most = _LINES
        if may_assign:
            bind(self.table, "conversation.assign", self._assign)
        self.show_rows(Figures(()), tr("Conversations"))

    def show_rows(self, figures: Figures, title: str) -> None:
        """Show these under that title; who was chosen stays chosen."""
        self.title.setText(title)
        self.model.show(figures)
        self.table.choose_first()
        known = bool(figures.lines)
        self.table.setVisible(known)
        self._nothing.setVisible(not known)
        self._fit()
        for act in (self.assign, self.spread, self.open):
            act.setEnabled(known)

    def offer_other(self, text: str) -> None:
        """The tile has a second figure: offer to show what is behind that one, or nothing."""
        self.other.setText(text)
        self.other.setAccessibleName(text)
        self.other.setVisible(bool(text))

    def show_lines(self, most: int) -> None:
        """How many lines may be in sight at once."""
        if most != self._most:
            self._most = most
            self._fit()

    def _fit(self) -> None:
        self.table.setFixedHeight(self.table.full_height(self._most))

    def say(self, hint: str) -> None:
        """How many they are."""
        self.hint.setText(hint)

    def shown_ids(self) -> list[str]:
        """The conversations in the table, in order."""
        return [str(line.identity) for line in self.model.figures.lines]

    def _assign(self) -> None:
        if (chosen := self.table.current_key()) is not None:
            self.assign_wanted.emit(str(chosen))

    def _open(self) -> None:
        if (chosen := self.table.current_key()) is not None:
            self.table.opened.emit(chosen)


class LoadPanel(ChartCard):
    """How much everybody has and how long their customers wait."""

    def __init__(self) -> None:
        self.bars = Bars(FigureModel(), tr("Load and longest wait"), movable=True)
        super().__init__(
            self.bars,
            tr("Load and longest wait"),
            tr("press M or drag to move conversations"),
            empty=tr("Nobody works here yet."),
        )


class ArrivalsPanel(ChartCard):
    """When customers' posts arrive."""

    def __init__(self) -> None:
        super().__init__(Heat(FigureModel(), tr("Arrivals by hour")), tr("Arrivals by hour"), tr("last four weeks"))
        self.explain(definition(Figure.ARRIVALS))

    @property
    def empty_now(self) -> bool:
        """Whether nothing was shown yet."""
        return not self.chart.figures.rowCount()

    def show_report(self, report: Report) -> None:
        """Show the hours of a report."""
        self.show_figures(heat_figures(report), tr("last four weeks, {zone}", zone=report.zone))


class GroupsPanel(Panel):
    """How it stands by team, venue or language. `opened`: kind and id of a line."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("By part"))
        self._live: Live | None = None
        self.model = FigureModel(self)
        self.table = FigureTable(self.model, tr("By part"), stretch=None)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        choices = [("team", tr("By team")), ("venue", tr("By venue")), ("language", tr("By language"))]
        self.kind = Choice(tr("By what"), choices, "venue", lambda _value: self._show())
        self.head.addWidget(self.kind)
        self.column.addWidget(self.table)
        self.table.opened.connect(self.opened)
        self.watch(self.table)

    def show_live(self, live: Live) -> None:
        """Show these figures."""
        self._live = live
        self._show()

    def _show(self) -> None:
        live = self._live
        if live is None:
            return
        kind = str(self.kind.currentData())
        by = {"team": live.teams, "venue": live.venues, "language": live.languages}[kind]
        self.title.setText(self.kind.currentText())
        self.hint.setText(tr("a line narrows the screen to it"))
        self.model.show(lines.groups(by, kind, live.at))
        self.table.setFixedHeight(self.table.full_height(_LINES))


@frozen
class Field:
    """A field of the heat map: weekday (Monday 0) and hour."""

    weekday: int
    hour: int


def heat_figures(report: Report) -> Figures:
    """Arrivals by weekday and hour; a field in which nothing came though not all was read is a dash."""
    locale = QLocale()
    hours = tuple(str(hour) for hour in range(24))
    made = []
    for weekday, counts in enumerate(report.heat or ()):
        short = locale.standaloneDayName(weekday + 1, QLocale.FormatType.ShortFormat)
        long = locale.standaloneDayName(weekday + 1, QLocale.FormatType.LongFormat)
        cells = tuple(_field(count, long, weekday, hour, report.coverage.whole) for hour, count in enumerate(counts))
        made.append(Line(short, cells))
    return Figures(hours, tuple(made))


def _field(count: int, day: str, weekday: int, hour: int, known: bool) -> Cell:
    text = str(count) if count or known else "–"
    spoken = tr("{day}, {start}:00 to {end}:00: {n}", day=day, start=hour, end=hour + 1, n=text)
    key = Field(weekday, hour)
    return Cell(text, float(count) if count or known else None, spoken=spoken, number=True, key=key if count else None)
