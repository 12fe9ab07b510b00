"""The controls that choose: each shows what is kept under its key and keeps what is chosen, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QLocale, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QTimeEdit, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Settings
from agent_desk.views.setting_table import Kind, Setting, chosen
from agent_desk.views.theme import px
from agent_desk.views.widgets import Combo, FilterChip, FlowLayout

Took = Callable[[str], object]
"""Told what was chosen."""


class Choice(Combo):
    """One of several. The wheel scrolls the page and never changes a choice."""

    def __init__(self, name: str, choices: Iterable[tuple[str, str]], value: str, took: Took) -> None:
        """`choices`: value and the words shown. `took` is told only what the agent chose."""
        super().__init__()
        self.setAccessibleName(name)
        for one, words in choices:
            self.addItem(words, one)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.show_value(value)
        self.activated.connect(lambda at: took(str(self.itemData(at))))

    def show_value(self, value: str) -> None:
        """Show this as chosen; what is not among the choices shows as the first."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def control(setting: Setting, settings: Settings, took: Took) -> QWidget:
    """The control for a setting of the table. `took` is told the new value, after it was kept."""
    value, name = chosen(settings, setting.key), tr(setting.text)

    def keep(new: str) -> None:
        settings.set(setting.key, new)
        took(new)

    if setting.kind is Kind.CHOICE:
        return Choice(name, [(one, tr(words)) for one, words in setting.choices], value, keep)
    if setting.kind is Kind.SWITCH:
        return switch(name, value == "on", lambda on: keep("on" if on else "off"))
    if setting.kind is Kind.TIME:
        return _time(name, value, keep)
    if setting.kind is Kind.DAYS:
        return _days(name, value, keep)
    return line(name, value, keep)


def switch(name: str, on: bool, took: Callable[[bool], object]) -> QCheckBox:
    """On or off, said by a tick."""
    result = QCheckBox()
    result.setAccessibleName(name)
    result.setChecked(on)
    result.toggled.connect(took)
    return result


def line(name: str, value: str, took: Took) -> QLineEdit:
    """A line of text, kept when the agent leaves it."""
    result = QLineEdit(value)
    result.setAccessibleName(name)
    result.setMinimumWidth(px(220))
    result.editingFinished.connect(lambda: took(result.text().strip()))
    return result


def _time(name: str, value: str, took: Took) -> QTimeEdit:
    result = QTimeEdit(QTime.fromString(value, "HH:mm"))
    result.setAccessibleName(name)
    result.setDisplayFormat(QLocale().timeFormat(QLocale.FormatType.ShortFormat))
    result.setMinimumWidth(px(90))
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    result.timeChanged.connect(lambda time: took(time.toString("HH:mm")))
    return result


def _days(name: str, value: str, took: Took) -> QWidget:
    result = QWidget()
    result.setAccessibleName(name)
    flow = FlowLayout(result, px(4))
    chips: list[FilterChip] = []
    for day in range(1, 8):
        chip = FilterChip(QLocale().dayName(day, QLocale.FormatType.ShortFormat))
        chip.setAccessibleName(QLocale().dayName(day, QLocale.FormatType.LongFormat))
        chip.setChecked(str(day) in value)
        chips.append(chip)
        flow.addWidget(chip)

    def tell(_on: bool) -> None:
        # Nothing chosen is kept as a sign, since an empty text would mean the default.
        took("".join(str(at) for at, chip in enumerate(chips, 1) if chip.isChecked()) or "-")

    for chip in chips:
        chip.toggled.connect(tell)
    return result


def own_name(language: str) -> str:
    """What a language calls itself."""
    name = QLocale(language).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else language
