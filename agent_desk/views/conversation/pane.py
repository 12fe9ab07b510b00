"""The reading pane: head, bars, the column of posts and pending deliveries, and the composer below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Status
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import NotFound
from agent_desk.domain.rows import ConversationDetail, ConversationRow, DeliveryKind, DeliveryRow
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import Where, bind
from agent_desk.views.composer import Composer, Tab
from agent_desk.views.conversation.body import follow
from agent_desk.views.conversation.case_work import CaseWork
from agent_desk.views.conversation.column import PAGE, Column
from agent_desk.views.conversation.current import CurrentPost, Surroundings
from agent_desk.views.conversation.find_bar import FindBar
from agent_desk.views.conversation.finding import Finding
from agent_desk.views.conversation.header import ConversationHeader, status_menu
from agent_desk.views.conversation.items import DeliveryItem
from agent_desk.views.conversation.post_work import PostWork
from agent_desk.views.delivery_words import DeliveryAct
from agent_desk.views.delivery_work import DeliveryWork, restores_text
from agent_desk.views.inbox.work import ConversationWork
from agent_desk.views.last_act import LastAct
from agent_desk.views.media import PictureLoader, VenuePictures
from agent_desk.views.merging.answering import AnswerPlace
from agent_desk.views.ports import Acts, News, Now, Settings
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import BarStack, EmptyState, Hairline
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_AGES_EVERY = 30_000


class ConversationPane(QWidget):
    """One conversation at a time. `left`: the agent wants back to the list. `dealt_with`: about to be resolved, snoozed
    or set pending from here."""

    left = Signal()
    dealt_with = Signal(str)
    next_wanted = Signal()
    """A reply was sent from here, and the agent wants the next conversation."""
    venue_wanted = Signal(str)
    """The venue's page is where to go on: a sign-in, a right."""
    pop_out_wanted = Signal(str)
    """This conversation is wanted in a window of its own."""
    context_wanted = Signal()
    """What is told beside the conversation is wanted above it."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        news: News,
        settings: Settings,
        *,
        now: Now,
        browse: Callable[[str], None] = follow,
        loader: PictureLoader | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._now, self._browse = desk, acts, now, browse
        self.pictures = VenuePictures(loader or PictureLoader(desk, acts, self), self)
        self._settings = settings
        self._marks = VenueMarks(desk)
        self._reopens: dict[str, Status] = {}
        self._detail: ConversationDetail | None = None
        self.setObjectName("conversation")
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Conversation"))
        self.header = ConversationHeader()
        self.bars = BarStack()
        self.composer = Composer(desk, acts, settings)
        self._answers = AnswerPlace(desk, self.composer)
        self.post_work = PostWork(desk, acts, self.bars, browse, self.composer.answer, now)
        self.column = Column(desk, now, self.post_work, self.pictures)
        self.posts = self.column.view
        self.find_bar = FindBar()
        self.finding = Finding(self.column, self.find_bar)
        around = Surroundings(self, desk, self.column, self.composer, self.post_work, self.pictures, lambda: self.row)
        self.current = CurrentPost(around, browse)
        self._deliveries = DeliveryWork(desk, acts, self.bars)
        last = LastAct()
        self._work = ConversationWork(desk, acts, self.bars, now, last.before(self.dealt_with.emit))
        self._case = CaseWork(self, self, desk, acts, now=now, work=self._work, last=last)
        self.sorting, self.say_given = self._case.line, self._case.say_given
        self._lay_out()
        self._connect(news)
        self.show_conversation(None)

    def _lay_out(self) -> None:
        self._empty = EmptyState("inbox")
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        page.addWidget(self.sorting)
        page.addWidget(Hairline())
        page.addWidget(self.bars)
        page.addWidget(self.find_bar)
        page.addWidget(self.column, 1)
        page.addWidget(Hairline())
        page.addWidget(self.composer)
        self._faces = QStackedWidget()
        self._faces.addWidget(self._page)
        self._faces.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._faces)
        lead_focus(self, self.posts)

    def _connect(self, news: News) -> None:
        news.changed.connect(self._on_news)
        self.header.browse.connect(self.browse)
        self.header.status_wanted.connect(lambda below: self._pop_up(self.status_menu, below))
        self.header.back_button.clicked.connect(self.left)
        self.header.context_button.clicked.connect(self.context_wanted)
        self.header.window_button.clicked.connect(lambda: self.pop_out_wanted.emit(self.conversation_id or ""))
        self.column.acted.connect(self.act_on_delivery)
        self.column.enlarged.connect(self.current.look)
        self.composer.target_changed.connect(self.column.show_target)
        self.composer.sent.connect(self._on_sent)
        self.composer.next_wanted.connect(self.next_wanted)
        self.composer.failed.connect(self.bars.show_error)
        self.composer.venue_button.clicked.connect(
            lambda: self.venue_wanted.emit(self.row.venue_id if self.row else "")
        )
        bind(self.posts, "conversation.back", lambda: None if self.column.seeker.stop() else self.left.emit())
        bind(self.posts, "post.copy", self.copy)
        bind(self, "conversation.find", self.finding.open_bar)
        bind(self, "conversation.macro", self._case.open_macros, where=Where.CONVERSATION)
        for command_id, deed in {**self.current.deeds(), **self._deeds(), **self._case.deeds()}.items():
            bind(self.posts, command_id, deed, where=Where.CONVERSATION)
        bind(self.composer, "conversation.back", self.left.emit)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGES_EVERY)
        self._ages.timeout.connect(self._tick)

    def _deeds(self) -> dict[str, Callable[[], object]]:
        return {
            "conversation.resolve": partial(self.set_status, Status.RESOLVED),
            "conversation.reopen": partial(self.set_status, Status.OPEN),
            "conversation.pending": partial(self.set_status, Status.PENDING),
            "conversation.browse": self.browse,
            "conversation.snooze": lambda: self._pop_up(
                lambda row: self._work.snooze_menu(row, self), self.header.status
            ),
            "conversation.note": self.focus_note,
            "conversation.pop_out": lambda: self.pop_out_wanted.emit(self.conversation_id or ""),
        }

    # What the window asks

    @property
    def conversation_id(self) -> str | None:
        """The conversation that is shown."""
        return self._detail.row.id if self._detail else None

    @property
    def row(self) -> ConversationRow | None:
        """Its line, as last read."""
        return self._detail.row if self._detail else None

    def show_conversation(self, conversation_id: str | None, *, mark_read: bool = True) -> None:
        """Show a conversation from its end, or nothing. What was being typed elsewhere is saved first."""
        if conversation_id == self.conversation_id and conversation_id is not None:
            return
        self.composer.flush()
        self.bars.take("ask")
        self.finding.forget()
        self._detail = self._read(conversation_id) if conversation_id else None
        self._faces.setCurrentWidget(self._page if self._detail else self._empty)
        if self._detail is None:
            self._ages.stop()
            self.composer.close_conversation()
            self._empty.show_text(tr("No conversation chosen"), tr("Choose one from the list to read and answer it."))
            return
        venue = self._desk.venues.get(self._detail.row.venue_id)
        network = self._desk.venues.network(venue.network)
        self.post_work.begin(self._detail, venue)
        self.composer.open_conversation(self._detail, venue, network)
        self._answers.follow(self._detail)
        self.column.begin(self._detail, venue, self.composer.target_id)
        self.header.show_conversation(self._detail, network, self._marks.mark(venue.id), self._now())
        self._case.show(self._detail.row)
        self._ages.start()
        if mark_read and self._detail.row.unread:
            self._acts.do(lambda: self._desk.status.read(str(conversation_id)))

    def refresh(self, touched: frozenset[str] = frozenset()) -> None:
        """Read again what is shown; nothing moves under the eye of the reader. `touched`: posts that surely changed."""
        if self._detail is None:
            return
        detail = self._read(self._detail.row.id)
        if detail is None:
            self.show_conversation(None)
            return
        self._detail = detail
        venue = self._desk.venues.get(detail.row.venue_id)
        self.post_work.begin(detail, venue)
        network = self._desk.venues.network(venue.network)
        self.header.show_conversation(detail, network, self._marks.mark(venue.id), self._now())
        self._case.show(detail.row)
        self.composer.refresh(detail, venue, network)
        self._answers.follow(detail)
        self.column.update_detail(detail, self.composer.target_id, touched)

    def focus_reply(self, message_id: str | None = None) -> None:
        """Begin to answer, the post of that id where it is given."""
        message = next((one for one in self.column.messages if one.id == message_id), None)
        if message is not None:
            self.composer.answer(message)
        self.composer.take_focus()

    def focus_note(self) -> None:
        """Begin to write a private note."""
        self.composer.show_tab(Tab.NOTE)
        self.composer.take_focus()

    def type_reply(self, words: str) -> None:
        """Write at the cursor of the reply."""
        self.composer.show_tab(Tab.REPLY)
        self.composer.tools.insert(words)

    def reveal(self, message_id: str) -> bool:
        """Scroll to a post, loading older ones until it is there; False where it is not in this conversation."""
        return self.column.reveal(message_id)

    def show_alone(self, alone: bool) -> None:
        """Whether list and context have no place beside it, so that the head has to lead there."""
        self.header.back_button.setVisible(alone)
        self.header.context_button.setVisible(alone)

    def browse(self) -> None:
        """Open the conversation at its venue."""
        if self._detail is not None and self._detail.row.url:
            self._browse(self._detail.row.url)

    def set_status(self, status: Status) -> None:
        """Resolve, reopen or wait for the customer; asks where customers still wait."""
        if self._detail is None:
            return
        work = {Status.OPEN: self._work.reopen, Status.PENDING: self._work.set_pending}
        work.get(status, self._work.resolve)(self._detail.row)

    def undo_last(self) -> bool:
        """Take back the reply of this conversation that is still within its undo window; False where there is none."""
        rows = [row for row in (self._detail.deliveries if self._detail else ()) if row.state is DeliveryState.QUEUED]
        replies = [row for row in rows if row.kind is DeliveryKind.REPLY]
        if not replies:
            return False
        self.act_on_delivery(DeliveryAct.UNDO, replies[-1])
        return True

    def flush(self) -> None:
        """Hand the last keystrokes to the write lane; for switching and closing."""
        self.composer.flush()

    def copy(self) -> None:
        """Copy what is selected in a post, else the text of the post that has the focus."""
        self.post_work.copy_selection(self.posts)

    # What happens

    def _read(self, conversation_id: str) -> ConversationDetail | None:
        try:
            return self._desk.inbox.open(conversation_id, PAGE)
        except NotFound:
            return None

    def _on_news(self, changes: Changes) -> None:
        here = self.conversation_id
        if changes.venues:
            self._marks.forget()
        renamed = self._case.heard(changes)
        if here is None:
            return
        if renamed:
            self.refresh()
        deliveries = {item.key for item in self.posts.items() if isinstance(item, DeliveryItem)}
        touched = here in changes.conversations or bool(deliveries & changes.deliveries)
        if changes.authors and not touched:
            touched = any(message.author.id in changes.authors for message in self.column.messages)
        if touched or (self.row is not None and self.row.venue_id in changes.venues):
            self.refresh(changes.messages)
        elif here in changes.drafts:
            self.composer.refresh_draft()

    def _on_sent(self, row: DeliveryRow, resolves: bool) -> None:
        if resolves and self._detail is not None:
            self._reopens[row.id] = self._detail.row.status
            self.dealt_with.emit(row.conversation_id)
        self.refresh()
        self.posts.to_end()

    def act_on_delivery(self, act: DeliveryAct, row: DeliveryRow) -> None:
        """Undo, retry, discard… a delivery. What becomes a draft again comes back into the composer."""
        restores = restores_text(act, row)
        here = restores and row.conversation_id == self.conversation_id
        if here:
            self.composer.hold()

        def then() -> None:
            before = self._reopens.pop(row.id, None)
            if before is not None and restores:
                status = Status.OPEN if before is Status.SNOOZED else before
                self._acts.do(lambda: self._desk.status.set(row.conversation_id, status))
            if here and row.conversation_id == self.conversation_id:
                self.composer.reload()
                self.composer.take_focus()

        self._deliveries.act(act, row, then, (lambda _error: self.composer.reload()) if here else None)

    def _tick(self) -> None:
        if self._detail is not None:
            self.header.tick(self._detail.row, self._now())
            self._case.tick(self._detail.row)

    def _pop_up(self, menu: Callable[[ConversationRow], QMenu], below: QPushButton) -> None:
        if self._detail is not None:
            menu(self._detail.row).popup(below.mapToGlobal(QPoint(0, below.height() + 2)))

    def status_menu(self, row: ConversationRow) -> QMenu:
        """The menu of the status button."""
        menu = status_menu(row, self._work.snooze_menu(row, self), self)
        menu.triggered.connect(lambda action: self.set_status(Status(action.data())) if action.data() else None)
        return menu
