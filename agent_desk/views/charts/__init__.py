"""Painted charts in the tokens of the design: each with a reading cursor, an empty state, and a table of the same figures."""

from agent_desk.views.charts.bars import Bars
from agent_desk.views.charts.buckets import Buckets
from agent_desk.views.charts.card import ChartCard, Panel
from agent_desk.views.charts.chart import Chart
from agent_desk.views.charts.days import Days
from agent_desk.views.charts.figures import Cell, FigureModel, Figures, Line
from agent_desk.views.charts.foot import Foot
from agent_desk.views.charts.heat import Heat
from agent_desk.views.charts.table import FigureTable
from agent_desk.views.charts.tile import Tile, TileFigure

__all__ = [
    "Bars",
    "Buckets",
    "Cell",
    "Chart",
    "ChartCard",
    "Days",
    "FigureModel",
    "FigureTable",
    "Figures",
    "Foot",
    "Heat",
    "Line",
    "Panel",
    "Tile",
    "TileFigure",
]
