"""The words for figures: clocks, people, venues that are behind, shares and spans."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from agent_desk.domain.coverage import Coverage
from agent_desk.domain.levels import Metric
from agent_desk.domain.roster import Presence
from agent_desk.runtime.figure_words import covered, lacking
from agent_desk.runtime.level_words import METRICS
from agent_desk.runtime.texts import marked, tr
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
        return Cell(tr("no clock"), spoken=tr("No clock is running"), tone="dim")
    if due_at <= now:
        return Cell(tr("late {span}", span=when.span(now - due_at)), now - due_at, tone="late", chip=True)
    tone = "risk" if at_risk_at is not None and at_risk_at <= now else ""
    text = tr("in {span}", span=when.span(due_at - now))
    spoken = tr("At risk: due in {span}", span=when.span(due_at - now)) if tone else ""
    return Cell(text, due_at - now, tone=tone, chip=True, spoken=spoken)


def coverage(known: Coverage) -> str:
    """How far figures reach: `Complete up to 13:32 on 4 of 5 venues`."""
    return covered(known, lambda at: _moment(at, known.at))


def behind(known: Coverage) -> str:
    """What is missing where, one venue a line."""
    return "\n".join(lacking(known, lambda at: _moment(at, known.at)))


def _moment(at: int, now: int) -> str:
    return when.clock(at) if when.day(at, now) == when.day(now, now) else when.moment(at, now)
