"""The fields that the editors of calendars and policies share: headings, named lines, lengths of time, chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from agent_desk.domain.durations import minutes_from
from agent_desk.domain.levels import MINUTE
from agent_desk.runtime.level_words import span
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px
from agent_desk.views.widgets import FilterChip, FlowLayout, label


class Form(QVBoxLayout):
    """Headings with lines of named fields below them."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setContentsMargins(px(20), px(12), px(20), px(16))
        self.setSpacing(px(6))
        self._grid: QGridLayout | None = None

    def heading(self, text: str, hint: str = "") -> None:
        """A new group."""
        self._grid = None
        self.addSpacing(px(8))
        self.addWidget(label(text, bold=True))
        if hint:
            self.addWidget(label(hint, tone="dim", size="label", wrap=True))

    def line(self, text: str, field: QWidget) -> None:
        """A field with its name before it."""
        if self._grid is None:
            self._grid = QGridLayout()
            self._grid.setHorizontalSpacing(px(12))
            self._grid.setVerticalSpacing(px(6))
            self._grid.setColumnStretch(1, 1)
            self._grid.setColumnMinimumWidth(0, px(170))
            self.addLayout(self._grid)
        row = self._grid.rowCount()
        name = label(text)
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop if isinstance(field, Chips) else _MIDDLE)
        wide = isinstance(field, Chips) or (isinstance(field, QLineEdit) and not isinstance(field, LengthField))
        self._grid.addWidget(field, row, 1, _BOTH if wide else Qt.AlignmentFlag.AlignLeft)

    def wide(self, widget: QWidget) -> None:
        """Something that needs the whole width."""
        self._grid = None
        self.addWidget(widget)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_BOTH = Qt.AlignmentFlag(0)


class LengthField(QLineEdit):
    """A length of working time as people type it. What cannot be read is said beside it and kept."""

    def __init__(self, name: str, minutes: int | None = None, *, empty: bool = True) -> None:
        """`empty`: whether nothing may be typed."""
        super().__init__()
        self._empty, self._day = empty, 8 * 60
        self.setAccessibleName(name)
        self.setMaximumWidth(px(110))
        self.setPlaceholderText("–" if empty else "")
        self.show_minutes(minutes)
        self.textEdited.connect(lambda _text: self._check())
        self.editingFinished.connect(self._settle)

    def use_day(self, minutes: int) -> None:
        """How many working minutes `1 d` stands for."""
        self._day = minutes
        self._check()

    def show_minutes(self, minutes: int | None) -> None:
        """Show this length."""
        self.setText("" if minutes is None else span(minutes * MINUTE) if minutes else tr("0 min"))
        self._check()

    @property
    def minutes(self) -> int | None:
        """What is typed; None where that is nothing, or no length of time."""
        return minutes_from(self.text(), self._day)

    @property
    def wrong(self) -> bool:
        """Whether it cannot be kept as it is typed."""
        return self.minutes is None and (bool(self.text().strip()) or not self._empty)

    def _settle(self) -> None:
        if (minutes := self.minutes) is not None:
            self.show_minutes(minutes)

    def _check(self) -> None:
        hint = tr("Write a length of time, such as 30 min, 4 h or 2 d.") if self.wrong else ""
        if not hint and self.minutes is not None and "d" in self.text().casefold():
            hint = tr("{text} is {hours} of working time", text=self.text(), hours=span((self.minutes or 0) * MINUTE))
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)
        if bool(self.property("wrong")) != self.wrong:
            self.setProperty("wrong", self.wrong)
            self.style().unpolish(self)
            self.style().polish(self)


class Chips(QWidget):
    """Several of many, each chosen or not. Emits `changed`."""

    changed = Signal()

    def __init__(self, name: str, choices: Iterable[tuple[str, str]], chosen: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._chips: dict[str, FilterChip] = {}
        flow = FlowLayout(self, px(4))
        known = dict(choices)
        # What is chosen and not there any more is kept and can be taken away.
        for value, words in {**known, **{one: tr("not here any more") for one in chosen if one not in known}}.items():
            chip = FilterChip(words)
            chip.show_text(words, f"{name}: {words}")
            chip.setChecked(value in chosen)
            chip.toggled.connect(lambda _on: self.changed.emit())
            self._chips[value] = chip
            flow.addWidget(chip)
        if not self._chips:
            flow.addWidget(label(tr("none here yet"), tone="dim"))

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is chosen, in the order in which it is shown."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())


class Names(QLineEdit):
    """Several words, with commas between them."""

    def __init__(self, name: str, words: Sequence[str], hint: str) -> None:
        super().__init__(", ".join(words))
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)

    @property
    def words(self) -> tuple[str, ...]:
        """Each once, as typed."""
        return tuple(dict.fromkeys(word.strip() for word in self.text().split(",") if word.strip()))


def dim(text: str = "") -> QLabel:
    """A quiet line that may wrap."""
    return label(text, tone="dim", wrap=True)


class VersionList(QWidget):
    """Who changed what when, the latest first; hidden where there is nothing yet."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, px(8), 0, 0)
        self._column.setSpacing(px(2))
        self.hide()

    def show_lines(self, told: Sequence[str]) -> None:
        """Show these lines below a heading."""
        self._column.addWidget(label(tr("Versions"), bold=True))
        for line in told:
            self._column.addWidget(dim(line))
        self.setVisible(bool(told))
