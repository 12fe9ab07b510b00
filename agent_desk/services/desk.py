"""Everything an agent can ask for, in one bundle for windows and commands."""

from __future__ import annotations

from dataclasses import dataclass

from agent_desk.domain.measuring import Measure
from agent_desk.domain.venues import Limits, Venue
from agent_desk.runtime.secrets import Vault
from agent_desk.services.drafts import Drafts
from agent_desk.services.ground import Ground
from agent_desk.services.inbox import Inbox, Search
from agent_desk.services.outbox import Outbox
from agent_desk.services.pictures import Pictures
from agent_desk.services.replies import Replies
from agent_desk.services.statuses import Statuses
from agent_desk.services.venue_acts import VenueActs
from agent_desk.services.venues import Venues


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of one workspace. `demo`: it is the demo workspace and must be marked as such."""

    ground: Ground
    vault: Vault
    inbox: Inbox
    search: Search
    drafts: Drafts
    replies: Replies
    acts: VenueActs
    outbox: Outbox
    status: Statuses
    venues: Venues
    pictures: Pictures
    demo: bool

    def limits(self, venue: Venue) -> Limits:
        """What fits into a reply at a venue."""
        return self.replies.limits(venue)

    def measure(self, text: str, venue: Venue) -> Measure:
        """How long a text is in the venue's own unit."""
        return self.replies.measure(text, venue)
