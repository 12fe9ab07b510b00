"""Everything an agent can ask for, in one bundle for windows and commands."""

from __future__ import annotations

from agent_desk.domain.frozen import frozen
from agent_desk.domain.measuring import Measure
from agent_desk.domain.venues import Limits, Venue
from agent_desk.runtime.secrets import Vault
from agent_desk.services.activity import Activity
from agent_desk.services.agent import Agent
from agent_desk.services.bulk import Bulk
from agent_desk.services.canned import Canned
from agent_desk.services.drafts import Drafts
from agent_desk.services.export import Export
from agent_desk.services.ground import Ground
from agent_desk.services.inbox import Inbox, Search
from agent_desk.services.notes import Notes
from agent_desk.services.outbox import Outbox
from agent_desk.services.people import People
from agent_desk.services.pictures import Pictures
from agent_desk.services.replies import Replies
from agent_desk.services.retention import Retention
from agent_desk.services.saved_views import SavedViews
from agent_desk.services.statuses import Statuses
from agent_desk.services.venue_acts import VenueActs
from agent_desk.services.venues import Venues


@frozen
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
    notes: Notes
    views: SavedViews
    canned: Canned
    people: People
    bulk: Bulk
    agent: Agent
    activity: Activity
    retention: Retention
    export: Export
    demo: bool

    def limits(self, venue: Venue) -> Limits:
        """What fits into a reply at a venue."""
        return self.replies.limits(venue)

    def measure(self, text: str, venue: Venue, warning: str = "") -> Measure:
        """How long a text is in the venue's own unit, behind its content warning."""
        return self.replies.measure(text, venue, warning)
