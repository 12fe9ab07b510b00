"""`agents` and `teams`: who works here, and how conversations are handed out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer
from agent_desk.cli.times import rfc3339
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Member, Method, Presence, Role, TeamRow
from agent_desk.services.desk import Desk

NONE = "none"
"""Stands for nobody, none, or no limit."""
T = TypeVar("T")


def agent(row: AgentRow) -> shapes.Shape:
    """Somebody who works here."""
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "handle": row.handle,
        "role": row.role.value,
        "sign_off": row.sign_off,
        "zone": row.zone,
        "calendar_id": row.calendar_id,
        "languages": list(row.languages),
        "venues": list(row.venues),
        "capacity": row.capacity,
        "reviewed": row.reviewed,
        "presence": row.presence.value,
        "presence_reason": row.presence_reason,
        "presence_at": rfc3339(row.presence_at or None),
        "left_at": rfc3339(row.left_at),
    }


def team(row: TeamRow) -> shapes.Shape:
    """A team with its members in their order."""
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "position": row.position,
        "calendar_id": row.calendar_id,
        "method": row.method.value,
        "venues": list(row.venues),
        "languages": list(row.languages),
        "weights": {kind.value: weight for kind, weight in row.weights.items()},
        "fair_share": row.fair_share,
        "fair_minutes": row.fair_minutes,
        "take_back_minutes": row.take_back_minutes,
        "members": [{"agent_id": member.agent_id, "lead": member.lead} for member in row.members],
    }


def agents(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Everybody, by number."""
    return Answer([agent(row) for row in desk.roster.agents(left=arguments.left)])


def add_agent(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Somebody new; prints them."""
    made = desk.roster.add(arguments.name, arguments.handle or "", Role(arguments.role or Role.AGENT)).agent
    return Answer(agent(_saved(desk, made, arguments)))


def set_agent(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Change what is named; prints the agent."""
    row = desk.roster.agent(arguments.agent)
    if arguments.name is not None:
        row = replace(row, name=arguments.name)
    return Answer(agent(_saved(desk, row, arguments)))


def leave(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Somebody works here no more; prints how much went back."""
    left = desk.roster.leave(desk.roster.agent(arguments.agent).id)
    return Answer({"agent": left.agent.name, "conversations": left.conversations, "drafts": left.drafts, "left": True})


def presence(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Say whether somebody is there, and why not; prints the agent."""
    who = desk.roster.agent(arguments.agent) if arguments.agent else desk.roster.me()
    desk.roster.set_presence(Presence(arguments.state), arguments.reason, who.id)
    return Answer(agent(desk.roster.agent(who.id)))


def teams(_: argparse.Namespace, desk: Desk) -> Answer:
    """All teams, by position."""
    return Answer([team(row) for row in desk.roster.teams()])


def add_team(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A new team; prints it."""
    made = _changed(desk, TeamRow("", 0, arguments.name), arguments)
    return Answer(team(desk.roster.save_team(made, new=True).team))


def set_team(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Change what is named; prints the team."""
    row = _changed(desk, desk.roster.team(arguments.team), arguments)
    if arguments.name is not None:
        row = replace(row, name=arguments.name)
    return Answer(team(desk.roster.save_team(row).team))


def remove_team(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Remove a team; its conversations stay with who holds them."""
    row = desk.roster.team(arguments.team)
    desk.roster.remove_team(row.id)
    return Answer({"id": row.id, "name": row.name, "removed": True})


def _saved(desk: Desk, row: AgentRow, arguments: argparse.Namespace) -> AgentRow:
    changes: dict[str, Any] = {
        name: said for name in ("handle", "sign_off", "zone") if (said := getattr(arguments, name)) is not None
    }
    if arguments.role is not None:
        changes["role"] = Role(arguments.role)
    if arguments.languages is not None:
        changes["languages"] = _listed(arguments.languages)
    if arguments.venues is not None:
        changes["venues"] = tuple(desk.venues.get(one).id for one in _listed(arguments.venues))
    if arguments.capacity is not None:
        changes["capacity"] = _number(arguments.capacity)
    if arguments.reviewed is not None:
        changes["reviewed"] = arguments.reviewed == "yes"
    if arguments.calendar is not None:
        changes["calendar_id"] = _named(arguments.calendar, lambda name: calendar_id(desk, name))
    changed = replace(row, **changes)
    return row if changed == row and arguments.action == "add" else desk.roster.save(changed).agent


def _changed(desk: Desk, row: TeamRow, arguments: argparse.Namespace) -> TeamRow:
    changes: dict[str, Any] = {}
    if arguments.members is not None or arguments.leads is not None:
        changes["members"] = _members(desk, row, arguments)
    if arguments.method is not None:
        changes["method"] = Method(arguments.method)
    if arguments.venues is not None:
        changes["venues"] = tuple(desk.venues.get(one).id for one in _listed(arguments.venues))
    if arguments.languages is not None:
        changes["languages"] = _listed(arguments.languages)
    if arguments.weights is not None:
        changes["weights"] = dict(map(_weight, _listed(arguments.weights)))
    if arguments.fair_share is not None:
        changes["fair_share"] = _number(arguments.fair_share)
    if arguments.fair_minutes is not None:
        changes["fair_minutes"] = arguments.fair_minutes
    if arguments.take_back is not None:
        changes["take_back_minutes"] = _number(arguments.take_back)
    if arguments.calendar is not None:
        changes["calendar_id"] = _named(arguments.calendar, lambda name: calendar_id(desk, name))
    return replace(row, **changes)


def _members(desk: Desk, row: TeamRow, arguments: argparse.Namespace) -> tuple[Member, ...]:
    if arguments.members is None:
        ids = [member.agent_id for member in row.members]
        leads: set[str] = set()
    else:
        ids = [desk.roster.agent(one).id for one in _listed(arguments.members)]
        leads = {member.agent_id for member in row.members if member.lead}
    if arguments.leads is not None:
        leads = {desk.roster.agent(one).id for one in _listed(arguments.leads)}
        ids += [one for one in leads if one not in ids]
    return tuple(Member(one, one in leads) for one in ids)


def calendar_id(desk: Desk, name: str) -> str:
    """The id of a calendar from its name or id. Raises WrongUse."""
    for calendar in desk.levels.calendars():
        if name.casefold() in (calendar.id, calendar.name.casefold()):
            return calendar.id
    raise WrongUse(OwnWords("there is no calendar called {name}", name=name))


def _listed(text: str) -> tuple[str, ...]:
    return () if text == NONE else tuple(part.strip() for part in text.split(",") if part.strip())


def _named(text: str, find: Callable[[str], T]) -> T | None:
    return None if text == NONE else find(text)


def _number(text: str) -> int | None:
    if text == NONE:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise WrongUse(OwnWords("“{text}” is no number", text=text))
    return int(text)


def _weight(text: str) -> tuple[ConversationKind, int]:
    kind, _, weight = text.partition("=")
    try:
        return ConversationKind(kind.strip()), int(weight)
    except ValueError:
        raise WrongUse(OwnWords("“{text}” is no weight; write: direct=2", text=text)) from None
