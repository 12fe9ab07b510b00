"""Hires the demo's team: agents, teams, working hours and what they promise, from the packed resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import CalendarBody, Hours, Metric, PolicyBody, Scope, Step, StepAct, StepWhen
from agent_desk.domain.roster import Member, Method, Presence, Priority, Role, TeamRow
from agent_desk.services.balance import Balance
from agent_desk.services.ground import Ground
from agent_desk.services.levels import Levels
from agent_desk.services.roster import Roster

_STEPS = (
    Step(StepWhen.AT_RISK, StepAct.NOTIFY_ASSIGNEE),
    Step(StepWhen.BREACH, StepAct.NOTIFY_LEADS),
    Step(StepWhen.AFTER, StepAct.NOTIFY_SUPERVISORS, 60),
)


@frozen
class Hired:
    """Ids by the keys of the script. `works`: the hours of a day, UTC, between which somebody is there."""

    agents: Mapping[str, str]
    teams: Mapping[str, str]
    works: Mapping[str, tuple[int, int]]


def hire(ground: Ground, script: Mapping[str, Any]) -> Hired:
    """Put everybody in place, as of the ground's moment. Raises DeskError where the script is wrong."""
    places = {venue.options.get("place", ""): venue.id for venue in ground.store.read.venues.all()}
    agents = _agents(ground, script)
    Balance(ground).set_zone(script["zone"])
    calendars = _calendars(ground, script)
    roster = Roster(ground)
    teams: dict[str, str] = {}
    for entry in script["teams"]:
        leads = [Member(agents[key], lead=True) for key in entry["leads"]]
        team = TeamRow(
            "",
            0,
            entry["name"],
            calendar_id=calendars[entry["calendar"]],
            method=Method(entry["method"]),
            venues=tuple(places[place] for place in entry["places"] if place in places),
            fair_share=entry.get("fair_share"),
            take_back_minutes=entry.get("take_back"),
            members=(*leads, *(Member(agents[key]) for key in entry["members"])),
        )
        teams[entry["key"]] = roster.save_team(team, new=True).team.id
    _policies(ground, script, places, calendars)
    return Hired(agents, teams, {entry["key"]: tuple(entry["works"]) for entry in script["agents"]})


def _agents(ground: Ground, script: Mapping[str, Any]) -> dict[str, str]:
    roster, found = Roster(ground), dict[str, str]()
    for entry in script["agents"]:
        role, mine = Role(entry["role"]), entry["key"] == script["me"]
        row = roster.me() if mine else roster.add(entry["name"], entry["handle"], role).agent
        row = replace(
            row,
            name=entry["name"],
            handle=entry["handle"],
            role=role,
            languages=tuple(entry["languages"]),
            capacity=entry["capacity"],
            reviewed=entry.get("reviewed", False),
        )
        found[entry["key"]] = roster.save(row).agent.id
        roster.set_presence(Presence.OFFLINE, agent_id=row.id)
    return found


def _calendars(ground: Ground, script: Mapping[str, Any]) -> dict[str, str]:
    levels, found = Levels(ground), dict[str, str]()
    year = datetime.fromtimestamp(ground.now() / 1000, UTC).year
    for key, entry in script["calendars"].items():
        years = (year, year + 1)
        body = CalendarBody(
            zone=entry["zone"],
            week=tuple(_hours(day) for day in entry["week"]),
            holidays=levels.holidays_of(entry["country"], entry["region"], years),
            country=entry["country"],
            region=entry["region"],
            years=years,
        )
        found[key] = levels.save_calendar(entry["name"], body).calendar.id
    return found


def _hours(day: str) -> tuple[Hours, ...]:
    spans = (span.split("-") for span in day.split())
    return tuple(Hours(int(start) * 60, int(end) * 60) for start, end in spans)


def _policies(
    ground: Ground, script: Mapping[str, Any], places: Mapping[str, str], calendars: Mapping[str, str]
) -> None:
    levels = Levels(ground)
    for entry in script["policies"]:
        targets = {metric: dict(zip(Priority, entry[metric], strict=True)) for metric in Metric if metric in entry}
        body = PolicyBody(
            Scope(venues=tuple(places[place] for place in entry["places"] if place in places)),
            targets,
            calendar_id=calendars[entry["calendar"]],
            peer_window=entry.get("peer_window", 0),
            steps=_STEPS,
        )
        levels.save_policy(entry["name"], body)
