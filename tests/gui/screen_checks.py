"""What is wrong with what a window shows: cut words, nameless controls, controls outside their place or upon one another."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from agent_desk.views.widgets import ElidedLabel

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
_WORDS = (QLabel, QAbstractButton, QComboBox, QLineEdit, QTabBar, QAbstractSpinBox)
_SLACK = 2
"""Pixels that the rounding of fractions of a scale may take."""
_NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def findings(window: QWidget) -> list[str]:
    """Everything that is wrong in a window as it stands, one line each, in words. GUI thread, after it was painted."""
    shown = [one for one in window.findChildren(QWidget) if one.isVisible() and one.window() is window]
    found: list[str] = []
    for widget in shown:
        if isinstance(widget, QScrollBar) or _inside_of_qt(widget):
            continue
        found += (f"{path(widget)}: {wrong}" for wrong in _wrong_with(widget))
    return found + list(_overlaps(shown))


def path(widget: QWidget) -> str:
    """A name for a widget that a reader finds it by: its classes up to the window, and what it says."""
    names = []
    one: QWidget | None = widget
    while one is not None and not one.isWindow():
        name = type(one).__name__
        if name not in ("QWidget", "QStackedWidget", "QSplitter") or one is widget:
            names.append(
                f"{name}#{one.objectName()}" if one.objectName() and not one.objectName().startswith("qt_") else name
            )
        one = one.parentWidget()
    return " < ".join(names[:4]) + f" “{_said(widget)[:60]}”"


def controls(window: QWidget) -> list[QWidget]:
    """What can be used in a window now."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, CONTROLS) and one.isVisible() and one.isEnabled() and one.window() is window
        if not _inside_of_qt(one) and one.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]


def _wrong_with(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, CONTROLS):
        yield from _nameless(widget)
    if isinstance(widget, _WORDS):
        yield from _cut(widget)
    if isinstance(widget, (*CONTROLS, QLabel)):
        yield from _outside(widget)


def _nameless(widget: QWidget) -> Iterator[str]:
    if widget.focusPolicy() is Qt.FocusPolicy.NoFocus and not isinstance(widget, QAbstractButton):
        return
    heard = QAccessible.queryAccessibleInterface(widget)
    if not heard.text(QAccessible.Text.Name).strip():
        yield "has no accessible name"
    if heard.role() in _NO_ROLE:
        yield "has no accessible role"
    if isinstance(widget, QAbstractItemView):
        yield from _nameless_rows(widget)


def _nameless_rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for at in range(min(model.rowCount(), 30)):
        index = model.index(at, 0)
        if not view.visualRect(index).intersects(view.viewport().rect()):
            continue
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
        if not str(spoken or "").strip() and index.flags() & Qt.ItemFlag.ItemIsSelectable:
            yield f"line {at} has no accessible name"


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if _wide(widget, widget.text()) > widget.contentsRect().width() + _SLACK and not widget.toolTip():
            yield "is shortened without a tool tip"
    elif isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QTabBar):
        yield from _cut_tabs(widget)
    elif isinstance(widget, QLineEdit):
        if not widget.text() and _wide(widget, widget.placeholderText()) > _room_in(widget) + _SLACK:
            yield f"its hint is cut: {_wide(widget, widget.placeholderText())} px in {_room_in(widget)}"
    elif isinstance(widget, QComboBox):
        if (short := _wide(widget, widget.currentText()) - _room_of(widget)) > _SLACK and not widget.toolTip():
            yield f"its choice is cut by {short} px"
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton | QAbstractSpinBox) or (
        isinstance(widget, QToolButton)
        and widget.text()
        and widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
    ):
        yield from _smaller(widget, widget.sizeHint())


def _cut_label(widget: QLabel) -> Iterator[str]:
    if not widget.text() or widget.text().startswith("<"):
        return
    room = widget.contentsRect().width() - 2 * widget.margin()
    if widget.wordWrap():
        if (need := widget.heightForWidth(widget.width())) > widget.height() + _SLACK:
            yield f"its lines are cut: {need} px high in {widget.height()}"
        widest = max(widget.text().split(), key=lambda word: _wide(widget, word), default="")
        if _wide(widget, widest) > room + _SLACK:
            yield f"the word “{widest[:40]}” is cut: {_wide(widget, widest)} px in {room}"
    else:
        yield from _smaller(widget, widget.sizeHint())


