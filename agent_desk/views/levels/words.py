"""The words for figures: clocks, people, venues that are behind, shares and spans."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from agent_desk.domain.coverage import Coverage
from agent_desk.domain.levels import Metric
from agent_desk.domain.roster import Presence
from agent_desk.runtime import texts
from agent_desk.runtime.level_words import METRICS
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import Cell

UNKNOWN = "–"
"""Stands where a zero would say that nothing was there, though nobody looked."""
_PRESENCES = {
    Presence.AVAILABLE: marked("available"),
    Presence.BUSY: marked("busy"),
    Presence.AWAY: marked("away"),
    Presence.OFFLINE: marked("offline"),
}


def metric(name: str) -> str:
    """What a clock promises; empty where there is no clock."""
    return tr(METRICS[Metric(name)]) if name in set(Metric) else ""


def presence(state: Presence, reason: str = "") -> str:
    """Whether somebody is there: `away, lunch`."""
    words = tr(_PRESENCES[state])
    return tr("{presence}, {reason}", presence=words, reason=reason) if reason else words


def figure(count: int) -> str:
    """A count as the locale writes it."""
    return QLocale().toString(count)


def percent(share: float | None) -> str:
    """A share with one decimal, a dash where there is none."""
    return UNKNOWN if share is None else tr("{share} %", share=QLocale().toString(share, "f", 1))


def duration(milliseconds: int | None) -> str:
    """A length of time, a dash where there is none."""
    return UNKNOWN if milliseconds is None else when.span(milliseconds)


def due(due_at: int | None, at_risk_at: int | None, now: int) -> Cell:
    """When a promise falls due, as a chip: `late 1 h 02`, `in 12 min`."""
    if due_at is None:
        return Cell(tr("no clock"), spoken=tr("No clock is running"), chip=True)
    if due_at <= now:
        return Cell(tr("late {span}", span=when.span(now - due_at)), now - due_at, tone="late", chip=True)
    tone = "risk" if at_risk_at is not None and at_risk_at <= now else ""
    text = tr("in {span}", span=when.span(due_at - now))
    spoken = tr("At risk: due in {span}", span=when.span(due_at - now)) if tone else ""
    return Cell(text, due_at - now, tone=tone, chip=True, spoken=spoken)


def coverage(known: Coverage) -> str:
    """How far figures reach: `5 of 5 venues complete up to 13:32`."""
    if not known.total:
        return tr("No venue is connected")
    if known.complete_to is None:
        return ntr("The {n} venue is not complete", "None of {n} venues is complete", known.total)
    return tr(
        "Complete up to {time} on {n} of {total} venues",
        time=_moment(known.complete_to, known.at),
        n=len(known.complete),
        total=known.total,
    )


def behind(known: Coverage) -> str:
    """Which venues are not complete, one a line, and why."""
    lines = []
    for venue in known.lacking:
        since = _moment(venue.complete_to, known.at) if venue.complete_to is not None else tr("never read to its end")
        state = texts.venue_state(venue.state)
        lines.append(tr("{venue}: {state}, complete up to {time}", venue=venue.label, state=state, time=since))
    return "\n".join(lines)


def _moment(at: int, now: int) -> str:
    return when.clock(at) if when.day(at, now) == when.day(now, now) else when.moment(at, now)
