"""The ready-made views of the inbox: what each shows, in which order, and what it says when there is nothing."""

from __future__ import annotations

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import InboxCounts, ListOrder, ListQuery
from agent_desk.domain.rows import SavedView
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import marked, tr

SAVED = "saved:"
"""What the id of an agent's own view begins with."""


@frozen
class View:
    """One named view. `own`: its name was given by an agent or a venue and is not translated."""

    id: str
    title: str
    query: ListQuery
    icon: str
    empty: str
    hint: str = ""
    own: bool = False

    @property
    def name(self) -> str:
        """What it is called on screen."""
        return self.title if self.own else tr(self.title)

    def count(self, counts: InboxCounts) -> int:
        """How many conversations this view holds, from the maintained counters; 0 where none is kept (all)."""
        query = self.query
        if self.id.startswith(SAVED):
            return 0
        if query.venue_id:
            return counts.open_by_venue.get(query.venue_id, 0)
        if query.status:
            return counts.by_status.get(query.status, 0)
        if query.waiting:
            return counts.waiting
        if query.unread:
            return counts.unread
        if query.draft:
            return counts.drafts
        return counts.found if query.found else 0


VIEWS: tuple[View, ...] = (
    View(
        "waiting",
        marked("Waiting"),
        ListQuery(waiting=True, order=ListOrder.WAITING),
        "waiting",
        marked("Nobody is waiting"),
        marked("Every customer who wrote to us has been dealt with. New posts appear here by themselves."),
    ),
    View("all", marked("All"), ListQuery(), "all", marked("Nothing here yet"), marked("Posts appear as they arrive.")),
    View("open", marked("Open"), ListQuery(status=Status.OPEN), "open", marked("Nothing is open")),
    View(
        "pending",
        marked("Pending"),
        ListQuery(status=Status.PENDING),
        "pending",
        marked("Nothing is pending"),
        marked("Conversations that wait for the customer stand here. They reopen when the customer writes."),
    ),
    View(
        "snoozed",
        marked("Snoozed"),
        ListQuery(status=Status.SNOOZED),
        "snooze",
        marked("Nothing is snoozed"),
        marked("Press S on a conversation to put it off until a time. It comes back by itself."),
    ),
    View(
        "resolved", marked("Resolved"), ListQuery(status=Status.RESOLVED), "resolved", marked("Nothing is resolved yet")
    ),
    View("unread", marked("Unread"), ListQuery(unread=True), "unread", marked("Everything has been read")),
    View(
        "drafts",
        marked("Drafts"),
        ListQuery(draft=True),
        "draft",
        marked("No drafts"),
        marked("What you start to write is kept here until you send or discard it."),
    ),
    View(
        "found",
        marked("Found"),
        ListQuery(found=True),
        "found",
        marked("Nothing was found"),
        marked("Posts found by search terms stand here. Nobody waits in them until you take them up."),
    ),
)


def view(view_id: str) -> View:
    """The ready-made view of that id, the first one where there is none."""
    return next((item for item in VIEWS if item.id == view_id), VIEWS[0])


def venue_view(venue: Venue) -> View:
    """The open conversations of one venue."""
    query = ListQuery(status=Status.OPEN, venue_id=venue.id)
    empty = tr("Nothing is open at {label}", label=venue.label)
    return View(f"venue:{venue.id}", venue.label, query, "plug", empty, own=True)


def saved_view(saved: SavedView) -> View:
    """A view of the agent's own making."""
    empty = tr("Nothing fits {name}", name=saved.name)
    return View(f"{SAVED}{saved.id}", saved.name, saved.query, "filter", empty, own=True)
