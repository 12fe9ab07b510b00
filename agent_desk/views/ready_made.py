"""The ready-made views of the inbox: what each shows, in which order, and what it says when there is nothing."""

from __future__ import annotations

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ME, MINE, NOBODY, Due, InboxCounts, ListOrder, ListQuery, Looker
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
        if self.id in _COUNTERS:
            return int(getattr(counts, self.id))
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
        marked("Waiting longest"),
        ListQuery(waiting=True, order=ListOrder.WAITING),
        "waiting",
        marked("Nobody is waiting"),
        marked("Every customer who wrote to us has been dealt with. New posts appear here by themselves."),
    ),
    View(
        "mine",
        marked("Mine"),
        ListQuery(assignee=ME, active=True, order=ListOrder.DUE),
        "person",
        marked("Nothing is assigned to you"),
        marked("What you claim or what is assigned to you stands here, what falls due first at the top."),
    ),
    View(
        "unassigned",
        marked("Unassigned"),
        ListQuery(assignee=NOBODY, active=True, order=ListOrder.DUE),
        "unassigned",
        marked("Everything has somebody who works on it"),
    ),
    View(
        "my_team",
        marked("My team"),
        ListQuery(team=MINE, active=True, order=ListOrder.DUE),
        "followers",
        marked("Your team has nothing to work on"),
    ),
    View(
        "mentions",
        marked("Mentions"),
        ListQuery(mentions=True),
        "mention",
        marked("Nobody has mentioned you"),
        marked("Notes that name you by your handle bring their conversation here until you open it."),
    ),
    View(
        "overdue",
        marked("Overdue"),
        ListQuery(due=Due.OVERDUE, order=ListOrder.DUE),
        "overdue",
        marked("Nothing is overdue"),
        marked("What was promised and not kept in time stands here, the latest first."),
    ),
    View(
        "due_soon",
        marked("Due soon"),
        ListQuery(due=Due.SOON, order=ListOrder.DUE),
        "due",
        marked("Nothing is due soon"),
    ),
    View(
        "watched",
        marked("Watched"),
        ListQuery(watched=True),
        "bell",
        marked("You watch nothing"),
        marked("Watch a conversation to be told when a customer writes there, or when it is answered."),
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

"""The first one is where work begins."""
QUEUES = ("mine", "unassigned", "my_team", "all", "mentions", "overdue", "due_soon", "waiting", "snoozed")
"""The views that everybody who works with others knows."""
WORK = (
    *QUEUES,
    *("open", "pending", "resolved", "unread", "watched", "found"),
)
"""The views of the day's work, as they stand in the sidebar."""
_COUNTERS = frozenset({"mine", "unassigned", "my_team", "mentions", "overdue", "due_soon", "watched"})
_OF_MANY = frozenset({"mine", "unassigned", "mentions", "watched"})
"""Only where several work together does it matter who."""
_OF_LEVELS = frozenset({"overdue", "due_soon"})


def offered(looker: Looker) -> tuple[View, ...]:
    """The views of the day's work that say something to the one who looks."""

    def fits(view_id: str) -> bool:
        if view_id == "my_team":
            return bool(looker.teams) and not looker.alone
        return not (view_id in _OF_MANY and looker.alone) and (looker.promised or view_id not in _OF_LEVELS)

    return tuple(view(view_id) for view_id in WORK if fits(view_id))


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
