"""What stands in the sidebar and in the line at the bottom: read from counters and venues, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.lists import COUNTED, NO_ONE, Due, InboxCounts, Looker
from agent_desk.domain.roster import Right, may
from agent_desk.domain.rows import SavedView
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.ready_made import QUEUES, SAVED, VIEWS, View, offered, saved_view, venue_view, view
from agent_desk.views.theme import Token
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.window.rooms import ROOMS, Section
from agent_desk.views.window.sections import Entry

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.inbox import Counted

OUTBOX, ADD_VENUE = "outbox", "venue.add"

_SIGNS = {
    VenueState.NEW: ("pending", Token.DIM),
    VenueState.OK: ("", Token.OK),
    VenueState.UNREACHABLE: ("offline", Token.RISK),
    VenueState.RATE_LIMITED: ("waiting", Token.RISK),
    VenueState.SIGN_IN: ("key", Token.RISK),
    VenueState.BROKEN: ("alert", Token.RISK),
}


def entries(
    counts: InboxCounts,
    venues: Iterable[Venue],
    syncing: frozenset[str],
    marks: VenueMarks,
    now: int,
    *,
    own: Iterable[tuple[SavedView, Counted | None]] = (),
    looker: Looker = NO_ONE,
    demo: bool = False,
) -> list[Entry]:
    """The lines of the sidebar. `own`: the agent's views with what they hold; `looker`: who sits here. The demo connects
    nothing, so that it never mixes with real work."""
    lines = _work(counts, looker)
    drafts = view("drafts")
    failed = ntr("{n} needs you", "{n} need you", counts.outbox_failed) if counts.outbox_failed else ""
    lines += [
        _heading("outgoing", tr("Outgoing"), folded=may(looker.role, Right.SET_LEVELS) and not looker.alone),
        Entry(drafts.id, tr(drafts.title), drafts.icon, count=counts.drafts),
        Entry(OUTBOX, tr("Outbox"), "outbox", count=counts.outbox, alarm=counts.outbox_failed > 0, said=failed),
    ]
    lines += _rooms(Section.OUTGOING, looker, counts)
    for section in (Section.LEAD, Section.SUPERVISE):
        if rooms := _rooms(section, looker, counts):
            lead = section is Section.SUPERVISE and not may(looker.role, Right.SET_LEVELS)
            lines += [_heading(section.name.lower(), tr(section), folded=lead), *rooms]
    lines += _saved(own)
    lines.append(_heading("venues", tr("Venues")))
    for venue in venues:
        mark = marks.mark(venue.id)
        # Every few seconds something is fetched; only the first time, which may take long, is worth a sign.
        first = venue.id in syncing and venue.synced_at is None
        sign, token = ("refresh", Token.ACCENT) if first else _SIGNS[venue.state]
        count = counts.open_by_venue.get(venue.id, 0)
        said = state_in_words(venue, syncing, now)
        lines.append(
            Entry(
                f"venue:{venue.id}",
                venue.label,
                mark=(mark.colour, mark.letter),
                count=count,
                sign=sign,
                sign_token=token,
                said=said,
            )
        )
    if not demo:
        lines.append(Entry(ADD_VENUE, tr("Connect a venue"), "plus"))
    return lines


def _heading(section: str, text: str, *, folded: bool = False) -> Entry:
    return Entry("", text, section=section, folded=folded, said=tr("A click or Enter folds and unfolds"))


def _work(counts: InboxCounts, looker: Looker) -> list[Entry]:
    """The views of the day's work. Where several work there are many, so those that lead to no queue stand apart."""
    views = [one for one in offered(looker) if counts.watched or not one.query.watched]
    queues = [one for one in views if looker.alone or one.id in QUEUES]
    lines = [_heading("work", tr("Work")), *(_work_entry(one, counts) for one in queues)]
    if more := [_work_entry(one, counts) for one in views if one not in queues]:
        lines += [_heading("more", tr("More views"), folded=True), *more]
    return lines


def _work_entry(one: View, counts: InboxCounts) -> Entry:
    count = one.count(counts)
    late = one.query.due is Due.OVERDUE and count > 0
    more = count >= COUNTED and one.id in ("overdue", "due_soon", "mentions", "watched")
    return Entry(one.id, tr(one.title), one.icon, count=count, late=late, more=more)


def _rooms(section: Section, looker: Looker, counts: InboxCounts) -> list[Entry]:
    """The screens that the one who sits here may enter."""
    allowed = (one for one in ROOMS if one.section is section and (one.right is None or may(looker.role, one.right)))
    counted = {"approvals": counts.approvals}
    wanted = (one for one in allowed if not (one.together and looker.alone) or counted.get(one.id))
    return [Entry(one.id, tr(one.text), one.icon, count=counted.get(one.id, 0)) for one in wanted]


def _saved(own: Iterable[tuple[SavedView, Counted | None]]) -> list[Entry]:
    """First one's own views and everybody's, then what is shared with one's teams."""
    views = list(own)
    mine = [_own_entry(view, counted) for view, counted in views if view.team_id is None]
    shared = [_own_entry(view, counted) for view, counted in views if view.team_id is not None]
    return [
        *([_heading("saved", tr("Saved views")), *mine] if mine else []),
        *([_heading("shared", tr("Views of my team")), *shared] if shared else []),
    ]


def _own_entry(saved: SavedView, counted: Counted | None) -> Entry:
    entry_id = f"{SAVED}{saved.id}"
    if saved.trouble is not None:
        said = tr(
            "This view cannot be shown here ({why}); it is kept as it is",
            why=texts.detail(WrongUse(saved.trouble.detail)),
        )
        return Entry(entry_id, saved.name, "filter", sign="alert", sign_token=Token.RISK, said=said)
    count = counted.n if counted else 0
    return Entry(entry_id, saved.name, "filter", count=count, more=bool(counted and counted.more))


def view_of(entry: str, desk: Desk) -> View:
    """The list behind an entry: a ready-made view, one of the agent's own, or the open conversations of a venue; the first
    view where that is gone."""
    kind, _, key = entry.partition(":")
    if kind == "venue":
        return next((venue_view(venue) for venue in desk.venues.all() if venue.id == key), VIEWS[0])
    if entry.startswith(SAVED):
        own = (saved for saved in desk.views.all() if saved.id == key and saved.trouble is None)
        return next((saved_view(saved) for saved in own), VIEWS[0])
    return view(entry)


def state_in_words(venue: Venue, syncing: frozenset[str], now: int) -> str:
    """How a venue is doing, for tool tips, screen readers and its page."""
    if venue.id in syncing:
        return tr("fetching now")
    if venue.state is VenueState.OK and venue.synced_at is not None:
        return tr("up to date, {time}", time=when.clock_seconds(venue.synced_at))
    words = texts.venue_state(venue.state)
    if venue.retry_at is not None and venue.retry_at > now:
        seconds = -(-(venue.retry_at - now) // 1000)
        again = (
            tr("next try in {n} s", n=seconds)
            if seconds < 90
            else tr("next try in {span}", span=when.span(seconds * 1000))
        )
        return f"{words}, {again}"
    return words


def all_unreachable(venues: Iterable[Venue]) -> bool:
    """Whether there is no venue that could be reached at last: then it is the network, not a venue."""
    states = [venue.state for venue in venues]
    return bool(states) and all(state is VenueState.UNREACHABLE for state in states)
