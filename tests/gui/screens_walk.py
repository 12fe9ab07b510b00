"""Opens every screen of the window in each of its states, one after the other, over a desk that has a case of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from agent_desk.domain.conversations import Status
from agent_desk.domain.delivery import DUE, DeliveryState, Reason, Step
from agent_desk.domain.errors import SecretUnavailable, SignInAgain, StoreFull, Unreachable
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind, Media, MediaKind, Origin, PostState, Subject, Visibility
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.venues import Capability, VenueState
from agent_desk.views.conversation import ConversationPane
from agent_desk.views.inbox.model import ConversationModel
from agent_desk.views.preferences.screen import PreferencesScreen
from agent_desk.views.setting_table import Section
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar
from agent_desk.views.window import MainWindow
from agent_desk.views.window.overdue import overdue_bar
from tests.gui.desk_kit import DeskKit
from tests.gui.fakes import FakeCollector
from tests.gui.figures.screens import figure_screens
from tests.gui.hours_screens import hours_screens
from tests.gui.screen_checks import settle
from tests.gui.work_screens import work_screens

S, R = DeliveryState, Reason
Shown = Iterator[tuple[str, QWidget]]
"""Names of states, each with the window that shows it now."""
_LONG = "We are very sorry for the trouble that the last update caused on your hub, and we are looking into it. " * 3
_OUTCOMES = (
    ("refused", ((S.SENDING, R.NONE, ""), (S.REJECTED, R.REFUSED_BY_VENUE, "Too many links in one comment"))),
    (
        "unsure",
        ((S.SENDING, R.NONE, ""), (S.UNKNOWN, R.OUTCOME_UNKNOWN, ""), (S.NEEDS_HUMAN, R.CANNOT_TELL, "two seen")),
    ),
    ("stopped", ((S.STOPPED, R.ANSWERED_MEANWHILE, "Rui B: Try to press the button"),)),
    ("retried", ((S.SENDING, R.NONE, ""), (S.RETRYING, R.UNREACHABLE, "connection refused"))),
    ("held", ((S.SENDING, R.NONE, ""), (S.AWAITING_MODERATION, R.HELD_BY_VENUE, ""))),
    ("arrived", ((S.SENDING, R.NONE, ""), (S.DELIVERED, R.NONE, ""))),
)


class FullDesk(DeskKit):
    """A desk with a venue, a conversation, a delivery of every sort."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.conversations: dict[str, str] = {}
        self.replies: dict[str, DeliveryRow] = {}
        self.venues = {
            "reading": self.add_venue(read_only=True, label="Lantern Forum, read without an account"),
            "signed out": self.add_venue(state=VenueState.SIGN_IN, state_detail="token revoked", label="Shop"),
            "away": self.add_venue(state=VenueState.UNREACHABLE, state_detail="connection refused", label="Journal"),
            "site": self.add_venue(url="https://venue.example", label="Site"),
        }
        self._talk()
        self._reply()

    def _talk(self) -> None:
        told = self.conversations
        subject = Subject("s", "Autumn news about the hub", "What is new", "https://venue.example/s", "Acme", self.now)
        for kind in ConversationKind:
            origin = Origin.FOUND if kind is ConversationKind.FOUND else Origin.MENTION
            told[kind] = self.post(f"A question in {kind}", key=kind, kind=kind, subject=subject, origin=origin)
        told["thread"] = self._thread()
        for name, venue in self.venues.items():
            told[name] = self.post(f"Hello {name}", key=name, venue=venue)
        pictures = tuple(
            Media(MediaKind.IMAGE, f"https://cdn.example/{n}.png", alt=f"Screen {n}", width=400, height=300)
            for n in range(3)
        )
        told["pictures"] = self.post("Look at these", key="pictures", media=pictures, venue=self.venues["site"])
        told["warned"] = self.post("Blood", key="warned", warning="injury", visibility=Visibility.FOLLOWERS)
        for name, status in (("later", Status.SNOOZED), ("pending", Status.PENDING), ("done", Status.RESOLVED)):
            told[name] = self.post(f"A question for {name}", key=name)
            until = self.now + 86_400_000 if status is Status.SNOOZED else None
            self.desk.status.set(told[name], status, until=until)
        self.desk.drafts.save(told["warned"], "We have found the")
        self.desk.notes.add(told["thread"], "Spoke on the phone, is friendly.")

    def _thread(self) -> str:
        root = self.incoming("The hub is silent since the update", key="tree", counts={"likes": 3, "reaction:heart": 2})
        posts = [root]
        for at, author in enumerate(("Rui B", "Acme", "Eva Müller", "Ana Lopes")):
            parent = posts[max(0, at - 1)].remote_id
            posts.append(self.incoming(f"Answer {at}", key="tree", author=author, parent_remote_id=parent))
        posts.append(replace(self.incoming("", key="tree"), state=PostState.DELETED))
        posts.append(replace(self.incoming("Held", key="tree", author="Kofi O"), state=PostState.HELD))
        posts.append(replace(self.incoming("It works again", key="tree"), edited_at=self.now))
        return self.posts(posts)

    def _reply(self) -> None:
        for name, steps in _OUTCOMES:
            conversation = self.conversations[f"to {name}"] = self.post(f"A case of {name}", key=f"to {name}")
            row = self.replies[name] = self.desk.replies.send(conversation, f"An answer that is {name}").delivery
            for state, reason, detail in steps:
                due_at = self.now + 40_000 if state in DUE else None
                remote = f"remote-{name}" if state in (S.DELIVERED, S.AWAITING_MODERATION) else None
                with self.desk.ground.act() as (nouns, _tally):
                    before = nouns.deliveries.get(row.id)
                    nouns.deliveries.step(before, Step(state, reason, detail, due_at), self.now, remote_id=remote)
        conversation = self.conversations["to waiting"] = self.post("A case of waiting", key="to waiting")
        self.replies["waiting"] = self.desk.replies.send(conversation, "An answer that waits").delivery


