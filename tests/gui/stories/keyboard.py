"""The keyboard of a story: every key goes where the keyboard is, and the pointer stays where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
_BY_POINTER = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseMove, QEvent.Type.Wheel)


def focused() -> QWidget:
    """Where the keyboard is."""
    popup, widget = QApplication.activePopupWidget(), QApplication.focusWidget()
    if popup is not None and not (widget is not None and popup.isAncestorOf(widget)):
        widget = popup
    assert widget is not None, "the keyboard is nowhere"
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key."""
    QTest.keyClick(focused(), key, modifiers)


def write(text: str) -> None:
    """Type letters, one after the other."""
    for letter in text:
        QTest.keyClicks(focused(), letter)


class _Pointer(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.used: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
        if event.type() in _BY_POINTER:
            self.used.append(f"{event.type().name} at {type(watched).__name__}")
        return False


@contextmanager
def no_pointer(qapp: QApplication) -> Iterator[None]:
    """Fails at the end where anything was done with the mouse."""
    pointer = _Pointer()
    qapp.installEventFilter(pointer)
    try:
        yield
    finally:
        qapp.removeEventFilter(pointer)
    assert pointer.used == []
