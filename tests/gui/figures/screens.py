"""Opens the screens of figures in each of their states, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from agent_desk.domain.reporting import Figure, Opened
from agent_desk.views.charts import ChartCard
from agent_desk.views.levels import LevelsScreen
from agent_desk.views.reports import ReportsScreen
from agent_desk.views.reports.parts import Drill
from agent_desk.views.window import MainWindow

W = TypeVar("W", bound=QWidget)


def figure_screens(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Each screen in each of its states; the window shows it when its name comes."""
    for screen in ("levels", "reports", "pauses", "wall"):
        window.go(screen)
        yield f"figures: {screen}", window
    levels = _room(window, "levels", LevelsScreen)
    for tile in levels.tiles.tiles:
        levels.tiles.choose(tile)
    yield "figures: levels, arrivals", window
    for card in (levels.load, levels.arrivals):
        card.switch.click()
    yield "figures: levels, as tables", window
    for card in (levels.load, levels.arrivals):
        card.switch.click()
    reports = _room(window, "reports", ReportsScreen)
    while reports.sheet.under_way:
        QApplication.processEvents()
    reports.span.choice.show_value("0")
    reports.span.choice.activated.emit(reports.span.choice.currentIndex())
    yield "figures: reports, from day to day", window
    for name, made in reports.sheet.panels.items():
        area = reports.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        area.ensureWidgetVisible(made.panel)
        if isinstance(made.panel, ChartCard):
            made.panel.switch.click()
        yield f"figures: reports, {name} as a table", window
    reports.sheet.panels["heat"].opened.emit(Drill(Figure.ARRIVALS, Opened()), "When posts arrive")
    yield "figures: what is behind a number", window
    reports.drill.left.emit()


def _room(window: MainWindow, name: str, kind: type[W]) -> W:
    window.go(name)
    screen = window.screens.currentWidget()
    assert isinstance(screen, kind)
    return screen
