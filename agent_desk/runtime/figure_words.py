"""Figures in words, for window, command line and pages alike: their names, what each counts, and how far they are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.coverage import Coverage
from agent_desk.domain.definitions import DEFINITIONS, Counted, Credit, Hours, LeftOut, Moment
from agent_desk.domain.histograms import STEPS
from agent_desk.domain.live import LiveTile
from agent_desk.domain.reporting import Figure
from agent_desk.domain.roster import Presence
from agent_desk.runtime.language import marked, ntr, tr
from agent_desk.runtime.level_words import span

FIGURES: dict[Figure, str] = {
    Figure.FIRST: marked("First reply"),
    Figure.NEXT: marked("Next reply"),
    Figure.RESOLUTION: marked("Resolution"),
    Figure.VERIFY: marked("Look at a peer's answer"),
    Figure.BACKLOG: marked("Backlog by age"),
    Figure.REOPENED: marked("Reopened"),
    Figure.DISPOSITIONS: marked("What became of posts"),
    Figure.ANSWERED_BY: marked("Who answered"),
    Figure.ARRIVALS: marked("Arrivals"),
    Figure.ANSWERS: marked("Answers"),
    Figure.LAG: marked("Fetch lag"),
    Figure.STATES: marked("Agents' time in states"),
    Figure.PAUSED: marked("Paused while a post lay unanswered"),
}
TILES: dict[LiveTile, str] = {
    LiveTile.HELD: marked("Open"),
    LiveTile.WAITING: marked("Waiting"),
    LiveTile.LATE: marked("Late"),
    LiveTile.DUE_HOUR: marked("Due within the hour"),
    LiveTile.DUE_HOUR_UNASSIGNED: marked("Due within the hour, unassigned"),
    LiveTile.TARGET_TODAY: marked("In target today"),
    LiveTile.FIRST_TODAY: marked("First reply today"),
    LiveTile.ARRIVALS_HOUR: marked("Arrivals in the last hour"),
    LiveTile.ANSWERS_HOUR: marked("Answers in the last hour"),
}
PRESENCES: dict[Presence, str] = {
    Presence.AVAILABLE: marked("Available"),
    Presence.BUSY: marked("Busy"),
    Presence.AWAY: marked("Away"),
    Presence.OFFLINE: marked("Offline"),
}
DISPOSITIONS: dict[Disposition, str] = {
    Disposition.ANSWERED_BY_US: marked("Answered by us"),
    Disposition.ANSWERED_BY_PEER: marked("Answered by somebody else"),
    Disposition.NO_ANSWER_NEEDED: marked("No answer needed"),
    Disposition.NOT_RELEVANT: marked("Not relevant"),
    Disposition.MODERATED: marked("Moderated"),
    Disposition.IDEA: marked("Idea"),
    Disposition.DELETED_BY_AUTHOR: marked("Deleted by its author"),
    Disposition.EXPIRED_BY_RULE: marked("Expired by rule"),
    Disposition.BEFORE_WE_STARTED: marked("From before we started"),
}
_STARTS: dict[Moment, str] = {
    Moment.FIRST_POST: marked("The clock starts with the customer's first post."),
    Moment.OLDEST_UNANSWERED: marked("The clock starts with the oldest post that nobody answered."),
    Moment.PEER_ANSWER: marked("The clock starts with the answer of somebody else."),
    Moment.POSTED: marked("The clock starts when the venue says that it was posted."),
    Moment.RESOLVED: marked("The clock starts when the conversation is resolved."),
    Moment.STATE_TAKEN: marked("The clock starts when the agent takes the state."),
    Moment.PAUSED: marked("The clock starts when the promise is paused."),
}
_STOPS: dict[Moment, str] = {
    Moment.OUR_FIRST_ANSWER: marked("It stops with our first answer, when the venue has it."),
    Moment.OUR_ANSWER: marked("It stops with our answer, when the venue has it."),
    Moment.LOOKED_AT: marked("It stops when one of us looked at it."),
    Moment.RESOLVED: marked("It stops when the conversation is resolved."),
    Moment.CAME_AGAIN: marked(
        "It stops when the customer writes again or an agent takes it up again, within seven days."
    ),
    Moment.FETCHED: marked("It stops when the post is fetched here."),
    Moment.STATE_LEFT: marked("It stops when the agent takes another one."),
    Moment.RESUMED: marked("It stops when the promise runs again."),
    Moment.NOW: marked("It still runs."),
}
_HOURS: dict[Hours, str] = {
    Hours.WORKING: marked("Only the working hours of the policy count."),
    Hours.ALL: marked("All hours of all days count."),
}
_COUNTED: dict[Counted, str] = {
    Counted.NOW: marked("It is what is so right now."),
    Counted.DECIDED: marked("It counts on the day on which the promise was kept, or fell due."),
    Counted.POSTED: marked("It counts on the day of the post."),
    Counted.RESOLVED: marked("It counts on the day on which it was resolved."),
    Counted.STARTED: marked("It counts on the day on which the clock started."),
    Counted.PARTED: marked("It counts on each day for the part that lies in it."),
}
_CREDITS: dict[Credit, str] = {
    Credit.NOBODY: marked("Nobody is credited."),
    Credit.HOLDER: marked("Whoever holds the conversation now is credited."),
    Credit.ANSWERER: marked("Whoever answered is credited, else whoever holds the conversation."),
    Credit.AUTHOR: marked("Whoever wrote it here is credited; what was written elsewhere is nobody's."),
    Credit.RESOLVER: marked("Whoever resolved it is credited."),
    Credit.SELF: marked("Each agent has their own."),
}
_LEFT_OUT: dict[LeftOut, str] = {
    LeftOut.FOUND: marked("conversations that were only found"),
    LeftOut.MERGED: marked("conversations that were merged into another"),
    LeftOut.BEFORE: marked("posts from before the venue's start"),
    LeftOut.CANCELLED: marked("promises that were cancelled"),
    LeftOut.UNDECIDED: marked("promises that are neither kept nor late yet"),
    LeftOut.NOTES: marked("notes, likes and automatic answers"),
    LeftOut.STILL_OPEN: marked("late ones without an answer, in medians"),
    LeftOut.BACKFILLED: marked("posts that were there before the venue was connected"),
    LeftOut.RESOLVED: marked("resolved conversations in which nobody waits"),
    LeftOut.NOT_ADDRESSED: marked("posts that did not turn to us"),
    LeftOut.UNDONE: marked("what was taken back within a minute"),
    LeftOut.OWN_POSTS: marked("posts of ours that answer nothing"),
}


def definition(figure: Figure | LiveTile) -> str:
    """What a figure counts, one sentence a line: start, stop, hours, day, credit, what is left out."""
    what = DEFINITIONS[figure]
    parts = [
        _STARTS.get(what.start, ""),
        _STOPS.get(what.stop, ""),
        _HOURS.get(what.hours, ""),
        _COUNTED[what.counted],
        _CREDITS[what.credit],
    ]
    lines = [tr(part) for part in parts if part]
    if what.left_out:
        lines.append(tr("Left out: {what}.", what="; ".join(tr(_LEFT_OUT[one]) for one in what.left_out)))
    return "\n".join(lines)


def step(number: int) -> str:
    """The name of a bucket of STEPS: `up to 1 h`, and last `longer than 168 h`."""
    if number < len(STEPS):
        return tr("up to {span}", span=span(STEPS[number]))
    return tr("longer than {span}", span=span(STEPS[-1]))


def clock_time(zone: ZoneInfo) -> Callable[[int], str]:
    """Tells moments as `2026-11-27 16:45` in a zone."""

    def told(at: int) -> str:
        return datetime.fromtimestamp(at // 1000, zone).strftime("%Y-%m-%d %H:%M")

    return told


def covered(known: Coverage, moment: Callable[[int], str]) -> str:
    """How far figures reach: `Complete up to 2026-11-27 13:32 on 4 of 5 venues`."""
    if not known.total:
        return tr("No venue is connected")
    if known.complete_to is None:
        return ntr("The {n} venue is not complete", "None of {n} venues is complete", known.total)
    time, complete = moment(known.complete_to), len(known.complete)
    return tr("Complete up to {time} on {n} of {total} venues", time=time, n=complete, total=known.total)


def lacking(known: Coverage, moment: Callable[[int], str]) -> list[str]:
    """What is missing where, a sentence for each venue."""
    found = []
    for venue in known.lacking:
        if venue.complete_to is None:
            found.append(tr("{venue} was not read to its end yet.", venue=venue.label))
        elif known.start is not None and venue.complete_from > known.start:
            found.append(tr("{venue} is known from {time} on.", venue=venue.label, time=moment(venue.complete_from)))
        else:
            found.append(tr("{venue} is complete up to {time}.", venue=venue.label, time=moment(venue.complete_to)))
    return found
