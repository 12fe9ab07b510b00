"""Acts on many conversations: marking by keyboard and mouse, all that match, progress, what failed, one undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.services.desk import Desk
from agent_desk.views.inbox.delegate import ConversationDelegate
from agent_desk.views.inbox.pane import InboxPane
from agent_desk.views.window import MainWindow


def _pane(window: MainWindow) -> InboxPane:
    return window.reading.inbox


def _marked(window: MainWindow) -> tuple[str, ...]:
    return _pane(window).list.marks.ids()


def _press(window: MainWindow, kind: str, text: str) -> None:
    bar = _pane(window).bars.current(kind)
    assert bar is not None
    QTest.mouseClick(
        next(button for button in bar.findChildren(QPushButton) if button.text() == text), Qt.MouseButton.LeftButton
    )


def _states(desk: Desk, ids: tuple[str, ...]) -> list[tuple[Status, int, int]]:
    rows = [desk.inbox.row(conversation_id) for conversation_id in ids]
    return [(row.status, row.waiting, row.unread) for row in rows]


def test_marked_by_keyboard_resolved_at_once_and_taken_back(window: MainWindow, desk: Desk) -> None:
    window.go("open")
    conversations = _pane(window).list
    QTest.keyClicks(conversations, "j")
    QTest.keyClicks(conversations, "x")
    QTest.keyClick(conversations, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    ids = _marked(window)
    assert len(ids) == 2
    assert "2 selected" in [
        said.text() for said in _pane(window).head.bulk.findChildren(type(_pane(window).head.bulk._said))
    ]
    before = _states(desk, ids)
    QTest.keyClicks(conversations, "e")
    assert _states(desk, ids) == before, "nothing is decided before it is said what ended the waiting"
    _press(window, "ask", "No answer needed")
    assert all(state[:2] == (Status.RESOLVED, 0) for state in _states(desk, ids))
    assert _marked(window) == ()
    QTest.keyClicks(conversations, "z")
    assert _states(desk, ids) == before


def test_they_may_go_on_waiting(window: MainWindow, desk: Desk) -> None:
    window.go("waiting")
    QTest.keyClicks(_pane(window).list, "jx")
    ids = _marked(window)
    QTest.keyClicks(_pane(window).list, "e")
    _press(window, "ask", "They go on waiting")
    assert [state[0] for state in _states(desk, ids)] == [Status.RESOLVED]
    assert [state[1] for state in _states(desk, ids)] != [0]


def test_all_that_match_are_more_than_those_on_screen(window: MainWindow, desk: Desk) -> None:
    window.go("open")
    pane = _pane(window)
    whole = desk.inbox.counts().by_status[Status.OPEN]
    pane._model._more = True  # as where the list is longer than a page
    QTest.keyClick(pane.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pane.head.bulk._all.isVisible()
    QTest.mouseClick(pane.head.bulk._all, Qt.MouseButton.LeftButton)
    assert len(_marked(window)) == whole
    assert not pane.head.bulk._all.isVisible()
    QTest.keyClicks(pane.list, "p")
    assert desk.inbox.counts().by_status[Status.PENDING] >= whole
    QTest.keyClicks(pane.list, "z")
    assert desk.inbox.counts().by_status[Status.OPEN] == whole


def test_a_click_on_the_authors_sign_marks_and_shift_marks_up_to_there(window: MainWindow) -> None:
    window.go("open")
    conversations = _pane(window).list
    delegate = conversations.itemDelegate()
    assert isinstance(delegate, ConversationDelegate)

    def sign(line: int) -> Qt.MouseButton:
        rect = delegate.sign_rect(
            conversations.visualRect(conversations.model().index(line, 0)), Qt.LayoutDirection.LeftToRight
        )
        QTest.mouseClick(conversations.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        return Qt.MouseButton.LeftButton

    sign(1)
    assert _marked(window) == (conversations.rows()[1].id,)
    conversations.select(conversations.rows()[1].id)
    last = conversations.visualRect(conversations.model().index(3, 0)).center()
    QTest.mouseClick(conversations.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, last)
    assert set(_marked(window)) == {row.id for row in conversations.rows()[1:4]}
    sign(1)
    assert len(_marked(window)) == 2


def test_marks_are_said_and_go_with_the_view(window: MainWindow) -> None:
    window.go("open")
    conversations = _pane(window).list
    QTest.keyClicks(conversations, "jx")
    said = conversations.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("selected, ")
    window.go("all")
    assert _marked(window) == ()
    assert not _pane(window).head.bulk.isVisible()


def test_nothing_to_undo_is_said(window: MainWindow) -> None:
    QTest.keyClicks(_pane(window).list, "z")
    bar = _pane(window).bars.current("done")
    assert bar is not None
    assert "nothing to undo" in bar.accessibleName()


def test_one_resolved_with_the_key_for_next_moves_on_and_comes_back_by_undo(window: MainWindow, desk: Desk) -> None:
    window.go("all")
    pane = _pane(window)
    pane.head.set_order(ListOrder.NEWEST)
    calm = next(at for at, row in enumerate(pane.list.rows()) if not row.waiting and row.status is Status.OPEN)
    row, following = pane.list.rows()[calm : calm + 2]
    pane.list.select(row.id)
    QTest.keyClick(pane.list, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert desk.inbox.row(row.id).status is Status.RESOLVED
    current = pane.list.current_row()
    assert current is not None
    assert current.id == following.id
    QTest.keyClicks(pane.list, "z")
    assert desk.inbox.row(row.id).status is Status.OPEN


def test_read_and_unread(window: MainWindow, desk: Desk) -> None:
    window.go("unread")
    pane = _pane(window)
    count = len(desk.inbox.page(ListQuery(unread=True)))
    QTest.keyClick(pane.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    ids = _marked(window)
    QTest.keyClick(pane.list, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert {state[2] for state in _states(desk, ids)} == {0}
    QTest.keyClicks(pane.list, "z")
    assert len(desk.inbox.page(ListQuery(unread=True))) == count


def test_an_author_is_muted_from_the_list_with_the_reason_kept(window: MainWindow, desk: Desk) -> None:
    window.go("waiting")
    pane = _pane(window)
    QTest.keyClicks(pane.list, "j")
    row = pane.list.current_row()
    assert row is not None
    QTest.keyClicks(pane.list, "m")
    bar = pane.bars.current("ask")
    assert bar is not None
    reason = bar.findChild(QLineEdit)
    assert reason is not None
    QTest.keyClicks(reason, "sells coins")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    (kept,) = desk.people.history(row.author_id)
    assert (kept.mark, kept.reason) == (AuthorMark.MUTED, "sells coins")
