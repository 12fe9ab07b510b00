"""A list to choose from takes the letters that are typed into it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.views.reports import ReportsScreen
from agent_desk.views.window import MainWindow


def test_letters_choose_and_lead_nowhere(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("reports")
    reports = window.screens.currentWidget()
    assert isinstance(reports, ReportsScreen)
    box = reports.filters.venue
    assert box.count() > 1
    box.setItemText(1, "Gerty")
    box.setFocus()
    QTest.keyClicks(box, "ge")
    assert window.screens.on_top("reports")
    assert box.currentText() == "Gerty"
    QTest.keyClick(box, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.finding.palette.isVisible()
