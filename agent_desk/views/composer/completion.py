"""Completion at the cursor: a sign at the beginning of a word offers what could stand there; the keyboard never leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import tr
from agent_desk.views.composer.choices import Choice, ChoiceList
from agent_desk.views.theme import px

_BEFORE = 80
"""Characters before the cursor that are looked at."""
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


@frozen
class Source:
    """What is offered after a sign. `pattern` ends at the cursor; its group 1 is what will be replaced, group 2 what was typed
    of the name. `find` answers at once. `words`: what a choice writes."""

    pattern: re.Pattern[str]
    find: Callable[[str], Sequence[Choice]]
    words: Callable[[Choice], str]


class Completion(QObject):
    """For one field. Escape leaves the text as it is typed, and offers nothing more for that word."""

    def __init__(self, field: QPlainTextEdit, sources: Sequence[Source]) -> None:
        super().__init__(field)
        self._field, self._sources = field, sources
        self._source: Source | None = None
        self._start, self._dismissed = -1, -1
        self._typing = False
        self.list: ChoiceList | None = None
        field.installEventFilter(self)
        field.textChanged.connect(self._on_text)
        field.cursorPositionChanged.connect(self._on_moved)

    @property
    def shown(self) -> bool:
        """Whether something is offered now."""
        return self.list is not None and self.list.isVisible()

    def hide(self) -> None:
        """Offer nothing."""
        if self.list is not None:
            self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QInputMethodEvent):
            self._typing = True
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.shown and _ours(event):
            event.accept()
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.shown and _ours(event):
                self._key(event.key())
                return True
            self._typing = bool(event.text())
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> None:
        if self.list is None:
            return
        if key in _STEPS:
            self.list.step(_STEPS[Qt.Key(key)], self._field)
        elif key in _TAKES:
            self.list.take()
        else:
            self._dismissed = self._start
            self.hide()

    def _on_moved(self) -> None:
        if self.shown and self._field.textCursor().position() <= self._start:
            self.hide()

    def _on_text(self) -> None:
        typing, self._typing = self._typing, False
        if not typing or self._field.isReadOnly():
            self.hide()
            return
        cursor = self._field.textCursor()
        at = cursor.positionInBlock()
        before = cursor.block().text()[max(0, at - _BEFORE) : at]
        for source in self._sources:
            if found := source.pattern.search(before):
                self._offer(source, cursor.position() - len(found[1]), found[2])
                return
        self._dismissed = -1
        self.hide()

    def _offer(self, source: Source, start: int, name: str) -> None:
        choices = source.find(name) if start != self._dismissed else ()
        if not choices:
            self.hide()
            return
        self._source, self._start = source, start
        if self.list is None:
            self.list = self._make_list()
        self.list.show_choices(choices)
        self._place(self.list)

    def _make_list(self) -> ChoiceList:
        made = ChoiceList(tr("What could stand here"), self._field.window())
        made.setObjectName("completions")
        made.setProperty("look", "floating")
        made.taken.connect(self._take)
        return made

    def _place(self, shown: ChoiceList) -> None:
        """Above the line one types in, or below it where there is no room."""
        window = self._field.window()
        size_x = min(px(380), window.width() - px(16))
        size_y = shown.wanted_height()
        caret = self._field.cursorRect()
        top = self._field.viewport().mapTo(window, caret.topLeft())
        x = max(px(8), min(top.x() - px(12), window.width() - size_x - px(8)))
        y = top.y() - size_y - px(4)
        if y < 0:
            y = self._field.viewport().mapTo(window, caret.bottomLeft() + QPoint(0, px(4))).y()
        shown.setGeometry(x, y, size_x, size_y)
        shown.raise_()
        shown.show()

    def _take(self, choice: Choice) -> None:
        if self._source is None:
            return
        words = self._source.words(choice)
        cursor = self._field.textCursor()
        end = cursor.position()
        cursor.setPosition(self._start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.hide()
        cursor.insertText(words)
        self._field.setTextCursor(cursor)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)


def _ours(event: QKeyEvent) -> bool:
    return event.modifiers() in _PLAIN and event.key() in (*_TAKES, *_STEPS, Qt.Key.Key_Escape)
