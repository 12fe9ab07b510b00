"""Ends of shifts: when a team opens again, and which team works next."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desk.domain.calendars import Compiled
from agent_desk.domain.levels import MINUTE
from agent_desk.domain.roster import TeamRow

BREAK = 4 * 60 * MINUTE
"""What is closed for less is a break within a shift, in milliseconds."""
_LONGEST = 14 * 24 * 60 * MINUTE


def closes(hours: Compiled, at: int) -> int | None:
    """When the open time that `at` (UTC milliseconds) is in ends; None where it does not within two weeks."""
    low, high = at, at + MINUTE
    while hours.between(at, high) == high - at:
        if high - at > _LONGEST:
            return None
        low, high = high, at + 2 * (high - at)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if hours.between(at, middle) == middle - at else (low, middle)
    return low


def opens_again(hours: Compiled, now: int) -> int | None:
    """When the next shift begins after the one that runs, or, between two, the next one. None where there is none, or where
    it is never closed."""
    opening = hours.next_open(now)
    if opening is None or opening > now:
        return opening
    while True:
        end = closes(hours, opening)
        after = None if end is None else hours.next_open(end)
        if end is None or after is None or after - end >= BREAK:
            return after
        opening = after


def next_team(team_id: str, teams: Iterable[tuple[TeamRow, Compiled]], now: int) -> TeamRow | None:
    """Which other team with members is open first, from now on; of several the one with the lowest position."""
    others = [
        (opening, team.position, team.number, team)
        for team, hours in teams
        if team.id != team_id and team.members and (opening := hours.next_open(now)) is not None
    ]
    return min(others, key=lambda one: one[:3])[3] if others else None
