"""What the keys do with the post that has the focus, and with the conversation around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.posts import Media, MediaKind
from agent_desk.domain.rows import ConversationRow, MessageRow
from agent_desk.domain.venues import Capability, Venue
from agent_desk.views.composer import Composer
from agent_desk.views.conversation.column import Column
from agent_desk.views.conversation.items import picture_url
from agent_desk.views.conversation.media_words import described
from agent_desk.views.conversation.post_work import PostWork
from agent_desk.views.media import VenuePictures
from agent_desk.views.media.gallery import Gallery, Plate
from agent_desk.views.people import name_of

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


@frozen
class Surroundings:
    """What is around the post: the pane that shows it, and what works on it. `row`: the conversation's line."""

    pane: QWidget
    desk: Desk
    column: Column
    composer: Composer
    work: PostWork
    pictures: VenuePictures
    row: Callable[[], ConversationRow | None]


class CurrentPost:
    """Works on the pane's posts; does nothing where no post has the focus."""

    def __init__(self, pane: Surroundings, browse: Callable[[str], None]) -> None:
        self._pane, self._browse = pane, browse
        self._gallery: Gallery | None = None

    def deeds(self) -> dict[str, Callable[[], None]]:
        """By the command that asks for each."""
        return {
            "post.reply": self.reply,
            "post.quote": self.quote,
            "post.like": partial(self.request, VenueActKind.LIKE),
            "post.acts": self.open_menu,
            "post.media": lambda: self.look(None),
            "author.spam": partial(self.mark_author, AuthorMark.SPAM),
            "conversation.copy_link": self.copy_link,
            "conversation.copy_number": self.copy_number,
        }

    def reply(self) -> None:
        """Answer it; without one, go on writing."""
        if message := self._pane.column.current_post():
            self._pane.composer.answer(message)
        self._pane.composer.take_focus()

    def quote(self) -> None:
        """Quote what is selected of it in the reply, else its first lines, and go on writing."""
        if message := self._pane.column.current_post():
            card = self._pane.column.view.card(message.id)
            self._pane.composer.answer(message)
            self._pane.composer.take_focus()
            self._pane.composer.tools.quote(message, card.selected_text() if card else "")

    def request(self, kind: VenueActKind) -> None:
        """Act on it at the venue, where that lets us."""
        message, venue = self._pane.column.current_post(), self._venue()
        if message is not None and venue is not None and venue.may(Capability.LIKE):
            self._pane.work.request(message, kind)

    def open_menu(self) -> None:
        """The menu of the post, beside it."""
        message = self._pane.column.current_post()
        card = self._pane.column.view.card(message.id) if message else None
        if message is not None and card is not None:
            self._pane.work.open_menu(message, card.mapToGlobal(QPoint(60, 24)), self._pane.pane)

    def mark_author(self, mark: AuthorMark) -> None:
        """Mark who wrote it; asks for the reason first."""
        message = self._pane.column.current_post()
        if message is not None and not message.author.ours:
            self._pane.work.authors.ask(message.author, mark)

    def copy_link(self) -> None:
        """The address of the post with the focus, else of the conversation."""
        message, row = self._pane.column.current_post(), self._pane.row()
        url = (message.url if message else "") or (row.url if row else "")
        if url:
            QGuiApplication.clipboard().setText(url)

    def copy_number(self) -> None:
        """The number of the conversation, as it can be read out and searched."""
        if (row := self._pane.row()) is not None:
            QGuiApplication.clipboard().setText(f"#{row.number}")

    def go_to_author(self, author_id: str) -> None:
        """The latest post of an author, again: the one before it, then from the end once more."""
        theirs = [message.id for message in self._pane.column.messages if message.author.id == author_id]
        here = self._pane.column.current_post()
        at = theirs.index(here.id) if here is not None and here.id in theirs else 0
        if theirs:
            self._pane.column.reveal(theirs[at - 1])

    def look(self, media: Media | None) -> None:
        """The pictures of the thread, large, beginning with one of them."""
        plates = [
            Plate(one, described(one), name_of(message), message.posted_at)
            for message in self._pane.column.messages
            for one in message.media
            if one.kind is MediaKind.IMAGE and self._pane.pictures.can_show(picture_url(one))
        ]
        at = next((n for n, plate in enumerate(plates) if plate.media is media), None)
        if at is None:
            at = self._first_of(self._pane.column.current_post(), plates)
        if not plates:
            return
        if self._gallery is None:
            self._gallery = Gallery(self._pane.pane, self._pane.pictures, self._browse)
        self._gallery.open_at(plates, at)

    @staticmethod
    def _first_of(message: MessageRow | None, plates: list[Plate]) -> int:
        known = message.media if message else ()
        return next((n for n, plate in enumerate(plates) if any(plate.media is one for one in known)), len(plates) - 1)

    def _venue(self) -> Venue | None:
        row = self._pane.row()
        return self._pane.desk.venues.get(row.venue_id) if row else None
