"""The menu of macros, where one is to be run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from agent_desk.runtime.rule_words import trouble
from agent_desk.runtime.texts import tr

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


def macro_menu(desk: Desk, parent: QWidget, run: Callable[[str], object]) -> QMenu:
    """Every macro of this agent in its order; `run` is given the id of the chosen one."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for listed in desk.macros.all():
        action = menu.addAction(listed.macro.name)
        action.setEnabled(not listed.troubles)
        action.setToolTip(" ".join(trouble(one) for one in listed.troubles))
        action.triggered.connect(lambda _checked=False, chosen=listed.macro.id: run(chosen))
    if not menu.actions():
        menu.addAction(tr("There are no macros yet")).setEnabled(False)
    return menu
