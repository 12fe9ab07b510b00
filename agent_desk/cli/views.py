"""`views` and `export`: lists of an agent's own making, and what they hold as a file."""

from __future__ import annotations

import argparse

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer
from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound, OwnWords, WrongUse
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ME, MINE, NOBODY, Due, ListOrder, ListQuery
from agent_desk.domain.rows import SavedView, Share
from agent_desk.domain.stored_queries import query_written
from agent_desk.services.desk import Desk


def shape(view: SavedView) -> shapes.Shape:
    """One view; `trouble` says why it cannot be shown, None where it can."""
    trouble = view.trouble.detail if view.trouble else None
    query = None if view.trouble else dict(query_written(view.query))
    about: shapes.Shape = {"id": view.id, "name": view.name, "position": view.position, "trouble": trouble}
    return about | {"owner": view.owner_id, "team": view.team_id, "query": query}  # type: ignore[return-value]  # JSON-fit by its own promise


def listed(_: argparse.Namespace, desk: Desk) -> Answer:
    """Every saved view, in order."""
    return Answer([shape(view) for view in desk.views.all()])


def show(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The conversations of a view. Raises WrongUse for one that this version cannot understand."""
    view = _sound(desk, arguments.view)
    return Answer([shapes.conversation(row) for row in desk.inbox.page(view.query, None, arguments.limit)])


def save(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make a view, or change the one of that name; prints it."""
    query = ListQuery(
        status=Status(arguments.status) if arguments.status else None,
        venue_id=desk.venues.get(arguments.venue).id if arguments.venue else None,
        waiting=arguments.waiting,
        unread=arguments.unread,
        draft=arguments.draft,
        failed=arguments.failed,
        found=arguments.found,
        assignee=_agent(desk, arguments.assignee) if arguments.assignee else None,
        team=_team(desk, arguments.team) if arguments.team else None,
        due=Due(arguments.due) if arguments.due else None,
        mentions=arguments.mentions,
        watched=arguments.watched,
        active=arguments.active,
        where=Conditions(tuple(_condition(desk, text) for text in arguments.where), not arguments.any)
        if arguments.where
        else None,
        order=ListOrder(arguments.order),
    )
    try:
        known: str | None = desk.views.get(arguments.view).id
    except NotFound:
        known = None
    share = Share(arguments.share) if arguments.share else None
    team_id = desk.roster.team(arguments.with_team).id if arguments.with_team else None
    return Answer(shape(desk.views.save(arguments.view, query, known, share=share, team_id=team_id).view))


def remove(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Remove a view."""
    view = desk.views.get(arguments.view)
    desk.views.remove(view.id)
    return Answer({"id": view.id, "name": view.name, "removed": True})


def export(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write everything, or a view, into a file that is there only when it is whole."""
    query = _sound(desk, arguments.view).query if arguments.view else None
    target = arguments.file.absolute()
    written = desk.export.write(target, query)
    return Answer({"file": str(target), "conversations": written, "bytes": target.stat().st_size})


def _sound(desk: Desk, ref: str) -> SavedView:
    view = desk.views.get(ref)
    if view.trouble is not None:
        raise WrongUse(view.trouble.detail)
    return view


def _agent(desk: Desk, ref: str) -> str:
    return ref if ref in (ME, NOBODY) else desk.roster.agent(ref).id


def _team(desk: Desk, ref: str) -> str:
    return ref if ref in (MINE, NOBODY) else desk.roster.team(ref).id


def _condition(desk: Desk, text: str) -> Condition:
    field, _, rest = text.strip().partition(" ")
    operator, _, value = rest.strip().partition(" ")
    meant = {Field.ASSIGNEE.value: _agent, Field.TEAM.value: _team}.get(field)
    try:
        return Condition(Field(field), Operator(operator), meant(desk, value.strip()) if meant else value.strip())
    except ValueError:
        raise WrongUse(
            OwnWords(
                "“{text}” is no condition; write: FIELD {operators} VALUE", text=text, operators="|".join(Operator)
            )
        ) from None
