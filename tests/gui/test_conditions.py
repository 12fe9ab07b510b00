"""Conditions of the agent's own: made line by line, streamed, stopped, kept as a view that can be changed and removed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.errors import StoreError
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.services.desk import Desk
from agent_desk.views.inbox.pane import InboxPane
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeActs

REVIEWS = Conditions((Condition(Field.KIND, Operator.IS, "review"),))


def _pane(window: MainWindow) -> InboxPane:
    return window.reading.inbox


def _choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemData(at) == value))


def _wait_for(window: MainWindow, conditions: Conditions | None, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: _pane(window).list.query.where == conditions)


def test_a_condition_is_made_by_keyboard_and_filters_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.go("all")
    pane = _pane(window)
    QTest.keyClicks(pane.list, "f")
    assert pane.builder.isVisible()
    line = pane.builder.lines()[0]
    field, operator, _ = line.findChildren(QComboBox)
    _choose(field, Field.AUTHOR)
    assert [operator.itemData(at) for at in range(operator.count())] == ["contains", "contains_not", "is"]
    typed = line.findChild(QLineEdit)
    assert typed is not None
    name = pane.list.rows()[0].author_name
    QTest.keyClicks(typed, name[:4])
    _wait_for(window, Conditions((Condition(Field.AUTHOR, Operator.CONTAINS, name[:4]),)), qtbot)
    shown = pane.list.rows()
    assert shown
    assert all(name[:4].lower() in f"{row.author_name} {row.author_handle}".lower() for row in shown)


def test_a_value_that_does_not_fit_filters_nothing(window: MainWindow, qtbot: QtBot) -> None:
    pane = _pane(window)
    pane.show_conditions()
    line = pane.builder.lines()[0]
    _choose(line.findChildren(QComboBox)[0], Field.WAITED)
    typed = line.findChild(QLineEdit)
    assert typed is not None
    QTest.keyClicks(typed, "soon")
    assert pane.builder.conditions() is None
    typed.clear()
    QTest.keyClicks(typed, "1,5")
    assert pane.builder.conditions() == Conditions((Condition(Field.WAITED, Operator.AT_LEAST, "1.5"),))


def test_news_reads_the_stream_again_and_moves_nothing_else(window: MainWindow, desk: Desk) -> None:
    window.go("all")
    pane = _pane(window)
    pane.builder.changed.emit(REVIEWS)
    before = [row.id for row in pane.list.rows()]
    assert before
    pane.list.select(before[1])
    QTest.keyClicks(pane.list, "p")
    assert [row.id for row in pane.list.rows()] == before
    current = pane.list.current_row()
    assert current is not None
    assert current.id == before[1]


def test_a_long_look_can_be_stopped(window: MainWindow, acts: FakeActs, qtbot: QtBot) -> None:
    window.go("all")
    acts.prompt = False
    pane = _pane(window)
    pane.builder.changed.emit(REVIEWS)
    assert pane.face is pane.list, "most looks end before anything could be read"
    qtbot.waitUntil(lambda: pane.face is not pane.list)
    stop = next(button for button in pane.face.findChildren(QPushButton) if button.isVisible())
    assert stop.text() == "Stop"
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    for question in acts.asked:
        question.answer()
    assert pane.list.query.where is None
    assert pane.list.rows()


def test_filters_put_together_are_looked_for_like_conditions(window: MainWindow, acts: FakeActs) -> None:
    window.go("open")
    acts.prompt = False
    pane = _pane(window)
    before = len(acts.asked)
    pane.head.set_filters(unread=True)
    assert len(acts.asked) == before + 1
    acts.asked[-1].answer()
    assert pane.face is pane.list
    assert pane.list.rows()
    assert all(row.unread and row.status == "open" for row in pane.list.rows())
    pane.head.set_filters(unread=False)
    assert len(acts.asked) == before + 1


def test_a_refusal_is_said_and_can_be_tried_again(window: MainWindow, acts: FakeActs) -> None:
    window.go("all")
    acts.prompt = False
    pane = _pane(window)
    pane.builder.changed.emit(REVIEWS)
    acts.asked[-1].refuse(StoreError("no"))
    acts.prompt = True
    assert pane.face is not pane.list
    again = next(button for button in pane.face.findChildren(QPushButton) if button.isVisible())
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert pane.list.rows()


def _save_as(window: MainWindow, name: str, button: str) -> None:
    bar = _pane(window).bars.current("ask")
    assert bar is not None
    field = bar.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, name)
    chosen = next(item for item in bar.findChildren(QPushButton) if item.text() == button)
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)


def test_a_list_is_kept_as_a_view_changed_and_removed(window: MainWindow, desk: Desk) -> None:
    window.go("all")
    pane = _pane(window)
    pane.builder.changed.emit(REVIEWS)
    QTest.keyClick(pane.list, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    _save_as(window, "Reviews", "Save as a new view")
    (saved,) = desk.views.all()
    assert (saved.name, saved.query.where) == ("Reviews", REVIEWS)
    assert pane.view.id == f"saved:{saved.id}"
    entries = {entry.id: entry for entry in window.sidebar.entries()}
    assert entries[f"saved:{saved.id}"].text == "Reviews"
    assert entries[f"saved:{saved.id}"].count == len(pane.list.rows())
    pane.save_view()
    _save_as(window, "All reviews", "Change this view")
    assert [view.name for view in desk.views.all()] == ["All reviews"]
    pane.head.own_view.emit("remove")
    assert desk.views.all() == []
    assert pane.view.id == "waiting"


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_without_a_name_is_refused_and_the_question_stays(window: MainWindow, desk: Desk, name: str) -> None:
    pane = _pane(window)
    pane.save_view()
    _save_as(window, name, "Save as a new view")
    assert desk.views.all() == []
    assert pane.bars.current("ask") is not None
    assert pane.bars.current("error") is not None
