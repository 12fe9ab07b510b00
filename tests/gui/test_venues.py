"""Connecting a venue and the page of one: nothing is saved untested, secrets never go anywhere but the keyring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, SignInAgain, Unreachable
from agent_desk.domain.venues import Capability, Limits, SecretPlace, VenueProfile, VenueState
from agent_desk.services.desk import Desk
from agent_desk.views.ports import News
from agent_desk.views.venues import VenueAssistant, VenuePage
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeActs, FakeCollector

PROFILE = VenueProfile(
    account_id="did:example:1",
    handle="acme.example",
    name="Acme",
    url="",
    server="test 1",
    limits=Limits(text_max=300),
    may=frozenset({Capability.READ, Capability.REPLY}),
)


def _button(widget: QWidget, text: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text() == text)


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def _filled(window: MainWindow, desk: Desk) -> VenueAssistant:
    window.screens.show_assistant()
    assistant = window.screens.currentWidget()
    assert isinstance(assistant, VenueAssistant)
    manifest = next(one for one in desk.venues.networks() if one.auth != "none")
    assistant.choose(manifest)
    form = assistant.form
    assert form is not None
    form.url.setText("https://127.0.0.1:1")
    form.user.setText("acme.example")
    form.secret.setText("s3cret-s3cret")
    return assistant


def test_it_names_the_field_that_is_missing(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    assistant = _filled(window, desk)
    assert assistant.form is not None
    assistant.form.secret.clear()
    QTest.mouseClick(assistant.test_button, Qt.MouseButton.LeftButton)
    assert f"Fill in: {assistant.form.secret.accessibleName()}" in _words(assistant)


def test_secrets_are_typed_unseen(window: MainWindow, desk: Desk) -> None:
    assistant = _filled(window, desk)
    assert assistant.form is not None
    assert assistant.form.secret.echoMode() is QLineEdit.EchoMode.Password


def test_nothing_can_be_saved_before_the_sign_in_was_tested(
    window: MainWindow, desk: Desk, acts: FakeActs, qtbot: QtBot
) -> None:
    assistant = _filled(window, desk)
    assert not assistant.save_button.isVisible()
    assistant.show_profile(PROFILE)
    assert assistant.save_button.isVisible()
    qtbot.waitUntil(lambda: "Acme" in _words(assistant))
    words = _words(assistant)
    assert "Answer" in words
    assert "not allowed" in words
    assert assistant.form is not None
    QTest.keyClicks(assistant.form.user, "x")
    assert not assistant.save_button.isVisible()


def test_a_test_can_be_cancelled(window: MainWindow, desk: Desk, acts: FakeActs, qtbot: QtBot) -> None:
    acts.prompt = False
    assistant = _filled(window, desk)
    QTest.mouseClick(assistant.test_button, Qt.MouseButton.LeftButton)
    assert not assistant.test_button.isEnabled()
    QTest.mouseClick(assistant.cancel_button, Qt.MouseButton.LeftButton)
    assert acts.asked[-1].cancelled
    assert assistant.test_button.isEnabled()
    assert window.screens.on_top("assistant")
    QTest.mouseClick(assistant.cancel_button, Qt.MouseButton.LeftButton)
    assert window.screens.on_top("inbox")


@pytest.mark.parametrize(
    ("error", "said"), [(SignInAgain(), "does not accept"), (Unreachable("refused"), "cannot be reached")]
)
def test_a_first_sign_in_that_fails_promises_nothing(
    window: MainWindow, desk: Desk, error: DeskError, said: str
) -> None:
    assistant = _filled(window, desk)
    assistant.show_failure(error)
    bar = assistant.bars.current("error")
    assert bar is not None
    assert said in bar.accessibleName()
    assert "Nothing was saved" in bar.accessibleName()
    assert "outbox" not in bar.accessibleName()


def test_without_a_keyring_it_explains_and_offers_this_session_only(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    assistant = _filled(window, desk)
    before = {venue.id for venue in desk.venues.all()}
    assistant.show_profile(PROFILE)
    QTest.mouseClick(assistant.save_button, Qt.MouseButton.LeftButton)
    assert {venue.id for venue in desk.venues.all()} == before
    bar = assistant.bars.current("keyring")
    assert bar is not None
    assert "never in a file" in bar.accessibleName()
    QTest.mouseClick(_button(bar, "For this session only"), Qt.MouseButton.LeftButton)
    made = next(venue for venue in desk.venues.all() if venue.id not in before)
    assert made.secret_place is SecretPlace.SESSION
    assert window.sidebar.current() == f"venue:{made.id}"


def test_the_page_says_how_a_venue_is_doing(window: MainWindow, desk: Desk, collector: FakeCollector) -> None:
    venue = desk.venues.all()[0]
    window.show_venue_page(venue.id)
    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    words = _words(page)
    assert venue.label in words
    assert "up to date" in words
    assert "A sign-in is not needed there" in words
    _button(page, "Fetch now").click()
    assert collector.wanted == [venue.id]


def test_removing_asks_first_and_leaves(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    venue = desk.venues.all()[0]
    window.show_venue_page(venue.id)
    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    _button(page, "Remove").click()
    assert venue.id in {one.id for one in desk.venues.all()}
    bar = page.bars.current("remove")
    assert bar is not None
    _button(bar, "Remove").click()
    assert venue.id not in {one.id for one in desk.venues.all()}
    assert window.screens.on_top("inbox")


def test_a_revoked_sign_in_is_asked_for_on_its_page(window: MainWindow, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    with desk.ground.act() as (nouns, _tally):
        nouns.venues.set_state(venue.id, VenueState.SIGN_IN, "", None, None)
    window.show_venue_page(venue.id)
    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    assert page.panel is not None
    assert "kept" in _words(page.panel)
    assert page.panel.secret.echoMode() is QLineEdit.EchoMode.Password


def test_a_venue_that_signed_us_out_is_named_in_a_bar_that_leads_to_its_page(
    window: MainWindow, desk: Desk, news: News, qtbot: QtBot
) -> None:
    venue = desk.venues.all()[1]
    with desk.ground.act() as (nouns, _tally):
        nouns.venues.set_state(venue.id, VenueState.SIGN_IN, "", None, None)
    news.changed.emit(Changes(venues=frozenset({venue.id})))
    qtbot.waitUntil(lambda: window.bars.current("sign_in") is not None)
    bar = window.bars.current("sign_in")
    assert bar is not None
    assert venue.label in bar.accessibleName()
    _button(bar, "Sign in").click()
    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    assert page.venue_id == venue.id


def test_enter_on_a_venue_and_the_sign_beside_its_name_show_its_page(window: MainWindow, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    window.go(f"venue:{venue.id}")
    assert window.screens.on_top("inbox")
    window.sidebar.setFocus()
    QTest.keyClick(window.sidebar, Qt.Key.Key_Return)
    assert window.screens.on_top("venue")
    window.go(f"venue:{venue.id}")
    about = next(one for one in window.findChildren(QToolButton) if one.accessibleName() == "State of the venue")
    QTest.mouseClick(about, Qt.MouseButton.LeftButton)
    assert window.screens.on_top("venue")


def test_the_first_venue_ends_the_welcome(
    empty_desk: Desk, open_window: Callable[[Desk], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(empty_desk)
    assistant = _filled(window, empty_desk)
    assistant.show_profile(PROFILE)
    assistant.save_button.click()
    bar = assistant.bars.current("keyring")
    assert bar is not None
    _button(bar, "For this session only").click()
    assert window.sidebar.isVisible()
    assert window.screens.on_top("inbox")
    assert "Fetching from" in _words(window.reading.inbox)
