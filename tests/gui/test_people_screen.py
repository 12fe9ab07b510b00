"""The page of people and teams, the end of a shift, and who sits at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from agent_desk.domain.conversations import Status
from agent_desk.domain.levels import CalendarBody, Hours
from agent_desk.domain.roster import Member, Method, Presence, Priority, Role, TeamRow
from agent_desk.views.assigning.picker import AssignPicker
from agent_desk.views.handover import HandoverScreen
from agent_desk.views.roster import RosterScreen
from agent_desk.views.roster.team_editor import Members
from agent_desk.views.widgets import FilterChip
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector
from tests.gui.team_kit import TeamKit

HOUR = 3_600_000


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[TeamKit]:
    kit = TeamKit(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.fixture
def page(kit: TeamKit, qtbot: QtBot) -> RosterScreen:
    page = RosterScreen(kit.tools())
    qtbot.addWidget(page)
    page.resize(1100, 800)
    page.show()
    qtbot.waitExposed(page)
    return page


def line(page: RosterScreen, name: str) -> QLineEdit:
    return next(one for one in page.findChildren(QLineEdit) if one.accessibleName() == name)


def choice(page: RosterScreen, name: str) -> QComboBox:
    return next(one for one in page.findChildren(QComboBox) if one.accessibleName() == name)


def choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def press(page: RosterScreen, text: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == text).click()


def test_what_is_chosen_of_somebody_counts_at_once(page: RosterScreen, kit: TeamKit) -> None:
    page.select(f"agent:{kit.ids['Sam']}")
    line(page, "Name").setText("Sam Okafor")
    line(page, "Name").editingFinished.emit()
    line(page, "Languages").setText("DE, en")
    line(page, "Languages").editingFinished.emit()
    choose(choice(page, "Role"), Role.SUPERVISOR.value)
    choose(choice(page, "State"), Presence.BUSY.value)
    next(one for one in page.findChildren(QSpinBox) if one.accessibleName() == "Capacity").setValue(7)
    next(one for one in page.findChildren(FilterChip) if "Acme 1" in one.text()).click()
    sam = kit.desk.roster.agent("sam")
    assert (sam.name, sam.languages, sam.role, sam.presence) == (
        "Sam Okafor",
        ("de", "en"),
        Role.SUPERVISOR,
        Presence.BUSY,
    )
    assert (sam.capacity, sam.venues) == (7, (kit.venue.id,))
    assert any(page.list.item(at).text().startswith("Sam Okafor\n") for at in range(page.list.count()))


def test_what_is_refused_is_said_and_shown_as_it_was(page: RosterScreen, kit: TeamKit) -> None:
    page.select(f"agent:{kit.ids['Sam']}")
    line(page, "Handle").setText("jo")
    line(page, "Handle").editingFinished.emit()
    bar = page.bars.current("error")
    assert bar is not None
    assert "@jo" in bar.accessibleName()
    assert line(page, "Handle").text() == "sam"


def test_who_may_not_change_it_can_look(page: RosterScreen, kit: TeamKit) -> None:
    kit.desk.roster.sit(kit.ids["Sam"])
    page.refresh()
    page.select(f"agent:{kit.ids['Jo']}")
    assert not line(page, "Name").isEnabled()
    assert page.new_team.isHidden()
    page.select(f"agent:{kit.ids['Sam']}")
    assert line(page, "Name").isEnabled()
    assert not choice(page, "Role").isEnabled()


def test_somebody_leaves_and_comes_back(page: RosterScreen, kit: TeamKit) -> None:
    for one in kit.talks[:2]:
        kit.desk.assignment.assign(one, kit.ids["Sam"])
    page.select(f"agent:{kit.ids['Sam']}")
    press(page, "Does not work here any more")
    press(page, "They left")
    assert [kit.holder(0), kit.desk.inbox.row(kit.talks[0]).team_id] == [None, kit.team.id]
    bar = page.bars.current("done")
    assert bar is not None
    assert "2 conversations went back" in bar.accessibleName()
    assert f"agent:{kit.ids['Sam']}" not in [page.list.item(at).data(256) for at in range(page.list.count())]
    press(page, "Undo")
    assert [kit.holder(0), kit.holder(1)] == ["Sam", "Sam"]


def test_a_team_is_made_and_handed_its_members(page: RosterScreen, kit: TeamKit) -> None:
    press(page, "New team")
    made = kit.desk.roster.team("New team")
    assert page.ref == f"team:{made.id}"
    members = page.findChild(Members)
    assert members is not None
    jo = next(members.topLevelItem(at) for at in range(3) if members.topLevelItem(at).text(0) == "Jo")  # type: ignore[union-attr]
    assert jo is not None
    jo.setCheckState(1, Qt.CheckState.Checked)
    members.setCurrentItem(jo)
    QTest.keyClick(members, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    members.topLevelItem(2).setCheckState(0, Qt.CheckState.Checked)  # type: ignore[union-attr]
    choose(choice(page, "Handing out"), Method.ROUND_ROBIN.value)
    team = kit.desk.roster.team(made.id)
    assert [(one.agent_id, one.lead) for one in team.members] == [(kit.ids["Jo"], True), (kit.ids["Sam"], False)]
    assert team.method is Method.ROUND_ROBIN
    press(page, "Remove the team")
    press(page, "Remove")
    assert [one.name for one in kit.desk.roster.teams()] == ["Line"]


def test_what_falls_due_meanwhile_is_handed_over(kit: TeamKit, qtbot: QtBot) -> None:
    now = datetime.fromtimestamp(kit.now / 1000, UTC)
    minutes = now.hour * 60 + now.minute
    today = Hours(0, minutes + 30), Hours(minutes + 60, 24 * 60)
    ours = kit.desk.levels.save_calendar("Ours", CalendarBody("UTC", (today[:1],) * 7)).calendar
    theirs = kit.desk.levels.save_calendar("Theirs", CalendarBody("UTC", (today[1:],) * 7)).calendar
    kit.desk.roster.save_team(replace(kit.team, calendar_id=ours.id))
    night = kit.desk.roster.save_team(
        TeamRow("", 0, "Night", calendar_id=theirs.id, members=(Member(kit.ids["Jo"]),)), new=True
    ).team
    with kit.desk.ground.store.write(durable=False) as nouns:
        for at, one in enumerate(kit.talks[:3]):
            nouns.connection.execute(  # type: ignore[attr-defined]  # the store beneath
                "UPDATE conversation SET due_at = ? WHERE id = ?", (kit.now + (2 * at - 1) * HOUR, one)
            )
    screen = HandoverScreen(kit.tools())
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitExposed(screen)
    rows = [screen.list.topLevelItem(at) for at in range(screen.list.topLevelItemCount())]
    assert [row.text(1) for row in rows if row] == ["late already", "1 min", "2 h 00"]
    assert screen.act.text() == "Hand 3 over to Night"
    assert rows[0] is not None
    rows[0].setCheckState(0, Qt.CheckState.Unchecked)
    assert screen.act.text() == "Hand 2 over to Night"
    screen.note.insert("Promised an answer today")
    QTest.keyClick(screen.note, Qt.Key.Key_Return)
    assert [kit.desk.inbox.row(one).team_id for one in kit.talks[:3]] == [kit.team.id, night.id, night.id]
    assert [len(kit.desk.notes.of(one)) for one in kit.talks[:3]] == [0, 1, 1]
    next(one for one in screen.bars.findChildren(QPushButton) if one.text() == "Undo").click()
    assert {kit.desk.inbox.row(one).team_id for one in kit.talks[:3]} == {kit.team.id}


@pytest.fixture
def team_window(kit: TeamKit, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(kit.desk, kit.acts, kit.news, FakeCollector(), kit.settings)
    window.show()
    qtbot.waitExposed(window)
    window.resume()
    yield window
    window.close()
    window.deleteLater()


def act(window: MainWindow, command_id: str) -> None:
    window.actions_by_id[command_id].trigger()


def test_somebody_says_that_they_are_away_and_another_sits_down(team_window: MainWindow, kit: TeamKit) -> None:
    button = team_window.top.seat_button
    assert button.isVisible()
    assert button.text() == "Available"
    menu = team_window.seat.menu()
    by_text = {action.text(): action for action in menu.actions()}
    assert by_text["Available"].isChecked()
    by_text["Away, Lunch"].trigger()
    assert (kit.desk.roster.me().presence, kit.desk.roster.me().presence_reason) == (Presence.AWAY, "Lunch")
    team_window.reading.show_conversation(kit.talks[0])
    team_window.reading.conversation.composer.edit.insertPlainText("Half a sentence")
    next(action for action in team_window.seat.menu().actions() if action.text() == "Sam").trigger()
    assert kit.desk.ground.me == kit.ids["Sam"]
    draft = kit.desk.ground.store.read.drafts.get(kit.talks[0], kit.ids["Mira"])
    assert draft is not None
    assert draft.text == "Half a sentence"
    assert team_window.reading.conversation.composer.edit.toPlainText() == ""
    for menu in team_window.findChildren(QMenu):
        menu.close()


def test_the_next_one_is_served_and_can_be_given_back(team_window: MainWindow, kit: TeamKit) -> None:
    act(team_window, "serve.next")
    assert team_window.reading.shown == kit.talks[0]
    assert kit.holder(0) == "Mira"
    pane = team_window.reading.conversation
    bar = pane.bars.current("done")
    assert bar is not None
    assert "It is yours now" in bar.accessibleName()
    QTest.keyClick(pane.posts, Qt.Key.Key_Y)
    bar = pane.bars.current("why")
    assert bar is not None
    assert "Served as the most urgent" in bar.accessibleName()
    QTest.keyClick(pane.posts, Qt.Key.Key_Z)
    assert kit.holder(0) is None
    for _ in range(5):
        act(team_window, "serve.next")
    bar = pane.bars.current("done")
    assert bar is not None
    assert "It was yours already" in bar.accessibleName(), "what one holds is served again before nothing is"


def test_the_keys_of_the_list_assign(team_window: MainWindow, kit: TeamKit, qtbot: QtBot) -> None:
    act(team_window, "go.all")
    conversations = team_window.reading.inbox.list
    team_window.reading.inbox.select(kit.talks[1])
    conversations.setFocus()
    QTest.keyClick(conversations, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert kit.holder(1) == "Mira"
    QTest.keyClick(conversations, Qt.Key.Key_Z)
    assert kit.holder(1) is None
    QTest.keyClick(conversations, Qt.Key.Key_A)
    picker = team_window.findChild(AssignPicker)
    assert picker is not None
    QTest.keyClicks(picker.search, "jo")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert kit.holder(1) == "Jo"
    QTest.keyClick(conversations, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert kit.holder(1) is None
    for one in kit.talks[:2]:
        team_window.reading.inbox.list.marks.add([one])
    QTest.keyClick(conversations, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert [kit.holder(at) for at in range(3)] == ["Mira", "Mira", None]
    QTest.keyClick(conversations, Qt.Key.Key_Z)
    assert [kit.holder(at) for at in range(3)] == [None] * 3


def test_the_conversation_has_the_same_keys(team_window: MainWindow, kit: TeamKit) -> None:
    team_window.open_conversation(kit.talks[2])
    posts = team_window.reading.conversation.posts
    posts.setFocus()
    QTest.keyClick(posts, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert kit.holder(2) == "Mira"


def test_what_is_taken_back_is_the_last_act_whatever_it_was(team_window: MainWindow, kit: TeamKit) -> None:
    act(team_window, "go.all")
    team_window.reading.inbox.select(kit.talks[0])
    team_window.reading.read(kit.talks[0])
    reading = team_window.reading
    for place, triage in (
        (reading.inbox.list, reading.inbox._acts._triage),
        (reading.conversation.posts, reading.conversation._case._triage),
    ):
        place.setFocus()
        triage.set_priority(kit.desk.inbox.row(kit.talks[0]), Priority.URGENT)
        QTest.keyClick(place, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(place, Qt.Key.Key_Z)
        assert kit.holder(0) is None
        assert kit.desk.inbox.row(kit.talks[0]).priority is Priority.URGENT, "only the last one is taken back"
        triage.set_priority(kit.desk.inbox.row(kit.talks[0]), Priority.NORMAL)
        QTest.keyClick(place, Qt.Key.Key_P)
        QTest.keyClick(place, Qt.Key.Key_Z)
        assert kit.desk.inbox.row(kit.talks[0]).status is Status.OPEN


def test_an_automatic_choice_explains_itself(team_window: MainWindow, kit: TeamKit) -> None:
    kit.desk.roster.set_presence(Presence.AWAY, "lunch", kit.ids["Jo"])
    kit.desk.roster.save_team(replace(kit.team, method=Method.LEAST_LOADED, venues=(kit.venue.id,)))
    new = kit.post("A new question", key="new")
    team_window.open_conversation(new)
    pane = team_window.reading.conversation
    pane.posts.setFocus()
    QTest.keyClick(pane.posts, Qt.Key.Key_Y)
    bar = pane.bars.current("why")
    assert bar is not None
    said = bar.accessibleName()
    assert "Handed out to whoever has least" in said
    assert "Mira: chosen, with a load of 0" in said
    assert "Jo: Away, lunch" in said
    assert "Sam: would have fitted, with a load of 0" in said
    team_window.open_conversation(kit.talks[0])
    QTest.keyClick(pane.posts, Qt.Key.Key_Y)
    bar = pane.bars.current("why")
    assert bar is not None
    assert "No rule chose" in bar.accessibleName()
