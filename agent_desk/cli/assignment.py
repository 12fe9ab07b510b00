"""`assign`, `claim`, `release`, `next` and `board`: who works on what."""

from __future__ import annotations

import argparse

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer
from agent_desk.cli.roster import NONE, agent
from agent_desk.cli.times import rfc3339
from agent_desk.domain.assigning import KEEP, Explanation, Keep
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.services.boards import Column
from agent_desk.services.desk import Desk


def assign(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Give a conversation to an agent or a team, with a note; prints it."""
    if arguments.to is None and arguments.team is None:
        raise WrongUse(OwnWords("say --to AGENT, --team TEAM, or both; none stands for nobody"))
    conversation_id = desk.inbox.find(arguments.conversation)
    held = desk.inbox.row(conversation_id)
    agent_id = None if arguments.to == NONE else held.assignee_id
    if arguments.to not in (None, NONE):
        agent_id = desk.roster.agent(arguments.to).id
    elif arguments.to is None and arguments.team != NONE:
        # What goes to a team is for whoever there takes it up.
        agent_id = None
    team_id: str | Keep | None = KEEP if arguments.team is None else None
    if arguments.team not in (None, NONE):
        team_id = desk.roster.team(arguments.team).id
    desk.assignment.pass_on(conversation_id, agent_id, team_id, arguments.note)
    return Answer(shapes.conversation(desk.inbox.row(conversation_id)))


def claim(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """It is mine now; prints it."""
    conversation_id = desk.inbox.find(arguments.conversation)
    desk.assignment.claim(conversation_id)
    return Answer(shapes.conversation(desk.inbox.row(conversation_id)))


def release(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Nobody holds it any more; prints it."""
    conversation_id = desk.inbox.find(arguments.conversation)
    desk.assignment.release(conversation_id)
    return Answer(shapes.conversation(desk.inbox.row(conversation_id)))


def serve_next(_: argparse.Namespace, desk: Desk) -> Answer:
    """Take up the most urgent conversation that waits; null where nothing does."""
    served = desk.assignment.serve_next()
    found = served.conversation_id
    return Answer(
        {"conversation": shapes.conversation(desk.inbox.row(found)) if found else None, "why": explanation(served.why)}
    )


def board(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Who holds what, of a team or of everybody."""
    team = desk.roster.team(arguments.team) if arguments.team else None
    shown = desk.assignment.board(team.id if team else None, arguments.limit)
    return Answer({"team": team.name if team else None, "columns": [_column(column) for column in shown.columns]})


def explanation(why: Explanation) -> shapes.Shape:
    """Why a choice fell as it did, as codes with their parameters."""
    return {
        "by": why.by.value,
        "chosen": why.chosen,
        "team_id": why.team_id,
        "reason": why.reason.value if why.reason else None,
        "details": dict(why.details),
        "considered": [
            {
                "agent_id": one.agent_id,
                "why_not": one.why_not.value if one.why_not else None,
                "details": dict(one.details),
            }
            for one in why.considered
        ],
    }


def _column(column: Column) -> shapes.Shape:
    return {
        "agent": agent(column.agent) if column.agent else None,
        "load": column.load,
        "capacity": column.capacity,
        "count": column.count,
        "waiting": column.waiting,
        "oldest_wait": rfc3339(column.oldest_wait),
        "next_due": rfc3339(column.next_due),
        "drafts": column.drafts,
        "conversations": [shapes.conversation(row) for row in column.rows],
    }
