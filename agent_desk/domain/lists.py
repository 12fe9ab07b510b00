"""Lists of conversations: what they show, how they are sorted, and the figures beside them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from agent_desk.domain.conversations import Status
from agent_desk.domain.filtering import Conditions
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Role


class ListOrder(StrEnum):
    """How a list is sorted. WAITING: the longest waiting first, then those that nobody waits in, newest first. DUE: what
    falls due first, then those without a running clock, newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    WAITING = "waiting"
    DUE = "due"


class Due(StrEnum):
    """Where the earliest running clock stands. SOON: at risk by its policy, and not late yet."""

    OVERDUE = "overdue"
    SOON = "soon"


ME, NOBODY, MINE = "me", "none", "mine"
"""Who is meant by the one who looks: `assignee` may be ME, NOBODY or an agent's id, `team` MINE (any team of the one who
looks), NOBODY or a team's id. So one view, shared, shows everybody their own."""


@frozen
class ListQuery:
    """Which conversations a list shows; None means: all. `waiting`: those in which somebody waits and that nobody put off
    until a moment. `found`: the stream of found posts instead of the inbox. `where`: conditions of an agent's own making.
    `mentions`: those whose notes mention the one who looks, and that were not looked at since; `watched`: those the one who
    looks watches. `active`: what is open or pending, so neither put off nor resolved. What was merged into another
    conversation stands in no list."""

    status: Status | None = None
    venue_id: str | None = None
    waiting: bool = False
    unread: bool = False
    draft: bool = False
    failed: bool = False
    kind: ConversationKind | None = None
    found: bool = False
    assignee: str | None = None
    team: str | None = None
    due: Due | None = None
    mentions: bool = False
    watched: bool = False
    active: bool = False
    where: Conditions | None = None
    order: ListOrder = ListOrder.NEWEST

    @property
    def streamed(self) -> bool:
        """Whether no index serves it, so that finding a page may mean looking at most conversations: it is read as a
        stream then. That is so for conditions, and for filters put together where few or none may be in all of them."""
        if self.where is not None:
            return True
        if self.draft or self.failed or self.mentions or self.watched:
            return False
        if self.assignee is not None or self.team is not None or self.active:
            return not self._is_queue
        filters = {name for name in ("status", "venue_id", "kind", "due") if getattr(self, name) is not None}
        filters |= {name for name in ("unread", "waiting") if getattr(self, name)}
        if self.order is ListOrder.DUE:
            # Only what falls due stands in an index of its own; what has no clock is all the rest.
            return bool(filters - {"due"})
        if "due" in filters:
            return True
        by_waiting = self.order is ListOrder.WAITING
        if by_waiting:
            # Who waits stands in this order anyway.
            filters.discard("waiting")
        return len(filters) > 1 and (by_waiting or filters != {"status", "venue_id"})

    @property
    def _is_queue(self) -> bool:
        """Whether it is what one agent, one team, or nobody has to work on, and nothing else narrows it."""
        narrowed = (self.status, self.venue_id, self.kind, self.due) != (None,) * 4 or self.waiting or self.unread
        held = self.assignee is not None, self.team is not None
        return self.active and held.count(True) == 1 and self.team != NOBODY and not narrowed and not self._by_waiting

    @property
    def _by_waiting(self) -> bool:
        return self.order is ListOrder.WAITING


@frozen
class Looker:
    """Who looks at a list: what ME and MINE mean, and what is worth showing. `teams`: ids. `alone`: nobody else works here.
    `promised`: there are service levels."""

    agent_id: str = ""
    teams: tuple[str, ...] = ()
    role: Role = Role.AGENT
    alone: bool = True
    promised: bool = False


NO_ONE = Looker()
"""Nobody in particular: holds nothing, is in no team, watches nothing."""


@frozen
class InboxCounts:
    """Maintained counters for the views: conversations per status, with somebody waiting, per venue those that are open and
    those with somebody waiting. `mine`, `unassigned`, `my_team`: of those that are open or pending. `overdue` and `due_soon`
    are counted up to COUNTED, `mentions` and `watched` are those of the one who looks. `approvals`: replies that wait
    for a second pair of eyes."""

    by_status: Mapping[Status, int]
    waiting: int
    unread: int
    drafts: int
    found: int
    open_by_venue: Mapping[str, int]
    waiting_by_venue: Mapping[str, int]
    outbox: int
    outbox_failed: int
    mine: int = 0
    unassigned: int = 0
    my_team: int = 0
    overdue: int = 0
    due_soon: int = 0
    mentions: int = 0
    watched: int = 0
    approvals: int = 0


COUNTED = 1000
"""As far as is counted what no counter is kept for; so many may be more."""
