"""What each figure counts, as structure: from when to when, in which hours, for whom, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.domain.live import LiveTile
from agent_desk.domain.reporting import Figure


class Moment(StrEnum):
    """Where time starts or stops."""

    NONE = "none"
    FIRST_POST = "first_post"
    OLDEST_UNANSWERED = "oldest_unanswered"
    PEER_ANSWER = "peer_answer"
    POSTED = "posted"
    OUR_ANSWER = "our_answer"
    OUR_FIRST_ANSWER = "our_first_answer"
    LOOKED_AT = "looked_at"
    RESOLVED = "resolved"
    CAME_AGAIN = "came_again"
    FETCHED = "fetched"
    STATE_TAKEN = "state_taken"
    STATE_LEFT = "state_left"
    PAUSED = "paused"
    RESUMED = "resumed"
    NOW = "now"


class Hours(StrEnum):
    """In which hours time is counted."""

    NONE = "none"
    WORKING = "working"
    ALL = "all"


class Counted(StrEnum):
    """On which day something counts."""

    NOW = "now"
    DECIDED = "decided"
    POSTED = "posted"
    RESOLVED = "resolved"
    STARTED = "started"
    PARTED = "parted"


class Credit(StrEnum):
    """Who is credited."""

    NOBODY = "nobody"
    HOLDER = "holder"
    ANSWERER = "answerer"
    AUTHOR = "author"
    RESOLVER = "resolver"
    SELF = "self"


class LeftOut(StrEnum):
    """What is not counted."""

    FOUND = "found"
    MERGED = "merged"
    BEFORE = "before"
    CANCELLED = "cancelled"
    UNDECIDED = "undecided"
    NOTES = "notes"
    STILL_OPEN = "still_open"
    BACKFILLED = "backfilled"
    RESOLVED = "resolved"
    NOT_ADDRESSED = "not_addressed"
    UNDONE = "undone"
    OWN_POSTS = "own_posts"


@frozen
class Definition:
    """What a figure counts. `start`, `stop`: of what it measures, NONE where it only counts. agent_desk.runtime.figure_words
    puts it into words."""

    start: Moment
    stop: Moment
    hours: Hours
    counted: Counted
    credit: Credit
    left_out: tuple[LeftOut, ...]


_CLOCK_LEFT_OUT = (
    LeftOut.FOUND,
    LeftOut.BEFORE,
    LeftOut.CANCELLED,
    LeftOut.UNDECIDED,
    LeftOut.NOTES,
    LeftOut.STILL_OPEN,
)
_QUEUE_LEFT_OUT = (LeftOut.FOUND, LeftOut.MERGED, LeftOut.RESOLVED)
_POST_LEFT_OUT = (LeftOut.FOUND, LeftOut.NOT_ADDRESSED)


def _promise(start: Moment, stop: Moment) -> Definition:
    return Definition(start, stop, Hours.WORKING, Counted.DECIDED, Credit.ANSWERER, _CLOCK_LEFT_OUT)


def _plain(counted: Counted, credit: Credit, left_out: tuple[LeftOut, ...]) -> Definition:
    return Definition(Moment.NONE, Moment.NONE, Hours.NONE, counted, credit, left_out)


_FIRST = _promise(Moment.FIRST_POST, Moment.OUR_FIRST_ANSWER)
_QUEUE = _plain(Counted.NOW, Credit.HOLDER, _QUEUE_LEFT_OUT)
_ARRIVALS = _plain(Counted.POSTED, Credit.NOBODY, _POST_LEFT_OUT)
_ANSWERS = _plain(Counted.POSTED, Credit.AUTHOR, (LeftOut.NOTES, LeftOut.OWN_POSTS))

DEFINITIONS: Mapping[Figure | LiveTile, Definition] = {
    Figure.FIRST: _FIRST,
    Figure.NEXT: _promise(Moment.OLDEST_UNANSWERED, Moment.OUR_ANSWER),
    Figure.RESOLUTION: _promise(Moment.FIRST_POST, Moment.RESOLVED),
    Figure.VERIFY: _promise(Moment.PEER_ANSWER, Moment.LOOKED_AT),
    Figure.BACKLOG: Definition(
        Moment.OLDEST_UNANSWERED, Moment.NOW, Hours.ALL, Counted.NOW, Credit.HOLDER, _QUEUE_LEFT_OUT
    ),
    Figure.REOPENED: Definition(
        Moment.RESOLVED,
        Moment.CAME_AGAIN,
        Hours.ALL,
        Counted.RESOLVED,
        Credit.RESOLVER,
        (LeftOut.FOUND, LeftOut.UNDONE),
    ),
    Figure.DISPOSITIONS: _ARRIVALS,
    Figure.ANSWERED_BY: _ARRIVALS,
    Figure.ARRIVALS: _ARRIVALS,
    Figure.ANSWERS: _ANSWERS,
    Figure.LAG: Definition(
        Moment.POSTED,
        Moment.FETCHED,
        Hours.ALL,
        Counted.POSTED,
        Credit.NOBODY,
        (*_POST_LEFT_OUT, LeftOut.BACKFILLED),
    ),
    Figure.STATES: Definition(Moment.STATE_TAKEN, Moment.STATE_LEFT, Hours.ALL, Counted.PARTED, Credit.SELF, ()),
    Figure.PAUSED: Definition(
        Moment.PAUSED,
        Moment.RESUMED,
        Hours.WORKING,
        Counted.STARTED,
        Credit.ANSWERER,
        (LeftOut.FOUND, LeftOut.CANCELLED),
    ),
    LiveTile.HELD: _QUEUE,
    LiveTile.WAITING: Definition(
        Moment.OLDEST_UNANSWERED, Moment.NOW, Hours.ALL, Counted.NOW, Credit.HOLDER, _QUEUE_LEFT_OUT
    ),
    LiveTile.LATE: _QUEUE,
    LiveTile.DUE_HOUR: _QUEUE,
    LiveTile.DUE_HOUR_UNASSIGNED: _QUEUE,
    LiveTile.TARGET_TODAY: _plain(Counted.DECIDED, Credit.ANSWERER, _CLOCK_LEFT_OUT[:-1]),
    LiveTile.FIRST_TODAY: _FIRST,
    LiveTile.ARRIVALS_HOUR: _ARRIVALS,
    LiveTile.ANSWERS_HOUR: _ANSWERS,
}
"""By what is shown."""
