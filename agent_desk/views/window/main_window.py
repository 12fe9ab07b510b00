"""The main window: puts the panes together and routes what each of them wants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError, Refused
from agent_desk.runtime.texts import tr
from agent_desk.views import theme
from agent_desk.views.commands import COMMANDS
from agent_desk.views.errands import Errands
from agent_desk.views.inbox import VIEWS, View
from agent_desk.views.inbox.saved import ViewCounts
from agent_desk.views.keymap import keymap
from agent_desk.views.notices import Caller
from agent_desk.views.notices.bell import Bell
from agent_desk.views.ports import Acts, CollectorPort, News, Settings
from agent_desk.views.setting_table import chosen
from agent_desk.views.theme import px
from agent_desk.views.widgets import BarStack, Hairline
from agent_desk.views.widgets.focus_ring import FocusRing
from agent_desk.views.window import effects, navigation, rooms
from agent_desk.views.window.busy import Busy
from agent_desk.views.window.deeds import Deeds
from agent_desk.views.window.finding import Finding
from agent_desk.views.window.help_sheet import HelpSheet
from agent_desk.views.window.look import choose_look, finish_look, follow_system
from agent_desk.views.window.memory import WindowMemory
from agent_desk.views.window.reading import ReadingScreen
from agent_desk.views.window.screens import Screens
from agent_desk.views.window.seat import SeatMenu
from agent_desk.views.window.sidebar import Sidebar
from agent_desk.views.window.sidebar_folding import SidebarFolding
from agent_desk.views.window.state import DeskState
from agent_desk.views.window.status_line import StatusLine
from agent_desk.views.window.top_bar import TopBar

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class MainWindow(QMainWindow):
    """Three panes, a search field above and the state of the desk below.

    Signals for the process around it: `demo_wanted` (look around in the demo workspace), `real_work_wanted` (leave it),
    `reopen_wanted` (open it anew, in another language), `closing` (the window is about to go; everything typed is saved
    already).
    """

    demo_wanted = Signal()
    real_work_wanted = Signal()
    reopen_wanted = Signal()
    closing = Signal()

    def __init__(self, desk: Desk, acts: Acts, news: News, collector: CollectorPort, settings: Settings) -> None:
        # Before there is a window: one that is made first keeps the system's font for all that it holds.
        choose_look(settings)
        super().__init__()
        follow_system(settings, self)
        keymap.load(settings)
        self.desk, self._settings, self.news = desk, settings, news
        self.top = TopBar(demo=desk.demo)
        self.bars = BarStack()
        self.sidebar = Sidebar(settings)
        self.reading = ReadingScreen(desk, acts, news, settings)
        self.errands = Errands(acts, self.bars.show_error, self)
        self.screens = Screens(desk, acts, news, collector, settings, self.errands, inbox=self.reading)
        self.status = StatusLine()
        views = ViewCounts(desk, acts, news, self)
        self.state = DeskState(desk, collector, self.sidebar, self.status, bars=self.bars, views=views, window=self)
        self.busy = Busy(desk, collector, self.errands, news, self.status, parent=self)
        self.caller = Caller(
            desk,
            acts,
            news,
            settings,
            window=self,
            looking=lambda: self.reading.shown if self.screens.on_top("inbox") else "",
        )
        self.seat = SeatMenu(desk, acts, news, self.top.seat_button, self)
        self.bell = Bell(desk, acts, news, self.top.bell_button, self.caller.tell, self)
        self._lay_out()
        self.folding = SidebarFolding(self, self.sidebar, self.screens, self.top.views_button)
        self.help = HelpSheet(self)
        self.focus_ring = FocusRing(self)
        self.finding = Finding(self, self, desk, acts, settings)
        self.actions_by_id = Deeds(self, desk, acts, collector, settings).bind(self)
        self._fill_menu()
        self._connect(news)
        finish_look()
        self._memory = WindowMemory(self, settings, {"panes": self._panes, "reading": self.reading})
        self._memory.restore()
        self.state.refresh()
        views.count()
        self.begin()

    def _lay_out(self) -> None:
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self.sidebar.setMinimumWidth(px(160))
        self._panes.addWidget(self.sidebar)
        self._panes.addWidget(self.screens)
        self._panes.setStretchFactor(1, 1)
        self._panes.setSizes([px(208), px(1200)])
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top, Hairline(), self.bars):
            column.addWidget(widget)
        column.addWidget(self._panes, 1)
        column.addWidget(Hairline())
        column.addWidget(self.status)
        self.setCentralWidget(ground)
        room = self.screen().availableGeometry().height() - px(40)  # the system's title bar stands above the window
        self.resize(px(1280), min(px(800), room))
        self.setMinimumSize(px(440), px(360))
        self.setWindowTitle(tr("Agent Desk"))

    def _connect(self, news: News) -> None:
        self.sidebar.chosen.connect(self.go)
        self.caller.opened.connect(self._on_called)
        self.caller.quit_wanted.connect(self.close)
        self.bell.opened.connect(self.open_conversation)
        self.seat.leaving.connect(self.reading.flush)
        self.seat.seated.connect(self._on_seated)
        self.sidebar.opened.connect(self._on_opened)
        self.reading.inbox.head.venue_wanted.connect(self.show_venue_page)
        self.reading.inbox.view_wanted.connect(self._go_to_saved)
        self.state.venue_wanted.connect(self.show_venue_page)
        self.status.outbox_wanted.connect(lambda: self.go(navigation.OUTBOX))
        self.top.real_work_wanted.connect(self.real_work_wanted)
        self.top.search.textEdited.connect(self.finding.search)
        self.top.search.down.connect(self.reading.enter_results)
        self.top.search.left.connect(self.leave_search)
        self.top.search.returnPressed.connect(self.reading.open_first_result)
        self.reading.found.connect(self.finding.show_post)
        self.reading.search_left.connect(self.leave_search)
        self.screens.currentChanged.connect(self._name_screen)
        self.screens.conversations_wanted.connect(lambda venue_id: self.go(f"venue:{venue_id}"))
        self.screens.conversation_wanted.connect(self.open_conversation)
        self.screens.venue_saved.connect(self._on_venue_saved)
        self.screens.assistant_wanted.connect(lambda: self.go(navigation.ADD_VENUE))
        self.screens.room_wanted.connect(self.go)
        self.screens.inbox_wanted.connect(self.begin)
        self.screens.demo_wanted.connect(self.demo_wanted)
        self.screens.setting_changed.connect(partial(effects.apply, self, self._settings))
        self.screens.reopen_wanted.connect(self.reopen_wanted)
        self.reading.venue_wanted.connect(self.show_venue_page)
        news.changed.connect(self.state.on_changes)
        news.sync.connect(lambda _venue: self.state.refresh_soon())
        news.trouble.connect(self.bars.show_error)
        self.state.venues_changed.connect(self._on_venues)

    def _fill_menu(self) -> None:
        found: list[QAction | None] = []
        section = None
        for what in COMMANDS:
            if what.in_menu:
                if section not in (None, what.menu):
                    found.append(None)
                section = what.menu
                found.append(self.actions_by_id[what.id])
        self.top.show_menu_of(found)
        self.top.theme_button.clicked.connect(self.actions_by_id["view.theme"].trigger)
        self.top.help_button.clicked.connect(self.help.toggle)

    def begin(self) -> None:
        """Where work begins: the view that was open last, or the welcome where no venue is connected."""
        if not self.desk.venues.all():
            self.folding.want(False)
            self.screens.show_welcome().setFocus()
            return
        self.folding.want(True)
        self.go(chosen(self._settings, "begin") or self._settings.get("view", VIEWS[0].id))
        self.reading.focus_list()

    def resume(self) -> None:
        """What waits until the window was seen: how long replies wait, the sign in the tray, and the conversation that was
        open last."""
        effects.take_undo_window(self.desk, self._settings)
        self.caller.begin()
        self.bell.refresh()
        self.seat.refresh()
        conversation_id = self._settings.get("conversation")
        if not conversation_id or self.reading.shown or not self.screens.on_top("inbox"):
            return
        try:
            self.desk.inbox.row(conversation_id)
        except DeskError:
            return
        self.reading.inbox.select(conversation_id)
        self.reading.show_conversation(conversation_id)

    def come_forward(self) -> None:
        """In front of other windows, or at least ask for it."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def go(self, entry: str) -> None:
        """Go to an entry of the sidebar: a view, the outbox, the conversations of a venue, connecting one. Venues are
        connected in the real workspace, so in the demo the last one leads there."""
        if entry == navigation.ADD_VENUE and self.desk.demo:
            self.real_work_wanted.emit()
            return
        room = rooms.room(entry)
        if room is not None and not rooms.open_to(room, self.desk):
            self.bars.show_error(Refused("no_right"))
            return
        self.folding.close()
        self.top.search.clear()
        self.reading.show_list()
        if entry == navigation.OUTBOX:
            self.screens.show_outbox().setFocus()
        elif room is not None:
            self.screens.show_room(room).setFocus()
        elif entry == navigation.ADD_VENUE:
            self.screens.show_assistant().setFocus()
        else:
            self._show_list(navigation.view_of(entry, self.desk))
            return
        self.sidebar.select(entry)

    def open_conversation(self, conversation_id: str) -> None:
        """Show a conversation, wherever the agent is now."""
        self.screens.show_inbox()
        self.reading.inbox.select(conversation_id)
        self.reading.read(conversation_id)

    def show_venue_page(self, venue_id: str) -> None:
        """How a venue is doing and what can be done about it."""
        self.screens.show_venue(venue_id)
        self.sidebar.select(f"venue:{venue_id}")

    def focus_search(self) -> None:
        """The keyboard into the search field."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def search_for(self, text: str) -> None:
        """Search as if the agent had typed it."""
        self.top.search.setText(text)
        self.finding.search(text)

    def leave_search(self) -> None:
        """Back to the list."""
        self.top.search.clear()
        self.reading.show_list()
        self.sidebar.select(self.reading.inbox.view.id)
        self.reading.focus_list()

    def cycle(self, step: int) -> None:
        """Move the keyboard to the next or the previous pane."""
        inner = self.reading.panes() if self.screens.on_top("inbox") else [self.screens.currentWidget()]
        panes: list[QWidget] = [self.sidebar, *inner, self.top.search]
        focused = QApplication.focusWidget()
        inside = [at for at, pane in enumerate(panes) if focused and (pane is focused or pane.isAncestorOf(focused))]
        at = inside[0] if inside else -step
        panes[(at + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def show_preferences(self) -> None:
        """All that can be chosen."""
        self.sidebar.select("")
        self.screens.show_preferences().setFocus()

    def rescale(self, before: int) -> None:
        """The scale of text changed (percent `before`): panes keep their share, the painted lists measure anew."""
        for panes in (self._panes, self.reading):
            panes.setSizes([size * theme.scale() // before for size in panes.sizes()])
        self.sidebar.rescale()
        self.reading.inbox.rescale()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reading.flush()
        self._memory.keep()
        self._settings.set("conversation", self.reading.shown)
        for watcher in (self.state, self.busy, self.caller, self.bell, self.seat):
            watcher.stop()
        self.closing.emit()
        super().closeEvent(event)

    def _show_list(self, wanted: View) -> None:
        self._settings.set("view", wanted.id)
        self.screens.show_inbox()
        self.reading.inbox.show_view(wanted)
        self.reading.inbox.select(self.reading.shown)
        self.sidebar.select(wanted.id)
        self._name_screen()

    def _name_screen(self) -> None:
        """What is open stands in the title, for those who switch windows by it."""
        names = {
            "outbox": tr("Outbox"),
            "assistant": tr("Connect a venue"),
            "venue": tr("State of a venue"),
            "preferences": tr("Preferences"),
        } | {room.id: tr(room.text) for room in rooms.ROOMS}
        view = self.reading.inbox.view
        if self.screens.on_top("inbox"):
            self.state.show_title(view.name, view)
        else:
            self.state.show_title(next((name for screen, name in names.items() if self.screens.on_top(screen)), ""))

    def _go_to_saved(self, entry: str) -> None:
        """A view was saved, changed or removed; the sidebar knows it before it is gone to."""
        self.state.refresh()
        self.go(entry)

    def _on_seated(self) -> None:
        """Somebody else sits here now, with drafts and a list of their own."""
        if shown := self.reading.shown:
            self.reading.show_conversation(shown)
        self.begin()

    def _on_called(self, conversation_id: str) -> None:
        """A notification, or the sign in the tray, was clicked."""
        self.come_forward()
        if conversation_id:
            self.open_conversation(conversation_id)

    def _on_opened(self, entry: str) -> None:
        """Enter on a venue shows how it is doing, on a view it leads into the list."""
        if entry.startswith("venue:"):
            self.show_venue_page(entry.partition(":")[2])
        elif self.screens.on_top("inbox"):
            self.reading.focus_list()

    def _on_venue_saved(self, venue_id: str) -> None:
        self.folding.want(True)
        self.state.refresh()
        self.go(f"venue:{venue_id}")

    def _on_venues(self) -> None:
        """Venues came, went or changed their state."""
        self.screens.refresh_venue()
        known = bool(self.desk.venues.all())
        if known == self.screens.on_top("welcome"):
            QTimer.singleShot(0, self, self.begin)
