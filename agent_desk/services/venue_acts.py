"""Acting on posts at their venue (like, moderation, deletion, edit): repeatable, and through the outbox like replies."""

from __future__ import annotations

from collections.abc import Callable

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import Refused
from agent_desk.domain.measuring import measure
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.posts import PostState
from agent_desk.domain.rows import DeliveryKind, MessageRow
from agent_desk.domain.venues import Capability, Limits, Venue
from agent_desk.services.ground import Ground
from agent_desk.services.queueing import Leaving, Sent, queue
from agent_desk.services.reviewing import ask

_NEEDS: dict[VenueActKind, tuple[Capability, ...]] = {
    VenueActKind.LIKE: (Capability.LIKE,),
    VenueActKind.UNLIKE: (Capability.LIKE,),
    VenueActKind.APPROVE: (Capability.MODERATE,),
    VenueActKind.HOLD: (Capability.MODERATE,),
    VenueActKind.SPAM: (Capability.MODERATE,),
    VenueActKind.DELETE: (Capability.DELETE_OWN, Capability.DELETE_ANY),
    VenueActKind.EDIT: (Capability.EDIT,),
    VenueActKind.ACCEPT: (Capability.ACCEPT,),
    VenueActKind.UNACCEPT: (Capability.ACCEPT,),
    VenueActKind.FLAG: (Capability.FLAG,),
    VenueActKind.CLOSE: (Capability.CLOSE,),
    VenueActKind.UNCLOSE: (Capability.CLOSE,),
}


class VenueActs:
    """On the write lane."""

    def __init__(self, ground: Ground, limits: Callable[[Venue], Limits]) -> None:
        self._ground = ground
        self._limits = limits

    def request(self, message_id: str, kind: VenueActKind, text: str = "") -> Sent:
        """Queue an act on a post (like, moderation, deletion, edit, solution, flag, closing). Raises Refused
        (`not_allowed`, `empty_reply`, `too_long`), NotFound."""
        with self._ground.act() as (nouns, tally):
            target = nouns.messages.get(message_id)
            venue = nouns.venues.get(nouns.conversations.row(target.conversation_id).venue_id)
            _demand(venue, target, kind)
            if kind is VenueActKind.EDIT and not text.strip():
                raise Refused("empty_reply")
            if kind is VenueActKind.EDIT and not measure(text, self._limits(venue)).fits:
                raise Refused("too_long")
            leaving = Leaving(DeliveryKind(kind.value), text)
            queued = queue(self._ground, nouns, venue, target, leaving, self._ground.now())
            ask(self._ground, nouns, tally, queued)
            tally.add(Changes(conversations=frozenset({target.conversation_id}), deliveries=frozenset({queued.id})))
        return Sent(queued, tally.changes, (queued,))


def _demand(venue: Venue, target: MessageRow, kind: VenueActKind) -> None:
    allowed = [capability for capability in _NEEDS[kind] if venue.may(capability)]
    if kind is VenueActKind.DELETE and target.direction is not Direction.OURS:
        allowed = [capability for capability in allowed if capability is Capability.DELETE_ANY]
    if kind is VenueActKind.EDIT and target.direction is not Direction.OURS and not venue.may(Capability.MODERATE):
        allowed = []
    if not allowed or target.state is PostState.DELETED:
        raise Refused("not_allowed")
