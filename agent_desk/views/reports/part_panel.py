"""One part of a report on screen: its facts as numbers that open, its figures drawn and as a table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from agent_desk.domain.reporting import Figure, Opened
from agent_desk.runtime.texts import tr
from agent_desk.views.charts import (
    Bars,
    Buckets,
    Chart,
    ChartCard,
    Days,
    FigureModel,
    Figures,
    FigureTable,
    Heat,
    Panel,
)
from agent_desk.views.levels.panels import Field
from agent_desk.views.reports.parts import Drawing, Drill, Fact, Part
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout, label, link_button

_CHARTS: dict[Drawing, Callable[[FigureModel, str], Chart]] = {
    Drawing.DAYS: Days,
    Drawing.BUCKETS: Buckets,
    Drawing.BARS: Bars,
    Drawing.HEAT: Heat,
}


class Facts(QWidget):
    """Numbers in words side by side; those behind which something stands are buttons."""

    opened = Signal(object)

    def __init__(self, watch: Callable[[QWidget], None]) -> None:
        super().__init__()
        self._watch = watch
        self._shown: tuple[Fact, ...] = ()
        self._flow = FlowLayout(self, px(10))

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these; nothing moves where they are the same."""
        if facts == self._shown:
            return
        self._shown = facts
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for fact in facts:
            if fact.drill is None:
                self._flow.addWidget(label(fact.text, tone="dim"))
                continue
            one = link_button(fact.text, name=tr("{number}: show them", number=fact.text))
            one.clicked.connect(lambda _on=False, drill=fact.drill: self.opened.emit(drill))
            self._watch(one)
            self._flow.addWidget(one)
        self.updateGeometry()


class PartPanel(QObject):
    """Holds the `panel` of a part and shows what each report says of it. `opened`: a Drill and the part's title."""

    opened = Signal(object, str)

    def __init__(self, part: Part, parent: QObject) -> None:
        super().__init__(parent)
        self._title = part.title
        self.wide = part.wide
        make = _CHARTS.get(part.drawing)
        if make is not None:
            card = ChartCard(make(FigureModel(), part.title), part.title)
            card.opened.connect(self._open)
            self.panel: Panel = card
        else:
            self.panel = Panel(part.title)
            self._model = FigureModel(self)
            self.table = FigureTable(self._model, part.title)
            self.table.opened.connect(self._open)
            self.panel.watch(self.table)
            self.panel.column.addWidget(self.table)
        self._facts = Facts(self.panel.watch)
        self._facts.opened.connect(self._open)
        self._missing = label(tr("The chosen filters cannot narrow this."), tone="dim", wrap=True)
        self.panel.column.insertWidget(1, self._facts)
        self.panel.column.insertWidget(2, self._missing)

    def show_part(self, part: Part) -> None:
        """What it says now."""
        self.panel.explain(part.definition)
        self._missing.setVisible(part.figures is None)
        self._facts.show_facts(part.facts)
        figures = part.figures or Figures(())
        if isinstance(self.panel, ChartCard):
            self.panel.faces.setVisible(part.figures is not None)
            self.panel.switch.setVisible(part.figures is not None)
            self.panel.show_figures(figures)
        else:
            self._model.show(figures)
            self.table.setVisible(bool(figures.lines))
            self.table.setFixedHeight(self.table.full_height())

    def _open(self, key: object) -> None:
        if isinstance(key, Drill):
            self.opened.emit(key, self._title)
        elif isinstance(key, Field):
            self.opened.emit(Drill(Figure.ARRIVALS, Opened(weekday=key.weekday, hour=key.hour)), self._title)
