"""A delivery with the words that the outbox shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationRow, DeliveryRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views.delivery_words import Sentence, kind_name, sentence, we

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


@frozen
class Line:
    """`place`: venue and author of the conversation; `says`: the first line of the text, or the act in words."""

    row: DeliveryRow
    place: str
    says: str
    state: str
    said: Sentence
    who: str

    @property
    def spoken(self) -> str:
        """The whole line as a screen reader should say it."""
        return f"{self.state}. {self.place}. {self.says}. {self.said.text} {self.said.detail}".strip()


class Lines:
    """Makes lines; remembers names of venues and conversations until `forget`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._venues: dict[str, Venue] = {}
        self._conversations: dict[str, ConversationRow | None] = {}

    def forget(self) -> None:
        """Names may have changed."""
        self._venues.clear()
        self._conversations.clear()

    def make(self, row: DeliveryRow, now: int) -> Line:
        """The line of a delivery."""
        venue = self._venue(row.venue_id)
        conversation = self._conversation(row.conversation_id)
        who = we(venue) if venue else tr("a removed venue")
        author = (conversation.author_name or conversation.author_handle) if conversation else ""
        label = venue.label if venue else tr("a removed venue")
        place = tr("To {author} on {venue}", author=first_line(author, 60), venue=label) if author else label
        said = first_line(row.text, 200)
        if row.kind.value != "reply":
            said = f"{kind_name(row.kind)}: {said}" if said else kind_name(row.kind)
        return Line(row, place, said, texts.delivery_state(row.state), sentence(row, who, now), who)

    def _venue(self, venue_id: str) -> Venue | None:
        if not self._venues:
            self._venues = {venue.id: venue for venue in self._desk.venues.all()}
        return self._venues.get(venue_id)

    def _conversation(self, conversation_id: str) -> ConversationRow | None:
        if conversation_id not in self._conversations:
            try:
                self._conversations[conversation_id] = self._desk.inbox.row(conversation_id)
            except NotFound:
                self._conversations[conversation_id] = None
        return self._conversations[conversation_id]
