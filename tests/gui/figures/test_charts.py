"""Charts: read by keyboard and screen reader, opened figure by figure, with a table that says the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.views import theme
from agent_desk.views.charts import (
    Bars,
    Buckets,
    Cell,
    Chart,
    ChartCard,
    Days,
    FigureModel,
    Figures,
    FigureTable,
    Heat,
    Line,
    Tile,
    TileFigure,
)
from agent_desk.views.theme import Scheme

KINDS: tuple[type[Chart], ...] = (Bars, Buckets, Days, Heat)


def figures(rows: int = 3, columns: int = 4) -> Figures:
    return Figures(
        tuple(f"c{column}" for column in range(columns)),
        tuple(
            Line(
                f"r{row}",
                tuple(Cell(f"{row}/{column}", row + column + 1, key=(row, column)) for column in range(columns)),
            )
            for row in range(rows)
        ),
    )


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, Scheme.LIGHT)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(600, 320)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def card(qtbot: QtBot, kind: type[Chart], shows: Figures | None = None) -> ChartCard:
    made = ChartCard(kind(FigureModel(), "A chart"), "A chart", "a hint")
    made.show_figures(figures() if shows is None else shows)
    shown(qtbot, made)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_every_drawn_figure_lies_apart_and_is_found_where_it_lies(qtbot: QtBot, kind: type[Chart]) -> None:
    made = card(qtbot, kind)
    chart = made.chart
    places = {(index.row(), index.column()): chart.visualRect(index) for index in chart.drawn()}
    assert len(places) >= 3
    for (row, column), rect in places.items():
        assert chart.viewport().rect().contains(rect.center())
        assert chart.indexAt(rect.center()) == chart.figures.index(row, column)


@pytest.mark.parametrize("kind", KINDS)
def test_a_layout_from_the_right_is_the_mirror_image(qtbot: QtBot, qapp: QApplication, kind: type[Chart]) -> None:
    one = card(qtbot, kind)
    wide = one.chart.viewport().width()
    lefts = {(at.row(), at.column()): one.chart.visualRect(at).left() for at in one.chart.drawn()}
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    other = card(qtbot, kind)
    assert other.chart.viewport().width() == wide
    for (row, column), left in lefts.items():
        there = other.chart.visualRect(other.chart.figures.index(row, column))
        assert abs(left - (wide - 1 - there.right())) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_reach_every_figure_and_enter_opens_it(qtbot: QtBot, kind: type[Chart]) -> None:
    made = card(qtbot, kind)
    chart = made.chart
    opened: list[object] = []
    chart.opened.connect(opened.append)
    chart.setFocus()
    wanted = {(index.row(), index.column()) for index in chart.drawn()}
    down, right = chart.figures.rowCount(), chart.figures.columnCount()
    for _ in range(down):
        for _ in range(right if kind in (Heat, Days) else 1):
            QTest.keyClick(chart, Qt.Key.Key_Return)
            QTest.keyClick(chart, Qt.Key.Key_Down if kind is Days else Qt.Key.Key_Right)
        chart.setCurrentIndex(chart.figures.index(min(chart.currentIndex().row() + (kind is Heat), down - 1), 0))
        if kind is Days:
            QTest.keyClick(chart, Qt.Key.Key_Right)
    assert wanted <= set(opened)


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_reads_a_table_of_whole_sentences(qtbot: QtBot, kind: type[Chart]) -> None:
    made = card(qtbot, kind)
    chart = made.chart
    heard = QAccessible.queryAccessibleInterface(chart)
    assert heard.role() == QAccessible.Role.Table
    assert heard.text(QAccessible.Text.Name) == "A chart"
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription() == "r0, c0: 0/0"


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_beside_a_chart_says_the_same_at_the_same_place(qtbot: QtBot, kind: type[Chart]) -> None:
    made = card(qtbot, kind)
    made.chart.setFocus()
    QTest.keyClick(made.chart, Qt.Key.Key_Right)
    before = made.chart.currentIndex()
    QTest.keyClick(made.chart, Qt.Key.Key_T)
    assert made.faces.currentWidget() is made.table
    assert made.table.hasFocus()
    assert made.table.model() is made.chart.model()
    assert made.table.currentIndex() == before
    said = [[made.table.model().index(row, column).data() for column in range(4)] for row in range(3)]
    assert said == [[cell.text for cell in line.cells] for line in figures().lines]
    opened: list[object] = []
    made.opened.connect(opened.append)
    QTest.keyClick(made.table, Qt.Key.Key_Return)
    assert opened == [(before.row(), before.column())]


def test_nothing_to_draw_is_said_in_words(qtbot: QtBot) -> None:
    made = card(qtbot, Bars, Figures(("Load",)))
    assert made.faces.currentWidget() is made.empty
    assert made.empty.text()


def test_what_is_read_stays_read_when_figures_come_in_another_order(qtbot: QtBot) -> None:
    model = FigureModel()
    table = FigureTable(model, "Lines", whole_rows=True)
    many = figures(60)
    model.show(many)
    shown(qtbot, table)
    table.setFocus()
    table.setCurrentIndex(model.index(30, 0))
    table.verticalScrollBar().setValue(200)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show(Figures(many.columns, (Line("new", tuple(Cell("n") for _ in range(4))), *many.lines[1:])))
    assert table.current_identity() == "r30"
    model.show(Figures(many.columns, tuple(reversed(many.lines))))
    assert table.current_identity() == "r30"
    model.show(Figures(many.columns, many.lines[:40]))
    assert table.current_identity() == "r30"
    assert table.verticalScrollBar().value() == 200
    assert table.model().rowCount() == 40
    assert not resets


def test_a_bar_is_moved_onto_another_with_keys_and_with_the_mouse(qtbot: QtBot) -> None:
    bars = Bars(FigureModel(), "Load", movable=True)
    bars.figures.show(figures())
    shown(qtbot, bars)
    moves: list[tuple[object, object]] = []
    bars.moved.connect(lambda taken, onto: moves.append((taken, onto)))
    bars.setFocus()
    for key in (Qt.Key.Key_M, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(bars, key)
    assert moves == [("r0", "r2")]
    for key in (Qt.Key.Key_M, Qt.Key.Key_Up, Qt.Key.Key_Escape, Qt.Key.Key_Return):
        QTest.keyClick(bars, key)
    assert bars.carried is None
    start, end = (bars.visualRect(bars.figures.index(row, 0)).center() for row in (2, 1))
    QTest.mousePress(bars.viewport(), Qt.MouseButton.LeftButton, pos=start)
    _drag(bars, start, end)
    QTest.mouseRelease(bars.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert moves == [("r0", "r2"), ("r2", "r1")]


def _drag(bars: Bars, start: QPoint, end: QPoint) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    for point in (start + QPoint(0, -12), end):
        there = bars.viewport().mapToGlobal(point)
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(there), left, left, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(bars.viewport(), move)


def test_a_tile_is_pressed_by_enter_and_space_and_says_what_it_counts(qtbot: QtBot) -> None:
    tile = Tile()
    tile.show_figure(TileFigure("3", "breached", "2 first reply", "late", "Clocks past their time."))
    shown(qtbot, tile)
    told: list[str] = []
    tile.explained.connect(told.append)
    tile.setFocus()
    tile.clearFocus()
    tile.setFocus()
    assert "Clocks past their time." in told
    QTest.keyClick(tile, Qt.Key.Key_Return)
    assert tile.isChecked()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert not tile.isChecked()
    heard = QAccessible.queryAccessibleInterface(tile)
    assert heard.text(QAccessible.Text.Name) == "3 breached"
    assert "2 first reply" in heard.text(QAccessible.Text.Description)
