"""Connecting a community in the window as people do it: by its address, with the browser, or only reading; over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.errors import SignInAgain
from agent_desk.domain.venues import Capability, SecretPlace, Venue, VenueProfile, VenueState
from agent_desk.runtime.loopback import Loopback
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from agent_desk.views.venues import VenueAssistant, VenuePage
from agent_desk.views.venues.keeping import Keeping
from agent_desk.views.venues.ways import Way
from agent_desk.views.welcome import WelcomePane
from agent_desk.views.window import MainWindow
from tests.fake_network.community import TOKEN, FakeCommunity, browse
from tests.gui.fakes import FakeActs, FakeCollector


class FakeBrowser(QObject):
    """The system's browser: opens what it is given, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.absent_minded = False
        self.ended_at = self.page = ""

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if not self.absent_minded:
            self.ended_at, self.page = browse(self.opened[-1])


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[FakeBrowser]:
    made = FakeBrowser()
    QDesktopServices.setUrlHandler("http", made, "open")  # type: ignore[arg-type]  # the stub is wrong: it takes a str alone
    yield made
    QDesktopServices.unsetUrlHandler("http")


@pytest.fixture
def newcomer(
    community: FakeCommunity, empty_desk: Desk, open_window: Callable[[Desk], MainWindow]
) -> tuple[MainWindow, WelcomePane]:
    """A window without a venue."""
    window = open_window(empty_desk)
    welcome = window.screens.currentWidget()
    assert isinstance(welcome, WelcomePane)
    return window, welcome


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def click(widget: QWidget, text: str) -> None:
    found = next(one for one in widget.findChildren(QPushButton) if one.text() == text and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def find(welcome: WelcomePane, address: str) -> None:
    QTest.keyClicks(welcome.finder.field, address)
    QTest.keyClick(welcome.finder.field, Qt.Key.Key_Return)


def assistant_of(window: MainWindow, community: FakeCommunity, desk: Desk) -> VenueAssistant:
    assistant = window.screens.show_assistant()
    assistant.choose(desk.venues.network("fakenet"), url=community.url)
    return assistant


def connected(desk: Desk, community: FakeCommunity, **changes: object) -> Venue:
    draft = VenueDraft("fakenet", community.url, secret=TOKEN, secret_place=SecretPlace.SESSION)
    draft = replace(draft, **changes)  # type: ignore[arg-type]
    return desk.venues.add(draft, desk.venues.probe(draft))[0]


def alone(desk: Desk, community: FakeCommunity) -> Venue:
    """A venue that is read without an account."""
    return connected(
        desk, community, secret="", secret_place=SecretPlace.NONE, read_only=True, options={"room": "help"}
    )


def page_of(window: MainWindow, venue: Venue) -> VenuePage:
    window.show_venue_page(venue.id)
    page = window.screens.currentWidget()
    assert isinstance(page, VenuePage)
    return page


def test_a_newcomer_reads_an_own_community_by_keyboard_alone(
    newcomer: tuple[MainWindow, WelcomePane], community: FakeCommunity, qtbot: QtBot
) -> None:
    window, welcome = newcomer
    qtbot.waitUntil(welcome.finder.field.hasFocus)
    find(welcome, f"{community.url}/t/welcome/7")
    offer = welcome.offer
    assert offer is not None
    assert "on Fakenet" in words(offer)
    assert offer.terms is not None
    qtbot.waitUntil(offer.terms.hasFocus)
    QTest.keyClicks(offer.terms, "help")
    QTest.keyClick(offer.terms, Qt.Key.Key_Return)
    (venue,) = window.screens._desk.venues.all()
    assert (venue.read_only, venue.secret_place, venue.options) == (True, SecretPlace.NONE, {"room": "help"})
    assert window.sidebar.isVisible()
    assert window.sidebar.current() == f"venue:{venue.id}"


def test_what_was_found_is_signed_in_to_with_the_browser(
    newcomer: tuple[MainWindow, WelcomePane], community: FakeCommunity, browser: FakeBrowser, qtbot: QtBot
) -> None:
    window, welcome = newcomer
    find(welcome, community.url)
    assert welcome.offer is not None
    click(welcome.offer, "Sign in to answer")
    assistant = window.screens.currentWidget()
    assert isinstance(assistant, VenueAssistant)
    assert assistant.form is not None
    assert (assistant.form.way, assistant.form.url.text()) == (Way.BROWSER, community.url)
    click(assistant, "Sign in with the browser")
    qtbot.waitUntil(assistant.save_button.isVisible)
    assert browser.ended_at.endswith("/done")
    assert "Ann" in words(assistant)
    assert TOKEN not in words(assistant)
    QTest.mouseClick(assistant.save_button, Qt.MouseButton.LeftButton)
    bar = assistant.bars.current("keyring")
    assert bar is not None
    click(bar, "For this session only")
    (venue,) = window.screens._desk.venues.all()
    assert (venue.user, venue.read_only) == ("ann", False)


def test_nothing_known_there_is_said_in_place_and_editing_forgets_it(
    newcomer: tuple[MainWindow, WelcomePane], community: FakeCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, welcome = newcomer
    monkeypatch.setattr(community, "answer", lambda *_: (404, {}, ""))
    find(welcome, community.url)
    assert welcome.offer is None
    assert "stands nothing that Agent Desk knows" in welcome.finder.state.text()
    QTest.keyClicks(welcome.finder.field, "x")
    assert welcome.finder.state.isHidden()
    welcome.finder.field.setText("http://127.0.0.1:1")
    click(welcome, "Find")
    assert "cannot be reached" in welcome.finder.state.text()


def test_a_search_for_an_address_can_be_stopped(
    newcomer: tuple[MainWindow, WelcomePane], community: FakeCommunity, acts: FakeActs
) -> None:
    _, welcome = newcomer
    acts.prompt = False
    find(welcome, community.url)
    click(welcome, "Stop")
    assert acts.asked[-1].cancelled
    assert welcome.finder.find_button.isVisible()


def test_a_community_with_a_redirect_of_its_own_takes_the_pasted_answer(
    window: MainWindow, desk: Desk, community: FakeCommunity, browser: FakeBrowser, qtbot: QtBot
) -> None:
    community.redirects = False
    assistant = assistant_of(window, community, desk)
    click(assistant, "Sign in with the browser")
    panel = assistant.browser
    assert panel is not None
    assert "then paste its answer" in words(panel)
    qtbot.waitUntil(panel.paste.hasFocus)
    QTest.keyClicks(panel.paste, "wrong")
    QTest.keyClick(panel.paste, Qt.Key.Key_Return)
    bar = panel.bars.current("error")
    assert bar is not None
    assert "none of ours" in bar.accessibleName()
    assert panel.paste.text() == "wrong"
    click(bar, "Begin again")
    panel.paste.setText(json.loads(browser.page)["code"])
    click(panel, "Go on")
    assert assistant.save_button.isVisible()


def test_a_no_in_the_browser_is_said_and_nothing_typed_is_lost(
    window: MainWindow, desk: Desk, community: FakeCommunity, browser: FakeBrowser, qtbot: QtBot
) -> None:
    community.willing = False
    assistant = assistant_of(window, community, desk)
    assert assistant.form is not None
    QTest.keyClicks(assistant.form.options["room"], "help")
    click(assistant, "Sign in with the browser")
    panel = assistant.browser
    assert panel is not None
    qtbot.waitUntil(lambda: panel.bars.current("error") is not None)
    bar = panel.bars.current("error")
    assert bar is not None
    assert "you said no" in bar.accessibleName()
    click(panel, "Stop")
    assert assistant.browser is None
    assert assistant.form.draft().options == {"room": "help"}
    community.willing = True
    click(assistant, "Sign in with the browser")
    qtbot.waitUntil(assistant.save_button.isVisible)


def test_waiting_for_the_browser_can_be_stopped_and_leaves_no_port_open(
    window: MainWindow, desk: Desk, community: FakeCommunity, browser: FakeBrowser
) -> None:
    browser.absent_minded = True
    assistant = assistant_of(window, community, desk)
    click(assistant, "Sign in with the browser")
    assert assistant.browser is not None
    click(assistant.browser, "Open the page again")
    assert len(browser.opened) == 2
    click(assistant.browser, "Stop")
    with pytest.raises(ConnectionRefusedError):
        browse(browser.opened[0])


def test_leaving_ends_the_waiting(
    window: MainWindow, desk: Desk, community: FakeCommunity, browser: FakeBrowser
) -> None:
    browser.absent_minded = True
    assistant = assistant_of(window, community, desk)
    click(assistant, "Sign in with the browser")
    door = assistant.browser._door if assistant.browser else None
    assert door is not None
    assert door.loopback is not None
    window.screens.show_assistant()  # another one: the old one goes, and its port with it
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isinstance(door.loopback, Loopback)


def test_what_was_filled_in_stays_when_another_way_or_network_is_looked_at(
    window: MainWindow, desk: Desk, community: FakeCommunity
) -> None:
    assistant = assistant_of(window, community, desk)
    form = assistant.form
    assert form is not None
    form.ways.choose(Way.PASTE)
    QTest.keyClicks(form.secret, TOKEN)
    form.ways.choose(Way.READ)
    assert not form.secret.isVisible()
    assert form.draft().secret == ""
    assert form.missing() is form.options["room"]
    other = next(one for one in desk.venues.networks() if one.name != "fakenet")
    assistant.choose(other)
    assistant.choose(desk.venues.network("fakenet"))
    form.ways.choose(Way.PASTE)
    assert (form.secret.text(), form.url.text()) == (TOKEN, community.url)


def test_switches_are_check_boxes_and_stand_among_the_later_settings(
    window: MainWindow, desk: Desk, community: FakeCommunity
) -> None:
    form = assistant_of(window, community, desk).form
    assert form is not None
    quiet = form.options["quiet"]
    assert not quiet.isVisible()
    click(form, "More settings")
    assert quiet.isVisible()
    assert form.options["room"].isVisible()
    QTest.keyClick(quiet, Qt.Key.Key_Space)
    assert form.draft().options == {"quiet": "1"}
    assert quiet.accessibleDescription() == "Leaves small talk out."


def test_a_wrong_secret_shows_the_words_of_the_venue(window: MainWindow, desk: Desk, community: FakeCommunity) -> None:
    assistant = assistant_of(window, community, desk)
    assert assistant.form is not None
    assistant.form.ways.choose(Way.PASTE)
    QTest.keyClicks(assistant.form.secret, "wrong")
    QTest.keyClick(assistant.form.secret, Qt.Key.Key_Return)
    bar = assistant.bars.current("error")
    assert bar is not None
    assert "We do not know that token." in bar.accessibleName()
    assert "Nothing was saved" in bar.accessibleName()


def test_a_venue_that_is_only_read_is_opened_for_answers_on_its_page(
    window: MainWindow,
    desk: Desk,
    community: FakeCommunity,
    browser: FakeBrowser,
    collector: FakeCollector,
    qtbot: QtBot,
) -> None:
    venue = alone(desk, community)
    page = page_of(window, venue)
    assert "read without an account" in words(page)
    assert "Public." in words(page)
    click(page, "Sign in to answer")
    assert page.panel is not None
    click(page.panel, "Sign in")
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.bars.current("error") is not None)
    assert page.panel.bars.current("error") is not None  # no keyring here
    click(page.panel, "For this session only")
    opened = desk.venues.get(venue.id)
    assert (opened.read_only, opened.user, opened.secret_place) == (False, "ann", SecretPlace.SESSION)
    assert "Sign in to answer" not in words(page)
    assert "Signed in as ann." in words(page)
    assert collector.wanted == [venue.id]


def test_a_revoked_token_is_replaced_and_fetches_do_not_disturb_the_typing(
    window: MainWindow, desk: Desk, community: FakeCommunity
) -> None:
    venue = connected(desk, community)
    with desk.ground.act() as (nouns, _tally):
        nouns.venues.set_state(venue.id, VenueState.SIGN_IN, "", None, None)
    page = page_of(window, venue)
    panel = page.panel
    assert panel is not None
    panel.ways.choose(Way.PASTE)
    QTest.keyClicks(panel.secret, "wrong")
    page.show_venue(venue.id)
    QTest.keyClick(panel.secret, Qt.Key.Key_Return)
    bar = panel.bars.current("error")
    assert bar is not None
    assert "We do not know that token." in bar.accessibleName()
    assert panel.secret.text() == "wrong"
    panel.secret.setText(TOKEN)
    click(panel, "Sign in")
    assert desk.venues.get(venue.id).state is VenueState.OK
    with pytest.raises(SignInAgain):
        desk.venues.sign_in(venue.id, "wrong")


def test_sign_off_and_reading_only_are_switches_of_the_page(
    window: MainWindow, desk: Desk, community: FakeCommunity
) -> None:
    venue = connected(desk, community)
    page = page_of(window, venue)

    def press(text: str) -> Venue:
        switch = next(one for one in page.findChildren(QCheckBox) if one.text() == text and one.isVisible())
        QTest.keyClick(switch, Qt.Key.Key_Space)
        return desk.venues.get(venue.id)

    assert press("End answers there with the agent's own line").sign_off
    assert press("Read only: never send anything there").read_only
    assert "/me" in community.seen
    assert not press("Read only: never send anything there").read_only
    assert Capability.REPLY in page_profile(desk, venue).may


def page_profile(desk: Desk, venue: Venue) -> VenueProfile:
    profile = desk.venues.get(venue.id).profile
    assert profile is not None
    return profile


def test_how_much_would_go_is_told_before_posts_are_kept_for_less_time(window: MainWindow, desk: Desk) -> None:
    venue = desk.venues.all()[0]
    page = page_of(window, venue)
    keeping = next(one for one in page.findChildren(Keeping) if one.isVisible())
    assert not keeping.set_button.isEnabled()
    keeping.days.setValue(1)
    with desk.ground.act() as (nouns, _tally):
        nouns.venues.set_state(venue.id, VenueState.UNREACHABLE, "no route", None, desk.ground.now())
    page.show_venue(venue.id)  # a fetch meanwhile does not disturb what is being chosen
    assert "cannot be reached" in words(page)
    click(keeping, "Set")
    gone = desk.retention.would_remove(venue.id, 1)
    assert gone > 0
    bar = keeping.bars.current("weigh")
    assert bar is not None
    assert str(gone) in bar.accessibleName()
    assert desk.venues.get(venue.id).retention_days is None
    click(bar, "Leave it as it is")
    assert keeping.wanted() is None
    keeping.days.setValue(1)
    click(keeping, "Set")
    bar = keeping.bars.current("weigh")
    assert bar is not None
    click(bar, "Remove them, and keep 1 day from now on")
    assert desk.venues.get(venue.id).retention_days == 1
