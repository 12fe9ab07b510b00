"""Everything an agent can ask for, in one bundle for windows and commands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agent_desk.services.day_desk import DayDesk
from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from agent_desk.domain.coverage import Coverage
    from agent_desk.domain.measuring import Measure
    from agent_desk.domain.venues import Limits, Venue
    from agent_desk.runtime.places import Places
    from agent_desk.runtime.secrets import Vault
    from agent_desk.services.activity import Activity
    from agent_desk.services.agent import Agent
    from agent_desk.services.bulk import Bulk
    from agent_desk.services.canned import Canned
    from agent_desk.services.drafts import Drafts
    from agent_desk.services.export import Export
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


class Desk(DayDesk):
    """The services of one workspace, each loaded and made when it is first wanted: a window is seen sooner without most of
    them. `demo`: it is the demo workspace and must be marked as such. Where several threads use a desk, `make_ready` comes
    first."""

    def __init__(self, ground: Ground, vault: Vault, places: Places, *, demo: bool = False) -> None:
        self.ground, self.vault, self.demo = ground, vault, demo
        self._places = places

    def make_ready(self) -> None:
        """Make every service, before a second thread asks for one."""
        for name, found in {**vars(DayDesk), **vars(Desk)}.items():
            if isinstance(found, cached_property):
                getattr(self, name)

    @cached_property
    def inbox(self) -> Inbox:
        """Looking at lists and conversations."""
        from agent_desk.services.inbox import Inbox

        return Inbox(self.ground)

    @cached_property
    def search(self) -> Search:
        """Finding posts by their words."""
        from agent_desk.services.inbox import Search

        return Search(self.ground)

    @cached_property
    def drafts(self) -> Drafts:
        """What is being typed."""
        from agent_desk.services.drafts import Drafts

        return Drafts(self.ground)

    @cached_property
    def replies(self) -> Replies:
        """Answering."""
        from agent_desk.services.replies import Replies

        return Replies(self.ground, self._places.attachments)

    @cached_property
    def acts(self) -> VenueActs:
        """Acts on posts at their venue."""
        from agent_desk.services.venue_acts import VenueActs

        return VenueActs(self.ground, self.replies.limits)

    @cached_property
    def outbox(self) -> Outbox:
        """What is on its way."""
        from agent_desk.services.outbox import Outbox

        return Outbox(self.ground)

    @cached_property
    def status(self) -> Statuses:
        """Where the work on a conversation stands."""
        from agent_desk.services.statuses import Statuses

        return Statuses(self.ground)

    @cached_property
    def venues(self) -> Venues:
        """The connected places."""
        from agent_desk.services.venues import Venues

        return Venues(self.ground, self.vault)

    @cached_property
    def pictures(self) -> Pictures:
        """Pictures and media of posts."""
        from agent_desk.runtime.settings import SettingsFile
        from agent_desk.services.pictures import Pictures

        return Pictures(self.ground, self._places.pictures, SettingsFile(self._places.picture_hosts))

    @cached_property
    def notes(self) -> Notes:
        """Private notes."""
        from agent_desk.services.notes import Notes

        return Notes(self.ground)

    @cached_property
    def views(self) -> SavedViews:
        """Saved views."""
        from agent_desk.services.saved_views import SavedViews

        return SavedViews(self.ground)

    @cached_property
    def canned(self) -> Canned:
        """Canned answers."""
        from agent_desk.services.canned import Canned

        return Canned(self.ground)

    @cached_property
    def people(self) -> People:
        """Who writes to us."""
        from agent_desk.services.people import People

        return People(self.ground)

    @cached_property
    def bulk(self) -> Bulk:
        """Acts on many conversations."""
        from agent_desk.services.bulk import Bulk

        return Bulk(self.ground)

    @cached_property
    def agent(self) -> Agent:
        """Who sits at this desk."""
        from agent_desk.services.agent import Agent

        return Agent(self.ground)

    @cached_property
    def activity(self) -> Activity:
        """What was done."""
        from agent_desk.services.activity import Activity

        return Activity(self.ground)

    @cached_property
    def retention(self) -> Retention:
        """How long things are kept, and erasing."""
        from agent_desk.services.retention import Retention

        return Retention(self.ground, self._places.backups, self._places.attachments, self.pictures.forget)

    @cached_property
    def export(self) -> Export:
        """Writing conversations into a file."""
        from agent_desk.services.export import Export

        return Export(self.ground)

    def coverage(self) -> Coverage:
        """How far what we know reaches right now, venue by venue. A small read."""
        from agent_desk.services.coverage import coverage

        return coverage(self.ground)

    def limits(self, venue: Venue) -> Limits:
        """What fits into a reply at a venue."""
        return self.replies.limits(venue)

    def measure(self, text: str, venue: Venue, warning: str = "") -> Measure:
        """How long a text is in the venue's own unit, behind its content warning."""
        return self.replies.measure(text, venue, warning)
