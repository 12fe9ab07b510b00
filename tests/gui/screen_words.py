"""Every text that a window holds, seen or heard: what its widgets, menus and lists say, with hints and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTabBar, QWidget

_SAYING = ("text", "toolTip", "accessibleName", "accessibleDescription", "placeholderText", "title", "windowTitle")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_ROWS = 50
_TAG = re.compile(r"<[^>]*>")


def said_in(window: QWidget) -> Iterator[str]:
    """All texts of a window as it stands, those that are hidden now among them. GUI thread."""
    things: Iterable[QWidget | QAction] = (window, *window.findChildren(QWidget), *window.findChildren(QAction))
    for thing in things:
        if thing.objectName().startswith(("qt_", "Scroll")):
            continue  # Qt's own, which Qt translates
        for name in _SAYING:
            said = getattr(thing, name, None)
            if callable(said) and isinstance(words := said(), str) and words:
                yield _TAG.sub("", words)
        yield from _listed(thing)


def _listed(thing: QWidget | QAction) -> Iterator[str]:
    if isinstance(thing, QTabBar):
        for at in range(thing.count()):
            yield from (thing.tabText(at), thing.tabToolTip(at), thing.accessibleTabName(at))
    elif isinstance(thing, QComboBox):
        yield from (thing.itemText(at) for at in range(thing.count()))
    elif isinstance(thing, QAbstractItemView) and thing.model() is not None:
        yield from _rows(thing.model())


def _rows(model: QAbstractItemModel) -> Iterator[str]:
    nowhere = QModelIndex()
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount(nowhere))
    for row in range(min(model.rowCount(nowhere), _ROWS)):
        for index in (model.index(row, column, nowhere) for column in columns):
            yield from (words for role in _ROLES if isinstance(words := index.data(role), str))
    for column in columns:
        heading = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        if isinstance(heading, str):
            yield heading
