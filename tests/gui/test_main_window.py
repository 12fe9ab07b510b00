"""The window as a whole: where it begins, how one gets around in it, and what it says about the state of the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Unreachable
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.venues import VenueState
from agent_desk.services.desk import Desk
from agent_desk.views import theme
from agent_desk.views.commands import COMMANDS, Where
from agent_desk.views.ports import News
from agent_desk.views.theme import Scheme
from agent_desk.views.welcome import WelcomePane
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings

OpenWindow = Callable[[Desk], MainWindow]


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_without_a_venue_it_offers_the_demo_or_a_venue(empty_desk: Desk, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(empty_desk)
    welcome = window.screens.currentWidget()
    assert isinstance(welcome, WelcomePane)
    with qtbot.waitSignal(window.demo_wanted):
        QTest.mouseClick(welcome.demo_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(welcome.connect_button, Qt.MouseButton.LeftButton)
    assert window.screens.on_top("assistant")


def test_the_demo_is_marked_and_offers_the_way_to_real_work(window: MainWindow, qtbot: QtBot) -> None:
    assert "nothing here is real" in _words(window.top)
    way_out = next(one for one in window.top.findChildren(QPushButton) if one.text() == "Begin real work")
    with qtbot.waitSignal(window.real_work_wanted):
        QTest.mouseClick(way_out, Qt.MouseButton.LeftButton)
    assert "venue.add" not in {entry.id for entry in window.sidebar.entries()}
    with qtbot.waitSignal(window.real_work_wanted):
        window.actions_by_id["venue.add"].trigger()
    assert not window.screens.on_top("assistant")


def test_it_begins_where_the_agent_was(
    desk: Desk, open_window: OpenWindow, settings: FakeSettings, qtbot: QtBot
) -> None:
    settings.set("view", "unread")
    window = open_window(desk)
    assert window.sidebar.current() == "unread"
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Unread ("))
    window.go("outbox")
    qtbot.waitUntil(lambda: window.windowTitle() == "Outbox · Agent Desk")
    window.open_conversation(desk.inbox.page(ListQuery(), None, 1)[0].id)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Unread ("))


def test_every_command_that_works_anywhere_is_bound_once_with_its_keys(window: MainWindow) -> None:
    wanted = {what.id: what.keys for what in COMMANDS if what.where is Where.ANYWHERE}
    bound = {name: action.shortcuts() for name, action in window.actions_by_id.items()}
    assert bound.keys() == wanted.keys()
    assert all(len(bound[name]) == len(keys) for name, keys in wanted.items())
    keys = [key for keys in wanted.values() for key in keys]
    assert len(keys) == len(set(keys))


def test_counts_in_the_sidebar_follow_the_desk(window: MainWindow, desk: Desk, news: News, qtbot: QtBot) -> None:
    def count(name: str) -> int:
        return next(entry.count for entry in window.sidebar.entries() if entry.id == name)

    before = count("drafts")
    row = desk.inbox.page(ListQuery(), None, 1)[0]
    news.changed.emit(desk.drafts.save(row.id, "half a sentence"))
    qtbot.waitUntil(lambda: count("drafts") == before + 1)
    assert count("waiting") == desk.inbox.counts().waiting


@pytest.mark.parametrize(
    "entry", ["waiting", "all", "open", "pending", "snoozed", "resolved", "unread", "drafts", "found"]
)
def test_each_view_can_be_gone_to_and_shows_a_face(window: MainWindow, entry: str) -> None:
    window.go(entry)
    assert window.sidebar.current() == entry
    assert window.screens.on_top("inbox")


def test_f6_walks_through_the_panes_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.reading.inbox.list.step(1)
    window.sidebar.setFocus()
    seen = []
    for _ in range(4):
        window.cycle(1)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
    assert seen[0] is window.reading.inbox.list
    assert window.reading.conversation.isAncestorOf(seen[1])
    assert seen[2] is window.top.search
    assert seen[3] is window.sidebar
    window.cycle(-1)
    assert QApplication.focusWidget() is window.top.search


def test_a_venue_that_cannot_be_reached_is_named_below_and_beside(
    window: MainWindow, desk: Desk, news: News, qtbot: QtBot
) -> None:
    venue = desk.venues.all()[0]
    with desk.ground.act() as (nouns, _tally):
        nouns.venues.set_state(venue.id, VenueState.UNREACHABLE, "connection refused", desk.ground.now() + 40_000, None)
    news.changed.emit(Changes(venues=frozenset({venue.id})))
    qtbot.waitUntil(lambda: "4 of 5 venues up to date" in _words(window.status))
    assert "cannot be reached, next try in" in _words(window.status)
    entry = next(entry for entry in window.sidebar.entries() if entry.id == f"venue:{venue.id}")
    assert entry.sign == "offline"
    assert "cannot be reached" in entry.said
    assert window.bars.current("offline") is None


def test_when_nothing_can_be_reached_the_offline_bar_says_what_is_kept(
    window: MainWindow, desk: Desk, news: News, collector: FakeCollector, qtbot: QtBot
) -> None:
    def reach(state: VenueState) -> None:
        with desk.ground.act() as (nouns, _tally):
            for venue in desk.venues.all():
                nouns.venues.set_state(venue.id, state, "", None, None)
        news.changed.emit(Changes(venues=frozenset({"all"})))

    reach(VenueState.UNREACHABLE)
    qtbot.waitUntil(lambda: window.bars.current("offline") is not None)
    bar = window.bars.current("offline")
    assert bar is not None
    assert "Replies wait in the outbox" in _words(bar)
    QTest.mouseClick(bar.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert collector.wanted == [None]
    reach(VenueState.OK)
    qtbot.waitUntil(lambda: window.bars.current("offline") is None)


def test_trouble_is_said_in_a_bar_and_never_in_a_dialog(window: MainWindow, news: News) -> None:
    news.trouble.emit(Unreachable("connection refused"))
    bar = window.bars.current("error")
    assert bar is not None
    assert "Nothing was lost" in bar.accessibleName()
    assert QApplication.activeModalWidget() is None


def test_light_and_dark_follow_the_choice_and_keep_it(window: MainWindow, settings: FakeSettings, qtbot: QtBot) -> None:
    window.actions_by_id["view.theme"].trigger()
    assert theme.scheme() is Scheme.DARK
    assert settings.get("theme") == "dark"
    picture = window.reading.inbox.list.viewport().grab().toImage()
    assert picture.pixelColor(QPoint(2, picture.height() // 2)).lightnessF() < 0.4
    window.actions_by_id["view.theme"].trigger()
    assert theme.scheme() is Scheme.LIGHT


def test_text_grows_and_shrinks_within_its_limits(window: MainWindow) -> None:
    height = window.reading.inbox.list.rowHeight(0)
    for _ in range(15):
        window.actions_by_id["view.larger"].trigger()
    assert theme.scale() == 200
    assert window.reading.inbox.list.rowHeight(0) == 2 * height
    for _ in range(20):
        window.actions_by_id["view.smaller"].trigger()
    assert theme.scale() == 80
    window.actions_by_id["view.normal"].trigger()
    assert theme.scale() == 100


def test_a_window_begins_in_the_size_that_was_chosen(
    desk: Desk, open_window: OpenWindow, settings: FakeSettings, qapp: QApplication
) -> None:
    theme.choose(qapp, Scheme.LIGHT, 100)
    settings.set("scale", "200")
    window = open_window(desk)
    assert window.top.search.font().pixelSize() == theme.font().pixelSize() == 26
    theme.apply(qapp, Scheme.LIGHT)


def test_the_help_names_every_key_of_the_table(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["help"].trigger()
    assert window.help.isVisible()
    shown = [label.text() for label in window.help.findChildren(QLabel)]
    assert all(what.text in shown for what in COMMANDS if what.keys)
    QTest.keyClick(window.help, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


def test_geometry_is_remembered(desk: Desk, open_window: OpenWindow, settings: FakeSettings) -> None:
    first = open_window(desk)
    first.resize(1111, 777)
    first.close()
    again = open_window(desk)
    again.close()
    assert settings.get("window.geometry")
    assert settings.get("window.panes")
    assert settings.get("window.reading")


def test_a_reply_just_sent_can_be_taken_back_from_anywhere(window: MainWindow, desk: Desk, news: News) -> None:
    row = desk.inbox.page(ListQuery(waiting=True), None, 1)[0]
    sent = desk.replies.send(row.id, "On its way")
    news.changed.emit(sent.changes)
    window.go("outbox")
    window.actions_by_id["reply.undo"].trigger()
    draft = desk.drafts.get(row.id)
    assert draft is not None
    assert draft.text == "On its way"
    assert window.reading.conversation.conversation_id == row.id


def test_the_keys_beside_undo_and_escape_work_where_the_reply_was_typed(window: MainWindow, desk: Desk) -> None:
    window.reading.inbox.list.step(1)
    row = window.reading.inbox.list.current_row()
    assert row is not None
    window.reading.reply(row.id)
    edit = window.reading.conversation.composer.edit
    edit.insertPlainText("On its way")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert edit.toPlainText() == ""
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert edit.toPlainText() == "On its way"
    assert QApplication.focusWidget() is edit
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.reading.inbox.list
    assert edit.toPlainText() == "On its way"


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, desk: Desk) -> None:
    window.reading.inbox.list.step(1)
    window.show_venue_page(desk.venues.all()[0].id)
    window.screens.show_assistant().choose(desk.venues.networks()[0])
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not widget.accessibleName() and not getattr(widget, "text", str)()
        if type(widget).__name__ not in ("QScrollArea", "QStackedWidget", "QSpinBox")
    ]
    assert nameless == []
