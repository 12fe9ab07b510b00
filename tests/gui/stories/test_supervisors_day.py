"""A supervisor's day by keyboard alone: what is late and who takes it, the report and what is behind a number, hours, a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.levels import Metric, PolicyBody, Scope
from agent_desk.domain.roster import AgentRow, Member, Presence, Priority, Role, TeamRow
from agent_desk.views.charts import Bars, FigureTable
from agent_desk.views.levels import LevelsScreen
from agent_desk.views.reports import ReportsScreen
from agent_desk.views.window import MainWindow
from tests.gui.desk_kit import DeskKit
from tests.gui.stories.keyboard import CTRL, focused, no_pointer, press

KEY = Qt.Key
MINUTE = 60_000
LATE = "The hub is silent since Monday"


class SupervisorsDay:
    """The window, and a team of three whose oldest question is late."""

    def __init__(self, kit: DeskKit, window: MainWindow, qtbot: QtBot) -> None:
        self.kit, self.window, self.qtbot = kit, window, qtbot
        self.people: dict[str, AgentRow] = {}
        self._people()
        hour = dict.fromkeys(Priority, 60)
        kit.desk.levels.save_policy(
            "Within the hour", PolicyBody(Scope(), {Metric.FIRST: hour}), from_at=kit.now - 30 * 24 * 60 * MINUTE
        )
        self.late = kit.post(LATE, key="late", author="Ana Lopes", posted_at=kit.now - 90 * MINUTE)
        self.fresh = kit.post("Which colour is the lid?", key="fresh", author="Rui B", posted_at=kit.now - 5 * MINUTE)
        for one in (self.late, self.fresh):
            kit.news.changed.emit(kit.desk.assignment.assign(one, self.people["Jo"].id, self.team.id).changes)

    def _people(self) -> None:
        roster = self.kit.desk.roster
        self.people["Mira"] = roster.save(replace(roster.me(), name="Mira")).agent
        for name in ("Jo", "Sam"):
            self.people[name] = roster.add(name, name.lower(), Role.AGENT).agent
            roster.set_presence(Presence.AVAILABLE, agent_id=self.people[name].id)
        members = tuple(Member(one.id) for one in self.people.values())
        self.team = roster.save_team(TeamRow("", 0, "First line", members=members), new=True).team

    def until(self, wanted: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(wanted()))

    def go(self, words: str) -> None:
        """To a screen by its name."""
        press(KEY.Key_K, CTRL)
        self.until(self.window.finding.palette.isVisible)
        self.write(f"> go to {words}")
        press(KEY.Key_Return)

    def write(self, text: str) -> None:
        """Type into what has the keyboard, in a popup too."""
        for letter in text:
            QTest.keyClicks(self.here(), letter)

    def here(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is None:
            return focused()
        inside: QWidget | None = popup.focusWidget()
        return popup if inside is None else inside

    def tab_to(self, wanted: Callable[[QWidget], bool]) -> None:
        """Tab until that control has the keyboard."""
        QApplication.processEvents()  # what was just added is shown in the next turn
        if QApplication.activeWindow() is None:
            self.window.activateWindow()  # where there is no window manager, a tip gives the keyboard back to nobody
            self.until(self.window.isActiveWindow)
        passed: list[str] = []
        while not wanted(focused()):
            passed.append(focused().accessibleName() or focused().objectName())
            assert len(passed) < 80, passed
            press(KEY.Key_Tab)

    def tab_to_named(self, name: str) -> None:
        self.tab_to(lambda one: name in (one.objectName(), one.accessibleName()))

    def holder(self, conversation: str) -> str | None:
        return self.kit.desk.inbox.row(conversation).assignee_id

    def give_what_is_late(self) -> None:
        """The table of late ones has the keyboard; A gives the first to Sam, and M moves the rest from bar to bar."""
        press(KEY.Key_G)
        press(KEY.Key_K)
        levels = self.window.screens.currentWidget()
        assert isinstance(levels, LevelsScreen)
        self.until(lambda: isinstance(focused(), FigureTable) and levels.rows.shown_ids()[:1] == [self.late])
        assert levels.rows.title.text() == "Late"
        press(KEY.Key_A)
        self.write("Sam")
        QTest.keyClick(self.here(), KEY.Key_Return)
        self.until(lambda: self.holder(self.late) == self.people["Sam"].id)
        self.tab_to(lambda one: isinstance(one, Bars))
        bars = levels.load.bars
        self.until(lambda: {line.heading for line in bars.figures.figures.lines} == {"Mira", "Jo", "Sam"})
        press(KEY.Key_Home)
        while bars.currentIndex().row() != self.row_of(bars, "Jo"):
            press(KEY.Key_Down)
        press(KEY.Key_M)
        press(KEY.Key_Home)
        while bars.currentIndex().row() != self.row_of(bars, "Mira"):
            press(KEY.Key_Down)
        press(KEY.Key_Return)
        self.until(lambda: isinstance(focused(), QPushButton))
        assert focused().accessibleName() == "1"
        press(KEY.Key_Return)
        self.until(lambda: self.holder(self.fresh) == self.people["Mira"].id)

    def row_of(self, bars: Bars, name: str) -> int:
        return [line.heading for line in bars.figures.figures.lines].index(name)

    def look_behind_a_number(self) -> None:
        """The report of one agent; a number leads to its conversations, into one of them, and back to the list."""
        self.go("reports")
        reports = self.window.screens.currentWidget()
        assert isinstance(reports, ReportsScreen)
        self.until(lambda: reports.sheet.panels and not reports.sheet.under_way)
        self.tab_to_named("Agent")
        assert isinstance(focused(), QComboBox)
        self.write("Sam")
        self.until(lambda: reports.report is not None and reports.report.filter.agent_id == self.people["Sam"].id)
        self.until(lambda: not reports.sheet.under_way)
        self.tab_to(lambda one: one.accessibleName().startswith("late: 1,"))
        press(KEY.Key_Return)
        self.until(lambda: focused() is reports.drill.table)
        assert "First reply: late" in reports.drill.title.text()
        press(KEY.Key_Return)
        self.until(lambda: self.window.screens.on_top("inbox"))
        assert self.window.reading.conversation.row is not None
        assert self.window.reading.conversation.row.id == self.late
        self.go("reports")
        self.until(lambda: focused() is reports.drill.table)
        press(KEY.Key_Escape)
        assert self.window.screens.on_top("reports")
        assert reports.faces.currentWidget() is not reports.drill

    def make_hours(self) -> None:
        """A calendar: hours that overlap are told, and kept to be put right."""
        self.go("policies")
        self.until(lambda: self.window.screens.on_top("hours") and focused().objectName() == "policies")
        self.tab_to_named("newCalendar")
        press(KEY.Key_Return)
        assert focused().objectName() == "calendarName"
        self.write("Early and late")
        self.enter("dayHours-0", "9-13, 12-18")
        self.tab_to_named("saveLevel")
        press(KEY.Key_Return)
        bars = self.window.screens.currentWidget().bars  # type: ignore[union-attr]
        self.until(lambda: bars.current("error") is not None)
        assert "overlap" in bars.current("error").accessibleName()
        assert self.kit.desk.levels.calendars() == []
        self.enter("dayHours-0", "9-12, 13-18")
        self.tab_to_named("saveLevel")
        press(KEY.Key_Return)
        self.until(self.kit.desk.levels.calendars)
        (made,) = self.kit.desk.levels.calendars()
        assert made.name == "Early and late"
        assert len(made.latest.body.week[0]) == 2
        assert focused().objectName() == "calendars", focused()

    def make_a_rule(self) -> None:
        """A rule is written from its name to its effect, tried on what was, and kept."""
        self.go("rules")
        self.until(lambda: self.window.screens.on_top("rules"))
        self.tab_to(lambda one: isinstance(one, QPushButton) and one.text() == "New rule")
        press(KEY.Key_Return)
        assert focused().objectName() == "ruleName"
        self.write("Silent hubs")
        self.tab_to(lambda one: isinstance(one, QPushButton) and one.text() == "Add a condition")
        press(KEY.Key_Return)
        self.write("silent")
        self.tab_to_named("Put a tag on it")
        self.write("outage")
        self.tab_to_named("tryRule")
        press(KEY.Key_Return)
        self.until(lambda: self.kit.acts.waiting == [])
        assert self.kit.desk.inbox.row(self.late).tags == ()
        self.tab_to_named("saveRule")
        press(KEY.Key_Return)
        self.until(lambda: [one.rule.name for one in self.kit.desk.rules.all()] == ["Silent hubs"])

    def enter(self, name: str, text: str) -> None:
        """Write into a field instead of what stands there."""
        self.tab_to_named(name)
        field = focused()
        assert isinstance(field, QLineEdit)
        press(KEY.Key_A, CTRL)
        self.write(text)


def test_a_supervisors_day_by_keyboard_alone(
    kit: DeskKit, kit_window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    day = SupervisorsDay(kit, kit_window, qtbot)
    kit_window.resume()
    with no_pointer(qapp):
        kit_window.go("waiting")
        kit_window.reading.focus_list()
        day.give_what_is_late()
        day.look_behind_a_number()
        day.make_hours()
        day.make_a_rule()
