"""Calendars and policies carried from desk to desk: written by name instead of by id, and read again whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.levels import CalendarBody, PolicyBody
from agent_desk.domain.promises import check_calendar, check_policy, ordered
from agent_desk.domain.stored_levels import calendar_from, calendar_written, policy_from, policy_written
from agent_desk.services.almanac import changes_of
from agent_desk.services.ground import Ground
from agent_desk.services.levels import Levels

Told = dict[str, object]
VERSION = 1


def written(ground: Ground) -> Told:
    """All that is in use, as `read` takes it: JSON-fit values. A zone's offsets are left out; they are frozen anew."""
    levels = Levels(ground)
    names = {calendar.id: calendar.name for calendar in levels.calendars()}
    labels = _labels(ground)
    calendars: list[Told] = []
    for calendar in levels.calendars():
        told = calendar_written(calendar.latest.body)
        calendars.append({"name": calendar.name} | {key: told[key] for key in told if key != "changes"})
    policies: list[Told] = []
    for policy in levels.policies():
        body = policy.latest.body
        told = policy_written(_renamed(body, labels))
        policies.append({"name": policy.name} | told | {"calendar": names.get(body.calendar_id or "")})
    return {"version": VERSION, "calendars": calendars, "policies": policies}


def read(ground: Ground, told: object, *, running_too: bool = False) -> Changes:
    """Take over what `written` made: what has the same name gets a new version where it differs, what is not named stays.
    Raises WrongUse and Refused before anything is changed."""
    levels = Levels(ground)
    if not isinstance(told, Mapping) or told.get("version") != VERSION or set(told) - {*_PARTS, "version"}:
        raise WrongUse(OwnWords("these are no calendars and policies of this version"))
    calendars = [(name, calendar_from(rest)) for name, rest in _named(told, "calendars")]
    for _, hours in calendars:
        check_calendar(hours)
        changes_of(hours.zone, ground.now())
    ids = {label: own_id for own_id, label in _labels(ground).items()}
    policies = [(name, _renamed(policy_from(rest), ids, strict=True)) for name, rest in _named(told, "policies")]
    known = {name for name, _ in calendars} | {calendar.name for calendar in levels.calendars()}
    for _, body in policies:
        check_policy(body, known)
    changes = Changes()
    for name, hours in calendars:
        before = next((one for one in levels.calendars() if one.name == name), None)
        if before is None or not _same(before.latest.body, hours):
            changes |= levels.save_calendar(name, hours, before.id if before else None).changes
    by_name = {calendar.name: calendar.id for calendar in levels.calendars()}
    for name, told_body in policies:
        body = replace(told_body, calendar_id=by_name.get(told_body.calendar_id or ""))
        policy = next((one for one in levels.policies() if one.name == name), None)
        changes |= levels.save_policy(name, body, policy.id if policy else None, running_too=running_too).changes
    return changes


_PARTS = ("calendars", "policies")


def _named(told: Mapping[str, object], part: str) -> list[tuple[str, Told]]:
    rows = told.get(part, [])
    if not isinstance(rows, list):
        raise WrongUse(OwnWords("these are no calendars and policies of this version"))
    found = []
    for row in rows:
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
            raise WrongUse(OwnWords("these are no calendars and policies of this version"))
        found.append((str(row["name"]), {str(key): value for key, value in row.items() if key != "name"}))
    return found


def _labels(ground: Ground) -> dict[str, str]:
    """What people call venues and teams, by id."""
    nouns = ground.store.read
    return {venue.id: venue.label for venue in nouns.venues.all()} | {
        team.id: team.name for team in nouns.roster.teams()
    }


def _renamed(body: PolicyBody, names: Mapping[str, str], *, strict: bool = False) -> PolicyBody:
    def named(one: str) -> str:
        if strict and one not in names:
            raise WrongUse(OwnWords("a policy for “{name}”, which is not here", name=one))
        return names.get(one, one)

    venues, teams = (tuple(named(one) for one in ids) for ids in (body.scope.venues, body.scope.teams))
    return replace(body, scope=replace(body.scope, venues=venues, teams=teams))


def _same(before: CalendarBody, told: CalendarBody) -> bool:
    return replace(before, changes=()) == replace(ordered(told), changes=())
