"""Editing one calendar: hours of the week, zone, holidays of a country, single days, and what follows from them at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_desk.domain.calendars import compile_calendar
from agent_desk.domain.errors import DeskError, Refused
from agent_desk.domain.levels import MINUTE, Calendar, CalendarBody, Hours
from agent_desk.domain.promises import check_calendar, ordered
from agent_desk.runtime.level_words import moment, span, weekday, zone_of
from agent_desk.runtime.texts import tr, what_happened
from agent_desk.services.almanac import changes_of, zones
from agent_desk.services.levels import Levels
from agent_desk.views.hours.day_lists import HolidayList, OtherDays
from agent_desk.views.hours.fields import Form, LengthField, VersionList, dim
from agent_desk.views.hours.spans import spans_from, spans_text
from agent_desk.views.hours.week_grid import HEAD, ROW, WeekGrid
from agent_desk.views.theme import px
from agent_desk.views.widgets import Combo, label

USUAL = CalendarBody("", (*(((Hours(9 * 60, 17 * 60),),) * 5), (), ()))
"""What a new calendar begins with; its zone is the agent's."""


class CalendarEditor(QWidget):
    """The fields of a calendar. Named: calendarName, calendarZone, week, dayHours-0 to 6, previewLength, previewFrom, preview.
    Emits `changed` for every edit."""

    changed = Signal()

    def __init__(self, levels: Levels, calendar: Calendar | None, now: int, zone: str) -> None:
        """`zone`: the one of who sits here, for a new calendar."""
        super().__init__()
        self.calendar = calendar
        body = calendar.latest.body if calendar else replace(USUAL, zone=zone)
        self.setProperty("ground", "pane")
        self.name = QLineEdit(calendar.name if calendar else tr("Office hours"))
        self.name.setObjectName("calendarName")
        self.zone = Combo()
        self.zone.setObjectName("calendarZone")
        self.zone.setEditable(True)
        self.zone.addItems(zones())
        self.zone.setCurrentText(body.zone)
        self.week = WeekGrid()
        self.week.setObjectName("week")
        self.week.show_week(body.week)
        self.days: list[QLineEdit] = []
        self.holidays = HolidayList(levels, body, now)
        self.others = OtherDays(body.days)
        self.length = LengthField(tr("Working time"), 30, empty=False)
        self.length.setObjectName("previewLength")
        self.begins = QDateTimeEdit()
        self.begins.setObjectName("previewFrom")
        self.begins.setAccessibleName(tr("From"))
        self.begins.setCalendarPopup(True)
        self.begins.setMinimumWidth(px(200))
        self.begins.setDisplayFormat("ddd yyyy-MM-dd HH:mm")
        self.begins.setTimeZone(QTimeZone.utc())
        self.begins.setDateTime(QDateTime(_friday(now), QTime(16, 45), QTimeZone.utc()))
        self.preview = label("", wrap=True)
        self.preview.setObjectName("preview")
        self._lay_out()
        self._show_days()
        self._connect()
        self._show_preview()

    def _lay_out(self) -> None:
        form = Form(self)
        form.heading(tr("Calendar"))
        form.line(tr("Name"), self.name)
        form.line(tr("Time zone"), self.zone)
        form.heading(
            tr("Hours of the week"), tr("Each day can have several spans, up to 24:00. What is not marked is closed.")
        )
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.week, 1)
        typed = QVBoxLayout()
        typed.setContentsMargins(0, px(HEAD), 0, 0)
        typed.setSpacing(0)
        for day in range(7):
            field = QLineEdit()
            field.setObjectName(f"dayHours-{day}")
            field.setAccessibleName(tr("Hours on {day}", day=weekday(day)))
            field.setPlaceholderText(tr("closed"))
            field.setFixedHeight(px(ROW))
            field.setMinimumWidth(px(170))
            field.setMaximumWidth(px(230))
            field.editingFinished.connect(self._typed)
            self.days.append(field)
            typed.addWidget(field)
        typed.addStretch(1)
        row.addLayout(typed)
        form.wide(both)
        form.heading(tr("Try it"))
        tried = QWidget()
        row = QHBoxLayout(tried)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for part in (self.length, dim(tr("of working time from")), self.begins):
            row.addWidget(part)
        row.addWidget(self.preview, 1)
        form.wide(tried)
        form.heading(
            tr("Holidays"), tr("Taken over by country and kept in the calendar; switch off those on which you work.")
        )
        form.wide(self.holidays)
        form.heading(
            tr("Single days"), tr("Other hours on one date, or none: they win over the week and over holidays.")
        )
        form.wide(self.others)
        self._versions = VersionList()
        form.wide(self._versions)
        form.addStretch(1)

    def _connect(self) -> None:
        self.week.changed.connect(self._drawn)
        self.length.textChanged.connect(lambda _text: self._show_preview())
        self.begins.dateTimeChanged.connect(lambda _at: self._show_preview())
        self.name.textEdited.connect(lambda _text: self.changed.emit())
        for signal in (self.zone.currentTextChanged, self.holidays.changed, self.others.changed):
            signal.connect(self._edited)

    def show_versions(self, told: list[str]) -> None:
        """Show the versions there are, the latest first."""
        self._versions.show_lines(told)

    def body(self) -> CalendarBody:
        """What the fields say; a field that cannot be read raises Refused(`calendar_span`)."""
        for field in self.days:
            if spans_from(field.text()) is None:
                raise Refused("calendar_span", span=field.text()[:40])
        country, region, years = self.holidays.source
        return ordered(
            CalendarBody(
                zone=self.zone.currentText().strip(),
                week=self.week.week,
                holidays=self.holidays.days,
                days=self.others.days,
                country=country,
                region=region,
                years=years,
            )
        )

    def _show_days(self) -> None:
        for day, field in enumerate(self.days):
            if not field.hasFocus():
                field.setText(spans_text(self.week.week[day]))
                field.setToolTip("")

    def _typed(self) -> None:
        week = list(self.week.week)
        for day, field in enumerate(self.days):
            spans = spans_from(field.text())
            field.setToolTip("" if spans is not None else tr("Write hours as 09:00-12:00, 13:00-17:00."))
            if spans is not None:
                week[day] = spans
        if tuple(week) != self.week.week:
            self.week.show_week(tuple(week))
            self._edited()
        self._show_preview()

    def _drawn(self) -> None:
        self._show_days()
        self._edited()

    def _edited(self, *_: object) -> None:
        self._show_preview()
        self.changed.emit()

    def _show_preview(self) -> None:
        self.preview.setText(self._foretold())

    def _foretold(self) -> str:
        minutes = self.length.minutes
        if not minutes:
            return tr("Write a length of time, such as 30 min, 4 h or 2 d.")
        date, time = self.begins.date(), self.begins.time()
        day = (date.year(), date.month(), date.day())
        try:
            body = self.body()
            check_calendar(body)
            zone = zone_of(body.zone)
            start = int(datetime(*day, time.hour(), time.minute(), tzinfo=zone).timestamp() * 1000)
            hours = compile_calendar(replace(body, changes=changes_of(body.zone, start)))
        except DeskError as error:
            return what_happened(error).what
        due = hours.due(start, minutes * MINUTE)
        if due is None:
            return tr("By these hours that never falls due.")
        return tr(
            "{length} of working time from {start} are due {due}",
            length=span(minutes * MINUTE),
            start=moment(start, zone),
            due=moment(due, zone),
        )


def _friday(now: int) -> QDate:
    """The next Friday, whose evening shows best what hours do."""
    today = QDateTime.fromMSecsSinceEpoch(now, QTimeZone.utc()).date()
    return today.addDays((5 - today.dayOfWeek()) % 7)
