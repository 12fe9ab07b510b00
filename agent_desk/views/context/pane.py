"""What one wants to know beside a conversation: the author, what the venue tells of them, who takes part, and the rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.cleaning import first_line
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import DeskError
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import AuthorRow, ConversationDetail, ConversationRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.author_work import AuthorWork, called, mark_word, regard_words
from agent_desk.views.context.clocks import ClockSection
from agent_desk.views.context.customer import customer_section
from agent_desk.views.context.facts import author_facts, conversation_facts, rules
from agent_desk.views.context.section import ElidedLink, Section
from agent_desk.views.conversation.body import follow
from agent_desk.views.media import PictureLoader, VenuePictures
from agent_desk.views.media.paint import Portrait
from agent_desk.views.ports import Acts, News, Settings
from agent_desk.views.theme import px
from agent_desk.views.widgets import BarStack, Chip, ElidedLabel, FlowLayout, icon_button, label, link_button, plain_tip

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_LATEST, _BEFORE, _PEOPLE = 60, 8, 12


class ContextPane(QScrollArea):
    """Follows the conversation on screen; empty without one. `conversation_wanted`: one of the author's earlier ones;
    `posts_wanted`: go to the posts of an author in the conversation that is shown."""

    conversation_wanted = Signal(str)
    posts_wanted = Signal(str)
    left = Signal()
    """Escape: back to the conversation."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        news: News,
        settings: Settings,
        *,
        loader: PictureLoader | None = None,
        browse: Callable[[str], None] = follow,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._settings = desk, settings
        self._pictures = VenuePictures(loader or PictureLoader(desk, acts, self), self)
        self._bars = BarStack()
        self._authors = AuthorWork(desk, acts, self._bars, browse, desk.ground.now)
        self._shown, self._author = "", ""
        self._authors_shown: frozenset[str] = frozenset()
        self._stale = False
        self._acts = acts
        self._clocks: ClockSection | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "bg")
        self.setAccessibleName(tr("Context"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._parts = QWidget()
        self._parts.setProperty("ground", "bg")
        self._column = QVBoxLayout(self._parts)
        self._column.setContentsMargins(px(14), px(14), px(14), px(14))
        self._column.setSpacing(px(14))
        inner = QWidget()
        inner.setProperty("ground", "bg")
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._bars)
        whole.addWidget(self._parts, 1)
        self.setWidget(inner)
        news.changed.connect(self._on_changes)
        self._pictures.changed.connect(self._draw)
        self.clear()

    def show_conversation(self, conversation_id: str) -> None:
        """Show what belongs to this conversation, and the customer in it."""
        self._shown, self._author = conversation_id, ""
        self._draw()

    def show_author(self, author_id: str) -> None:
        """Show another author of the same conversation."""
        self._author = author_id
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = self._author = ""
        self._set([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _on_changes(self, changes: Changes) -> None:
        if self._shown in changes.conversations or self._authors_shown & changes.authors or changes.levels:
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._draw()

    def _draw(self) -> None:
        """Where nobody sees it, it is drawn when somebody does."""
        self._stale = not self.isVisible()
        if self._stale or not self._shown:
            return
        now = self._desk.ground.now()
        try:
            detail = self._desk.inbox.open(self._shown, _LATEST)
            venue = self._desk.venues.get(detail.row.venue_id)
            people = self._desk.people.in_thread(self._shown, _PEOPLE + 1)
            author = self._desk.people.author(self._author) if self._author else _customer(detail)
        except DeskError:
            self.clear()
            return
        self._pictures.begin(venue)
        network = self._desk.venues.network(venue.network)
        self._authors_shown = frozenset(one.id for one in people) | ({author.id} if author else frozenset())
        parts: list[QWidget] = []
        if author is not None:
            parts.append(self._who(author))
            if facts := author_facts(author, now):
                parts.append(self._section("told", tr("As {network} tells", network=network.label), facts))
            parts += self._customer(author)
            parts += self._before(author, now)
        parts.append(self._clocks_of(self._shown))
        standing = self._section("conversation", tr("This conversation"), conversation_facts(detail, now))
        for block in self._labels(detail.row):
            standing.add(block)
        parts.append(standing)
        parts += self._people(people)
        limits = self._desk.limits(venue) if venue.profile else None
        in_force = Section("rules", tr("Rules at {venue}", venue=venue.label), self._settings)
        for line in rules(venue, network, detail, limits, now):
            in_force.add(label(line, tone="dim", wrap=True))
        self._set([*parts, in_force, *self._hosts(venue)])

    def _clocks_of(self, conversation_id: str) -> QWidget:
        before = self._clocks
        known = before.clocks if before is not None and before.conversation == conversation_id else ()
        self._clocks = ClockSection(self._desk, self._acts, self._settings, known)
        self._clocks.read(conversation_id)
        return self._clocks

    def _section(self, key: str, title: str, facts: list[tuple[str, str]]) -> Section:
        section = Section(key, title, self._settings)
        section.add_facts(facts)
        return section

    def _who(self, author: AuthorRow) -> QWidget:
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(Portrait(called(author), author.avatar_url, 38, self._pictures), 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(px(2))
        name = ElidedLabel(called(author), bold=True)
        name.setObjectName("contextAuthor")
        names.addWidget(name)
        if author.handle and author.handle != author.name:
            names.addWidget(ElidedLabel(author.handle, tone="dim"))
        if author.mark is not AuthorMark.NONE or author.ours:
            said = Chip(tr("one of us") if author.ours else tr("marked: {mark}", mark=mark_word(author.mark)))
            said.setObjectName("contextMark")
            names.addWidget(said)
        for words in regard_words(author):
            held = Chip(words)
            held.setObjectName("contextRegard")
            names.addWidget(held)
        row.addLayout(names, 1)
        more = icon_button("more", tr("What can be done about {name}", name=called(author)))
        more.setObjectName("contextAuthorMenu")
        more.clicked.connect(lambda: self._authors.open_menu(author, more.mapToGlobal(QPoint(0, more.height())), self))
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        return block

    def _customer(self, author: AuthorRow) -> list[QWidget]:
        if author.ours:
            return []
        wanted = self.conversation_wanted.emit
        return [customer_section(self._desk, self._acts, self._bars, self._settings, author, wanted)]

    def _before(self, author: AuthorRow, now: int) -> list[QWidget]:
        """Their other conversations with us."""
        if author.ours:
            return []
        rows = [row for row in self._desk.people.conversations(author.id, _BEFORE + 2) if row.id != self._shown]
        if not rows:
            return []
        section = Section("before", tr("With us before"), self._settings)
        for row in rows[:_BEFORE]:
            section.add(self._earlier(row, now))
        if len(rows) > _BEFORE:
            section.add(label(tr("and more"), tone="dim"))
        return [section]

    def _earlier(self, row: ConversationRow, now: int) -> QWidget:
        title = first_line(row.title, 80) or first_line(row.text, 80) or f"#{row.number}"
        said = tr(
            "{title}: {status}, {day}", title=title, status=texts.status(row.status), day=when.day(row.last_at, now)
        )
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        go = ElidedLink(title, said)
        go.setObjectName("earlierConversation")
        go.clicked.connect(partial(self.conversation_wanted.emit, row.id))
        column.addWidget(go)
        column.addWidget(label(f"{texts.status(row.status)} · {when.day(row.last_at, now)}", tone="dim", size="label"))
        return line

    def _labels(self, row: ConversationRow) -> list[QWidget]:
        if not row.labels:
            return []
        block = QWidget()
        flow = FlowLayout(block, px(4))
        for name in row.labels:
            chip = Chip(first_line(name, 40))
            chip.setToolTip(plain_tip(name))
            flow.addWidget(chip)
        block.setAccessibleName(tr("Labels: {labels}", labels=", ".join(row.labels)))
        return [block]

    def _hosts(self, venue: Venue) -> list[QWidget]:
        """The hosts whose pictures the agent wants to see unasked, and the way back."""
        hosts = sorted(self._desk.pictures.allowed(venue.id))
        if not hosts:
            return []
        section = Section("pictures", tr("Pictures always shown from"), self._settings)
        for host in hosts:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(ElidedLabel(host, tone="dim"), 1)
            stop = link_button(tr("Ask again"), name=tr("Ask again before pictures from {host} are shown", host=host))
            stop.setObjectName("askAgain")
            stop.clicked.connect(partial(self._pictures.loader.allow, venue, host, always=False))
            line.addWidget(stop)
            section.add(row)
        return [section]

    def _people(self, people: list[AuthorRow]) -> list[QWidget]:
        if len(people) < 2:
            return []
        section = Section(
            "people", ntr("{n} person here", "{n} people here", min(len(people), _PEOPLE)), self._settings
        )
        for author in people[:_PEOPLE]:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(8))
            line.addWidget(Portrait(called(author), author.avatar_url, 20, self._pictures))
            go = ElidedLink(called(author), tr("Go to the posts of {name}", name=called(author)))
            go.setObjectName("personHere")
            go.clicked.connect(partial(self._go_to, author.id))
            line.addWidget(go, 1)
            if author.ours or author.mark is not AuthorMark.NONE:
                line.addWidget(
                    label(tr("one of us") if author.ours else mark_word(author.mark), tone="dim", size="label")
                )
            section.add(row)
        if len(people) > _PEOPLE:
            section.add(label(tr("and more"), tone="dim"))
        return [section]

    def _go_to(self, author_id: str) -> None:
        self.show_author(author_id)
        self.posts_wanted.emit(author_id)

    def _set(self, parts: list[QWidget]) -> None:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self._parts.isAncestorOf(focused) else ""
        while (taken := self._column.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        for part in parts:
            self._column.addWidget(part)
            part.show()
        self._column.addStretch(1)
        if name and (again := self._parts.findChild(QWidget, name)) is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)


def _customer(detail: ConversationDetail) -> AuthorRow | None:
    """The author of the customer's latest post."""
    theirs = [message.author for message in detail.messages if message.direction is Direction.CUSTOMER]
    return theirs[-1] if theirs else None
