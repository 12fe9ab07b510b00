"""The screen of the preferences: sections at the left, their lines on one page, a search above."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.runtime.language import installed_languages
from agent_desk.runtime.texts import tr
from agent_desk.views.errands import Errands
from agent_desk.views.keymap import keymap
from agent_desk.views.ports import Acts, News, Settings
from agent_desk.views.preferences.agent import agent_rows
from agent_desk.views.preferences.controls import Choice, control, own_name, switch
from agent_desk.views.preferences.data import DataWork
from agent_desk.views.preferences.keys import KeyTable
from agent_desk.views.preferences.reviewing import review_rows, zone_rows
from agent_desk.views.preferences.rows import Row, SectionBox, Wide
from agent_desk.views.preferences.venues import notification_rows, picture_rows
from agent_desk.views.setting_table import SETTINGS, Section, Setting, chosen
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, EmptyState, Hairline, icon_button, label
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


_BESIDE = 660
"""Width, in pixels at 100 %, from which the sections stand beside the choices."""


class PreferencesScreen(QWidget):
    """Emits `changed` with the key of a setting that was chosen anew, `reopen_wanted` where the window has to open anew for
    it, and `left`."""

    changed = Signal(str)
    reopen_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, acts: Acts, news: News, settings: Settings, errands: Errands) -> None:
        super().__init__()
        self._desk, self._acts, self._settings = desk, acts, settings
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Preferences"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the preferences"))
        self.search.setAccessibleName(tr("Search the preferences"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.search.placeholderText()) + px(60))
        self.search.textChanged.connect(self._on_search)
        self.bars = BarStack()
        self._data = DataWork(desk, acts, errands, self.bars)
        self.boxes: dict[Section, SectionBox] = {}
        self._page = QScrollArea()
        self._sections = QListWidget()
        self._nothing = EmptyState("search")
        self._lay_out()
        self._fill()
        news.changed.connect(self._on_news)
        lead_focus(self, self.search)

    def _lay_out(self) -> None:
        close = icon_button("close", tr("Close the preferences"))
        close.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(10), px(10), px(10))
        head.setSpacing(px(12))
        head.addWidget(label(tr("Preferences"), size="title"))
        self._hint = label(tr("What you choose counts at once."), tone="dim", wrap=True)
        head.addWidget(self._hint, 1)
        head.addWidget(self.search, 1)
        head.addWidget(close)
        inner = QWidget()
        inner.setProperty("ground", "pane")
        inner.setMaximumWidth(px(860))
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(px(24), px(16), px(24), px(16))
        self._page.setWidget(inner)
        self._page.setWidgetResizable(True)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setAccessibleName(tr("Preferences"))
        self._sections.setAccessibleName(tr("Sections"))
        self._sections.setFixedWidth(px(190))
        self._sections.setProperty("look", "sections")
        self._sections.currentRowChanged.connect(self._jump)
        panes = QHBoxLayout()
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(0)
        panes.addWidget(self._sections)
        panes.addWidget(Hairline(Qt.Orientation.Vertical))
        panes.addWidget(self._page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.bars)
        column.addLayout(panes, 1)

    def _fill(self) -> None:
        for section in Section:
            box = self.boxes[section] = SectionBox(section)
            self._lines.addWidget(box)
            self._sections.addItem(tr(section.value))
        for at in range(self._sections.count()):
            self._sections.item(at).setSizeHint(QSize(px(100), px(30)))
        self._lines.addWidget(self._nothing)
        self._lines.addStretch(1)
        self._nothing.hide()
        self._shown_venues = self._named()
        for section in Section:
            self._fill_section(section)

    def _fill_section(self, section: Section) -> None:
        box = self.boxes[section]
        for setting in SETTINGS:
            if setting.section is section:
                words = " ".join(tr(words) for _, words in setting.choices)
                box.add(Row(tr(setting.text), self._control(setting), hint=tr(setting.hint), more=words))
        for row in self._own_rows().get(section, list)():
            box.add(row)

    def _own_rows(self) -> dict[Section, Callable[[], list[Row | Wide]]]:
        """What a section shows below the lines of the table."""
        return {
            Section.KEYS: lambda: [Wide(KeyTable(self.bars), tr("Keys"))],
            Section.PICTURES: lambda: picture_rows(self._desk, self.refresh),
            Section.AGENT: lambda: agent_rows(self._desk, self._acts),
            Section.SENDING: lambda: review_rows(self._desk, self._acts),
            Section.DATA: lambda: [*zone_rows(self._desk, self._acts), *self._data.rows(self)],
            Section.NOTIFICATIONS: lambda: notification_rows(self._desk, self._settings, self.changed.emit),
        }

    def _control(self, setting: Setting) -> QWidget:
        if setting.key == "keys.single":
            return switch(tr(setting.text), keymap.single, keymap.set_single)
        if setting.key == "language":
            choices = [("", tr("As the system")), *((code, own_name(code)) for code in installed_languages())]
            return Choice(tr(setting.text), choices, chosen(self._settings, "language"), self._choose_language)
        return control(setting, self._settings, lambda _value: self._took(setting))

    def _choose_language(self, language: str) -> None:
        self._settings.set("language", language)
        self._took(next(setting for setting in SETTINGS if setting.key == "language"))

    def _took(self, setting: Setting) -> None:
        self.changed.emit(setting.key)
        if setting.reopens:
            bar = Bar(tr("This shows once the window opens anew."))
            bar.add(tr("Open it anew now"), self.reopen_wanted.emit, look="primary")
            self.bars.show_bar("reopen", bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the choices themselves get it."""
        super().resizeEvent(event)
        beside = self.width() >= px(_BESIDE)
        self._sections.setVisible(beside)
        self._hint.setVisible(beside)

    def show_section(self, section: Section) -> None:
        """Scroll to a section."""
        self.search.clear()
        self._sections.setCurrentRow(list(Section).index(section))

    def refresh(self) -> None:
        """Show the choices as they are now, wherever they were changed."""
        self._shown_venues = self._named()
        for section, box in self.boxes.items():
            box.clear()
            self._fill_section(section)
        self._on_search(self.search.text())

    def _jump(self, at: int) -> None:
        box = self.boxes[list(Section)[at]]
        # The page has its true height only once what was just shown has been laid out.
        QTimer.singleShot(0, box, lambda: self._page.verticalScrollBar().setValue(box.y()))

    def _on_search(self, text: str) -> None:
        hits = sum(box.search(text) for box in self.boxes.values())
        self._nothing.setVisible(not hits)
        if not hits:
            self._nothing.show_text(
                tr("Nothing here is called “{words}”", words=text[:60]), tr("Try fewer or other words.")
            )

    def _on_news(self, changes: Changes) -> None:
        # Every fetch changes a venue; only one that came, went or is called otherwise changes these lines.
        if changes.venues and self.isVisible() and self._named() != self._shown_venues:
            self.refresh()

    def _named(self) -> list[tuple[str, str]]:
        return [(venue.id, venue.label) for venue in self._desk.venues.all()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
