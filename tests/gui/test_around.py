"""What stands around the panes: progress that can be stopped, a window that folds, and that comes back within reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ActivityRow
from agent_desk.services.desk import Desk
from agent_desk.views.activity import ActivityScreen
from agent_desk.views.activity.words import said
from agent_desk.views.errands import Errand
from agent_desk.views.keymap import keymap
from agent_desk.views.ports import News
from agent_desk.views.window import MainWindow
from agent_desk.views.window.memory import within_reach
from agent_desk.views.window.overdue import overdue_bar
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeActs, FakeCollector, FakeSettings

OpenWindow = Callable[[Desk], MainWindow]


@pytest.fixture
def _english() -> Iterator[None]:
    """Figures as an American reads them."""
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale.system())


@pytest.mark.usefixtures("_english")
def test_a_long_fetch_is_counted_and_can_be_stopped(
    window: MainWindow, desk: Desk, collector: FakeCollector, news: News
) -> None:
    venue = desk.venues.all()[0]
    collector.brought = {venue.id: 1240}
    news.sync.emit(venue.id)
    assert window.status._busy.text() == f"Fetching {venue.label}: 1,240 posts"
    assert "Stop" in window.status._stop.accessibleName()
    window.status._stop.click()
    assert collector.stopped == [venue.id]
    collector.brought = {}
    news.sync.emit(venue.id)
    assert window.status._busy.isHidden()


def test_routine_fetches_stay_silent(window: MainWindow, desk: Desk, collector: FakeCollector, news: News) -> None:
    collector.brought = {desk.venues.all()[0].id: 3}
    news.sync.emit(None)
    assert window.status._busy.isHidden()
    assert window.status._stop.isHidden()


@pytest.mark.usefixtures("_english")
def test_an_errand_says_how_far_it_is_and_ends_when_told(window: MainWindow, acts: FakeActs) -> None:
    acts.prompt = False
    ended: list[str] = []
    errand = window.errands.run("Exporting", lambda one: "half" if one.cancelled() else "all", ended.append)
    assert window.status._busy.text() == "Exporting"
    errand.tell(1200, 5000)
    assert window.status._busy.text() == "Exporting: 1,200 of 5,000"
    window.status._stop.click()
    assert window.status._busy.text() == "Exporting: stopping"
    acts.asked[-1].answer()
    assert ended == ["half"]
    assert window.status._busy.isHidden()


def test_closing_the_window_stops_what_is_under_way(window: MainWindow, acts: FakeActs) -> None:
    acts.prompt = False
    errand: Errand = window.errands.run("Exporting", lambda one: one.cancelled(), lambda _: None)
    window.close()
    assert errand.cancelled()


def test_a_narrow_window_shows_the_sidebar_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    assert window.sidebar.isVisible()
    assert not window.top.views_button.isVisible()
    window.resize(600, 600)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    QTest.mouseClick(window.top.views_button, Qt.MouseButton.LeftButton)
    assert window.sidebar.isVisible()
    assert not window.screens.isVisible()
    window.go("open")
    assert not window.sidebar.isVisible()
    assert window.screens.isVisible()
    window.resize(1280, 800)
    qtbot.waitUntil(window.sidebar.isVisible)


def test_the_open_conversation_comes_back(desk: Desk, open_window: OpenWindow, settings: FakeSettings) -> None:
    first = open_window(desk)
    chosen = desk.inbox.page(ListQuery(), limit=3)[2].id
    first.open_conversation(chosen)
    first.close()
    second = open_window(desk)
    assert second.reading.shown == ""
    second.resume()
    assert second.reading.shown == chosen
    settings.set("conversation", "no-such-conversation")
    second.close()
    third = open_window(desk)
    settings.set("conversation", "no-such-conversation")
    third.resume()
    assert third.reading.shown == ""


HOME, BESIDE = QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 984)


@pytest.mark.parametrize(
    ("place", "screens", "expected"),
    [
        (QRect(100, 100, 1280, 800), [HOME], QRect(100, 100, 1280, 800)),
        (QRect(2000, 50, 1200, 800), [HOME, BESIDE], QRect(2000, 50, 1200, 800)),
        (QRect(2000, 50, 1200, 800), [HOME], QRect(720, 50, 1200, 800)),
        (QRect(0, 0, 3000, 1400), [HOME], HOME),
        (QRect(100, -900, 1280, 800), [HOME], QRect(100, 0, 1280, 800)),
        (QRect(1850, 100, 1280, 800), [HOME], QRect(640, 100, 1280, 800)),
        (QRect(100, 100, 1280, 800), [], QRect(100, 100, 1280, 800)),
    ],
)
def test_a_window_stands_within_reach(place: QRect, screens: list[QRect], expected: QRect) -> None:
    assert within_reach(place, screens) == expected


def test_the_help_finds_commands_by_name_and_key_and_follows_new_keys(window: MainWindow) -> None:
    window.help.toggle()
    window.help.search.setText("ctrl+9")
    assert window.help.shown() == ["go.outbox"]
    window.help.search.setText("snooze while writing")
    assert window.help.shown() == []
    window.help.hide()
    keymap.choose("go.outbox", ["Ctrl+Shift+9"])
    window.help.toggle()
    window.help.search.setText("ctrl+shift+9")
    assert window.help.shown() == ["go.outbox"]
    keymap.reset()


def test_offline_says_how_many_replies_wait(window: MainWindow) -> None:
    window.state.show_offline(True, 2)
    bar = window.bars.current("offline")
    assert bar is not None
    assert "2 wait there now" in bar.accessibleName()
    window.state.show_offline(True, 3)
    bar = window.bars.current("offline")
    assert bar is not None
    assert "3 wait there now" in bar.accessibleName()
    window.state.show_offline(False)
    assert window.bars.current("offline") is None


def test_what_was_done_today_is_listed_and_leads_back(window: MainWindow, desk: Desk, news: News) -> None:
    row = desk.inbox.page(ListQuery(), limit=1)[0]
    desk.status.set(row.id, Status.PENDING)
    desk.notes.add(row.id, "Called back.")
    window.go("activity")
    screen = window.screens.currentWidget()
    assert isinstance(screen, ActivityScreen)
    shown = [screen.list.topLevelItem(at) for at in range(screen.list.topLevelItemCount())]
    assert [item.text(1) for item in shown if item is not None] == ["Wrote a note", "Set to Pending"]
    assert screen.said.text() == "1 status changed · 1 note"
    screen.list.itemActivated.emit(shown[0], 0)
    assert window.reading.shown == row.id


def test_every_kind_of_act_has_words() -> None:
    for kind in ActionKind:
        row = ActivityRow("a", kind, {}, "c", 1, "Title", "v", 0)
        assert said(row) not in ("", str(kind))


def test_a_day_without_work_says_so(window: MainWindow) -> None:
    window.go("activity")
    screen = window.screens.currentWidget()
    assert isinstance(screen, ActivityScreen)
    assert "Nothing was done yet" in screen._nothing.said()


def test_what_was_due_meanwhile_is_named_at_the_start(tmp_path: Path, qtbot: QtBot) -> None:
    kit = DeskKit(tmp_path)
    assert overdue_bar(kit.desk, lambda: None) is None
    for at in range(4):
        conversation = kit.post(key=f"thread-{at}", author=f"Ana {chr(65 + at)}")
        kit.desk.replies.send(conversation, f"Answer {at}")
    kit.now += 3_600_000
    led: list[int] = []
    bar = overdue_bar(kit.desk, lambda: led.append(1))
    assert bar is not None
    qtbot.addWidget(bar)
    said = bar.accessibleName()
    assert said.startswith("4 replies were due")
    assert "To Ana A on Acme 1: “Answer 0”" in said
    assert said.endswith("and 1 more")
    bar.findChildren(QPushButton)[0].click()
    assert led == [1]
    kit.close()
