"""The screens of rules and macros: order, switching, editing in sentences, trying, and running a macro from where one works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Asks, Does, Effect, How, Macro, Rule, Since, Term, Wait
from agent_desk.views.errands import Errands
from agent_desk.views.inbox.bulk import BulkWork
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.macro_menu import macro_menu
from agent_desk.views.macros import MacrosScreen
from agent_desk.views.rules import RulesScreen
from agent_desk.views.tools import Tools
from agent_desk.views.widgets import BarStack
from agent_desk.views.window.rooms import room
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector

TAG = Effect(Does.TAG, "parcel")
PARCEL = Term(Asks.TEXT, How.CONTAINS, ("parcel", "order"))


def _tools(kit: DeskKit) -> Tools:
    errands = Errands(kit.acts, kit.news.trouble.emit)
    return Tools(kit.desk, kit.acts, kit.news, FakeCollector(), kit.settings, errands)


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    made = DeskKit(tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture
def screen(kit: DeskKit, qtbot: QtBot) -> RulesScreen:
    for name in ("One", "Two", "Three"):
        kit.desk.rules.save(Rule("", name, Event.POST_ARRIVED, (PARCEL,), (TAG,)))
    made = RulesScreen(_tools(kit))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def _names(kit: DeskKit) -> list[str]:
    return [listed.rule.name for listed in kit.desk.rules.all()]


def test_the_order_is_changed_by_keys_and_rules_are_switched(screen: RulesScreen, kit: DeskKit) -> None:
    assert "the post contains “parcel” or “order”" in screen.list.item(0).text()
    screen.list.setCurrentRow(0)
    QTest.keyClick(screen.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _names(kit) == ["Two", "One", "Three"]
    assert screen.list.currentRow() == 1, "it stays chosen"
    QTest.keyClick(screen.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert _names(kit) == ["One", "Two", "Three"]
    screen.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert [listed.rule.enabled for listed in kit.desk.rules.all()] == [True, False, True]
    screen.list.model().moveRow(screen.list.rootIndex(), 2, screen.list.rootIndex(), 0)
    assert _names(kit) == ["Three", "One", "Two"], "dragged"


def test_a_rule_is_written_saved_removed_and_brought_back(screen: RulesScreen, kit: DeskKit) -> None:
    screen.begin_new()
    editor = screen.editor
    editor.save.click()
    assert screen.bars.current("error") is not None, "a name is missing"
    editor.name.setText("Waits too long")
    editor.moment.setCurrentIndex(editor.moment.findData(Event.TIME_PASSED))
    editor.moment.picked.emit()
    line = editor.effects.lines[0]
    line._does.setCurrentIndex(line._does.findData(Does.PRIORITY))
    line._does.picked.emit()
    assert "When a customer has waited for 4 hours" in editor.saying.text()
    editor.save.click()
    saved = kit.desk.rules.get("Waits too long")
    assert (saved.wait, saved.effects) == (Wait(Since.WAITING, 240), (Effect(Does.PRIORITY, "1"),))
    assert screen.list.current_id() == saved.id
    editor.remove.click()
    assert "Waits too long" not in _names(kit)
    bar = screen.bars.current("rule")
    assert bar is not None
    next(one for one in bar.findChildren(QWidget) if getattr(one, "text", str)() == "Undo").click()  # type: ignore[attr-defined]
    assert "Waits too long" in _names(kit)


def test_what_is_being_written_survives_the_news(screen: RulesScreen, kit: DeskKit) -> None:
    screen.list.setCurrentRow(1)
    screen.editor.name.setText("Two and a half")
    kit.desk.rules.save(Rule("", "Four", Event.TAGGED, (), (TAG,)))
    screen.refresh()
    assert screen.editor.name.text() == "Two and a half"


def test_a_trial_counts_and_lists_the_posts(screen: RulesScreen, kit: DeskKit) -> None:
    kit.post("Where is my order?", key="a")
    wanted = kit.post("My parcel is late.", key="b")
    kit.post("Lovely weather.", key="c")
    assert screen._names is not None
    rule = Rule("", "New", Event.POST_ARRIVED, (PARCEL,), (Effect(Does.PRIORITY, "4"),))
    screen.editor.show_rule(rule, screen._names)
    screen.editor.attempt.click()
    assert "It would have touched 2 of 3 posts." in screen.trial.said.text()
    assert screen.trial.list.topLevelItemCount() == 2
    opened: list[str] = []
    screen.conversation_wanted.connect(opened.append)
    screen.trial.list.itemActivated.emit(screen.trial.list.topLevelItem(0), 0)
    assert opened == [wanted]


def test_troubles_and_stops_are_said(screen: RulesScreen, kit: DeskKit) -> None:
    gone = kit.desk.rules.save(Rule("", "Gone", Event.TAGGED, (), (Effect(Does.TEAM, "was"),))).rule
    with kit.desk.ground.act() as (nouns, _):
        nouns.rules.stop(gone.id, f"circle:{gone.id}", kit.now)
    screen.refresh()
    screen.list.choose(gone.id)
    screen._choose()
    bar = screen.bars.current("rule")
    assert bar is not None
    assert "round in a circle" in screen.list.item(3).text()
    next(one for one in bar.findChildren(QWidget) if getattr(one, "text", str)() == "Let it run again").click()  # type: ignore[attr-defined]
    assert "gone" in screen.list.item(3).text()


def test_who_may_set_rules_is_asked_at_the_door() -> None:
    there = room("rules")
    assert there is not None
    assert there.right is not None


REPLY = Effect(Does.REPLY, "Hello {first_name}!")


def test_a_macro_types_into_the_open_reply_and_is_taken_back_whole(kit: DeskKit, qtbot: QtBot) -> None:
    here, there = kit.post(key="a"), kit.post(key="b")
    effects = (REPLY, Effect(Does.STATUS, "resolved"), Effect(Does.TAG, "kind"))
    macro = kit.desk.macros.save(Macro("", "Close", effects)).macro
    bars = BarStack()
    qtbot.addWidget(bars)
    work = BulkWork(kit.desk, kit.acts, bars, Marks(), lambda: kit.now)
    typed: list[str] = []
    work.lend(lambda: here, typed.append, typed.remove)
    (action,) = macro_menu(kit.desk, bars, lambda chosen: work.run_macro((here, there), chosen)).actions()
    action.trigger()
    assert typed == ["Hello Ana!"]
    draft = kit.desk.drafts.get(there)
    assert draft is not None
    assert draft.text == "Hello Ana!"
    assert kit.desk.inbox.row(here).status is Status.RESOLVED
    assert work.undo()
    assert typed == []
    assert kit.desk.drafts.get(there) is None
    rows = [kit.desk.inbox.row(one) for one in (here, there)]
    assert [(row.status, row.tags) for row in rows] == [(Status.OPEN, ())] * 2
    assert kit.desk.macros.get(macro.id).used == 2


def test_macros_are_made_on_their_screen(kit: DeskKit, qtbot: QtBot) -> None:
    screen = MacrosScreen(_tools(kit))
    qtbot.addWidget(screen)
    screen.show()
    screen.begin_new()
    screen.name.setText("Thanks")
    screen.effects.lines[0]._value.setPlainText("Thank you, {first_name}.")  # type: ignore[attr-defined]
    screen.owner.setCurrentIndex(0)
    screen.save.click()
    (listed,) = kit.desk.macros.all()
    assert (listed.macro.name, listed.macro.owner_id) == ("Thanks", kit.desk.ground.me)
    assert listed.macro.effects == (Effect(Does.REPLY, "Thank you, {first_name}."),)
    screen.remove.click()
    assert kit.desk.macros.all() == []
