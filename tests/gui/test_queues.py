"""The queues on screen: who sees which views, what a line says of due times and people, sorting by keys, the trail, the bell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import AgentRow, Member, NoticeKind, Priority, Role, TeamRow
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.trail import TrailRow
from agent_desk.runtime import trail_words
from agent_desk.services.desk import Desk
from agent_desk.services.notifying import notify
from agent_desk.views import triage_words
from agent_desk.views.conversation.items import TRAIL_SHOWN
from agent_desk.views.conversation.trail_card import TrailCard
from agent_desk.views.inbox.delegate import Said, signs
from agent_desk.views.theme import Token
from agent_desk.views.window import MainWindow
from agent_desk.views.window.rooms import ROOMS
from agent_desk.views.window.sidebar import ENTRY_ROLE, Sidebar

MINUTE = 60_000


@pytest.fixture
def jo(desk: Desk) -> AgentRow:
    """A colleague, and a team of both."""
    agent = desk.roster.add("Jo Adams", "jo").agent
    members = (Member(desk.ground.me), Member(agent.id))
    desk.roster.save_team(TeamRow("", 0, "Hardware", members=members), new=True)
    return agent


def _sql(desk: Desk, statement: str, *values: object) -> None:
    with desk.ground.store.write(durable=False) as nouns:
        nouns.connection.execute(statement, values)  # type: ignore[attr-defined]  # the store of tests is SQLite's


def _ids(window: MainWindow) -> list[str]:
    return [entry.id for entry in window.sidebar.entries() if entry.id]


def _row(window: MainWindow) -> ConversationRow:
    row = window.reading.inbox.list.current_row()
    assert row is not None
    return row


def test_one_agent_alone_sees_only_what_says_something(window: MainWindow) -> None:
    shown = set(_ids(window))
    assert not shown & {"mine", "unassigned", "my_team", "mentions", "overdue", "due_soon", "watched"}
    assert {"all", "waiting", "snoozed", "open", "found", "drafts"} <= shown


def test_a_team_with_promises_sees_the_queues(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow]
) -> None:
    first = desk.inbox.page(ListQuery(waiting=True))[0]
    _sql(desk, "INSERT INTO policy (id, name) VALUES ('p', 'Gold')")
    _sql(desk, "UPDATE conversation SET due_at = 1, at_risk_at = 1, assignee_id = ? WHERE id = ?", jo.id, first.id)
    window = open_window(desk)
    work = _ids(window)
    assert work[:9] == ["mine", "unassigned", "my_team", "all", "mentions", "overdue", "due_soon", "waiting", "snoozed"]
    overdue = next(entry for entry in window.sidebar.entries() if entry.id == "overdue")
    assert (overdue.count, overdue.late) == (1, True)
    window.go("overdue")
    assert [row.id for row in window.reading.inbox.list.rows()] == [first.id]
    spoken = window.reading.inbox.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "assigned to Jo Adams" in spoken
    assert "late by" in spoken


def test_sections_fold_by_key_and_stay_as_they_were_left(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(desk)
    sidebar = window.sidebar

    def shown() -> list[str]:
        model = sidebar.model()
        return [model.index(at, 0).data(ENTRY_ROLE).id for at in range(model.rowCount())]

    assert "found" not in shown(), "what leads to no queue is folded at first"
    window.go("found")
    assert "found" in shown(), "where one is stands there in any case"
    window.go("all")
    assert "found" not in shown()
    sidebar.setFocus()
    QTest.keyClick(sidebar, Qt.Key.Key_Left)
    QTest.keyClick(sidebar, Qt.Key.Key_Space)
    assert "mine" not in shown()
    assert sidebar.current() == "all", "folding goes nowhere"
    QTest.keyClick(sidebar, Qt.Key.Key_Down)
    QTest.keyClick(sidebar, Qt.Key.Key_Down)
    QTest.keyClick(sidebar, Qt.Key.Key_Right)
    assert "found" in shown()
    again = Sidebar(window._settings)
    qtbot.addWidget(again)
    again.show_entries(sidebar.entries())
    kept = [again.model().index(at, 0).data(ENTRY_ROLE).id for at in range(again.model().rowCount())]
    assert "mine" not in kept
    assert "found" in kept


def test_alone_at_a_desk_there_is_nothing_to_share_out(window: MainWindow) -> None:
    shown = set(_ids(window))
    assert not shown & {"board", "handover", "approvals"}
    assert "people" in shown, "here one begins to be several"


def test_who_may_not_sees_no_screens_of_supervisors(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow]
) -> None:
    guarded = {room.id for room in ROOMS if room.right is not None}
    assert guarded <= set(_ids(open_window(desk))), "who sits here is the administrator"
    desk.ground.seat.agent_id = jo.id
    assert not guarded & set(_ids(open_window(desk)))


def test_a_due_time_says_itself_anew_as_time_passes(window: MainWindow) -> None:
    row = replace(window.reading.inbox.list.rows()[0], due_at=100 * MINUTE, at_risk_at=80 * MINUTE, failed=False)

    def said(now: int) -> tuple[str, Token]:
        first = signs(row, now * MINUTE, Said())[0]
        return first.text, first.token

    assert said(60) == ("in 40 min", Token.DIM)
    assert said(80) == ("in 20 min", Token.RISK)
    assert said(100) == ("late 1 min", Token.LATE)
    assert said(162) == ("late 1 h 02", Token.LATE)
    assert triage_words.due_sign(replace(row, due_at=None), 0) is None


def test_sorting_by_keys_with_an_undo(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    conversations = window.reading.inbox.list
    QTest.keyClicks(conversations, "j")
    row = _row(window)
    acts = window.reading.inbox._acts
    acts._triage.set_priority(row, Priority.URGENT)
    assert desk.inbox.row(row.id).priority is Priority.URGENT
    assert "priority urgent" in conversations.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClicks(conversations, "z")
    assert desk.inbox.row(row.id).priority is Priority.NORMAL
    QTest.keyClicks(conversations, "l")
    field = window.reading.inbox.bars.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "refund, VIP")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.triage.tags(row.id) == ("refund", "VIP")
    QTest.keyClicks(conversations, "w")
    assert desk.triage.watched(row.id)
    QTest.keyClicks(conversations, "z")
    assert not desk.triage.watched(row.id)


def test_many_are_tagged_and_untagged_at_once(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    inbox = window.reading.inbox
    QTest.keyClicks(inbox.list, "jxjx")
    marked = inbox.list.marks.ids()
    inbox._bulk.ask_tags(marked)
    field = inbox.bars.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText("batch")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [desk.triage.tags(one) for one in marked] == [("batch",), ("batch",)]
    QTest.keyClicks(inbox.list, "z")
    assert [desk.triage.tags(one) for one in marked] == [(), ()]


def test_the_head_of_a_conversation_shows_and_changes_how_it_is_sorted(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow]
) -> None:
    row = desk.inbox.page(ListQuery(waiting=True))[0]
    _sql(desk, "UPDATE conversation SET assignee_id = ? WHERE id = ?", jo.id, row.id)
    desk.triage.tag(row.id, ["refund"])
    window = open_window(desk)
    window.open_conversation(row.id)
    sorting = window.reading.conversation.sorting
    assert sorting.assignee.text() == "Jo Adams"
    assert sorting.priority.text() == "normal"
    off = next(one for one in sorting.findChildren(QPushButton) if "refund" in one.text())
    off.click()
    assert desk.triage.tags(row.id) == ()
    sorting.watch.click()
    assert desk.triage.watched(row.id)
    assert sorting.watch.isChecked()


def test_the_trail_stands_between_the_posts_and_unfolds(window: MainWindow, desk: Desk) -> None:
    row = window.reading.inbox.list.rows()[0]
    for number in range(TRAIL_SHOWN + 2):
        desk.triage.tag(row.id, [f"t{number}"])
    window.open_conversation(row.id)
    posts = window.reading.conversation.posts
    posts.to_end()
    card = next(one for one in posts.visible_cards() if isinstance(one, TrailCard))
    assert "tagged it #t3" in card.accessibleName()
    assert "#t0" not in card.accessibleName()
    assert "2 acts before" in card.accessibleName()
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    card = next(one for one in posts.visible_cards() if isinstance(one, TrailCard))
    assert "#t0" in card.accessibleName()


@pytest.mark.parametrize(
    ("kind", "details", "said"),
    [
        (ActionKind.ASSIGN, {"to": "m"}, "Mira took it"),
        (ActionKind.ASSIGN, {"to": "j"}, "Mira assigned it to Jo"),
        (ActionKind.ASSIGN, {"to": "", "to_team": "t"}, "Mira gave it to the team Hardware"),
        (ActionKind.ASSIGN, {"to": ""}, "Mira released it"),
        (ActionKind.ASSIGN, {"to": "j", "by": "round_robin"}, "The desk assigned it to Jo"),
        (ActionKind.TAG, {"add": "a\nb", "by": "rule:r"}, "The rule “VIP first” tagged it #a, #b"),
        (ActionKind.PRIORITY, {"before": "2", "priority": "4"}, "Mira changed the priority from normal to urgent"),
        (ActionKind.STATUS, {"status": "resolved"}, "Mira set it to Resolved"),
        (ActionKind.STATUS, {"status": "of a later version"}, "Mira set it to of a later version"),
        (ActionKind.MERGE, {"into": "c"}, "Mira merged it into #12"),
        (ActionKind.MERGE, {}, ""),
        (ActionKind.NOTE, {"act": "add"}, ""),
        (ActionKind.REPLY, {}, ""),
    ],
)
def test_an_act_is_said_in_words(kind: ActionKind, details: dict[str, str], said: str) -> None:
    names = {"m": "Mira", "j": "Jo", "t": "Hardware", "r": "VIP first", "c": "#12"}
    row = TrailRow("a", kind, "m", "Mira", details.get("by", ""), None, details, names, 0)
    assert trail_words.said(row) == said


def test_every_kind_of_act_has_words_or_is_shown_otherwise() -> None:
    for kind in ActionKind:
        trail_words.said(TrailRow("a", kind, "m", "", "", None, {}, {}, 0))


def test_the_bell_counts_and_leads_to_the_conversation(window: MainWindow, desk: Desk) -> None:
    row = window.reading.inbox.list.rows()[0]
    window.bell.refresh()
    with desk.ground.act() as (nouns, tally):
        for kind in NoticeKind:
            notify(desk.ground, nouns, tally, [desk.ground.me], kind, row.id, details={"by": "x"})
    window.news.changed.emit(tally.changes)
    assert window.top.bell_button.text() == str(len(NoticeKind))
    menu = window.bell.menu()
    lines = [action.text() for action in menu.actions() if action.text()]
    assert sum(f"#{row.number}" in line for line in lines) == len(NoticeKind)
    menu.actions()[0].trigger()
    assert window.reading.shown == row.id
    assert window.top.bell_button.text() == str(len(NoticeKind) - 1)
    menu.actions()[-1].trigger()
    assert window.top.bell_button.text() == ""
    menu.deleteLater()


def test_a_colleague_is_offered_while_a_note_is_typed(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(desk)
    row = desk.inbox.page(ListQuery(waiting=True))[0]
    window.reading.reply(row.id, note=True)
    field = window.findChild(QWidget, "note")
    assert field is not None
    QTest.keyClicks(field, "ask @ad")
    assert not window.findChild(QWidget, "completions") or not window.findChild(QWidget, "completions").isVisible()  # type: ignore[union-attr]
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "jo")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "ask @jo "  # type: ignore[attr-defined]


def test_conditions_offer_the_people_there_are(
    desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow]
) -> None:
    builder = open_window(desk).reading.inbox.builder
    condition = Condition(Field.ASSIGNEE, Operator.IS, "gone-agent")
    builder.show_conditions(Conditions((condition,)), [])
    line = builder.lines()[0]
    choice = line.findChildren(QComboBox)[2]
    assert [choice.itemText(at) for at in range(choice.count())][1:3] == ["me", "nobody"]
    assert "Jo Adams" in [choice.itemText(at) for at in range(choice.count())]
    assert line.condition() == condition, "who is gone stays what was asked about"


def test_views_are_shared_by_those_who_may(desk: Desk, jo: AgentRow, open_window: Callable[[Desk], MainWindow]) -> None:
    window = open_window(desk)
    window.reading.inbox.save_view()
    bars = window.reading.inbox.bars
    whose, field = bars.findChild(QComboBox), bars.findChild(QLineEdit)
    assert whose is not None
    assert field is not None
    whose.setCurrentIndex(1)
    field.setText("Ours")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.views.get("Ours").team_id == desk.roster.teams()[0].id
    assert "Views of my team" in [entry.text for entry in window.sidebar.entries()]
    desk.roster.save(replace(desk.roster.agent(jo.id), role=Role.AGENT))
    desk.ground.seat.agent_id = jo.id
    assert [view.name for view in desk.views.all()] == ["Ours"]
    window.reading.inbox.save_view()
    assert bars.findChild(QComboBox) is None or not bars.findChild(QComboBox).isVisible()  # type: ignore[union-attr]
