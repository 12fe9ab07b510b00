"""Where the answer being written goes: in a conversation with merged ones, to the venue of the post that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desk.domain.rows import ConversationDetail

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.views.composer import Composer


class AnswerPlace:
    """Keeps the composer at the rules of that venue."""

    def __init__(self, desk: Desk, composer: Composer) -> None:
        self._desk, self._composer = desk, composer
        self._detail: ConversationDetail | None = None
        composer.target_changed.connect(lambda _target: self._show())

    def follow(self, detail: ConversationDetail) -> None:
        """This conversation is on screen, as last read; the composer knows it."""
        self._detail = detail
        self._show()

    def _show(self) -> None:
        detail = self._detail
        if detail is None or not detail.members:
            return
        target = self._desk.replies.target(detail.row.id, self._composer.target_id)
        home = next((row for row in detail.members if target and row.id == target.conversation_id), detail.row)
        venue = self._desk.venues.get(home.venue_id)
        self._composer.refresh(detail, venue, self._desk.venues.network(venue.network))
