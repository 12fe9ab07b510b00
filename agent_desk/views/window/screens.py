"""The screens beside the inbox, each made when it is first wanted, so that the window opens fast."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from agent_desk.views.errands import Errands
from agent_desk.views.ports import Acts, CollectorPort, News, Settings
from agent_desk.views.tools import Tools
from agent_desk.views.window.rooms import Room

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.views.outbox import OutboxScreen
    from agent_desk.views.preferences import PreferencesScreen
    from agent_desk.views.venues import VenueAssistant, VenuePage
    from agent_desk.views.welcome import WelcomePane
    from agent_desk.views.widgets.work_screen import WorkScreen

W = TypeVar("W", bound=QWidget)


class Screens(QStackedWidget):
    """The inbox and the other screens, one of which is on top. Signals say what the screens want."""

    conversations_wanted = Signal(str)
    conversation_wanted = Signal(str)
    room_wanted = Signal(str)
    venue_saved = Signal(str)
    assistant_wanted = Signal()
    inbox_wanted = Signal()
    demo_wanted = Signal()
    setting_changed = Signal(str)
    reopen_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        news: News,
        collector: CollectorPort,
        settings: Settings,
        errands: Errands,
        *,
        inbox: QWidget,
    ) -> None:
        super().__init__()
        self._desk, self._acts, self._news, self._collector = desk, acts, news, collector
        self._settings, self._now = settings, desk.ground.now
        self._errands = errands
        self._tools = Tools(desk, acts, news, collector, settings, errands)
        self._made: dict[str, QWidget] = {}
        self._inbox = inbox
        self.addWidget(inbox)

    def show_inbox(self) -> None:
        """The list and the conversation."""
        self.setCurrentWidget(self._inbox)

    def show_outbox(self) -> OutboxScreen:
        """What is on its way."""
        from agent_desk.views.outbox import OutboxScreen

        def make() -> OutboxScreen:
            screen = OutboxScreen(self._desk, self._acts, self._news)
            screen.conversation_wanted.connect(self.conversation_wanted)
            return screen

        return self._show("outbox", make)

    def show_venue(self, venue_id: str) -> VenuePage:
        """The page of one venue."""
        from agent_desk.views.venues import VenuePage

        def make() -> VenuePage:
            page = VenuePage(self._desk, self._acts, self._collector, now=self._now)
            page.conversations_wanted.connect(self.conversations_wanted)
            page.left.connect(self.inbox_wanted)
            return page

        page = self._show("venue", make)
        page.show_venue(venue_id)
        return page

    def refresh_venue(self) -> None:
        """Venues changed: show the page again where it is on top."""
        from agent_desk.views.venues import VenuePage

        page = self.currentWidget()
        if isinstance(page, VenuePage):
            page.show_venue(page.venue_id)

    def show_assistant(self) -> VenueAssistant:
        """Connecting a venue, from the beginning."""
        from agent_desk.views.venues import VenueAssistant

        if (old := self._made.pop("assistant", None)) is not None:
            self.removeWidget(old)
            old.deleteLater()

        def make() -> VenueAssistant:
            assistant = VenueAssistant(self._desk, self._acts, now=self._now)
            assistant.saved.connect(self.venue_saved)
            assistant.left.connect(self.inbox_wanted)
            return assistant

        return self._show("assistant", make)

    def show_room(self, room: Room) -> WorkScreen:
        """A screen of the table of rooms."""

        def make() -> WorkScreen:
            screen = room.make(self._tools)
            screen.conversation_wanted.connect(self.conversation_wanted)
            screen.room_wanted.connect(self.room_wanted)
            screen.left.connect(self.inbox_wanted)
            return screen

        return self._show(room.id, make)

    def show_preferences(self) -> PreferencesScreen:
        """All that can be chosen."""
        from agent_desk.views.preferences import PreferencesScreen

        def make() -> PreferencesScreen:
            screen = PreferencesScreen(self._desk, self._acts, self._news, self._settings, self._errands)
            screen.changed.connect(self.setting_changed)
            screen.reopen_wanted.connect(self.reopen_wanted)
            screen.left.connect(self.inbox_wanted)
            return screen

        screen = self._show("preferences", make)
        screen.refresh()
        return screen

    def show_welcome(self) -> WelcomePane:
        """The first window, without a venue."""
        from agent_desk.views.welcome import WelcomePane

        def make() -> WelcomePane:
            welcome = WelcomePane(self._desk, self._acts)
            welcome.demo_wanted.connect(self.demo_wanted)
            welcome.connect_wanted.connect(self.assistant_wanted)
            welcome.sign_in_wanted.connect(lambda beginning: self.show_assistant().begin(beginning))
            welcome.saved.connect(self.venue_saved)
            return welcome

        return self._show("welcome", make)

    def on_top(self, name: str) -> bool:
        """Whether that screen is shown: a room's id, outbox, venue, assistant, preferences, welcome; inbox."""
        return self.currentWidget() is (self._inbox if name == "inbox" else self._made.get(name))

    def _show(self, name: str, make: Callable[[], W]) -> W:
        screen = self._made.get(name)
        if screen is None:
            screen = self._made[name] = make()
            self.addWidget(screen)
        self.setCurrentWidget(screen)
        return screen  # type: ignore[return-value]