class Walk:
    """Goes through every screen of one window. On the GUI thread."""

    def __init__(self, kit: FullDesk, window: MainWindow, collector: FakeCollector) -> None:
        self.kit, self.window, self._collector = kit, window, collector

    def screens(self) -> Shown:
        """All of them; each is laid out and painted when its name comes."""
        parts: tuple[Callable[[], Shown], ...] = (
            *(self._lists, self._asking, self._conversations, self._writing, self._deliveries, self._beside),
            *(self._figures, self._work),
            *(self._finding, self._venues, self._connecting, self._preferences, self._bars, self._narrow),
        )
        for part in parts:
            for name, shown in part():
                settle(shown)
                yield name, shown
                self._tidy()

    def _tidy(self) -> None:
        """Away with what lies over the window."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        picker = self.window.findChild(QWidget, "picker")
        if isinstance(picker, QWidget):
            picker.hide()
        self.window.help.hide()
        self.window.finding.palette.close_palette()

    def _go(self, name: str) -> ConversationPane:
        self.window.open_conversation(self.kit.conversations[name])
        return self.window.reading.conversation

    def _lists(self) -> Shown:
        window, inbox = self.window, self.window.reading.inbox
        yield "a venue that wants a new sign-in", window
        for bar in window.bars.findChildren(Bar):
            bar.close_bar()
        for view in ("waiting", "all", "open", "pending", "snoozed", "resolved", "unread", "drafts", "found"):
            window.go(view)
            yield f"the view {view}", window
        window.go("all")
        inbox.set_dense(True)
        yield "the dense list", window
        inbox.set_dense(False)
        inbox.head.set_order(ListOrder.OLDEST)
        yield "the list, oldest first", window
        inbox.head.changed.emit(ListQuery(status=Status.SNOOZED, unread=True))
        yield "filters that nothing fits", window
        inbox.findChildren(ConversationModel)[0].refused.emit(StoreFull())
        yield "a list that cannot be read", window
        window.go("all")
        inbox.show_conditions()
        yield "conditions", window
        inbox.builder.add_line()
        inbox.builder.add_line()
        yield "three conditions", window
        inbox.builder.hide()
        window.go("resolved")
        self.kit.desk.status.set(self.kit.conversations["done"], Status.OPEN)
        window.go("resolved")
        yield "an empty view", window

    def _asking(self) -> Shown:
        window, inbox = self.window, self.window.reading.inbox
        window.go("waiting")
        inbox.list.step(1)
        inbox.ask_to_resolve()
        yield "what ended the waiting", window
        inbox.bars.take("ask")
        inbox._acts.slots()["author.spam"]()
        yield "why it is spam", window
        inbox.bars.take("ask")
        inbox.save_view()
        yield "how a view is called", window
        inbox.bars.take("ask")
        inbox.list.selectAll()
        inbox._acts.slots()["list.select_all"]()
        yield "many are marked", window
        inbox._acts.slots()["conversation.resolve"]()
        yield "what ended the waiting of many", window
        inbox.bars.take("ask")
        inbox._acts.slots()["conversation.read"]()
        yield "many are read", window
        inbox._acts.undo()
        yield "many are taken back", window
        window.go("waiting")

    def _conversations(self) -> Shown:
        for kind in ConversationKind:
            self._go(kind)
            yield f"a conversation: {kind}", self.window
        for name in ("thread", "pictures", "warned", "later", "pending"):
            self._go(name)
            yield f"a conversation: {name}", self.window
        pane = self._go("thread")
        pane.find_bar.show()
        yield "finding in a conversation", self.window
        pane.find_bar.hide()
        self.window.reading.show_conversation("")
        yield "no conversation", self.window

    def _writing(self) -> Shown:
        window = self.window
        for name in ("reading", "signed out", "away"):
            self._go(name)
            yield f"the composer: {name}", window
        composer = self._go("thread").composer
        composer.edit.insertPlainText("We look into it.")
        yield "an answer", window
        composer.edit.setPlainText(_LONG)
        yield "too long an answer", window
        composer.split_button.click()
        yield "a numbered thread", window
        composer.edit.clear()
        for tab in (Capability.DIRECT, Capability.WARNING):
            assert self.kit.venue.may(tab)
        composer.toggle_warning()
        yield "a content warning", window
        composer.toggle_warning()
        composer.foot.tools["preview"].click()
        yield "a preview", window
        composer.foot.tools["preview"].click()
        for at in range(composer.head.tabs.count()):
            composer.head.tabs.setCurrentIndex(at)
            yield f"the composer's tab {at}", window
        composer.head.tabs.setCurrentIndex(0)
        composer.foot.tools["canned"].click()
        yield "canned answers", window
        self._go("direct").composer.head.tabs.setCurrentIndex(0)
        yield "a private answer", window

    def _deliveries(self) -> Shown:
        window = self.window
        for name in ("waiting", *(name for name, _ in _OUTCOMES)):
            self._go(f"to {name}")
            yield f"a conversation with an answer: {name}", window
        window.go("outbox")
        screen = window.screens.show_outbox()
        for name, row in self.kit.replies.items():
            screen.list.select(row.id)
            yield f"the outbox: {name}", window
            for one in screen.detail.buttons():
                if one.objectName() in ("discard", "reschedule"):
                    one.click()
                    yield f"the outbox: {name}, {one.objectName()}", window
                    screen.bars.take("ask")

    def _beside(self) -> Shown:
        window, reading = self.window, self.window.reading
        pane = self._go("pictures")
        pane.reveal(pane.column.messages[0].id)
        reading.pop_out(self.kit.conversations["thread"])
        (own,) = reading.windows.windows()
        yield "a window of its own", own
        own.close()
        gallery = next((one for one in pane.findChildren(QToolButton) if one.objectName() == "gallery"), None)
        assert gallery is None
        window.go("activity")
        yield "the activity", window

    def _figures(self) -> Shown:
        yield from figure_screens(self.window)
        yield from hours_screens(self.window, self.kit.desk)

    def _work(self) -> Shown:
        told = self.kit.conversations
        yield from work_screens(self.window, self.kit.desk, told["thread"], told["away"])

    def _finding(self) -> Shown:
        window = self.window
        window.search_for("hub")
        window.reading.search._timer.timeout.emit()
        yield "search results", window
        window.search_for("zzyzx")
        window.reading.search._timer.timeout.emit()
        yield "a search without results", window
        window.leave_search()
        window.finding.open()
        yield "the palette", window
        window.finding.open()
        window.finding.palette.field.setText("snooze")
        yield "the palette with words", window
        window.help.toggle()
        yield "the help", window
        window.help.toggle()
        window.help.search.setText("zzyzx")
        yield "the help without a find", window

    def _venues(self) -> Shown:
        window, page = self.window, self.window.screens
        for name, venue in self.kit.venues.items():
            window.show_venue_page(venue.id)
            yield f"a venue's page: {name}", window
        shown = page.show_venue(self.kit.venues["signed out"].id)
        shown.ask_to_sign_in()
        yield "signing in again", window

    def _connecting(self) -> Shown:
        window = self.window
        window.go("venue.add")
        yield "the assistant", window
        for manifest in self.kit.desk.venues.networks():
            assistant = window.screens.show_assistant()
            assistant.choose(manifest)
            form = assistant.form
            yield f"the assistant: {manifest.name}", window
            ways = form.ways if form is not None else None
            for way in ways.buttons if ways is not None else ():
                assert ways is not None
                ways.choose(way)
                yield f"the assistant: {manifest.name}, {way}", window
        assistant = window.screens.show_assistant()
        assistant.choose(self.kit.desk.venues.networks()[0])
        assistant.show_failure(SignInAgain("wrong password"))
        yield "a sign-in that failed", window
        assert self.kit.venue.profile is not None
        assistant.show_profile(self.kit.venue.profile)
        yield "a sign-in that worked", window
        assistant.offer_session(SecretUnavailable("no keyring answers"))
        yield "no keyring", window

    def _preferences(self) -> Shown:
        window = self.window
        window.show_preferences()
        screen = window.screens.currentWidget()
        assert isinstance(screen, PreferencesScreen)
        for section in Section:
            screen.show_section(section)
            yield f"preferences: {section}", window
        screen.search.setText("zzyzx")
        yield "preferences without a find", window
        screen.search.clear()

    def _bars(self) -> Shown:
        window, kit = self.window, self.kit
        window.go("waiting")
        window.state.show_offline(True, 3)
        yield "offline", window
        window.state.show_offline(False)
        kit.news.trouble.emit(Unreachable("connection refused by the server at venue.example, port 443"))
        yield "trouble", window
        window.bars.take("error")
        kit.now += 7_200_000
        bar = overdue_bar(kit.desk, lambda: None)
        assert bar is not None
        window.bars.show_bar("overdue", bar)
        yield "what was due", window
        window.bars.take("overdue")
        self._collector.brought = {kit.venue.id: 12_400}
        kit.news.sync.emit(kit.venue.id)
        yield "a long fetch", window
        self._collector.brought = {}
        kit.news.sync.emit(kit.venue.id)

    def _narrow(self) -> Shown:
        window, reading = self.window, self.window.reading
        before = window.size()
        window.resize(900, max(700, px(450)))
        self._go("thread")
        yield "a narrow window", window
        reading.toggle_context()
        yield "the context over the conversation", window
        reading.toggle_context()
        reading.focus_list()
        yield "the list of a narrow window", window
        window.resize(600, 600)
        yield "a very narrow window", window
        window.top.views_button.click()
        yield "views of a very narrow window", window
        window.top.views_button.click()
        window.resize(before)