def _cut_tabs(tabs: QTabBar) -> Iterator[str]:
    for at in range(tabs.count()):
        if not tabs.isTabVisible(at):
            continue
        if not tabs.accessibleTabName(at) and not tabs.tabText(at):
            yield f"tab {at} has no name"
        if tabs.tabRect(at).width() < _wide(tabs, tabs.tabText(at)) or not tabs.rect().contains(tabs.tabRect(at)):
            yield f"the tab “{tabs.tabText(at)}” is cut"


def _smaller(widget: QWidget, need: QSize) -> Iterator[str]:
    has = widget.size()
    if need.width() > has.width() + _SLACK or need.height() > has.height() + _SLACK:
        yield f"is cut: needs {need.width()}×{need.height()}, has {has.width()}×{has.height()}"


def _outside(widget: QWidget) -> Iterator[str]:
    """Hidden by the edge of something around it, unless one can scroll there."""
    rect = widget.rect()
    inner, outer = widget, widget.parentWidget()
    while outer is not None and not inner.isWindow():
        rect = QRect(inner.mapToParent(rect.topLeft()), rect.size())
        area = outer.parentWidget()
        if isinstance(area, QAbstractScrollArea) and outer is area.viewport():
            if (
                not isinstance(area, QAbstractItemView)
                and not _scrolls_sideways(area)
                and _beyond(rect, outer, down=False)
            ):
                yield f"stands {_beyond(rect, outer, down=False)} px beside its {type(area).__name__}"
            return
        if past := _beyond(rect, outer):
            yield f"stands {past} px outside of {type(outer).__name__} {outer.objectName()}".rstrip()
            return
        inner, outer = outer, outer.parentWidget()


def _beyond(rect: QRect, outer: QWidget, *, down: bool = True) -> int:
    room = outer.rect()
    past = [room.left() - rect.left(), rect.right() - room.right()]
    if down:
        past += [room.top() - rect.top(), rect.bottom() - room.bottom()]
    most = max(past)
    return most if most > _SLACK else 0


def _scrolls_sideways(area: QAbstractScrollArea) -> bool:
    return area.horizontalScrollBar().maximum() > 0 and area.horizontalScrollBar().isVisible()


def _overlaps(shown: list[QWidget]) -> Iterator[str]:
    beside: dict[QWidget, list[QWidget]] = {}
    for widget in shown:
        parent = widget.parentWidget()
        if isinstance(widget, (*CONTROLS, QLabel)) and parent is not None and not isinstance(parent, CONTROLS):
            beside.setdefault(parent, []).append(widget)
    for siblings in beside.values():
        for at, one in enumerate(siblings):
            for other in siblings[at + 1 :]:
                common = one.geometry().intersected(other.geometry())
                if common.width() > _SLACK and common.height() > _SLACK:
                    yield f"{path(one)}: lies upon {path(other)}"


def _wide(widget: QWidget, text: str) -> int:
    metrics = widget.fontMetrics()
    return max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0)


def _room_in(edit: QLineEdit) -> int:
    margins = edit.textMargins()
    return edit.contentsRect().width() - margins.left() - margins.right() - 2 * _padding(edit)


def _padding(edit: QLineEdit) -> int:
    """What the style sheet leaves free at each side."""
    return max(0, (edit.sizeHint().height() - edit.fontMetrics().height()) // 2)


def _room_of(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
    return room - (box.iconSize().width() + 4 if not box.itemIcon(box.currentIndex()).isNull() else 0)


def _said(widget: QWidget) -> str:
    for name in ("text", "currentText", "placeholderText", "accessibleName"):
        said = getattr(widget, name, None)
        if callable(said) and (words := str(said())):
            return words.replace("\n", " ")
    return ""


def _inside_of_qt(widget: QWidget) -> bool:
    """A part that a control of Qt brings itself."""
    return widget.objectName().startswith("qt_") or isinstance(
        widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit | QTabBar
    )


def settle(window: QWidget) -> None:
    """Lay out and paint what the window shows, until nothing moves any more."""
    before: list[QRect] = []
    for _ in range(12):
        QApplication.processEvents()
        QApplication.sendPostedEvents()  # a timer may just have changed a text that is laid out afterwards
        now = [one.geometry() for one in window.findChildren(QWidget) if one.isVisible()]
        if now == before:
            return
        before = now
