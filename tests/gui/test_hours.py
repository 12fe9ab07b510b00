"""Policies and hours: drawing and typing hours, holidays, targets, versions, and the clocks beside a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.levels import CalendarBody, Hours, Metric, PolicyBody, Scope, Step, StepAct, StepWhen
from agent_desk.domain.roster import Priority
from agent_desk.runtime import level_words
from agent_desk.views.context.clocks import ClockSection
from agent_desk.views.hours import HoursScreen
from agent_desk.views.hours.calendar_editor import CalendarEditor
from agent_desk.views.hours.policy_editor import PolicyEditor
from agent_desk.views.hours.spans import spans_from
from agent_desk.views.hours.week_grid import STEP, WeekGrid
from agent_desk.views.tools import Tools
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector

W = TypeVar("W", bound=QWidget)
NINE = (Hours(540, 1020),)
WEEK = (*(NINE for _ in range(5)), (), ())
BERLIN = CalendarBody("Europe/Berlin", WEEK)
PROMISE = PolicyBody(Scope(), {Metric.FIRST: {Priority.NORMAL: 30}})


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    made = DeskKit(tmp_path)
    yield made
    made.close()


@pytest.fixture
def open_screen(kit: DeskKit, qtbot: QtBot) -> Callable[[], HoursScreen]:
    def opened() -> HoursScreen:
        tools = Tools(kit.desk, kit.acts, kit.news, FakeCollector(), kit.settings, cast("object", None))  # type: ignore[arg-type]
        screen = HoursScreen(tools)
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        qtbot.waitExposed(screen)
        return screen

    return opened


def _find(parent: QWidget, kind: type[W], name: str) -> W:
    """The one on screen: editors that were left stay as they are."""
    found = [one for one in parent.findChildren(kind, name) if one.isVisible()]
    assert found, name
    return found[0]


def _press(screen: HoursScreen, name: str) -> None:
    found = _find(screen, QPushButton, name)
    assert found.isEnabled(), name
    found.click()


def _type(parent: QWidget, name: str, text: str) -> None:
    field = _find(parent, QLineEdit, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_calendar_is_made_with_the_keyboard(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    screen = open_screen()
    _press(screen, "newCalendar")
    _type(screen, "calendarName", "Support")
    grid = _find(screen, WeekGrid, "week")
    grid.setFocus()
    for _ in range(5):
        QTest.keyClick(grid, Qt.Key.Key_Down)
    assert "Saturday" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_Space)
    for _ in range(4):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    _type(screen, "dayHours-4", "9-12, 13-15")
    _press(screen, "saveLevel")
    calendar = kit.desk.levels.calendars()[0]
    assert calendar.name == "Support"
    assert calendar.latest.body.week[5] == (Hours(540, 600 + STEP),)
    assert calendar.latest.body.week[4] == (Hours(540, 720), Hours(780, 900))


def test_tab_leads_through_the_fields(open_screen: Callable[[], HoursScreen], kit: DeskKit, qtbot: QtBot) -> None:
    kit.desk.levels.save_calendar("Support", BERLIN)
    screen = open_screen()
    screen.activateWindow()
    _find(screen, QLineEdit, "calendarName").setFocus()
    seen = []
    for _ in range(20):
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Tab)
        seen.append(screen.focusWidget().objectName())
    assert seen[:3] == ["calendarZone", "week", "dayHours-0"]
    assert seen[9] == "previewLength"
    assert {"previewFrom", "country", "region", "fillHolidays"} <= set(seen)


def test_hours_are_drawn_with_the_mouse(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    kit.desk.levels.save_calendar("Support", BERLIN)
    screen = open_screen()
    grid = _find(screen, WeekGrid, "week")

    def at(day: int, minute: int) -> QPoint:
        return QPoint(grid._x(minute), grid._place(day, Hours(0, 60)).center().y())

    QTest.mousePress(grid, Qt.MouseButton.LeftButton, pos=at(6, 600))
    QTest.mouseMove(grid, at(6, 660))
    QTest.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=at(6, 720))
    assert grid.week[6]
    assert grid.week[6][0].start == 600
    QTest.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=at(0, 700))
    assert grid.week[0] == ()
    assert _find(screen, QLineEdit, "dayHours-0").text() == ""
    _press(screen, "saveLevel")
    assert kit.desk.levels.calendars()[0].latest.number == 2


def test_the_preview_says_when_friday_evening_is_due(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    kit.desk.levels.save_calendar("Support", BERLIN)
    screen = open_screen()
    editor = _find(screen, CalendarEditor, "")
    assert "Friday 2025-06-20 16:45" in editor.preview.text()
    assert editor.preview.text().endswith("are due Monday 2025-06-23 09:15")
    _type(editor, "dayHours-4", "9-15")
    assert editor.preview.text().endswith("are due Monday 2025-06-23 09:30")
    for day in range(7):
        _type(editor, f"dayHours-{day}", " ")
    assert "no hours" in editor.preview.text()


def test_bad_hours_are_refused_with_words_and_kept(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    kit.desk.levels.save_calendar("Support", BERLIN)
    screen = open_screen()
    editor = _find(screen, CalendarEditor, "")
    _type(editor, "dayHours-0", "9-12, 11-13")
    _press(screen, "saveLevel")
    bar = screen.bars.current("error")
    assert bar is not None
    assert "overlap" in bar.accessibleName()
    assert editor.week.week[0] == (Hours(540, 720), Hours(660, 780))
    assert kit.desk.levels.calendars()[0].latest.number == 1
    _type(editor, "dayHours-0", "nine to five")
    _press(screen, "saveLevel")
    assert _find(editor, QLineEdit, "dayHours-0").text() == "nine to five"


def test_a_holiday_can_be_switched_off(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    kit.desk.levels.save_calendar("Support", BERLIN)
    screen = open_screen()
    editor = _find(screen, CalendarEditor, "")
    holidays = editor.holidays
    holidays.country.setCurrentIndex(holidays.country.findData("DE"))
    holidays.country.activated.emit(holidays.country.currentIndex())
    holidays.region.setCurrentIndex(holidays.region.findData("BY"))
    _press(screen, "fillHolidays")
    assert "2026-01-06" in holidays.days
    rows = _find(screen, QListWidget, "holidays")
    first = next(rows.item(at) for at in range(rows.count()) if "2026-01-06" in rows.item(at).text())
    first.setCheckState(Qt.CheckState.Unchecked)
    _type(screen, "holidayDay", "2025-12-24")
    _press(screen, "addHoliday")
    _press(screen, "fillHolidays")
    _press(screen, "saveLevel")
    body = kit.desk.levels.calendars()[0].latest.body
    assert "2026-01-06" not in body.holidays
    assert "2025-12-24" in body.holidays
    assert "2025-12-25" in body.holidays
    assert (body.country, body.region, body.years) == ("DE", "BY", (2025, 2026, 2027))


def test_a_policy_is_edited_and_asks_about_running_clocks(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    calendar = kit.desk.levels.save_calendar("Support", BERLIN, from_at=0).calendar
    body = replace(PROMISE, calendar_id=calendar.id, steps=(Step(StepWhen.AFTER, StepAct.REASSIGN, 15),))
    policy = kit.desk.levels.save_policy("Standard", body, from_at=0).policy
    conversation = kit.post()
    assert kit.desk.levels.running(policy.id) == 1
    screen = open_screen()
    editor = _find(screen, PolicyEditor, "")
    assert editor.body() == policy.latest.body
    _type(editor, "target-first-normal", "1 d")
    assert _find(editor, QLineEdit, "target-first-normal").text() == "8 h"
    _press(screen, "saveLevel")
    bar = screen.bars.current("running")
    assert bar is not None
    assert bar.accessibleName().startswith("1 clock")
    assert kit.desk.levels.policy(policy.id).latest.number == 1, "nothing is saved before the answer"
    bar.findChildren(QPushButton)[1].click()
    assert kit.desk.levels.policy(policy.id).latest.running_too
    assert kit.desk.levels.clocks(conversation)[0].row.target == 480 * 60_000
    assert kit.desk.ground.store.read.ticks.stale_left() == 0


def test_a_length_that_cannot_be_read_is_kept_and_said(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    kit.desk.levels.save_policy("Standard", PROMISE)
    screen = open_screen()
    _type(screen, "target-next-high", "soonish")
    _press(screen, "saveLevel")
    bar = screen.bars.current("error")
    assert bar is not None
    assert "soonish" in bar.accessibleName()
    assert _find(screen, QLineEdit, "target-next-high").text() == "soonish"
    _press(screen, "discardLevel")
    assert _find(screen, QLineEdit, "target-next-high").text() == ""


def test_the_order_is_changed_with_the_keyboard(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    for name in ("First", "Second"):
        kit.desk.levels.save_policy(name, PROMISE)
    screen = open_screen()
    screen.policies.setCurrentRow(1)
    QTest.keyClick(screen.policies, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.name for one in kit.desk.levels.policies()] == ["Second", "First"]
    assert screen.policies.item(0).text() == "Second"


def test_edits_stay_while_one_looks_at_another(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    for name in ("First", "Second"):
        kit.desk.levels.save_policy(name, PROMISE)
    screen = open_screen()
    _type(screen, "target-first-urgent", "5")
    assert screen.policies.item(0).text() == "First (edited)"
    screen.policies.setCurrentRow(1)
    screen.policies.setCurrentRow(0)
    assert _find(screen, QLineEdit, "target-first-urgent").text() == "5 min"


def test_a_calendar_in_use_is_not_removed(open_screen: Callable[[], HoursScreen], kit: DeskKit) -> None:
    calendar = kit.desk.levels.save_calendar("Support", BERLIN).calendar
    kit.desk.levels.save_policy("Standard", replace(PROMISE, calendar_id=calendar.id))
    screen = open_screen()
    screen.calendars.setCurrentRow(0)
    _press(screen, "removeLevel")
    bar = screen.bars.current("error")
    assert bar is not None
    assert "Standard" in bar.accessibleName()
    assert kit.desk.levels.calendars()


def test_the_clocks_stand_beside_the_conversation(kit: DeskKit, qtbot: QtBot) -> None:
    kit.desk.levels.save_policy("Standard", PROMISE, from_at=0)
    conversation = kit.post()
    section = ClockSection(kit.desk, kit.acts, kit.settings, ())
    qtbot.addWidget(section)
    assert section.isHidden()
    section.read(conversation)
    clock = section.clocks[0]
    assert clock.state.value == "breached"
    assert clock.left is not None
    assert clock.left < 0
    section.show()
    assert any("late" in one.accessibleName() for one in section.findChildren(QWidget))
    _find(section, QPushButton, "explainClocks").click()
    story = _find(section, QWidget, "clockStory")
    words = " ".join(line.text() for line in story.findChildren(QLabel))
    assert "Standard" in words
    assert level_words.span(-clock.left) in words


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-17", ((540, 1020),)),
        ("13:30–24:00; 9-12", ((540, 720), (810, 1440))),
        ("", ()),
        ("17-9", None),
        ("9-25", None),
        ("9:60-10", None),
    ],
)
def test_hours_are_read_as_typed(text: str, spans: tuple[tuple[int, int], ...] | None) -> None:
    assert spans_from(text) == (None if spans is None else tuple(Hours(*span) for span in spans))


def test_a_new_calendar_is_made_by_keyboard_without_losing_the_place(
    kit: DeskKit, open_screen: Callable[[], HoursScreen]
) -> None:
    kit.desk.levels.save_calendar("Office", BERLIN)
    kit.desk.levels.save_policy("Within half an hour", PROMISE)
    screen = open_screen()
    screen.activateWindow()
    new = _find(screen, QPushButton, "newCalendar")
    new.setFocus()
    QTest.keyClick(new, Qt.Key.Key_Return)
    name = screen.focusWidget()
    assert isinstance(name, QLineEdit)
    assert name.objectName() == "calendarName"
    QTest.keyClicks(name, "Early and late")
    passed: list[str] = []
    while (now := screen.focusWidget()).objectName() != "saveLevel":
        assert len(passed) < 60
        passed.append(now.objectName())
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert "otherHours" in passed
    QTest.keyClick(now, Qt.Key.Key_Return)
    assert "Early and late" in [one.name for one in kit.desk.levels.calendars()]
    assert screen.focusWidget() is screen.calendars
    QTest.keyClick(screen.calendars, Qt.Key.Key_Tab)
    assert _find(screen, QLineEdit, "calendarName").text() == "Early and late"


def test_passing_by_a_list_with_tab_chooses_nothing(kit: DeskKit, open_screen: Callable[[], HoursScreen]) -> None:
    kit.desk.levels.save_calendar("Office", BERLIN)
    kit.desk.levels.save_policy("Within half an hour", PROMISE)
    screen = open_screen()
    screen.activateWindow()
    before = screen._shown
    screen.policies.setFocus()
    screen.calendars.setFocus(Qt.FocusReason.TabFocusReason)
    assert screen._shown == before
    QTest.keyClick(screen.calendars, Qt.Key.Key_Return)
    assert screen._shown == kit.desk.levels.calendars()[0].id


def test_numbers_can_be_read_in_their_fields(kit: DeskKit, open_screen: Callable[[], HoursScreen]) -> None:
    kit.desk.levels.save_policy("Within half an hour", PROMISE)
    screen = open_screen()
    for key in ("new calendar", kit.desk.levels.policies()[0].id):
        screen._show(key)
        QApplication.processEvents()
        numbers = [one for one in screen.findChildren(QSpinBox) if one.isVisible()]
        assert numbers
        for one in numbers:
            inside = one.lineEdit()
            assert inside.fontMetrics().horizontalAdvance(one.text()) < inside.width()
