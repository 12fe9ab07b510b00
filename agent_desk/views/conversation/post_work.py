"""What an agent does with single posts: answer, copy, follow a link, decide about them, act on them at the venue."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.rows import ConversationDetail, MessageRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.author_work import AuthorWork
from agent_desk.views.conversation.history import HistoryPopover
from agent_desk.views.conversation.note_work import NoteWork, text_field
from agent_desk.views.conversation.post_menu import PostActs, Standing, post_menu
from agent_desk.views.conversation.thread import ThreadView
from agent_desk.views.people import name_of
from agent_desk.views.ports import Acts, Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class PostWork:
    """The acts on posts of the conversation that is shown. What cannot be taken back is asked in a bar first."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        bars: BarStack,
        follow: Callable[[str], None],
        reply: Callable[[MessageRow], None],
        now: Now,
    ) -> None:
        self._desk, self._acts, self._bars = desk, acts, bars
        self.follow, self.reply = follow, reply
        self.authors = AuthorWork(desk, acts, bars, follow, now)
        self.notes = NoteWork(desk, acts, bars)
        self._detail: ConversationDetail | None = None
        self._venue: Venue | None = None

    def begin(self, detail: ConversationDetail, venue: Venue) -> None:
        """Work on this conversation from now on."""
        self._detail, self._venue = detail, venue

    def menu(self, message: MessageRow, venue: Venue, parent: QWidget) -> QMenu:
        """The menu of a post."""
        acts = PostActs(
            reply=self.reply,
            copy=self.copy,
            follow=self.follow,
            history=self.show_history,
            dispose=self.dispose,
            request=self.request,
            copy_link=self.copy_link,
            author=lambda one, where: self.authors.menu(one.author, where),
        )
        detail = self._detail
        solved = detail is not None and bool(detail.solved) and detail.solved == message.remote_id
        standing = Standing(solved, detail is not None and detail.locked)
        return post_menu(message, venue, standing, acts, parent)

    def open_menu(self, message: MessageRow, at: QPoint, parent: QWidget) -> None:
        """Open the menu of a post at a place on screen."""
        if self._venue is not None:
            menu = self.menu(message, self._venue, parent)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def copy(self, message: MessageRow) -> None:
        """Copy the whole text."""
        QGuiApplication.clipboard().setText(message.text)

    def copy_link(self, message: MessageRow) -> None:
        """Copy the address of the post at its venue."""
        QGuiApplication.clipboard().setText(message.url)

    def copy_selection(self, thread: ThreadView) -> None:
        """Copy what is selected, else the text of the current post."""
        for card in thread.visible_cards():
            if selected := card.selected_text():
                QGuiApplication.clipboard().setText(selected)
                return
        card_now = thread.card(thread.current_key() or "")
        message = getattr(card_now.item, "message", None) if card_now else None
        if message is not None:
            self.copy(message)

    def show_history(self, message: MessageRow) -> None:
        """The earlier texts of an edited post, beside the pointer."""
        versions = self._desk.inbox.versions(message.id)
        HistoryPopover(name_of(message), versions, message.text, self._bars.window()).open_here()

    def dispose(self, message: MessageRow, disposition: Disposition | None) -> None:
        """Record how a post was dealt with."""
        before = message.disposition

        def then(_changes: object) -> None:
            if disposition is None:
                return
            said = tr("{disposition}: {name}", disposition=texts.disposition(disposition), name=name_of(message))
            bar = Bar(said, tone="ok")
            bar.add(tr("Undo"), partial(self.dispose, message, before))
            self._bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.status.dispose([message.id], disposition), then)

    def request(self, message: MessageRow, kind: VenueActKind) -> None:
        """Act on a post at the venue; deleting asks first, editing asks for the text."""
        if kind is VenueActKind.EDIT:
            self._ask_text(message)
        elif kind is VenueActKind.FLAG:
            self._ask_reason(message)
        elif kind is VenueActKind.DELETE:
            venue = self._venue.label if self._venue else ""
            bar = Bar(
                tr("Delete this post at {venue} for everybody?", venue=venue), tone="risk", detail=message.text[:200]
            )
            bar.add(tr("Delete"), partial(self._request, message, kind), look="late").setObjectName("confirmDelete")
            bar.add(tr("Keep it"), lambda: None)
            self._bars.show_bar("ask", bar)
        else:
            self._request(message, kind)

    def _request(self, message: MessageRow, kind: VenueActKind, text: str = "") -> None:
        self._acts.do(lambda: self._desk.acts.request(message.id, kind, text))

    def _ask_text(self, message: MessageRow) -> None:
        bar = Bar(tr("Change the text at the venue; everybody will see the new one"))
        field = text_field("editText", tr("New text of the post"), message.text)
        bar.add_widget(field)

        def save() -> None:
            self._request(message, VenueActKind.EDIT, field.toPlainText())

        bar.add(tr("Change it"), save, look="primary").setObjectName("confirmEdit")
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def _ask_reason(self, message: MessageRow) -> None:
        venue = self._venue.label if self._venue else ""
        bar = Bar(
            tr("Report this post to the moderators of {venue}?", venue=venue), tone="risk", detail=message.text[:200]
        )
        field = QLineEdit()
        field.setObjectName("flagReason")
        field.setPlaceholderText(tr("Why? The moderators read this."))
        field.setAccessibleName(tr("Reason of the report"))
        field.setMinimumWidth(px(240))
        bar.add_widget(field)
        send = bar.add(tr("Report"), lambda: self._request(message, VenueActKind.FLAG, field.text()), look="primary")
        send.setObjectName("confirmFlag")
        field.returnPressed.connect(send.click)
        bar.add(tr("Leave it"), lambda: None)
        self._bars.show_bar("ask", bar)
        field.setFocus()
