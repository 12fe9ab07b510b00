"""The palette itself: a field and its lines over the window. Keyboard only is enough; typing never waits for a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.palette.found import Found, Recent, Sort, rank, split
from agent_desk.views.palette.lines import FOUND_ROLE, FoundDelegate, FoundModel
from agent_desk.views.palette.sources import Sources
from agent_desk.views.ports import Acts, Question, Settings
from agent_desk.views.theme import px
from agent_desk.views.widgets import Hairline, label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

DEBOUNCE = 80
"""Milliseconds after the last key before conversations and people are searched."""
_NEAR = 12
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QWidget):
    """Floats in the upper middle of its parent. Emits `chosen` with what the agent took (see Found), after it closed."""

    chosen = Signal(object)

    def __init__(
        self, desk: Desk, acts: Acts, settings: Settings, works: Callable[[], Iterable[str]], *, over: QWidget
    ) -> None:
        super().__init__(over)
        self._over, self._acts = over, acts
        self._sources, self._recent = Sources(desk, works), Recent(settings)
        self._near: list[Found] = []
        self._far: list[Found] = []
        self._question: Question | None = None
        self._came_from: QWidget | None = None
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Command palette"))
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Command, conversation, person, venue or view"))
        self.field.setPlaceholderText(tr("Command, conversation, person, venue or view"))
        self.field.textEdited.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.model = FoundModel(self)
        self.list = _lines(self.model)
        self.list.clicked.connect(self._take)
        self._state = label(tone="dim", size="label")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE)
        self._timer.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(10), 1, px(8))
        column.setSpacing(px(8))
        for widget, side in ((self.field, px(10)), (Hairline(), 0), (self.list, 0), (self._state, px(14))):
            line = QVBoxLayout()
            line.setContentsMargins(side, 0, side, 0)
            line.addWidget(widget)
            column.addLayout(line, 1 if widget is self.list else 0)
        over.installEventFilter(self)
        self.hide()

    def open(self, text: str = "") -> None:
        """Show it with nothing typed, or with this; a second time closes it."""
        if self.isVisible():
            self.close_palette()
            return
        self._came_from = QApplication.focusWidget()
        try:
            self._near = self._sources.near()
        except DeskError as error:
            self._near = []
            self._state.setText(str(texts.what_happened(error)))
        self.field.setText(text)
        self._on_typed(text)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        self._cancel()
        self.hide()
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)

    def found(self) -> list[Found]:
        """The lines, best first."""
        return list(self.model.found)

    def _on_typed(self, text: str) -> None:
        self._cancel()
        self._far = []
        self._show()
        sorts, words = split(text)
        if words and {Sort.CONVERSATION, Sort.PERSON} & set(sorts):
            self._state.setText(tr("Searching"))
            self._timer.start()

    def _ask(self) -> None:
        sorts, words = split(self.field.text())
        self._question = self._acts.ask(lambda: self._sources.far(words, sorts), self._on_far, self._on_trouble)

    def _on_far(self, found: list[Found]) -> None:
        self._question = None
        self._far = found
        self._show()

    def _on_trouble(self, error: DeskError) -> None:
        self._question = None
        self._state.setText(str(texts.what_happened(error)))

    def _cancel(self) -> None:
        self._timer.stop()
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def _show(self) -> None:
        sorts, words = split(self.field.text())
        chosen = self.list.currentIndex().data(FOUND_ROLE) if self.list.currentIndex().row() > 0 else None
        recent = self._recent.keys()
        near = [one for one in self._near if one.sort in sorts]
        if words:
            found = [*rank(words, near, recent)[:_NEAR], *self._far]
        else:
            found = self._lately(recent, near, sorts)
        self.model.show(found)
        at = found.index(chosen) if isinstance(chosen, Found) and chosen in found else 0
        self._go(at)
        hint = tr("> commands   # conversations   @ people   : views and venues")
        self._state.setText(hint if found else tr("Nothing is called so. Try fewer or shorter words."))

    def _lately(self, recent: list[str], near: list[Found], sorts: tuple[Sort, ...]) -> list[Found]:
        """Without words: what was chosen lately, then everything there is."""
        by_key = {one.key: one for one in near}
        late = [by_key.get(key) or self._sources.known(key) for key in recent]
        first = [one for one in late if one is not None and one.sort in sorts]
        return [*first, *(one for one in near if one not in first)]

    def _go(self, at: int) -> None:
        count = self.model.rowCount()
        if not count:
            return
        index = self.model.index(max(0, min(count - 1, at)), 0)
        self.list.setCurrentIndex(index)
        if self.field.hasFocus():  # the keyboard stays in the field, so what is marked has to be told
            event = QAccessibleEvent(self.list, QAccessible.Event.Focus)
            event.setChild(index.row())
            QAccessible.updateAccessibility(event)

    def _take(self, index: QModelIndex) -> None:
        one = index.data(FOUND_ROLE)
        if isinstance(one, Found):
            self._recent.add(one)
            self.close_palette()
            self.chosen.emit(one)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._go(self.list.currentIndex().row() + _MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)  # there is nowhere else to go
        return True

    def _place(self) -> None:
        room = self._over.rect()
        width, height = min(px(640), room.width() - px(24)), min(px(440), room.height() - px(80))
        self.setGeometry((room.width() - width) // 2, px(44), width, height)


def _lines(model: FoundModel) -> QListView:
    result = QListView()
    result.setModel(model)
    result.setItemDelegate(FoundDelegate(result))
    result.setAccessibleName(tr("What was found"))
    result.setFrameShape(QFrame.Shape.NoFrame)
    result.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    result.setMouseTracking(True)
    result.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    result.setUniformItemSizes(True)
    return result
