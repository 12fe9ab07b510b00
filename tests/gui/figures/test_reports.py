"""Reports over a real desk: every number opens as many lines as it says, on screen, as a table, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.reporting import Figure, Report
from agent_desk.views.charts import ChartCard
from agent_desk.views.pauses import PausesScreen
from agent_desk.views.reports import ReportsScreen
from agent_desk.views.reports.part_panel import FactNumber
from agent_desk.views.reports.parts import Drill, Part, parts_of
from agent_desk.views.reports.pdf import write_pdf
from agent_desk.views.reports.sheet import Sheet
from agent_desk.views.tools import Tools
from tests.gui.figures.conftest import shown
from tests.gui.figures.figure_kit import MINUTE, FigureDesk, texts


@pytest.fixture
def screen(tools: Tools, qtbot: QtBot) -> ReportsScreen:
    made = ReportsScreen(tools)
    shown(qtbot, made)
    qtbot.waitUntil(lambda: not made.sheet.under_way)
    return made


def report_of(screen: ReportsScreen) -> Report:
    assert screen.report is not None
    return screen.report


def running(screen: ReportsScreen) -> bool:
    return screen.under_way


def numbers(part: Part) -> Iterator[tuple[str, int, Drill]]:
    """Every count of a part that opens: what it is, how many, and what it opens."""
    for fact in part.facts:
        if fact.drill is not None:
            yield fact.what, int(fact.figure), fact.drill
    for line in part.figures.lines if part.figures is not None else ():
        for cell in line.cells:
            if isinstance(cell.key, Drill) and cell.text.isdigit():
                yield line.heading, int(cell.text), cell.key


def test_every_number_opens_as_many_lines_as_it_says(screen: ReportsScreen, kit: FigureDesk) -> None:
    report = report_of(screen)
    checked = 0
    for part in parts_of(report):
        for name, count, drill in numbers(part):
            found = kit.desk.reports.drill(drill.figure, report.span, report.filter, drill.opened)
            assert len(found) == count, (part.title, name)
            checked += 1
    assert checked > 12


def test_a_number_is_opened_by_keys_into_the_conversation_and_back(
    screen: ReportsScreen, kit: FigureDesk, qtbot: QtBot
) -> None:
    late = next(one for one in screen.findChildren(FactNumber) if one.accessibleName().startswith("late: 2,"))
    late.setFocus()
    QTest.keyClick(late, Qt.Key.Key_Return)
    assert screen.faces.currentWidget() is screen.drill
    assert screen.drill.table.hasFocus()
    assert len(texts(screen.drill.model)) == 2
    with qtbot.waitSignal(screen.conversation_wanted) as opened:
        QTest.keyClick(screen.drill.table, Qt.Key.Key_Return)
    assert opened.args[0] in (kit.conversations["late"], kit.conversations["later"])
    assert "First reply: late" in screen.drill.title.text()
    screen.span.choice.setFocus()
    screen.setFocus()
    assert screen.drill.table.hasFocus()
    QTest.keyClick(screen.drill.table, Qt.Key.Key_Escape)
    assert screen.faces.currentWidget() is not screen.drill
    assert late.hasFocus()


def test_a_bar_of_the_distribution_opens_its_conversations(screen: ReportsScreen) -> None:
    card = screen.sheet.panels["first"].panel
    assert isinstance(card, ChartCard)
    card.chart.setFocus()
    QTest.keyClick(card.chart, Qt.Key.Key_Home)
    QTest.keyClick(card.chart, Qt.Key.Key_Right)
    assert card.chart.at is not None
    assert card.chart.at.text == "1"
    QTest.keyClick(card.chart, Qt.Key.Key_Return)
    assert [line[5] for line in texts(screen.drill.model)] == ["10 min"]


def test_every_part_has_a_name_a_definition_and_a_table(screen: ReportsScreen) -> None:
    report = report_of(screen)
    assert {part.counts for part in parts_of(report)} >= set(Figure) - {Figure.NEXT, Figure.RESOLUTION, Figure.VERIFY}
    for part in parts_of(report):
        panel = screen.sheet.panels[part.id].panel
        assert panel.definition
        if isinstance(panel, ChartCard):
            assert panel.table.model() is panel.chart.model()
            assert QAccessible.queryAccessibleInterface(panel.chart).text(QAccessible.Text.Name) == part.title
            assert part.title in panel.table.accessibleName()


def test_the_definition_stands_below_while_a_chart_has_the_keyboard(screen: ReportsScreen) -> None:
    card = screen.sheet.panels["lag"].panel
    assert isinstance(card, ChartCard)
    card.switch.setFocus()
    card.table.setFocus()
    screen.sheet.panels["heat"].panel.findChildren(FactNumber)[0].setFocus()
    assert screen.foot.definition.text() == " ".join(screen.sheet.panels["heat"].panel.definition.split())


def test_days_can_be_chosen_from_and_to(screen: ReportsScreen, kit: FigureDesk) -> None:
    screen.span.choice.show_value("0")
    screen.span._take("0")
    assert screen.span.first.isVisibleTo(screen)
    screen.span.first.setDate(QDate(2025, 6, 14))
    screen.span.last.setDate(QDate(2025, 6, 15))
    assert [str(day) for day in report_of(screen).span.days] == ["2025-06-14", "2025-06-15"]
    assert screen.sheet.panels["days"].panel.isVisible()
    screen.span.last.setDate(QDate(2025, 6, 10))
    assert report_of(screen).span.first == report_of(screen).span.last


def test_what_a_team_cannot_narrow_says_so(screen: ReportsScreen, kit: FigureDesk, qtbot: QtBot) -> None:
    screen.filters.offer()
    screen.filters.choose(team=kit.team.id)
    qtbot.waitUntil(lambda: not screen.sheet.under_way)
    report = report_of(screen)
    assert report.filter.team_id == kit.team.id
    assert report.lag is None
    missing = screen.sheet.panels["lag"]._missing
    assert missing.isVisibleTo(screen)
    assert not screen.sheet.panels["first"]._missing.isVisibleTo(screen)


def test_an_agent_and_a_policy_narrow_it_by_keyboard(screen: ReportsScreen, kit: FigureDesk) -> None:
    boxes = [box for box in (screen.filters.agent, screen.filters.policy) if box is not None]
    assert [box.accessibleName() for box in boxes] == ["Agent", "Policy"]
    for box, words in zip(boxes, ("Jo", "Within the hour"), strict=True):
        box.setFocus()
        QTest.keyClicks(box, words)
    report = report_of(screen)
    assert report.filter.agent_id == kit.agents["Jo"].id
    assert report.filter.policy_id == kit.desk.levels.policy("Within the hour").id
    assert report.named == {"agent_id": "Jo", "policy_id": "Within the hour"}


def test_who_left_can_still_be_asked_for(screen: ReportsScreen, kit: FigureDesk) -> None:
    kit.desk.roster.leave(kit.agents["Sam"].id)
    screen.filters.offer()
    assert screen.filters.agent is not None
    assert [screen.filters.agent.itemText(at) for at in range(screen.filters.agent.count())][-2:] == [
        "Sam (left)",
        "Nobody",
    ]


def test_the_first_panel_is_there_at_once_and_the_others_follow(screen: ReportsScreen, qtbot: QtBot) -> None:
    parts = parts_of(report_of(screen))
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.show_parts(parts)
    assert list(sheet.panels) == [parts[0].id]
    qtbot.waitUntil(lambda: not sheet.under_way)
    assert list(sheet.panels) == [part.id for part in parts]


def test_a_report_under_way_can_be_stopped(tools: Tools, kit: FigureDesk, qtbot: QtBot) -> None:
    kit.acts.held = True
    screen = ReportsScreen(tools)
    shown(qtbot, screen)
    assert running(screen)
    stop = next(one for one in screen.faces.findChildren(QPushButton) if one.text() == "Cancel")
    stop.click()
    kit.acts.run()
    assert not screen.sheet.panels
    assert not running(screen)
    kit.acts.held = False
    screen.refresh()
    assert screen.sheet.panels


@pytest.mark.parametrize(("format_", "begins"), [("csv", b""), ("rows", b""), ("html", b"<!"), ("pdf", b"%PDF-")])
def test_it_is_saved_in_every_format(
    screen: ReportsScreen, tmp_path: Path, format_: str, begins: bytes, qapp: QApplication
) -> None:
    target = tmp_path / f"report.{format_}"
    screen.files.save(format_, target)
    assert target.read_bytes().startswith(begins)
    assert target.stat().st_size > 300
    bar = screen.bars.current("export")
    assert bar is not None
    assert str(target) in bar.accessibleName()


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(screen: ReportsScreen, tmp_path: Path) -> None:
    from agent_desk.domain.errors import DeskError

    target = tmp_path / "nowhere" / "report.pdf"
    with pytest.raises(DeskError):
        write_pdf(report_of(screen), target)
    assert not target.exists()


def test_pauses_while_somebody_waited_are_listed_and_open(tools: Tools, kit: FigureDesk, qtbot: QtBot) -> None:
    screen = PausesScreen(tools)
    shown(qtbot, screen)
    assert screen.faces.currentIndex() == 1
    kit.desk.status.set(kit.conversations["soon"], Status.PENDING)
    kit.now += 20 * MINUTE
    kit.desk.status.set(kit.conversations["soon"], Status.OPEN)
    kit.now += MINUTE
    screen.refresh()
    assert screen.faces.currentIndex() == 0
    (line,) = texts(screen.model)
    assert line[0] == line[3] == "20 min"
    assert line[5] == "Jo"
    assert texts(screen.agents.chart.figures) == [["20 min", "1 clock"]]
    screen.table.setFocus()
    with qtbot.waitSignal(screen.conversation_wanted) as opened:
        QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened.args == [kit.conversations["soon"]]
    screen.filters.choose(venue=kit.venue.id)
    assert len(texts(screen.model)) == 1
