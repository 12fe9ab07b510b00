"""The layout that goes on in the next line: widgets come and go by whatever way, and what is left stands in it."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.views.widgets.flow import FlowLayout


def test_widgets_come_and_go(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, holder = QVBoxLayout(window), QWidget()
    flow, other = FlowLayout(holder), QVBoxLayout()
    column.addWidget(holder)
    column.addLayout(other)
    window.show()
    stays = QPushButton("stays")
    for number in range(200):
        flow.addWidget(stays)
        taken, removed, deleted = (QPushButton(str(number)) for _ in range(3))
        for widget in (taken, removed, deleted):
            flow.addWidget(widget)
        window.adjustSize()
        item = flow.takeAt(1)
        assert item is not None
        assert item.widget() is taken
        taken.deleteLater()
        flow.removeWidget(removed)
        removed.deleteLater()
        shiboken6.delete(deleted)
        assert [flow.itemAt(at) is not None for at in range(flow.count())] == [True]
        (item,) = (flow.itemAt(at) for at in range(flow.count()))
        assert item is not None
        assert item.widget() is stays
        flow.removeWidget(stays)
        other.addWidget(stays)
        other.removeWidget(stays)
    assert flow.count() == 0
