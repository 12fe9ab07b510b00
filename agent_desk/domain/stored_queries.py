"""How the query of a list is written down for good, and read again by a later version of this program."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.filtering import Field, read, written
from agent_desk.domain.lists import ME, MINE, NOBODY, Due, ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind

VERSION = 1
_FLAGS = ("waiting", "unread", "draft", "failed", "found", "mentions", "watched", "active")
_CHOICES = ("status", "venue_id", "kind", "assignee", "team", "due")


def query_written(query: ListQuery) -> dict[str, object]:
    """As JSON-fit values, with the version of the form; what says nothing is left out."""
    told: dict[str, object] = {"version": VERSION, "order": query.order.value}
    told |= {name: True for name in _FLAGS if getattr(query, name)}
    for name in _CHOICES:
        if (value := getattr(query, name)) is not None:
            told[name] = str(value)
    if query.where is not None:
        told["where"] = written(query.where)
    return told


def query_from(told: object) -> ListQuery:
    """From what `query_written` made; raises WrongUse that names what is not known here."""
    if not isinstance(told, Mapping):
        raise WrongUse(OwnWords("a view that cannot be read"))
    known = {"version", "order", "where", *_CHOICES, *_FLAGS}
    unknown = sorted(str(name) for name in set(told) - known)
    if told.get("version") != VERSION or unknown:
        raise WrongUse(
            OwnWords("a view of another version: {version}", version=", ".join(unknown) or str(told.get("version")))
        )
    try:
        flags = {name: bool(told.get(name)) for name in _FLAGS}
        return ListQuery(
            status=Status(told["status"]) if "status" in told else None,
            venue_id=str(told["venue_id"]) if "venue_id" in told else None,
            kind=ConversationKind(told["kind"]) if "kind" in told else None,
            assignee=str(told["assignee"]) if "assignee" in told else None,
            team=str(told["team"]) if "team" in told else None,
            due=Due(told["due"]) if "due" in told else None,
            where=read(told["where"]) if "where" in told else None,
            order=ListOrder(told["order"]),
            waiting=flags["waiting"],
            unread=flags["unread"],
            draft=flags["draft"],
            failed=flags["failed"],
            found=flags["found"],
            mentions=flags["mentions"],
            watched=flags["watched"],
            active=flags["active"],
        )
    except (KeyError, ValueError) as error:
        raise WrongUse(OwnWords("a view that cannot be read: {error}", error=str(error))) from error


def named(query: ListQuery, field: Field) -> set[str]:
    """The ids of agents (ASSIGNEE) or teams (TEAM) that a query asks about."""
    own = query.assignee if field is Field.ASSIGNEE else query.team
    terms = query.where.terms if query.where else ()
    return {own or "", *(term.value for term in terms if term.field is field)} - {"", ME, MINE, NOBODY}
