"""The days of a calendar that are not as usual: holidays, each of which can be switched off, and single dates with own hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.levels import CalendarBody, Hours
from agent_desk.domain.promises import check_day, check_hours
from agent_desk.runtime.level_words import day_name
from agent_desk.runtime.texts import ntr, tr, what_happened
from agent_desk.services.levels import Levels
from agent_desk.views.hours.fields import dim
from agent_desk.views.hours.spans import spans_from, spans_text
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px
from agent_desk.views.widgets import button, label

_DAY = Qt.ItemDataRole.UserRole
_AHEAD = 2
"""Of how many years after this one holidays are taken over."""


class HolidayList(QWidget):
    """Holidays with a tick each. Named: country, region, fillHolidays, holidays, holidayDay, holidayName, addHoliday."""

    changed = Signal()

    def __init__(self, levels: Levels, body: CalendarBody, now: int) -> None:
        super().__init__()
        self._levels, self._year = levels, datetime.fromtimestamp(now / 1000, UTC).year
        self._years = body.years
        countries = [(one.code, _country(one.code)) for one in levels.countries()]
        named = sorted(countries, key=lambda one: one[1].casefold())
        self.country = Choice(tr("Country"), [("", tr("no country")), *named], body.country, self._choose)
        self.country.setObjectName("country")
        self.region = Choice(tr("Region"), self._regions(body.country), body.region, lambda _region: None)
        self.region.setObjectName("region")
        for box in (self.country, self.region):
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(18)
        self.until = QSpinBox()
        self.until.setRange(self._year, self._year + 10)
        self.until.setValue(max([*body.years, self._year + _AHEAD]))
        self.until.lineEdit().setTextMargins(px(8), 0, px(8), 0)
        self.until.setMinimumWidth(px(80))
        self.until.setAccessibleName(tr("Up to the year"))
        fill = button(tr("Take over"))
        fill.setObjectName("fillHolidays")
        fill.clicked.connect(self.fill)
        self.list = QListWidget()
        self.list.setObjectName("holidays")
        self.list.setAccessibleName(tr("Holidays"))
        self.list.setFixedHeight(px(150))
        self._day, self._name = QLineEdit(), QLineEdit()
        self._said = label("", tone="dim", wrap=True)
        self._lay_out(fill)
        self._show({day: (name, True) for day, name in body.holidays.items()})
        self.list.itemChanged.connect(lambda _item: self._count())

    def _lay_out(self, fill: QWidget) -> None:
        source = QHBoxLayout()
        source.setSpacing(px(8))
        for part in (self.country, self.region, dim(tr("up to")), self.until, fill):
            source.addWidget(part)
        source.addStretch(1)
        own = QHBoxLayout()
        own.setSpacing(px(8))
        for field, name, said, hint in (
            (self._day, "holidayDay", tr("Date of another holiday"), "2026-12-24"),
            (self._name, "holidayName", tr("Name of another holiday"), tr("Name")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(said)
            field.setPlaceholderText(hint)
            field.setMaximumWidth(px(180))
            own.addWidget(field)
        add = button(tr("Add"), name=tr("Add this holiday"))
        add.setObjectName("addHoliday")
        add.clicked.connect(self._add)
        own.addWidget(add)
        own.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(source)
        column.addWidget(self.list)
        column.addLayout(own)
        column.addWidget(self._said)

    @property
    def days(self) -> dict[str, str]:
        """The holidays that count, with their names."""
        return {day: name for day, (name, on) in self._all().items() if on}

    @property
    def source(self) -> tuple[str, str, tuple[int, ...]]:
        """Country, region, and for which years they were taken over."""
        return str(self.country.currentData() or ""), str(self.region.currentData() or ""), self._years

    def fill(self) -> None:
        """Take over the holidays of the country; what was switched off stays so, what was added by hand stays."""
        country, region, _ = self.source
        if not country:
            self._said.setText(tr("Choose a country first."))
            return
        years = tuple(range(self._year, self.until.value() + 1))
        try:
            found = self._levels.holidays_of(country, region, years)
        except DeskError as error:
            self._said.setText(what_happened(error).what)
            return
        before = self._all()
        off = {day for day, (_, on) in before.items() if not on}
        self._years = years
        by_hand = {day: told for day, told in before.items() if day not in found}
        self._show(by_hand | {day: (name, day not in off) for day, name in found.items()})
        self._count()

    def _all(self) -> dict[str, tuple[str, bool]]:
        items = [self.list.item(at) for at in range(self.list.count())]
        return {item.data(_DAY)[0]: (item.data(_DAY)[1], item.checkState() is Qt.CheckState.Checked) for item in items}

    def _show(self, days: Mapping[str, tuple[str, bool]]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for day, (name, on) in sorted(days.items()):
            item = QListWidgetItem(f"{day_name(day)}  {name}")
            item.setData(_DAY, (day, name))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setVisible(bool(days))
        self.list.blockSignals(False)

    def _count(self) -> None:
        self._said.setText(ntr("{n} holiday counts.", "{n} holidays count.", len(self.days)))
        self.changed.emit()

    def _add(self) -> None:
        day, name = self._day.text().strip(), self._name.text().strip()
        try:
            check_day(day)
        except DeskError as error:
            self._said.setText(what_happened(error).what)
            return
        self._show(self._all() | {day: (name or tr("Holiday"), True)})
        self._day.clear()
        self._name.clear()
        self._count()

    def _choose(self, country: str) -> None:
        self.region.clear()
        for code, name in self._regions(country):
            self.region.addItem(name, code)
        self.changed.emit()

    def _regions(self, country: str) -> list[tuple[str, str]]:
        whole = [("", tr("whole country"))]
        if not country:
            return whole
        try:
            found = self._levels.regions(country)
        except DeskError:
            return whole
        return whole + sorted(found.items(), key=lambda one: one[1].casefold())


class OtherDays(QWidget):
    """Single dates with hours of their own. Named: otherDays, otherDay, otherHours, addOther."""

    changed = Signal()

    def __init__(self, days: Mapping[str, tuple[Hours, ...]]) -> None:
        super().__init__()
        self.days: dict[str, tuple[Hours, ...]] = dict(days)
        self.list = _Removable()
        self.list.setObjectName("otherDays")
        self.list.setAccessibleName(tr("Single days with other hours; Delete takes one away"))
        self.list.setFixedHeight(px(84))
        self.list.unwanted.connect(self._remove)
        self._day, self._hours = QLineEdit(), QLineEdit()
        self._said = label("", tone="dim", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for field, name, said, hint in (
            (self._day, "otherDay", tr("Date with other hours"), "2026-12-24"),
            (self._hours, "otherHours", tr("Hours on that date"), "09:00-12:00"),
        ):
            field.setObjectName(name)
            field.setAccessibleName(said)
            field.setPlaceholderText(hint)
            field.setMaximumWidth(px(220))
            row.addWidget(field)
        for words, name, act in (
            (tr("Add"), "addOther", self._add),
            (tr("Remove"), "removeOther", lambda: self._remove(self.list.currentRow())),
        ):
            press = button(words)
            press.setObjectName(name)
            press.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(press)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.list)
        column.addLayout(row)
        column.addWidget(self._said)
        self._show()

    def _show(self) -> None:
        self.list.clear()
        self.list.setVisible(bool(self.days))
        for day, hours in sorted(self.days.items()):
            self.list.addItem(f"{day_name(day)}  {spans_text(hours) or tr('closed')}")

    def _add(self) -> None:
        day, hours = self._day.text().strip(), spans_from(self._hours.text())
        try:
            check_day(day)
            if hours is None:
                self._said.setText(tr("Write hours as 09:00-12:00, 13:00-17:00."))
                return
            check_hours(hours)
        except DeskError as error:
            self._said.setText(what_happened(error).what)
            return
        self.days[day] = hours
        self._day.clear()
        self._hours.clear()
        self._said.clear()
        self._show()
        self.changed.emit()

    def _remove(self, row: int) -> None:
        if 0 <= row < len(self.days):
            del self.days[sorted(self.days)[row]]
            self._show()
            self.changed.emit()


class _Removable(QListWidget):
    unwanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(self.currentRow())
            return
        super().keyPressEvent(event)


def _country(code: str) -> str:
    territory = QLocale.codeToTerritory(code)
    name = QLocale.territoryToString(territory) if territory is not QLocale.Country.AnyCountry else ""
    return name or code
