"""Calling the agent: by what was chosen for the venue, never in quiet hours, once for many, with words only where wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.venues import VenueState
from agent_desk.views.notices import Caller
from agent_desk.views.notices.rules import quiet
from agent_desk.views.notices.tray import badge_text
from tests.gui.desk_kit import NOON, DeskKit
from tests.gui.fakes import FakeSettings


class FakeSign:
    """A tray that remembers."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.said: list[tuple[str, str]] = []

    def show_count(self, count: int) -> None:
        self.counts.append(count)

    def notify(self, title: str, text: str) -> None:
        self.said.append((title, text))

    def close(self) -> None:
        """Nothing to take away."""


class Called:
    """A caller over a real desk, with what it showed, sounded and opened."""

    def __init__(self, kit: DeskKit, qtbot: QtBot) -> None:
        self.kit, self.qtbot = kit, qtbot
        self.sign, self.rung, self.opened = FakeSign(), 0, list[str]()
        self.looking = ""
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.caller = Caller(
            kit.desk,
            kit.acts,
            kit.news,
            kit.settings,
            window=self.window,
            looking=lambda: self.looking,
            sound=self._ring,
        )
        self.caller._soon.setInterval(0)
        self.caller.show_on(self.sign)
        self.caller.opened.connect(self.opened.append)
        with kit.desk.ground.act() as (nouns, _):
            nouns.venues.set_state(kit.venue.id, VenueState.OK, "", None, NOON)

    def _ring(self) -> None:
        self.rung += 1

    def arrives(self, *texts: str, **more: object) -> str:
        """Posts of as many customers arrive together; the id of the last conversation."""
        last = ""
        for at, text in enumerate(texts):
            last = self.kit.post(text, key=f"thread-{text}", author=f"Ana {chr(65 + at)}", **more)
        before = len(self.sign.counts)
        self.qtbot.waitUntil(lambda: len(self.sign.counts) > before)
        return last


@pytest.fixture
def called(tmp_path: Path, qtbot: QtBot) -> Iterator[Called]:
    kit = DeskKit(tmp_path)
    made = Called(kit, qtbot)
    yield made
    made.caller.stop()
    kit.close()


def test_a_new_post_is_shown_counted_and_opened_by_a_click(called: Called) -> None:
    conversation = called.arrives("Where is my order?")
    assert called.sign.said == [("Ana A at Acme 1", "Where is my order?")]
    assert called.sign.counts[-1] == 1
    assert called.rung == 0
    called.caller.on_clicked()
    assert called.opened == [conversation]


def test_many_at_once_make_one_call(called: Called) -> None:
    called.arrives("one", "two", "three", "four", "five")
    assert called.sign.said == [("5 customers wrote", "Ana A, Ana B, Ana C and 2 more")]
    called.caller.on_clicked()
    assert called.opened == [""]


def test_without_words_nothing_of_the_post_is_shown(called: Called) -> None:
    called.kit.settings.set("notify.words", "off")
    called.arrives("My card number is 1234")
    assert called.sign.said == [("Agent Desk", "A customer wrote at Acme 1")]


@pytest.mark.parametrize(
    ("way", "shown", "rung", "count"), [("", 1, 0, 1), ("sound", 1, 1, 1), ("badge", 0, 0, 1), ("none", 0, 0, 0)]
)
def test_each_venue_calls_as_was_chosen(called: Called, way: str, shown: int, rung: int, count: int) -> None:
    called.kit.settings.set(f"notify.{called.kit.venue.id}", way)
    called.arrives("Hello?")
    assert (len(called.sign.said), called.rung, called.sign.counts[-1]) == (shown, rung, count)


def test_quiet_hours_leave_the_count_only(called: Called) -> None:
    for key, value in (("quiet", "on"), ("quiet.from", "00:00"), ("quiet.to", "00:00")):
        called.kit.settings.set(key, value)
    called.kit.settings.set(f"notify.{called.kit.venue.id}", "sound")
    called.arrives("Hello?")
    assert (called.sign.said, called.rung, called.sign.counts[-1]) == ([], 0, 1)


def test_our_own_posts_and_old_ones_call_nobody(called: Called) -> None:
    called.kit.post("Ours", author="Acme", key="ours")
    called.arrives("Long ago", posted_at=NOON - 3 * 24 * 3600 * 1000)
    assert called.sign.said == []


def test_what_is_looked_at_does_not_call(called: Called) -> None:
    called.window.show()
    called.window.activateWindow()
    called.qtbot.waitUntil(called.window.isActiveWindow)
    called.kit.settings.set(f"notify.{called.kit.venue.id}", "sound")
    called.looking = called.arrives("Hello?")
    assert called.rung == 1
    called.arrives("Hello?")
    assert called.rung == 1
    assert called.sign.said == [], "in front of the agent's eyes nothing pops up"


def test_the_count_outlives_the_notification(called: Called) -> None:
    called.arrives("one", "two")
    called.caller.on_clicked()
    called.caller.count()
    assert called.sign.counts[-1] == 2


def _at(day: int, time: str) -> QDateTime:
    return QDateTime(QDate(2025, 6, 1 + day), QTime.fromString(time, "HH:mm"))  # 2 June 2025 is a Monday


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [(1, "18:00", True), (1, "17:59", False), (2, "07:59", True), (2, "08:00", False), (6, "23:00", False),
     (6, "07:00", True), (1, "07:00", False)],
)  # fmt: skip
def test_quiet_hours_over_midnight_belong_to_the_day_they_begin_on(day: int, time: str, expected: bool) -> None:
    settings = FakeSettings(**{"quiet": "on", "quiet.days": "12345"})
    assert quiet(settings, _at(day, time)) is expected


def test_quiet_hours_within_a_day() -> None:
    settings = FakeSettings(**{"quiet": "on", "quiet.from": "12:00", "quiet.to": "13:00"})
    assert [quiet(settings, _at(1, time)) for time in ("11:59", "12:30", "13:00")] == [False, True, False]
    settings.set("quiet", "off")
    assert not quiet(settings, _at(1, "12:30"))


@pytest.mark.parametrize(("count", "text"), [(1, "1"), (99, "99"), (100, "99+")])
def test_the_figure_fits_on_the_sign(count: int, text: str) -> None:
    assert badge_text(count) == text
