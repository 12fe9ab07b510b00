"""What the commands of the whole window do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.rows import DeliveryKind
from agent_desk.runtime.texts import tr
from agent_desk.views import theme
from agent_desk.views.commands import COMMANDS, Where, bind
from agent_desk.views.notices.bell import Bell
from agent_desk.views.ports import Acts, CollectorPort, Settings
from agent_desk.views.widgets import Bar, BarStack
from agent_desk.views.window import navigation, rooms
from agent_desk.views.window.finding import Finding
from agent_desk.views.window.help_sheet import HelpSheet
from agent_desk.views.window.look import change_scale, toggle_scheme
from agent_desk.views.window.reading import ReadingScreen
from agent_desk.views.window.seat import SeatMenu
from agent_desk.views.window.sidebar import Sidebar

if TYPE_CHECKING:
    from agent_desk.services.assignment import Served
    from agent_desk.services.desk import Desk


class Steered(Protocol):
    """What the commands need of the window."""

    bars: BarStack
    bell: Bell
    seat: SeatMenu
    finding: Finding
    help: HelpSheet
    reading: ReadingScreen
    sidebar: Sidebar

    def go(self, entry: str) -> None: ...
    def open_conversation(self, conversation_id: str) -> None: ...
    def show_venue_page(self, venue_id: str) -> None: ...
    def show_preferences(self) -> None: ...
    def focus_search(self) -> None: ...
    def cycle(self, step: int) -> None: ...
    def rescale(self, before: int) -> None: ...
    def close(self) -> bool: ...


class Deeds:
    """Binds every command that works anywhere to the window."""

    def __init__(self, window: Steered, desk: Desk, acts: Acts, collector: CollectorPort, settings: Settings) -> None:
        self._window, self._desk, self._acts = window, desk, acts
        self._collector, self._settings = collector, settings

    def bind(self, widget: QWidget) -> dict[str, QAction]:
        """Give the widget of the window all of them; the actions by id of their command."""
        slots = self._slots()
        return {what.id: bind(widget, what.id, slots[what.id]) for what in COMMANDS if what.where is Where.ANYWHERE}

    def _slots(self) -> dict[str, Callable[[], object]]:
        window = self._window
        slots: dict[str, Callable[[], object]] = {
            what.id: partial(self._go, what.id.removeprefix("go.")) for what in COMMANDS if what.id.startswith("go.")
        }
        return slots | {
            "venue.add": lambda: window.go("venue.add"),
            "venue.page": self._show_venue_page,
            "sync.now": self._sync_now,
            "preferences": window.show_preferences,
            "desk.quit": window.close,
            "palette": window.finding.open,
            "search": window.focus_search,
            "pane.next": lambda: window.cycle(1),
            "pane.previous": lambda: window.cycle(-1),
            "reply.undo": self._undo_reply,
            "view.theme": lambda: toggle_scheme(self._settings),
            "view.dense": lambda: window.reading.inbox.set_dense(not window.reading.inbox.dense),
            "view.larger": lambda: self._scale(1),
            "view.smaller": lambda: self._scale(-1),
            "view.normal": lambda: self._scale(0),
            "view.context": window.reading.toggle_context,
            "help": window.help.toggle,
            "notices": window.bell.show_list,
            "presence": window.seat.show_menu,
            "serve.next": self._serve_next,
        }

    def _go(self, entry: str) -> None:
        """Go there, the keyboard too: whoever was typing wants to work in the list next."""
        self._window.go(entry)
        if entry != navigation.OUTBOX and rooms.room(entry) is None:
            self._window.reading.focus_list()

    def _scale(self, steps: int) -> None:
        before = theme.scale()
        change_scale(self._settings, steps)
        self._window.rescale(before)

    def _sync_now(self) -> None:
        self._collector.sync_now()
        bar = Bar(tr("Fetching from all venues"))
        bar.close_after(3000)
        self._window.bars.show_bar("sync", bar)

    def _show_venue_page(self) -> None:
        """The page of the venue that is chosen in the sidebar, or of the first one."""
        chosen = self._window.sidebar.current()
        venues = self._desk.venues.all()
        if chosen.startswith("venue:"):
            self._window.show_venue_page(chosen.partition(":")[2])
        elif venues:
            self._window.show_venue_page(venues[0].id)

    def _serve_next(self) -> None:
        """The most urgent conversation, which is mine then; the one on screen is passed by."""
        shown = self._window.reading.shown

        def then(served: Served) -> None:
            from agent_desk.views.assigning import words

            if served.conversation_id is None or served.why.reason is None:
                bar = Bar(tr("Nothing waits that you could serve"))
                bar.close_after(8000)
                self._window.bars.show_bar("served", bar)
                return
            self._window.open_conversation(served.conversation_id)
            self._window.bars.take("served")
            mine = tr("It is yours now.") if served.undo else tr("It was yours already.")
            self._window.reading.conversation.say_given(words.urgency(served.why.reason), served.undo, mine)

        self._acts.do(lambda: self._desk.assignment.serve_next([shown] if shown else []), then)

    def _undo_reply(self) -> None:
        """Take back the newest reply that still can be taken back."""
        now = self._desk.ground.now()
        open_ones = [
            row
            for row in self._desk.outbox.rows()
            if row.kind is DeliveryKind.REPLY and row.state is DeliveryState.QUEUED and row.not_before > now
        ]
        if not open_ones:
            bar = Bar(tr("There is no reply left that could be taken back"))
            bar.close_after(4000)
            self._window.bars.show_bar("undo", bar)
            return
        newest = max(open_ones, key=lambda row: row.created_at)

        def go_on_writing(_made: object) -> None:
            self._window.open_conversation(newest.conversation_id)
            self._window.reading.reply(newest.conversation_id)

        self._acts.do(lambda: self._desk.outbox.undo(newest.id), go_on_writing)
