"""The list: its keys, its pages, and lines that keep their place when news arrives."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.desk import Desk
from agent_desk.views.ports import News
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeSettings


def _row(window: MainWindow) -> ConversationRow:
    row = window.reading.inbox.list.current_row()
    assert row is not None
    return row


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _shown(window: MainWindow) -> list[str]:
    return [row.id for row in window.reading.inbox.list.rows()]


def test_keys_move_through_the_list_and_show_what_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    conversations = window.reading.inbox.list
    QTest.keyClicks(conversations, "jj")
    assert _row(window).id == _shown(window)[1]
    QTest.keyClicks(conversations, "k")
    assert _row(window).id == _shown(window)[0]
    assert window.reading.conversation.conversation_id == _shown(window)[0]


def test_single_keys_do_nothing_while_somebody_types(window: MainWindow, qtbot: QtBot) -> None:
    window.reading.inbox.list.step(1)
    before = _row(window)
    window.focus_search()
    QTest.keyClicks(window.top.search, "je")
    assert window.top.search.text() == "je"
    window.leave_search()
    assert _row(window) == before


def test_letters_without_a_meaning_do_not_jump_through_the_list(window: MainWindow) -> None:
    QTest.keyClicks(window.reading.inbox.list, "j")
    before = _row(window)
    for letter in {row.author_name[:1].lower() for row in window.reading.inbox.list.rows()} & set("bcdhqy"):
        QTest.keyClicks(window.reading.inbox.list, letter)
    assert _row(window) == before


def test_resolving_asks_what_ended_the_waiting_and_never_guesses(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    conversations = window.reading.inbox.list
    QTest.keyClicks(conversations, "j")
    row = _row(window)
    assert row.waiting
    QTest.keyClicks(conversations, "e")
    assert desk.inbox.row(row.id).status is Status.OPEN
    bar = window.reading.inbox.bars.current("ask")
    assert bar is not None
    answers = {button.text(): button for button in bar.findChildren(QPushButton)}
    QTest.mouseClick(answers["No answer needed"], Qt.MouseButton.LeftButton)
    resolved = desk.inbox.row(row.id)
    assert (resolved.status, resolved.waiting) == (Status.RESOLVED, 0)
    dispositions = {message.disposition for message in desk.inbox.open(row.id).messages if message.addressed}
    assert Disposition.NO_ANSWER_NEEDED in dispositions
    assert row.id not in _shown(window)


def test_a_resolved_line_gives_its_place_to_the_next_one(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    conversations = window.reading.inbox.list
    QTest.keyClicks(conversations, "jj")
    chosen, following = _row(window), _shown(window)[2]
    desk_bar = window.reading.inbox
    QTest.keyClicks(conversations, "e")
    bar = desk_bar.bars.current("ask")
    assert bar is not None
    QTest.mouseClick(bar.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert chosen.id not in _shown(window)
    assert _row(window).id == following
    assert window.reading.conversation.conversation_id == following


def test_undo_after_resolving_puts_the_posts_back_to_waiting(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(window.reading.inbox.list, "j")
    row = _row(window)
    QTest.keyClicks(window.reading.inbox.list, "e")
    asked = window.reading.inbox.bars.current("ask")
    assert asked is not None
    QTest.mouseClick(asked.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    done = window.reading.inbox.bars.current("done")
    assert done is not None
    undo = next(button for button in done.findChildren(QPushButton) if button.text() == "Undo")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    again = desk.inbox.row(row.id)
    assert (again.status, again.waiting, again.waiting_since) == (row.status, row.waiting, row.waiting_since)


def test_the_conversation_one_reads_stays_when_it_no_longer_belongs(window: MainWindow, desk: Desk, news: News) -> None:
    window.go("unread")
    window.reading.inbox.list.step(2)
    row = _row(window)
    place = _shown(window).index(row.id)
    news.changed.emit(desk.status.read(row.id))
    assert desk.inbox.row(row.id).unread == 0
    assert _shown(window).index(row.id) == place
    assert _row(window).id == row.id


def test_nothing_moves_under_the_pointer(window: MainWindow, desk: Desk, news: News, qtbot: QtBot) -> None:
    window.go("open")
    viewport = window.reading.inbox.list.viewport()
    before = _shown(window)
    middle = QPointF(viewport.rect().center())
    QApplication.sendEvent(viewport, QEnterEvent(middle, middle, middle))
    viewport.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    gone = before[3]
    news.changed.emit(desk.status.set(gone, Status.PENDING))
    assert _shown(window) == before
    assert window.reading.inbox.bars.current("held") is not None
    viewport.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(window.reading.inbox.list, QEvent(QEvent.Type.Leave))
    assert gone not in _shown(window)
    assert window.reading.inbox.bars.current("held") is None


def test_news_keep_the_first_visible_line_where_it_is(window: MainWindow, desk: Desk, news: News) -> None:
    window.go("open")
    conversations = window.reading.inbox.list
    height = conversations.rowHeight(0)
    conversations.verticalScrollBar().setValue(10 * height + 7)
    top = conversations.rows()[10].id
    news.changed.emit(desk.status.set(conversations.rows()[2].id, Status.PENDING))
    at = next(at for at, row in enumerate(conversations.rows()) if row.id == top)
    assert at == 9
    assert conversations.verticalScrollBar().value() == 9 * height + 7


def test_a_chosen_line_keeps_its_neighbours_until_the_agent_moves_on(
    window: MainWindow, desk: Desk, news: News, settings: FakeSettings, qtbot: QtBot
) -> None:
    settings.set("order.open", ListOrder.WAITING.value)
    window.go("open")
    conversations = window.reading.inbox.list
    row, following = conversations.rows()[1:3]
    conversations.select(row.id)
    waited = [message.id for message in desk.inbox.open(row.id).messages if message.addressed]
    news.changed.emit(desk.status.dispose(tuple(waited), Disposition.NO_ANSWER_NEEDED))
    assert _row(window).id == row.id
    assert _shown(window).index(row.id) == 1
    QTest.keyClicks(conversations, "j")
    assert _row(window).id == following.id
    qtbot.waitUntil(lambda: _shown(window).index(row.id) > 20)
    assert _row(window).id == following.id
    assert conversations.verticalScrollBar().value() == 0


def test_snoozing_offers_exact_times(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(window.reading.inbox.list, "j")
    row = _row(window)
    QTest.keyClicks(window.reading.inbox.list, "s")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    first = menu.actions()[0]
    assert ":" in first.text().split("\t")[1]
    first.trigger()
    menu.close()
    snoozed = desk.inbox.row(row.id)
    assert snoozed.status is Status.SNOOZED
    assert snoozed.snoozed_until is not None
    assert snoozed.snoozed_until > desk.ground.now()


def test_filters_narrow_the_list_and_say_when_nothing_fits(window: MainWindow, desk: Desk) -> None:
    window.go("all")
    everything = len(_shown(window))
    head = window.reading.inbox.head
    head.set_filters(waiting=True)
    assert 0 < len(_shown(window)) < everything
    head.changed.emit(ListQuery(status=Status.SNOOZED, unread=True))
    assert not window.reading.inbox.list.isVisible()
    button = next(one for one in window.reading.inbox.findChildren(QPushButton) if one.text() == "Clear the filters")
    button.click()
    assert len(_shown(window)) == everything


def test_the_order_is_remembered_for_each_view(window: MainWindow, settings: FakeSettings) -> None:
    window.go("all")
    newest = _shown(window)
    window.reading.inbox.head.set_order(ListOrder.OLDEST)
    assert _shown(window) == list(reversed(newest))[: len(_shown(window))]
    window.go("waiting")
    window.go("all")
    assert settings.get("order.all") == "oldest"
    assert _shown(window)[0] == newest[-1]


def test_a_screen_reader_hears_who_where_and_how_long(window: MainWindow) -> None:
    conversations = window.reading.inbox.list
    conversations.step(1)
    row = _row(window)
    table = QAccessible.queryAccessibleInterface(conversations)
    heard = " ".join(table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount()))
    assert row.author_name in heard
    assert row.venue_label in heard
    assert "waiting" in heard


def test_pages_follow_each_other_without_a_gap(
    window: MainWindow, desk: Desk, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_desk.views.inbox.model.PAGE", 20)
    window.go("all")
    model = window.reading.inbox.list.model()
    assert len(_shown(window)) == 20
    for _ in range(20):
        if model.canFetchMore(model.index(-1, -1)):
            model.fetchMore(model.index(-1, -1))
    shown = _shown(window)
    assert shown == [row.id for row in desk.inbox.page(ListQuery(), None, 1000)]
    assert len(shown) > 100
    news.changed.emit(Changes(conversations=frozenset(shown[:1])))
    assert _shown(window) == shown


def test_every_line_has_the_same_height(window: MainWindow) -> None:
    conversations = window.reading.inbox.list
    heights = {conversations.rowHeight(at) for at in range(5)}
    assert len(heights) == 1
    before = heights.pop()
    window.reading.inbox.set_dense(True)
    assert conversations.rowHeight(0) < before


def test_a_click_chooses_a_conversation(window: MainWindow, qtbot: QtBot) -> None:
    conversations = window.reading.inbox.list
    place = conversations.visualRect(conversations.model().index(2, 0))
    QTest.mouseClick(conversations.viewport(), Qt.MouseButton.LeftButton, pos=place.center() + QPoint(1, 1))
    assert window.reading.conversation.conversation_id == _shown(window)[2]


def test_a_question_gives_the_keyboard_back_where_it_came_from(window: MainWindow, desk: Desk) -> None:
    conversations = window.reading.inbox.list
    window.reading.focus_list()
    QTest.keyClicks(conversations, "je")
    bar = window.reading.inbox.bars.current("ask")
    assert bar is not None
    assert bar.isAncestorOf(_focused())
    QTest.keyClick(_focused(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is conversations
    row = _row(window)
    QTest.keyClicks(conversations, "e")
    QTest.keyClick(_focused(), Qt.Key.Key_Return)
    assert desk.inbox.row(row.id).status is Status.RESOLVED
    assert QApplication.focusWidget() is conversations


def test_going_to_a_view_takes_the_keyboard_along_even_into_an_empty_one(window: MainWindow) -> None:
    window.focus_search()
    window.actions_by_id["go.all"].trigger()
    assert QApplication.focusWidget() is window.reading.inbox.list
    window.actions_by_id["go.snoozed"].trigger()
    assert QApplication.focusWidget() is window.reading.inbox.face
    assert window.reading.inbox.face is not window.reading.inbox.list
    window.actions_by_id["go.all"].trigger()
    assert QApplication.focusWidget() is window.reading.inbox.list


def test_the_words_of_an_empty_place_are_not_cut(window: MainWindow) -> None:
    words = [one for one in window.reading.conversation.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert words
    assert [one.text() for one in words if one.height() < one.heightForWidth(one.width())] == []


def test_a_question_at_the_foot_moves_no_line_and_hides_not_the_one_it_is_about(window: MainWindow) -> None:
    conversations = window.reading.inbox.list
    height = conversations.rowHeight(0)
    last = conversations.viewport().height() // height - 1
    conversations.select(conversations.rows()[last].id)
    before = conversations.rowViewportPosition(0)
    QTest.keyClicks(conversations, "e")
    QApplication.processEvents()
    line = conversations.visualRect(conversations.currentIndex())
    assert conversations.viewport().rect().contains(line.center())
    window.reading.inbox.bars.take("ask")
    conversations.scrollToTop()
    conversations.select(conversations.rows()[0].id)
    QTest.keyClicks(conversations, "e")
    QApplication.processEvents()
    assert conversations.rowViewportPosition(0) == before
