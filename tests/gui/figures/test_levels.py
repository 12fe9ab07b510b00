"""The service levels over a real desk: tiles filter, lines open and are given away, nothing jumps when news arrives."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.live import LiveFilter, LiveTile
from agent_desk.domain.venues import VenueState
from agent_desk.views.assigning.picker import AssignPicker
from agent_desk.views.levels import LevelsScreen
from agent_desk.views.levels.words import UNKNOWN
from agent_desk.views.tools import Tools
from tests.gui.figures.conftest import shown
from tests.gui.figures.figure_kit import MINUTE, FigureDesk, texts


@pytest.fixture
def screen(tools: Tools, qtbot: QtBot) -> LevelsScreen:
    made = LevelsScreen(tools)
    shown(qtbot, made)
    return made


def what(screen: LevelsScreen) -> list[str]:
    return [line[2] for line in texts(screen.rows.model)]


def press(screen: LevelsScreen, text: str) -> None:
    """Press a button of the bar that is shown."""
    button = next(one for one in screen.bars.findChildren(QPushButton) if one.text() == text)
    button.click()


def test_tiles_say_what_is_and_what_is_late_comes_first(screen: LevelsScreen) -> None:
    says = {tile: one.says for tile, one in screen.tiles.tiles.items()}
    assert says[LiveTile.WAITING].figure == "3"
    assert says[LiveTile.LATE].figure == "2"
    assert says[LiveTile.LATE].state == "late"
    assert says[LiveTile.DUE_HOUR].figure == "1"
    assert says[LiveTile.TARGET_TODAY].figure == "33.3 %"
    assert says[LiveTile.FIRST_TODAY].figure == "10 min"
    assert screen.tiles.tiles[LiveTile.LATE].isChecked()
    assert what(screen) == ["A question, later", "A question, late", "A question, soon"]
    due = [line[0] for line in texts(screen.rows.model)]
    assert due == ["late 30 min", "late 15 min", "in 10 min"]
    assert [line[5] for line in texts(screen.rows.model)] == ["unassigned", "Jo", "Jo"]


def test_a_tile_filters_the_table_by_enter(screen: LevelsScreen, kit: FigureDesk) -> None:
    tile = screen.tiles.tiles[LiveTile.DUE_HOUR]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Return)
    assert what(screen) == ["A question, soon"]
    assert [one for one, tile in screen.tiles.tiles.items() if tile.isChecked()] == [LiveTile.DUE_HOUR]
    for shown_tile in LiveTile.WAITING, LiveTile.TARGET_TODAY, LiveTile.ARRIVALS_HOUR:
        screen.tiles.choose(shown_tile)
        assert screen.rows.shown_ids() == [row.id for row in kit.desk.live.rows(LiveFilter(), shown_tile)]


def test_news_change_the_figures_and_leave_what_is_chosen(screen: LevelsScreen, kit: FigureDesk, qtbot: QtBot) -> None:
    table = screen.rows.table
    table.setFocus()
    table.setCurrentIndex(table.figures.index(1, 0))
    assert table.current_key() == kit.conversations["late"]
    with qtbot.waitSignal(table.figures.layoutChanged):
        kit.post("Even older", key="oldest", posted_at=kit.now - 200 * MINUTE)
    assert what(screen)[0] == "Even older"
    assert table.current_key() == kit.conversations["late"]
    assert table.hasFocus()
    assert screen.tiles.tiles[LiveTile.LATE].says.figure == "3"


def test_a_zero_of_which_nobody_can_be_sure_is_a_dash(screen: LevelsScreen, kit: FigureDesk) -> None:
    assert screen.foot.coverage.text().endswith("on 1 of 1 venues")
    screen.filters.choose(team="")
    screen.tiles.choose(LiveTile.WAITING)
    kit.now += 61 * MINUTE
    kit.say_synced(VenueState.UNREACHABLE)
    screen.refresh()
    assert screen.tiles.tiles[LiveTile.ARRIVALS_HOUR].says.figure.startswith(UNKNOWN)
    assert "not complete" in screen.foot.coverage.text()
    assert "Acme 1" in screen.foot.toolTip()


def test_enter_opens_and_a_gives_away(screen: LevelsScreen, kit: FigureDesk, qtbot: QtBot) -> None:
    table = screen.rows.table
    table.setFocus()
    with qtbot.waitSignal(screen.conversation_wanted) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [kit.conversations["later"]]
    QTest.keyClick(table, Qt.Key.Key_A)
    picker = screen.window().findChild(AssignPicker)
    assert isinstance(picker, AssignPicker)
    screen._giving.give([kit.conversations["later"]], kit.agents["Sam"].id, None, "Sam")
    picker.close()
    assert kit.desk.inbox.row(kit.conversations["later"]).assignee_id == kit.agents["Sam"].id


def test_moving_a_bar_asks_how_many_moves_them_and_takes_it_back(screen: LevelsScreen, kit: FigureDesk) -> None:
    kit.desk.assignment.assign(kit.conversations["answered"], kit.agents["Jo"].id)
    kit.desk.status.set(kit.conversations["answered"], Status.RESOLVED)  # done work stays where it is
    bars = screen.load.bars
    names = [line.heading for line in bars.figures.figures.lines]
    assert names[0] == "Jo"
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Home)
    QTest.keyClick(bars, Qt.Key.Key_M)
    for _ in range(names.index("Mira")):
        QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    press(screen, "All 2")
    held = {name: kit.desk.inbox.row(kit.conversations[name]).assignee_id for name in ("late", "soon")}
    assert set(held.values()) == {kit.agents["Mira"].id}
    press(screen, "Undo")
    assert kit.desk.inbox.row(kit.conversations["late"]).assignee_id == kit.agents["Jo"].id


def test_spreading_deals_the_table_out_over_those_who_are_there(screen: LevelsScreen, kit: FigureDesk) -> None:
    screen.rows.spread.click()
    press(screen, "Spread")
    held = {kit.desk.inbox.row(one).assignee_id for one in screen.rows.shown_ids()}
    assert held == {kit.agents["Mira"].id}


def test_an_agent_and_a_part_narrow_the_screen(screen: LevelsScreen, kit: FigureDesk) -> None:
    screen.load.opened.emit(("agent", kit.agents["Jo"].id))
    assert what(screen) == ["A question, late", "A question, soon"]
    assert screen.one_agent.isVisible()
    screen.one_agent.click()
    assert len(what(screen)) == 3
    screen.groups.kind.show_value("team")
    screen.groups.opened.emit(("team", kit.team.id))
    assert screen.filters.team_id == kit.team.id
    assert what(screen) == ["A question, late", "A question, soon"]


def test_what_a_figure_counts_stands_below_while_it_is_looked_at(screen: LevelsScreen) -> None:
    tile = screen.tiles.tiles[LiveTile.FIRST_TODAY]
    tile.setFocus()
    assert tile.says.definition
    assert screen.foot.definition.text() == " ".join(tile.says.definition.split())
    screen.filters.team.setFocus()
    assert screen.foot.definition.text() == ""


def test_what_was_answered_is_behind_the_same_tile(screen: LevelsScreen, kit: FigureDesk) -> None:
    assert not screen.rows.other.isVisible()
    screen.tiles.choose(LiveTile.ARRIVALS_HOUR)
    assert what(screen) == ["A question, soon"]
    kit.answer("soon", kit.now - MINUTE)
    screen.rows.other.click()
    assert screen.rows.shown_ids() == [kit.conversations["soon"]]
    assert screen.rows.other.text() == "Arrivals instead"
    assert screen.tiles.tiles[LiveTile.ARRIVALS_HOUR].isChecked()


def test_who_may_not_see_figures_is_told(tools: Tools, kit: FigureDesk, qtbot: QtBot) -> None:
    kit.desk.roster.sit(kit.agents["Jo"].id)
    made = LevelsScreen(tools)
    shown(qtbot, made)
    bar = made.bars.current("error")
    assert bar is not None
    assert not made.rows.assign.isVisibleTo(made)


def test_nothing_is_asked_while_nobody_looks(screen: LevelsScreen, kit: FigureDesk) -> None:
    timers = [one for one in screen.findChildren(QTimer) if one.interval() == 15_000]
    assert [one.isActive() for one in timers] == [True]
    screen.hide()
    assert [one.isActive() for one in timers] == [False]


def test_load_says_who_is_away(screen: LevelsScreen) -> None:
    lines = {line.heading: line.cells for line in screen.load.chart.figures.figures.lines}
    assert lines["Sam"][1].text == "away, lunch"
    assert lines["Jo"][1].tone == "late"
    assert "1 is late" in lines["Jo"][0].spoken
