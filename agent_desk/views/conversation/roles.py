"""Tells assistive technology what the column of a conversation is: a list, and each card an item of it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLES: dict[type[QWidget], QAccessible.Role] = {}


def give_role(kind: type[QWidget], role: QAccessible.Role) -> None:
    """From now on widgets of this class, or of one derived from it, have this role; their names stay their own."""
    _ROLES[kind] = role
    _install()


@cache
def _install() -> None:
    QAccessible.installFactory(_interface)


def _interface(_key: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    role = next((role for kind, role in _ROLES.items() if isinstance(thing, kind)), None)
    return QAccessibleWidget(thing, role) if role is not None else None
